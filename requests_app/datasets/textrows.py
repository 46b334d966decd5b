"""Text that no separator cuts: columns of fixed width, and JSON objects, one to a line or all in one array."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from requests_app.datasets.arrays import elements_of
from requests_app.datasets.framing import KEPT_BYTES, LONGEST_LINE
from requests_app.datasets.mapping import Text
from requests_app.datasets.rows import Row

DEEPEST = 50


def rows_of_text(chunks: Iterator[bytes], text: Text, columns: tuple[str, ...]) -> Iterator[Row]:
    """One row for each line of a text, or each element of its array, as `text.form` says: "fixed", "json" or
    "array". Its bytes go with it."""
    places = {name: at for at, name in enumerate(columns)}
    for line, length in elements_of(chunks) if text.form == "array" else lines_of(chunks):
        if length > LONGEST_LINE:
            yield Row([], reason="too_long", raw=line, length=length)
            continue
        decoded = decode_line(line, text.encoding)
        if decoded is None:
            yield Row([], reason="not_text", raw=line)
        elif text.form == "fixed":
            yield _from_fixed(decoded, line, text.cuts)
        else:
            yield _from_json(decoded, line, places)


def lines_of(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Lines without their ends, and how many bytes they have; of an endless one only its beginning."""
    tail = b""
    skipped = 0
    for chunk in chunks:
        data = tail + chunk
        lines = data.split(b"\n")
        tail = lines.pop()
        for line in lines:
            yield _line(line, skipped)
            skipped = 0
        if len(tail) > 2 * LONGEST_LINE:
            skipped += len(tail) - KEPT_BYTES
            tail = tail[:KEPT_BYTES]
    if tail or skipped:
        yield _line(tail, skipped)


def _line(line: bytes, skipped: int) -> tuple[bytes, int]:
    if line.endswith(b"\r"):
        line = line[:-1]
    return line, len(line) + skipped


def decode_line(line: bytes, encoding: str) -> str | None:
    """A line as text; None where it is none. "mixed" is UTF-8 or else Windows-1252."""
    for name in ("utf-8", "cp1252") if encoding == "mixed" else (encoding.replace("utf-16", "utf-8"),):
        try:
            return line.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def cut(line: str, cuts: tuple[int, ...]) -> list[str]:
    """The cells of a line whose columns begin at `cuts`, without the spaces that fill them."""
    return [line[start:end].strip(" ") for start, end in pairwise((*cuts, None))]


def _from_fixed(line: str, raw: bytes, cuts: tuple[int, ...]) -> Row:
    crossing = any(line[at - 1 : at] not in ("", " ") for at in cuts[1:])
    return Row(cut(line, cuts), reason="outside_columns" if crossing else "", raw=raw)


def _from_json(line: str, raw: bytes, places: dict[str, int]) -> Row:
    if not line.strip():
        return Row([], raw=raw)
    values = json_line(line)
    if values is None:
        return Row([], reason="not_an_object", raw=raw)
    cells = [""] * len(places)
    for name, value in values.items():
        if name not in places:
            return Row([], reason="unknown_name", raw=raw)
        cells[places[name]] = value
    return Row(cells, raw=raw)


class _TwiceError(ValueError):
    """A JSON object has a name twice; which of the two is meant nobody can tell."""


def json_line(line: str) -> dict[str, str] | None:
    """A line's object as names and texts, numbers with their digits as written; None where it is no such thing."""
    try:
        value = json.loads(
            line, parse_float=_Number, parse_int=_Number, parse_constant=_Number, object_pairs_hook=_once
        )
        if not isinstance(value, dict):
            return None
        return {name: _written(item) for name, item in value.items()}
    except (ValueError, RecursionError):
        return None


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _nested(value, 0)


def _nested(value: Any, depth: int) -> str:
    """A list or object inside a line, as JSON again, numbers still as written."""
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_nested(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(name, ensure_ascii=False)}: {_nested(item, depth + 1)}" for name, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)
