"""Requests: opened, sent, received, withdrawn, completed; and the state that follows from what happened."""

from datetime import date

from django.db import transaction

from requests_app import mailroom
from requests_app.casework import records
from requests_app.casework.deadlines import refresh_deadlines
from requests_app.errors import CaseworkError
from requests_app.models import (
    Agency,
    CaseState,
    Determination,
    DeterminationOutcome,
    Extension,
    Matter,
    Precision,
    RecordsRequest,
    RequestState,
    SendingMethod,
    User,
)

STATE_AFTER = {
    DeterminationOutcome.ALL: RequestState.GRANTED,
    DeterminationOutcome.PART: RequestState.PARTLY_DENIED,
    DeterminationOutcome.NONE: RequestState.DENIED,
    DeterminationOutcome.NO_RECORDS: RequestState.DENIED,
}


def open_request(
    *,
    matter: Matter,
    agency: Agency,
    subject: str,
    records_sought: str,
    by: User | None,
    on: date,
    drafted_on: date | None = None,
    handled_by: User | None = None,
    source: str = "",
    confidence: str = "",
    accounts_differ: str = "",
) -> RecordsRequest:
    """Begin a request in draft. No clock runs until the agency has received it.

    `drafted_on` is None for a draft of today; one taken over from elsewhere has an earlier day.
    Raises: CaseworkError for a day to come.
    """
    _refuse_the_future(drafted_on or on, on)
    return records.add(
        RecordsRequest(
            matter=matter,
            agency=agency,
            subject=subject,
            records_sought=records_sought,
            drafted_on=drafted_on or on,
            handled_by=handled_by or by,
            source=source,
            confidence=confidence,
            accounts_differ=accounts_differ,
            mail_secret=mailroom.new_secret(),
        ),
        by=by,
        verb="open_request",
        summary=f"Opened a request to {agency.short_name}: {subject}.",
    )


def record_sending(
    *, request: RecordsRequest, sent_on: date, method: str, by: User | None, on: date
) -> RecordsRequest:
    """The request went out. The clock waits for the receipt.

    Raises: CaseworkError when the day is in the future, before the draft, or after the receipt.
    """
    _refuse_the_future(sent_on, on)
    if sent_on < request.drafted_on:
        raise CaseworkError(f"It cannot be sent before it was drafted on {request.drafted_on:%a %-d %b %Y}.")
    if request.received_on and sent_on > request.received_on:
        raise CaseworkError(f"It cannot be sent after it was received on {request.received_on:%a %-d %b %Y}.")
    with transaction.atomic():
        records.change(
            request,
            by=by,
            verb="record_sending",
            summary=f"Sent to {request.agency.short_name} on {sent_on:%a %-d %b %Y}.",
            sent_on=sent_on,
            sent_by_method=method,
        )
        return refresh_request(request, by=by, on=on)


def record_receipt(
    *,
    request: RecordsRequest,
    received_on: date,
    by: User | None,
    on: date,
    proof: str = "",
    precision: str = Precision.DAY,
    method: str = "",
) -> RecordsRequest:
    """The agency received it: day 0 of the statutory clock.

    Raises: CaseworkError when the day is in the future, or before the request was sent.
    """
    _refuse_the_future(received_on, on)
    if received_on < (request.sent_on or request.drafted_on):
        before = "sent" if request.sent_on else "drafted"
        raise CaseworkError(f"It cannot be received on {received_on:%a %-d %b %Y}, before it was {before}.")
    with transaction.atomic():
        records.change(
            request,
            by=by,
            verb="record_receipt",
            summary=f"{request.agency.short_name} received it on {received_on:%a %-d %b %Y}.",
            received_on=received_on,
            received_precision=precision,
            receipt_proof=proof,
            sent_on=request.sent_on or received_on,
            sent_by_method=request.sent_by_method or method or SendingMethod.ELECTRONIC,
        )
        return refresh_request(request, by=by, on=on)


def withdraw_request(*, request: RecordsRequest, by: User | None, on: date) -> RecordsRequest:
    """Give the request up; its clocks stop."""
    with transaction.atomic():
        records.change(request, by=by, verb="withdraw_request", summary="Withdrew the request.", withdrawn_on=on)
        return refresh_request(request, by=by, on=on)


def close_request(*, request: RecordsRequest, by: User | None, on: date) -> RecordsRequest:
    """Everything that was wanted has come; its clocks stop."""
    with transaction.atomic():
        records.change(request, by=by, verb="close_request", summary="Closed as completed.", completed_on=on)
        return refresh_request(request, by=by, on=on)


def refresh_request(request: RecordsRequest, *, by: User | None, on: date) -> RecordsRequest:
    """Recompute the state and the deadlines from the facts on record. Safe to repeat."""
    if not request.mail_secret:  # added by hand in the admin
        records.change(
            request,
            by=by,
            verb="refresh_request",
            summary="The request has its own mail address.",
            mail_secret=mailroom.new_secret(),
        )
    state = state_of(request)
    if state != request.state:
        records.change(
            request, by=by, verb="refresh_request", summary=f"Now: {RequestState(state).label}.", state=state
        )
    refresh_deadlines(request, by=by, on=on)
    return request


def state_of(request: RecordsRequest) -> RequestState:
    """Where the request stands, from what was sent and what came; the latest answer decides."""
    if request.withdrawn_on:
        return RequestState.WITHDRAWN
    if request.completed_on:
        return RequestState.COMPLETED
    if request.cases.filter(state=CaseState.PENDING).exists():
        return RequestState.IN_COURT
    productions = request.productions.filter(received_on__isnull=False)
    last = (
        Determination.objects.filter(communication__request=request)
        .order_by("communication__happened_on", "pk")
        .last()
    )
    if productions.exists() and (last is None or last.outcome != DeterminationOutcome.NONE):
        return RequestState.PRODUCING
    if last:
        return STATE_AFTER[DeterminationOutcome(last.outcome)]
    if Extension.objects.filter(communication__request=request).exists():
        return RequestState.EXTENDED
    if request.received_on:
        return RequestState.WAITING
    return RequestState.SENT if request.sent_on else RequestState.DRAFT


def _refuse_the_future(day: date, on: date) -> None:
    if day > on:
        raise CaseworkError(f"{day:%a %-d %b %Y} is in the future; record it when it has happened.")
