"""Parse framed text part by part: typed rows into Parquet, what the rules refuse into the quarantine."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO

from requests_app.datasets.cells import cells_of
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.framing import INNER_LINE_END, KEPT_BYTES, SetAside
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.rules import accepted_columns, parse_statement, within_shift
from requests_app.datasets.shapes import Kind
from requests_app.datasets.times import Shift, shifts
from requests_app.errors import IngestError

# Most columns have few values or a new one in each row: a short list of values is tried, and given up early. What
# zstd gains above its first level is not worth its time.
ROWS_AS_PARQUET = (
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 5000, WRITE_BLOOM_FILTER false"
)
WIDE_ROWS_AS_PARQUET = "FORMAT parquet, COMPRESSION zstd"
MOST_SHORT_LISTS = 500  # columns; room for each such list is taken before the first value comes
STRETCH_ROWS = 122_880  # how many rows the engine writes together, with the first and last time among them


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
        """A row's line number, as SQL over the table it is parsed into, called `parsed`."""
        number = "parsed.rowid"
        return f"{list(self.numbers)}[{number} + 1]" if self.numbers else f"{number} + {self.first_line}"

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


@dataclass(frozen=True, slots=True)
class ParsedPart:
    """A part as typed rows in a table of the engine, its refusals told; `coordinates` are the different ones of the
    rows that stand, in a table too, without those at 0° 0°, where a receiver without a fix puts them."""

    part: FramedPart
    table: str
    columns: dict[str, str]
    sort: bool
    coordinates: tuple[Sequence[float], Sequence[float]]

    @property
    def spots(self) -> str:
        """The table of the coordinates."""
        return f"spots_of_{self.table}"


