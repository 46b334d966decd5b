"""Court cases and their milestones."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from requests_app.access import Power, require
from requests_app.casework import journal, records
from requests_app.casework.deadlines import check_fact, refresh_deadlines
from requests_app.casework.parties import assign_judge
from requests_app.casework.requests import refresh_request
from requests_app.errors import CaseworkError
from requests_app.models import (
    Agency,
    CaseState,
    Court,
    CourtCase,
    EntryKind,
    Matter,
    Milestone,
    Precision,
    RecordsRequest,
    User,
)

# What kind of entry a fact of the law is, where nobody says otherwise; the ends of their names tell most.
_KINDS_BY_NAME = (
    ("hearing_set", EntryKind.HEARING),
    ("writ_trial_set", EntryKind.HEARING),
    ("petition", EntryKind.PETITION),
    ("brief", EntryKind.BRIEF),
    ("opposition", EntryKind.ANSWER),
    ("answer", EntryKind.ANSWER),
    ("return", EntryKind.ANSWER),
    ("notice", EntryKind.NOTICE),
    ("judge_assigned", EntryKind.NOTICE),
    ("motion", EntryKind.MOTION),
    ("application", EntryKind.MOTION),
    ("memorandum", EntryKind.MOTION),
    ("decision", EntryKind.DECISION),
    ("judgment", EntryKind.DECISION),
    ("order", EntryKind.ORDER),
    ("review_", EntryKind.ORDER),
    ("extension", EntryKind.ORDER),
    ("remittitur", EntryKind.ORDER),
    ("remand", EntryKind.ORDER),
    ("record", EntryKind.EVIDENCE),
)
MAY_LIE_AHEAD = ("", "hearing_set", "writ_trial_set")  # what is set for a day, rather than done on it


def open_case(
    *,
    matter: Matter,
    court: Court,
    number: str,
    caption: str,
    requests: Sequence[RecordsRequest],
    by: User | None,
    on: date,
    agencies: Sequence[Agency] = (),
    came_from: CourtCase | None = None,
    judge: str = "",
    department: str = "",
    lead: User | None = None,
    source: str = "",
    confidence: str = "",
    accounts_differ: str = "",
) -> CourtCase:
    """Put a case on record over one or more requests of its matter.

    Raises: CaseworkError when a request is of another matter.
    """
    _refuse_strangers(matter, requests)
    case = CourtCase(
        matter=matter,
        court=court,
        number=number,
        caption=caption,
        came_from=came_from,
        lead=lead,
        source=source,
        confidence=confidence,
        accounts_differ=accounts_differ,
    )
    with transaction.atomic():
        records.add(case, by=by, verb="open_case", summary=f"Opened {number} in the {court}.")
        set_requests(case=case, requests=requests, by=by, on=on)
        set_agencies(case=case, agencies=agencies, by=by)
        if judge or department:
            assign_judge(case=case, judge=judge or "Judge not named", department=department, by=by)
    return case


def correct_case(
    *,
    case: CourtCase,
    number: str,
    caption: str,
    came_from: CourtCase | None,
    lead: User | None,
    requests: Sequence[RecordsRequest],
    agencies: Sequence[Agency],
    by: User | None,
    on: date,
    source: str = "",
    confidence: str = "",
    accounts_differ: str = "",
) -> CourtCase:
    """Set what is known of the case better now. A case below another is timed together with it.

    Raises: CaseworkError when the chain would come back to itself, or a request is of another matter.
    """
    before = case.came_from
    with transaction.atomic():
        records.change(
            case,
            by=by,
            verb="correct_case",
            summary=f"Corrected {number}.",
            number=number,
            caption=caption,
            came_from=came_from,
            lead=lead,
            source=source,
            confidence=confidence,
            accounts_differ=accounts_differ,
        )
        set_requests(case=case, requests=requests, by=by, on=on)
        set_agencies(case=case, agencies=agencies, by=by)
        refresh_deadlines(case, by=by, on=on)
        if before is not None:
            refresh_deadlines(before, by=by, on=on)
    return case


def set_agencies(*, case: CourtCase, agencies: Sequence[Agency], by: User | None) -> None:
    """Say whose records the case is over."""
    require(by, Power.CHANGE, case.matter)
    before, after = set(case.agencies.all()), set(agencies)
    if before != after:
        with transaction.atomic():
            case.agencies.set(after)
            names = [sorted(agency.short_name for agency in some) for some in (before, after)]
            summary = f"At issue in {case.number}: {', '.join(names[1]) or 'no agency'}."
            journal.write(case, by=by, verb="set_agencies", summary=summary, changes={"agencies": names})


def set_requests(*, case: CourtCase, requests: Sequence[RecordsRequest], by: User | None, on: date) -> None:
    """Say which requests the case is over; a request that joins or leaves may change its state.

    Raises: CaseworkError when a request is of another matter.
    """
    require(by, Power.CHANGE, case.matter)
    _refuse_strangers(case.matter, requests)
    before, after = set(case.requests.all()), set(requests)
    if before == after:
        return
    with transaction.atomic():
        case.requests.set(after)
        numbers = [sorted(request.number for request in some) for some in (before, after)]
        summary = f"{case.number} is over {', '.join(numbers[1]) or 'no request'}."
        journal.write(case, by=by, verb="set_requests", summary=summary, changes={"requests": numbers})
        for request in before ^ after:
            refresh_request(request, by=by, on=on)


def _refuse_strangers(matter: Matter, requests: Sequence[RecordsRequest]) -> None:
    if any(request.matter_id != matter.pk for request in requests):
        raise CaseworkError("A case is over requests of its own matter.")


def entry_kind_of(fact_kind: str) -> str:
    """The kind of entry a fact of the law usually is; blank for what is no fact.

    >>> str(entry_kind_of("answer_brief_filed")), entry_kind_of("")
    ('brief', '')
    """
    if not fact_kind:
        return ""
    return next((kind for part, kind in _KINDS_BY_NAME if part in fact_kind), EntryKind.OTHER)


def record_milestone(
    *,
    case: CourtCase,
    title: str,
    happened_on: date,
    by: User | None,
    on: date,
    fact_kind: str = "",
    entry_kind: str = "",
    filed_by: str = "",
    outcome: str = "",
    service: str = "",
    particulars: Mapping[str, Any] | None = None,
    precision: str = Precision.DAY,
    note: str = "",
    source: str = "",
    confidence: str = "",
    accounts_differ: str = "",
) -> Milestone:
    """Something happened in the case, or a hearing is set. The deadlines it starts follow at once.

    Raises: CaseworkError when the law engine cannot take the fact as given.
    """
    milestone = Milestone(
        case=case,
        fact_kind=fact_kind,
        title=title,
        happened_on=happened_on,
        happened_precision=precision,
        entry_kind=entry_kind or entry_kind_of(fact_kind),
        filed_by=filed_by,
        outcome=outcome,
        service=service,
        particulars=dict(particulars or {}),
        note=note,
        source=source,
        confidence=confidence,
        accounts_differ=accounts_differ,
    )
    if happened_on > on and fact_kind not in MAY_LIE_AHEAD:
        raise CaseworkError(f"{happened_on:%a %-d %b %Y} is in the future; record it when it has happened.")
    check_fact(milestone)
    with transaction.atomic():
        records.add(milestone, by=by, verb="record_milestone", summary=f"{title}, {happened_on:%a %-d %b %Y}.")
        if fact_kind:
            refresh_deadlines(case, by=by, on=on)
    return milestone


def close_case(
    *, case: CourtCase, outcome: str, by: User | None, on: date, state: str = CaseState.DECIDED
) -> CourtCase:
    """The case ended in this court."""
    with transaction.atomic():
        records.change(
            case, by=by, verb="close_case", summary=f"{case.number}: {outcome}", state=state, outcome=outcome
        )
        for request in case.requests.all():
            refresh_request(request, by=by, on=on)
        refresh_deadlines(case, by=by, on=on)
    return case
