"""Dates that an order, a stipulation or an extension sets: facts that override a rule, for all to see."""

from datetime import date

from requests_app import law
from requests_app.casework.courts import record_milestone
from requests_app.casework.facts import chain_of
from requests_app.errors import CaseworkError
from requests_app.models import CourtCase, Deadline, DeadlineStatus, EntryKind, Milestone, User

SET_BY = law.FACT_KINDS["date_set_by_order"].particulars["by"].choices
_ENTRY_KIND = {"stipulation": EntryKind.STIPULATION}


def settable(case: CourtCase) -> list[Deadline]:
    """The dates in the chain of this case that the court may set otherwise than the rule does, nearest first."""
    rows = Deadline.objects.current().filter(case__in=chain_of(case)).select_related("case")
    return [
        row
        for row in rows.exclude(status=DeadlineStatus.SUPERSEDED)
        if row.rule_id in law.RULES and law.RULES[row.rule_id].court_may_set
    ]


def set_date(
    *,
    case: CourtCase,
    deadline: Deadline,
    due_on: date,
    made_on: date,
    by: User | None,
    on: date,
    set_by: str = "order",
    made_by: str = "",
    note: str = "",
    source: str = "",
) -> Milestone:
    """An order of the court, a stipulation or an extension sets this date; the rule's own stays beside it.

    It is an entry of the docket like any other: vacate it, and the rule's date comes back.
    Raises: CaseworkError or RuleError when the court may not set this date.
    """
    if deadline.case not in chain_of(case):
        raise CaseworkError("This date belongs to another case.")
    if set_by not in SET_BY:
        raise CaseworkError("Say what sets the date: an order, a stipulation or an extension.")
    return record_milestone(
        case=case,
        title=f"{set_by.capitalize()}: {deadline.title} by {due_on:%a} {due_on.day} {due_on:%b %Y}"[:200],
        happened_on=made_on,
        fact_kind="date_set_by_order",
        entry_kind=_ENTRY_KIND.get(set_by, EntryKind.ORDER),
        filed_by=made_by,
        particulars={
            "rule": deadline.rule_id,
            "leg": deadline.leg,
            "trigger": deadline.trigger_key,
            "due_on": due_on.isoformat(),
            "by": set_by,
        },
        note=note,
        source=source,
        by=by,
        on=on,
    )