class PartParser:
    """Parses parts one after another; `counts` grows, and `accepted/` and `refused` fill.

    A part goes through `parse` and then `keep`; the next may be parsed between the two, so that somebody else finds
    the cells of the one while the engine parses the other.
    """

    def __init__(self, engine: Engine, folder: Path, mapping: Mapping) -> None:
        self._engine = engine
        self._mapping = mapping
        self._accepted = folder / "accepted"
        self._accepted.mkdir()
        self._placed = any(field.kind is Kind.LATITUDE for field in mapping.known_shape.fields)
        self._parsed = self._kept = 0
        self.refused = folder / "refused.txt"
        self.counts = Counts()
        self.refused.touch()
        engine.run("CREATE TEMP TABLE seen (line BIGINT, fingerprint UBIGINT)")

    def parse(self, part: FramedPart) -> ParsedPart:
        """Parse one part and delete its text.

        Raises: IngestError, if the parser and the framing do not count the same.
        """
        parsed = self._parse(part)
        self._refuse(parsed)
        part.path.unlink()
        part.originals.unlink(missing_ok=True)
        return parsed

    def parse_again(self, part: FramedPart) -> dict[int, str]:
        """Parse and keep lines set aside before, as corrected; returns those still refused, with the reason.

        Raises: as `parse`.
        """
        parsed = self._parse(part)
        part.path.unlink()
        refused = self._engine.rows(f"SELECT {part.line}, refusal FROM {parsed.table} AS parsed WHERE refusal <> ''")
        self.keep(parsed, cells_of(*parsed.coordinates))
        return dict(refused)

    def keep(self, parsed: ParsedPart, cells: list[int]) -> None:
        """Write the rows that stand to a file of `accepted/`, each with the cell of its place, and drop the table.

        `cells` are those of `parsed.coordinates`.
        """
        rows = f"{parsed.table} AS parsed"
        columns = ", ".join(f"{value} AS {name}" for name, value in parsed.columns.items())
        columns = f"{parsed.part.line} AS line, {columns}"
        accepted = self._remember(parsed, f"SELECT {columns} FROM {rows} WHERE refusal IS NULL")
        if self._placed:
            self._engine.run(
                f"CREATE OR REPLACE TEMP TABLE cells AS SELECT * FROM {parsed.spots} "
                "POSITIONAL JOIN (SELECT unnest($1::BIGINT[]) AS cell)",
                [cells],
            )
            self._engine.run(f"DROP TABLE {parsed.spots}")
            rows, columns = f"{rows} LEFT JOIN cells USING (latitude, longitude)", f"{columns}, cell"
        if accepted or not self._kept:
            target = self._accepted / f"part-{self._kept:05d}.parquet"
            order = "ORDER BY local_at, line" if parsed.sort else ""
            form = ROWS_AS_PARQUET if len(parsed.columns) <= MOST_SHORT_LISTS else WIDE_ROWS_AS_PARQUET
            self._engine.run(
                f"COPY (SELECT {columns} FROM {rows} WHERE refusal IS NULL {order}) "
                f"TO {literal(str(target))} ({form})"
            )
            self._kept += 1
        self._engine.run(f"DROP TABLE {parsed.table}")
        self.counts.accepted += accepted

    def _remember(self, parsed: ParsedPart, stand: str) -> int:
        """Note the fingerprint of each row that stands; returns how many those are.

        It is taken of the fields a row must have and of those that are no text, which are quick to hash: rows that
        differ elsewhere alone are few.
        """
        fields = self._mapping.known_shape.fields
        telling = [field.name for field in fields if field.required or field.kind is not Kind.TEXT]
        (accepted,) = self._engine.row(
            f"INSERT INTO seen SELECT line, hash({', '.join(telling or parsed.columns)}) FROM ({stand})"
        )
        return int(accepted)

    def _parse(self, part: FramedPart) -> ParsedPart:
        table = f"parsed_{self._parsed}"
        self._parsed += 1
        self._engine.run(parse_statement(self._mapping, part.path, table, has_inner=part.has_inner))
        lines, hollow, first, last = self._engine.row(
            "SELECT count(*), count(*) FILTER (refusal = ''), "
            "min(coalesce(wall, instant)) FILTER (refusal IS NULL), "
            f"max(coalesce(wall, instant)) FILTER (refusal IS NULL) FROM {table}"
        )
        if (lines, lines - hollow) != (part.lines, part.framed):
            raise IngestError(
                f"The parser made {lines - hollow:,} rows of {part.framed:,} records. Nothing was kept."
            )
        offset, changes = shifts(self._mapping.time_zone, first, last) if first and last else (0, ())
        self._rule_by_clock(table, changes)
        columns = accepted_columns(self._mapping, offset, changes)
        return ParsedPart(part, table, columns, self._is_out_of_order(table), self._coordinates(table))

    def _rule_by_clock(self, table: str, changes: tuple[Shift, ...]) -> None:
        """Refuse times the clock skipped, or came to twice where the mapping says so; count the rest."""
        skipped = within_shift(changes, skipped=True)
        if skipped:
            self._engine.run(f"UPDATE {table} SET refusal = 'no_such_time' WHERE refusal IS NULL AND {skipped}")
        doubled = within_shift(changes, skipped=False) or "false"
        if self._mapping.doubled == "set_aside":
            self._engine.run(f"UPDATE {table} SET refusal = 'time_twice' WHERE refusal IS NULL AND {doubled}")
        placed = "latitude" in self._mapping.fields
        counted = "count(*) FILTER (latitude IS NULL), count(*) FILTER (latitude = 0 AND longitude = 0)"
        twice, placeless, zero = self._engine.row(
            f"SELECT count(*) FILTER ({doubled}), {counted if placed else '0, 0'} FROM {table} WHERE refusal IS NULL"
        )
        self.counts.notes.update(without_coordinates=placeless, at_zero_coordinates=zero, in_a_doubled_hour=twice)

    def _is_out_of_order(self, table: str) -> bool:
        """Whether rows lie so far from the order of time that a question about some days would open most of them.

        The stretches of a file that can be passed over are held against it whole: in order, they add up to it.
        """
        whole, stretches = self._engine.row(
            "SELECT epoch(max(last) - min(first)), sum(epoch(last - first)) FROM (SELECT "
            "min(coalesce(wall, instant)) AS first, max(coalesce(wall, instant)) AS last "
            f"FROM {table} WHERE refusal IS NULL GROUP BY rowid // {STRETCH_ROWS})"
        )
        return bool(whole and stretches > 1.5 * whole)

    def _coordinates(self, table: str) -> tuple[Sequence[float], Sequence[float]]:
        if not self._placed:
            return (), ()
        self._engine.run(
            f"CREATE TEMP TABLE spots_of_{table} AS SELECT DISTINCT latitude, longitude FROM {table} "
            "WHERE refusal IS NULL AND latitude IS NOT NULL AND NOT (latitude = 0 AND longitude = 0)"
        )
        latitudes, longitudes = self._engine.row(
            "SELECT coalesce(list(latitude ORDER BY rowid), []), coalesce(list(longitude ORDER BY rowid), []) "
            f"FROM spots_of_{table}"
        )
        return latitudes, longitudes

    def _refuse(self, parsed: ParsedPart) -> None:
        """Write each refused line with its own bytes, taken from the framed text."""
        part = parsed.part
        refused = self._engine.batches(
            f"SELECT rowid, refusal FROM {parsed.table} WHERE refusal <> '' ORDER BY rowid"
        )
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

    Fingerprints only name the candidates; equality is asked of the rows themselves.
    """
    target = folder / "duplicates.parquet"
    engine.run(
        "CREATE TEMP TABLE candidates AS SELECT line FROM seen WHERE fingerprint IN "
        "(SELECT fingerprint FROM seen GROUP BY fingerprint HAVING count(*) > 1)"
    )
    engine.run("DROP TABLE seen")
    (candidates,) = engine.row("SELECT count(*) FROM candidates")
    flagged = "SELECT line, line AS first_line FROM candidates"
    if candidates:
        flagged = (
            "SELECT unnest(list_sort(lines)[2:]) AS line, list_min(lines) AS first_line FROM "
            "(SELECT list(line) AS lines, * EXCLUDE (line) "
            f"FROM read_parquet({literal(f'{folder}/accepted/*.parquet')}) SEMI JOIN candidates USING (line) "
            "GROUP BY ALL HAVING count(*) > 1) ORDER BY line"
        )
    engine.run(f"COPY ({flagged}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)")
    (count,) = engine.row(f"SELECT count(*) FROM read_parquet({literal(str(target))})")
    return int(count)
