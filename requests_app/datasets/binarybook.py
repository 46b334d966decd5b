"""Sheets of an Excel workbook in the binary form ([MS-XLSB]), cell by cell as they are stored."""

import struct
import zipfile
from collections.abc import Iterator

from requests_app.datasets.cellvalues import BUILT_IN, double_written, moment_of
from requests_app.datasets.packages import MOST_COLUMNS, MOST_ROWS, SHARED_TEXT, Chunks, Package
from requests_app.datasets.rows import Row
from requests_app.errors import IngestError

LONGEST_RECORD = 16 << 20
# Records by their numbers ([MS-XLSB] 2.3.2).
ROW, BLANK, RK, ERROR, BOOL, REAL, TEXT, SHARED = range(8)
FORMULA_TEXT, FORMULA_REAL, FORMULA_BOOL, FORMULA_ERROR = range(8, 12)
SHORT = 11  # a cell right behind the one before has no column: its number is this much higher
SHORTS = range(12, 19)
RICH_TEXT = 62
STRING, FORMAT, STYLE, BOOK, SHEET = 19, 44, 47, 153, 156
STYLES_BEGIN, STYLES_END = 617, 618
FORMULAS = {FORMULA_TEXT: TEXT, FORMULA_REAL: REAL, FORMULA_BOOL: BOOL, FORMULA_ERROR: ERROR}
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_DOUBLE, _INTEGER = struct.Struct("<d"), struct.Struct("<I")


def is_binary(names: set[str]) -> bool:
    """Whether an archive's members say that it is such a workbook."""
    return "xl/workbook.bin" in {name.lower() for name in names}


def sheets(archive: zipfile.ZipFile, chunks: Chunks) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets of a workbook in their order, hidden ones too: name, and rows from the first of the sheet on.

    Raises: IngestError, if the workbook is damaged or asks for more than a sheet can hold.
    """
    book = _Book(Package(archive, chunks))
    for name, part in book.sheets:
        yield name, book.rows(part)


class _Book:
    """What the sheets share: their names, the text of cells, which styles mean a day or a time."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._from_1904 = False
        self._strings: list[str] | None = None
        self._styles: list[str] | None = None
        listed: list[tuple[str, str]] = []
        for kind, data in self._records("xl/workbook.bin"):
            if kind == BOOK:
                self._from_1904 = bool(_at(data, 0) & 1)
            elif kind == SHEET:
                key, end = _string(data, 8)
                listed.append((_string(data, end)[0], key))
        self.sheets = package.worksheets("workbook.bin", listed)

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        """The records of a part: number and content."""
        data, at = b"", 0
        for chunk in self._package.chunks(part):
            data, at = data[at:] + chunk, 0
            while (head := _head(data, at)) is not None:
                kind, begin, end = head
                if end > len(data):
                    break
                yield kind, data[begin:end]
                at = end
        if at < len(data):
            raise IngestError("The Excel workbook is cut short or damaged: its last record has no end.")

    def _shared(self) -> list[str]:
        """The texts that cells refer to by number."""
        if self._strings is None:
            self._strings, size = [], 0
            if self._package.has("xl/sharedStrings.bin"):
                for kind, data in self._records("xl/sharedStrings.bin"):
                    if kind == STRING:
                        text = _string(data, 1)[0]
                        size += len(text) + 50
                        if size > SHARED_TEXT:
                            raise IngestError("The workbook holds more text than can be read at once. Ask for CSV.")
                        self._strings.append(text)
        return self._strings

    def _moments(self) -> list[str]:
        """For each cell style: "day", "time", "both", or "" for what is no moment."""
        if self._styles is None:
            self._styles, own, within = [], {}, False
            if self._package.has("xl/styles.bin"):
                for kind, data in self._records("xl/styles.bin"):
                    if kind == FORMAT:
                        own[_at(data, 0) & 0xFFFF] = moment_of(_string(data, 2)[0])
                    elif kind in (STYLES_BEGIN, STYLES_END):
                        within = kind == STYLES_BEGIN
                    elif kind == STYLE and within:
                        key = _at(data, 0) >> 16
                        self._styles.append(own.get(key, BUILT_IN.get(key, "")))
        return self._styles

    def rows(self, part: str) -> Iterator[Row]:
        """The rows of one sheet; rows the file leaves out are given as empty ones."""
        strings, moments = self._shared(), self._moments()
        cells: list[str] = []
        flaws: dict[int, str] = {}
        number = last = -1
        for kind, data in self._records(part):
            if kind == ROW:
                if number >= 0:
                    yield Row(cells, flaws or None)
                wanted = _at(data, 0)
                if not number < wanted < MOST_ROWS:
                    raise IngestError(
                        "The workbook is damaged: its rows are out of order, or more than a sheet can hold."
                    )
                for _ in range(wanted - number - 1):
                    yield Row([])
                number, last, cells, flaws = wanted, -1, [], {}
            elif number >= 0 and (kind <= FORMULA_ERROR or kind in SHORTS or kind == RICH_TEXT):
                is_short = kind in SHORTS
                at = last + 1 if is_short else _at(data, 0)
                style, value = (_at(data, 0), data[4:]) if is_short else (_at(data, 4), data[8:])
                if not last < at < MOST_COLUMNS:
                    raise IngestError("The workbook is damaged: the cells of a row are out of order.")
                last = at
                kind = FORMULAS.get(kind, kind - SHORT if is_short else kind)
                if kind == BLANK:
                    continue
                cells.extend([""] * (at - len(cells)))
                if kind == ERROR:
                    flaws[at] = "error_cell"
                style &= 0xFFFFFF
                moment = moments[style] if style < len(moments) else ""
                cells.append(_written(kind, value, strings, moment, from_1904=self._from_1904))
        if number >= 0:
            yield Row(cells, flaws or None)


