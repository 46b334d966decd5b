"""Versions without plates: named by a key that can be destroyed, coarser, and measured for what they give away."""

import hmac
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from requests_app.datasets import Mapping, Store, ingest, open_store
from requests_app.datasets.deidentify import (
    deidentify,
    destroy_key,
    key_id,
    new_key,
    read_key,
)
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.risk import cell_risk, unicity
from requests_app.datasets.treatments import Treatment, plan_of_reads
from requests_app.errors import IngestError

wall = datetime.fromisoformat
KEY = bytes(range(32))
(PLATE,) = plan_of_reads().identities

# A and B were at the same two places at the same hours; C shares one of them; D and E were seen once.
READS = """plate,seen,lat,lon,camera,hit,remark
a-1,2026-08-03 08:10:00,34.0512,-118.2573,CAM1,0,owner John Roe
A 1,2026-08-03 09:20:00,34.1512,-118.3573,CAM2,0,
B,2026-08-03 08:40:00,34.0519,-118.2571,CAM1,0,
B,2026-08-03 09:01:00,34.1519,-118.3571,CAM2,1,
C,2026-08-03 08:00:00,34.0511,-118.2579,CAM1,0,
C,2026-08-04 10:00:00,34.0511,-118.2579,CAM1,0,
D,2026-08-04 10:30:00,,,CAM3,0,
E,2026-08-04 10:59:59,34.0500,-118.2600,CAM1,0,
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, mapping: Mapping) -> Store:
    folder = tmp_path_factory.mktemp("named")
    (folder / "received.csv").write_text(READS)
    ingest(folder / "received.csv", folder / "reading", mapping)
    return open_store(folder / "reading")


def rows(version, columns: str = "*", more: str = "") -> list[tuple]:
    with Engine(version.folder) as engine:
        return engine.rows(f"SELECT {columns} FROM read_parquet({literal(version.rows_file)}) {more}")


def described(version) -> list[tuple]:
    with Engine(version.folder) as engine:
        return engine.rows(f"DESCRIBE SELECT * FROM read_parquet({literal(version.rows_file)})")


def test_a_pseudonym_is_the_keyed_hash_of_the_plate_without_its_marks(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(), KEY)
    expected = {hmac.digest(KEY, plate.encode(), "sha256")[:16] for plate in ("A1", "B", "C", "D", "E")}
    assert {name.bytes for (name,) in rows(version, "pseudonym")} == expected
    assert (version.rows, version.pseudonyms) == (8, 5)


def test_only_what_the_plan_keeps_is_there(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(keep=("hit",)), KEY)
    assert [name for name, *_ in described(version)] == ["pseudonym", "local_from", "latitude", "longitude", "hit"]
    assert b"Roe" not in Path(version.rows_file).read_bytes()
    assert b"CAM1" not in Path(version.rows_file).read_bytes()


def test_time_and_place_are_as_coarse_as_the_plan_says(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(time_step=Treatment.DAY, place_step=0.05), KEY)
    assert {row for row in rows(version, "local_from, latitude, longitude") if row[1]} == {
        (wall("2026-08-03"), 34.05, -118.3),
        (wall("2026-08-03"), 34.15, -118.4),
        (wall("2026-08-04"), 34.05, -118.3),
    }


def test_daily_names_cut_a_trace_at_midnight(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(has_daily_names=True), KEY)
    assert version.pseudonyms == 6
    days = rows(version, "count(DISTINCT local_from::DATE)", "GROUP BY pseudonym")
    assert set(days) == {(1,)}


def test_the_same_key_gives_the_same_version_and_another_key_another(store, tmp_path: Path):
    first, again, other = (
        rows(deidentify(store, tmp_path / name, plan_of_reads(), key))
        for name, key in (("v1", KEY), ("v2", KEY), ("v3", KEY[::-1]))
    )
    assert first == again
    assert not {row[0] for row in first} & {row[0] for row in other}


def test_the_order_of_the_rows_does_not_tell_who_was_read_first(store, tmp_path: Path):
    header, *lines = READS.splitlines()
    (tmp_path / "turned.csv").write_text("\n".join([header, *reversed(lines)]))
    ingest(tmp_path / "turned.csv", tmp_path / "turned", store.mapping)
    turned = deidentify(open_store(tmp_path / "turned"), tmp_path / "v2", plan_of_reads(), KEY)
    assert rows(turned) == rows(deidentify(store, tmp_path / "v1", plan_of_reads(), KEY))


def test_a_key_is_its_owners_alone_and_can_be_destroyed(tmp_path: Path):
    path = tmp_path / "release.key"
    name = new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert key_id(read_key(path)) == name
    with pytest.raises(IngestError, match="never overwritten"):
        new_key(path)
    destroy_key(path)
    destroy_key(path)
    with pytest.raises(IngestError, match="destroyed"):
        read_key(path)


def test_a_version_is_never_overwritten_and_a_failed_one_leaves_nothing(store, tmp_path: Path):
    deidentify(store, tmp_path / "v1", plan_of_reads(), KEY)
    with pytest.raises(IngestError, match="never overwritten"):
        deidentify(store, tmp_path / "v1", plan_of_reads(), KEY)
    with pytest.raises(IngestError):
        deidentify(replace(store, folder=tmp_path / "nowhere"), tmp_path / "v2", plan_of_reads(), KEY)
    assert [path.name for path in tmp_path.iterdir()] == ["v1"]


@pytest.mark.parametrize("wrong", [{"keep": ("plate",)}, {"keep": ("location",)}, {"place_step": 0.0}])
def test_a_plan_cannot_keep_what_tells_too_much(wrong):
    with pytest.raises(IngestError):
        plan_of_reads(**wrong)


def test_cells_with_few_plates_are_counted(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(), KEY)
    risk = cell_risk(version, PLATE, least=2)
    # 3 Aug 08h: A, B, C; 09h: A, B; 4 Aug 10h: C and E in one square, and D without a place.
    assert (risk.cells, risk.few, risk.rows, risk.rows_in_few, risk.smallest) == (4, 1, 8, 1, 1)
    assert risk.share_few == 0.25


def test_two_points_single_out_one_of_the_three_that_have_them(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(), KEY)
    (two, three) = unicity(version, PLATE, points=(2, 3))
    # A and B share both their points; C's two are held by C alone.
    assert (two.eligible, two.traces, two.unique_share, two.median_crowd) == (3, 3, 1 / 3, 2.0)
    assert 0 < two.low < 1 / 3 < two.high < 1
    assert two.few_share == 1.0
    assert (three.eligible, three.unique_share, three.low, three.high) == (0, 0.0, 0.0, 1.0)


def test_unicity_drawn_again_is_the_same(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(), KEY)
    assert unicity(version, PLATE, points=(1, 2), traces=2, seed=5) == unicity(
        version, PLATE, points=(1, 2), traces=2, seed=5
    )


def test_a_camera_that_is_kept_tells_the_place_however_coarse_it_is(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(place_step=None, keep=("device", "hit")), KEY)
    # CAM1 at 8 has A, B and C, CAM2 at 9 A and B; the next day at 10 CAM1 has C and E, and CAM3 has D alone.
    cells = cell_risk(version, PLATE, least=2)
    assert (cells.cells, cells.few, cells.smallest) == (4, 1, 1)


def test_without_places_the_time_alone_singles_out(store, tmp_path: Path):
    version = deidentify(store, tmp_path / "v1", plan_of_reads(place_step=None, keep=()), KEY)
    assert cell_risk(version, PLATE).cells == 3
    # A and B share both their hours; C's first and last hour together are nobody else's.
    (two,) = unicity(version, PLATE, points=(2,))
    assert (two.eligible, two.unique_share) == (3, 1 / 3)
