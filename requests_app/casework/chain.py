"""A chain of courts as one line in time: what happened where, what was due, what is pending in which court."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from requests_app import law
from requests_app.casework.facts import chain_of
from requests_app.models import CaseState, CourtCase, Deadline, DeadlineStatus, Milestone, Precision


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: something that happened in a court, or the last day of something there.

    `note` says how a last day turned out: met, open, or what ended it.
    """

    on: date
    case: CourtCase
    what: str
    record: Milestone | Deadline
    precision: str = Precision.DAY
    note: str = ""

    @property
    def is_last_day(self) -> bool:
        """Whether it is a date the law gives, rather than something that happened."""
        return isinstance(self.record, Deadline)

    @property
    def sort(self) -> str:
        """What kind of day it is, in words."""
        if not isinstance(self.record, Deadline):
            return "happened"
        return {"state": "takes effect", "court window": "the court's time ends"}.get(self.record.kind, "last day")


@dataclass(frozen=True, slots=True)
class Link:
    """One court of the chain: from when until when it had the case, and what is pending there.

    `until_on` is None while it still has it.
    """

    case: CourtCase
    from_on: date | None
    until_on: date | None
    pending: Sequence[Deadline]
    from_precision: str = Precision.DAY
    until_precision: str = Precision.DAY

    @property
    def is_pending(self) -> bool:
        return self.case.state == CaseState.PENDING


@dataclass(frozen=True, slots=True)
class Chain:
    """A whole chain, trial court first, and everything in it by day."""

    links: Sequence[Link]
    moments: Sequence[Moment]

    @property
    def pending(self) -> list[Link]:
        """The courts where the case is not decided yet."""
        return [link for link in self.links if link.is_pending]


def chain_in_time(case: CourtCase) -> Chain:
    """The chain this case is part of."""
    cases = chain_of(case)
    by_pk = {link.pk: link for link in cases}
    happened = list(Milestone.objects.filter(case__in=cases).prefetch_related("documents"))
    due = list(Deadline.objects.current().filter(case__in=cases).exclude(status=DeadlineStatus.SUPERSEDED))
    moments = [*_happened(happened, by_pk), *_due(due, by_pk)]
    moments.sort(key=lambda moment: (moment.on, moment.is_last_day))
    return Chain([_link(each, moments, due) for each in cases], moments)


def _happened(rows: Sequence[Milestone], cases: dict[int, CourtCase]) -> Iterator[Moment]:
    for row in rows:
        note = f"counts no more: {row.vacated_why}" if row.is_vacated else row.outcome
        yield Moment(row.happened_on, cases[row.case_id], row.title, row, row.happened_precision, note)


def _due(rows: Sequence[Deadline], cases: dict[int, CourtCase]) -> Iterator[Moment]:
    for row in rows:
        if row.due_on and row.case_id:
            note = " ".join(filter(None, (_outcome(row), row.override_sentence)))
            yield Moment(row.due_on, cases[row.case_id], row.title, row, note=note)


def _outcome(row: Deadline) -> str:
    if row.met_on:
        return f"done {row.met_on:%a} {row.met_on.day} {row.met_on:%b %Y}"
    if row.kind != law.Kind.ACT:
        return ""
    return "open" if row.status == DeadlineStatus.OPEN else "not recorded as done"


def _link(case: CourtCase, moments: Sequence[Moment], due: Sequence[Deadline]) -> Link:
    there = [moment for moment in moments if moment.case.pk == case.pk and not moment.is_last_day]
    pending = [row for row in due if row.case_id == case.pk and row.is_open]
    if not there:
        return Link(case, None, None, pending)
    first, last = there[0], there[-1]
    until_on = last.on if case.state != CaseState.PENDING else None
    return Link(case, first.on, until_on, pending, first.precision, last.precision)
