"""The docket of a case: entries corrected, vacated, reinstated, and served."""

from datetime import date
from typing import Any

from django.db import transaction

from requests_app import law
from requests_app.casework import records
from requests_app.casework.courts import MAY_LIE_AHEAD, entry_kind_of
from requests_app.casework.deadlines import refresh_deadlines
from requests_app.casework.rulings import follow_entry
from requests_app.errors import CaseworkError
from requests_app.models import Document, Milestone, ServiceOfPaper, User


@transaction.atomic
def correct_entry(*, milestone: Milestone, by: User | None, on: date, **values: Any) -> Milestone:
    """Set what is known of an entry better now; the dates counted from it follow.

    Raises: CaseworkError or RuleError when it cannot stand so; nothing is changed then.
    """
    happened_on = values.get("happened_on", milestone.happened_on)
    if happened_on > on and values.get("fact_kind", milestone.fact_kind) not in MAY_LIE_AHEAD:
        raise CaseworkError(f"{happened_on:%a %-d %b %Y} is in the future; record it when it has happened.")
    if values.get("entry_kind") == "":
        values["entry_kind"] = entry_kind_of(milestone.fact_kind)
    summary = f"Corrected “{milestone.title}” in {milestone.case.number}."
    records.change(milestone, by=by, verb="correct_entry", summary=summary, **values)
    follow_entry(entry=milestone, by=by)
    refresh_deadlines(milestone.case, by=by, on=on)
    return milestone


@transaction.atomic
def vacate_entry(
    *, milestone: Milestone, why: str, by: User | None, on: date, vacated_on: date | None = None
) -> Milestone:
    """The entry counts no more: an order was vacated, a paper withdrawn or struck, a hearing taken off calendar.

    What it had set or started goes back to what the rules give without it, and the claims it decided to how they
    stood without it. `vacated_on` is None where the day is
    not known.
    Raises: CaseworkError without a reason.
    """
    if not why.strip():
        raise CaseworkError("Say why it counts no more: who vacated, withdrew or struck it.")
    records.change(
        milestone,
        by=by,
        verb="vacate_entry",
        summary=f"“{milestone.title}” counts no more: {why}",
        vacated_on=vacated_on,
        vacated_why=why,
    )
    follow_entry(entry=milestone, by=by)
    refresh_deadlines(milestone.case, by=by, on=on)
    return milestone


@transaction.atomic
def reinstate_entry(*, milestone: Milestone, by: User | None, on: date) -> Milestone:
    """The entry counts again.

    Raises: RuleError when it cannot stand beside what was recorded meanwhile.
    """
    records.change(
        milestone,
        by=by,
        verb="reinstate_entry",
        summary=f"“{milestone.title}” counts again.",
        vacated_on=None,
        vacated_why="",
    )
    follow_entry(entry=milestone, by=by)
    refresh_deadlines(milestone.case, by=by, on=on)
    return milestone


@transaction.atomic
def record_service(
    *,
    milestone: Milestone,
    served_by: str,
    served_on_whom: str,
    method: str,
    served_on: date,
    by: User | None,
    on: date,
    counts: bool = False,
    proof: Document | None = None,
    note: str = "",
) -> ServiceOfPaper:
    """Somebody served the paper of this entry on somebody. `counts`: the clock is to count from this service.

    Raises: CaseworkError for a day to come, or when no clock counts from the service of such a paper.
    """
    if served_on > on:
        raise CaseworkError(f"{served_on:%a %-d %b %Y} is in the future; record it when it has happened.")
    service = records.add(
        ServiceOfPaper(
            milestone=milestone,
            served_by=served_by,
            served_on_whom=served_on_whom,
            method=method,
            served_on=served_on,
            proof=proof,
            note=note,
        ),
        by=by,
        verb="record_service",
        summary=f"“{milestone.title}” was served by {served_by} on {served_on_whom}.",
    )
    if counts:
        if not is_served(milestone):
            raise CaseworkError("No clock counts from the service of this entry.")
        correct_entry(milestone=milestone, happened_on=served_on, service=method, by=by, on=on)
    return service


def is_served(milestone: Milestone) -> bool:
    """Whether the law counts from the service of such an entry."""
    kind = law.FACT_KINDS.get(milestone.fact_kind)
    return kind is not None and kind.served and milestone.fact_kind not in MAY_LIE_AHEAD
