"""Look at the beginning of every text and table in a received file: how each is written, its columns, first rows."""

import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from requests_app.datasets.arrays import elements_of
from requests_app.datasets.dialect import (
    column_names,
    name_columns,
    propose_cuts,
    propose_encoding,
    propose_header,
    propose_separator,
    split_line,
)
from requests_app.datasets.mapping import Text
from requests_app.datasets.readers import Limits, Part, Source, as_utf8_lines
from requests_app.datasets.shapes import SHAPES
from requests_app.datasets.textrows import cut, decode_line, json_line
from requests_app.errors import IngestError

GLANCE_BYTES = 64 << 10
GLANCE_ROWS = 200
SAMPLE_BYTES = 4 << 20
SAMPLE_ROWS = 20_000
MOST_TABLES = 200
FIRST_LINES = 50  # that tell whether a text has an object to a line
_AN_OBJECT = re.compile(rb'\s*\{\s*"(?:[^"\\]++|\\.)*+"\s*:')
HEADER_WORDS = frozenset(word for shape in SHAPES.values() for field in shape.fields for word in field.names)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person has already said about a file; what is None or "" is found out."""

    table: str = ""
    encoding: str = ""
    separator: str = ""
    header_lines: int | None = None
    cuts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of one text or table. `raw` are its bytes, where it is a text."""

    name: str
    text: Text
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    raw: bytes = b""

    @property
    def is_table(self) -> bool:
        """Whether it has columns and a row."""
        return len(self.columns) > 1 and bool(self.rows)

    def goes_with(self, other: "Sample") -> bool:
        """Whether both are read by one mapping: written alike, and with the same columns, or none named."""
        if replace(self.text, header_lines=0) != replace(other.text, header_lines=0):
            return False
        nameless = self.text.form == "separated" and not self.text.header_lines
        return self.columns == other.columns or (nameless and len(self.columns) == len(other.columns))


def glance(path: Path, hints: Hints, limits: Limits) -> tuple[list[Sample], tuple[str, ...]]:
    """A short sample of everything in a file that may be a table, and the names of what cannot be one.

    Raises: IngestError, if the file cannot be opened.
    """
    with Source(path, limits) as source:
        parts = islice(source.parts(), MOST_TABLES)
        return [_sample(part, hints, GLANCE_BYTES, GLANCE_ROWS) for part in parts], source.ignored


def look(path: Path, name: str, hints: Hints, limits: Limits) -> Sample:
    """A longer sample of one text or table.

    Raises: IngestError, if there is none of that name.
    """
    with Source(path, limits) as source:
        for part in source.parts():
            if part.name == name:
                return _sample(part, hints, SAMPLE_BYTES, SAMPLE_ROWS)
    raise IngestError(f"The file has no table named “{name}”.")


def _sample(part: Part, hints: Hints, most_bytes: int, most_rows: int) -> Sample:
    if part.rows is not None:
        return _of_rows(part, hints, most_rows)
    raw = b""
    for chunk in part.chunks:
        raw += chunk
        if len(raw) >= most_bytes:
            break
    return _of_text(part.name, raw[:most_bytes], hints, is_cut=len(raw) >= most_bytes, most_rows=most_rows)


def _of_rows(part: Part, hints: Hints, most_rows: int) -> Sample:
    cells = [row.cells for row in islice(part.rows or (), most_rows + 100)]
    while cells and not any(cells[-1]):
        cells.pop()
    if part.columns is not None:
        rows = tuple(tuple(row) for row in cells)
        return Sample(part.name, Text(form="table", header_lines=0), part.columns, rows)
    width = max((_last_filled(row) for row in cells), default=0)
    cells = [[*row[:width], *[""] * (width - len(row))] for row in cells]
    header_lines = hints.header_lines
    if header_lines is None:
        header_lines = propose_header([row[: _last_filled(row)] for row in cells[:50]], HEADER_WORDS)
    columns = name_columns(cells[header_lines - 1]) if 0 < header_lines <= len(cells) else numbered(width)
    header = cells[header_lines - 1] if 0 < header_lines <= len(cells) else None
    rows = tuple(tuple(row) for row in cells[header_lines:] if any(row) and row != header)
    return Sample(part.name, Text(form="table", header_lines=header_lines), columns, rows)


def _last_filled(row: list[str]) -> int:
    return next((at for at in range(len(row), 0, -1) if row[at - 1]), 0)


