"""What was received against what was agreed: holes found, chance left alone."""

import json
import math
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from requests_app.datasets import ingest, open_store, propose
from requests_app.datasets.coverage import Agreement, cover
from requests_app.datasets.scans import DARK_DEVICE, write_scans
from requests_app.errors import IngestError

MONDAY = datetime.fromisoformat("2026-08-03")
WEEK = Agreement(MONDAY, MONDAY + timedelta(days=7))


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("week")
    truth = json.loads(write_scans(folder / "scans.csv", rows=60_000, seed=3, dirty=False).read_text())
    ingest(folder / "scans.csv", folder / "reading", propose(folder / "scans.csv").mapping)
    return truth, open_store(folder / "reading")


def test_a_dark_hour_of_all_and_a_dark_day_of_one_are_found_and_nothing_else(week):
    truth, store = week
    coverage = cover(store, WEEK)
    assert [(gap.device, str(gap.begins), gap.hours) for gap in coverage.gaps] == [
        (gap["device"], gap["from"], gap["hours"]) for gap in truth["gaps"]
    ]
    everyone, camera = coverage.gaps
    assert everyone.device is None
    assert everyone.improbability < 1e-6
    assert camera.device == DARK_DEVICE
    assert camera.improbability == math.exp(-camera.expected)


def test_rows_inside_and_outside_the_period_are_all_the_rows(week):
    _, store = week
    two_days = Agreement(MONDAY + timedelta(days=1), MONDAY + timedelta(days=3), rows=30_000)
    coverage = cover(store, two_days)
    assert coverage.rows_inside + coverage.rows_outside == 60_000
    assert coverage.rows_short == 30_000 - coverage.rows_inside
    assert cover(store, WEEK).rows_outside == 0
    assert cover(store, WEEK).rows_short is None
    assert (coverage.hours, coverage.empty_hours) == (48, 0)


def test_days_without_any_file_are_one_gap_of_all(week):
    _, store = week
    coverage = cover(store, replace(WEEK, until=MONDAY + timedelta(days=9)))
    gaps = [gap for gap in coverage.gaps if gap.device is None]
    assert (str(gaps[0].begins), gaps[0].hours) == ("2026-08-10 00:00:00", 48)
    assert coverage.empty_hours == 49
    assert {gap.device for gap in coverage.gaps} == {None, DARK_DEVICE}  # not once more for each device


def test_what_was_agreed_and_did_not_come_is_named(week):
    _, store = week
    coverage = cover(
        store,
        replace(WEEK, devices=("CAM000", "CAM999"), agencies=("LAPD", "CHP"), fields=("plate", "location")),
    )
    assert coverage.missing_devices == ("CAM999",)
    assert len(coverage.unexpected_devices) == 179
    assert coverage.missing_agencies == ("CHP",)
    assert [field.name for field in coverage.missing_fields] == ["location"]


def test_an_agreement_that_cannot_be_is_refused():
    with pytest.raises(IngestError, match="before it begins"):
        Agreement(MONDAY, MONDAY)
    with pytest.raises(IngestError, match="full hour"):
        Agreement(MONDAY, MONDAY + timedelta(minutes=90))


def test_an_empty_dataset_is_one_gap_without_expectation(tmp_path: Path, mapping):
    (tmp_path / "received.csv").write_text(",".join(mapping.columns) + "\n")
    ingest(tmp_path / "received.csv", tmp_path / "reading", mapping)
    coverage = cover(open_store(tmp_path / "reading"), replace(WEEK, rows=10))
    assert (coverage.rows_inside, coverage.rows_short, coverage.empty_hours, coverage.gaps) == (0, 10, 168, ())


def test_plates_taken_for_devices_are_shown_as_numbers(tmp_path: Path):
    """As in every measure of devices."""
    plates = [f"8{letter}BC123" for letter in "ABCDEFGHJKLMNPR"]
    rows = "".join(f"x{number},2026-08-03 08:00:00,{plate}\n" for number, plate in enumerate(plates))
    (tmp_path / "scans.csv").write_text(f"plate,read_at,device\n{rows}")
    ingest(tmp_path / "scans.csv", tmp_path / "reading", propose(tmp_path / "scans.csv").mapping)
    agreed = Agreement(MONDAY, MONDAY + timedelta(days=1), devices=("cam-1",))
    coverage = cover(open_store(tmp_path / "reading"), agreed)
    assert not {name for name in plates if name in repr(coverage)}
    assert len({row.device for row in coverage.devices}) == len(coverage.unexpected_devices) == len(plates)
    assert coverage.missing_devices == ("cam-1",)
