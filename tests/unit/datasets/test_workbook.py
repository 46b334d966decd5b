"""A workbook's values are taken as they are stored, and what only looks like a workbook is refused."""

import zipfile
from pathlib import Path

import pytest

from requests_app.datasets import Mapping, ingest, propose
from requests_app.errors import IngestError
from tests.unit.datasets.files import accepted, values

SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>value</t></is></c></row>
{rows}</sheetData></worksheet>"""
STYLES = """<styleSheet xmlns="m"><numFmts count="2"><numFmt numFmtId="170" formatCode="m/d/yyyy h:mm:ss"/>
<numFmt numFmtId="171" formatCode="0.0%"/><numFmt numFmtId="172" formatCode="00000"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/><xf numFmtId="171"/><xf numFmtId="172"/>
<xf numFmtId="20"/><xf numFmtId="46"/></cellXfs></styleSheet>"""


def book_of(path: Path, rows: list[str], *, book: str = "", **parts: str) -> None:
    """A workbook of one sheet, written by hand: each row is the XML of its second cell."""
    lines = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>n{at}</t></is></c>{cell}</row>'
        for at, cell in enumerate(rows, start=2)
    )
    members = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns:r="r">{book}<sheets><sheet name="One" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Type="x/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": SHEET.format(rows=lines),
        "xl/styles.xml": STYLES,
        **parts,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


CELLS = [
    ("<c><v>94.6</v></c>", "94.6"),
    ("<c><v>34.052199999999999</v></c>", "34.0522"),
    ("<c><v>12345678901234567890</v></c>", "12345678901234567890"),
    ("<c><v>0.1</v></c>", "0.1"),
    ('<c t="inlineStr"><is><t>00712</t></is></c>', "00712"),
    ('<c s="4"><v>712</v></c>', "712"),
    ('<c s="3"><v>0.5</v></c>', "0.5"),
    ('<c t="b"><v>1</v></c>', "TRUE"),
    ('<c s="1"><v>46237.520833333336</v></c>', "2026-08-03 12:30:00"),
    ('<c s="1"><v>46237.5208333333</v></c>', "2026-08-03 12:30:00"),
    ('<c s="1"><v>46237</v></c>', "2026-08-03 00:00:00"),
    ('<c s="2"><v>46237</v></c>', "2026-08-03"),
    ('<c s="2"><v>46237.25</v></c>', "2026-08-03 06:00:00"),
    ('<c s="5"><v>0.75</v></c>', "18:00:00"),
    ('<c s="6"><v>1.5</v></c>', "1.5"),
    ('<c t="str"><f>A2&amp;"x"</f><v>n2x</v></c>', "n2x"),
    ('<c t="inlineStr"><is><r><t>two </t></r><r><t>runs</t></r><rPh><t>sound</t></rPh></is></c>', "two runs"),
    ('<c t="inlineStr"><is><t>=1+1</t></is></c>', "=1+1"),
    ('<c t="inlineStr"><is><t>a, "b"_x0041_</t></is></c>', 'a, "b"A'),
    ('<c t="inlineStr"><is><t>two\nlines</t></is></c>', "two\nlines"),
    ('<c t="e"><v>#N/A</v></c>', "#N/A"),
    ('<c t="d"><v>2026-08-03T12:30:00</v></c>', "2026-08-03T12:30:00"),
]


def test_a_workbooks_values_are_taken_as_they_are_stored(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    book_of(path, [cell for cell, _ in CELLS])
    assert values(path, tmp_path / "reading") == [text for _, text in CELLS]


def test_a_workbook_that_counts_from_1904_is_read_so(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    book_of(path, ['<c s="1"><v>44775.5</v></c>'], book='<workbookPr date1904="1"/>')
    assert values(path, tmp_path / "reading") == ["2026-08-03 12:00:00"]


def test_rows_a_sheet_leaves_out_keep_the_row_numbers_of_the_sheet(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    book_of(path, [], **{"xl/worksheets/sheet1.xml": SHEET.format(rows='<row r="9"><c r="B9"><v>5</v></c></row>')})
    mapping = Mapping.from_json({**propose(path).draft})
    ledger = ingest(path, tmp_path / "reading", mapping)
    assert (ledger.lines, ledger.blank, ledger.accepted) == (9, 7, 1)
    assert accepted(tmp_path / "reading", "line") == [(9,)]


def test_an_error_and_a_formula_without_its_outcome_stop_a_row_only_where_the_column_is_used(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    book_of(path, ['<c t="e"><v>#REF!</v></c>', "<c><f>1+1</f></c>", "<c><v>2</v></c>"])
    draft = propose(path).draft | {"shape": "free_table", "fields": {}, "kinds": {}}
    unused = ingest(path, tmp_path / "one", Mapping.from_json(draft))
    used = Mapping.from_json({**draft, "fields": {"value_2": "value"}, "kinds": {"value_2": "whole number"}})
    ledger = ingest(path, tmp_path / "two", used)
    assert (unused.accepted, ledger.accepted) == (3, 1)
    assert ledger.reasons == {"error_cell": 1, "formula_without_value": 1}


@pytest.mark.parametrize(
    ("part", "data", "sentence"),
    [
        ("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', "document type"),
        ("xl/worksheets/sheet1.xml", SHEET.format(rows='<row r="1048577"/>'), "more than a sheet can hold"),
        ("xl/worksheets/sheet1.xml", SHEET.format(rows='<row r="1"/>'), "out of order"),
        ("xl/worksheets/sheet1.xml", SHEET.format(rows='<row r="2"><c r="XFE2"/></row>'), "damaged"),
        ("xl/worksheets/sheet1.xml", SHEET.format(rows='<row r="2"><c t="s"><v>7</v></c></row>'), "not there"),
        ("xl/worksheets/sheet1.xml", "<worksheet>" + "<a>" * 1000, "nested"),
        ("xl/worksheets/sheet1.xml", "<worksheet>\x00", "damaged"),
        ("xl/workbook.xml", "<workbook/>", "no sheet"),
    ],
)
def test_a_workbook_that_is_a_trap_is_refused_in_a_sentence(tmp_path: Path, part: str, data: str, sentence: str):
    path = tmp_path / "book.xlsx"
    book_of(path, [], **{part: data})
    with pytest.raises(IngestError, match=sentence):
        propose(path)
