"""Parse framed text part by part: typed rows into Parquet, what the rules refuse into the quarantine."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.framing import INNER_LINE_END, KEPT_BYTES, SetAside
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.rules import accepted_columns, parse_statement, within_shift
from requests_app.datasets.times import shifts
from requests_app.errors import IngestError


@dataclass(slots=True)
class FramedPart:
    """A stretch of framed text on disk, small enough to hold in memory once parsed; `originals` has the same
    lines in their own bytes, where the framed text has not. `numbers` are the lines' own, where they do not
    follow each other from `first_line`."""

    path: Path
    first_line: int
    lines: int = 0
    framed: int = 0
    has_inner: bool = False
    numbers: tuple[int, ...] = ()

    @property
    def line(self) -> str:
        """A row's line number, as SQL over `parsed`."""
        return f"{list(self.numbers)}[rowid + 1]" if self.numbers else f"rowid + {self.first_line}"

    @property
    def originals(self) -> Path:
        """Where the lines in their own bytes are, if anywhere."""
        return self.path.with_name(f"original-{self.path.name}")


@dataclass(slots=True)
class Counts:
    """What the parser has counted so far, over all parts."""

    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)


class PartParser:
    """Parses parts one after another; `counts` grows, and `accepted/` and `refused` fill."""

    def __init__(self, engine: Engine, folder: Path, mapping: Mapping) -> None:
        self._engine = engine
        self._mapping = mapping
        self._accepted = folder / "accepted"
        self._accepted.mkdir()
        self._done = 0
        self.refused = folder / "refused.txt"
        self.counts = Counts()
        self.refused.touch()
        engine.run("CREATE TEMP TABLE seen (line BIGINT, fingerprint UBIGINT)")

    def parse(self, part: FramedPart) -> None:
        """Parse one part and delete its text.

        Raises: IngestError, if the parser and the framing do not count the same.
        """
        self._parse(part)
        self._refuse(part)
        part.path.unlink()
        part.originals.unlink(missing_ok=True)

    def parse_again(self, part: FramedPart) -> dict[int, str]:
        """Parse lines that were set aside before, as corrected; returns those still refused, with the reason.

        Raises: as `parse`.
        """
        self._parse(part)
        part.path.unlink()
        refused = self._engine.rows(f"SELECT {part.line}, refusal FROM parsed WHERE refusal <> ''")
        return dict(refused)

    def _parse(self, part: FramedPart) -> None:
        self._engine.run(parse_statement(self._mapping, part.path, has_inner=part.has_inner))
        lines, hollow, first, last = self._engine.row(
            "SELECT count(*), count(*) FILTER (refusal = ''), "
            "min(coalesce(wall, instant)) FILTER (refusal IS NULL), "
            "max(coalesce(wall, instant)) FILTER (refusal IS NULL) FROM parsed"
        )
        if (lines, lines - hollow) != (part.lines, part.framed):
            raise IngestError(
                f"The parser made {lines - hollow:,} rows of {part.framed:,} records. Nothing was kept."
            )
        self._keep(part, first, last)

    def _keep(self, part: FramedPart, first: datetime | None, last: datetime | None) -> None:
        offset, changes = shifts(self._mapping.time_zone, first, last) if first and last else (0, ())
        skipped = within_shift(changes, skipped=True)
        if skipped:
            self._engine.run(f"UPDATE parsed SET refusal = 'no_such_time' WHERE refusal IS NULL AND {skipped}")
        doubled = within_shift(changes, skipped=False) or "false"
        if self._mapping.doubled == "set_aside":
            self._engine.run(f"UPDATE parsed SET refusal = 'time_twice' WHERE refusal IS NULL AND {doubled}")
        placed = "latitude" in self._mapping.fields
        counted = "count(*) FILTER (latitude IS NULL), count(*) FILTER (latitude = 0 AND longitude = 0)"
        accepted, twice, placeless, zero = self._engine.row(
            f"SELECT count(*), count(*) FILTER ({doubled}), {counted if placed else '0, 0'} "
            "FROM parsed WHERE refusal IS NULL"
        )
        if accepted or not self._done:
            target = self._accepted / f"part-{self._done:05d}.parquet"
            self._engine.run(
                f"COPY (SELECT {accepted_columns(self._mapping, part.line, offset, changes)} "
                f"FROM parsed WHERE refusal IS NULL) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
            )
            self._done += 1
        self._engine.run(f"INSERT INTO seen SELECT {part.line}, fingerprint FROM parsed WHERE refusal IS NULL")
        self.counts.accepted += accepted
        self.counts.notes.update(without_coordinates=placeless, at_zero_coordinates=zero, in_a_doubled_hour=twice)

    def _refuse(self, part: FramedPart) -> None:
        """Write each refused line with its own bytes, taken from the framed text."""
        refused = self._engine.batches("SELECT rowid, refusal FROM parsed WHERE refusal <> '' ORDER BY rowid")
        source = part.originals if part.originals.exists() else part.path
        recoded = source == part.path and self._mapping.text.encoding in ("cp1252", "latin-1")
        with source.open("rb") as text, self.refused.open("a", encoding="ascii") as out:
            at = -1
            line = b""
            for row, reason in chain.from_iterable(refused):
                while at < row:
                    line = text.readline()
                    at += 1
                raw = line.removesuffix(b"\n").replace(INNER_LINE_END, b"\n")
                if recoded:
                    raw = raw.decode("utf-8").encode(self._mapping.text.encoding)
                write_set_aside(out, SetAside(part.first_line + row, reason, raw[:KEPT_BYTES], len(raw)))
                self.counts.reasons[reason] += 1


