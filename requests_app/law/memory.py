"""Dates already reckoned, so that none is counted twice: for one record, and for all where only the day matters."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from requests_app.law.due import Alternative, Override, Step
from requests_app.law.explain import reasons
from requests_app.law.facts import Fact
from requests_app.law.record import Record
from requests_app.law.rulebook.shapes import Basis, Rule

_RESTS_ON_THE_DAY = frozenset({Basis.TRIGGER, Basis.RECEIPT})
_ENOUGH = 50_000


class Trigger(NamedTuple):
    """What a clock runs from: a fact, or another clock's date that itself runs from the fact."""

    fact: Fact
    parent: Rule | None = None


class Reckoned(NamedTuple):
    """A date: the last day before it rolled, the day it is due, and the steps. None where the law has no number.

    `override`: what set another date than the rule, where something did.
    """

    last_on: date | None
    due_on: date | None
    steps: tuple[Step, ...]
    override: Override | None = None


class Weighed(NamedTuple):
    """The open questions that move a date, as "U1=rolled", and the date the other side of each gives."""

    questions: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


class Kept(NamedTuple):
    """A date with the open questions that came up on the way to it, its steps as sentences once told, and the
    questions that move it with what the other sides give once weighed.

    The fact is kept too, so that no later one can come to have its identity.
    """

    reckoned: Reckoned
    asked: frozenset[str]
    fact: Fact
    told: list[str]
    weighed: list[Weighed]

    def tell(self) -> list[str]:
        """The steps as sentences, put into words at the first asking."""
        if not self.told:
            self.told.extend(reasons(self.reckoned.steps))
        return self.told


_Shelf = dict[tuple[object, ...], Kept]


_SHARED: defaultdict[tuple[str, ...], _Shelf] = defaultdict(dict)
"""One shelf for everybody who takes the same sides of the open questions."""


class Memory:
    """Dates of one record under one set of readings.

    `sides`: the sides taken, where the calendar is the plain list and no order intervenes; then a date that rests on
    nothing but the rule, the day and the service, or for an extension on the day of the request and the days taken,
    is shared with every other record. None where it cannot be.
    """

    def __init__(self, record: Record, sides: tuple[str, ...] | None) -> None:
        self._record = record
        self._own: _Shelf = {}
        self._shared = None if sides is None else _SHARED[sides]

    def find(self, rule: Rule, trigger: Trigger) -> Kept | None:
        """The date, where it is known."""
        shelf, key = self._place(rule, trigger)
        return shelf.get(key)

    def keep(self, rule: Rule, trigger: Trigger, kept: Kept) -> Kept:
        """Keep a date, and give it back. A shared shelf that has grown too long begins anew."""
        shelf, key = self._place(rule, trigger)
        if len(shelf) >= _ENOUGH:
            shelf.clear()
        shelf[key] = kept
        return kept

    def _place(self, rule: Rule, trigger: Trigger) -> tuple[_Shelf, tuple[object, ...]]:
        fact, parent = trigger
        if self._shared is not None and parent is None:
            if rule.basis in _RESTS_ON_THE_DAY and not fact.particulars:
                return self._shared, (rule.clock, fact.on, fact.service)
            if rule.basis is Basis.EXTENSION and "until" not in fact.particulars:
                request = self._record.of("request_received")[0]
                if not request.particulars:
                    return self._shared, (rule.clock, request.on, fact.number("calendar_days"), fact.service)
        return self._own, (rule.clock, parent.clock if parent else "", id(fact))
