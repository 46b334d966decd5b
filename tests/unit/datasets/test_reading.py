"""A file read whole: each kind of damage by its name, no value bent, nothing kept of what failed."""

import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from requests_app.datasets import (
    FREE_TABLE,
    IngestCancelledError,
    Ledger,
    Mapping,
    QuarantinedLine,
    Stage,
    Text,
    ingest,
    open_store,
    propose,
    quarantine_rows,
)
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.parts import FramedPart, PartParser
from requests_app.datasets.readers import Limits
from requests_app.errors import IngestError

HEADER = "plate,seen,lat,lon,camera,hit,remark"
GOOD = "8ABC123,2026-08-03 12:00:00,34.05,-118.25,CAM1,0,"
wall = datetime.fromisoformat


def accepted(store, columns: str) -> list[tuple]:
    with Engine(store.folder) as engine:
        return engine.rows(f"SELECT {columns} FROM read_parquet({literal(store.accepted)}) ORDER BY line")


def changed(field: int, value: str) -> str:
    cells = GOOD.split(",")
    cells[field] = value
    return ",".join(cells)


def test_a_sound_row_is_kept_as_the_agency_wrote_it(read):
    ledger, store = read(changed(6, "seen twice"))
    assert (ledger.lines, ledger.header, ledger.accepted, ledger.quarantined) == (2, 1, 1, 0)
    assert accepted(store, "line, read_at, local_at, plate, latitude, longitude, device, hit, given_remark") == [
        (
            2,
            wall("2026-08-03 19:00"),
            wall("2026-08-03 12:00"),
            "8ABC123",
            34.05,
            -118.25,
            "CAM1",
            False,
            "seen twice",
        )
    ]


DAMAGE = [
    (changed(0, ""), "missing_plate"),
    (changed(0, "NA"), "missing_plate"),
    (changed(0, "  "), "missing_plate"),
    (changed(0, '""'), "missing_plate"),
    (changed(1, ""), "missing_read_at"),
    (changed(1, "2026-08-03"), "unreadable_read_at"),
    (changed(1, "2026-08-03 12:00:00+02"), "unreadable_read_at"),
    (changed(1, "2026-08-03T12:00:00"), "unreadable_read_at"),
    (changed(1, "2026-02-30 12:00:00"), "unreadable_read_at"),
    (changed(1, "2026-08-03 24:00:00"), "unreadable_read_at"),
    (changed(1, "0026-08-03 12:00:00"), "out_of_range_read_at"),
    (changed(1, "infinity"), "out_of_range_read_at"),
    (changed(1, "2026-03-08 02:30:00"), "no_such_time"),
    (changed(2, "north"), "unreadable_latitude"),
    (changed(2, "nan"), "unreadable_latitude"),
    (changed(2, "3_4.05"), "unreadable_latitude"),
    (changed(2, "94.6"), "out_of_range_latitude"),
    (changed(3, "inf"), "unreadable_longitude"),
    (changed(3, "-181"), "out_of_range_longitude"),
    (changed(3, ""), "half_coordinate"),
    (changed(5, "maybe"), "unreadable_hit"),
    (changed(6, 'a "quote'), "stray_quote"),
    ("only,three,cells", "too_few_fields"),
    (GOOD + ",more", "too_many_fields"),
    (GOOD.encode() + b"\xff", "not_text"),
    (GOOD.encode() + b"\x00", "control_character"),
]


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory, mapping: Mapping) -> tuple[Ledger, dict[int, QuarantinedLine]]:
    """One file with each damaged line between sound ones: its ledger, and what was set aside by line."""
    folder = tmp_path_factory.mktemp("damaged")
    lines = [HEADER.encode()]
    for line, _ in DAMAGE:
        lines += [GOOD.encode(), line if isinstance(line, bytes) else line.encode()]
    (folder / "received.csv").write_bytes(b"\n".join(lines))
    ledger = ingest(folder / "received.csv", folder / "reading", mapping)
    return ledger, {line.line: line for line in quarantine_rows(open_store(folder / "reading"))}


