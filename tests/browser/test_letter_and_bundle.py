"""A letter from its short form to the agency, with a second letterhead, then the bundle for lawyers, in a browser."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app import clock
from requests_app.casework import bundles, letters
from requests_app.casework.documents import keep_document
from requests_app.letters import is_available
from requests_app.models import Letterhead, Organisation, RecordsRequest
from tests import factories

pytestmark = pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing")


@pytest.fixture
def record(transactional_db: None, sign_in: Callable[[Any], None], settings: Any, tmp_path: Path) -> RecordsRequest:
    """A request that waits, and another organisation that may sign with ours; staff is signed in."""
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    people, today = factories.team(), clock.today()
    coalition = Organisation.objects.create(name="Bay Privacy Coalition")
    Letterhead.objects.create(organisation=coalition, name="Bay Privacy Coalition", signer_name="Ada Moreno")
    sign_in(people.staff)
    return factories.received_request(people, received_on=today - timedelta(days=3), today=today)


def test_a_letter_is_drafted_from_its_short_form_signed_by_two_issued_sent_and_bundled(
    page: Page, record: RecordsRequest, barriers: Callable[[Page], list[str]]
) -> None:
    found = []
    keep_document(b"The policy", file_name="policy.txt", title="Use policy", by=record.matter.lead, request=record)

    def look() -> None:
        found.extend(f"{page.url}: {barrier}" for barrier in barriers(page))

    page.goto(f"/requests/{record.pk}/letter/")
    look()
    page.locator("li", has_text="Asks courteously").get_by_role("link", name="Fill in and draft").click()
    look()
    page.locator("[name=respond_by]").fill((clock.today() + timedelta(days=14)).isoformat())
    page.get_by_role("button", name="Draft it").click()
    page.get_by_role("link", name="Enclose documents").click()
    page.get_by_label("Choose Use policy").check()
    look()
    page.get_by_role("button", name="Enclose the ticked documents").click()
    expect(page.get_by_role("button", name="Take it out")).to_be_visible()
    page.get_by_label("Written and signed together with").select_option(index=1)
    look()
    page.get_by_role("button", name="Issue", exact=True).click()
    expect(page.get_by_role("progressbar", name="Making the PDF")).to_be_visible()
    claimed = letters.claim_letter(at=clock.now())  # a worker's turn
    assert claimed is not None
    assert letters.make_letter(claimed).failure == ""
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()
    printed = page.frame_locator("iframe.sheet")
    expect(printed.get_by_text("Ada Moreno").first).to_be_visible()
    expect(printed.get_by_text("Use policy (policy.txt)")).to_be_visible()
    frame = page.locator("iframe.sheet").bounding_box()
    assert frame is not None and frame["height"] > 500  # a page can be read in it
    look()
    page.get_by_role("link", name="Record the sending").click()
    page.get_by_label("How it went").select_option(label="Portal")
    page.get_by_label("Tracking number").fill("R-2026-77")
    look()
    page.get_by_role("button", name="Record the sending").click()
    expect(page.get_by_text("number R-2026-77")).to_be_visible()

    page.goto(f"/bundles/new/?request={record.pk}")
    look()
    page.get_by_role("button", name="Make the bundle").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    look()
    waiting = bundles.claim_bundle(at=clock.now())
    assert waiting is not None
    assert bundles.make_bundle(waiting).failure == ""
    expect(page.get_by_role("link", name="The ZIP")).to_be_visible()
    look()
    with page.expect_download() as taken:
        page.get_by_role("link", name="The ZIP").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"PK")
    assert not found, "\n".join(found)


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
