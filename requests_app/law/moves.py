"""Which open dates a new holiday, a new law or another reading would move, before anyone applies it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from requests_app.law.due import DueDate
from requests_app.law.rulebook.pending import TAKES_THE_PLACE_OF


class Move(NamedTuple):
    """One open date that would change; `old` or `new` is None where it would begin or cease to run."""

    trigger_key: str
    leg: str
    old: DueDate | None
    new: DueDate | None

    @property
    def sentence(self) -> str:
        """From what to what, in one line.

        >>> from requests_app.law import Fact, due_dates
        >>> received = [Fact("request_received", date(2026, 10, 5), "request-7")]
        >>> [move] = moves(due_dates(received), due_dates(received, extra_holidays={date(2026, 10, 15): "Flood"}))
        >>> move.sentence
        'CPRA-DET of request-7: from 2026-10-15 to 2026-10-16.'
        """
        rules = " to ".join(dict.fromkeys(due.rule for due in (self.old, self.new) if due))
        return f"{rules} of {self.trigger_key}: from {_day(self.old)} to {_day(self.new)}."


def moves(before: Iterable[DueDate], after: Iterable[DueDate]) -> tuple[Move, ...]:
    """What changes between two answers of the engine to the same facts, open dates only, in the order of `before`.

    A date counts as open while nothing has ended or superseded it. A pending rule is compared with the one whose
    place it takes.
    """
    old, new = _open(before), _open(after)
    return tuple(
        Move(key[1], key[2], old.get(key), new.get(key))
        for key in dict.fromkeys((*old, *new))
        if _shown(old.get(key)) != _shown(new.get(key))
    )


def _open(due_dates: Iterable[DueDate]) -> dict[tuple[str, str, str], DueDate]:
    return {
        (TAKES_THE_PLACE_OF.get(due.rule, due.rule), due.trigger_key, due.leg): due
        for due in due_dates
        if due.satisfied_by is None and due.superseded_by is None
    }


def _shown(due: DueDate | None) -> tuple[str, date | None] | None:
    return None if due is None else (due.rule, due.due_on)


def _day(due: DueDate | None) -> str:
    if due is None:
        return "nothing"
    return due.limit if due.due_on is None else due.due_on.isoformat()
