"""The second, invented case: every rule of the law engine once, from the request to the motion for fees.

Nothing in it happened. Its days are fixed until the settlement; the judgment is of last week, so that the clocks on
costs and fees run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from requests_app.casework import (
    communications,
    courts,
    datasets,
    hearings,
    matters,
    orders,
    parties,
    records,
    requests,
    terms,
)
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.days import court_day_until
from requests_app.casework.request_facts import record_fact
from requests_app.casework.rulings import ClaimRuling, rule_on_claims
from requests_app.management.demo import invented_fees
from requests_app.management.demo import second_courts as dockets
from requests_app.management.demo.people import Team
from requests_app.management.demo.second_courts import Row
from requests_app.models import (
    Agency,
    AgencyKind,
    CaseState,
    ClaimStatus,
    Court,
    CourtCase,
    DeterminationOutcome,
    Exemption,
    Matter,
    Milestone,
    PartyRole,
    RecordsRequest,
    RequestFact,
    TermState,
)

INVENTED = "Invented for this demonstration"
RECEIVED = date(2022, 1, 10)
STOPS = b"stop,stopped_at,street\n1,2022-01-03 21:10:00,Pier Street\n2,2022-01-03 22:45:00,Quay Road\n"


@dataclass(frozen=True, slots=True)
class SecondCase:
    """What the demonstration needs again afterwards."""

    matter: Matter
    trial: CourtCase


def build(team: Team, *, on: date) -> SecondCase:
    """Build the whole case through the verbs, as people would have recorded it."""
    return _Builder(team, on=on).build()


class _Builder:
    def __init__(self, team: Team, *, on: date) -> None:
        self.team, self.on, self.by = team, on, team.counsel
        self.matter = matters.open_matter(
            title="Video of the Pier Street stop, Cove Harbor",
            organisation=team.organisation,
            lead=team.counsel,
            by=team.staff,
            on=date(2022, 1, 3),
            summary="An invented case that meets every rule of the law engine, from the request to the fee motion.",
        )
        matters.add_member(matter=self.matter, user=team.staff, by=team.admin)

    def build(self) -> SecondCase:
        request = self._request("Cove Harbor Police Department", "Cove Harbor PD", AgencyKind.POLICE)
        self._answers(request)
        trial = self._case(dockets.TRIAL, "Superior Court of Los Angeles County", request)
        self._in_the_trial_court(trial)
        writ = self._case(dockets.WRIT, "Court of Appeal, Second District, Division Three", request, trial)
        self._record(writ, dockets.IN_THE_COURT_OF_APPEAL)
        review = self._case(dockets.REVIEW, "Supreme Court of California", request, writ)
        decided = self._record(review, dockets.IN_THE_SUPREME_COURT)[-1]
        video, _, log = request.claims.order_by("pk")
        rule_on_claims(
            entry=decided,
            rulings=[
                ClaimRuling(video, ClaimStatus.OVERRULED, "slip opn. pp. 11-19"),
                ClaimRuling(log, ClaimStatus.WITHDRAWN, "slip opn. p. 20, fn. 7"),
            ],
            by=self.by,
        )
        self._record(writ, dockets.ON_REMAND)
        self._close(review, "Reversed.")
        self._close(writ, "After remand: a peremptory writ issued.")
        self._settlement(trial)
        self._judgment(trial)
        invented_fees.record_second(self.matter, trial, self.team, on=self.on)
        self._apart()
        return SecondCase(self.matter, trial)

    def _request(self, name: str, short_name: str, kind: str) -> RecordsRequest:
        agency = records.add(
            Agency(name=f"{name} (invented)", short_name=short_name, kind=kind, note=f"{INVENTED}."),
            by=self.team.staff,
            verb="add",
            summary=f"Added {name}.",
        )
        request = requests.open_request(
            matter=self.matter,
            agency=agency,
            subject="Video and officer records of the Pier Street stop",
            records_sought="Video of the stop of 3 January 2022, its log, and records of the officers' use of force.",
            by=self.team.staff,
            on=RECEIVED,
            source=INVENTED,
        )
        return requests.record_receipt(request=request, received_on=RECEIVED, **self._said())

    def _answers(self, request: RecordsRequest) -> None:
        said = self._said()
        for kind, day in (
            (RequestFact.Kind.PEACE_OFFICER, RECEIVED),
            (RequestFact.Kind.INCIDENT, date(2022, 1, 3)),
        ):
            record_fact(request=request, fact_kind=kind, happened_on=day, source=INVENTED, **said)
        communications.record_extension(
            request=request,
            paper=self._paper(date(2022, 1, 19), "Notice of extension"),
            extended_until=date(2022, 2, 3),
            ground="field_facilities",
            ground_words="We must search for and collect records from separate offices.",
            **said,
        )
        communications.record_determination(
            request=request,
            paper=self._paper(date(2022, 2, 3), "Denial in part"),
            outcome=DeterminationOutcome.PART,
            available_on=date(2022, 2, 25),
            claims=[
                self._claim("7923.600", "former Gov. Code, § 6254, subd. (f)", "Video and its log"),
                self._claim("7927.705", "former Gov. Code, § 6254, subd. (k)", "Names in the use-of-force file"),
                self._claim("7922.000", "former Gov. Code, § 6255", "The log"),
            ],
            **said,
        )
        for kind, day in (
            (RequestFact.Kind.FEES_PAID, date(2022, 2, 10)),
            (RequestFact.Kind.REASSESSMENT, date(2023, 1, 31)),
        ):
            record_fact(request=request, fact_kind=kind, happened_on=day, source=INVENTED, **said)

    def _in_the_trial_court(self, case: CourtCase) -> None:
        self._parties(case)
        self._record(case, dockets.BEFORE_THE_WRIT)
        # Thirty days after the record came the answer is due on 4 May; the court gave until after the demurrer.
        answer = case.deadlines.current().get(rule_id="WRIT-ANS", leg="record")
        orders.set_date(
            case=case,
            deadline=answer,
            due_on=date(2022, 6, 24),
            made_on=date(2022, 4, 20),
            made_by="The court",
            source=INVENTED,
            **self._said(),
        )
        demurrer = hearings.set_hearing(
            case=case,
            title="Hearing on the demurrer",
            held_on=date(2022, 5, 20),
            starts_at=time(9, 30),
            fact_kind="hearing_set",
            service="personal",
            particulars={"of": "motion"},
            source=INVENTED,
            **self._said(),
        )
        hearings.continue_hearing(
            hearing=demurrer,
            held_on=date(2022, 6, 10),
            starts_at=time(9, 30),
            why="On the court's own motion.",
            **self._said(),
        )
        for fact_kind, title, says in (
            ("writ_trial_set", "Trial on the writ", {}),
            ("hearing_set", "Hearing on the application for a writ", {"of": "writ_application"}),
        ):
            hearings.set_hearing(
                case=case,
                title=title,
                held_on=date(2022, 9, 30),
                starts_at=time(13, 30),
                fact_kind=fact_kind,
                service="personal" if says else "",
                particulars=says,
                source=INVENTED,
                **self._said(),
            )
        self._record(case, dockets.AFTER_THE_DEMURRER)
        claims = list(case.requests.get().claims.order_by("pk"))
        (looked,) = self._record(case, [dockets.IN_CAMERA])
        rule_on_claims(entry=looked, rulings=[ClaimRuling(claims[0], ClaimStatus.IN_CAMERA)], by=self.by)
        (refused,) = self._record(case, [dockets.DISCLOSURE_REFUSED])
        rule_on_claims(
            entry=refused,
            rulings=[
                ClaimRuling(claims[0], ClaimStatus.SUSTAINED, "pp. 4-6"),
                ClaimRuling(claims[1], ClaimStatus.OVERRULED, "p. 7"),
            ],
            by=self.by,
        )
        self._record(case, dockets.TO_THE_WRIT)

    def _settlement(self, case: CourtCase) -> None:
        self._record(case, [dockets.SETTLED])
        video, data = (
            terms.record_settlement_term(
                case=case, obliged="Cove Harbor PD", what=what, due_on=due_on, source=INVENTED, **self._said()
            )
            for what, due_on in (
                ("The video of the stop, faces of bystanders blurred, and its log", date(2024, 9, 27)),
                ("Stop data of the night without names, as CSV", date(2024, 10, 11)),
            )
        )
        (request,) = case.requests.all()
        communications.record_production(
            request=request,
            paper=self._paper(date(2024, 9, 24), "Video, log and use-of-force file"),
            description="Video, log and use-of-force file",
            is_last=True,
            **self._said(),
        )
        terms.record_term_outcome(
            term=video,
            state=TermState.MET,
            happened_on=date(2024, 9, 24),
            words="The production of that day.",
            **self._said(),
        )
        datasets.receive_dataset(
            BytesIO(STOPS),
            file_name="stops.csv",
            title="Stops of 3 January 2022, without names",
            request=request,
            settlement_term=data,
            received_on=date(2024, 10, 9),
            **self._said(),
        )
        terms.record_term_outcome(
            term=data,
            state=TermState.MET,
            happened_on=date(2024, 10, 9),
            words="The file of that day; see what it is held against.",
            **self._said(),
        )

    def _judgment(self, case: CourtCase) -> None:
        """Entered last week, so that the memorandum of costs and the motion for fees are due now."""
        entered, noticed, costs = (court_day_until(self.on - timedelta(days=days)) for days in (9, 6, 3))
        done_on = dockets.SETTLED.on
        self._record(
            case,
            [
                dockets.done(done_on, "The clerk was told of the settlement at once", "SETTLE-NOTICE"),
                dockets.done(
                    done_on, "Judgment will be entered on the terms: no dismissal", "SETTLE-NOTICE", "dismissal"
                ),
                Row(entered, "Judgment entered on the settlement", "judgment_entered", says={"of": "judgment"}),
                Row(
                    noticed,
                    "Notice of entry of judgment served by the petitioner",
                    "notice_of_entry_served",
                    "personal",
                    says={"of": "judgment", "by": "party"},
                ),
                Row(costs, "Memorandum of costs served", "cost_memorandum_served", "personal"),
            ],
        )

    def _apart(self) -> None:
        """What one case cannot hold: a city with an ordinance of its own, a summary denial, an appeal on fees."""
        request = self._request("Temescal Parking Authority, Oakland", "Temescal Parking", AgencyKind.DISTRICT)
        said = self._said()
        record_fact(
            request=request,
            fact_kind=RequestFact.Kind.IMMEDIATE,
            happened_on=RECEIVED,
            particulars={"place": "oakland"},
            source=INVENTED,
            **said,
        )
        communications.record_determination(
            request=request,
            paper=self._paper(date(2022, 1, 13), "Denial"),
            outcome=DeterminationOutcome.NONE,
            claims=[self._claim("7923.600", "former Gov. Code, § 6254, subd. (f)", "All")],
            **said,
        )
        below = self._case(dockets.APART, "Superior Court of Alameda County", request)
        self._record(below, dockets.APART_BELOW)
        writ = self._case(dockets.APART_WRIT, "Court of Appeal, First District", request, below)
        self._record(writ, dockets.APART_SUMMARILY)
        self._close(writ, "Denied summarily; review denied.")
        self._record(below, dockets.APART_ON_FEES)
        fees = self._case(dockets.APART_FEES, "Court of Appeal, First District", request, below)
        self._record(fees, dockets.APART_APPEAL)
        self._close(fees, "Affirmed.")
        self._close(below, "Disclosure refused; no fees.")
        requests.withdraw_request(request=request, **said)

    def _case(self, number: str, court: str, request: RecordsRequest, below: CourtCase | None = None) -> CourtCase:
        return courts.open_case(
            matter=self.matter,
            court=Court.objects.get(name=court),
            number=number,
            caption=f"Open Records Project v. {request.agency.short_name} (invented)",
            requests=[request],
            agencies=[request.agency],
            came_from=below,
            lead=self.by,
            source=INVENTED,
            **self._said(),
        )

    def _parties(self, case: CourtCase) -> None:
        ours = parties.add_party(case=case, name="Open Records Project", role=PartyRole.PETITIONER, by=self.by)
        parties.add_party(case=case, name="City of Cove Harbor", role=PartyRole.RESPONDENT, by=self.by)
        parties.add_counsel(parties=[ours], name=str(self.by), user=self.by, by=self.by)
        parties.assign_judge(
            case=case, judge="T. Quarles", department="82", from_on=date(2022, 3, 16), source=INVENTED, by=self.by
        )

    def _record(self, case: CourtCase, rows: Sequence[Row]) -> list[Milestone]:
        return [
            courts.record_milestone(
                case=case,
                title=row.title,
                happened_on=row.on,
                fact_kind=row.kind,
                service=row.service,
                outcome=row.outcome,
                particulars=row.says,
                source=INVENTED,
                **self._said(),
            )
            for row in rows
        ]

    def _close(self, case: CourtCase, outcome: str) -> None:
        courts.close_case(case=case, outcome=outcome, state=CaseState.CLOSED, **self._said())

    def _paper(self, day: date, subject: str) -> Paper:
        return Paper(
            happened_on=day,
            subject=subject,
            signed_by_name="P. Arden",
            signed_by_title="Records supervisor",
            source=INVENTED,
        )

    def _claim(self, section: str, cited_as: str, withheld: str) -> Claim:
        exemption = Exemption.objects.get(citation__startswith=f"Gov. Code § {section}")
        return Claim(exemption=exemption, cited_as=cited_as, records_withheld=withheld)

    def _said(self) -> dict[str, Any]:
        return {"by": self.by, "on": self.on}
