"""What is asked of a table of any kind, on four rows counted by hand."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from requests_app.datasets import Store, available, run_measure
from requests_app.errors import IngestError
from tests.measured import FREE, FREE_BY, read_as_one


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return read_as_one(tmp_path_factory.mktemp("tabled"), FREE, FREE_BY)


def test_rows_and_what_is_filled_in_are_counted_and_no_value_is_told(store: Store):
    assert run_measure(store, "rows_in_all").rows == ((4, 4),)
    assert run_measure(store, "columns_filled").rows == (
        (1, "id", "text", 4, 1.0, 3),
        (2, "opened", "day", 3, 0.75, 2),
        (3, "paid", "number", 3, 0.75, 2),
        (4, "officer's note", "text", 3, 0.75, 2),
    )


def test_rows_per_day_go_by_the_column_that_says_when(store: Store):
    assert run_measure(store, "rows_per_day").rows == ((date(2026, 8, 3), 2), (date(2026, 8, 5), 1))
    assert run_measure(store, "rows_in_all", since=datetime.fromisoformat("2026-08-04")).rows == ((1, 4),)


def test_a_column_of_times_goes_before_a_column_of_days(tmp_path: Path):
    rows = "opened,closed\n2026-08-03,2026-08-04 23:30:00\n2026-08-03,2026-08-05 00:30:00\n"
    by = replace(
        FREE_BY,
        columns=("opened", "closed"),
        fields={"value_1": ("opened",), "value_2": ("closed",)},
        kinds={"value_1": "day", "value_2": "time"},
        time_formats=("%Y-%m-%d", "%Y-%m-%d %H:%M:%S"),
    )
    store = read_as_one(tmp_path, rows, by)
    assert run_measure(store, "rows_per_day").rows == ((date(2026, 8, 4), 1), (date(2026, 8, 5), 1))


def test_a_table_without_days_is_not_asked_for_any(tmp_path: Path):
    store = read_as_one(tmp_path, "id,note\na,x\n", replace(FREE_BY, columns=("id", "note"), fields={}, kinds={}))
    assert [measure.name for measure in available(store)] == ["rows_in_all", "columns_filled"]
    with pytest.raises(IngestError, match="this dataset has no day"):
        run_measure(store, "rows_per_day")
    with pytest.raises(IngestError, match="No column of this table says when"):
        run_measure(store, "rows_in_all", since=datetime.fromisoformat("2026-08-04"))
