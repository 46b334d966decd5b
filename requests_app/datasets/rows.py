"""Rows that come as cells and not as bytes: framed like lines, one slot to a row, so that one ledger fits all."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from requests_app.datasets.framing import INNER_LINE_END, KEPT_BYTES, LONGEST_LINE, PLACEHOLDER, Block, SetAside
from requests_app.datasets.mapping import Text

BLOCK_ROWS = 4096
SEPARATOR = ","

ROW_REASONS = {
    "error_cell": "A cell the mapping uses holds a spreadsheet's error, such as #N/A, and no value.",
    "formula_without_value": "A cell the mapping uses holds a formula whose outcome the file does not keep.",
    "no_text": "A cell the mapping uses holds bytes and no text.",
    "not_an_object": "This is no JSON object, or has a name twice.",
    "unknown_name": "The object has a name that is none of the columns.",
    "outside_columns": "The line's text runs across the place where a column begins.",
}

_FORBIDDEN = re.compile("[\x00\x1d\x1e]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells as text, what is wrong with single cells (by their place) or with the whole row, and
    its bytes where it was a piece of text."""

    cells: list[str]
    flaws: Mapping[int, str] | None = None
    reason: str = ""
    raw: bytes | None = None
    length: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        if self.raw is not None:
            return not self.raw.strip(b" \t\r")
        return not any(self.cells) and not self.flaws and not self.reason


@dataclass(slots=True)
class RowFramer:
    """Frames rows of `width` cells as separated UTF-8 text. Row numbers go on through all tables.

    `used` are the places of the columns a mapping reads values from: a flaw elsewhere stops no row.
    """

    text: Text
    width: int
    used: frozenset[int]
    header_cells: list[str] | None = None
    lines: int = field(default=0)

    def blocks(self, rows: Iterator[Row], header_lines: int) -> Iterator[Block]:
        """Frame one table; its first `header_lines` rows are header, the last of them the names."""
        hollow = PLACEHOLDER + SEPARATOR.encode() * (self.width - 1) + b"\n"
        block = Block(self.lines + 1)
        for row in rows:
            self.lines += 1
            if header_lines:
                header_lines -= 1
                self.header_cells = fitted(row.cells, self.width)
                block.header += 1
                slot = hollow
            elif row.is_blank:
                block.blank += 1
                slot = hollow
            elif self.header_cells is not None and fitted(row.cells, self.width) == self.header_cells:
                block.header += 1
                slot = hollow
            else:
                slot = self._framed(row, block) or hollow
            block.lines += 1
            block.pieces.append(slot)
            if self.text.form != "table":
                block.originals.append(_in_one_line(row.raw or b"") if slot is not hollow else hollow)
            if block.lines >= BLOCK_ROWS:
                yield block
                block = Block(self.lines + 1)
        if block.lines:
            yield block

    def _flaw(self, row: Row) -> str:
        flaws = row.flaws or {}
        return next((flaws[at] for at in sorted(flaws) if at in self.used), "")

    def _framed(self, row: Row, block: Block) -> bytes | None:
        """The record of a sound row; None when it was set aside."""
        cells = fitted(row.cells, self.width)
        reason = row.reason or self._flaw(row)
        record = written(cells)
        if not reason and len(cells) > self.width:
            reason = "too_many_fields"
        if not reason:
            reason = _bad_text(record)
        try:
            encoded = record.encode()
        except UnicodeEncodeError:
            reason, encoded = reason or "not_text", record.encode("utf-8", "surrogatepass")
        if not reason and len(encoded) > LONGEST_LINE:
            reason = "too_long"
        if reason:
            raw = encoded if row.raw is None else row.raw
            length = len(raw) if row.length is None else row.length
            block.set_aside.append(SetAside(self.lines, reason, raw[:KEPT_BYTES], length))
            return None
        block.framed += 1
        if b"\n" in encoded:
            block.has_inner = True
            encoded = encoded.replace(b"\n", INNER_LINE_END)
        return encoded + b"\n"


def _in_one_line(raw: bytes) -> bytes:
    """A row's bytes as one line; a pretty-printed object has several."""
    return raw.replace(b"\n", INNER_LINE_END) + b"\n"


def fitted(cells: list[str], width: int) -> list[str]:
    """Cells made as many as there are columns, as far as only empty ones are added or left out."""
    if len(cells) < width:
        return cells + [""] * (width - len(cells))
    return cells if any(cells[width:]) else cells[:width]


def written(cells: list[str], separator: str = SEPARATOR) -> str:
    """Cells as one record of separated text, quoted where they must be."""
    record = separator.join(cells)
    if '"' not in record and "\n" not in record and record.count(separator) == len(cells) - 1:
        return record
    if "\r\n" in record:
        cells = [cell.replace("\r\n", "\n") for cell in cells]
    quoted = ('"' + cell.replace('"', '""') + '"' if _must_quote(cell, separator) else cell for cell in cells)
    return separator.join(quoted)


def _must_quote(cell: str, separator: str) -> bool:
    return any(mark in cell for mark in (separator, '"', "\n"))


def _bad_text(record: str) -> str:
    if _FORBIDDEN.search(record):
        return "control_character"
    return "stray_return" if "\r" in record else ""
