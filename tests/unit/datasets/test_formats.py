"""The same table, in every form agencies send it in, comes out the same and is accounted for alike."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from requests_app.datasets import Mapping, ingest, open_store, propose, quarantine_rows, reading
from requests_app.errors import IngestError
from tests.unit.datasets.conftest import HEADER
from tests.unit.datasets.files import (
    FORMS,
    REASONS,
    SOUND,
    accepted,
    cells,
    fixed,
    ods_of,
    read,
    values,
    xlsx,
    zipped,
)

NAMELESS = ("sqlite", "sqlite in gzip", "parquet", "json lines", "json array", "json array over many lines")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_table_in_every_form_has_the_same_rows_and_the_same_ledger(tmp_path: Path, form: str):
    path = tmp_path / "received"
    FORMS[form](path)
    ledger = read(path, tmp_path / "reading")
    named = form not in NAMELESS
    assert (ledger.lines, ledger.header, ledger.blank) == (7 + named, int(named), 1)
    assert (ledger.accepted, ledger.quarantined, ledger.duplicates) == (3, 3, 1)
    assert ledger.reasons == REASONS
    rows = accepted(tmp_path / "reading", "line, plate, local_at::VARCHAR, latitude, device, hit, given_remark")
    first = ("8ABC123", "2026-08-03 12:00:00", 34.0522, "007", True, "Peña")
    assert rows == [
        (1 + named, *first),
        (2 + named, "7XYZ999", "2026-08-03 12:00:05", 34.1, "12", False, "“quoted”"),
        (7 + named, *first),
    ]
    asides = quarantine_rows(open_store(tmp_path / "reading"))
    assert [aside.line for aside in asides] == [3 + named, 4 + named, 5 + named]
    assert b"94.6" in asides[0].raw


def test_sheets_with_other_columns_are_told_of_and_another_can_be_chosen(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["Field", "Meaning"])
    book.active.append(["plate", "what was read"])
    for name in ("Week 1", "Week 2"):
        sheet = book.create_sheet(name)
        sheet.append(["plate", "seen"])
        sheet.append(["8ABC123", "2026-08-03 12:00:00"])
    book.save(path)
    proposal = propose(path)
    assert [(name, chosen) for name, _, chosen in proposal.tables] == [
        ("Read me", False),
        ("Week 1", True),
        ("Week 2", True),
    ]
    draft = proposal.draft | {"fields": {"plate": ["plate"], "read_at": ["seen"]}}
    ledger = ingest(path, tmp_path / "reading", Mapping.from_json(draft))
    assert (ledger.lines, ledger.header, ledger.accepted) == (4, 2, 2)
    assert [(member.name, member.first_line) for member in ledger.members] == [("Week 1", 1), ("Week 2", 3)]
    assert ledger.left_out == ("Read me",)


def test_times_in_an_open_document_and_a_parquet_file_keep_their_zone_and_fraction(tmp_path: Path):
    cell = '<table:table-cell office:value-type="{}" office:{}="{}"><text:p>shown</text:p></table:table-cell>'
    rows = [
        cell.format("string", "string-value", "name") + cell.format("string", "string-value", "value"),
        *(
            cell.format("string", "string-value", "x") + cell.format(*values)
            for values in (
                ("float", "value", "94.6"),
                ("percentage", "value", "0.5"),
                ("date", "date-value", "2026-08-03T12:30:00"),
                ("time", "time-value", "PT09H05M07S"),
                ("boolean", "boolean-value", "true"),
            )
        ),
    ]
    path = tmp_path / "book.ods"
    ods_of(
        path,
        '<table:table table:name="S"><table:table-row>'
        + "</table:table-row><table:table-row>".join(rows)
        + "</table:table-row></table:table>",
    )
    assert values(path, tmp_path / "one") == ["94.6", "0.5", "2026-08-03 12:30:00", "09:05:07", "TRUE"]
    path = tmp_path / "rows.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'America/Los_Angeles'")
        connection.execute(
            "COPY (SELECT 1 AS name, "
            "unnest(['2026-08-03 12:30:00+02'::TIMESTAMPTZ, '2026-08-03 12:30:00.25Z']) AS value) "
            f"TO '{path}' (FORMAT parquet)"
        )
    assert values(path, tmp_path / "two") == ["2026-08-03T10:30:00Z", "2026-08-03T12:30:00.250000Z"]


def test_a_database_is_never_asked_to_run_what_it_brings(tmp_path: Path):
    path = tmp_path / "scans.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE scans (plate, seen)")
        database.execute(
            "INSERT INTO scans VALUES ('8ABC123', '2026-08-03 12:00:00'), (x'ff', '2026-08-03 12:00:00')"
        )
        database.execute(
            "CREATE VIEW trap AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT * FROM n"
        )
        database.execute("CREATE TABLE computed (plate, seen AS (upper(plate)))")
        database.execute("INSERT INTO computed VALUES ('8ABC123')")
    database.close()
    assert [name for name, _, _ in propose(path).tables] == ["scans"]
    ledger = read(path, tmp_path / "reading")
    assert (ledger.accepted, ledger.reasons) == (1, {"no_text": 1})


def test_a_line_that_is_no_object_or_has_strange_names_is_set_aside_with_its_bytes(tmp_path: Path):
    path = tmp_path / "lines.jsonl"
    good = '{"plate": "A", "seen": "2026-08-03 12:00:00", "n": 12345678901234567890.10, "more": [1.0, {"a": null}]}'
    bad = [
        "[1, 2]",
        '{"plate": "A", "plate": "B"}',
        '{"plate": ',
        "[" * 5000,
        '{"colour": "red"}',
        '{"plate": "\\ud800"}',
    ]
    path.write_text("\n".join([good] * 60 + bad), encoding="utf-8")
    draft = propose(path).draft
    columns = ["plate", "seen", "n", "more"]
    draft |= {
        "columns": columns,
        "fields": {"plate": ["plate"], "read_at": ["seen"]},
        "shape": "plate_reads",
        "kinds": {},
    }
    ledger = ingest(path, tmp_path / "reading", Mapping.from_json({**draft, "time_formats": ["%Y-%m-%d %H:%M:%S"]}))
    assert ledger.reasons == {"not_an_object": 4, "not_text": 1, "unknown_name": 1}
    asides = quarantine_rows(open_store(tmp_path / "reading"))
    assert [aside.raw.decode() for aside in asides] == bad
    given = accepted(tmp_path / "reading", "given_n, given_more")
    assert given[0] == ("12345678901234567890.10", '[1.0, {"a": null}]')


def test_each_line_of_a_mixed_file_is_read_in_its_own_encoding_and_kept_in_its_own_bytes(tmp_path: Path):
    path = tmp_path / "mixed.csv"
    rows = [
        "A,2026-08-03 12:00:00,Peña".encode(),
        "B,2026-08-03 12:00:01,Peña".encode("cp1252"),
        b'C,2026-08-03 12:00:02,"Pe\xf1a\nand Pe\xc3\xb1a"',
        "D,no time,Peña".encode("cp1252"),
        b"E,2026-08-03 12:00:03,\x81",
    ]
    path.write_bytes(b"plate,time,place\n" + b"\n".join(rows) + b"\n")
    proposal = propose(path)
    mixed = next(question for question in proposal.questions if question.about == "encoding")
    mapping = mixed.answered(Mapping.from_json({**proposal.draft, "time_formats": ["%Y-%m-%d %H:%M:%S"]}), "mixed")
    ledger = ingest(path, tmp_path / "reading", mapping)
    assert ledger.reasons == {"not_text": 1, "unreadable_read_at": 1}
    places = [place for (place,) in accepted(tmp_path / "reading", "location")]
    assert places == ["Peña", "Peña", "Peña\nand Peña"]
    assert [aside.raw for aside in quarantine_rows(open_store(tmp_path / "reading"))] == rows[3:]


def test_a_line_of_fixed_width_that_runs_across_a_columns_beginning_is_set_aside(tmp_path: Path):
    path = tmp_path / "fixed.txt"
    fixed(path)
    mapping = Mapping.from_json({**propose(path).draft, "time_formats": ["%Y-%m-%d %H:%M:%S"]})
    shifted = b" " + ("".join(f"{cell:<21}" for cell in cells()[0])).encode()
    path.write_bytes(path.read_bytes() + b"x" * 30 + b"\n" + shifted.replace(b" 2026", b"  026") + b"\n")
    ledger = ingest(path, tmp_path / "reading", mapping)
    assert ledger.reasons == {**REASONS, "outside_columns": 1, "out_of_range_read_at": 1}


def test_later_members_of_an_archive_may_leave_the_header_out(tmp_path: Path):
    path = tmp_path / "week.zip"
    first = f"{HEADER}\n{SOUND}\n".encode()
    path.write_bytes(zipped(a__csv=first, b__csv=f"{SOUND}\n".encode(), c__csv=first))
    ledger = read(path, tmp_path / "reading")
    assert (ledger.lines, ledger.header, ledger.accepted) == (5, 2, 3)


def test_a_missing_piece_of_a_split_file_is_told(tmp_path: Path):
    path = tmp_path / "week.zip"
    path.write_bytes(zipped(a__csv__001=b"a,b\n1,2\n", a__csv__003=b"3,4\n"))
    with pytest.raises(IngestError, match=r"pieces of “a\.csv” are not all there"):
        propose(path)


def test_a_table_that_ends_where_a_spreadsheet_must_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert reading.SPREADSHEET_ENDS == (65_536, 1_048_576)
    monkeypatch.setattr(reading, "SPREADSHEET_ENDS", (8,))
    path = tmp_path / "received"
    xlsx(path)
    assert read(path, tmp_path / "reading").notes == {"ending_where_a_spreadsheet_must": 1}


@pytest.mark.parametrize("encoding", ["cp1252", "mixed", "utf-8"])
def test_letters_in_lines_of_fixed_width_are_read_once_in_the_files_encoding(tmp_path: Path, encoding: str):
    path = tmp_path / "fixed.txt"
    fixed(path)
    path.write_bytes(path.read_text("utf-8").encode("utf-8" if encoding == "utf-8" else "cp1252"))
    draft = propose(path).draft | {"time_formats": ["%Y-%m-%d %H:%M:%S"]}
    draft["text"] = draft["text"] | {"encoding": encoding}
    ledger = ingest(path, tmp_path / "reading", Mapping.from_json(draft))
    assert ledger.reasons == REASONS
    remarks = [remark for (remark,) in accepted(tmp_path / "reading", "given_remark")]
    assert remarks == ["Peña", "“quoted”", "Peña"]


def test_a_table_behind_those_that_were_chosen_is_left_out_though_it_has_their_columns(tmp_path: Path):
    path = tmp_path / "weeks.zip"
    path.write_bytes(
        zipped(week1__csv=b"plate,time\nA,2026-08-03 12:00:00\n", week2__csv=b"plate,time\nB,2026-08-10 12:00:00\n")
    )
    mapping = propose(path).mapping
    assert mapping is not None
    ledger = ingest(path, tmp_path / "reading", replace(mapping, tables=("week1.csv",)))
    assert (ledger.accepted, ledger.left_out) == (1, ("week2.csv",))
    with pytest.raises(IngestError, match="no table named “week3"):
        ingest(path, tmp_path / "other", replace(mapping, tables=("week1.csv", "week3.csv")))


def test_a_reading_that_an_earlier_version_read_too_much_into_gives_way(tmp_path: Path):
    path = tmp_path / "weeks.zip"
    path.write_bytes(
        zipped(week1__csv=b"plate,time\nA,2026-08-03 12:00:00\n", week2__csv=b"plate,time\nB,2026-08-10 12:00:00\n")
    )
    mapping = propose(path).mapping
    assert mapping is not None
    ingest(path, tmp_path / "reading", mapping)
    chosen = replace(mapping, tables=("week1.csv",))
    manifest = tmp_path / "reading" / "manifest.json"
    said = json.loads(manifest.read_text())
    said["identity"]["mapping"] = chosen.to_json()
    manifest.write_text(json.dumps(said))
    assert open_store(tmp_path / "reading").ledger.read_besides(chosen.tables) == ("week2.csv",)
    assert ingest(path, tmp_path / "reading", chosen).accepted == 1


def test_a_damaged_first_line_of_objects_is_set_aside_and_the_rest_is_read(tmp_path: Path):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"plate": "A", "time": \n' + '{"plate": "B", "time": "2026-08-03 12:00:00"}\n' * 2)
    ledger = read(path, tmp_path / "reading")
    assert (ledger.lines, ledger.accepted, ledger.reasons) == (3, 2, {"not_an_object": 1})


def test_each_table_of_a_file_may_have_its_own_title_above_its_head(tmp_path: Path):
    week1 = b"ALPR export\n3 August\nplate,time\nA,2026-08-03 12:00:00\n"
    week2 = b"plate,time\nB,2026-08-10 12:00:00\n"
    week3 = b"ALPR export\nof a week in August\n17 August\nplate,time\nC,2026-08-17 12:00:00\n"
    path = tmp_path / "weeks.zip"
    path.write_bytes(zipped(week1__csv=week1, week2__csv=week2, week3__csv=week3))
    ledger = read(path, tmp_path / "reading")
    assert (ledger.lines, ledger.header, ledger.accepted) == (11, 8, 3)
    book = tmp_path / "weeks.xlsx"
    sheets = Workbook()
    for week in (week1, week2, week3):
        sheet = sheets.create_sheet()
        for line in week.decode().splitlines():
            sheet.append(line.split(","))
    sheets.remove(sheets["Sheet"])
    sheets.save(book)
    ledger = read(book, tmp_path / "another")
    assert (ledger.lines, ledger.header, ledger.accepted) == (11, 8, 3)


def test_rows_of_data_above_a_repeated_head_are_no_title(tmp_path: Path):
    week1 = b"plate,time,camera\nA,2026-08-03 12:00:00,Elm\n"
    week2 = b"B,2026-08-10 12:00:00\nC,2026-08-10 12:00:00,Oak\nplate,time,camera\nD,2026-08-10 12:00:00,Oak\n"
    path = tmp_path / "weeks.zip"
    path.write_bytes(zipped(week1__csv=week1, week2__csv=week2))
    with pytest.raises(IngestError, match=r"week2\.csv has other columns than the mapping names"):
        read(path, tmp_path / "reading")
    book, sheets = tmp_path / "weeks.xlsx", Workbook()
    for week in (week1, week2):
        sheet = sheets.create_sheet()
        for line in week.decode().splitlines():
            sheet.append(line.split(","))
    sheets.remove(sheets["Sheet"])
    sheets.save(book)
    mapping = propose(book).mapping
    assert mapping is not None
    with pytest.raises(IngestError, match="Sheet2 has other columns than the mapping names"):
        ingest(book, tmp_path / "another", replace(mapping, tables=()))


def test_a_table_that_ends_before_its_data_begins_is_no_head(tmp_path: Path):
    path = tmp_path / "weeks.zip"
    week1 = b"ALPR export\n3 August\nplate,time\nA,2026-08-03 12:00:00\n"
    path.write_bytes(zipped(week1__csv=week1, week2__csv=b"B,x\n"))
    mapping = propose(path).mapping
    assert mapping is not None
    with pytest.raises(IngestError, match=r"week2\.csv ends before its data begins"):
        ingest(path, tmp_path / "reading", replace(mapping, tables=()))
