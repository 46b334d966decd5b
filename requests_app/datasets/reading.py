"""Read a received file whole: hash, unpack, frame, parse, reconcile, and keep Parquet with its ledger."""

import fcntl
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO

from requests_app.datasets.alike import write_searches
from requests_app.datasets.cells import cells_of
from requests_app.datasets.corrections import Correction, apply_corrections, fingerprint, is_of_framing
from requests_app.datasets.dialect import DATA_LIKE, column_names, name_columns, split_line
from requests_app.datasets.engine import MEMORY_BYTES, Engine
from requests_app.datasets.framing import Block, Framer
from requests_app.datasets.hashing import Hashing
from requests_app.datasets.ledger import Ledger, Member
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.parts import (
    FramedPart,
    ParsedPart,
    PartParser,
    write_duplicates,
    write_quarantine,
    write_set_aside,
)
from requests_app.datasets.progress import (
    Cancelled,
    Progress,
    Stage,
    go_on,
    ignore_progress,
    never_cancelled,
)
from requests_app.datasets.readers import Limits, Part, Source, as_utf8_lines
from requests_app.datasets.rollup import write_rollup
from requests_app.datasets.rows import Row, RowFramer, fitted
from requests_app.datasets.screening import mask
from requests_app.datasets.shapes import SEARCH_AUDIT
from requests_app.datasets.store import seal, whole_reading
from requests_app.datasets.textrows import rows_of_text
from requests_app.errors import IngestError

PART_BYTES = 64 << 20
PART_LINES = 1 << 20
MOST_ABOVE = 100  # lines in which a table's head is looked for
SPREADSHEET_ENDS = (65_536, 1_048_576)  # the last rows of the old and the new spreadsheets


def ingest(
    source: Path,
    workdir: Path,
    mapping: Mapping,
    *,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never_cancelled,
    limits: Limits | None = None,
    memory_bytes: int = MEMORY_BYTES,
    corrections: Sequence[Correction] = (),
) -> Ledger:
    """Read `source` by `mapping` into the folder `workdir`, and give the account of every line.

    Safe to repeat, and after a kill at any point: it works in a hidden folder beside `workdir` and renames
    it at the end. A folder that already holds this reading is left as it is and its ledger returned; one made by
    an earlier version of this program, or damaged since, gives way at the end. What `corrections` say stands in
    for lines that would be set aside.

    Raises: IngestError, if the file cannot be read, does not fit the mapping or does not reconcile, if
    `workdir` holds something else, or if another process is reading into it; IngestCancelledError, if
    `cancelled` said so.
    """
    begun = time.monotonic()
    with _alone(workdir), Hashing(source) as hashing:
        corrected = fingerprint(corrections)
        if workdir.exists():
            held = whole_reading(workdir, hashing.result(progress, cancelled), mapping, corrected)
            if held:
                return held.ledger
        partial = workdir.with_name(f".{workdir.name}.partial")
        older = workdir.with_name(f".{workdir.name}.older")
        for rest in (partial, older):
            shutil.rmtree(rest, ignore_errors=True)
        partial.mkdir()
        try:
            with Engine(partial, memory_bytes=memory_bytes) as engine:
                reading = _Reading(source, partial, mapping, engine, progress, cancelled, corrections)
                ledger = reading.run(hashing, limits or Limits(), begun)
            shutil.rmtree(partial / "spill", ignore_errors=True)
            seal(partial, ledger, mapping, corrected)
            if workdir.exists():
                workdir.replace(older)
            partial.replace(workdir)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            shutil.rmtree(older, ignore_errors=True)
    progress(Stage.DONE, 1.0, ledger.lines)
    return ledger


