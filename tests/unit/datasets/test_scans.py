"""Invented reads: the same for the same seed, and their truth is what a reading finds."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from requests_app.datasets import Ledger, Store, ingest, open_store, propose, run_measure
from requests_app.datasets.scans import DAMAGE, write_scans

ROWS = 20_000


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Ledger, Store]:
    folder = tmp_path_factory.mktemp("scans")
    truth = json.loads(write_scans(folder / "scans.csv", rows=ROWS, seed=7, dirty=True).read_text())
    mapping = propose(folder / "scans.csv").mapping
    ledger = ingest(folder / "scans.csv", folder / "reading", mapping)
    return truth, ledger, open_store(folder / "reading")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path):
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        write_scans(tmp_path / f"{name}.csv", rows=500, seed=seed, dirty=True)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "same.csv").read_bytes()
    assert (tmp_path / "one.truth.json").read_text() == (tmp_path / "same.truth.json").read_text()
    assert (tmp_path / "one.csv").read_bytes() != (tmp_path / "other.csv").read_bytes()


@pytest.mark.parametrize("rows", [0, 1, 37])
def test_a_clean_file_has_the_rows_asked_for_and_one_header(tmp_path: Path, rows: int):
    truth = json.loads(write_scans(tmp_path / "a.csv", rows=rows, seed=1, dirty=False).read_text())
    assert (tmp_path / "a.csv").read_bytes().count(b"\n") == rows + 1 == truth["lines"]
    assert truth["quarantined"] == truth["duplicates"] == 0


def test_every_line_of_a_dirty_file_goes_where_its_truth_says(dirty):
    truth, ledger, _ = dirty
    told = asdict(ledger)
    for key in ("lines", "header", "blank", "joined", "accepted", "quarantined", "reasons", "duplicates"):
        assert told[key] == truth[key], key
    assert set(truth["reasons"]) == {reason for reason, _ in DAMAGE}


def test_the_measures_of_a_dirty_file_are_its_truth(dirty):
    truth, _, store = dirty
    (totals,) = run_measure(store, "totals").rows
    reads, plates, once, _, devices, placeless, first, last = totals
    assert (reads, plates, once, devices) == (
        truth["accepted"],
        truth["plates"],
        truth["plates_read_once"],
        truth["devices"],
    )
    assert (placeless, str(first), str(last)) == (
        truth["without_coordinates"],
        truth["first_read_at"],
        truth["last_read_at"],
    )
    per_hour = {str(hour)[:13]: count for hour, count in run_measure(store, "reads_per_hour").rows}
    assert per_hour == truth["reads_per_hour"]
    per_device = {row[0]: row[1] for row in run_measure(store, "reads_per_device").rows}
    assert per_device == truth["reads_per_device"]
    assert sum(row[2] for row in run_measure(store, "hit_rate_per_agency").rows) == truth["hits"]
