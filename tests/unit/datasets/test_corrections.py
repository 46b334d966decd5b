"""Lines set aside, corrected by a person: counted apart, the file and all other lines untouched."""

from dataclasses import replace
from pathlib import Path

import pytest

from requests_app.datasets import (
    Correction,
    Ledger,
    Mapping,
    Store,
    Text,
    cells_to_begin_with,
    fingerprint,
    ingest,
    open_store,
    quarantine_rows,
    raw_sha256,
    refusals,
)
from requests_app.datasets.engine import Engine, literal
from requests_app.errors import IngestError

HEADER = "plate,seen,lat,lon,camera,hit,remark"
GOOD = "8ABC123,2026-08-03 12:00:00,34.05,-118.25,CAM1,0,"
NO_TIME = "7XYZ999,2026-08-03 25:00:00,34.05,-118.25,CAM1,0,"
SHORT = "6DEF456,2026-08-03 13:00:00"
STRAY = b'5GHI789,2026-08-03 14:00:00,34.05,-118.25,"CAM1,0,\xff'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Seven lines: header, two good, a blank, and three set aside (lines 3, 5 and 7)."""
    path = tmp_path / "received.csv"
    lines = [HEADER.encode(), GOOD.encode(), NO_TIME.encode(), b"", SHORT.encode(), GOOD.encode(), STRAY]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def correction(line: int, raw: bytes, cells: str) -> Correction:
    return Correction(line, raw_sha256(raw), tuple(cells.split(",")))


def read(source: Path, mapping: Mapping, *corrections: Correction) -> tuple[Ledger, Store]:
    folder = source.with_name(f"reading-{fingerprint(corrections)[:8]}")
    return ingest(source, folder, mapping, corrections=corrections), open_store(folder)


MENDED = (
    correction(3, NO_TIME.encode(), "7XYZ999,2026-08-03 15:00:00,34.05,-118.25,CAM1,0,"),
    correction(5, SHORT.encode(), "6DEF456,2026-08-03 13:00:00,,,CAM2,0,the agency said so"),
)


def test_corrected_lines_are_accepted_and_counted_apart(source: Path, mapping: Mapping) -> None:
    before, _ = read(source, mapping)
    assert (before.accepted, before.patched, before.quarantined) == (2, 0, 3)
    after, store = read(source, mapping, *MENDED)
    assert (after.lines, after.header, after.blank, after.accepted, after.quarantined) == (7, 1, 1, 4, 1)
    assert after.patched == 2
    assert after.reasons == {"not_text": 1}
    assert [row.line for row in quarantine_rows(store)] == [7]
    with Engine(store.folder) as engine:
        rows = engine.rows(f"SELECT line, plate, device FROM read_parquet({literal(store.accepted)}) ORDER BY line")
    assert rows == [
        (2, "8ABC123", "CAM1"),
        (3, "7XYZ999", "CAM1"),
        (5, "6DEF456", "CAM2"),
        (6, "8ABC123", "CAM1"),
    ]


def test_a_corrected_line_can_turn_out_to_be_a_duplicate(source: Path, mapping: Mapping) -> None:
    ledger, _ = read(source, mapping, correction(7, STRAY, GOOD))
    assert (ledger.accepted, ledger.patched, ledger.duplicates) == (3, 1, 2)


def test_a_correction_of_other_bytes_or_of_an_accepted_line_changes_nothing(source: Path, mapping: Mapping) -> None:
    for wrong in (correction(3, b"other bytes", GOOD), correction(2, GOOD.encode(), GOOD)):
        ledger, _ = read(source, mapping, wrong)
        assert (ledger.accepted, ledger.patched, ledger.quarantined) == (2, 0, 3)
        assert "1 corrections were not applied" in ledger.remarks[0]


def test_a_correction_the_rules_refuse_leaves_the_line_as_it_was_set_aside(source: Path, mapping: Mapping) -> None:
    wrong = correction(3, NO_TIME.encode(), "7XYZ999,2026-08-03 26:00:00,34.05,-118.25,CAM1,0,")
    ledger, store = read(source, mapping, wrong)
    assert ledger.patched == 0
    assert quarantine_rows(store)[0].raw == NO_TIME.encode()
    short = replace(wrong, line=5, cells=("a", "b"))
    marked = replace(wrong, line=7, cells=(*wrong.cells[:6], "two\nlines"))
    assert refusals([wrong, short, marked, MENDED[1]], mapping) == {
        3: "unreadable_read_at",
        5: "too_few_fields",
        7: "control_character",
    }


def test_a_reading_with_corrections_is_another_than_without(source: Path, mapping: Mapping) -> None:
    ingest(source, source.with_name("one"), mapping)
    with pytest.raises(IngestError, match="another reading"):
        ingest(source, source.with_name("one"), mapping, corrections=MENDED)
    ingest(source, source.with_name("two"), mapping, corrections=MENDED)
    again = ingest(source, source.with_name("two"), mapping, corrections=tuple(reversed(MENDED)))
    assert again.patched == 2


def test_the_cells_a_person_begins_with_are_those_of_the_line(mapping: Mapping) -> None:
    assert cells_to_begin_with(SHORT.encode(), mapping) == ("6DEF456", "2026-08-03 13:00:00", "", "", "", "", "")
    assert cells_to_begin_with(b"a\x00b,\xff", mapping)[:2] == ("a b", "\ufffd")


def test_the_cells_of_a_json_object_are_found_by_their_names(mapping: Mapping) -> None:
    by_name = replace(mapping, text=Text(header_lines=0, form="array"))
    raw = b'{\n  "seen": "2026-08-03, late", "plate": "8ABC123",\n "lat": 94.60}'
    assert cells_to_begin_with(raw, by_name) == ("8ABC123", "2026-08-03, late", "94.60", "", "", "", "")
    assert cells_to_begin_with(b"7", by_name) == ("",) * 7


def test_cells_with_separators_and_quotation_marks_stay_one_cell(source: Path, mapping: Mapping) -> None:
    cells = ("9A", "2026-08-03 15:00:00", "", "", 'CAM, "north"', "", "")
    _, store = read(source, mapping, Correction(3, raw_sha256(NO_TIME.encode()), cells))
    with Engine(store.folder) as engine:
        rows = engine.rows(f"SELECT device FROM read_parquet({literal(store.accepted)}) WHERE line = 3")
    assert rows == [('CAM, "north"',)]