@contextmanager
def _alone(workdir: Path) -> Iterator[None]:
    """Hold the folder's lock, which a killed process lets go by itself."""
    with workdir.with_name(f".{workdir.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IngestError("Another process is reading this dataset just now.") from error
        yield


@dataclass(slots=True)
class _Tally:
    """What the framing counted, over all members."""

    blank: int = 0
    header: int = 0
    joined: int = 0
    framed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class _Reading:
    """One run: frames and finds cells in the calling thread while the engine parses and writes in another."""

    def __init__(
        self,
        source: Path,
        folder: Path,
        mapping: Mapping,
        engine: Engine,
        progress: Progress,
        cancelled: Cancelled,
        corrections: Sequence[Correction] = (),
    ) -> None:
        self._corrections = corrections
        self._source = source
        self._folder = folder
        self._mapping = mapping
        self._engine = engine
        self._progress = progress
        self._cancelled = cancelled
        self._parser = PartParser(engine, folder, mapping)
        self._framer = self._new_framer(mapping)
        self._tally = _Tally()
        self._unframed = folder / "unframed.txt"
        self._left_out: list[str] = []

    @staticmethod
    def _new_framer(mapping: Mapping) -> Framer | RowFramer:
        width = len(mapping.columns)
        if mapping.text.form == "separated":
            return Framer(mapping.text, width)
        used = {mapping.columns.index(source) for sources in mapping.fields.values() for source in sources}
        return RowFramer(mapping.text, width, frozenset(used))

    def run(self, hashing: Hashing, limits: Limits, begun: float) -> Ledger:
        """Read, sum up, reconcile."""
        members: list[Member] = []
        with (
            Source(self._source, limits) as source,
            ThreadPoolExecutor(max_workers=1) as pool,
            self._unframed.open("w", encoding="ascii") as unframed,
        ):
            self._parse_and_keep(self._framed_parts(source, members, unframed), pool)
            text_bytes, ignored = source.text_bytes, source.ignored
        lines = self._framer.lines
        texts = [self._unframed, self._parser.refused]
        quarantined = write_quarantine(self._engine, self._folder, texts)
        for text in texts:
            text.unlink()
        corrected = apply_corrections(self._corrections, self._parser, self._engine, self._folder, self._mapping)
        quarantined -= len(corrected)
        reasons = self._tally.reasons + self._parser.counts.reasons - Counter(corrected.values())
        framed = self._tally.framed + sum(is_of_framing(reason) for reason in corrected.values())
        go_on(self._cancelled)
        self._progress(Stage.DUPLICATES, 0.0, lines)
        duplicates = write_duplicates(self._engine, self._folder)
        go_on(self._cancelled)
        self._progress(Stage.SUMMARISE, 0.0, lines)
        write_rollup(self._engine, self._folder, self._mapping.known_shape)
        if self._mapping.shape == SEARCH_AUDIT.name:
            go_on(self._cancelled)
            write_searches(self._engine, self._folder)
        go_on(self._cancelled)
        counts = self._parser.counts
        counts.notes["corrections_without_a_line"] = len(self._corrections) - len(corrected)
        counts.notes["ending_where_a_spreadsheet_must"] = sum(member.lines in SPREADSHEET_ENDS for member in members)
        return Ledger(
            sha256=hashing.result(ignore_progress, self._cancelled),
            source_bytes=self._source.stat().st_size,
            text_bytes=text_bytes,
            lines=lines,
            header=self._tally.header,
            blank=self._tally.blank,
            joined=self._tally.joined,
            framed=framed,
            accepted=counts.accepted,
            quarantined=quarantined,
            reasons=dict(sorted(reasons.items())),
            patched=len(corrected),
            duplicates=duplicates,
            notes={name: count for name, count in sorted(counts.notes.items()) if count},
            members=tuple(members),
            seconds=round(time.monotonic() - begun, 2),
            left_out=(*self._left_out, *ignored),
        )

    def _parse_and_keep(self, parts: Iterator[FramedPart], engine: ThreadPoolExecutor) -> None:
        """While the engine parses one part, this thread finds the cells of the part before and frames the next."""
        parsing: Future[ParsedPart] | None = None
        keeping: Future[None] | None = None
        for part in chain(parts, [None]):
            parsed = parsing.result() if parsing else None
            parsing = engine.submit(self._parser.parse, part) if part else None
            if keeping:
                keeping.result()
            if parsed:
                keeping = engine.submit(self._parser.keep, parsed, cells_of(*parsed.coordinates))
        if keeping:
            keeping.result()

    def _framed_parts(self, source: Source, members: list[Member], unframed: IO[str]) -> Iterator[FramedPart]:
        """Frame every member; a part is given out when it is full, and at the end."""
        blocks = self._blocks(source, members)
        for block in blocks:
            part = FramedPart(self._folder / f"framed-{block.first_line}.txt", block.first_line)
            with ExitStack() as files:
                out = files.enter_context(part.path.open("wb"))
                originals = files.enter_context(part.originals.open("wb")) if block.originals else None
                for piece in chain((block,), blocks):
                    out.write(self._as_utf8(piece.records))
                    if originals:
                        originals.writelines(piece.originals)
                    part.lines += piece.lines
                    part.framed += piece.framed
                    part.has_inner |= piece.has_inner
                    self._count(piece, unframed)
                    go_on(self._cancelled)
                    self._progress(Stage.READ, source.fraction, self._framer.lines)
                    if out.tell() >= PART_BYTES or part.lines >= PART_LINES:
                        break
            yield part

    def _blocks(self, source: Source, members: list[Member]) -> Iterator[Block]:
        wanted = self._mapping.tables
        for part in source.parts():
            if wanted and part.name not in wanted:
                self._left_out.append(part.name)
                continue
            before = self._framer.lines
            yield from self._member_blocks(part, is_first=not members)
            members.append(Member(part.name, before + 1, self._framer.lines - before))
        if lacking := set(wanted) - {member.name for member in members}:
            raise IngestError(f"The file has no table named {', '.join(f'“{name}”' for name in sorted(lacking))}.")
        if not any(member.lines for member in members):
            raise IngestError("The file holds no lines.")

    def _member_blocks(self, part: Part, *, is_first: bool) -> Iterator[Block]:
        text = self._mapping.text
        header_lines = text.header_lines
        if isinstance(self._framer, Framer):
            if part.rows is not None:
                raise IngestError(f"{part.name} is a sheet or database, and the mapping reads separated text.")
            chunks = as_utf8_lines(part.chunks, text.encoding)
            if not is_first and header_lines:
                chunks, header_lines = self._header_of_text(chunks)
            blocks = self._framer.blocks(chunks, header_lines)
        else:
            if (part.rows is not None) != (text.form == "table"):
                raise IngestError(f"{part.name} is not the kind of table the mapping reads.")
            if part.columns is not None:
                self._check(part.name, part.columns)
            rows = part.rows
            if rows is None:
                rows = rows_of_text(as_utf8_lines(part.chunks, text.encoding), text, self._mapping.columns)
            if header_lines:
                rows, header_lines = self._header_of_rows(rows)
            blocks = self._framer.blocks(rows, header_lines)
        passed, before = 0, self._framer.lines
        for block in blocks:
            if passed < header_lines <= (passed := passed + block.header):
                self._check_header(part.name)
            yield block
        if before < self._framer.lines < before + header_lines:
            raise IngestError(f"{part.name} ends before its data begins: its head is not the one the mapping names.")

    def _header_of_text(self, chunks: Iterator[bytes]) -> tuple[Iterator[bytes], int]:
        """How many lines of a later member stand above its data, none where it begins with data at once, as the
        pieces of an export do; and its chunks."""
        first = next(chunks, b"")
        text = self._mapping.text
        encoding = text.encoding if text.encoding in ("cp1252", "latin-1") else "utf-8"
        lines = [line.removesuffix(b"\r").decode(encoding, "replace") for line in first.split(b"\n")[:MOST_ABOVE]]
        cells = [split_line(line, text.separator) for line in lines]
        begins_with_data = len(cells[0]) == len(self._mapping.columns) and any(map(DATA_LIKE.search, cells[0]))
        goes_on = begins_with_data and name_columns(cells[0]) != self._mapping.columns
        return chain((first,), chunks), 0 if goes_on else self._header_among(cells)

    def _header_of_rows(self, rows: Iterator[Row]) -> tuple[Iterator[Row], int]:
        """How many rows of a table stand above its data; and its rows."""
        first = list(islice(rows, MOST_ABOVE))
        width = len(self._mapping.columns)
        return chain(first, rows), self._header_among([fitted(row.cells, width) for row in first])

    def _header_among(self, rows: Sequence[list[str]]) -> int:
        """Which of these, from 1, names the columns: the one the mapping says, unless another does with no row of
        data above it, for each table of a file may have its own title above its head."""
        usual, columns = self._mapping.text.header_lines, self._mapping.columns
        heads = list(map(name_columns, rows))
        if columns in heads[usual - 1 : usual]:
            return usual
        found = next((at for at, names in enumerate(heads, 1) if names == columns), usual)
        return usual if any(map(self._is_like_data, rows[: found - 1])) else found

    def _is_like_data(self, cells: list[str]) -> bool:
        """Whether a row fills most columns, some with a number or a date, as no title does."""
        filled = [cell for cell in cells if cell.strip()]
        return 2 * len(filled) > len(self._mapping.columns) and any(map(DATA_LIKE.search, filled))

    def _check_header(self, part: str) -> None:
        """Compare the header with the mapping, once all of it has passed."""
        if isinstance(self._framer, Framer):
            line = self._framer.header_line
            names = column_names(line, self._mapping.text) if line is not None else ()
        else:
            names = name_columns(self._framer.header_cells or [])
        self._check(part, names)

    def _check(self, part: str, names: tuple[str, ...]) -> None:
        expected = self._mapping.columns
        if names != expected:
            begins = [name if name in expected else mask(name) for name in names[:4]]  # it may be a line of data
            raise IngestError(
                f"{part} has other columns than the mapping names: it begins "
                f"“{', '.join(begins)}”, expected “{', '.join(expected[:4])}”."
            )

    def _as_utf8(self, records: bytes) -> bytes:
        text = self._mapping.text
        if text.form == "separated" and text.encoding in ("cp1252", "latin-1") and not records.isascii():
            return records.decode(text.encoding).encode("utf-8")
        return records

    def _count(self, block: Block, unframed: IO[str]) -> None:
        self._tally.blank += block.blank
        self._tally.header += block.header
        self._tally.joined += block.joined
        self._tally.framed += block.framed
        for aside in block.set_aside:
            write_set_aside(unframed, aside)
            self._tally.reasons[aside.reason] += 1
