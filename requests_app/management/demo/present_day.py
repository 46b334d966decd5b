"""Invented requests around today, one in every state: some date is due this week, one is late, one was extended."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from requests_app import law
from requests_app.casework import (
    communications,
    courts,
    exemptions,
    hearings,
    letters,
    matters,
    parties,
    records,
    requests,
)
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.days import court_day_from, court_day_until
from requests_app.management.demo.people import Team
from requests_app.models import (
    Agency,
    AgencyClosure,
    AgencyKind,
    Court,
    CourtCase,
    CourtLevel,
    DeterminationOutcome,
    Exemption,
    LetterState,
    Matter,
    PartyRole,
    RecordsRequest,
    SendingMethod,
)

AGENCIES: tuple[tuple[str, str, str, str], ...] = (
    ("City of Alder Bay Police Department", "Alder Bay PD", AgencyKind.POLICE, "Marlow"),
    ("Marlow County Sheriff", "Marlow Sheriff", AgencyKind.SHERIFF, "Marlow"),
    ("City of San Tadeo", "San Tadeo", AgencyKind.CITY, "Redwater"),
    ("Redwater Transit District", "Redwater Transit", AgencyKind.DISTRICT, "Redwater"),
    ("Quillan Unified School District", "Quillan USD", AgencyKind.DISTRICT, "Quillan"),
)


def _closures(first_year: int, last_year: int) -> Iterator[tuple[date, str]]:
    """An invented agency's list: the courts' holidays but Lincoln Day and Native American Day, and New Year's Eve."""
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        name = law.holiday_name(day)
        if day.weekday() < 5 and name and not name.startswith(("Lincoln", "Native American")):
            yield day, name
        elif (day.month, day.day) == (12, 31) and day.weekday() < 5:
            yield day, "New Year's Eve"
        day += timedelta(days=1)


