"""The named questions, on twelve reads counted by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from requests_app.datasets import (
    MEASURES,
    PLATE_READS,
    Mapping,
    Retention,
    Store,
    available,
    ingest,
    measure_sql,
    open_store,
    run_measure,
)
from requests_app.errors import IngestError
from tests.measured import KEPT

wall = datetime.fromisoformat
OF_READS = [measure.name for measure in MEASURES.values() if measure.shape == PLATE_READS.name]

# Camera, agency, plate, time, place, hit. Plate A is read six times, B three times, C, D and E once.
READS = """plate,seen,lat,lon,camera,agency,hit
A,2026-08-03 00:10:00,34.05,-118.25,CAM1,LAPD,1
A,2026-08-03 00:50:00,34.05,-118.25,CAM1,LAPD,0
B,2026-08-03 00:59:59,34.05,-118.25,CAM1,LAPD,0
C,2026-08-03 23:00:00,34.05,-118.25,CAM1,LAPD,0
A,2026-08-04 08:00:00,33.90,-118.20,CAM2,LASD,0
A,2026-08-04 08:05:00,33.90,-118.20,CAM2,LASD,0
B,2026-08-04 08:10:00,33.90,-118.20,CAM2,LASD,0
D,2026-08-04 08:15:00,33.90,-118.20,CAM2,LASD,1
A,2026-08-06 23:30:00,,,CAM3,LASD,0
A,2026-08-06 23:31:00,,,CAM3,LASD,0
B,2026-08-06 23:32:00,,,CAM3,LASD,0
E,2026-08-06 23:33:00,0,0,CAM3,LASD,0
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, mapping: Mapping) -> Store:
    folder = tmp_path_factory.mktemp("measured")
    (folder / "received.csv").write_text(READS)
    by = replace(
        mapping,
        columns=tuple(READS.split("\n")[0].split(",")),
        fields={**mapping.fields, "agency": ("agency",)},
    )
    ingest(folder / "received.csv", folder / "reading", by)
    return open_store(folder / "reading")


@pytest.fixture
def ask(store: Store) -> Callable[..., list[tuple]]:
    def asking(name: str, **period) -> list[tuple]:
        return list(run_measure(store, name, **period).rows)

    return asking


def test_totals(ask):
    first, last = wall("2026-08-03 00:10:00"), wall("2026-08-06 23:33:00")
    assert ask("totals") == [(12, 5, 3, 0.6, 3, 3, first, last)]


def test_reads_per_hour(ask):
    assert ask("reads_per_hour") == [
        (wall("2026-08-03 00:00"), 3),
        (wall("2026-08-03 23:00"), 1),
        (wall("2026-08-04 08:00"), 4),
        (wall("2026-08-06 23:00"), 4),
    ]


def test_reads_per_day(ask):
    assert ask("reads_per_day") == [(date(2026, 8, 3), 4), (date(2026, 8, 4), 4), (date(2026, 8, 6), 4)]


def test_reads_by_hour_of_day(ask):
    assert ask("reads_by_hour_of_day") == [(0, 3), (8, 4), (23, 5)]


def test_reads_per_device_are_told_most_first_and_then_by_name(ask):
    assert [row[:2] for row in ask("reads_per_device")] == [("CAM1", 4), ("CAM2", 4), ("CAM3", 4)]
    assert ask("reads_per_device")[0][2:] == (wall("2026-08-03 00:00"), wall("2026-08-03 23:00"))


def test_reads_per_agency(ask):
    assert [row[:2] for row in ask("reads_per_agency")] == [("LASD", 8), ("LAPD", 4)]


def test_hit_rates(ask):
    assert ask("hit_rate_per_agency") == [("LAPD", 4, 1, 0.25), ("LASD", 8, 1, 0.125)]
    assert [row[3] for row in ask("hit_rate_per_device")] == [0.25, 0.25, 0.0]


def test_cells_leave_out_reads_without_a_place(ask):
    assert [count for _, count in ask("map_cells")] == [4, 4]
    assert [row[1:] for row in ask("plates_per_cell")] == [(4, 3), (4, 3)]


def test_cells_are_those_of_h3(ask):
    by_the_reference_library = {"8829a1d753fffff", "8829a56f29fffff"}  # h3 4.5.0, latlng_to_cell(..., 8)
    assert {cell for cell, _ in ask("map_cells")} == by_the_reference_library


