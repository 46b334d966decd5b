"""Workbooks of the binary and of the old kind give the same texts as newer ones, and damaged ones a sentence."""

import struct
import zipfile
from pathlib import Path

import pytest

from requests_app.datasets import Limits, Mapping, ingest, propose
from requests_app.datasets.readers import Source
from requests_app.errors import IngestError
from tests.unit.datasets import binary
from tests.unit.datasets.files import accepted, values

SHEETS = Path(__file__).resolve().parents[2] / "data" / "sheets"
FORMATS = ((164, "m/d/yyyy h:mm:ss"), (14, ""), (20, ""), (165, "0.0%"))


def double(value: float) -> bytes:
    return struct.pack("<d", value)


# Worked by hand from [MS-XLSB] 2.5.123: a whole number stands in the upper 30 bits, bit 1 says so, bit 0 hundredths.
CELLS = [
    (binary.cell(5, 1, double(34.0522)), "34.0522"),
    (binary.cell(5, 1, double(94.6)), "94.6"),
    (binary.cell(2, 1, struct.pack("<I", 712 << 2 | 2)), "712"),
    (binary.cell(2, 1, struct.pack("<I", 3405 << 2 | 3)), "34.05"),
    (binary.cell(2, 1, struct.pack("<i", -11825 << 2 | 3)), "-118.25"),
    (binary.cell(2, 1, struct.pack("<I", 0x3FE00000)), "0.5"),
    (binary.cell(5, 1, double(46237.5208333333), style=1), "2026-08-03 12:30:00"),
    (binary.cell(5, 1, double(46237), style=1), "2026-08-03 00:00:00"),
    (binary.cell(5, 1, double(46237), style=2), "2026-08-03"),
    (binary.cell(5, 1, double(0.75), style=3), "18:00:00"),
    (binary.cell(5, 1, double(0.5), style=4), "0.5"),
    (binary.cell(4, 1, b"\x01"), "TRUE"),
    (binary.cell(7, 1, struct.pack("<I", 0)), "00712"),
    (binary.cell(6, 1, binary.wide("=1+1")), "=1+1"),
    (binary.cell(62, 1, b"\x00" + binary.wide("two runs")), "two runs"),
    (binary.cell(8, 1, binary.wide("Peña") + bytes(6)), "Peña"),
    (binary.cell(9, 1, double(2) + bytes(6)), "2"),
    (binary.cell(10, 1, b"\x00" + bytes(6)), "FALSE"),
    (binary.short(13, struct.pack("<I", 7 << 2 | 2)), "7"),
    (binary.short(17, binary.wide("behind")), "behind"),
]


def test_a_binary_workbooks_values_are_taken_as_they_are_stored(tmp_path: Path):
    rows = [binary.row(0, binary.cell(6, 0, binary.wide("name")), binary.cell(6, 1, binary.wide("value")))]
    for at, (second, _) in enumerate(CELLS, start=1):
        rows.append(binary.row(at, binary.cell(6, 0, binary.wide(f"n{at}")), second))
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.packed(binary.parts_of(*rows, strings=["00712"], formats=FORMATS)))
    assert values(path, tmp_path / "reading") == [text for _, text in CELLS]


def test_a_binary_workbook_that_counts_from_1904_is_read_so(tmp_path: Path):
    rows = [
        binary.row(0, binary.cell(6, 0, binary.wide("name")), binary.cell(6, 1, binary.wide("value"))),
        binary.row(1, binary.cell(6, 0, binary.wide("n")), binary.cell(5, 1, double(44775), style=2)),
    ]
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.packed(binary.parts_of(*rows, formats=FORMATS, from_1904=True)))
    assert values(path, tmp_path / "reading") == ["2026-08-03"]


def test_an_old_workbook_written_by_a_spreadsheet_is_taken_as_it_is_stored(tmp_path: Path):
    path = SHEETS / "values.xls"
    assert [name for name, _, _ in propose(path).tables] == ["Values", "Hidden"]
    assert values(path, tmp_path / "reading") == [
        "34.0522",
        "712",
        "123456789012",
        "2026-08-03 12:30:00",
        "2026-08-03 00:00:00",
        "2026-08-03",
        "18:00:00",
        "TRUE",
        "00712",
        "Peña “quoted” 車",
        "2",
        "#N/A",
        "0.5",
        "=1+1",
        "hidden",
    ]


