"""The model case: licence-plate scans of the Los Angeles police and sheriff, 2012 to 2019.

Every fact names its source and how far it is verified. Nothing is dated more exactly than its source.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_app.casework import communications, courts, datasets, exemptions, matters, records, requests
from requests_app.management.demo.people import Team
from requests_app.models import (
    Agency,
    AgencyKind,
    CaseState,
    ClaimStatus,
    CommunicationKind,
    Confidence,
    Court,
    CourtCase,
    CourtLevel,
    DeterminationOutcome,
    Direction,
    Exemption,
    Matter,
    Precision,
    RecordsRequest,
)

OPINION = "ACLU Foundation of Southern California v. Superior Court (2017) 3 Cal.5th 1032"
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
    trial = _trial_court(matter, made, team, on=on)
    appeal = _court_of_appeal(matter, made, trial, team, on=on)
    supreme = _supreme_court(matter, made, appeal, team, on=on)
    _settlement(matter, made, trial, team, on=on)
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
    investigations, catch_all = request.claims.order_by("pk")
    exemptions.record_claim_outcome(
        claim=investigations,
        status=ClaimStatus.OVERRULED,
        proof=f"{OPINION}: scans taken in bulk of every passing car are not records of investigations.",
        happened_on=date(2017, 8, 31),
        by=by,
    )
    exemptions.record_claim_outcome(
        claim=catch_all,
        status=ClaimStatus.REMANDED,
        proof=f"{OPINION}: raw disclosure may be refused on this record; anonymised forms to be considered.",
        happened_on=date(2017, 8, 31),
        by=by,
    )
    return request


def _trial_court(matter: Matter, made: list[RecordsRequest], team: Team, *, on: date) -> CourtCase:
    case = courts.open_case(
        matter=matter,
        court=_court("Superior Court of Los Angeles County", CourtLevel.TRIAL, team, county="Los Angeles"),
        number="BS143004",
        caption="ACLU Foundation of Southern California et al. v. County of Los Angeles et al.",
        judge="James C. Chalfant",
        requests=made,
        lead=team.counsel,
        by=team.counsel,
        on=on,
        source="Filed-stamped briefs; later captions",
        confidence=Confidence.PRIMARY,
    )
    rows: list[dict[str, Any]] = [
        {
            "title": "Petition for writ of mandate filed",
            "fact_kind": "petition_filed",
            "happened_on": date(2013, 5, 6),
            "source": "EFF press release; a report of 31 March 2014 says “filed last year”. The day is unverified.",
            "confidence": Confidence.SECONDARY,
            "accounts_differ": (
                "One newspaper says the suit was filed in 2015, another in 2012. It was 2013: the settlement report "
                "of October 2019 speaks of six years, and the ruling of the trial court is of August 2014."
            ),
        },
        {
            "title": "Petitioners' reply filed",
            "happened_on": date(2014, 3, 7),
            "source": "Filed-stamped brief",
            "confidence": Confidence.PRIMARY,
        },
        {
            "title": "Hearing set, 9:30, Dept. 86, Judge O'Donnell",
            "happened_on": date(2014, 3, 21),
            "note": "Postponed; it was not held on this day.",
            "source": "Filed-stamped brief; the police's opposition",
            "confidence": Confidence.PRIMARY,
        },
        {
            "title": "Hearing postponed, case reassigned to Judge James C. Chalfant",
            "happened_on": date(2014, 3, 1),
            "precision": Precision.MONTH,
            "source": "Westside Today, 31 March 2014; later captions",
            "confidence": Confidence.SECONDARY,
        },
        {
            "title": "Petition denied: records of investigations",
            "happened_on": date(2014, 8, 27),
            "note": "Former § 6254, subd. (f). That former § 6255 was an alternative ground is unverified.",
            "source": "Daily Journal (date); San Gabriel Valley Tribune, 28 August 2014",
            "confidence": Confidence.SECONDARY,
        },
        {
            "title": "Notice of entry, counted as if served by hand on the day of the ruling",
            "fact_kind": "notice_of_entry_served",
            "happened_on": date(2014, 8, 27),
            "service": "personal",
            "note": "How and when the notice was served was not found; by mail the last day is Mon 22 Sep 2014.",
            "source": "An assumption, to show the clock",
            "confidence": Confidence.UNVERIFIED,
        },
    ]
    _milestones(case, rows, team, on=on)
    return case


def _court_of_appeal(
    matter: Matter, made: list[RecordsRequest], trial: CourtCase, team: Team, *, on: date
) -> CourtCase:
    case = courts.open_case(
        matter=matter,
        court=_court("Court of Appeal, Second District, Division Three", CourtLevel.APPEAL, team),
        number="B259392",
        caption="ACLU Foundation of Southern California et al. v. Superior Court",
        requests=made,
        came_from=trial,
        lead=team.counsel,
        by=team.counsel,
        on=on,
        source="Petition, as published",
        confidence=Confidence.PRIMARY,
        accounts_differ="One site's header reads “S259392”, which runs this number and the Supreme Court's together.",
    )
    rows: list[dict[str, Any]] = [
        {
            "title": "Writ petition filed under former § 6259, subd. (c)",
            "fact_kind": "writ_petition_filed",
            "happened_on": date(2014, 9, 1),
            "precision": Precision.UNKNOWN,
            "source": "The petition was read; its filing date was not found (autumn 2014)",
            "confidence": Confidence.UNVERIFIED,
        },
        {
            "title": "County's brief signed",
            "happened_on": date(2014, 11, 26),
            "source": "The brief, as published",
            "confidence": Confidence.PRIMARY,
        },
        {
            "title": "Opinion filed: petition denied",
            "fact_kind": "court_of_appeal_decision",
            "happened_on": date(2015, 5, 6),
            "particulars": {"published": True},
            "source": "The opinion; its reporter citation 236 Cal.App.4th 673 is unverified",
            "confidence": Confidence.PRIMARY,
            "accounts_differ": "This ruling, not the filing of the suit, is what happened in 2015.",
        },
        {
            "title": "Opinion modified, no change in the judgment",
            "happened_on": date(2015, 5, 11),
            "note": "Without a change in the judgment the finality date stands.",
            "source": "The order",
            "confidence": Confidence.PRIMARY,
        },
    ]
    _milestones(case, rows, team, on=on)
    return case


def _supreme_court(
    matter: Matter, made: list[RecordsRequest], appeal: CourtCase, team: Team, *, on: date
) -> CourtCase:
    case = courts.open_case(
        matter=matter,
        court=_court("Supreme Court of California", CourtLevel.SUPREME, team),
        number="S227106",
        caption="ACLU Foundation of Southern California et al. v. Superior Court",
        requests=made,
        came_from=appeal,
        lead=team.counsel,
        by=team.counsel,
        on=on,
        source=OPINION,
        confidence=Confidence.PRIMARY,
    )
    rows: list[dict[str, Any]] = [
        {
            "title": "Petition for review filed",
            "fact_kind": "petition_for_review_filed",
            "happened_on": date(2015, 6, 1),
            "precision": Precision.MONTH,
            "source": "First Amendment Coalition, July 2015; in the press on 16 June 2015",
            "confidence": Confidence.SECONDARY,
        },
        {
            "title": "Answer to the petition for review",
            "happened_on": date(2015, 7, 1),
            "precision": Precision.MONTH,
            "source": "The answer brief, as published",
            "confidence": Confidence.SECONDARY,
        },
        {
            "title": "Review granted",
            "fact_kind": "review_granted",
            "happened_on": date(2015, 7, 29),
            "note": "Later, a supplemental issue: former § 6255, subd. (a).",
            "source": "First Amendment Coalition, July 2015; the opinion",
            "confidence": Confidence.SECONDARY,
        },
        {
            "title": "Decision filed: bulk scans are not records of investigations; remanded",
            "fact_kind": "supreme_court_decision",
            "happened_on": date(2017, 8, 31),
            "note": "3 Cal.5th 1032. The details of the remand are unverified.",
            "source": OPINION,
            "confidence": Confidence.PRIMARY,
        },
    ]
    _milestones(case, rows, team, on=on)
    return case


def _settlement(matter: Matter, made: list[RecordsRequest], trial: CourtCase, team: Team, *, on: date) -> None:
    settlement = {
        "title": "Settlement: one week of de-identified scans",
        "fact_kind": "settlement",
        "happened_on": date(2019, 10, 3),
        "source": "EFF press release, 3 October 2019; law firm's report",
        "confidence": Confidence.PRIMARY,
        "note": "The press release is of this day; the day of the agreement itself was not found.",
    }
    _milestones(trial, [settlement], team, on=on)
    term = courts.record_settlement_term(
        case=trial,
        what="One week of de-identified licence-plate scans, nearly three million rows",
        obliged="LAPD and LASD",
        source="EFF press release, 3 October 2019",
        confidence=Confidence.PRIMARY,
        by=team.counsel,
    )
    datasets.record_dataset_receipt(
        title="One week of de-identified scans, as settled",
        matter=matter,
        request=made[0],
        settlement_term=term,
        received_on=None,
        note="Nearly three million rows by the press release of 3 October 2019. The file itself is not kept here.",
        by=team.staff,
    )
    courts.record_fulfilment(
        term=term,
        fulfilled_on=date(2019, 10, 3),
        evidence="Press release of 3 October 2019, which speaks of the data as received",
        by=team.counsel,
    )
    for request in made:
        communications.record_communication(
            request=request,
            kind=CommunicationKind.OTHER,
            direction=Direction.IN,
            paper=communications.Paper(
                happened_on=date(2019, 10, 3),
                subject="Settlement: a week of de-identified scans is handed over",
                source="EFF press release, 3 October 2019",
                confidence=Confidence.PRIMARY,
            ),
            by=team.staff,
            on=on,
        )


def _court(name: str, level: str, team: Team, county: str = "") -> Court:
    return Court.objects.filter(name=name).first() or records.add(
        Court(name=name, level=level, county=county), by=team.staff, verb="add", summary=f"Added the {name}."
    )


def _milestones(case: CourtCase, rows: list[dict[str, Any]], team: Team, *, on: date) -> None:
    for row in rows:
        courts.record_milestone(case=case, by=team.counsel, on=on, **row)
