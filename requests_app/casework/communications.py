"""What came from the agency: acknowledgement, extension, determination, denial, production."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from requests_app import clock
from requests_app.casework import records
from requests_app.casework.requests import refresh_request
from requests_app.errors import CaseworkError
from requests_app.models import (
    Communication,
    CommunicationKind,
    Determination,
    DeterminationOutcome,
    Direction,
    Exemption,
    ExemptionClaim,
    Extension,
    Precision,
    Production,
    RecordsRequest,
    SendingMethod,
    User,
)

# Kinds of a paper that was filed, but of which nothing that counts was recorded yet.
NOT_READ = (CommunicationKind.OTHER, CommunicationKind.LETTER, CommunicationKind.ACKNOWLEDGEMENT)


@dataclass(frozen=True, slots=True)
class Paper:
    """What every incoming paper has: when it came, how, what it says, who signed it, how sure that is.

    `filed` is the communication it is on record as already, where a mail was placed before anybody read it.
    """

    happened_on: date
    subject: str = ""
    body: str = ""
    method: str = SendingMethod.ELECTRONIC
    precision: str = Precision.DAY
    signed_by_name: str = ""
    signed_by_title: str = ""
    source: str = ""
    confidence: str = ""
    accounts_differ: str = ""
    agency_number: str = ""
    filed: Communication | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One exemption as a denial claims it."""

    exemption: Exemption
    cited_as: str
    records_withheld: str = ""
    justification: str = ""
    page_count: int | None = None
    segregation_words: str = ""
    place: tuple[int, int] | None = None  # where the paper's words cite it


def record_communication(
    *, request: RecordsRequest, kind: str, direction: str, paper: Paper, by: User | None, on: date
) -> Communication:
    """A letter, mail or call that starts no clock of its own: an acknowledgement, a note of a call.

    Raises: CaseworkError when its day is in the future.
    """
    if paper.happened_on > on:
        raise CaseworkError(f"{paper.happened_on:%a %-d %b %Y} is in the future; record it when it has happened.")
    label = CommunicationKind(kind).label
    whose = "from" if direction == Direction.IN else "to"
    said: dict[str, Any] = {
        "verb": "record_communication",
        "summary": f"{label} {whose} {request.agency.short_name}, {paper.happened_on:%a %-d %b %Y}.",
    }
    values: dict[str, Any] = {
        "kind": kind,
        "happened_on": paper.happened_on,
        "happened_precision": paper.precision,
        "method": paper.method,
        "subject": paper.subject[:200],
        "body": paper.body,
        "signed_by_name": paper.signed_by_name,
        "signed_by_title": paper.signed_by_title,
        "source": paper.source,
        "confidence": paper.confidence,
        "accounts_differ": paper.accounts_differ,
    }
    with transaction.atomic():
        if paper.agency_number and paper.agency_number != request.agency_number:
            number = paper.agency_number
            records.change(
                request, by=by, verb=said["verb"], summary=f"The agency's number is {number}.", agency_number=number
            )
        if paper.filed is not None:
            return _record_again(paper.filed, request, direction, values, by=by, **said)
        return records.add(
            Communication(request=request, direction=direction, recorded_by=by, recorded_at=clock.now(), **values),
            by=by,
            **said,
        )


def _record_again(
    filed: Communication,
    request: RecordsRequest,
    direction: str,
    values: dict[str, Any],
    *,
    by: User | None,
    verb: str,
    summary: str,
) -> Communication:
    """A paper that was only filed is now read: it keeps its row, and what the row says where nothing new is said."""
    records.hold(
        filed,
        field="kind",
        among=NOT_READ,
        otherwise="What this paper says is recorded already; move or mend it there.",
    )
    if (filed.request_id, filed.direction) != (request.pk, direction):
        raise CaseworkError("This paper belongs to another request, or went the other way.")
    kept = {name: value for name, value in values.items() if value or name == "kind"}
    return records.change(filed, by=by, verb=verb, summary=summary, **kept)


def record_acknowledgement(*, request: RecordsRequest, paper: Paper, by: User | None, on: date) -> Communication:
    """The agency says it has the request, perhaps with its own number. The clock is not moved."""
    with transaction.atomic():
        communication = _from_agency(request, CommunicationKind.ACKNOWLEDGEMENT, paper, by, on)
        refresh_request(request, by=by, on=on)
    return communication


def record_extension(
    *,
    request: RecordsRequest,
    paper: Paper,
    by: User | None,
    on: date,
    extended_until: date | None,
    ground: str = "",
    ground_words: str = "",
    in_writing: bool = True,
) -> Extension:
    """The agency takes more time. Whether it may is for the law engine to say; both are shown.

    Law: Gov. Code § 7922.535(b), (c); before 2023 former § 6253(c).
    """
    with transaction.atomic():
        communication = _from_agency(request, CommunicationKind.EXTENSION, paper, by, on)
        until = f" until {extended_until:%a %-d %b %Y}" if extended_until else " and states no date"
        extension = records.add(
            Extension(
                communication=communication,
                extended_until=extended_until,
                ground=ground,
                ground_words=ground_words,
                in_writing=in_writing,
            ),
            by=by,
            verb="record_extension",
            summary=f"{request.agency.short_name} takes more time{until}.",
        )
        refresh_request(request, by=by, on=on)
    return extension


