"""Claims of exemption: answered by us, ended by the agency or a court."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from requests_app import clock, law
from requests_app.casework import records
from requests_app.errors import CaseworkError
from requests_app.models import ClaimStatus, ClaimStep, Document, Exemption, ExemptionClaim, Milestone, User

ENDED = (ClaimStatus.WITHDRAWN, ClaimStatus.SUSTAINED, ClaimStatus.OVERRULED, ClaimStatus.MOOT)
# The facts about the withheld records that a person fills in for the exemption index.
DESCRIBED = (
    "records_withheld",
    "bates",
    "records_dated",
    "author_and_recipient",
    "page_count",
    "withheld_where",
    "justification",
    "segregable",
    "segregation_words",
    "declarant",
)


def load_catalogue(*, by: User | None) -> int:
    """Add the exemptions the catalogue lacks; rows that people edited stay. Returns how many were added.

    Safe to repeat.
    """
    known = set(Exemption.objects.values_list("citation", flat=True))
    missing = [entry for entry in law.EXEMPTIONS.values() if entry.citation.text not in known]
    for entry in missing:
        records.add(
            Exemption(
                citation=entry.citation.text,
                former_citation=entry.citation.former,
                title=entry.title,
                agency_argument=entry.claim,
                answer="\n".join([entry.answer, *entry.cases]),
                verified=entry.citation.verified,
            ),
            by=by,
            verb="load_catalogue",
            summary=f"Added {entry.citation.text} to the catalogue of exemptions.",
        )
    return len(missing)


def answer_claim(
    *, claim: ExemptionClaim, answer: str, by: User | None, on: date, document: Document | None = None
) -> ExemptionClaim:
    """Say why the exemption does not apply. An open claim becomes challenged; `document` is our letter."""
    if not answer.strip():
        raise CaseworkError("Write the answer; an empty one challenges nothing.")
    is_first = claim.status == ClaimStatus.CLAIMED
    with transaction.atomic():
        records.change(
            claim,
            by=by,
            verb="answer_claim",
            summary=f"Answered the claim of {claim.cited_as}.",
            our_answer=answer,
            status=ClaimStatus.CHALLENGED if is_first else claim.status,
            status_on=on if is_first else claim.status_on,
        )
        if is_first:
            challenged = ClaimStep(
                claim=claim,
                status=ClaimStatus.CHALLENGED,
                happened_on=on,
                proof="Our answer.",
                document=document,
            )
            _add_step(challenged, by=by)
    return claim


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a claim moved on, on which day, and what proves it in words."""

    status: str
    happened_on: date
    proof: str


def revise_row(
    *,
    claim: ExemptionClaim,
    answer: str,
    by: User | None,
    on: date,
    ruling: Ruling | None = None,
    **facts: Any,
) -> ExemptionClaim:
    """Change one row of the exemption log at once, or nothing of it: its description, our answer, its ruling.

    An answer that is as before answers nothing again. Raises: as the verbs this is made of.
    """
    with transaction.atomic():
        describe_claim(claim=claim, by=by, **facts)
        if answer.strip() != claim.our_answer.strip():
            answer_claim(claim=claim, answer=answer, by=by, on=on)
        if ruling:
            record_claim_outcome(
                claim=claim, status=ruling.status, happened_on=ruling.happened_on, proof=ruling.proof, by=by
            )
    return claim


def record_claim_outcome(
    *,
    claim: ExemptionClaim,
    status: str,
    proof: str,
    by: User | None,
    happened_on: date,
    document: Document | None = None,
    ruling: Milestone | None = None,
    pages: str = "",
    words: str = "",
) -> ExemptionClaim:
    """The claim moved on: withdrawn, ruled upon, remanded, moot. The paper that proves it is named, or given.

    What is recorded late takes its place among the steps by its day; a later step keeps counting.

    Raises: CaseworkError without proof, for a paper of another matter, or for a status that only an answer gives.
    """
    if status in (ClaimStatus.CLAIMED, ClaimStatus.CHALLENGED):
        raise CaseworkError("A claim becomes challenged by answering it.")
    if document is not None and document.matter_id != claim.request.matter_id:
        raise CaseworkError("The paper that proves it belongs to another matter.")
    proof = proof.strip() or (document.title if document else "")
    if not proof:
        raise CaseworkError("Name the paper or order that proves it.")
    step = ClaimStep(
        claim=claim,
        status=status,
        happened_on=happened_on,
        proof=proof,
        document=document,
        ruling=ruling,
        pages=pages,
        words=words,
    )
    with transaction.atomic():
        _add_step(step, by=by)
        summary = f"{claim.cited_as}: {ClaimStatus(status).label.lower()}, {happened_on:%a %-d %b %Y}."
        return restate_claim(claim=claim, summary=summary, verb="record_claim_outcome", by=by)


def restate_claim(
    *, claim: ExemptionClaim, summary: str, by: User | None, verb: str = "restate_claim"
) -> ExemptionClaim:
    """Make the claim's status that of its last step that counts, by day; our answer gives way to any ruling."""
    steps = claim.steps.standing().order_by("happened_on", "pk")
    last = steps.exclude(status=ClaimStatus.CHALLENGED).last() or steps.last()
    return records.change(
        claim,
        by=by,
        verb=verb,
        summary=summary,
        status=last.status if last else ClaimStatus.CLAIMED,
        status_on=last.happened_on if last else None,
        status_reason=last.proof if last and last.status != ClaimStatus.CHALLENGED else "",
    )


def _add_step(step: ClaimStep, *, by: User | None) -> ClaimStep:
    step.recorded_by, step.recorded_at = by, clock.now()
    summary = f"{step.claim.cited_as}: {ClaimStatus(step.status).label.lower()}, with its proof."
    return records.add(step, by=by, verb="add_claim_step", summary=summary)


def describe_claim(*, claim: ExemptionClaim, by: User | None, **facts: Any) -> ExemptionClaim:
    """What the exemption index says of the records: Bates range, dates, persons, pages, separation, declarant.

    `facts` are fields of DESCRIBED. Raises: CaseworkError for any other.
    """
    if unknown := set(facts) - set(DESCRIBED):
        raise CaseworkError(f"These are not facts of the index: {', '.join(sorted(unknown))}.")
    return records.change(
        claim, by=by, verb="describe_claim", summary=f"Described what is withheld under {claim.cited_as}.", **facts
    )