@pytest.mark.parametrize(("place", "line", "reason"), [(at, *damage) for at, damage in enumerate(DAMAGE)])
def test_each_kind_of_damage_is_set_aside_by_its_name_with_its_bytes(
    damaged, place: int, line: str | bytes, reason: str
):
    aside = damaged[1][2 * place + 3]
    raw = line if isinstance(line, bytes) else line.encode()
    assert (aside.reason, aside.raw, aside.length) == (reason, raw, len(raw))
    assert aside.sentence != aside.reason


def test_damage_costs_no_sound_line_and_is_counted_by_its_names(damaged):
    ledger, _ = damaged
    assert (ledger.lines, ledger.accepted, ledger.quarantined) == (2 * len(DAMAGE) + 1, len(DAMAGE), len(DAMAGE))
    assert ledger.reasons == dict(Counter(reason for _, reason in DAMAGE))


def test_a_row_without_coordinates_is_accepted_and_noted(read):
    ledger, _ = read("8ABC123,2026-08-03 12:00:00,,NA,CAM1,,")
    assert (ledger.accepted, ledger.notes) == (1, {"without_coordinates": 1})


def test_coordinates_at_zero_are_kept_but_put_on_no_map(read):
    ledger, store = read("8ABC123,2026-08-03 12:00:00,0,0,CAM1,,", GOOD)
    assert ledger.notes == {"at_zero_coordinates": 1}
    assert accepted(store, "latitude, longitude")[0] == (0.0, 0.0)
    assert [cell is None for (cell,) in accepted(store, "cell")] == [True, False]


def test_a_time_that_comes_twice_is_taken_as_its_first_and_counted(read):
    ledger, store = read(changed(1, "2026-11-01 01:30:00"))
    assert ledger.notes == {"in_a_doubled_hour": 1}
    assert accepted(store, "read_at") == [(wall("2026-11-01 08:30"),)]


def test_the_hour_around_both_changes_of_the_clock_is_told_in_utc(read):
    _, store = read(
        changed(1, "2026-03-08 01:59:59"),
        changed(1, "2026-03-08 03:00:00"),
        changed(1, "2026-11-01 00:59:59"),
        changed(1, "2026-11-01 02:00:00"),
    )
    assert accepted(store, "read_at") == [
        (wall("2026-03-08 09:59:59"),),
        (wall("2026-03-08 10:00:00"),),
        (wall("2026-11-01 07:59:59"),),
        (wall("2026-11-01 10:00:00"),),
    ]


@pytest.mark.parametrize(
    ("form", "text"),
    [("%Y-%m-%dT%H:%M:%S%z", "2026-08-03T21:00:00+02:00"), ("%Y-%m-%dT%H:%M:%SZ", "2026-08-03T19:00:00Z")],
)
def test_a_written_offset_is_obeyed_and_the_wall_clock_is_the_zones(read, mapping, form: str, text: str):
    _, store = read(changed(1, text), by=replace(mapping, time_formats=(form,)))
    assert accepted(store, "read_at, local_at") == [(wall("2026-08-03 19:00"), wall("2026-08-03 12:00"))]


def test_date_and_time_in_two_columns_are_one_time(read, mapping):
    split = replace(
        mapping,
        columns=("plate", "day", "clock"),
        fields={"plate": ("plate",), "read_at": ("day", "clock")},
        time_formats=("%m/%d/%Y %I:%M %p",),
    )
    _, store = read("8ABC123,8/3/2026,12:05 PM", header="plate,day,clock", by=split)
    assert accepted(store, "local_at") == [(wall("2026-08-03 12:05"),)]


def test_a_quoted_field_over_two_lines_keeps_its_inner_line_end(read):
    ledger, store = read(changed(6, '"left\nright, ""here"""'), GOOD)
    assert (ledger.lines, ledger.joined, ledger.accepted) == (4, 1, 2)
    assert accepted(store, "line, given_remark") == [(2, 'left\nright, "here"'), (4, None)]


def test_a_quoted_field_over_two_lines_that_a_rule_refuses_keeps_its_bytes(read):
    line = '8ABC123,soon,34.05,-118.25,CAM1,0,"left\nright"'
    ledger, store = read(line)
    assert ledger.reasons == {"unreadable_read_at": 1}
    assert quarantine_rows(store)[0].raw == line.encode()