def write_set_aside(out: IO[str], aside: SetAside) -> None:
    """Add one line to a text the engine can read back: line, reason, length, bytes in hexadecimal."""
    out.write(f"{aside.line},{aside.reason},{aside.length},{aside.raw.hex()}\n")


def write_quarantine(engine: Engine, folder: Path, texts: list[Path]) -> int:
    """Gather the lines set aside into quarantine.parquet, by line; returns how many."""
    columns = "{'line': 'BIGINT', 'reason': 'VARCHAR', 'length': 'BIGINT', 'raw': 'VARCHAR'}"
    sources = "[" + ", ".join(literal(str(text)) for text in texts) + "]"
    target = folder / "quarantine.parquet"
    engine.run(
        "COPY (SELECT line, reason, length, coalesce(unhex(raw), ''::BLOB) AS raw "
        f"FROM read_csv({sources}, header = false, auto_detect = false, delim = ',', quote = '', escape = '', "
        f"columns = {columns}) ORDER BY line) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )
    (count,) = engine.row(f"SELECT count(*) FROM read_parquet({literal(str(target))})")
    return int(count)


def write_duplicates(engine: Engine, folder: Path) -> int:
    """Flag accepted rows equal in every field, as read, to an earlier one, in duplicates.parquet; returns
    how many.

    Fingerprints of the required fields only name the candidates; equality is asked of the rows themselves.
    """
    accepted = f"read_parquet({literal(f'{folder}/accepted/*.parquet')})"
    target = folder / "duplicates.parquet"
    engine.run(
        "CREATE TEMP TABLE candidates AS SELECT line FROM seen WHERE fingerprint IN "
        "(SELECT fingerprint FROM seen GROUP BY fingerprint HAVING count(*) > 1)"
    )
    engine.run("DROP TABLE seen")
    engine.run(
        "COPY (SELECT unnest(list_sort(lines)[2:]) AS line, list_min(lines) AS first_line FROM "
        f"(SELECT list(line) AS lines, * EXCLUDE (line) FROM {accepted} SEMI JOIN candidates USING (line) "
        "GROUP BY ALL HAVING count(*) > 1) ORDER BY line) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )
    (count,) = engine.row(f"SELECT count(*) FROM read_parquet({literal(str(target))})")
    return int(count)
