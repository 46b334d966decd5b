"""Datasets in a browser: the real week from its upload to its charts, and a small one from quarantine to release."""

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from requests_app import tasks
from requests_app.models import Dataset, Membership, Release
from tests import factories, services
from tests.factories import Team

Barriers = Callable[[Page], list[str]]
Looked = Callable[[Page], None]

# Twenty plates pass camera 1 at eight. Line 22 has no such hour, line 23 no device.
SCANS = "plate,read_at,device,lat,lon\n" + "".join(
    f"8ABC1{at},2026-01-05 08:{at}:00,cam-1,34.05,-118.25\n" for at in range(20, 40)
)
SCANS += "8ABC120,2026-01-05 25:00:00,cam-1,34.05,-118.25\n8ABC121,2026-01-05 09:00:00\n"


@pytest.fixture
def people(transactional_db: None, sign_in: Callable[[Any], None]) -> Team:
    """A team, with the staff member signed in, who may see raw rows."""
    team = factories.team()
    Membership.objects.filter(user=team.staff).update(sees_raw=True)
    sign_in(team.staff)
    return team


@pytest.fixture
def schedule(worker: None) -> Iterator[None]:
    """The schedule as the product runs it, for a real worker."""
    with services.schedule(services.environment(), Path(django_settings.VAR)):
        yield


@pytest.fixture
def looked_at(barriers: Barriers) -> Looked:
    """Look at a page on a desk and on a phone: no barrier, and nothing wider than the screen."""

    def look(page: Page) -> None:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert barriers(page) == [], f"{page.url} at {width} pixels"
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{page.url} at {width}"

    return look


def received(page: Page, people: Team, file: Path) -> None:
    """From the list, through the form, to the page that asks how it is read."""
    page.goto("/datasets/")
    page.get_by_role("link", name="Receive a dataset").first.click()
    page.get_by_label("Matter (optional)").select_option(label=people.matter.title)
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Receive it").click()
    expect(page.get_by_role("heading", name="Confirm how it is read")).to_be_visible()


def in_all(page: Page) -> dict[str, str]:
    """The large numbers of the section “In all”, by what each counts."""
    section = page.locator("section").filter(has=page.get_by_role("heading", name="In all", exact=True))
    read = "cells => cells.map(cell => [cell.lastChild.textContent, cell.firstChild.textContent])"
    return dict(section.locator("ul.tally .cell").evaluate_all(read))


def test_the_real_week_goes_from_its_upload_to_its_charts(
    page: Page, people: Team, shared_data: Path, schedule: None, looked_at: Looked
) -> None:
    received(page, people, shared_data / "seattle-alpr-week.csv.gz")
    first = page.get_by_role("region", name="The first rows").get_by_role("row").nth(1)
    expect(first).to_contain_text("10/07/2021 - 16:30:51")
    expect(first).to_contain_text(re.compile(r"\w•{39}"))  # the hash of a plate is hidden too
    assert page.get_by_label("Plate, or its hash").input_value() == "plate_hash"
    expect(page.get_by_role("radio", name=re.compile("^month first"))).to_be_checked()
    looked_at(page)
    page.get_by_role("button", name="Read it this way").click()
    expect(page.get_by_role("heading", name="The ledger: every line accounted for")).to_be_visible()
    page.wait_for_load_state()
    expect(page.get_by_text("93,491 lines = 93,490 accepted + 0 quarantined + 0 blank + 1 header")).to_be_visible()
    assert in_all(page) == COUNTED
    drawn = page.locator("figure.chart img")
    assert drawn.count() >= 7
    for number in range(drawn.count()):
        drawn.nth(number).scroll_into_view_if_needed()
        expect(drawn.nth(number)).to_have_js_property("complete", value=True)
        assert drawn.nth(number).evaluate("picture => picture.naturalWidth") > 0
    looked_at(page)
    page.locator("section").filter(has=page.get_by_role("heading", name="Reads per device")).get_by_role(
        "link"
    ).click()
    expect(page.get_by_role("heading", name="Table (9 rows)")).to_be_visible()
    looked_at(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text(encoding="utf-8-sig"))))
    assert sum(int(row[1]) for row in rows[1:]) == 93_490


# Counted independently, by those who published it and with another tool.
COUNTED = {
    "Reads": "93,490",
    "Different plates": "68,188",
    "Plates read once": "57,237",
    "Share of plates read once": "83.94%",  # 57,237 of 68,188
    "Devices": "9",
    "Reads without coordinates": "24,705",
    "First read": "Fri 1 Oct 2021, 00:02",
    "Last read": "Fri 8 Oct 2021, 23:50",
}