def test_an_error_in_a_cell_stops_a_row_only_where_the_column_is_used(tmp_path: Path):
    path = SHEETS / "values.xls"
    draft = propose(path).draft | {
        "shape": "free_table",
        "fields": {"column_2": ["value"]},
        "kinds": {"column_2": "number"},
    }
    ledger = ingest(path, tmp_path / "reading", Mapping.from_json(draft))
    assert ledger.reasons["error_cell"] == 1
    rows = [
        binary.row(0, binary.cell(6, 0, binary.wide("name")), binary.cell(6, 1, binary.wide("value"))),
        binary.row(1, binary.cell(6, 0, binary.wide("a")), binary.cell(3, 1, b"\x2a")),
        binary.row(2, binary.cell(6, 0, binary.wide("b")), binary.cell(11, 1, b"\x17" + bytes(6))),
        binary.row(4, binary.cell(3, 0, b"\x07"), binary.cell(5, 1, double(2))),
    ]
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.packed(binary.parts_of(*rows)))
    draft = propose(path).draft | {
        "shape": "free_table",
        "fields": {"column_2": ["value"]},
        "kinds": {"column_2": "number"},
    }
    ledger = ingest(path, tmp_path / "two", Mapping.from_json(draft))
    assert (ledger.lines, ledger.header, ledger.blank) == (5, 1, 1), "the row the sheet leaves out is counted"
    assert (ledger.reasons, ledger.accepted) == ({"error_cell": 2}, 1)
    assert accepted(tmp_path / "two", "line, given_name") == [(5, "#DIV/0!")]


NAMES = binary.row(0, binary.cell(6, 0, binary.wide("name")))
TRAPS = {
    "a text that is not there": (
        {"xl/sheet.bin": binary.row(0, binary.cell(7, 0, struct.pack("<I", 9)))},
        "refers to a text that is not there",
    ),
    "rows beyond a sheet": ({"xl/sheet.bin": NAMES + binary.row(1 << 20)}, "more than a sheet can hold"),
    "rows out of order": ({"xl/sheet.bin": binary.row(5) + NAMES}, "out of order"),
    "a column beyond a sheet": (
        {"xl/sheet.bin": binary.row(0, binary.cell(6, 16_384, binary.wide("x")))},
        "out of order",
    ),
    "two cells in one place": (
        {"xl/sheet.bin": binary.row(0, binary.cell(4, 3, b"\x01"), binary.cell(4, 3, b"\x01"))},
        "out of order",
    ),
    "a record longer than any": ({"xl/sheet.bin": NAMES + b"\x06\xff\xff\xff\x7f"}, "longer than any is"),
    "a record cut short": ({"xl/sheet.bin": NAMES[:-3]}, "cut short"),
    "a number cut short": ({"xl/sheet.bin": binary.row(0, binary.cell(5, 0, b"\x00"))}, "shorter than what it holds"),
    "a text shorter than said": (
        {"xl/sheet.bin": binary.row(0, binary.cell(6, 0, struct.pack("<I", 1 << 30)))},
        "shorter than what it holds",
    ),
    "no sheet": ({"xl/workbook.bin": b""}, "no sheet of cells"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_binary_workbook_that_is_a_trap_is_refused_in_a_sentence(tmp_path: Path, trap: str):
    changed, sentence = TRAPS[trap]
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.packed(binary.parts_of(NAMES) | changed))
    with pytest.raises(IngestError, match=sentence):
        propose(path)


def test_a_binary_workbook_with_more_rows_than_its_size_could_hold_is_refused(tmp_path: Path):
    rows = b"".join(binary.row(at, binary.cell(4, 16_000, b"\x01")) for at in range(300))
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.packed(binary.parts_of(rows)))
    with Source(path, Limits(free_bytes=1 << 20)) as source, pytest.raises(IngestError, match="bomb"):
        for part in source.parts():
            for _ in part.rows or ():
                pass


def test_the_names_inside_an_archive_are_titles_and_never_places(tmp_path: Path):
    path = tmp_path / "week.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(SHEETS / "week.xls", "../../../etc/week.xls")
        archive.writestr("/etc/week.xlsb\x00.png", binary.of_texts([["plate", "seen"], ["=1+1", "x"]]))
        archive.writestr("hidden/\x00.csv", b"plate,seen\n1,2\n")
    with Source(path, Limits()) as source:
        found = {part.name: [row.cells for row in part.rows or ()] for part in source.parts()}
        assert source.ignored == ("hidden/",), "a name that is cut to a folder's is told of"
    assert list(found) == ["../../../etc/week.xls: Sheet", "/etc/week.xlsb: One"]
    assert [file.name for file in tmp_path.iterdir()] == ["week.zip"]


