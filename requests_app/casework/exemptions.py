"""Claims of exemption: answered by us, ended by the agency or a court."""

from datetime import date

from requests_app import law
from requests_app.casework import records
from requests_app.errors import CaseworkError
from requests_app.models import ClaimStatus, Exemption, ExemptionClaim, User

ENDED = (ClaimStatus.WITHDRAWN, ClaimStatus.SUSTAINED, ClaimStatus.OVERRULED, ClaimStatus.MOOT)


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


def answer_claim(*, claim: ExemptionClaim, answer: str, by: User | None, on: date) -> ExemptionClaim:
    """Say why the exemption does not apply. An open claim becomes challenged."""
    if not answer.strip():
        raise CaseworkError("Write the answer; an empty one challenges nothing.")
    return records.change(
        claim,
        by=by,
        verb="answer_claim",
        summary=f"Answered the claim of {claim.cited_as}.",
        our_answer=answer,
        status=ClaimStatus.CHALLENGED if claim.status == ClaimStatus.CLAIMED else claim.status,
        status_on=on,
    )


def record_claim_outcome(
    *, claim: ExemptionClaim, status: str, proof: str, by: User | None, happened_on: date
) -> ExemptionClaim:
    """The claim moved on: withdrawn, ruled upon, remanded, moot. The paper that proves it is named.

    Raises: CaseworkError without proof, or for a status that only an answer gives.
    """
    if status in (ClaimStatus.CLAIMED, ClaimStatus.CHALLENGED):
        raise CaseworkError("A claim becomes challenged by answering it.")
    if not proof.strip():
        raise CaseworkError("Name the paper or order that proves it.")
    return records.change(
        claim,
        by=by,
        verb="record_claim_outcome",
        summary=f"{claim.cited_as}: {ClaimStatus(status).label.lower()}, {happened_on:%a %-d %b %Y}.",
        status=status,
        status_on=happened_on,
        status_reason=proof,
    )