def _written(kind: int, value: bytes, strings: list[str], moment: str, *, from_1904: bool) -> str:
    """What a cell holds, as text."""
    if kind == SHARED:
        if (at := _at(value, 0)) < len(strings):
            return strings[at]
        raise IngestError("The workbook is damaged: a cell refers to a text that is not there.")
    if kind == TEXT:
        return _string(value, 0)[0]
    if kind == RICH_TEXT:
        return _string(value, 1)[0]
    if kind == BOOL:
        return "TRUE" if value[:1] != b"\x00" else "FALSE"
    if kind == ERROR:
        return ERRORS.get(value[0] if value else 0, "#ERROR")
    if kind == RK:
        return double_written(_rk(_at(value, 0)), moment, from_1904=from_1904)
    if len(value) < _DOUBLE.size:
        raise _too_short()
    return double_written(_DOUBLE.unpack_from(value)[0], moment, from_1904=from_1904)


def _rk(packed: int) -> float:
    """A number packed into 30 bits ([MS-XLSB] 2.5.123): a whole one or the head of a double, maybe in hundredths."""
    if packed & 2:
        signed = packed - (1 << 32) if packed & 0x80000000 else packed
        value = float(signed >> 2)
    else:
        value = _DOUBLE.unpack(b"\x00\x00\x00\x00" + _INTEGER.pack(packed & ~3))[0]
    return value / 100 if packed & 1 else value


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """A record's number and where its content begins and ends; None while its head is not all here."""
    kind, shift, length = 0, 0, 0
    for shift in (0, 7):
        if at >= len(data):
            return None
        byte = data[at]
        at += 1
        kind |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    for shift in (0, 7, 14, 21):
        if at >= len(data):
            return None
        byte = data[at]
        at += 1
        length |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    if length > LONGEST_RECORD:
        raise IngestError("The Excel workbook is damaged: it has a record longer than any is.")
    return kind, at, at + length


def _at(data: bytes, at: int) -> int:
    """The unsigned integer of four bytes at a place."""
    if len(data) < at + 4:
        raise _too_short()
    return int(_INTEGER.unpack_from(data, at)[0])


def _string(data: bytes, at: int) -> tuple[str, int]:
    """The text at a place, and where it ends. Half a character pair stays so; its row is set aside for it."""
    length = _at(data, at)
    if length == 0xFFFFFFFF:  # none
        return "", at + 4
    end = at + 4 + 2 * length
    if len(data) < end:
        raise _too_short()
    return data[at + 4 : end].decode("utf-16-le", "surrogatepass"), end


def _too_short() -> IngestError:
    return IngestError("The Excel workbook is damaged: a record is shorter than what it holds.")
