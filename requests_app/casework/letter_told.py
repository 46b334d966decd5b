"""Draft a letter from what a person tells about it; what belongs on record is recorded there first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from requests_app import letters
from requests_app.casework.communications import Paper, record_communication, record_promise
from requests_app.casework.exemptions import answer_claim
from requests_app.casework.letters import propose_letter
from requests_app.errors import LetterError
from requests_app.models import (
    Communication,
    CommunicationKind,
    Direction,
    ExemptionClaim,
    Letter,
    Letterhead,
    RecordsRequest,
    User,
)


@transaction.atomic
def draft_from(
    *,
    request: RecordsRequest,
    kind: str,
    told: Mapping[str, Any],
    answers: Mapping[ExemptionClaim, str],
    by: User,
    on: date,
    letterhead: Letterhead | None = None,
) -> Letter:
    """Record the answers to claims, the conversation, the estimate or the promise that was told; then draft.

    `told`: fields of `letters.Facts` that this kind asks for. `answers`: our answer to each open claim.
    Raises: LetterError when a fact is still missing; nothing is recorded then. CaseworkError for a day in the future.
    """
    for claim, answer in answers.items():
        if answer.strip() and answer != claim.our_answer:
            answer_claim(claim=claim, answer=answer, by=by, on=on)
    _keep_papers(request, told, by=by, on=on)
    return propose_letter(request=request, kind=kind, told=told, by=by, on=on, letterhead=letterhead)


def _keep_papers(request: RecordsRequest, told: Mapping[str, Any], *, by: User, on: date) -> None:
    if met_on := told.get("met_on"):
        _note(request, "Conversation", met_on, "\n".join(told["legal_steps"]), direction=Direction.OUT, by=by, on=on)
    if (estimated_on := told.get("fee_estimated_on")) and told.get("fee_estimate_cents") is not None:
        words = f"${told['fee_estimate_cents'] / 100:,.2f}: {told['fee_basis']}"
        _note(request, "Estimate of fees", estimated_on, words, direction=Direction.IN, by=by, on=on)
    if promised_on := told.get("promised_on"):
        _keep_promise(request, promised_on, told, by=by, on=on)


def _keep_promise(request: RecordsRequest, promised_on: date, told: Mapping[str, Any], *, by: User, on: date) -> None:
    """A promise that is on record already stays as it is there."""
    if request.productions.filter(promised_on=promised_on).exists():
        return
    made_on = told.get("promise_made_on")
    if made_on is None:
        raise LetterError("Say on which day the agency made its promise, so that it can be recorded.")
    paper = _note(request, "Promise of records", made_on, told["promise_words"], direction=Direction.IN, by=by, on=on)
    last = request.productions.aggregate(last=Max("instalment"))["last"] or 0
    record_promise(communication=paper, instalment=last + 1, promised_on=promised_on, by=by, on=on)


def _note(
    request: RecordsRequest, what: str, happened_on: date, words: str, *, direction: Direction, by: User, on: date
) -> Communication:
    """The communication this is, recorded once however often the letter is drafted."""
    known = request.communications.filter(
        kind=CommunicationKind.OTHER, subject=what, happened_on=happened_on, direction=direction
    ).first()
    return known or record_communication(
        request=request,
        kind=CommunicationKind.OTHER,
        direction=direction,
        paper=Paper(happened_on=happened_on, subject=what, body=words),
        by=by,
        on=on,
    )


def can_be_told(kind: str, facts: letters.Facts) -> bool:
    """Whether a person can supply all that is missing, on the letter's own short form."""
    asked = {name.removesuffix("_cents") for name in letters.kind_of(kind).asks}
    return asked.issuperset(letters.missing_names(kind, facts))
