"""Read a received file whole: hash, unpack, frame, parse, reconcile, and keep Parquet with its ledger."""

import fcntl
import hashlib
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO

from requests_app.datasets.dialect import column_names
from requests_app.datasets.engine import MEMORY_BYTES, Engine
from requests_app.datasets.framing import Block, Framer
from requests_app.datasets.ledger import Ledger, Member
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.parts import (
    FramedPart,
    PartParser,
    write_duplicates,
    write_quarantine,
    write_set_aside,
)
from requests_app.datasets.progress import (
    Cancelled,
    IngestCancelledError,
    Progress,
    Stage,
    ignore_progress,
    never_cancelled,
)
from requests_app.datasets.readers import Limits, Part, Source, as_utf8_lines
from requests_app.datasets.rollup import write_rollup
from requests_app.datasets.store import is_reading_of, open_store, seal
from requests_app.errors import IngestError

PART_BYTES = 64 << 20
PART_LINES = 1 << 20
HASH_BYTES = 1 << 20


def ingest(
    source: Path,
    workdir: Path,
    mapping: Mapping,
    *,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never_cancelled,
    limits: Limits | None = None,
    memory_bytes: int = MEMORY_BYTES,
) -> Ledger:
    """Read `source` by `mapping` into the folder `workdir`, and give the account of every line.

    Safe to repeat, and after a kill at any point: it works in a hidden folder beside `workdir` and renames
    it at the end. A folder that already holds this reading is left as it is and its ledger returned.

    Raises: IngestError, if the file cannot be read, does not fit the mapping or does not reconcile, if
    `workdir` holds something else, or if another process is reading into it; IngestCancelledError, if
    `cancelled` said so.
    """
    begun = time.monotonic()
    sha256 = _sha256(source, progress, cancelled)
    with _alone(workdir):
        if is_reading_of(workdir, sha256, mapping):
            return open_store(workdir).ledger
        if workdir.exists() and any(workdir.iterdir()):
            raise IngestError("The folder holds another reading. A reading is never overwritten.")
        partial = workdir.with_name(f".{workdir.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            with Engine(partial, memory_bytes=memory_bytes) as engine:
                reading = _Reading(source, partial, mapping, engine, progress, cancelled)
                ledger = reading.run(sha256, limits or Limits(), begun)
            shutil.rmtree(partial / "spill", ignore_errors=True)
            seal(partial, ledger, mapping)
            partial.replace(workdir)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    progress(Stage.DONE, 1.0, ledger.lines)
    return ledger


def _sha256(source: Path, progress: Progress, cancelled: Cancelled) -> str:
    digest = hashlib.sha256()
    size = max(source.stat().st_size, 1)
    done = 0
    with source.open("rb") as stream:
        while data := stream.read(HASH_BYTES):
            digest.update(data)
            done += len(data)
            if done % (64 * HASH_BYTES) == 0:
                _go_on(cancelled)
                progress(Stage.HASH, done / size, 0)
    progress(Stage.HASH, 1.0, 0)
    return digest.hexdigest()


def _go_on(cancelled: Cancelled) -> None:
    if cancelled():
        raise IngestCancelledError("The reading was stopped. Nothing of it was kept; the file is untouched.")


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
    """One run: frames in the calling thread while the engine parses the part before in another."""

    def __init__(
        self,
        source: Path,
        folder: Path,
        mapping: Mapping,
        engine: Engine,
        progress: Progress,
        cancelled: Cancelled,
    ) -> None:
        self._source = source
        self._folder = folder
        self._mapping = mapping
        self._engine = engine
        self._progress = progress
        self._cancelled = cancelled
        self._parser = PartParser(engine, folder, mapping)
        self._framer = Framer(mapping.text, len(mapping.columns))
        self._tally = _Tally()
        self._unframed = folder / "unframed.txt"

    def run(self, sha256: str, limits: Limits, begun: float) -> Ledger:
        """Read, sum up, reconcile."""
        members: list[Member] = []
        with (
            Source(self._source, limits) as source,
            ThreadPoolExecutor(max_workers=1) as pool,
            self._unframed.open("w", encoding="ascii") as unframed,
        ):
            waiting: Future[None] | None = None
            for part in self._framed_parts(source, members, unframed):
                if waiting:
                    waiting.result()
                waiting = pool.submit(self._parser.parse, part)
            if waiting:
                waiting.result()
            text_bytes = source.text_bytes
        lines = self._framer.lines
        texts = [self._unframed, self._parser.refused]
        quarantined = write_quarantine(self._engine, self._folder, texts)
        for text in texts:
            text.unlink()
        _go_on(self._cancelled)
        self._progress(Stage.DUPLICATES, 0.0, lines)
        duplicates = write_duplicates(self._engine, self._folder)
        _go_on(self._cancelled)
        self._progress(Stage.SUMMARISE, 0.0, lines)
        write_rollup(self._engine, self._folder)
        _go_on(self._cancelled)
        counts = self._parser.counts
        return Ledger(
            sha256=sha256,
            source_bytes=self._source.stat().st_size,
            text_bytes=text_bytes,
            lines=lines,
            header=self._tally.header,
            blank=self._tally.blank,
            joined=self._tally.joined,
            framed=self._tally.framed,
            accepted=counts.accepted,
            quarantined=quarantined,
            reasons=dict(sorted((self._tally.reasons + counts.reasons).items())),
            duplicates=duplicates,
            notes={name: count for name, count in sorted(counts.notes.items()) if count},
            members=tuple(members),
            seconds=round(time.monotonic() - begun, 2),
        )

    def _framed_parts(self, source: Source, members: list[Member], unframed: IO[str]) -> Iterator[FramedPart]:
        """Frame every member; a part is given out when it is full, and at the end."""
        blocks = self._blocks(source, members)
        for block in blocks:
            part = FramedPart(self._folder / f"framed-{block.first_line}.txt", block.first_line)
            with part.path.open("wb") as out:
                for piece in chain((block,), blocks):
                    out.write(self._as_utf8(piece.records))
                    part.lines += piece.lines
                    part.framed += piece.framed
                    part.joined += piece.joined
                    self._count(piece, unframed)
                    _go_on(self._cancelled)
                    self._progress(Stage.READ, source.fraction, self._framer.lines)
                    if out.tell() >= PART_BYTES or part.lines >= PART_LINES:
                        break
            yield part

    def _blocks(self, source: Source, members: list[Member]) -> Iterator[Block]:
        for part in source.parts():
            before = self._framer.lines
            yield from self._member_blocks(part)
            members.append(Member(part.name, before + 1, self._framer.lines - before))
        if not any(member.lines for member in members):
            raise IngestError("The file holds no lines.")

    def _member_blocks(self, part: Part) -> Iterator[Block]:
        text = self._mapping.text
        checked = text.header_lines == 0
        for block in self._framer.blocks(as_utf8_lines(part.chunks, text.encoding)):
            if not checked and self._framer.header_line is not None:
                checked = True
                names = column_names(self._framer.header_line, text)
                if names != self._mapping.columns:
                    raise IngestError(
                        f"{part.name} has other columns than the mapping names: it begins "
                        f"“{', '.join(names[:4])}”, expected “{', '.join(self._mapping.columns[:4])}”."
                    )
            yield block

    def _as_utf8(self, records: bytes) -> bytes:
        if self._mapping.text.encoding in ("cp1252", "latin-1") and not records.isascii():
            return records.decode(self._mapping.text.encoding).encode("utf-8")
        return records

    def _count(self, block: Block, unframed: IO[str]) -> None:
        self._tally.blank += block.blank
        self._tally.header += block.header
        self._tally.joined += block.joined
        self._tally.framed += block.framed
        for aside in block.set_aside:
            write_set_aside(unframed, aside)
            self._tally.reasons[aside.reason] += 1
