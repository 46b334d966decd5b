"""How the courts of the model case decided its claims: two for the agencies, the last against them."""

from requests_app.casework import rulings
from requests_app.casework.rulings import ClaimRuling
from requests_app.management.demo.people import Team
from requests_app.models import ClaimStatus, CourtCase, EntryKind

INVESTIGATIONS = "§ 7923.600"
CATCH_ALL = "§ 7922.000"
# Case number: what each section came to there, where it says so, and its sense.
RULED: dict[str, dict[str, tuple[str, str, str]]] = {
    "BS143004": {INVESTIGATIONS: (ClaimStatus.SUSTAINED, "", "the scans are records of investigations.")},
    "B259392": {INVESTIGATIONS: (ClaimStatus.SUSTAINED, "", "the scans are records of investigations.")},
    "S227106": {
        INVESTIGATIONS: (
            ClaimStatus.OVERRULED,
            "3 Cal.5th 1032",
            "scans taken in bulk of every passing car are not records of investigations.",
        ),
        CATCH_ALL: (
            ClaimStatus.REMANDED,
            "3 Cal.5th 1032",
            "raw disclosure may be refused on this record; anonymised forms to be considered.",
        ),
    },
}


def rule(case: CourtCase, team: Team) -> None:
    """Record what this court's decision came to for each claim it ruled on."""
    entry = case.milestones.filter(entry_kind=EntryKind.DECISION).order_by("happened_on").last()
    assert entry is not None  # noqa: S101 - every court of the model case decided
    found = [
        ClaimRuling(claim, *said)
        for claim in rulings.claims_at_issue(case)
        for section, said in RULED[case.number].items()
        if claim.exemption.citation.endswith(section)
    ]
    rulings.rule_on_claims(entry=entry, rulings=found, by=team.counsel)
