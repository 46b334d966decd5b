"""Tables behind charts, whose rows no QuerySet holds: chosen by a name and put in order as every list is."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

Row = TypeVar("Row")
NUMBERS = re.compile(r"(\d{1,18})")  # longer ones, which Python may refuse, are counted in parts


def in_order(rows: Sequence[Row], by: Mapping[str, Callable[[Row], Any]], wanted: str) -> Sequence[Row]:
    """The rows by what was asked for ("device", or "-device" downwards), blanks last and equals as they were; as they
    are where nothing of that name sorts.

    >>> in_order([("b", 1), (None, 2), ("a", 3)], {"name": lambda row: row[0]}, "name")
    [('a', 3), ('b', 1), (None, 2)]
    """
    key = by.get(wanted.removeprefix("-"))
    if key is None:
        return rows
    told = [(key(row), row) for row in rows]
    filled = [pair for pair in told if pair[0] is not None]
    filled.sort(key=lambda pair: pair[0], reverse=wanted.startswith("-"))
    return [row for _, row in filled] + [row for value, row in told if value is None]


def as_counted(name: str) -> list[tuple[int, str]]:
    """What puts names in the order in which people count them.

    >>> sorted(["Officer 10", "officer 9", "cam"], key=as_counted)
    ['cam', 'officer 9', 'Officer 10']
    >>> as_counted("cam" + 5000 * "9")[:2]
    [(-1, 'cam'), (999999999999999999, '')]
    """
    parts = NUMBERS.split(name.casefold())
    return [(int(part), "") if at % 2 else (-1, part) for at, part in enumerate(parts)]


def has_words(name: object, words: str) -> bool:
    """Whether a name has all the words, in capitals or not.

    >>> has_words("Harbor PD", "pd har"), has_words(None, "pd")
    (True, False)
    """
    told = str(name or "").casefold()
    return all(word in told for word in words.casefold().split())
