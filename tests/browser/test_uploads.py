"""A large file in a browser: its connection is cut, it goes on by itself, and after a reload from where it was."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from requests_app.models import Dataset, Upload
from tests import factories
from tests.factories import Team

LINES = b"8ABC123,2026-01-05 08:00:00,cam-1\n" * 300_000  # 10.2 MB: three pieces


@pytest.fixture
def people(transactional_db: None, sign_in: Callable[[Any], None], tmp_path: Path, settings: Any) -> Team:
    settings.UPLOADS_ROOT = tmp_path / "pieces"
    team = factories.team()
    sign_in(team.staff)
    return team


def test_a_cut_upload_goes_on_by_itself_and_after_a_reload(
    page: Page, people: Team, tmp_path: Path, barriers: Callable[[Page], list[str]]
) -> None:
    week = tmp_path / "week.csv"
    week.write_bytes(b"plate,read_at,device\n" + LINES)
    passed: list[int] = []
    line_is_down = [True]

    def cut_the_second(route: Route) -> None:
        """The second piece is cut once; from the third on nothing passes while the line is down."""
        is_piece = route.request.method == "PATCH"
        if is_piece:
            passed.append(int(route.request.headers["upload-offset"]))
        if is_piece and line_is_down[0] and (len(passed) == 2 or len(passed) >= 4):
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*/", cut_the_second)
    page.goto(f"/datasets/new/?matter={people.matter.pk}")
    page.locator("#id_file").set_input_files(week)
    page.get_by_role("button", name="Receive it").click()
    expect(page.locator("[data-pieces-words]")).to_contain_text(
        re.compile("The connection was lost. Nothing is lost; trying again in (4|8|16) s.")
    )
    assert passed[:4] == [0, 4_194_304, 4_194_304, 8_388_608]
    line_is_down[0] = False
    page.reload()
    expect(page.get_by_text("8,388,608 of 10,200,021 bytes are here (82%)")).to_be_visible()
    assert barriers(page) == []
    page.locator("#id_file").set_input_files(week)
    page.get_by_role("button", name="Receive it").click()
    expect(page.get_by_role("heading", name="Confirm how it is read")).to_be_visible()
    assert passed[-1] == 8_388_608
    document = Dataset.objects.get().document
    assert document is not None
    assert document.size_bytes == 10_200_021
    assert not Upload.objects.exists()
