"""Sheets of an Excel workbook (ECMA-376), cell by cell as they are stored: nothing rounded, nothing recalculated."""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import IO

from requests_app.datasets.markup import Reader, local
from requests_app.datasets.rows import Row
from requests_app.errors import IngestError

MOST_ROWS = 1 << 20
MOST_COLUMNS = 16_384
SHARED_TEXT = 256 << 20  # characters of shared strings held in memory
LAST_DAY = 2_958_466  # the day after 9999-12-31

# Number formats every workbook has (ECMA-376 part 1, 18.8.30), those of days and times.
BUILT_IN = {**dict.fromkeys((14, 15, 16, 17), "day"), 22: "both", **dict.fromkeys((18, 19, 20, 21, 45, 47), "time")}
_UNSPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_WHOLE = re.compile(r"-?[0-9]+\Z")

Chunks = Callable[[IO[bytes]], Iterator[bytes]]


def is_workbook(names: set[str]) -> bool:
    """Whether an archive's members say that it is an Excel workbook."""
    return any(name.startswith("xl/") for name in names)


def sheets(archive: zipfile.ZipFile, chunks: Chunks) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets of a workbook in their order, hidden ones too: name, and rows from the first of the sheet on.

    Raises: IngestError, if the workbook is damaged, binary or asks for more than a sheet can hold.
    """
    book = _Book(archive, chunks)
    for name, part in book.sheets:
        yield name, book.rows(part)


class _Book:
    """What the sheets share: their names, the text of cells, which styles mean a day or a time."""

    def __init__(self, archive: zipfile.ZipFile, chunks: Chunks) -> None:
        self._archive, self._chunks = archive, chunks
        self._names = {info.filename.lower(): info.filename for info in archive.infolist()}
        self._from_1904 = False
        self._strings: list[str] | None = None
        self._styles: list[str] | None = None
        self.sheets = self._find_sheets()

    def _find_sheets(self) -> list[tuple[str, str]]:
        listed: list[tuple[str, str]] = []

        def book(name: str, has: dict[str, str]) -> None:
            if name == "sheet":
                listed.append((has.get("name", ""), local(has, "id")))
            elif name == "workbookPr":
                self._from_1904 = has.get("date1904", "0") in ("1", "true")

        self._read("xl/workbook.xml", Reader(book, _nothing))
        targets: dict[str, str] = {}

        def relation(name: str, has: dict[str, str]) -> None:
            if name == "Relationship" and has.get("Type", "").endswith("/worksheet"):
                targets[has.get("Id", "")] = has.get("Target", "")

        self._read("xl/_rels/workbook.xml.rels", Reader(relation, _nothing))
        found = [(name, _within("xl", targets[key])) for name, key in listed if key in targets]
        if not found:
            raise IngestError("The Excel workbook has no sheet of cells.")
        return found

    def _read(self, part: str, reader: Reader) -> None:
        with self._open(part) as stream:
            for _ in reader.read(self._chunks(stream), []):
                pass

    def _open(self, part: str) -> IO[bytes]:
        name = self._names.get(part.lower())
        if name is None:
            raise IngestError(f"The Excel workbook is damaged, or in the binary form: it has no part {part}.")
        return self._archive.open(name)

    def _shared(self) -> list[str]:
        """The texts that cells refer to by number."""
        if self._strings is None:
            self._strings = []
            if "xl/sharedstrings.xml" in self._names:
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

        self._read("xl/sharedStrings.xml", Reader(start, end, text))

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

        if "xl/styles.xml" in self._names:
            self._read("xl/styles.xml", Reader(start, end))
        return styles

    def rows(self, part: str) -> Iterator[Row]:
        """The rows of one sheet; rows the file leaves out are given as empty ones."""
        sheet = _Sheet(self._shared(), self._moments(), self._from_1904)
        reader = Reader(sheet.start, sheet.end, sheet.text)
        with self._open(part) as stream:
            yield from reader.read(self._chunks(stream), sheet.found)


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


def _within(folder: str, target: str) -> str:
    """A part's name inside the archive, from the name another part gives it."""
    path = PurePosixPath(target) if target.startswith("/") else PurePosixPath(folder) / target
    steps: list[str] = []
    for step in path.parts:
        if step == "..":
            steps = steps[:-1]
        elif step not in ("/", "."):
            steps.append(step)
    return "/".join(steps)


def unescaped(text: str) -> str:
    """A text as it was before its control characters were written as _x000D_ (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)


def moment_of(code: str) -> str:
    """What a number format shows: "day", "time", "both", or "" for what is no moment, a duration too.

    >>> moment_of("m/d/yyyy h:mm"), moment_of('0.00" days"'), moment_of("[h]:mm")
    ('both', '', '')
    """
    spoken = _UNSPOKEN.sub("", code.partition(";")[0]).lower()
    if "[" in spoken or "general" in spoken:
        return ""
    day = any(mark in spoken for mark in "yd") or ("m" in spoken and not any(mark in spoken for mark in "hs0#"))
    time = any(mark in spoken for mark in "hs")
    return "both" if day and time else "day" if day else "time" if time else ""


def number_written(value: str, moment: str, *, from_1904: bool = False) -> str:
    """A stored number as text: a moment in the ISO form, any other number as it stands in the file, but for
    the artefacts of binary fractions in the 16th and 17th digit, which come out as the same number's
    shortest form.

    >>> number_written("34.052199999999999", ""), number_written("12345678901234567890", "")
    ('34.0522', '12345678901234567890')
    >>> number_written("46237.520833333336", "both"), number_written("46237", "day")
    ('2026-08-03 12:30:00', '2026-08-03')
    """
    value = value.strip()
    if moment and (written := _moment_written(value, moment, from_1904)):
        return written
    if _WHOLE.match(value) or sum(mark.isdigit() for mark in value.partition("E")[0]) <= 15:
        return value
    try:
        shortest = repr(float(value))
    except ValueError:
        return value
    digits = sum(mark.isdigit() for mark in value.lower().partition("e")[0].lstrip("-0."))
    return shortest if digits <= 17 else value


def _moment_written(value: str, moment: str, from_1904: bool) -> str:
    """A serial day number as a moment, to the millisecond; "" where it is none."""
    try:
        serial = float(value)
    except ValueError:
        return ""
    if not 0 <= serial < LAST_DAY:
        return ""
    milliseconds = round(serial * 86_400_000)
    days, within = divmod(milliseconds, 86_400_000)
    seconds, thousandths = divmod(within, 1000)
    time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    time += f".{thousandths:03d}" if thousandths else ""
    if moment == "time" and not days:
        return time
    if not from_1904 and days < 61:  # before March 1900 Excel's calendar has a day that never was
        return ""
    day = (datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)) + timedelta(days=days)  # noqa: DTZ001
    if day.year > 9998:
        return ""
    return f"{day:%Y-%m-%d}" if moment == "day" and not within else f"{day:%Y-%m-%d} {time}"
