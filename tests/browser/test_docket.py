"""The docket in a browser: a register taken over, a date set by order until it is vacated, pages without barriers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app import clock
from requests_app.casework import courts, hearings, parties
from requests_app.models import CourtCase
from tests import factories


@pytest.fixture
def case(transactional_db: None, sign_in: Callable[[Any], None]) -> CourtCase:
    """A case with a party, an order to show cause and a hearing that was continued; counsel is signed in."""
    people, today = factories.team(), clock.today()
    case = factories.court_case(people, factories.received_request(people))
    party = parties.add_party(case=case, name="The Project", role="petitioner", by=people.counsel)
    parties.add_counsel(parties=[party], name="J. Doe", by=people.counsel)
    courts.record_milestone(
        case=case,
        title="Order to show cause",
        fact_kind="order_to_show_cause",
        happened_on=today - timedelta(days=7),
        by=people.counsel,
        on=today,
    )
    hearing = hearings.set_hearing(
        case=case, title="Argument", held_on=today + timedelta(days=40), by=people.counsel, on=today
    )
    hearings.continue_hearing(
        hearing=hearing, held_on=today + timedelta(days=47), why="By the court", by=people.counsel, on=today
    )
    sign_in(people.counsel)
    return case


def test_a_register_is_taken_over_and_an_order_moves_a_date_until_it_is_vacated(
    page: Page, case: CourtCase, barriers: Callable[[Page], list[str]]
) -> None:
    page.goto(f"/cases/{case.pk}/register/")
    day = clock.today() - timedelta(days=3)
    page.get_by_label("Or paste it").fill(f"Heading\n\n{day:%m/%d/%Y} Notice of Appearance\nFiled by The Project")
    page.get_by_role("button", name="Read the lines").click()
    expect(page.get_by_text("No day begins this line")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Take over the chosen lines").click()
    expect(page.get_by_text("1 line", exact=True)).to_be_visible()
    assert barriers(page) == []

    page.goto(f"/cases/{case.pk}/orders/new/")
    assert barriers(page) == []
    page.get_by_label("Which date").select_option(index=0)
    new_day = clock.today() + timedelta(days=60)
    page.get_by_label("Day it sets").fill(new_day.isoformat())
    page.get_by_role("button", name="Show what it would move").click()
    expect(page.get_by_text("Nothing is recorded yet")).to_be_visible()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("set by order of").first).to_be_visible()
    page.locator("li", has_text="Order: ").get_by_role("link", name="It counts no more").first.click()
    page.get_by_label("Why").fill("Vacated on reconsideration")
    page.get_by_role("button", name="Record that it counts no more").click()
    expect(page.get_by_text("Vacated on reconsideration").first).to_be_visible()
    expect(page.get_by_text("set by order of")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 360], ids=["desk", "phone"])
def test_no_page_of_the_docket_has_a_barrier_or_scrolls_sideways(
    page: Page, case: CourtCase, width: int, barriers: Callable[[Page], list[str]]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    entry = case.milestones.first()
    assert entry is not None
    found = []
    for address in (
        f"/cases/{case.pk}/",
        f"/cases/{case.pk}/chain/",
        f"/cases/{case.pk}/hearings/new/",
        f"/cases/{case.pk}/counsel/",
        f"/cases/docket/{entry.pk}/service/",
        "/cases/docket/",
        "/cases/hearings/",
        "/cases/courts/",
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
        found += [f"{address}: {barrier}" for barrier in barriers(page)]
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            found.append(f"{address}: wider than the screen")
    assert not found, "\n".join(found)