def _of_text(name: str, raw: bytes, hints: Hints, *, is_cut: bool, most_rows: int) -> Sample:
    encoding = hints.encoding or propose_encoding(raw)
    whole = b"".join(as_utf8_lines(iter([raw[: len(raw) // 2 * 2] if encoding == "utf-16" else raw]), encoding))
    lines = [line.removesuffix("\r") for line in _decoded(whole, encoding).split("\n")]
    if lines and (is_cut or not lines[-1]) and len(lines) > 1:
        lines.pop()
    lines = lines[: most_rows + 100]
    if not hints.separator and not hints.cuts:
        sample = _of_json(name, raw, lines, encoding) or _of_array(name, raw, whole, encoding, is_cut=is_cut)
        if sample:
            return sample
        if _AN_OBJECT.match(whole):  # over several lines, its commas separate nothing
            return Sample(name, Text(encoding, ",", 0), (), (), raw)
    separator = hints.separator or propose_separator(lines[:200])
    width = len(split_line(next((line for line in lines if line.strip()), ""), separator)) if separator else 0
    cuts = hints.cuts or (() if hints.separator or width > 2 else propose_cuts(lines[:200]))
    if hints.cuts or len(cuts) > max(width, 1):
        text = Text(encoding, ",", 0, "fixed", cuts)
        split = [cut(line, cuts) for line in lines]
    else:
        text = Text(encoding, separator or ",", 0)
        split = [split_line(line, text.separator) for line in lines]
    header_lines = hints.header_lines
    if header_lines is None:
        header_lines = propose_header(split[:50], HEADER_WORDS)
    text = replace(text, header_lines=header_lines)
    columns = numbered(max((len(row) for row in split[:200]), default=0))
    header = None
    if 0 < header_lines <= len(split):
        header = lines[header_lines - 1]
        named = text.form == "fixed"
        columns = (
            name_columns(cut(header, cuts))
            if named
            else column_names(header.encode(), replace(text, encoding="utf-8"))
        )
    rows = tuple(
        tuple(row)
        for line, row in zip(lines[header_lines:], split[header_lines:], strict=True)
        if line.strip() and line != header and len(row) == len(columns)
    )
    return Sample(name, text, columns, rows, raw)


def _decoded(data: bytes, encoding: str) -> str:
    if encoding in ("cp1252", "latin-1"):
        return data.decode(encoding, "replace")
    if encoding != "mixed":
        return data.decode("utf-8", "replace")
    return "\n".join(_either(line) for line in data.split(b"\n"))


def _either(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _of_json(name: str, raw: bytes, lines: list[str], encoding: str) -> Sample | None:
    """The sample of a text with a JSON object to a line; None if it is no such text. Some lines may be damaged, the
    first too."""
    first = list(islice(filter(str.strip, lines), FIRST_LINES))
    if 2 * sum(line.lstrip().startswith("{") and json_line(line) is not None for line in first) <= len(first):
        return None
    return _of_objects(
        name, Text(encoding, ",", 0, "json"), [found for line in lines if (found := json_line(line))], raw
    )


def _of_array(name: str, raw: bytes, whole: bytes, encoding: str, *, is_cut: bool) -> Sample | None:
    """The sample of a text that is a JSON array; None if it is no such text, or none of its elements an object.

    Raises: IngestError, if the whole text is here and the array does not end.
    """
    if not whole.lstrip().startswith(b"["):
        return None
    objects: list[dict[str, str]] = []
    try:
        for element, _ in islice(elements_of(iter([whole])), SAMPLE_ROWS):
            line = decode_line(element, encoding)
            found = json_line(line) if line is not None else None
            if found:
                objects.append(found)
    except IngestError:
        if objects and not is_cut:
            raise
    return _of_objects(name, Text(encoding, ",", 0, "array"), objects, raw) if objects else None


def _of_objects(name: str, text: Text, objects: list[dict[str, str]], raw: bytes) -> Sample:
    columns = tuple(dict.fromkeys(key for found in objects for key in found))
    rows = tuple(tuple(found.get(key, "") for key in columns) for found in objects)
    return Sample(name, text, columns, rows, raw)


def numbered(width: int) -> tuple[str, ...]:
    """Names for columns that have none."""
    return tuple(f"column {number}" for number in range(1, width + 1))
