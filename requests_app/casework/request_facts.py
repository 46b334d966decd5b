"""Facts of a request that no paper of it carries: recorded, and taken back when they were a mistake."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from requests_app.access import Power
from requests_app.casework import records
from requests_app.casework.requests import refresh_request
from requests_app.errors import CaseworkError
from requests_app.models import RecordsRequest, RequestFact, User


@transaction.atomic
def record_fact(
    *,
    request: RecordsRequest,
    fact_kind: str,
    happened_on: date,
    by: User | None,
    on: date,
    particulars: Mapping[str, Any] | None = None,
    **said: str,
) -> RequestFact:
    """Put one more fact on record; the deadlines it starts or ends follow. `said`: note and source.

    Raises: CaseworkError for a day to come or a request that was not received yet; RuleError when the law cannot
    take the fact beside the others.
    """
    if happened_on > on:
        raise CaseworkError(f"{happened_on:%a %-d %b %Y} is in the future; record it when it has happened.")
    if request.received_on is None:
        raise CaseworkError("Record first when the agency received the request: its clocks run from that day.")
    fact = RequestFact(
        request=request, fact_kind=fact_kind, happened_on=happened_on, particulars=dict(particulars or {}), **said
    )
    summary = f"{request.number}: {fact.get_fact_kind_display()}, {happened_on:%a %-d %b %Y}."
    records.add(fact, by=by, verb="record_fact", summary=summary)
    refresh_request(request, by=by, on=on)
    return fact


@transaction.atomic
def take_back_fact(*, fact: RequestFact, why: str, by: User | None, on: date) -> None:
    """It was no fact; what it had started stops. The journal keeps it with the reason.

    Raises: CaseworkError without a reason; RuleError when another fact cannot stand without it.
    """
    if not why.strip():
        raise CaseworkError("Say why it is taken back.")
    request = fact.request
    records.remove(fact, by=by, summary=f"Taken back: {fact.get_fact_kind_display()}. {why}", power=Power.CHANGE)
    refresh_request(request, by=by, on=on)
