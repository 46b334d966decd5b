"""Claims, their log, productions, campaigns and kept lists in a browser, each page without a barrier."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app import clock
from requests_app.casework import campaigns, communications
from requests_app.casework.communications import Claim, Paper
from requests_app.models import Agency, ExemptionClaim, RecordsRequest
from tests import factories
from tests.factories import Team


@pytest.fixture
def people(transactional_db: None, sign_in: Callable[[Any], None]) -> Team:
    """A team, with the staff member signed in."""
    team = factories.team()
    sign_in(team.staff)
    return team


@pytest.fixture
def denied(people: Team) -> RecordsRequest:
    """A request denied under two sections, with an instalment promised, put off and not come."""
    today = clock.today()
    request = factories.received_request(people, received_on=today - timedelta(days=40), today=today)
    determination = communications.record_determination(
        request=request,
        paper=Paper(happened_on=today - timedelta(days=30), body="Exempt.", signed_by_name="R. Diaz"),
        outcome="part",
        claims=[
            Claim(exemption=factories.exemption(citation), cited_as=citation, justification="Files.")
            for citation in ("Gov. Code § 7923.600", "Gov. Code § 7922.000")
        ],
        by=people.staff,
        on=today,
    )
    for days_ago in (20, 6):
        communications.record_promise(
            communication=determination.communication,
            instalment=1,
            promised_on=today - timedelta(days=days_ago),
            by=people.staff,
            on=today,
        )
    return request


def test_a_claim_is_followed_from_the_list_to_the_log_and_the_log_is_edited_in_its_place(
    page: Page, denied: RecordsRequest, barriers: Callable[[Page], list[str]]
) -> None:
    page.goto("/claims/")
    page.get_by_label("Our answer").select_option(label="Not answered")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Name of this list").fill("To answer")
    page.get_by_role("button", name="Keep this list").click()
    expect(page.get_by_role("link", name="To answer")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("row").filter(has_text="7923.600").get_by_role("checkbox").check()
    page.get_by_role("button", name="Change the requests of the chosen").click()
    page.get_by_label("Add tags").fill("appeal")
    page.get_by_role("button", name="Show what will change").click()
    expect(page.get_by_text("tagged “appeal”")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_role("heading", name="Claims", level=1)).to_be_visible()
    page.get_by_role("row").filter(has_text="7923.600").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Is the denial")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Exemption log").click()
    page.get_by_role("link", name="Edit the row of Gov. Code § 7922.000").click()
    row = page.get_by_role("form", name="The row of Gov. Code § 7922.000")
    row.get_by_label("Bates range").fill("ABPD 12-19")
    row.get_by_label("Our response").fill("No clear overbalance is shown.")
    assert barriers(page) == []
    row.get_by_role("button", name="Keep the row").click()
    expect(page.get_by_role("cell", name="ABPD 12-19")).to_be_visible()
    claim = ExemptionClaim.objects.get(cited_as="Gov. Code § 7922.000")
    assert (claim.status, claim.our_answer) == ("challenged", "No clear overbalance is shown.")


def test_the_production_log_tells_the_slip_on_a_desk_and_on_a_phone(
    page: Page, denied: RecordsRequest, barriers: Callable[[Page], list[str]]
) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("/productions/", "/productions/requests/", "/productions/agencies/"):
            page.goto(address)
            assert barriers(page) == [], address
        page.goto(f"/requests/{denied.pk}/productions/")
        expect(page.get_by_text("put off by 14 days")).to_be_visible()
        expect(page.get_by_text("and has not come: 6 days late.")).to_be_visible()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_row_of_the_log_is_edited_without_scripts(denied: RecordsRequest, plain_page: Page) -> None:
    page = plain_page
    page.goto(f"/requests/{denied.pk}/exemption-log/")
    page.get_by_role("link", name="Edit the row of Gov. Code § 7923.600").click()
    page.get_by_label("Agency’s declarant").fill("Sgt. Reyes")
    page.get_by_role("button", name="Keep the row").click()
    expect(page.get_by_role("cell", name="Sgt. Reyes")).to_be_visible()


def test_a_campaign_is_watched_survives_a_reload_is_cancelled_and_tried_again(
    page: Page, people: Team, barriers: Callable[[Page], list[str]]
) -> None:
    Agency.objects.bulk_create(
        Agency(name=f"Police of town {number}", short_name=f"Town {number}", kind="police") for number in range(6)
    )
    page.goto("/campaigns/")
    page.get_by_role("link", name="Start a campaign").first.click()
    page.get_by_label("Matter", exact=True).select_option(label=people.matter.title)
    page.get_by_label("Name of the campaign").fill("Everywhere")
    page.get_by_label("Subject").fill("Contracts")
    page.get_by_label("Records sought").fill("All contracts.")
    page.get_by_label("Police department").check()
    assert barriers(page) == []
    page.get_by_role("button", name="Start the campaign").click()
    expect(page.get_by_text("0 of 6 agencies done.")).to_be_visible()
    work(2)
    expect(page.get_by_text("2 of 6 agencies done.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("4 agencies are left out. What was made stays.")).to_be_visible()
    assert work(9) == 0
    page.get_by_role("button", name="Try the rest again").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("2 of 6 agencies done.")).to_be_visible()
    assert work(9) == 4
    expect(page.get_by_role("progressbar")).to_be_hidden()
    assert RecordsRequest.objects.count() == 6


def work(most: int) -> int:
    """What a worker does, here and now: make at most so many; returns how many."""
    count = 0
    while count < most and (entry := campaigns.claim_entry(at=clock.now())):
        campaigns.make_entry(entry, on=clock.today())
        count += 1
    return count
