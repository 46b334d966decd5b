"""The calendar in a browser: its three views and the days away, without barriers, on a desk and a phone."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app import clock
from requests_app.casework import hearings
from tests import factories


@pytest.fixture
def two_hearings(transactional_db: None, sign_in: Callable[[Any], None]) -> None:
    """Today at the same hour, for counsel, who is signed in."""
    people, today = factories.team(), clock.today()
    case = factories.court_case(people)
    for title in ("Conference", "Argument"):
        hearings.set_hearing(
            case=case, title=title, held_on=today, starts_at=time(9, 30), by=people.counsel, on=today
        )
    sign_in(people.counsel)


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_hearings_that_meet_days_away_and_every_view_have_no_barrier(
    page: Page, two_hearings: None, width: int, barriers: Callable[[Page], list[str]]
) -> None:
    today = clock.today()
    page.set_viewport_size({"width": width, "height": 900})

    page.goto("/calendar/away/")
    page.get_by_role("link", name="Say when I am away").click()
    page.get_by_label("First day").fill((today + timedelta(days=1)).isoformat())
    assert barriers(page) == []
    page.get_by_role("button", name="Keep these days").click()
    expect(page.get_by_role("rowheader", name="Jonah")).to_be_visible()
    assert barriers(page) == []

    for view in ("month", "week", "list"):
        page.goto(f"/calendar/?view={view}")
        expect(page.get_by_role("heading", name="2 conflicts")).to_be_visible()
        expect(page.get_by_role("link", name="Conference").last).to_be_visible()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_label("What").select_option("deadline")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("Nothing of that falls on these days.")).to_be_visible()