def test_plates_by_how_often_they_were_read(ask):
    assert ask("plates_by_times_read") == [("1", 3, 0.6, 3), ("3", 1, 0.2, 3), ("5 to 9", 1, 0.2, 6)]


def test_ages_are_whole_days_weeks_and_months_counted_back_from_a_day(ask):
    # From 5 September: 3 August is 33 days before, 4 August 32, 6 August 30 and not yet a whole month.
    a_third, two_thirds = pytest.approx(1 / 3), pytest.approx(2 / 3)
    assert ask("reads_by_age_in_days", retention=KEPT) == [
        (30, 4, a_third, 0),
        (32, 4, a_third, 4),
        (33, 4, a_third, 4),
    ]
    assert ask("reads_by_age_in_weeks", retention=KEPT) == [(4, 12, 1.0, 8)]
    assert ask("reads_by_age_in_months", retention=KEPT) == [(0, 4, a_third, 0), (1, 8, two_thirds, 8)]


def test_reads_are_held_against_the_limit_of_their_agency(ask):
    first = date(2026, 8, 3)
    assert ask("retention", retention=KEPT) == [(KEPT.on, 31, 12, first, 33, 8, pytest.approx(2 / 3), 0)]
    assert ask("retention", retention=replace(KEPT, limit_days=33))[0][5:7] == (0, 0.0)


def test_reads_after_the_day_have_no_age_and_are_counted_apart(ask):
    wednesday = Retention(date(2026, 8, 5))
    assert ask("retention", retention=wednesday) == [(wednesday.on, None, 12, date(2026, 8, 3), 2, None, None, 4)]
    assert ask("reads_by_age_in_days", retention=wednesday) == [(1, 4, 0.5, None), (2, 4, 0.5, None)]


def test_ages_are_not_counted_without_a_day(store):
    with pytest.raises(IngestError, match="say from which"):
        run_measure(store, "retention")


def test_a_period_begins_with_its_first_hour_and_ends_before_its_last(ask):
    period = {"since": wall("2026-08-03 23:00"), "until": wall("2026-08-06 23:00")}
    assert ask("reads_per_day", **period) == [(date(2026, 8, 3), 1), (date(2026, 8, 4), 4)]
    assert ask("totals", **period)[0][:4] == (5, 4, 3, 0.75)
    # The read at 08:00:00 sharp is the first of the hour left out.
    assert ask("totals", until=wall("2026-08-04 08:00"))[0][0] == 4
    assert ask("reads_per_hour", until=wall("2026-08-04 08:00"))[-1] == (wall("2026-08-03 23:00"), 1)


def test_a_dataset_is_asked_only_what_its_fields_answer(store):
    bare = replace(store, mapping=replace(store.mapping, fields={"plate": ("plate",), "read_at": ("seen",)}))
    assert "map_cells" not in {measure.name for measure in available(bare)}
    assert "reads_per_hour" in {measure.name for measure in available(bare)}
    with pytest.raises(IngestError, match="no latitude"):
        run_measure(bare, "map_cells")


def test_an_unknown_measure_is_refused_by_naming_the_known_ones(store):
    with pytest.raises(IngestError, match="There are: totals, reads_per_hour"):
        run_measure(store, "drop table")


@pytest.mark.parametrize("name", OF_READS)
def test_each_measure_gives_its_columns_and_runs_the_sql_it_shows(store, name: str):
    result = run_measure(store, name, retention=KEPT)
    assert result.sql == measure_sql(store.mapping, name, retention=KEPT)
    assert result.sql.startswith("SELECT")
    assert all(len(row) == len(result.columns) for row in result.rows)


@pytest.mark.parametrize("name", OF_READS)
def test_each_measure_can_be_written_for_postgresql(store, name: str):
    assert "SELECT" in measure_sql(store.mapping, name, dialect="postgres", retention=KEPT)


def test_an_empty_dataset_answers_every_measure(tmp_path: Path, store):
    (tmp_path / "received.csv").write_text(READS.split("\n")[0] + "\n")
    ingest(tmp_path / "received.csv", tmp_path / "reading", store.mapping)
    empty = open_store(tmp_path / "reading")
    assert run_measure(empty, "totals").rows[0][:3] == (0, 0, None)
    assert run_measure(empty, "retention", retention=KEPT).rows == ((KEPT.on, 31, 0, None, None, None, None, 0),)
    others = set(OF_READS) - {"totals", "retention"}
    assert not any(run_measure(empty, name, retention=KEPT).rows for name in others)
