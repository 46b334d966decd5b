"""The pages of wordings, letters, bundles, notes and reminders in a browser, on a desk and on a phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from requests_app import clock
from requests_app.models import Letterhead, Organisation, RecordsRequest
from tests import factories


@pytest.fixture
def record(transactional_db: None, sign_in: Callable[[Any], None]) -> RecordsRequest:
    """A request that waits, and another organisation that may sign with ours; staff is signed in."""
    people, today = factories.team(), clock.today()
    coalition = Organisation.objects.create(name="Bay Privacy Coalition")
    Letterhead.objects.create(organisation=coalition, name="Bay Privacy Coalition", signer_name="Ada Moreno")
    sign_in(people.staff)
    return factories.received_request(people, received_on=today - timedelta(days=3), today=today)


@pytest.mark.parametrize("width", [1280, 360], ids=["desk", "phone"])
def test_no_page_of_wordings_bundles_and_reminders_has_a_barrier_or_scrolls_sideways(
    page: Page, record: RecordsRequest, width: int, barriers: Callable[[Page], list[str]]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for address in (
        "/letters/wordings/",
        f"/letters/wordings/follow_up/?organisation={record.matter.organisation_id}",
        "/letters/",
        "/bundles/",
        "/reminders/",
        f"/reminders/new/?request={record.pk}",
        "/reminders/preferences/",
        "/notes/",
        f"/notes/new/?request={record.pk}",
    ):
        response = page.goto(address)
        assert response is not None
        assert response.ok, address
        found += [f"{address}: {barrier}" for barrier in barriers(page)]
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            found.append(f"{address}: wider than the screen")
    assert not found, "\n".join(found)
