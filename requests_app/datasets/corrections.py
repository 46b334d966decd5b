"""Corrections of lines a reading set aside: other cells for a line, never other bytes in the file."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from requests_app.datasets.dialect import split_line
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.framing import FORBIDDEN, FRAMING_REASONS
from requests_app.datasets.mapping import Mapping as Reading
from requests_app.datasets.parts import FramedPart, PartParser
from requests_app.datasets.rows import ROW_REASONS, written
from requests_app.datasets.textrows import json_line

FORM_MARKS = frozenset(FORBIDDEN.decode()) | {"\r", "\n"}


@dataclass(frozen=True, slots=True)
class Correction:
    """The cells a person says a line should have had, one for each column, and the SHA-256 (hex) of the bytes
    that were kept of that line, so that a correction never meets another line."""

    line: int
    raw_sha256: str
    cells: tuple[str, ...]


def raw_sha256(raw: bytes) -> str:
    """What a correction knows its line by."""
    return hashlib.sha256(raw).hexdigest()


def cells_to_begin_with(raw: bytes, mapping: Reading) -> tuple[str, ...]:
    """The bytes of a line set aside as cells, as well as may be, one for each column, for a person to mend."""
    encoding = mapping.text.encoding if mapping.text.encoding in ("cp1252", "latin-1") else "utf-8"
    text = raw.decode(encoding, "replace")
    text = "".join(" " if mark in FORM_MARKS else mark for mark in text)
    if mapping.text.form == "fixed":
        cuts = (*mapping.text.cuts, len(text))
        cells = [text[begin:end].strip() for begin, end in pairwise(cuts)]
    elif mapping.text.form in ("json", "array"):
        values = json_line(text) or {}
        cells = [values.get(column, "") for column in mapping.columns]
    else:
        cells = split_line(text, mapping.text.separator)
    width = len(mapping.columns)
    return tuple((cells + [""] * width)[:width])


def fingerprint(corrections: Collection[Correction]) -> str:
    """The same for the same corrections, in any order; "" for none."""
    if not corrections:
        return ""
    rows = sorted((row.line, row.raw_sha256, list(row.cells)) for row in corrections)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def refusals(corrections: Collection[Correction], mapping: Reading) -> dict[int, str]:
    """The lines among them that the rules would set aside again, with the reason code.

    A correction with the wrong number of cells, or with a mark no table may hold, is "too_few_fields",
    "too_many_fields" or "control_character".
    """
    found: dict[int, str] = {}
    sound = []
    for row in corrections:
        if len(row.cells) != len(mapping.columns):
            found[row.line] = "too_few_fields" if len(row.cells) < len(mapping.columns) else "too_many_fields"
        elif any(FORM_MARKS & set(cell) for cell in row.cells):
            found[row.line] = "control_character"
        elif not any(cell.strip() for cell in row.cells):
            found[row.line] = "too_few_fields"
        else:
            sound.append(row)
    if sound:
        with TemporaryDirectory(prefix="corrections-") as name, Engine(Path(name)) as engine:
            found |= _parse(sound, PartParser(engine, Path(name), mapping), Path(name), mapping)
    return found


def apply_corrections(
    corrections: Collection[Correction], parser: PartParser, engine: Engine, folder: Path, mapping: Reading
) -> dict[int, str]:
    """Put corrected rows through the same rules as all others, and take the lines they stand in for out of
    quarantine.parquet; returns those lines with the reason they had been set aside for.

    A correction whose line was not set aside just so, or that the rules refuse, changes nothing.
    """
    if not corrections:
        return {}
    quarantine = folder / "quarantine.parquet"
    aside = f"read_parquet({literal(str(quarantine))})"
    wanted = {row.line: row for row in corrections}
    reasons, found = {}, []
    for line, reason, raw in engine.rows(
        f"SELECT line, reason, raw FROM {aside} WHERE list_contains($1, line)", [list(wanted)]
    ):
        if raw_sha256(bytes(raw)) == wanted[line].raw_sha256 and len(wanted[line].cells) == len(mapping.columns):
            found.append(wanted[line])
            reasons[line] = reason
    if not found:
        return {}
    for line in _parse(found, parser, folder, mapping):
        del reasons[line]
    if reasons:
        left = folder / "left.parquet"
        engine.run(
            f"COPY (SELECT * FROM {aside} WHERE NOT list_contains({list(reasons)}, line) ORDER BY line) "
            f"TO {literal(str(left))} (FORMAT parquet, COMPRESSION zstd)"
        )
        left.replace(quarantine)
    return reasons


def _parse(rows: Collection[Correction], parser: PartParser, folder: Path, mapping: Reading) -> dict[int, str]:
    ordered = sorted(rows, key=lambda row: row.line)
    numbers = tuple(row.line for row in ordered)
    part = FramedPart(folder / "corrected.txt", 0, lines=len(ordered), framed=len(ordered), numbers=numbers)
    lines = (written(list(row.cells), mapping.text.separator).encode() + b"\n" for row in ordered)
    part.path.write_bytes(b"".join(lines))
    return parser.parse_again(part)


def is_of_framing(reason: str) -> bool:
    """Whether a line set aside for this reason never came as far as the rules."""
    return reason in FRAMING_REASONS or reason in ROW_REASONS