def record_determination(
    *,
    request: RecordsRequest,
    paper: Paper,
    by: User | None,
    on: date,
    outcome: str,
    available_on: date | None = None,
    claims: Sequence[Claim] = (),
    in_writing: bool = True,
    segregation_addressed: bool = False,
) -> Determination:
    """The agency answers. A denial, whole or in part, carries its claims of exemption.

    Raises: CaseworkError when something is withheld without a claim, or a claim comes with full disclosure.
    Law: Gov. Code §§ 7922.535(a), 7922.540; before 2023 former §§ 6253(c), (d), 6255.
    """
    withheld = outcome in (DeterminationOutcome.PART, DeterminationOutcome.NONE)
    if claims and not withheld:
        raise CaseworkError("A claim of exemption needs an outcome that withholds something.")
    with transaction.atomic():
        kind = CommunicationKind.DENIAL if withheld else CommunicationKind.DETERMINATION
        communication = _from_agency(request, kind, paper, by, on)
        determination = records.add(
            Determination(
                communication=communication,
                outcome=outcome,
                available_on=available_on,
                in_writing=in_writing,
                segregation_addressed=segregation_addressed,
            ),
            by=by,
            verb="record_determination",
            summary=f"{request.agency.short_name} determined: {DeterminationOutcome(outcome).label.lower()}.",
        )
        for claim in claims:
            _add_claim(communication, claim, by=by)
        refresh_request(request, by=by, on=on)
    return determination


def _add_claim(communication: Communication, claim: Claim, *, by: User | None) -> ExemptionClaim:
    return records.add(
        ExemptionClaim(
            request=communication.request,
            communication=communication,
            exemption=claim.exemption,
            cited_as=claim.cited_as,
            records_withheld=claim.records_withheld,
            justification=claim.justification,
            page_count=claim.page_count,
            segregation_words=claim.segregation_words,
            text_start=claim.place[0] if claim.place else None,
            text_end=claim.place[1] if claim.place else None,
            status_on=communication.happened_on,
            source=communication.source,
            confidence=communication.confidence,
        ),
        by=by,
        verb="record_claim",
        summary=f"{communication.request.agency.short_name} claims {claim.cited_as}.",
    )


def record_promise(
    *,
    communication: Communication,
    instalment: int | None,
    promised_on: date,
    by: User | None,
    on: date,
    description: str = "",
) -> Production:
    """The agency promises an instalment for a day; None is the one after all others.

    A promise made again for the same instalment moves it.
    """
    request = communication.request
    if instalment is None:
        instalment = max(request.productions.values_list("instalment", flat=True), default=0) + 1
    existing = request.productions.filter(instalment=instalment).first()
    summary = f"{request.agency.short_name} promises instalment {instalment} for {promised_on:%a %-d %b %Y}."
    with transaction.atomic():
        if existing:
            production = records.change(
                existing,
                by=by,
                verb="record_promise",
                summary=summary,
                promised_on=promised_on,
                promised_in=communication,
            )
        else:
            production = records.add(
                Production(
                    request=request,
                    instalment=instalment,
                    promised_on=promised_on,
                    promised_in=communication,
                    description=description,
                ),
                by=by,
                verb="record_promise",
                summary=summary,
            )
        refresh_request(request, by=by, on=on)
    return production


def record_production(
    *,
    request: RecordsRequest,
    paper: Paper,
    by: User | None,
    on: date,
    instalment: int | None = None,
    description: str = "",
    page_count: int | None = None,
    is_last: bool = False,
    next_promised_on: date | None = None,
) -> Production:
    """Records came. Without a number it is the next instalment; a promise for it is now kept.

    Raises: CaseworkError when this instalment was received already.
    """
    with transaction.atomic():
        communication = _from_agency(request, CommunicationKind.PRODUCTION, paper, by, on)
        if instalment is None:
            received = request.productions.filter(received_on__isnull=False)
            instalment = max(received.values_list("instalment", flat=True), default=0) + 1
        production = request.productions.filter(instalment=instalment).first()
        facts: dict[str, Any] = {
            "communication": communication,
            "received_on": paper.happened_on,
            "page_count": page_count,
            "is_last": is_last,
            "source": paper.source,
            "confidence": paper.confidence,
            "accounts_differ": paper.accounts_differ,
        }
        summary = f"Instalment {instalment} came from {request.agency.short_name}."
        if production is None:
            production = records.add(
                Production(request=request, instalment=instalment, description=description, **facts),
                by=by,
                verb="record_production",
                summary=summary,
            )
        elif production.received_on:
            raise CaseworkError(f"Instalment {instalment} was received on {production.received_on:%a %-d %b %Y}.")
        else:
            described = description or production.description
            records.change(
                production, by=by, verb="record_production", summary=summary, description=described, **facts
            )
        if paper.filed is not None:  # what came with the mail is the instalment
            for document in communication.documents.filter(production=None):
                said = f"It came as instalment {instalment}."
                records.change(document, by=by, verb="record_production", summary=said, production=production)
        if next_promised_on:
            record_promise(
                communication=communication, instalment=instalment + 1, promised_on=next_promised_on, by=by, on=on
            )
        refresh_request(request, by=by, on=on)
    return production


def _from_agency(
    request: RecordsRequest, kind: CommunicationKind, paper: Paper, by: User | None, on: date
) -> Communication:
    if request.received_on is None:
        raise CaseworkError(
            "Record first when the agency received the request: its answers are counted from that day."
        )
    if paper.precision == Precision.DAY and paper.happened_on < request.received_on:
        raise CaseworkError(
            f"The answer is dated {paper.happened_on:%a %-d %b %Y}, before the agency received the request "
            f"on {request.received_on:%a %-d %b %Y}."
        )
    return record_communication(request=request, kind=kind, direction=Direction.IN, paper=paper, by=by, on=on)
