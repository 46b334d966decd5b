"""Exhibits in a browser: picked, put in order, blacked out with the mouse, bound, and taken away without the word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app import clock
from requests_app.casework import binders, exhibits
from requests_app.casework.documents import keep_document
from requests_app.models import Exhibit, RedactionBox
from tests import factories
from tests.factories import Team
from tests.pdf_pages import pdf
from tests.unit.exhibits.specimens import everything_in, texts


@pytest.fixture
def people(transactional_db: None, sign_in: Callable[[Any], None]) -> Team:
    """A team with two documents, and the staff member signed in."""
    team = factories.team()
    for words in ("Zebrafinch", "Ordinary"):
        drawn = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET BT /F1 12 Tf 72 300 Td (Kept) Tj ET".encode()
        keep_document(
            pdf(drawn), file_name=f"{words}.pdf", title=f"Paper {words[0]}", matter=team.matter, by=team.staff
        )
    sign_in(team.staff)
    return team


def test_exhibits_are_picked_ordered_blacked_out_bound_and_taken_away(
    page: Page, people: Team, barriers: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    case = factories.court_case(people)
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name="Begin a set").click()
    page.get_by_label("Title").fill("Exhibits to the Petition")
    page.get_by_label("Bates prefix").fill("DL")
    assert barriers(page) == []
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Choose Paper Z").check()
    page.get_by_label("Choose Paper O").check()
    assert barriers(page) == []
    page.get_by_role("button", name="Add the ticked documents").click()
    page.get_by_label("Order of Paper Z").fill("9")
    page.get_by_role("button", name="Keep this order").click()
    expect(page.locator("tbody tr").first).to_contain_text("Paper O")
    assert barriers(page) == []
    page.get_by_role("link", name="Black out parts of Paper Z").click()
    sheet = page.locator("svg.sheet").bounding_box()
    assert sheet is not None
    scale = sheet["width"] / 612
    # The word is drawn at 72 points from the left, its feet 92 from the top.
    page.mouse.move(sheet["x"] + 60 * scale, sheet["y"] + 70 * scale)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 200 * scale, sheet["y"] + 105 * scale)
    page.mouse.up()
    page.get_by_label("Printed on it").first.fill("§ 7923.600")
    assert barriers(page) == []
    page.get_by_role("button", name="Keep the boxes of this page").click()
    expect(page.get_by_text("The boxes of page 1 are kept.")).to_be_visible()
    box = RedactionBox.objects.get()
    assert (box.left, box.top) == pytest.approx((60, 70), abs=2)
    page.get_by_role("link", name="Exhibits to the Petition").click()
    page.get_by_role("button", name="Make the binder").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    claimed = binders.claim_binder(at=clock.now())
    assert claimed is not None
    binders.make_binder(claimed)
    expect(page.get_by_role("heading", name="DL000001 to DL000002")).to_be_visible()
    assert barriers(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="The binder").click()
    copy = tmp_path / "binder.pdf"
    taken.value.save_as(copy)
    assert "Zebrafinch" not in everything_in(copy)
    read = texts(copy)
    assert "Ordinary" in read[2] and "DL000001" in read[2]
    assert "Zebrafinch" not in read[4] and "§ 7923.600" in read[4] and "DL000002" in read[4]


def test_boxes_and_order_need_no_scripts(people: Team, plain_page: Page) -> None:
    made = exhibits.make_set(case=factories.court_case(people), title="Plain", by=people.staff)
    document = people.matter.documents.get(file_name="Zebrafinch.pdf")
    (exhibit,) = exhibits.choose_documents(exhibit_set=made, documents=[document], by=people.staff)
    page = plain_page
    page.goto(f"/cases/exhibits/one/{exhibit.pk}/pages/1/")
    for label, value in (("Left", "60"), ("Top", "70"), ("Width", "140"), ("Height", "35")):
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="Keep the boxes of this page").click()
    expect(page.locator("svg rect")).to_have_count(1)
    assert Exhibit.objects.get().boxes.get().height == 35
