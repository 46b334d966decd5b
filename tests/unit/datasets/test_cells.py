"""Every accepted row carries the cell of its place; readings whose cells lie apart are measured all the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from requests_app.datasets import Store, ingest, open_store, run_measure
from requests_app.datasets.engine import Engine, literal
from tests.unit.datasets.files import make_older

BRANDENBURG_GATE = "8ABC123,2026-08-03 12:00:00,52.516262,13.377704,CAM1,0,"
# Snowflake's reference for H3_LATLNG_TO_CELL gives this cell of resolution 8 for that place, and its
# H3_LATLNG_TO_CELL_STRING the same in hexadecimal.
ITS_CELL, IN_HEXADECIMAL = 613036919424548863, "881f1d4887fffff"
ELSEWHERE = "7XYZ999,2026-08-03 12:00:01,34.05,-118.25,CAM2,0,"
NOWHERE = "7XYZ999,2026-08-03 12:00:02,,,CAM2,0,"
AT_ZERO = "7XYZ999,2026-08-03 12:00:03,0,0,CAM2,0,"


def rows_of(store: Store, columns: str, order: str = "line") -> list[tuple]:
    with Engine(store.folder) as engine:
        return engine.rows(f"SELECT {columns} FROM read_parquet({literal(store.accepted)}) ORDER BY {order}")


def test_a_row_carries_the_cell_others_document_for_its_place(read):
    _, store = read(BRANDENBURG_GATE, ELSEWHERE, NOWHERE, AT_ZERO)
    cells = [cell for (cell,) in rows_of(store, "cell")]
    assert cells[0] == ITS_CELL
    assert cells[1] not in (None, ITS_CELL)
    assert cells[2:] == [None, None]
    assert (IN_HEXADECIMAL, 1, 1) in run_measure(store, "plates_per_cell").rows
    assert (IN_HEXADECIMAL, 1) in run_measure(store, "map_cells").rows


def test_a_file_without_places_has_rows_without_cells(read, mapping):
    fields = {name: mapping.fields[name] for name in ("plate", "read_at")}
    _, store = read(ELSEWHERE, by=replace(mapping, fields=fields))
    assert rows_of(store, "cell") == [(None,)]


def test_a_reading_of_the_first_version_is_measured_like_a_new_one(read):
    _, store = read(BRANDENBURG_GATE, BRANDENBURG_GATE, ELSEWHERE, NOWHERE, AT_ZERO)
    asked = ("plates_per_cell", "map_cells", "totals")
    new = [run_measure(store, name).rows for name in asked]
    older = make_older(store)
    assert not older.is_current
    assert [run_measure(older, name).rows for name in asked] == new
    assert new[0][0] == (IN_HEXADECIMAL, 2, 1)


def test_a_reading_of_the_first_version_gives_way_when_the_file_is_read_again(read, tmp_path: Path, mapping):
    ledger, store = read(BRANDENBURG_GATE, NOWHERE)
    make_older(store)
    again = ingest(tmp_path / "received.csv", store.folder, mapping)
    assert replace(again, seconds=0) == replace(ledger, seconds=0)
    assert open_store(store.folder).is_current
    assert rows_of(open_store(store.folder), "cell") == [(ITS_CELL,), (None,)]
    assert not (store.folder / "places.parquet").exists()
    assert [path.name for path in tmp_path.glob(".reading.*")] == [".reading.lock"]


def test_a_damaged_reading_gives_way_when_the_file_is_read_again(read, tmp_path: Path, mapping):
    ledger, store = read(BRANDENBURG_GATE)
    next((store.folder / "accepted").iterdir()).write_bytes(b"")
    assert replace(ingest(tmp_path / "received.csv", store.folder, mapping), seconds=0) == replace(ledger, seconds=0)
    assert rows_of(open_store(store.folder), "line") == [(2,)]


@pytest.mark.parametrize(
    ("order", "lines"), [("by time", list(range(2, 11))), ("by device", [2, 5, 8, 3, 6, 9, 4, 7, 10])]
)
def test_rows_far_from_the_order_of_time_are_laid_down_in_it(read, monkeypatch, order: str, lines: list[int]):
    monkeypatch.setattr("requests_app.datasets.parts.STRETCH_ROWS", 2)
    moments = [f"8ABC123,2026-08-{day:02} 12:00:00,34.05,-118.25,CAM{{}},0," for day in (3, 4, 5)]
    if order == "by time":
        rows = [moment.format(device) for moment in moments for device in (1, 2, 3)]
    else:
        rows = [moment.format(device) for device in (1, 2, 3) for moment in moments]
    _, store = read(*rows)
    assert [line for (line,) in rows_of(store, "line", "file_row_number")] == lines
