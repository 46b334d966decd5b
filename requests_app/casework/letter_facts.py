"""What a letter about a request could print: everything on record, and what a person tells for this one letter."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from requests_app import law, letters
from requests_app.casework.days import court_day_from
from requests_app.casework.facts import WITHHELD
from requests_app.casework.validity import findings_on_extension
from requests_app.models import (
    ClaimStatus,
    Deadline,
    Determination,
    ExemptionClaim,
    Extension,
    Precision,
    RecordsRequest,
)

ANSWER_DAYS = 10  # calendar days our letters leave for an answer, then to the next court day
DETERMINATION_RULES = ("CPRA-EXT", "CPRA-DET")


def facts_of_letter(request: RecordsRequest, *, on: date) -> letters.Facts:
    """Everything on record that a letter about this request could print."""
    due = _determination_deadline(request, *DETERMINATION_RULES)
    unextended = _determination_deadline(request, "CPRA-DET")
    extension = Extension.objects.filter(communication__request=request).order_by("pk").last()
    answers = Determination.objects.filter(communication__request=request).select_related("communication")
    answer = answers.order_by("pk").last()
    denial = answers.filter(outcome__in=WITHHELD).order_by("pk").last()
    promises = request.productions.filter(received_on__isnull=True, promised_on__lt=on).select_related("promised_in")
    promise = promises.order_by("promised_on").first()
    claims = tuple(
        letters.Claim(
            cited_as=claim.cited_as,
            title=claim.exemption.title,
            records=claim.records_withheld,
            agency_words=claim.justification,
            answer=claim.our_answer,
        )
        for claim in open_claims(request)
    )
    return letters.Facts(
        dated_on=on,
        organisation=request.matter.organisation.name,
        agency=request.agency.name,
        subject=request.subject,
        salutation=request.agency.records_officer or "Custodian of Records",
        records_sought=request.records_sought,
        our_number=request.number,
        agency_number=request.agency_number,
        reply_to=request.matter.organisation.email,
        requested_on=request.sent_on,
        received_on=request.received_on if request.received_precision == Precision.DAY else None,
        due=_counted(due),
        unextended_due=_counted(unextended),
        answered_on=answer.communication.happened_on if answer else None,
        denied_on=denial.communication.happened_on if denial else None,
        denial_names_persons=bool(denial and denial.communication.signed_by_name),
        extension_noticed_on=extension.communication.happened_on if extension else None,
        extended_until=extension.extended_until if extension else None,
        extension_words=extension.ground_words if extension else "",
        failed_conditions=_failed_conditions(extension),
        claims=claims,
        records_withheld="; ".join(claim.records for claim in claims if claim.records),
        promised_on=promise.promised_on if promise else None,
        promise_made_on=promise.promised_in.happened_on if promise and promise.promised_in else None,
        received_description=_received(request),
        respond_by=court_day_from(on + timedelta(days=ANSWER_DAYS)),
    )


def open_claims(request: RecordsRequest) -> QuerySet[ExemptionClaim]:
    """The claims a challenge answers: neither withdrawn nor decided."""
    undecided = (ClaimStatus.CLAIMED, ClaimStatus.CHALLENGED)
    return request.claims.filter(status__in=undecided).select_related("exemption")


def _failed_conditions(extension: Extension | None) -> tuple[str, ...]:
    findings = findings_on_extension(extension) if extension else ()
    return tuple(finding.reply for finding in findings if finding.severity is law.Judgment.PROBLEM and finding.reply)


def with_told(facts: letters.Facts, kind: str, told: Mapping[str, Any]) -> letters.Facts:
    """The facts with what a person told for a letter of this kind; what was left empty stays as on record.

    Raises: LetterError when there is no such kind.
    """
    asked = letters.kind_of(kind).asks
    return replace(
        facts, **{name: value for name, value in told.items() if name in asked and value not in ("", None, ())}
    )


def _received(request: RecordsRequest) -> str:
    """The instalments that came, in words: "instalment 1 (340 pages) and instalment 2"."""
    came = request.productions.filter(received_on__isnull=False).order_by("instalment")
    names = [
        (row.description or f"instalment {row.instalment}")
        + (f" ({row.page_count:,} pages)" if row.page_count else "")
        for row in came
    ]
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _determination_deadline(request: RecordsRequest, *rules: str) -> Deadline | None:
    return request.deadlines.current().filter(rule_id__in=rules).order_by("-due_on").first()


def _counted(deadline: Deadline | None) -> letters.CountedDate | None:
    """The date with the sentences of its steps; authority and remarks are the letter's own to make."""
    if deadline is None or deadline.due_on is None:
        return None
    steps = deadline.reasons[: len(deadline.trace)]
    return letters.CountedDate(deadline.due_on, tuple(steps), deadline.authority)
