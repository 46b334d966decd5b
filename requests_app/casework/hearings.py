"""Hearings: set, continued with the old day kept, and read by day."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from requests_app.access import visible
from requests_app.casework import records
from requests_app.casework.courts import record_milestone
from requests_app.casework.deadlines import refresh_deadlines
from requests_app.casework.rulings import follow_entry
from requests_app.errors import CaseworkError
from requests_app.models import Continuance, CourtCase, Document, EntryKind, Hearing, Milestone, User

# What may be heard, and the fact of the law it is; "" starts no clock.
HEARING_FACTS = ("", "hearing_set", "writ_trial_set")


@transaction.atomic
def set_hearing(
    *,
    case: CourtCase,
    title: str,
    held_on: date,
    by: User | None,
    on: date,
    starts_at: time | None = None,
    department: str = "",
    place: str = "",
    link: str = "",
    fact_kind: str = "",
    service: str = "",
    particulars: Mapping[str, Any] | None = None,
    filed_by: str = "",
    note: str = "",
    source: str = "",
    confidence: str = "",
    accounts_differ: str = "",
) -> Hearing:
    """A hearing is set for a day; what must be filed before it is due at once.

    Raises: CaseworkError for a kind of fact that is no hearing.
    """
    if fact_kind not in HEARING_FACTS:
        raise CaseworkError(f"“{fact_kind}” is not a hearing.")
    milestone = record_milestone(
        case=case,
        title=title,
        happened_on=held_on,
        fact_kind=fact_kind,
        entry_kind=EntryKind.HEARING,
        service=service,
        particulars=particulars,
        by=by,
        on=on,
        filed_by=filed_by,
        note=note,
        source=source,
        confidence=confidence,
        accounts_differ=accounts_differ,
    )
    return keep_hearing(
        entry=milestone,
        by=by,
        starts_at=starts_at,
        department=department or case.department,
        place=place,
        link=link,
    )


def keep_hearing(*, entry: Milestone, by: User | None, **where: Any) -> Hearing:
    """The docket entry is a hearing, so it has a time and a place, known or not. Safe to repeat."""
    kept = Hearing.objects.filter(milestone=entry).first()
    if kept is not None:
        return kept
    hearing = Hearing(milestone=entry, **where)
    summary = f"{entry.case.number}: {entry.title}, {_moment(hearing)}."
    return records.add(hearing, by=by, verb="set_hearing", summary=summary)


def keep_hearings(*, case: CourtCase, by: User | None) -> None:
    """Every entry of the case that is a hearing gets its time and place, whichever way it came. Safe to repeat."""
    heard = Q(fact_kind__in=HEARING_FACTS[1:]) | Q(entry_kind=EntryKind.HEARING)
    for entry in Milestone.objects.filter(heard, case=case, hearing=None):
        keep_hearing(entry=entry, by=by, department=case.department)


@transaction.atomic
def continue_hearing(
    *,
    hearing: Hearing,
    held_on: date,
    why: str,
    by: User | None,
    on: date,
    starts_at: time | None = None,
    document: Document | None = None,
) -> Hearing:
    """Put the hearing to another day or time. The old one is kept, and what is counted from it moves.

    Raises: CaseworkError when it is the same day and time, or the hearing is off calendar.
    """
    milestone = hearing.milestone
    if milestone.is_vacated:
        raise CaseworkError("This hearing is off calendar; set a new one.")
    if (held_on, starts_at) == (milestone.happened_on, hearing.starts_at):
        raise CaseworkError("It is set for that day and time already.")
    before = _moment(hearing)
    records.add(
        Continuance(
            hearing=hearing,
            from_on=milestone.happened_on,
            from_at=hearing.starts_at,
            to_on=held_on,
            to_at=starts_at,
            why=why,
            document=document,
        ),
        by=by,
        verb="continue_hearing",
        summary=f"{milestone.title}, set for {before}, was continued to {held_on:%a %-d %b %Y}: {why}",
    )
    records.change(
        milestone,
        by=by,
        verb="continue_hearing",
        summary=f"{milestone.title}: now {held_on:%a %-d %b %Y}.",
        happened_on=held_on,
    )
    records.change(
        hearing, by=by, verb="continue_hearing", summary=f"{milestone.title}: {before}.", starts_at=starts_at
    )
    follow_entry(entry=milestone, by=by)
    refresh_deadlines(milestone.case, by=by, on=on)
    return hearing


def correct_hearing(*, hearing: Hearing, by: User | None, **values: Any) -> Hearing:
    """Set its department, place or link; another day is a continuance."""
    return records.change(
        hearing, by=by, verb="correct_hearing", summary=f"{hearing.milestone.title}: where it is held.", **values
    )


def hearings_between(person: User, first: date, last: date) -> QuerySet[Hearing]:
    """The hearings set from the first to the last day, both included, that this person may see, earliest first."""
    rows = Hearing.objects.filter(milestone__happened_on__range=(first, last), milestone__vacated_why="")
    return visible(person, rows).select_related("milestone__case__court", "milestone__case__matter")


def _moment(hearing: Hearing) -> str:
    day = f"{hearing.held_on:%a %-d %b %Y}"
    return f"{day} at {hearing.starts_at:%H:%M}" if hearing.starts_at else day
