"""Workbooks in the binary form, record by record ([MS-XLSB]), as Excel writes them."""

import io
import struct
import zipfile
from collections.abc import Sequence

RELATIONS = '<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.bin"/></Relationships>'


def record(kind: int, data: bytes = b"") -> bytes:
    """One record: its number and length in sevens of bits, and its content."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    while length >= 0x80:
        head += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + bytes([length]) + data


def wide(text: str) -> bytes:
    """A text behind its length."""
    data = text.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(data) // 2) + data


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell in its column."""
    return record(kind, struct.pack("<II", column, style) + value)


def short(kind: int, value: bytes, style: int = 0) -> bytes:
    """A cell right behind the one before."""
    return record(kind, struct.pack("<I", style) + value)


def row(number: int, *cells: bytes) -> bytes:
    """A row, counted from 0, and its cells."""
    return record(0, struct.pack("<I", number) + bytes(12)) + b"".join(cells)


def parts_of(
    *rows: bytes, strings: Sequence[str] = (), formats: Sequence[tuple[int, str]] = (), from_1904: bool = False
) -> dict[str, bytes]:
    """The parts of a workbook of one sheet; each format is a style of its own, from 1 on."""
    styles = b"".join(record(44, struct.pack("<H", key) + wide(code)) for key, code in formats if code)
    styles += record(626) + record(47, struct.pack("<HHI", 0xFFFF, 14, 0)) + record(627)  # styles of no cell
    styles += record(617, struct.pack("<I", len(formats) + 1))
    for key in (0, *(key for key, _ in formats)):
        styles += record(47, struct.pack("<HHI", 0, key, 0))
    return {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": record(153, struct.pack("<II", from_1904, 0))
        + record(156, struct.pack("<II", 0, 1) + wide("a") + wide("One")),
        "xl/_rels/workbook.bin.rels": RELATIONS.encode(),
        "xl/sharedStrings.bin": record(159) + b"".join(record(19, b"\x00" + wide(text)) for text in strings),
        "xl/styles.bin": styles + record(618),
        "xl/sheet.bin": record(129) + record(145) + b"".join(rows) + record(146) + record(130),
    }


def packed(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, kind)
    return out.getvalue()


def of_texts(table: Sequence[Sequence[str]]) -> bytes:
    """A workbook of texts, each kept once among the shared strings; an empty one is no cell."""
    strings = list(dict.fromkeys(text for line in table for text in line if text))
    rows = [
        row(
            at,
            *(cell(7, place, struct.pack("<I", strings.index(text))) for place, text in enumerate(line) if text),
        )
        for at, line in enumerate(table)
    ]
    return packed(parts_of(*rows, strings=strings))
