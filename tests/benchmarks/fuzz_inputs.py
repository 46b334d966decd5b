"""Invented and damaged files of every form the product reads, the same for the same seed."""

import bz2
import gzip
import io
import json
import lzma
import re
import sqlite3
import warnings
import zipfile
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb

from tests.unit.datasets import binary

SHEETS = Path(__file__).resolve().parents[1] / "data" / "sheets"

CELLS = (
    *(b"", b"A1", b"8ABC123", b"NA", b"12.5", b"94.6", b"-0.0", b"nan", b"inf", b"1e400", b"007", b"9" * 30),
    *(b"2026-08-03 12:00:00", b"2026-03-08 02:30:00", b"2026-11-01 01:30:00", b"08/03/2026", b"2026-08-03T12:00:00Z"),
    *(b'"q"', b'"a,b"', b'"x""y"', b'"two\nlines"', b'"', b'""', b'"""', b"\xff", b"\x00", b"\r", b"\x1d", b"\x1e"),
    *(b"\xc3\xb1", b"\xf1", b"\x81", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\x0b", b"\x0c", b"\x85"),
    *(b"=1+1", b"@SUM(A1)", b"../../etc/passwd", b"'; DROP TABLE reads; --", b"{", b"[", b"\\", b"\\N", b" ", b"\t"),
)
HEADERS = (
    b"plate,time,lat,lon",
    b"plate,seen",
    b"user,date,reason",
    b"a,b,c",
    b"1,2,3",
    b'"a","b"',
    b"\xef\xbb\xbfplate,time",
)
XML_BITS = (
    *(
        b"<row",
        b"</row>",
        b'<row r="9">',
        b'<c r="XFD1">',
        b'<c r="A1048577">',
        b'<c t="s">',
        b'<c t="e">',
        b"<v>",
        b"</v>",
    ),
    *(
        b"<f>1</f>",
        b'<c t="inlineStr"><is><t>x</t></is></c>',
        b"<!DOCTYPE a>",
        b'<!ENTITY b "c">',
        b"&b;",
        b"&#0;",
        b"&#x1d;",
    ),
    *(
        b"<table:table-row>",
        b'table:number-rows-repeated="1048576"',
        b'table:number-columns-repeated="16384"',
        b"<text:p>",
    ),
    *(
        b"<v>1e999</v>",
        b"<v>-1</v>",
        b"<v>46237.52</v>",
        b"<v>2958466</v>",
        b"_x0000_",
        b"_xD800_",
        b"]]>",
        b"<![CDATA[",
        b"\xff",
    ),
)
XML_VALUES = (
    *(b"", b"0", b"1", b"9", b"-1", b"1e999", b"nan", b"46237.5", b"2958465.9", b"1048576", b"16384", b"99999999"),
    *(
        b"s",
        b"b",
        b"e",
        b"n",
        b"d",
        b"str",
        b"inlineStr",
        b"A1",
        b"XFD1",
        b"B2",
        b"float",
        b"date",
        b"time",
        b"error",
    ),
    *(b"=1+1", b"#N/A", b"PT99H00M00S", b"a,&quot;b", b"&#10;", b"&#13;", b"_x0000_", b"_xD800_", b"\xc3\xb1"),
)
XML_WHOLE = (
    *(
        b"<c/>",
        b"<c><v>5</v></c>",
        b"<c><f>1</f></c>",
        b'<c t="e"><v>#REF!</v></c>',
        b"<row/>",
        b"<si/>",
        b"<v>1</v>",
    ),
    *(b"<table:table-cell/>", b'<table:table-cell table:number-columns-repeated="9"/>', b"<table:table-row/>"),
    *(b"<table:covered-table-cell/>", b"<text:p>two<text:line-break/>lines<text:s text:c='3'/></text:p>"),
    *(b"<office:annotation><text:p>note</text:p></office:annotation>", b"<rPh><t>sound</t></rPh>", b"<!-- x -->"),
)
SHEET = (
    b'<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>plate</t></is></c><c t="inlineStr"><is>'
    b'<t>time</t></is></c></row><row r="2"><c t="s"><v>0</v></c><c s="1"><v>46237.5</v></c></row><row r="4">'
    b'<c><v>94.6</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>'
)
CONTENT = (
    b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="S">'
    b'<table:table-row><table:table-cell office:value-type="string"><text:p>plate</text:p></table:table-cell>'
    b'<table:table-cell office:value-type="string"><text:p>time</text:p></table:table-cell></table:table-row>'
    b'<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float"'
    b' office:value="94.6"/><table:table-cell office:value-type="date" office:date-value="2026-08-03T12:00:00"/>'
    b"</table:table-row>"
    b"</table:table></office:document-content>"
)
RELATIONS = b'<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/></Relationships>'
PARTS = {
    "xl/workbook.xml": b'<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="One" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": RELATIONS,
    "xl/sheet.xml": SHEET,
    "xl/sharedStrings.xml": b"<sst><si><t>8ABC123</t></si></sst>",
    "xl/styles.xml": b'<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}
NAMES = (
    "a.csv",
    "../../a.csv",
    "/etc/passwd.csv",
    "a.csv.001",
    "a.csv.002",
    "x.pdf",
    "b/c.txt",
    "a.csv",
    "\x00.csv",
    "d.xlsx",
)


def lines(random: Random) -> bytes:
    """A text of a few lines, sound and unsound, or bytes of no kind."""
    if random.random() < 0.15:
        return random.randbytes(random.randrange(200))
    separator = random.choice((b",", b",", b",", b"\t", b"|", b";"))
    width = random.randrange(1, 6)
    rows = [
        separator.join(random.choices(CELLS, k=width if random.random() < 0.8 else random.randrange(1, 7)))
        for _ in range(random.randrange(12))
    ]
    if random.random() < 0.5:
        rows.insert(0, random.choice(HEADERS).replace(b",", separator))
    text = random.choice((b"\n", b"\n", b"\r\n", b"\r")).join(rows) + random.choice((b"", b"\n", b"\n\n"))
    return mutated(text, random) if random.random() < 0.3 else text


def mutated(data: bytes, random: Random, bits: tuple[bytes, ...] = CELLS) -> bytes:
    """The same bytes with a few changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(changed) + 1)
        kind = random.randrange(5)
        if kind == 0 and changed:
            changed[at % len(changed)] = random.randrange(256)
        elif kind == 1:
            del changed[at : at + random.randrange(1, 30)]
        elif kind == 2:
            changed[at:at] = random.choice(bits)
        elif kind == 3:
            changed[at:at] = changed[at : at + random.randrange(1, 60)]
        else:
            changed[at:at] = random.randbytes(random.randrange(1, 5))
    return bytes(changed)


def flipped(data: bytes, random: Random) -> bytes:
    """The same bytes with some changed where they stand, so that what else is there can still be found."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        changed[random.randrange(len(changed))] = random.choice((0, 1, 127, 128, 255, random.randrange(256)))
    return bytes(changed)


def retold(xml: bytes, random: Random) -> bytes:
    """XML that is still XML: values, elements and their order changed."""
    for _ in range(random.randrange(1, 4)):
        kind = random.randrange(4)
        found = list(
            re.finditer(
                (rb'"([^"<>]*)"', rb">([^<]*)<", rb"<(c|row|table:[a-z-]+)\b[^>]*>.*?</\1>", rb">")[kind], xml
            )
        )
        if not found:
            continue
        spot = random.choice(found)
        if kind < 2:
            xml = xml[: spot.start(1)] + random.choice(XML_VALUES) + xml[spot.end(1) :]
        elif kind == 2:
            xml = xml[: spot.start()] + spot.group() * random.choice((0, 2, 3)) + xml[spot.end() :]
        else:
            xml = xml[: spot.end()] + random.choice(XML_WHOLE) + xml[spot.end() :]
    return xml


def json_lines(random: Random) -> bytes:
    """Lines that are JSON objects, or nearly."""
    found = []
    for _ in range(random.randrange(8)):
        pairs = {
            random.choice(("plate", "time", "x")): random.choice((1, 9.5, None, True, "A", "\ud800", [1, {}]))
            for _ in "ab"
        }
        line = json.dumps(pairs).encode()
        found.append(
            mutated(line, random, (b"NaN", b'"plate":', b"[" * 99, b"{", b"1e999")) if random.random() < 0.4 else line
        )
    return b"\n".join(found)


def json_array(random: Random) -> bytes:
    """An array of JSON objects, or nearly."""
    parts = json_lines(random).split(b"\n")
    space = random.choice((b"", b" ", b"\n", b"\r\n  "))
    data = (
        b"[" + space + (space + b"," + space).join(parts) + space + b"]" + random.choice((b"", b"\n", b"[{}]", b"x"))
    )
    return (
        mutated(data, random, (b"[", b"]", b"{", b"}", b'"', b"\\", b",", b'\\"')) if random.random() < 0.5 else data
    )


def fixed(random: Random) -> bytes:
    """Lines whose columns stand below each other, or nearly."""
    rows = [b"".join(random.choice(CELLS)[:10].ljust(12) for _ in range(3)) for _ in range(random.randrange(9))]
    text = b"PLATE       SEEN        CAM\n" + b"\n".join(rows)
    return mutated(text, random) if random.random() < 0.5 else text


def zipped(members: list[tuple[str, bytes]], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive; names may come twice."""
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, kind)
    return out.getvalue()


def workbook(random: Random) -> bytes:
    """A workbook with a damaged part, or damaged as a whole."""
    parts = dict(PARTS)
    hurt = random.choice((*parts, "xl/sheet.xml", "xl/sheet.xml"))
    parts[hurt] = mutated(parts[hurt], random, XML_BITS) if random.random() < 0.3 else retold(parts[hurt], random)
    data = zipped(list(parts.items()), zipfile.ZIP_STORED)
    return mutated(data, random) if random.random() < 0.2 else data


@cache
def _sound_books() -> tuple[dict[str, bytes], bytes]:
    cells = [binary.cell(6, 0, binary.wide("plate")), binary.cell(6, 1, binary.wide("time"))]
    rows = [binary.row(0, *cells)]
    for at in range(1, 5):
        shared, real = binary.cell(7, 0, bytes(4)), binary.cell(5, 1, b"\x01\x00\x00\x00\x00\x8e\xe2\x40", style=1)
        rows.append(
            binary.row(at * 2, shared, real, binary.short(13, b"\x12\x00\x00\x00"), binary.short(14, b"\x2a"))
        )
    parts = binary.parts_of(*rows, strings=["8ABC123", "x"], formats=((164, "m/d/yyyy h:mm"), (14, "")))
    return parts, (SHEETS / "values.xls").read_bytes()


def binary_book(random: Random) -> bytes:
    """A binary workbook with a damaged part, or damaged as a whole."""
    parts = dict(_sound_books()[0])
    hurt = random.choice((*parts, "xl/sheet.bin", "xl/sheet.bin"))
    parts[hurt] = (mutated if random.random() < 0.4 else flipped)(parts[hurt], random)
    data = zipped(list(parts.items()), zipfile.ZIP_STORED)
    return mutated(data, random) if random.random() < 0.2 else data


def old_book(random: Random) -> bytes:
    """A damaged workbook of before 2007."""
    return (mutated if random.random() < 0.1 else flipped)(_sound_books()[1], random)


def document(random: Random) -> bytes:
    """An OpenDocument spreadsheet with damaged content, or damaged as a whole."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    content = mutated(CONTENT, random, XML_BITS) if random.random() < 0.3 else retold(CONTENT, random)
    data = zipped([("mimetype", kind), ("content.xml", content)], zipfile.ZIP_STORED)
    return mutated(data, random) if random.random() < 0.2 else data


def packed(random: Random) -> bytes:
    """Something packed, now and then damaged, or larger than it looks."""
    inner = random.choice((lines, lines, json_lines, json_array, workbook, binary_book, old_book, database))(random)
    kind = random.randrange(6)
    if kind == 0:
        data = gzip.compress(inner)
    elif kind == 1:
        data = bz2.compress(inner)
    elif kind == 2:
        data = lzma.compress(inner)
    elif kind == 3:
        data = zipped(
            [(random.choice(NAMES), lines(random)) for _ in range(random.randrange(4))] + [("e.csv", inner)]
        )
    elif kind == 4:
        data = bytearray(zipped([("bomb.csv", b"a,b\n" * 1000)]))
        at = data.rfind(b"PK\x01\x02")
        data[at + 24 : at + 28] = 0xFFFFFFF0.to_bytes(4, "little")
    else:
        data = gzip.compress(gzip.compress(inner))
    return mutated(bytes(data), random) if random.random() < 0.5 else bytes(data)


@cache
def _sound_databases() -> tuple[bytes, bytes]:
    with TemporaryDirectory() as name:
        path = Path(name)
        connection = sqlite3.connect(path / "a.sqlite")
        connection.execute("CREATE TABLE scans (plate TEXT, time TEXT, n REAL)")
        connection.executemany("INSERT INTO scans VALUES (?, ?, ?)", [(f"P{at}", b"\xff", 9.5) for at in range(200)])
        connection.execute("CREATE VIEW trap AS SELECT * FROM scans, scans")
        connection.commit()
        connection.close()
        with duckdb.connect() as engine:
            engine.execute(
                "COPY (SELECT 'P' || range AS plate, TIMESTAMP '2026-08-03 12:00:00' AS time, [range] AS n "
                f"FROM range(200)) TO '{path}/a.parquet' (FORMAT parquet)"
            )
        return (path / "a.sqlite").read_bytes(), (path / "a.parquet").read_bytes()


def database(random: Random) -> bytes:
    """A damaged SQLite database."""
    return flipped(_sound_databases()[0], random)


def parquet(random: Random) -> bytes:
    """A damaged Parquet file."""
    return flipped(_sound_databases()[1], random)


def anything(random: Random) -> bytes:
    """A file of any of these forms."""
    makers = (lines, lines, json_lines, json_array, fixed, workbook, document, binary_book, old_book, packed)
    return random.choice((*makers, database, parquet))(random)