def test_exact_duplicates_are_flagged_and_stay(read):
    other = changed(4, "CAM2")
    ledger, store = read(GOOD, other, GOOD, GOOD)
    assert (ledger.accepted, ledger.duplicates) == (4, 2)
    with Engine(store.folder) as engine:
        flagged = engine.rows(f"SELECT line, first_line FROM read_parquet({literal(store.duplicates)}) ORDER BY 1")
    assert flagged == [(4, 2), (5, 2)]


def test_rows_that_differ_only_in_a_column_no_field_uses_are_no_duplicates(read):
    ledger, _ = read(changed(6, "first"), changed(6, "second"))
    assert ledger.duplicates == 0


def test_blank_lines_and_repeated_headers_are_counted(read):
    ledger, _ = read(GOOD, "", HEADER, GOOD, " ")
    assert (ledger.lines, ledger.header, ledger.blank, ledger.accepted) == (6, 2, 2, 2)


def test_a_file_of_damage_alone_still_reconciles(read):
    ledger, store = read("nothing", "here", "is sound")
    assert (ledger.accepted, ledger.quarantined) == (0, 3)
    assert accepted(store, "line") == []


def test_windows_1252_is_kept_in_its_letters_and_its_bytes(read, mapping):
    western = replace(mapping, text=Text(encoding="cp1252"))
    refused = changed(1, "mañana").encode("cp1252")
    ledger, store = read(changed(6, "Peña €").encode("cp1252"), refused, by=western)
    assert ledger.reasons == {"unreadable_read_at": 1}
    assert accepted(store, "given_remark") == [("Peña €",)]
    assert quarantine_rows(store)[0].raw == refused


def test_columns_that_share_a_name_but_for_case_are_both_kept(read, mapping):
    twice = replace(mapping, columns=(*mapping.columns[:-1], "Remark", "remark"))
    header = ",".join(twice.columns)
    _, store = read(GOOD[:-1] + ",one,two", header=header, by=twice)
    assert [value for row in accepted(store, "COLUMNS('given_.*')") for value in row] == ["one", "two"]


def test_a_file_with_other_columns_than_the_mapping_is_refused(read):
    with pytest.raises(IngestError, match="other columns"):
        read(GOOD, header="plate,seen,lon,lat,camera,hit,remark")


def test_many_parts_give_the_same_lines_as_one(read, tmp_path: Path, mapping, monkeypatch):
    lines = [changed(4, f"CAM{number % 7}") if number % 50 else "damaged" for number in range(1000)]
    ledger, _ = read(*lines)
    monkeypatch.setattr("requests_app.datasets.reading.PART_LINES", 64)
    monkeypatch.setattr("requests_app.datasets.readers.CHUNK_BYTES", 500)
    again = ingest(tmp_path / "received.csv", tmp_path / "again", mapping)
    assert again.reasons == ledger.reasons == {"too_few_fields": 20}
    assert (again.accepted, again.lines, again.duplicates) == (980, 1001, ledger.duplicates)
    numbers = [line for (line,) in accepted(open_store(tmp_path / "again"), "line")]
    assert numbers == [number + 2 for number in range(1000) if number % 50]


def test_reading_twice_gives_the_first_ledger_and_touches_nothing(read, tmp_path: Path, mapping):
    ledger, store = read(GOOD)
    before = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*")}
    assert ingest(tmp_path / "received.csv", store.folder, mapping) == ledger
    assert {path: path.stat().st_mtime_ns for path in store.folder.rglob("*")} == before


def test_a_reading_is_never_overwritten_by_another(read, tmp_path: Path, mapping):
    _, store = read(GOOD)
    with pytest.raises(IngestError, match="never overwritten"):
        ingest(tmp_path / "received.csv", store.folder, replace(mapping, zone="UTC"))


def test_a_stopped_reading_leaves_nothing_behind(read, tmp_path: Path, mapping):
    source = tmp_path / "received.csv"
    source.write_text(HEADER + "\n" + (GOOD + "\n") * 1000)
    with pytest.raises(IngestCancelledError):
        ingest(source, tmp_path / "reading", mapping, cancelled=lambda: True)
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == ["received.csv"]


