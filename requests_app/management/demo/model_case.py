"""The model case: licence-plate scans of the Los Angeles police and sheriff, 2012 to 2019.

Every fact names its source and how far it is verified. Nothing is dated more exactly than its source.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_app.casework import communications, courts, matters, records, requests
from requests_app.management.demo import model_courts, model_rulings
from requests_app.management.demo.model_courts import OPINION
from requests_app.management.demo.people import Team
from requests_app.models import (
    Agency,
    AgencyKind,
    CaseState,
    Confidence,
    CourtCase,
    DeterminationOutcome,
    Exemption,
    Matter,
    Precision,
    RecordsRequest,
)

VERDICTS = "Daily Journal verdict report"
PRESS_2012 = "EFF, Deeplinks, July 2015; Daily Journal verdict report"


@dataclass(frozen=True, slots=True)
class ModelCase:
    """What the demonstration needs again afterwards."""

    matter: Matter
    requests: list[RecordsRequest]
    trial: CourtCase


def build(team: Team, *, on: date) -> ModelCase:
    """Build the whole case through the verbs, as a person would have recorded it."""
    by = team.staff
    matter = matters.open_matter(
        title="Licence-plate scans, Los Angeles",
        organisation=team.organisation,
        lead=team.counsel,
        by=team.staff,
        on=date(2012, 8, 1),
        summary=(
            "One week of automated licence-plate reader data from the police and the sheriff. Requested in 2012, "
            "refused as records of investigations, decided by the Supreme Court in 2017, settled in 2019."
        ),
    )
    matters.add_member(matter=matter, user=team.reader, by=team.admin)
    agencies = [
        _agency("Los Angeles Police Department", "LAPD", AgencyKind.POLICE, by),
        _agency("Los Angeles County Sheriff's Department", "LASD", AgencyKind.SHERIFF, by),
    ]
    made = [_request(matter, agency, team, on=on) for agency in agencies]
    trial = model_courts.trial_court(matter, made, team, on=on)
    appeal = model_courts.court_of_appeal(matter, made, trial, team, on=on)
    supreme = model_courts.supreme_court(matter, made, appeal, team, on=on)
    for case in (trial, appeal, supreme):
        model_rulings.rule(case, team)
    model_courts.settlement(matter, made, trial, team, on=on)
    for case, outcome in (
        (supreme, f"Reversed and remanded: {OPINION}."),
        (appeal, "Writ petition denied (236 Cal.App.4th 673); reversed by the Supreme Court."),
        (trial, "Petition denied on 27 August 2014; after the remand, settled in October 2019."),
    ):
        courts.close_case(case=case, outcome=outcome, state=CaseState.CLOSED, by=by, on=on)
    for request in made:
        requests.close_request(request=request, by=by, on=on)
    return ModelCase(matter, made, trial)


def _agency(name: str, short_name: str, kind: str, by: Any) -> Agency:
    return records.add(
        Agency(
            name=name,
            short_name=short_name,
            kind=kind,
            county="Los Angeles",
            records_officer="Custodian of Records",
            email=f"{short_name.lower()}@example.org",
        ),
        by=by,
        verb="add",
        summary=f"Added {name}.",
    )


def _request(matter: Matter, agency: Agency, team: Team, *, on: date) -> RecordsRequest:
    by = team.staff
    request = requests.open_request(
        matter=matter,
        agency=agency,
        subject="Licence-plate reader policies and one week of scans",
        records_sought=(
            "1. All policies and guidelines on automated licence-plate readers.\n"
            "2. All licence-plate reader data collected during one week of August 2012."
        ),
        by=by,
        on=date(2012, 8, 1),
        handled_by=team.counsel,
        source=PRESS_2012,
        confidence=Confidence.SECONDARY,
        accounts_differ=(
            "Reports give the months August to October 2012, no day; so no statutory clock is counted here. "
            "The week asked for is given as 12 to 19 August 2012, unverified."
        ),
    )
    requests.record_receipt(
        request=request,
        received_on=date(2012, 8, 1),
        precision=Precision.MONTH,
        proof="Known to the month only",
        by=by,
        on=on,
    )
    communications.record_production(
        request=request,
        paper=communications.Paper(
            happened_on=date(2012, 9, 1),
            precision=Precision.UNKNOWN,
            subject="Policies and guidelines",
            body="Some records were released; the scans were not.",
            source=PRESS_2012,
            confidence=Confidence.SECONDARY,
        ),
        description="Policies and guidelines",
        by=by,
        on=on,
    )
    claim_words = {
        "Gov. Code § 7923.600": ("former Gov. Code, § 6254, subd. (f)", "The scans are records of investigations."),
        "Gov. Code § 7922.000": (
            "former Gov. Code, § 6255",
            "On the facts, the public interest in not disclosing clearly outweighs the interest in disclosure.",
        ),
    }
    communications.record_determination(
        request=request,
        outcome=DeterminationOutcome.PART,
        paper=communications.Paper(
            happened_on=date(2012, 10, 1),
            precision=Precision.UNKNOWN,
            subject="Refusal of the week of scans",
            source="The grounds as the opinion states them; the letters themselves were not read",
            confidence=Confidence.SECONDARY,
        ),
        claims=[
            communications.Claim(
                exemption=Exemption.objects.get(citation=citation),
                cited_as=cited_as,
                records_withheld="One week of licence-plate scans, raw",
                justification=words,
            )
            for citation, (cited_as, words) in claim_words.items()
        ],
        by=by,
        on=on,
    )
    return request
