"""The courts of the model case: trial court, Court of Appeal, Supreme Court, settlement."""

from datetime import date, time
from typing import Any

from requests_app.casework import communications, courts, datasets, docket, hearings, terms
from requests_app.management.demo import model_parties
from requests_app.management.demo.people import Team
from requests_app.models import (
    CommunicationKind,
    Confidence,
    Court,
    CourtCase,
    Direction,
    EntryKind,
    Matter,
    Precision,
    RecordsRequest,
    TermState,
)

OPINION = "ACLU Foundation of Southern California v. Superior Court (2017) 3 Cal.5th 1032"


def trial_court(matter: Matter, made: list[RecordsRequest], team: Team, *, on: date) -> CourtCase:
    case = courts.open_case(
        matter=matter,
        court=Court.objects.get(name="Superior Court of Los Angeles County"),
        number="BS143004",
        caption="ACLU Foundation of Southern California et al. v. County of Los Angeles et al.",
        requests=made,
        agencies=[request.agency for request in made],
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
            "entry_kind": EntryKind.BRIEF,
            "filed_by": "Petitioners",
            "happened_on": date(2014, 3, 7),
            "source": "Filed-stamped brief",
            "confidence": Confidence.PRIMARY,
        },
        {
            "entry_kind": EntryKind.ORDER,
            "title": "Hearing postponed, case reassigned to Judge James C. Chalfant",
            "happened_on": date(2014, 3, 1),
            "precision": Precision.MONTH,
            "source": "Westside Today, 31 March 2014; later captions",
            "confidence": Confidence.SECONDARY,
        },
        {
            "title": "Petition denied: records of investigations",
            "entry_kind": EntryKind.DECISION,
            "filed_by": "The court",
            "outcome": "Petition denied",
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
    _postponed_hearing(case, team, on=on)
    model_parties.WHO[case.number](case, team)
    return case


def court_of_appeal(
    matter: Matter, made: list[RecordsRequest], trial: CourtCase, team: Team, *, on: date
) -> CourtCase:
    case = courts.open_case(
        matter=matter,
        court=Court.objects.get(name="Court of Appeal, Second District, Division Three"),
        number="B259392",
        caption="ACLU Foundation of Southern California et al. v. Superior Court",
        requests=made,
        agencies=[request.agency for request in made],
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
            "entry_kind": EntryKind.BRIEF,
            "filed_by": "County of Los Angeles",
            "happened_on": date(2014, 11, 26),
            "source": "The brief, as published",
            "confidence": Confidence.PRIMARY,
        },
        {
            "title": "Opinion filed: petition denied",
            "fact_kind": "court_of_appeal_decision",
            "happened_on": date(2015, 5, 6),
            "particulars": {"published": True, "modified_on": "2015-05-11"},
            "filed_by": "The court",
            "outcome": "Writ petition denied",
            "source": "The opinion; its reporter citation 236 Cal.App.4th 673 is unverified",
            "confidence": Confidence.PRIMARY,
            "accounts_differ": "This ruling, not the filing of the suit, is what happened in 2015.",
        },
        {
            "title": "Opinion modified, no change in the judgment",
            "entry_kind": EntryKind.ORDER,
            "filed_by": "The court",
            "happened_on": date(2015, 5, 11),
            "note": "Without a change in the judgment the finality date stands.",
            "source": "The order",
            "confidence": Confidence.PRIMARY,
        },
    ]
    _milestones(case, rows, team, on=on)
    model_parties.WHO[case.number](case, team)
    return case


def supreme_court(
    matter: Matter, made: list[RecordsRequest], appeal: CourtCase, team: Team, *, on: date
) -> CourtCase:
    case = courts.open_case(
        matter=matter,
        court=Court.objects.get(name="Supreme Court of California"),
        number="S227106",
        caption="ACLU Foundation of Southern California et al. v. Superior Court",
        requests=made,
        agencies=[request.agency for request in made],
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
            "entry_kind": EntryKind.ANSWER,
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
    model_parties.WHO[case.number](case, team)
    return case


def _postponed_hearing(case: CourtCase, team: Team, *, on: date) -> None:
    """Set by the papers of March 2014, and not held then; the day it was put off to was not found."""
    hearing = hearings.set_hearing(
        case=case,
        title="Hearing on the petition",
        held_on=date(2014, 3, 21),
        starts_at=time(9, 30),
        department="86",
        source="Filed-stamped brief of 7 March 2014; the police's opposition",
        confidence=Confidence.PRIMARY,
        by=team.counsel,
        on=on,
    )
    docket.vacate_entry(
        milestone=hearing.milestone,
        why="Postponed, and the case reassigned; not held on this day, and the new day was not found "
        "(Westside Today, 31 March 2014).",
        by=team.counsel,
        on=on,
    )


def settlement(matter: Matter, made: list[RecordsRequest], trial: CourtCase, team: Team, *, on: date) -> None:
    settlement = {
        "title": "Settlement: one week of de-identified scans",
        "fact_kind": "settlement",
        "happened_on": date(2019, 10, 3),
        "source": "EFF press release, 3 October 2019; law firm's report",
        "confidence": Confidence.PRIMARY,
        "note": "The press release is of this day; the day of the agreement itself was not found.",
    }
    _milestones(trial, [settlement], team, on=on)
    term = terms.record_settlement_term(
        case=trial,
        what="One week of de-identified licence-plate scans, nearly three million rows",
        obliged="LAPD and LASD",
        day_count=7,
        row_count=3_000_000,
        rows_within_percent=5,
        source="EFF press release, 3 October 2019",
        confidence=Confidence.PRIMARY,
        by=team.counsel,
        on=on,
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
    terms.record_term_outcome(
        term=term,
        state=TermState.MET,
        happened_on=date(2019, 10, 3),
        words="Press release of 3 October 2019, which speaks of the data as received",
        by=team.counsel,
        on=on,
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


def _milestones(case: CourtCase, rows: list[dict[str, Any]], team: Team, *, on: date) -> None:
    for row in rows:
        courts.record_milestone(case=case, by=team.counsel, on=on, **row)