def test_a_failed_reading_leaves_nothing_behind(tmp_path: Path, mapping):
    source = tmp_path / "received.csv"
    source.write_text(HEADER + "\n" + (GOOD + "\n") * 1000)
    with pytest.raises(IngestError, match="bytes allowed"):
        ingest(source, tmp_path / "reading", mapping, limits=Limits(text_bytes=100))
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == ["received.csv"]


def test_progress_goes_forward_through_the_stages_to_done(tmp_path: Path, mapping):
    source = tmp_path / "received.csv"
    source.write_text(HEADER + "\n" + GOOD + "\n")
    told: list[tuple[Stage, float, int]] = []
    ingest(source, tmp_path / "reading", mapping, progress=lambda *report: told.append(report))
    stages = list(Stage)
    assert [stages.index(stage) for stage, _, _ in told] == sorted(stages.index(stage) for stage, _, _ in told)
    assert told[-1] == (Stage.DONE, 1.0, 2)
    assert all(0 <= fraction <= 1 for _, fraction, _ in told)


def test_a_reading_killed_half_way_can_be_read_again_and_never_looks_complete(tmp_path: Path, mapping: Mapping):
    source = tmp_path / "received.csv"
    source.write_text(HEADER + "\n" + (GOOD + "\n") * 3000)
    program = textwrap.dedent(
        """
        import json, os, signal, sys
        from pathlib import Path
        from requests_app.datasets import Mapping, Stage, ingest

        def die(stage, fraction, lines):
            if stage == Stage(sys.argv[4]):
                os.kill(os.getpid(), signal.SIGKILL)

        mapping = Mapping.from_json(json.loads(sys.argv[3]))
        ingest(Path(sys.argv[1]), Path(sys.argv[2]), mapping, progress=die)
        """
    )
    root = Path(__file__).resolve().parents[3]
    for stage in ("read", "summarise"):
        ended = subprocess.run(
            [sys.executable, "-c", program, str(source), str(tmp_path / "reading"), mapping.dumps(), stage],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            check=False,
        )
        assert ended.returncode == -signal.SIGKILL
        assert not (tmp_path / "reading").exists()
    assert ingest(source, tmp_path / "reading", mapping).accepted == 3000
    assert not list(tmp_path.glob(".*partial"))


def test_two_readings_into_one_folder_at_a_time_are_one_too_many(tmp_path: Path, mapping):
    source = tmp_path / "received.csv"
    source.write_text(HEADER + "\n" + GOOD + "\n")
    refused: list[str] = []

    def again(stage: Stage, fraction: float, lines: int) -> None:
        if stage is Stage.READ and not refused:
            with pytest.raises(IngestError, match="Another process") as told:
                ingest(source, tmp_path / "reading", mapping)
            refused.append(str(told.value))

    ingest(source, tmp_path / "reading", mapping, progress=again)
    assert len(refused) == 1


def test_a_parser_that_counts_other_than_the_framing_is_stopped(tmp_path: Path, mapping):
    framed = tmp_path / "framed.txt"
    framed.write_text(GOOD + "\n")
    with Engine(tmp_path) as engine, pytest.raises(IngestError, match="1 rows of 2 records"):
        PartParser(engine, tmp_path, mapping).parse(FramedPart(framed, 1, lines=2, framed=2))


def test_a_damaged_reading_is_not_opened(read):
    _, store = read(GOOD)
    next(store.folder.glob("accepted/*.parquet")).write_bytes(b"")
    with pytest.raises(IngestError, match="damaged"):
        open_store(store.folder)


def test_a_table_of_hundreds_of_columns_is_read_in_little_memory(tmp_path: Path):
    path = tmp_path / "wide.csv"
    path.write_text("".join(",".join(f"{word}{at}" for at in range(600)) + "\n" for word in "123"))
    mapping = propose(path, shape=FREE_TABLE).mapping
    assert mapping is not None
    assert ingest(path, tmp_path / "reading", mapping, memory_bytes=160 << 20).accepted == 3