def test_a_formula_stays_text_and_a_nul_is_set_aside(tmp_path: Path):
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.of_texts([["name", "value"], ["a", "=1+1"], ["b", "x\x00y"], ["c", "\ud800"]]))
    mapping = Mapping.from_json({**propose(path).draft, "shape": "free_table", "fields": {}, "kinds": {}})
    ledger = ingest(path, tmp_path / "reading", mapping)
    assert (ledger.accepted, ledger.reasons) == (1, {"control_character": 1, "not_text": 1})
    assert accepted(tmp_path / "reading", "given_value") == [("=1+1",)]


def test_a_declared_size_beyond_the_limit_is_refused_in_a_binary_workbook_too(tmp_path: Path):
    data = bytearray(binary.packed(binary.parts_of(NAMES)))
    at = data.rindex(b"PK\x01\x02") + 24  # of the sheet, the last part
    data[at : at + 4] = (10 << 28).to_bytes(4, "little")
    path = tmp_path / "book.xlsb"
    path.write_bytes(bytes(data))
    with pytest.raises(IngestError, match="bomb"):
        propose(path)


def test_a_bomb_of_shared_texts_is_refused(tmp_path: Path):
    text = binary.record(19, b"\x00" + binary.wide("x" * 30_000))
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.packed(binary.parts_of(NAMES) | {"xl/sharedStrings.bin": text * 200}))
    with Source(path, Limits(free_bytes=1 << 20)) as source, pytest.raises(IngestError, match="bomb"):
        for part in source.parts():
            list(part.rows or ())


def test_a_bomb_of_cells_that_repeat_one_text_is_refused(tmp_path: Path):
    rows = [binary.row(at, binary.cell(7, 0, bytes(4)), binary.cell(7, 1, bytes(4))) for at in range(300)]
    path = tmp_path / "book.xlsb"
    path.write_bytes(binary.packed(binary.parts_of(*rows, strings=["x" * 30_000])))
    with Source(path, Limits(free_bytes=1 << 20)) as source, pytest.raises(IngestError, match="bomb"):
        for part in source.parts():
            list(part.rows or ())


def test_an_old_workbook_whose_chain_of_sectors_is_a_ring_is_refused(tmp_path: Path):
    data = bytearray((SHEETS / "values.xls").read_bytes())
    table = (int.from_bytes(data[76:80], "little") + 1) * 512
    for sector in range(120):  # each sector is followed by the one before
        at = table + 4 * sector
        if int.from_bytes(data[at : at + 4], "little") < 0xFFFFFFFA:
            data[at : at + 4] = max(0, sector - 1).to_bytes(4, "little")
    path = tmp_path / "book.xls"
    path.write_bytes(bytes(data))
    with pytest.raises(IngestError, match="damaged"):
        propose(path)


@pytest.mark.parametrize("keep", [600, 2000, 5000])
def test_an_old_workbook_cut_short_is_refused_in_a_sentence(tmp_path: Path, keep: int):
    path = tmp_path / "book.xls"
    path.write_bytes((SHEETS / "values.xls").read_bytes()[:keep])
    with pytest.raises(IngestError, match="old"):
        propose(path)


def test_a_locked_workbook_and_another_office_file_are_refused_with_what_to_do(tmp_path: Path):
    # The marks of an Office file by name; a locked workbook holds an "EncryptedPackage" and no workbook.
    data = (
        (SHEETS / "values.xls").read_bytes().replace("Workbook".encode("utf-16-le"), "Locked!!".encode("utf-16-le"))
    )
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    with pytest.raises(IngestError, match=r"locked with a password.*Ask for CSV"):
        propose(path)


def test_an_old_workbook_is_read_inside_an_archive(tmp_path: Path):
    path = tmp_path / "week.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(SHEETS / "week.xls", "week.xls")
    with Source(path, Limits()) as source:
        assert [(part.name, sum(1 for _ in part.rows or ())) for part in source.parts()] == [("week.xls: Sheet", 8)]
