"""Time worked: written down or timed, corrected, and not charged where that is fair."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from requests_app.access import Power, may, may_see
from requests_app.casework import records
from requests_app.casework.redaction import check_marks
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import DAY_TENTHS, CourtCase, Matter, TimeEntry, User

TENTH_SECONDS = 360
REVISED = ("worked_on", "task_code", "phase", "tenths", "narrative", "issue", "case")


def record_time(
    *,
    matter: Matter,
    worked_on: date,
    task_code: str,
    phase: str,
    tenths: int,
    narrative: str,
    by: User,
    on: date,
    person: User | None = None,
    case: CourtCase | None = None,
    issue: str = "",
) -> TimeEntry:
    """Write down work that is done. `tenths` are tenths of an hour; `person` is `by` where nobody else is named.

    Raises:
        AccessError: somebody other than counsel writes down the time of another person.
        CaseworkError: the day is in the future, or nothing was worked.
    """
    _refuse_unworked(worked_on, tenths, on=on)
    check_marks(narrative)
    person = person or by
    if person != by and not may(by, Power.CONFIDE):
        raise AccessError("Only counsel writes down the time of other people.")
    if not may_see(person, matter):
        raise CaseworkError(f"{person} is not a member of this matter.")
    entry = TimeEntry(
        matter=matter,
        case=case,
        person=person,
        worked_on=worked_on,
        task_code=task_code,
        phase=phase,
        tenths=tenths,
        timed_seconds=tenths * TENTH_SECONDS,
        narrative=narrative.strip(),
        issue=issue.strip(),
    )
    return records.add(entry, by=by, verb="record_time", summary=f"{person}: {hours(tenths)} hours, {task_code}.")


def _refuse_unworked(worked_on: date, tenths: int, *, on: date) -> None:
    if worked_on > on:
        raise CaseworkError(f"{worked_on:%a %-d %b %Y} is in the future; write time down when it is worked.")
    if not 1 <= tenths <= DAY_TENTHS:
        raise CaseworkError("Write down between 0.1 and 24 hours.")


@transaction.atomic
def revise_time(*, entry: TimeEntry, by: User, on: date, **values: Any) -> TimeEntry:
    """Correct an entry whose timer is stopped; `values` are fields of REVISED.

    Raises: CaseworkError as `record_time`, while its timer runs, or when more is written off than would be left.
    """
    if unknown := set(values) - set(REVISED):
        raise CaseworkError(f"These are not corrected: {', '.join(sorted(unknown))}.")
    entry = _stopped(entry)
    tenths = values.get("tenths", entry.tenths)
    _refuse_unworked(values.get("worked_on", entry.worked_on), tenths, on=on)
    check_marks(values.get("narrative", entry.narrative))
    if tenths < entry.written_off_tenths:
        raise CaseworkError(f"{hours(entry.written_off_tenths)} hours of it are written off; change that first.")
    if tenths != entry.tenths:
        values["timed_seconds"] = tenths * TENTH_SECONDS
    return records.change(entry, by=by, verb="revise_time", summary=f"Corrected {entry}.", **values)


@transaction.atomic
def write_off(*, entry: TimeEntry, tenths: int, reason: str, by: User) -> TimeEntry:
    """Billing judgment: so many of its tenths are not charged, and why. 0 charges all of it again.

    Raises: CaseworkError without a reason, for more than was worked, or while its timer runs.
    """
    entry = _stopped(entry)
    if not 0 <= tenths <= entry.tenths:
        raise CaseworkError(f"Write off at most the {hours(entry.tenths)} hours that were worked.")
    if tenths and not reason.strip():
        raise CaseworkError("Say why it is not charged.")
    return records.change(
        entry,
        by=by,
        verb="write_off",
        summary=f"{hours(tenths)} of {hours(entry.tenths)} hours are not charged: {entry}.",
        written_off_tenths=tenths,
        written_off_reason=reason.strip() if tenths else "",
    )


@transaction.atomic
def start_timer(
    *,
    matter: Matter,
    task_code: str,
    phase: str,
    by: User,
    at: datetime,
    on: date,
    narrative: str = "",
    case: CourtCase | None = None,
    issue: str = "",
) -> TimeEntry:
    """Begin an entry whose timer runs. The moment is on the row, so nothing is lost if this machine stops.

    Raises: CaseworkError when the person's timer runs already.
    """
    check_marks(narrative)
    _refuse_second_timer(by)
    entry = TimeEntry(
        matter=matter,
        case=case,
        person=by,
        worked_on=on,
        task_code=task_code,
        phase=phase,
        narrative=narrative.strip(),
        issue=issue.strip(),
        started_at=at,
    )
    return records.add(entry, by=by, verb="start_timer", summary=f"Timer started: {entry}.")


@transaction.atomic
def resume_timer(*, entry: TimeEntry, by: User, at: datetime, on: date) -> TimeEntry:
    """Let the timer of one's own entry of today run again; its seconds are added to those it has.

    Raises: CaseworkError as `start_timer`, for another person's entry, and for one of another day.
    """
    entry = _stopped(entry)
    if entry.person != by:
        raise CaseworkError("A timer is run by the person whose time it is.")
    if entry.worked_on != on:
        raise CaseworkError("This entry is of another day; start a new timer for today's work.")
    _refuse_second_timer(by)
    return records.change(entry, by=by, verb="resume_timer", summary=f"Timer resumed: {entry}.", started_at=at)


@transaction.atomic
def stop_timer(*, entry: TimeEntry, by: User, at: datetime) -> TimeEntry:
    """Stop the timer: all its seconds, rounded up to the next tenth of an hour. Safe to repeat.

    An entry is never longer than a day; a timer that was forgotten stops there, for a person to correct.
    """
    entry = _held(entry)
    if entry.started_at is None:
        return entry
    ran = max(timedelta(0), at - entry.started_at)
    seconds = entry.timed_seconds + int(ran.total_seconds())
    tenths = tenths_of(seconds)
    return records.change(
        entry,
        by=by,
        verb="stop_timer",
        summary=f"Timer stopped at {hours(tenths)} hours: {entry}.",
        started_at=None,
        timed_seconds=min(seconds, DAY_TENTHS * TENTH_SECONDS),
        tenths=tenths,
    )


def remove_time(*, entry: TimeEntry, by: User) -> None:
    """Take an entry away; the journal keeps what it said."""
    records.remove(entry, by=by, summary=f"Removed {entry}.", power=Power.CHANGE)


def tenths_of(seconds: int) -> int:
    """Seconds in tenths of an hour: every tenth begun counts, one at least, a day at most.

    >>> tenths_of(1), tenths_of(360), tenths_of(361), tenths_of(200_000)
    (1, 1, 2, 240)
    """
    return min(DAY_TENTHS, max(1, -(-seconds // TENTH_SECONDS)))


def hours(tenths: int) -> str:
    """Tenths as hours.

    >>> hours(0), hours(15), hours(12_340)
    ('0.0', '1.5', '1,234.0')
    """
    return f"{tenths // 10:,}.{tenths % 10}"


def _held(entry: TimeEntry) -> TimeEntry:
    entry.refresh_from_db(from_queryset=TimeEntry.objects.select_for_update())
    return entry


def _stopped(entry: TimeEntry) -> TimeEntry:
    entry = _held(entry)
    if entry.started_at is not None:
        raise CaseworkError("Its timer is running; stop it first.")
    return entry


def _refuse_second_timer(person: User) -> None:
    User.objects.select_for_update().get(pk=person.pk)  # two tabs may start at once
    running = TimeEntry.objects.running().filter(person=person).select_related("matter").first()
    if running is not None:
        raise CaseworkError(
            f"Your timer runs already, for {running.matter} ({running.task_code}); stop that one first."
        )