class PresentDay:
    """Builds the invented matter. Every verb is called as a person would call it, with today's date."""

    def __init__(self, team: Team, *, on: date) -> None:
        self.team, self.on = team, on
        self.agencies = [self._agency(*values) for values in AGENCIES]
        self.matter = matters.open_matter(
            title="Surveillance technology survey",
            organisation=team.organisation,
            lead=team.counsel,
            by=team.staff,
            on=on - timedelta(days=200),
            summary="Invented: how five agencies buy, use and audit surveillance technology.",
        )
        matters.add_member(matter=self.matter, user=team.reader, by=team.admin)

    def build(self) -> Matter:
        """A dozen requests, and one case with a jurisdictional date this week."""
        alder, marlow, tadeo, transit, quillan = self.agencies
        self._draft(alder)
        self._sent(marlow)
        self._waiting(tadeo)
        self._late(alder)
        self._extended(transit)
        self._extended_badly(marlow)
        self._granted(quillan)
        self._producing(tadeo)
        self._partly_denied(alder)
        self._denied(tadeo, "Predictive policing pilot", "Contract, data sheet and evaluation of the pilot.", 35)
        sued = self._denied(
            marlow,
            "Licence-plate search audit",
            "The audit log of searches of the licence-plate database, one month, officers as pseudonyms.",
            160,
        )
        self._completed(transit)
        self._withdrawn(quillan)
        self._in_court(sued)
        return self.matter

    def _day(self, days_ago: int) -> date:
        """The last court day at least so many days ago: invented agencies keep office hours."""
        return court_day_until(self.on - timedelta(days=days_ago))

    def _agency(self, name: str, short_name: str, kind: str, county: str) -> Agency:
        by = self.team.staff
        agency = records.add(
            Agency(
                name=name,
                short_name=short_name,
                kind=kind,
                county=county,
                records_officer="Custodian of Records",
                email=f"records.{short_name.lower().replace(' ', '')}@example.org",
                postal_address=f"1 Civic Plaza\n{county}, CA 90000",
                note="Invented for the demonstration.",
            ),
            by=by,
            verb="add",
            summary=f"Added {name}.",
        )
        for day, closed_for in _closures(self.on.year - 1, self.on.year + 1):
            closure = AgencyClosure(agency=agency, closed_on=day, name=closed_for, source="Agency's web page")
            records.add(closure, by=by, verb="add", summary=f"{short_name} is closed on {day}: {closed_for}.")
        return agency

    def _open(self, agency: Agency, subject: str, sought: str, days_ago: int, **more: Any) -> RecordsRequest:
        return requests.open_request(
            matter=self.matter,
            agency=agency,
            subject=subject,
            records_sought=sought,
            by=self.team.staff,
            on=self._day(days_ago),
            **more,
        )

    def _received(self, agency: Agency, subject: str, sought: str, days_ago: int, **more: Any) -> RecordsRequest:
        request = self._open(agency, subject, sought, days_ago, **more)
        return requests.record_receipt(
            request=request,
            received_on=self._day(days_ago),
            proof="Portal confirmation",
            method=SendingMethod.ELECTRONIC,
            by=self.team.staff,
            on=self.on,
        )

    def _paper(self, days_ago: int, subject: str = "", body: str = "", **more: Any) -> Paper:
        return Paper(happened_on=self._day(days_ago), subject=subject, body=body, **more)

    def _said(self) -> dict[str, Any]:
        return {"by": self.team.staff, "on": self.on}

    def _draft(self, agency: Agency) -> None:
        request = self._open(
            agency,
            "Contracts for licence-plate readers",
            "All contracts, invoices and amendments with any vendor of automated licence-plate readers since 2020.",
            1,
        )
        letters.propose_letter(request=request, kind="request", by=self.team.staff, on=self.on)

    def _sent(self, agency: Agency) -> None:
        request = self._open(
            agency,
            "Drone flight logs",
            "Flight logs of all uncrewed aircraft for the last twelve months, with the reason for each flight.",
            3,
        )
        letter = letters.propose_letter(request=request, kind="request", by=self.team.staff, on=self._day(3))
        letters.issue_letter(letter=letter, by=self.team.staff)
        letter = letters.make_letter(letter)
        if letter.state == LetterState.ISSUED:
            letters.record_letter_sent(letter=letter, method=SendingMethod.MAIL, sent_on=self._day(2), **self._said())
        else:  # no PDF on this machine; the request still went out
            requests.record_sending(request=request, sent_on=self._day(2), method=SendingMethod.MAIL, **self._said())

    def _waiting(self, agency: Agency) -> None:
        request = self._received(
            agency, "Acoustic gunshot sensors", "Locations, contracts and error reports of gunshot sensors.", 7
        )
        communications.record_acknowledgement(
            request=request,
            paper=self._paper(6, "Your request has been received", agency_number="ST-26-0417"),
            **self._said(),
        )

    def _late(self, agency: Agency) -> None:
        self._received(
            agency,
            "Body-camera policy",
            "The policy on body-worn cameras in force since January, and its drafts.",
            19,
        )

    def _extended(self, agency: Agency) -> None:
        request = self._received(
            agency, "Station cameras", "Retention schedule and sharing agreements of the station cameras.", 12
        )
        assert request.received_on  # noqa: S101 - just recorded
        communications.record_extension(
            request=request,
            paper=Paper(
                happened_on=court_day_until(request.received_on + timedelta(days=8)),  # within the ten days
                subject="Notice of extension",
                signed_by_name="Dale Fenn",
                signed_by_title="Records manager",
            ),
            extended_until=request.received_on + timedelta(days=24),
            ground="consultation",
            ground_words="We must consult with another agency that has a substantial interest in the request.",
            **self._said(),
        )

    def _extended_badly(self, agency: Agency) -> None:
        request = self._received(
            agency, "Phone-extraction tools", "Purchase records and use logs of phone-extraction tools.", 9
        )
        communications.record_extension(
            request=request,
            paper=self._paper(2, "More time needed"),
            extended_until=request.received_on + timedelta(days=40) if request.received_on else None,
            ground_words="Due to staff workload we will need additional time.",
            **self._said(),
        )

    def _granted(self, agency: Agency) -> None:
        request = self._received(
            agency, "Student-monitoring software", "Contracts and privacy reviews of student-monitoring software.", 30
        )
        communications.record_determination(
            request=request,
            paper=self._paper(21, "Determination"),
            outcome=DeterminationOutcome.ALL,
            available_on=court_day_from(self.on + timedelta(days=4)),
            **self._said(),
        )

    def _producing(self, agency: Agency) -> None:
        request = self._received(agency, "Camera network", "Maps, contracts and audits of the city's cameras.", 75)
        determination = communications.record_determination(
            request=request,
            paper=self._paper(66, "Determination and schedule"),
            outcome=DeterminationOutcome.ALL,
            **self._said(),
        )
        for number, days_ago in ((1, 45), (2, 20), (3, 3)):
            communications.record_promise(
                communication=determination.communication,
                instalment=number,
                promised_on=self._day(days_ago),
                description=("Contracts", "Maps", "Audits")[number - 1],
                **self._said(),
            )
        for number, days_ago, pages in ((1, 44, 212), (2, 13, 87)):
            communications.record_production(
                request=request,
                paper=self._paper(days_ago, f"Instalment {number}"),
                instalment=number,
                page_count=pages,
                **self._said(),
            )

    def _partly_denied(self, agency: Agency) -> None:
        request = self._received(
            agency, "Face recognition trials", "Test results, audits and correspondence on face recognition.", 40
        )
        communications.record_determination(
            request=request,
            paper=self._paper(
                30, "Partial denial", signed_by_name="R. Holm", signed_by_title="Assistant city attorney"
            ),
            outcome=DeterminationOutcome.PART,
            claims=[
                self._claim("7923.600", "Gov. Code, § 7923.600", "Test results", "Records of investigations."),
                self._claim("7927.500", "Gov. Code, § 7927.500", "Draft audit", "Preliminary drafts."),
                self._claim("7922.000", "Gov. Code, § 7922.000", "E-mails", "The burden clearly outweighs."),
            ],
            **self._said(),
        )
        first = request.claims.order_by("pk").first()
        if first:
            exemptions.answer_claim(
                claim=first,
                answer=(
                    "Results of a trial of software on test pictures concern no investigation. Bulk records that "
                    "target nobody are not records of investigations (ACLU Foundation v. Superior Court (2017) "
                    "3 Cal.5th 1032)."
                ),
                **self._said(),
            )

    def _denied(self, agency: Agency, subject: str, sought: str, days_ago: int) -> RecordsRequest:
        request = self._received(agency, subject, sought, days_ago, handled_by=self.team.counsel)
        communications.record_determination(
            request=request,
            paper=self._paper(days_ago - 10, "Denial"),
            outcome=DeterminationOutcome.NONE,
            claims=[self._claim("7923.600", "Government Code section 7923.600", "All", "Security files.")],
            **self._said(),
        )
        return request

    def _claim(self, section: str, cited_as: str, withheld: str, words: str) -> Claim:
        exemption = Exemption.objects.get(citation=f"Gov. Code § {section}")
        return Claim(exemption=exemption, cited_as=cited_as, records_withheld=withheld, justification=words)

    def _completed(self, agency: Agency) -> None:
        request = self._received(agency, "Fare-card data policy", "Policies on retention and sharing.", 120)
        communications.record_determination(
            request=request, paper=self._paper(112), outcome=DeterminationOutcome.ALL, **self._said()
        )
        communications.record_production(
            request=request, paper=self._paper(100), page_count=34, is_last=True, **self._said()
        )
        requests.close_request(request=request, **self._said())

    def _withdrawn(self, agency: Agency) -> None:
        request = self._received(agency, "Visitor-management system", "Contract and retention policy.", 15)
        requests.withdraw_request(request=request, **self._said())

    def _in_court(self, request: RecordsRequest) -> None:
        counsel = self.team.counsel
        court = records.add(
            Court(name="Superior Court of Marlow County", level=CourtLevel.TRIAL, county="Marlow"),
            by=counsel,
            verb="add",
            summary="Added the Superior Court of Marlow County.",
        )
        case = courts.open_case(
            matter=self.matter,
            court=court,
            number="26CV00231",
            caption="Open Records Project v. Marlow County Sheriff",
            department="4",
            judge="A. Serrano-Pike",
            requests=[request],
            lead=counsel,
            by=counsel,
            on=self.on,
        )
        for days_ago, title, kind, service in (
            (120, "Petition for writ of mandate filed", "petition_filed", ""),
            (17, "Order denying disclosure; notice of entry served", "notice_of_entry_served", "personal"),
        ):
            courts.record_milestone(
                case=case,
                title=title,
                happened_on=self._day(days_ago),
                fact_kind=kind,
                service=service,
                by=counsel,
                on=self.on,
            )
        self._who_and_when(case)

    def _who_and_when(self, case: CourtCase) -> None:
        """The parties, and a conference that was put off once."""
        counsel, on = self.team.counsel, self.on
        ours = parties.add_party(case=case, name="Open Records Project", role=PartyRole.PETITIONER, by=counsel)
        parties.add_party(case=case, name="Marlow County Sheriff", role=PartyRole.RESPONDENT, by=counsel)
        parties.add_counsel(parties=[ours], name=str(counsel), user=counsel, by=counsel)
        hearing = hearings.set_hearing(
            case=case,
            title="Case management conference",
            held_on=self._day(-18),
            starts_at=time(8, 30),
            by=counsel,
            on=on,
        )
        hearings.continue_hearing(
            hearing=hearing,
            held_on=self._day(-25),
            starts_at=time(8, 30),
            why="By stipulation: counsel for the Sheriff is in trial.",
            by=counsel,
            on=on,
        )
