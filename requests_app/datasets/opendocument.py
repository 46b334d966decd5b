"""Sheets of an OpenDocument spreadsheet (ISO/IEC 26300), cell by cell as they are stored."""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from requests_app.datasets.markup import Reader, local
from requests_app.datasets.rows import Row
from requests_app.errors import IngestError

MOST_ROWS = 1 << 20
MOST_COLUMNS = 16_384
MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CLOCK = re.compile(r"PT(\d{1,5})H(\d{1,2})M(\d{1,2})(?:[.,](\d{1,9}))?S\Z")

Chunks = Callable[[IO[bytes]], Iterator[bytes]]


def is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is an OpenDocument spreadsheet, by its own word."""
    names = {info.filename for info in archive.infolist()}
    if not {"mimetype", "content.xml"} <= names:
        return False
    with archive.open("mimetype") as stream:
        return stream.read(len(MEDIA_TYPE) + 1).startswith(MEDIA_TYPE)


def sheets(archive: zipfile.ZipFile, chunks: Chunks) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets in their order: name, and rows from the first of the sheet on. Each must be read or passed
    over before the next.

    Raises: IngestError, if the document is damaged or asks for more than a sheet can hold.
    """
    content = _Content()
    reader = Reader(content.start, content.end, content.text)
    with archive.open("content.xml") as stream:
        found = reader.read(chunks(stream), content.found)
        waiting: list[str] = []
        for item in found:
            if isinstance(item, str):
                waiting.append(item)
            while waiting:
                name = waiting.pop()
                rows = _rows(found, waiting)
                yield name, rows
                for _ in rows:
                    pass


def _rows(found: Iterator[str | tuple[Row, int]], waiting: list[str]) -> Iterator[Row]:
    """The rows of one sheet; the empty ones at its end, which fill the grid, are left out."""
    empty = given = 0
    for item in found:
        if isinstance(item, str):
            waiting.append(item)
            return
        row, times = item
        if not any(row.cells) and not row.flaws:
            empty += times
            continue
        given += empty + times
        if given > MOST_ROWS:
            raise IngestError("The spreadsheet is damaged: it has more rows than a sheet can hold.")
        for _ in range(empty):
            yield Row([])
        empty = 0
        for _ in range(times):
            yield row


class _Content:
    """The state between two elements: a sheet's name is found first, then its rows and how often each comes."""

    def __init__(self) -> None:
        self.found: list[str | tuple[Row, int]] = []
        self._cells: list[str] = []
        self._flaws: dict[int, str] = {}
        self._paragraphs: list[str] = []
        self._cell: dict[str, str] | None = None
        self._row_times = 1
        self._aside = 0  # inside a note, a shape, or a table within a cell
        self._in_paragraph = False

    def start(self, name: str, has: dict[str, str]) -> None:
        """Take what opens."""
        if self._aside or name in ("annotation", "shapes", "tracked-changes", "dde-links"):
            self._aside += 1
        elif name == "table":
            if self._cell is not None:
                self._aside += 1
            else:
                self.found.append(local(has, "name"))
        elif name == "table-row":
            self._cells, self._flaws = [], {}
            self._row_times = _times(local(has, "number-rows-repeated"), MOST_ROWS)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell = has
            self._paragraphs, self._in_paragraph = [], False
        elif self._cell is not None:
            self._inside(name, has)

    def _inside(self, name: str, has: dict[str, str]) -> None:
        if name in ("p", "h"):
            self._paragraphs.append("")
            self._in_paragraph = True
        elif self._in_paragraph and name == "s":
            self._paragraphs[-1] += " " * _times(local(has, "c"), 10_000)
        elif self._in_paragraph and name in ("tab", "line-break"):
            self._paragraphs[-1] += "\t" if name == "tab" else "\n"

    def end(self, name: str) -> None:
        """Take what closes."""
        if self._aside:
            self._aside -= 1
        elif name in ("p", "h"):
            self._in_paragraph = False
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._put(self._cell)
            self._cell = None
        elif name == "table-row":
            while self._cells and not self._cells[-1] and len(self._cells) - 1 not in self._flaws:
                self._cells.pop()
            self.found.append((Row(self._cells, self._flaws or None), self._row_times))

    def text(self, value: str) -> None:
        """Take text, if it is a cell's."""
        if self._in_paragraph and not self._aside:
            self._paragraphs[-1] += value

    def _put(self, has: dict[str, str]) -> None:
        times = _times(local(has, "number-columns-repeated"), MOST_COLUMNS)
        if len(self._cells) + times > MOST_COLUMNS:
            raise IngestError("The spreadsheet is damaged: it has more columns than a sheet can hold.")
        if any(key.endswith(":value-type") and value == "error" for key, value in has.items()):
            self._flaws.update(dict.fromkeys(range(len(self._cells), len(self._cells) + times), "error_cell"))
        self._cells.extend([self._written(has)] * times)

    def _written(self, has: dict[str, str]) -> str:
        kind = has.get("office:value-type") or local(has, "value-type")
        if kind in ("float", "percentage", "currency"):
            return local(has, "value")
        if kind == "boolean":
            return local(has, "boolean-value").upper()
        if kind == "date":
            return local(has, "date-value").replace("T", " ")
        if kind == "time":
            return clock_written(local(has, "time-value"))
        return local(has, "string-value") or "\n".join(self._paragraphs)


def _times(value: str, most: int) -> int:
    if not value:
        return 1
    if not value.isdecimal() or len(value) > 8 or not 1 <= int(value) <= most:
        raise IngestError("The spreadsheet is damaged: a cell or row is repeated more often than a sheet can hold.")
    return int(value)


def clock_written(value: str) -> str:
    """A time of day from its form as a duration; a longer duration stays as it is written.

    >>> clock_written("PT09H05M07S"), clock_written("PT36H00M00S")
    ('09:05:07', 'PT36H00M00S')
    """
    match = _CLOCK.match(value)
    if not match or int(match.group(1)) > 23:
        return value
    fraction = (match.group(4) or "").rstrip("0")
    return f"{int(match.group(1)):02d}:{int(match.group(2)):02d}:{int(match.group(3)):02d}" + (
        f".{fraction}" if fraction else ""
    )
