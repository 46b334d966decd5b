"""A whole lawsuit in a browser: from the request to the motion for fees, page by page, by role and label.

Every date is counted by hand; its days are of 2022 to 2024, so that they are past whenever the test runs.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app.casework import rates
from requests_app.casework.court_list import load_courts
from requests_app.models import Court, Matter
from tests import factories
from tests.factories import Team

Barriers = Callable[[Page], list[str]]
NOTICE = "notice_of_entry_served"


@pytest.fixture
def people(transactional_db: None, sign_in: Callable[[Any], None]) -> Team:
    """Counsel is signed in, in a matter without records; an agency, two exemptions, the courts and a rate exist."""
    people = factories.team()
    factories.agency()
    factories.exemption("Gov. Code § 7923.600")
    factories.exemption("Gov. Code § 7922.000", "6255")
    load_courts(by=None)
    rates.set_rate(
        person=people.counsel,
        year=2022,
        hour_cents=50_000,
        position="Attorney",
        source="Declaration",
        by=people.counsel,
    )
    sign_in(people.counsel)
    return people


class Lawsuit:
    """What counsel does on the pages; each step ends on the page of the record, without an error."""

    def __init__(self, page: Page, barriers: Barriers) -> None:
        self.page, self.barriers = page, barriers
        self.request = self.case = ""

    def fill(self, fields: dict[str, str]) -> None:
        """Each field by its label; a choice by the label of what is chosen."""
        for label, value in fields.items():
            field = self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$")).first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".message.success").first).to_be_visible()

    def look(self) -> None:
        """Everything on the page, opened, has no barrier."""
        self.page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
        assert self.barriers(self.page) == []

    def of_request(self, path: str, button: str, fields: dict[str, str]) -> None:
        self.page.goto(f"{self.request}{path}/")
        self.fill(fields)
        self.press(button)

    def open_case(self, court: str, number: str, below: str = "") -> str:
        self.page.goto(f"/cases/new/?matter={Matter.objects.get().pk}")
        self.page.get_by_label("Court", exact=True).select_option(str(Court.objects.get(name=court).pk))
        self.fill({"Case number": number, "Caption": "Open Records Project v. Alder Bay"})
        self.page.get_by_label(re.compile("Plate-reader contracts")).check()
        if below:
            self.fill({"The case below": f"{below} Open Records Project v. Alder Bay"})
        self.press("Open the case")
        self.case = self.page.url
        return self.case

    def enter(self, kind: str, day: str, **fields: str) -> None:
        """A docket entry of a kind the law knows, titled as the form proposes."""
        self.page.goto(f"{self.case}milestones/new/?kind={kind}")
        self.fill({"Day": day, **{NAMES[name]: value for name, value in fields.items()}})
        self.press("Record the entry")

    def due(self, *sentences: str) -> None:
        """What the last act said it started, moved or ended."""
        for sentence in sentences:
            expect(self.page.locator(".message.info", has_text=sentence).first).to_be_visible()


NAMES = {"how": "How it was served", "of": "Entry of", "by": "Served by", "days": "Calendar days added"}


def test_a_lawsuit_runs_from_the_request_to_the_motion_for_fees(page: Page, people: Team, barriers: Barriers) -> None:
    suit = Lawsuit(page, barriers)
    _the_request(suit)
    trial = _the_trial_court(suit)
    _the_courts_above(suit)
    suit.case = trial
    _the_settlement(suit)
    _costs_and_fees(suit)


def _the_request(suit: Lawsuit) -> None:
    page = suit.page
    page.goto("/requests/new/")
    suit.fill({"Matter": "Plate readers", "Agency": "Alder Bay PD of Alder Bay", "Subject": "Plate-reader contracts"})
    suit.fill({"Records sought": "All contracts since 2020.", "Drafted on": "2022-01-10"})
    suit.press("Open the request")
    suit.request = page.url
    suit.of_request("receipt", "Record the receipt", {"Received by the agency on": "2022-01-10"})
    suit.due("Determination, due Thu 20 Jan 2022")  # ten days from Monday 10 January
    page.goto(f"{suit.request}facts/new/?kind=peace_officer_records_request")
    suit.press("Record it")
    suit.due("Peace-officer records, due Thu 24 Feb 2022")  # 45 days: 21 of January and 24 of February
    suit.of_request("extension", "Record an extension", {"Day it came": "2022-01-19", "Extended until": "2022-02-03"})
    suit.due("due Thu 3 Feb 2022")  # 20 January and fourteen
    page.goto(f"{suit.request}determination/")
    suit.fill({"Day it came": "2022-02-03", "Exemption": "Gov. Code § 7923.600 Investigations"})
    page.get_by_role("button", name="Add another claim").click()
    expect(page.get_by_role("group", name="Claim 2")).to_be_visible()
    page.get_by_role("group", name="Claim 2").get_by_label("Exemption").select_option(index=1)
    suit.press("Record the determination")
    suit.due("Last day to sue, due Mon 3 Feb 2025")  # three years from the denial


def _the_trial_court(suit: Lawsuit) -> str:
    page = suit.page
    case = suit.open_case("Superior Court of Los Angeles County", "22STCP00917")
    suit.enter("petition_filed", "2022-03-11")
    suit.due("Last day to sue")  # it ends
    suit.enter("petition_served", "2022-03-14", how="By hand")
    suit.due("due Wed 13 Apr 2022")  # thirty days: 17 of March and 13 of April
    page.goto(f"{case}orders/new/")
    suit.fill({"Day of the order, stipulation or extension": "2022-04-08", "Day it sets": "2022-04-29"})
    suit.press("Record it")
    expect(page.get_by_text("the rule would give").first).to_be_attached()
    page.goto(f"{case}hearings/new/")
    suit.fill({"What is heard": "A noticed motion", "Title": "Hearing on the demurrer", "Day": "2022-05-20"})
    suit.fill({"How the notice is served": "By hand"})
    suit.press("Set the hearing")
    # Sixteen, nine and five court days before Friday 20 May.
    suit.due("due Thu 28 Apr 2022", "due Mon 9 May 2022", "due Fri 13 May 2022")
    page.get_by_role("link", name="Continue it").first.click()
    suit.fill({"New day": "2022-06-10", "By whose order or stipulation, and why": "On the court's own motion"})
    suit.press("Continue it")
    # Before Friday 10 June, with Memorial Day on 30 May between.
    suit.due("from Thu 28 Apr 2022 to Wed 18 May 2022", "from Mon 9 May 2022 to Fri 27 May 2022")
    page.get_by_role("link", name=re.compile("^Record that it was done: .*moving papers", re.IGNORECASE)).click()
    suit.fill({"Day": "2022-05-18"})
    suit.press("Record the entry")
    suit.look()
    page.goto(f"{case}rulings/new/?entry=new")
    suit.fill({"What happened": "Order: disclosure refused", "Day": "2022-10-14"})
    for group in page.locator("form[method=post] fieldset.group").all():
        group.get_by_label("Outcome").select_option(label="Sustained")
    suit.look()
    suit.press("Record the ruling")
    suit.enter(NOTICE, "2022-10-17", how="Mail within California", of="order directing or refusing disclosure")
    suit.due("due Mon 14 Nov 2022")  # 20 days and 5 for the mail are Friday 11 November, Veterans Day
    return case


def _the_courts_above(suit: Lawsuit) -> None:
    suit.open_case("Court of Appeal, Second District", "B330417", below="22STCP00917")
    suit.enter("writ_petition_filed", "2022-11-14")
    suit.enter("order_to_show_cause", "2022-12-05")
    suit.due("due Wed 4 Jan 2023")  # thirty days: 26 of December and 4
    suit.enter("return_filed", "2023-01-04")
    suit.enter("court_of_appeal_decision", "2023-04-12")
    suit.due("Petition for review, due Mon 22 May 2023")  # final on 12 May, and ten days
    writ = suit.case
    suit.open_case("Supreme Court of California", "S279930", below="B330417")
    suit.enter("petition_for_review_filed", "2023-05-19")
    suit.enter("review_granted", "2023-07-12")
    suit.due("due Fri 11 Aug 2023")  # thirty days: 19 of July and 11
    suit.enter("supreme_court_decision", "2024-02-05")
    suit.due("due Tue 20 Feb 2024")  # fifteen days; 19 February was a holiday, the twentieth is none
    suit.case = writ
    suit.enter("remand", "2024-02-05")
    suit.due("due Thu 21 Mar 2024")  # the decision is final on 6 March; fifteen days more
    suit.enter("remittitur_issued", "2024-07-17")
    suit.due("due Mon 26 Aug 2024")  # forty days: 14 of July and 26
    suit.page.goto(f"{suit.case}chain/")
    for number in ("22STCP00917", "B330417", "S279930"):
        expect(suit.page.get_by_text(number).first).to_be_visible()
    suit.look()


def _the_settlement(suit: Lawsuit) -> None:
    suit.enter("settlement", "2024-09-03")
    suit.due("due Fri 18 Oct 2024")  # 45 days: 27 of September and 18
    suit.page.goto(f"{suit.case}terms/new/")
    suit.fill({"Who must do it": "Alder Bay PD", "What": "One week of reads without plates", "By": "2024-10-11"})
    suit.press("Add the term")


def _costs_and_fees(suit: Lawsuit) -> None:
    page = suit.page
    suit.enter("judgment_entered", "2024-10-15", of="judgment")
    suit.enter(NOTICE, "2024-10-18", how="By hand", of="judgment", by="a party")
    suit.due("due Mon 4 Nov 2024")  # the memorandum: day 15 is Saturday 2 November
    suit.due("due Tue 17 Dec 2024")  # the motion: sixty days
    suit.enter("cost_memorandum_served", "2024-10-25", how="By hand")
    suit.due("due Tue 12 Nov 2024")  # to tax: day 15 is Saturday 9 November; Monday is Veterans Day
    page.goto("/time/new/")
    suit.fill({"Matter": "Plate readers", "Case": "22STCP00917 Open Records Project v. Alder Bay"})
    suit.fill({"Day": "2022-03-09", "Hours": "6.5", "What the work is": "Drafted the petition."})
    suit.press("Write it down")
    page.goto(f"{suit.case}")
    page.get_by_role("link", name="Fees and costs").click()
    expect(page.get_by_text("$3,250.00").first).to_be_visible()  # 6.5 hours at 500 dollars
    suit.look()
    suit.enter("fee_motion_filed", "2024-12-13")
    expect(page.locator(".message.info", has_text="Ends").first).to_be_visible()
    page.goto("/notes/")
    suit.look()
