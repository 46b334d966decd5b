"""Sheets of an Excel workbook (ECMA-376), cell by cell as they are stored: nothing rounded, nothing recalculated."""

import re
import zipfile
from collections.abc import Iterator

from requests_app.datasets.cellvalues import BUILT_IN, moment_of, number_written
from requests_app.datasets.markup import Reader, local
from requests_app.datasets.packages import MOST_COLUMNS, MOST_ROWS, SHARED_TEXT, Chunks, Package
from requests_app.datasets.rows import Row
from requests_app.errors import IngestError

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


def is_workbook(names: set[str]) -> bool:
    """Whether an archive's members say that it is an Excel workbook."""
    return any(name.startswith("xl/") for name in names)


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

        def book(name: str, has: dict[str, str]) -> None:
            if name == "sheet":
                listed.append((has.get("name", ""), local(has, "id")))
            elif name == "workbookPr":
                self._from_1904 = has.get("date1904", "0") in ("1", "true")

        package.read("xl/workbook.xml", Reader(book, _nothing))
        self.sheets = package.worksheets("workbook.xml", listed)

    def _shared(self) -> list[str]:
        """The texts that cells refer to by number."""
        if self._strings is None:
            self._strings = []
            if self._package.has("xl/sharedStrings.xml"):
                self._read_shared(self._strings)
        return self._strings

    def _read_shared(self, strings: list[str]) -> None:
        pieces: list[str] = []
        size = 0
        taking = sounding = False

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal taking, sounding
            if name == "si":
                pieces.clear()
            elif name == "rPh":
                sounding = True
            taking = name == "t" and not sounding

        def end(name: str) -> None:
            nonlocal taking, sounding, size
            taking = False
            if name == "rPh":
                sounding = False
            elif name == "si":
                text = unescaped("".join(pieces))
                size += len(text) + 50
                if size > SHARED_TEXT:
                    raise IngestError("The workbook holds more text than can be read at once. Ask for CSV.")
                strings.append(text)

        def text(value: str) -> None:
            if taking:
                pieces.append(value)

        self._package.read("xl/sharedStrings.xml", Reader(start, end, text))

    def _moments(self) -> list[str]:
        """For each cell style: "day", "time", "both", or "" for what is no moment."""
        if self._styles is not None:
            return self._styles
        self._styles = styles = []
        own: dict[str, str] = {}
        within = False

        def start(name: str, has: dict[str, str]) -> None:
            nonlocal within
            if name == "numFmt":
                own[has.get("numFmtId", "")] = has.get("formatCode", "")
            elif name == "cellXfs":
                within = True
            elif name == "xf" and within:
                key = has.get("numFmtId", "0")
                built_in = BUILT_IN.get(int(key), "") if key.isdecimal() and len(key) < 9 else ""
                styles.append(moment_of(own[key]) if key in own else built_in)

        def end(name: str) -> None:
            nonlocal within
            within = within and name != "cellXfs"

        if self._package.has("xl/styles.xml"):
            self._package.read("xl/styles.xml", Reader(start, end))
        return styles

    def rows(self, part: str) -> Iterator[Row]:
        """The rows of one sheet; rows the file leaves out are given as empty ones."""
        sheet = _Sheet(self._shared(), self._moments(), self._from_1904)
        reader = Reader(sheet.start, sheet.end, sheet.text)
        yield from reader.read(self._package.chunks(part), sheet.found)


class _Sheet:
    """The state between two elements of a sheet."""

    def __init__(self, strings: list[str], moments: list[str], from_1904: bool) -> None:
        self.found: list[Row] = []
        self._strings, self._moments, self._from_1904 = strings, moments, from_1904
        self._row = self._column = 0
        self._cells: list[str] = []
        self._flaws: dict[int, str] = {}
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._taking = self._formula = self._sounding = False
        self._value: str | None = None

    def start(self, name: str, has: dict[str, str]) -> None:
        """Take what opens."""
        if name == "c":
            self._kind, self._style = has.get("t", "n"), has.get("s", "")
            self._value, self._formula = None, False
            self._pieces.clear()
            if place := has.get("r"):
                self._column = self._place(place)
        elif name in ("v", "t"):
            self._taking = not self._sounding
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._sounding = True
        elif name == "row":
            self._begin(has.get("r", ""))

    def end(self, name: str) -> None:
        """Take what closes."""
        if name in ("v", "t"):
            self._taking = False
            self._value = ""
        elif name == "c":
            self._put()
        elif name == "row":
            self.found.append(Row(self._cells, self._flaws or None))
            self._cells, self._flaws = [], {}
        elif name == "rPh":
            self._sounding = False

    def text(self, value: str) -> None:
        """Take text, if it is a cell's."""
        if self._taking:
            self._pieces.append(value)

    def _begin(self, number: str) -> None:
        wanted = int(number) if number.isdecimal() and len(number) < 9 else self._row + 1
        if not self._row < wanted <= MOST_ROWS:
            raise IngestError("The workbook is damaged: its rows are out of order, or more than a sheet can hold.")
        self.found.extend(Row([]) for _ in range(wanted - self._row - 1))
        self._row, self._column = wanted, 0

    def _place(self, place: str) -> int:
        match = _PLACE.match(place)
        column = 0
        for letter in match.group(1) if match else "":
            column = column * 26 + ord(letter) - 64
        if not self._column < column <= MOST_COLUMNS:
            raise IngestError(f"The workbook is damaged: a cell stands at “{place[:20]}”.")
        return column - 1

    def _put(self) -> None:
        at = self._column
        self._column = at + 1
        if at >= MOST_COLUMNS:
            raise IngestError("The workbook is damaged: a row has more cells than a sheet can hold.")
        if self._value is None:
            if not self._formula:
                return
            self._flaws[at] = "formula_without_value"
        if len(self._cells) < at:
            self._cells.extend([""] * (at - len(self._cells)))
        self._cells.append(self._written("".join(self._pieces), at))

    def _written(self, value: str, at: int) -> str:
        kind = self._kind
        if kind == "s":
            if value.isdecimal() and len(value) < 10 and int(value) < len(self._strings):
                return self._strings[int(value)]
            raise IngestError("The workbook is damaged: a cell refers to a text that is not there.")
        if kind == "n":
            style = self._style
            if style and style.isdecimal() and len(style) < 9 and int(style) < len(self._moments):
                return number_written(value, self._moments[int(style)], from_1904=self._from_1904)
            return number_written(value, "")
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind == "e":
            self._flaws[at] = "error_cell"
        return unescaped(value) if kind in ("inlineStr", "str") else value


def _nothing(_: str) -> None:
    """The end of an element that holds nothing of interest."""


def unescaped(text: str) -> str:
    """A text as it was before its control characters were written as _x000D_ (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
