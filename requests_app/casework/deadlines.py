"""Keep the Deadline rows equal to what the law engine says of the facts on record.

Nobody edits a due date. A fact changes; the rows are recomputed; what moved stays with its reason.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from requests_app import clock, law
from requests_app.casework import journal
from requests_app.casework.facts import (
    chain_of,
    closures_of,
    facts_of_chain,
    facts_of_request,
    readings_of,
    record_key,
)
from requests_app.casework.settled_days import days_of_terms
from requests_app.models import (
    CaseState,
    CourtCase,
    CourtClosure,
    Deadline,
    DeadlineStatus,
    Milestone,
    RecordsRequest,
    RuleInForce,
    User,
)

CLOCK_STOPPED = "The request was closed, so nothing more is due."
CASE_CLOSED = "The case is closed, so nothing more is due in it."


def in_force() -> dict[str, date]:
    """Rules that wait for enactment, with the days a person has put them in force: in the settings, or on record."""
    given = {rule: date.fromisoformat(day) for rule, day in settings.LAW_IN_FORCE.items()}
    return given | dict(RuleInForce.objects.values_list("rule_id", "in_force_from"))


def court_closures() -> dict[date, str]:
    """The days the courts are closed besides the list, by name."""
    return dict(CourtClosure.objects.values_list("closed_on", "name"))


def due_dates_of_request(request: RecordsRequest) -> tuple[law.DueDate, ...]:
    """What the law makes of this request, as of its facts now."""
    return law.due_dates(
        facts_of_request(request),
        readings=readings_of(request.matter),
        closures=closures_of(request.agency),
        in_force=in_force(),
        extra_holidays=court_closures(),
    )


def due_dates_of_chain(cases: Sequence[CourtCase], *considered: Milestone) -> tuple[law.DueDate, ...]:
    """What the law makes of a chain of cases, with any further milestones that are only considered."""
    return law.due_dates(
        facts_of_chain(list(cases), *considered),
        readings=readings_of(cases[0].matter),
        in_force=in_force(),
        extra_holidays=court_closures(),
    )


def refresh_deadlines(subject: RecordsRequest | CourtCase, *, by: User | None, on: date) -> list[Deadline]:
    """Make the rows of a request, or of a case with its whole chain and requests, equal to the law. Safe to repeat.

    Returns the rows that started, moved, were met or stopped.
    Raises: RuleError when the facts contradict each other; nothing is changed then.
    """
    with transaction.atomic():
        if isinstance(subject, RecordsRequest):
            rows = subject.deadlines.current()
            return _make_equal(rows, _rows_of_request(subject), by=by, on=on)
        cases = chain_of(subject)
        rows = Deadline.objects.current().filter(case__in=cases)
        touched = _make_equal(rows, _rows_of_chain(cases), by=by, on=on)
        for request in RecordsRequest.objects.filter(cases__in=cases).distinct():  # a petition ends the time to sue
            touched += _make_equal(request.deadlines.current(), _rows_of_request(request), by=by, on=on)
        return touched


def check_fact(milestone: Milestone) -> None:
    """Whether the engine can take the milestone together with what its chain already has.

    Raises: RuleError with the sentence that says why not.
    """
    if milestone.fact_kind and not milestone.no_clock_because:
        due_dates_of_chain(chain_of(milestone.case), milestone)


def _rows_of_request(request: RecordsRequest) -> Iterable[Deadline]:
    for due in due_dates_of_request(request):
        row = _row(due, Deadline(matter=request.matter, request=request))
        if not request.is_open and row.status == DeadlineStatus.OPEN:
            row.status, row.status_reason = DeadlineStatus.CANCELLED, CLOCK_STOPPED
        yield row


def _rows_of_chain(cases: Sequence[CourtCase]) -> Iterable[Deadline]:
    milestones = Milestone.objects.filter(case__in=cases).select_related("case__matter")
    case_of = {f"milestone-{milestone.pk}": milestone.case for milestone in milestones}
    for due in due_dates_of_chain(cases):
        case = case_of.get(due.trigger_key, cases[0])
        row = _row(due, Deadline(matter=case.matter, case=case))
        if case.state == CaseState.CLOSED and row.status == DeadlineStatus.OPEN:
            row.status, row.status_reason = DeadlineStatus.CANCELLED, CASE_CLOSED
        yield row
    yield from days_of_terms(cases)


def _row(due: law.DueDate, row: Deadline) -> Deadline:
    """The Deadline this due date should be, unsaved."""
    plain = due.to_json()
    row.rule_id, row.leg, row.trigger_key = due.rule, due.leg, due.trigger_key
    row.title, row.trigger_text, row.due_on, row.limit = due.title, due.trigger, due.due_on, due.limit
    row.kind, row.severity, row.must_act = due.kind.value, due.severity.value, due.must_act
    row.authority, row.former_citation, row.quoted = due.authority, due.former_citation, due.quoted
    row.verified, row.verification_note = due.verified, due.unverified_note
    row.reasons = list(due.reasons)
    row.trace, row.readings, row.alternatives = plain["trace"], plain["readings"], plain["alternatives"]
    row.checkpoints, row.agency_practice_on = plain["checkpoints"], due.agency_practice_on
    row.list_version = due.list_version
    row.set_by, row.set_words, row.rule_gives_on = "", "", None
    if due.override:
        row.set_by, row.rule_gives_on = due.override.key, due.override.rule_gives_on
        row.set_words = f"{due.override.by} of {_day(due.override.made_on)}"
    row.status, row.status_reason, row.met_on, row.met_by = DeadlineStatus.OPEN, "", None, ""
    if due.satisfied_by:
        row.status, row.met_on, row.met_by = DeadlineStatus.MET, due.satisfied_on, record_key(due.satisfied_by)
    elif due.superseded_by:
        row.status, row.status_reason = DeadlineStatus.SUPERSEDED, f"{due.superseded_by} counts instead."
    return row


# Everything the engine decides; compared to see whether a row must be written again.
_DECIDED = (
    "title", "trigger_text", "limit", "kind", "severity", "must_act", "authority", "former_citation", "quoted",
    "verified", "verification_note", "reasons", "trace", "readings", "alternatives", "checkpoints",
    "agency_practice_on", "list_version", "set_by", "set_words", "rule_gives_on",
    "status", "status_reason", "met_on", "met_by",
)  # fmt: skip


def _make_equal(rows: Iterable[Deadline], wanted: Iterable[Deadline], *, by: User | None, on: date) -> list[Deadline]:
    current = {_row_key(row): row for row in rows}
    touched = []
    for new in wanted:
        old = current.pop(_row_key(new), None)
        if old is None:
            touched.append(_start(new, by=by))
        elif old.due_on != new.due_on:
            touched.append(_move(old, new, by=by, on=on))
        elif _update(old, new, by=by):
            touched.append(old)
    return [*touched, *(_stop(row, by=by) for row in current.values())]


def _row_key(row: Deadline) -> tuple[Any, ...]:
    return row.request_id, row.case_id, row.rule_id, row.leg, row.trigger_key


def _start(row: Deadline, *, by: User | None) -> Deadline:
    row.computed_at = clock.now()
    row.save(force_insert=True)
    journal.write(
        row,
        by=by,
        verb="start_deadline",
        summary=f"{row.title}: {_day(row.due_on)} ({row.authority}).",
        changes={"due_on": [None, _iso(row.due_on)]},
    )
    return row


def _move(old: Deadline, new: Deadline, *, by: User | None, on: date) -> Deadline:
    summary = f"{new.title} moved from {_day(old.due_on)} to {_day(new.due_on)}."
    old.is_current, old.status = False, DeadlineStatus.MOVED
    old.status_reason = f"On {on:%a %-d %b %Y} the facts or the calendar changed: now {_day(new.due_on)}."
    old.save(update_fields=["is_current", "status", "status_reason"])
    new.sequence, new.computed_at = old.sequence + 1, clock.now()
    new.save(force_insert=True)
    old.replaced_by = new
    old.save(update_fields=["replaced_by"])
    journal.write(
        new, by=by, verb="move_deadline", summary=summary, changes={"due_on": [_iso(old.due_on), _iso(new.due_on)]}
    )
    return new


def _update(old: Deadline, new: Deadline, *, by: User | None) -> bool:
    """Write what differs; tell whether the status changed, which is what people care for."""
    changed = [name for name in _DECIDED if getattr(old, name) != getattr(new, name)]
    if not changed:
        return False
    was = DeadlineStatus(old.status)
    for name in changed:
        setattr(old, name, getattr(new, name))
    old.computed_at = clock.now()
    old.save(update_fields=[*changed, "computed_at"])
    now = DeadlineStatus(old.status)
    if now is was:
        return False
    journal.write(
        old,
        by=by,
        verb="refresh_deadline",
        summary=f"{old.title}: {now.label.lower()}.",
        changes={"status": [was.value, now.value]},
    )
    return True


def _stop(row: Deadline, *, by: User | None) -> Deadline:
    row.is_current, row.status = False, DeadlineStatus.CANCELLED
    row.status_reason = "The fact it counted from is no longer on record."
    row.save(update_fields=["is_current", "status", "status_reason"])
    journal.write(
        row,
        by=by,
        verb="stop_deadline",
        summary=f"{row.title} no longer runs.",
        changes={"status": ["open", "cancelled"]},
    )
    return row


def _day(day: date | None) -> str:
    return f"{day:%a %-d %b %Y}" if day else "promptly"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