@pytest.fixture
def dataset(people: Team, page: Page, tmp_path: Path, settings: Any, looked_at: Looked) -> Dataset:
    """The small file, received and read; its page is open."""
    settings.DATASETS_ROOT = tmp_path / "datasets"
    settings.RELEASES_ROOT, settings.RELEASE_KEYS = tmp_path / "releases", tmp_path / "keys"
    file = tmp_path / "scans.csv"
    file.write_text(SCANS)
    received(page, people, file)
    page.get_by_role("button", name="Read it this way").click()
    expect(page.get_by_role("progressbar", name="Waiting for a worker")).to_be_visible()
    looked_at(page)
    assert tasks.ingest_received_datasets() == 1
    expect(page.get_by_text("23 lines = 20 accepted + 2 quarantined + 0 blank + 1 header")).to_be_visible()
    return Dataset.objects.get()


def test_a_line_set_aside_is_corrected_and_the_data_held_against_what_was_agreed(
    page: Page, dataset: Dataset, looked_at: Looked
) -> None:
    page.get_by_role("link", name="See the quarantined lines").click()
    expect(page.get_by_text("0xxx000,0000-00-00 00:00:00", exact=True)).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Correct line 22").click()
    looked_at(page)
    page.get_by_label("read_at").fill("2026-01-05 29:00:00")
    page.get_by_label("How the right values are known").fill("The agency’s mail of 12 January.")
    page.get_by_role("button", name="Record the correction").click()
    expect(page.locator(".error-summary")).to_contain_text("Line 22: Time of the read:")
    expect(page.get_by_label("How the right values are known")).to_have_value("The agency’s mail of 12 January.")
    looked_at(page)
    page.get_by_label("read_at").fill("2026-01-05 15:00:00")
    page.get_by_role("button", name="Record the correction").click()
    expect(page.get_by_text("They count from the next reading.")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Corrections (1)").click()
    expect(page.get_by_role("cell", name="The agency’s mail of 12 January.")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Read it again with the corrections").click()
    expect(page.get_by_role("progressbar", name="Waiting for a worker")).to_be_visible()
    assert tasks.ingest_received_datasets() == 1
    expect(page.get_by_text("20 accepted as they came + 1 accepted as corrected + 1 quarantined")).to_be_visible()
    page.get_by_role("link", name="Is it what was agreed?").click()
    looked_at(page)
    page.get_by_role("link", name="Record what was agreed").click()
    looked_at(page)
    page.get_by_label("First day").fill("2026-01-05")
    page.get_by_label("Last day").fill("2026-01-06")
    page.get_by_label("Devices").fill("cam-1\ncam-2")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Not kept:").first).to_be_visible()
    expect(page.get_by_text("cam-2").first).to_be_visible()
    looked_at(page)
    link = page.get_by_role("link", name="One page as PDF").get_attribute("href")
    pdf = page.request.get(f"/datasets/{dataset.pk}/coverage/{link}")
    assert pdf.body().startswith(b"%PDF-")


def test_a_release_is_prepared_by_one_decided_by_another_handed_out_and_taken_back(
    page: Page, dataset: Dataset, people: Team, sign_in: Callable[[Any], None], looked_at: Looked
) -> None:
    page.get_by_role("link", name="Prepare a release").click()
    looked_at(page)
    page.get_by_label("Title").fill("For the press")
    page.get_by_role("button", name="Prepare it").click()
    looked_at(page)
    assert tasks.prepare_releases() == 1
    expect(page.get_by_text("Somebody else than you, who prepared it, decides.")).to_be_visible()
    expect(page.get_by_role("link", name="release.csv.gz")).to_be_hidden()
    looked_at(page)
    sign_in(people.counsel)
    page.goto("/releases/")
    looked_at(page)
    page.get_by_role("link", name="For the press").click()
    page.get_by_role("link", name="Decide", exact=True).click()
    looked_at(page)
    page.get_by_label("Release it").check()
    page.get_by_label("Why").fill("Twenty plates to the cell.")
    page.get_by_role("button", name="Record the decision").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="release.csv.gz").click()
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(saved.value.path().read_bytes()).decode())))
    assert [(row["reads"], row["plates"]) for row in rows] == [("20", "20")]
    looked_at(page)
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why").fill("The agency asked.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("They stay inside again.")).to_be_visible()
    looked_at(page)
    assert page.request.get(f"/releases/{Release.objects.get().pk}/files/release.csv.gz").status == 404
