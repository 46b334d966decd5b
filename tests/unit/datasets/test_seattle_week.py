"""A real production: a week of reads by the Seattle police, counted independently of this program."""

from datetime import datetime
from pathlib import Path

import pytest

from requests_app.datasets import Ledger, Store, ingest, open_store, propose, run_measure

SOURCE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "seattle-alpr-week.csv.gz"
pytestmark = pytest.mark.skipif(
    not SOURCE.exists(), reason="the Seattle week (shared/data) is not beside this repository"
)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, Store]:
    folder = tmp_path_factory.mktemp("seattle") / "reading"
    mapping = propose(SOURCE).mapping
    assert mapping is not None
    ledger = ingest(SOURCE, folder, mapping)
    return ledger, open_store(folder)


def test_every_row_is_accepted_and_none_is_a_duplicate(week):
    ledger, store = week
    assert (ledger.lines, ledger.header, ledger.accepted, ledger.quarantined) == (93_491, 1, 93_490, 0)
    assert ledger.duplicates == 0
    assert len(store.mapping.columns) == 26


def test_the_totals_are_those_counted_by_others(week):
    (row,) = run_measure(week[1], "totals").rows
    first, last = datetime.fromisoformat("2021-10-01 00:02:08"), datetime.fromisoformat("2021-10-08 23:50:50")
    assert row == (93_490, 68_188, 57_237, 57_237 / 68_188, 9, 24_705, first, last)


def test_nine_devices_and_every_read_are_in_the_roll_up(week):
    rows = run_measure(week[1], "reads_per_device").rows
    assert len(rows) == 9
    assert sum(row[1] for row in rows) == 93_490


def test_the_order_of_day_and_month_is_asked_of_a_person():
    assert [question.about for question in propose(SOURCE).questions] == ["time_formats", "zone"]
