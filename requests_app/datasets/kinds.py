"""Propose what the columns of a free table hold; text, wherever the values leave a doubt."""

import re
from collections.abc import Iterable

from requests_app.datasets.shapes import Kind
from requests_app.datasets.timeformats import candidates

SAMPLE = 500
WORDS = frozenset(("true", "false", "yes", "no", "y", "n", "t", "f"))
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d{0,17})\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?\Z", re.ASCII)


def propose_kind(values: Iterable[str], blanks: Iterable[str]) -> tuple[Kind, tuple[str, ...]]:
    """The kind all values of a column have, and how its days or times are written: one way, or the several that
    only a person can choose between. Numbers with zeros in front are text: they are names.

    >>> propose_kind(["94.6", "12"], [""]), propose_kind(["007", "12"], [""])
    ((<Kind.NUMBER: 'number'>, ()), (<Kind.TEXT: 'text'>, ()))
    """
    without = set(blanks)
    found = [value for value in dict.fromkeys(values) if value not in without]
    if not found:
        return Kind.TEXT, ()
    if all(value.lower() in WORDS for value in found):
        return Kind.YES_NO, ()
    if all(map(_WHOLE.match, found)):
        return Kind.WHOLE_NUMBER, ()
    if all(_NUMBER.match(value) and sum(mark.isdigit() for mark in value.lstrip("+-0.")) <= 15 for value in found):
        return Kind.NUMBER, ()
    forms = candidates(found[:SAMPLE])
    if not forms:
        return Kind.TEXT, ()
    clock = any("%H" in form or "%I" in form for form in forms)
    return (Kind.TIME if clock else Kind.DAY), tuple(forms)
