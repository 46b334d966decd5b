"""Who is in a case: parties join and leave it, counsel appear and withdraw, judges are assigned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from requests_app.casework import records
from requests_app.errors import CaseworkError
from requests_app.models import (
    Agency,
    Counsel,
    CounselRole,
    CourtCase,
    JudgeAssignment,
    Party,
    PartyRole,
    Precision,
    User,
)


def add_party(
    *,
    case: CourtCase,
    name: str,
    role: str,
    by: User | None,
    agency: Agency | None = None,
    joined_on: date | None = None,
    left_on: date | None = None,
    **said: str,
) -> Party:
    """A party of the case in one role. `said`: note, source, confidence, accounts_differ."""
    party = Party(case=case, name=name, role=role, agency=agency, joined_on=joined_on, left_on=left_on, **said)
    label = PartyRole(role).label.lower() if role in PartyRole.values else role
    return records.add(party, by=by, verb="add_party", summary=f"{case.number}: {name}, {label}.")


def correct_party(*, party: Party, by: User | None, **values: Any) -> Party:
    """Set what is known of the party better now, or the day it left."""
    return records.change(party, by=by, verb="correct_party", summary=f"{party.case.number}: {party}.", **values)


@transaction.atomic
def add_counsel(
    *,
    parties: Sequence[Party],
    name: str,
    by: User | None,
    office: str = "",
    role: str = CounselRole.LEAD,
    user: User | None = None,
    appeared_on: date | None = None,
    withdrew_on: date | None = None,
    **said: str,
) -> list[Counsel]:
    """A lawyer or an office appears for one or more parties; each appearance is a row of its own.

    Raises: CaseworkError when no party is named.
    """
    if not parties:
        raise CaseworkError("Counsel appear for a party; say for which.")
    return [
        records.add(
            Counsel(
                party=party,
                name=name,
                office=office,
                role=role,
                user=user,
                appeared_on=appeared_on,
                withdrew_on=withdrew_on,
                **said,
            ),
            by=by,
            verb="add_counsel",
            summary=f"{party.case.number}: {name} for {party}.",
        )
        for party in parties
    ]


def correct_counsel(*, counsel: Counsel, by: User | None, **values: Any) -> Counsel:
    """Set what is known of the appearance better now, or the day it ended."""
    summary = f"{counsel.party.case.number}: {counsel} for {counsel.party}."
    return records.change(counsel, by=by, verb="correct_counsel", summary=summary, **values)


@transaction.atomic
def assign_judge(
    *,
    case: CourtCase,
    judge: str,
    by: User | None,
    department: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    precision: str = Precision.DAY,
    **said: str,
) -> JudgeAssignment:
    """A judge has the case. One who had it until now has it until the day before; the case shows the new one.

    An assignment that has ended already only joins the history.
    """
    if until_on is None:
        _end_the_last(case, from_on, precision, by=by)
    made = records.add(
        JudgeAssignment(
            case=case,
            judge=judge,
            department=department,
            from_on=from_on,
            until_on=until_on,
            precision=precision,
            **said,
        ),
        by=by,
        verb="assign_judge",
        summary=f"{case.number}: {judge}{f', Department {department}' if department else ''}.",
    )
    if until_on is None:
        records.change(
            case,
            by=by,
            verb="assign_judge",
            summary=f"{case.number} is before {judge}.",
            judge=judge,
            department=department,
        )
    return made


def restate_judge(*, case: CourtCase, by: User | None) -> CourtCase:
    """The history was edited: the case shows who has it by that history now. Safe to repeat."""
    if not case.judges.exists():
        return case  # from before the history was kept
    last = case.judges.filter(until_on__isnull=True).last()
    return records.change(
        case,
        by=by,
        verb="restate_judge",
        summary=f"{case.number} is before {last.judge}." if last else f"No judge on record has {case.number} now.",
        judge=last.judge if last else "",
        department=last.department if last else "",
    )


def _end_the_last(case: CourtCase, from_on: date | None, precision: str, *, by: User | None) -> None:
    before = case.judges.filter(until_on__isnull=True).last()
    if before is None and case.judge:  # from before the history was kept
        before = records.add(
            JudgeAssignment(case=case, judge=case.judge, department=case.department),
            by=by,
            verb="assign_judge",
            summary=f"{case.number}: {case.judge}, until now.",
        )
    if before is not None and from_on is not None:
        last_on = from_on - timedelta(days=1) if precision == Precision.DAY else from_on
        records.change(
            before,
            by=by,
            verb="end_assignment",
            summary=f"{case.number}: {before}, until {last_on:%a %-d %b %Y}.",
            until_on=max(last_on, before.from_on or last_on),
            precision=before.precision if precision == Precision.DAY else precision,
        )
