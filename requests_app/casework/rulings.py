"""Rulings: an entry of the docket decides claims of exemption one by one; a later court may decide otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from requests_app.casework import records
from requests_app.casework.exemptions import record_claim_outcome, restate_claim
from requests_app.casework.facts import chain_of
from requests_app.errors import CaseworkError
from requests_app.models import (
    ClaimStatus,
    CourtCase,
    Document,
    EntryKind,
    ExemptionClaim,
    Milestone,
    RecordsRequest,
    User,
)

OUTCOMES = (
    ClaimStatus.WITHDRAWN,
    ClaimStatus.SUSTAINED,
    ClaimStatus.OVERRULED,
    ClaimStatus.IN_CAMERA,
    ClaimStatus.REMANDED,
)
UNDECIDED = (ClaimStatus.CLAIMED, ClaimStatus.CHALLENGED, ClaimStatus.IN_CAMERA, ClaimStatus.REMANDED)
# Entries that decide nothing. One of no kind may be anything.
PAPERS_OF_PARTIES = (
    EntryKind.PETITION,
    EntryKind.ANSWER,
    EntryKind.BRIEF,
    EntryKind.MOTION,
    EntryKind.EVIDENCE,
    EntryKind.SERVICE,
    EntryKind.HEARING,
)
# What a new entry that decides claims may be; "" starts no clock before notice of its entry is served.
FACTS = ("", "judgment_entered", "court_of_appeal_decision", "supreme_court_decision", "remand")


@dataclass(frozen=True, slots=True)
class ClaimRuling:
    """What becomes of one claim by a ruling; where in its paper it says so, and its words or their sense."""

    claim: ExemptionClaim
    status: str
    pages: str = ""
    words: str = ""


def claims_at_issue(case: CourtCase) -> QuerySet[ExemptionClaim]:
    """The claims of every request that the case, or another of its chain, is over."""
    over = RecordsRequest.objects.filter(cases__in=chain_of(case))
    rows = ExemptionClaim.objects.filter(request__in=over.values("pk"))
    return rows.select_related("request__agency", "exemption", "communication").order_by("request_id", "pk")


def deciding_entries(case: CourtCase, *, on: date) -> QuerySet[Milestone]:
    """The entries of the case up to this day that may decide a claim, newest first."""
    rows = Milestone.objects.standing().filter(case=case, happened_on__lte=on)
    return rows.exclude(entry_kind__in=PAPERS_OF_PARTIES).order_by("-happened_on", "-pk")


@transaction.atomic
def rule_on_claims(
    *, entry: Milestone, rulings: Sequence[ClaimRuling], by: User | None, document: Document | None = None
) -> list[ExemptionClaim]:
    """This order, decision or stipulation decides these claims; each gets it as a step with the paper.

    `document` is the newest paper of the entry where none is given.
    Raises: CaseworkError when nothing is decided, the entry counts no more, or a claim is not before the court.
    """
    if not rulings:
        raise CaseworkError("Say of at least one claim what became of it.")
    if entry.is_vacated:
        raise CaseworkError(f"“{entry.title}” counts no more, so it decides nothing.")
    before_it = set(claims_at_issue(entry.case).values_list("pk", flat=True))
    paper = document or entry.documents.order_by("kept_at", "pk").last()
    for ruling in rulings:
        claim = ruling.claim
        if claim.pk not in before_it:
            raise CaseworkError(f"{claim.cited_as} is claimed for a request that this case is not over.")
        if ruling.status not in OUTCOMES:
            raise CaseworkError("A ruling withdraws, sustains, overrules or remands a claim, or looks in camera.")
        if entry.happened_on < claim.communication.happened_on:
            made = f"{claim.communication.happened_on:%a %-d %b %Y}"
            raise CaseworkError(f"{claim.cited_as} was claimed on {made}, after this ruling.")
        record_claim_outcome(
            claim=claim,
            status=ruling.status,
            happened_on=entry.happened_on,
            proof=proof_of(entry, ruling.pages, ruling.words),
            document=paper,
            ruling=entry,
            pages=ruling.pages,
            words=ruling.words,
            by=by,
        )
    return [ruling.claim for ruling in rulings]


def proof_of(entry: Milestone, pages: str, words: str) -> str:
    """How the exemption log cites the ruling: title, case, where in it, and its words."""
    place = f"{entry.title} ({entry.case.number}){f', {pages}' if pages else ''}"
    return f"{place}: {words}" if words else f"{place}."


def follow_entries(*, case: CourtCase, by: User | None) -> None:
    """As `follow_entry`, for every entry of the case that decides claims, whichever way it was changed."""
    for entry in Milestone.objects.filter(case=case, claim_steps__isnull=False).distinct():
        follow_entry(entry=entry, by=by)


def follow_entry(*, entry: Milestone, by: User | None) -> None:
    """The entry was corrected, vacated or counts again: the claims it decides follow. Safe to repeat."""
    steps = entry.claim_steps.select_related("claim__request").order_by("pk")
    for step in steps:
        records.change(
            step,
            by=by,
            verb="follow_entry",
            summary=f"{step.claim.cited_as}: “{entry.title}” was corrected.",
            happened_on=entry.happened_on,
            proof=proof_of(entry, step.pages, step.words),
        )
    for claim in {step.claim_id: step.claim for step in steps}.values():
        says = "counts no more" if entry.is_vacated else "counts as it is on record now"
        restate_claim(claim=claim, summary=f"{claim.cited_as}: “{entry.title}” {says}.", by=by)
