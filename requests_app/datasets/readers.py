"""Open what arrived, whatever it is packed in, told by its bytes and not its name, within stated limits."""

import bz2
import codecs
import errno
import gzip
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, pairwise
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, cast

from requests_app.datasets import compound
from requests_app.datasets.binarybook import is_binary
from requests_app.datasets.binarybook import sheets as binary_sheets
from requests_app.datasets.databases import parquet_table, sqlite_tables
from requests_app.datasets.dialect import name_columns
from requests_app.datasets.oldbook import sheets as old_sheets
from requests_app.datasets.opendocument import is_spreadsheet
from requests_app.datasets.opendocument import sheets as document_sheets
from requests_app.datasets.rows import Row
from requests_app.datasets.workbook import is_workbook
from requests_app.datasets.workbook import sheets as workbook_sheets
from requests_app.errors import IngestError

CHUNK_BYTES = 8 << 20
TABLE_ENDINGS = (
    *(".csv", ".tsv", ".psv", ".txt", ".dat", ".log", ".tab", ".json", ".jsonl", ".ndjson", ".gz", ".bz2", ".xz"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".sqlite", ".sqlite3", ".db", ".zip", ""),
)
PIECE = re.compile(r"(.+)\.(\d{2,4})")

# What the standard library's unpackers raise on bytes that only look like theirs (found by fuzzing).
DAMAGED = (
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NOT_TEXT = (
    (b"%PDF", "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
)


DATABASES = (b"PAR1", b"SQLite format 3\x00")
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reading may unpack: `text_bytes` in all, and `ratio` times the packed size (checked only
    beyond `free_bytes`, since small files may be very repetitive)."""

    text_bytes: int = 256 << 30
    ratio: int = 250
    free_bytes: int = 64 << 20

    def check(self, text_bytes: int, packed_bytes: int) -> None:
        """Refuse more text than agreed.

        Raises: IngestError, with the limit that was passed.
        """
        if text_bytes > self.text_bytes:
            raise IngestError(f"The file unpacks to more than the {self.text_bytes:,} bytes allowed.")
        if text_bytes > self.free_bytes and text_bytes > self.ratio * max(packed_bytes, 1):
            raise IngestError(
                f"The file unpacks to more than {self.ratio} times its size: "
                "this is how a decompression bomb looks, so it is not read."
            )


@dataclass(slots=True)
class Part:
    """One text or table inside the file: its name for people, and its bytes in chunks or its rows.

    `columns` are a table's own names for them, where they stand apart from its rows.
    """

    name: str
    chunks: Iterator[bytes] = field(default_factory=lambda: iter(()))
    rows: Iterator[Row] | None = None
    columns: tuple[str, ...] | None = None


class Source(AbstractContextManager["Source"]):
    """A received file, open. `parts()` gives its texts in order; `fraction` says how far it has been read."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._size = path.stat().st_size
        self._text_bytes = 0
        self._raw = path.open("rb")
        self._raw_now: IO[bytes] = self._raw
        self.ignored: tuple[str, ...] = ()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._raw.close()

    @property
    def text_bytes(self) -> int:
        """Bytes of text handed out so far."""
        return self._text_bytes

    @property
    def fraction(self) -> float:
        """How much of the packed file has been read, 0 to 1."""
        if self._raw_now.closed or not self._size:
            return 1.0
        return min(self._raw_now.tell() / self._size, 1.0)

    def parts(self) -> Iterator[Part]:
        """The texts and tables inside the file, in order; each is read, or passed over, before the next.

        Raises: IngestError, if it is empty, damaged, encrypted, too large, or no table.
        """
        if not self._size:
            raise IngestError("The file is empty.")
        yield from self._opened(self._path.name, self._raw, outer=True)

    def _opened(self, name: str, stream: IO[bytes], *, outer: bool) -> Iterator[Part]:
        """What one stream holds: a text, the tables of a workbook or database, or a packed one of these."""
        unpacked = _unpacked(stream)
        start = _start_of(unpacked)
        for magic, kind in NOT_TEXT:
            if start.startswith(magic):
                raise IngestError(f"This is {kind}, not a table. Ask for CSV, or export it to CSV first.")
        if start.startswith(DATABASES):
            with self._as_file(unpacked, is_whole=outer and unpacked is stream) as path:
                yield from self._tables(path, "" if outer else name, sqlite=start.startswith(b"SQLite"))
        elif start.startswith(compound.MAGIC):
            with _sound(), self._as_file(unpacked, is_whole=outer and unpacked is stream) as path:
                for sheet, rows in old_sheets(path):
                    yield Part(_title("" if outer else name, sheet), rows=self._counted(rows))
        elif start.startswith(ZIPS):
            with self._as_file(unpacked, is_whole=outer and unpacked is stream) as path:
                yield from self._archive(path, name, outer=outer)
        else:
            yield Part(name, self._chunks(unpacked, self._size))

    @contextmanager
    def _as_file(self, stream: IO[bytes], *, is_whole: bool) -> Iterator[Path]:
        """The stream as a file, for what cannot be read from front to back: the received one where it is that."""
        if is_whole:
            yield self._path
            return
        with TemporaryDirectory(prefix="unpacked-") as room:
            path = Path(room) / "unpacked"
            with _sound(), path.open("wb") as out:
                for chunk in self._chunks(stream, self._size):
                    out.write(chunk)
            yield path

    def _tables(self, path: Path, within: str, *, sqlite: bool) -> Iterator[Part]:
        if not sqlite:
            with TemporaryDirectory(prefix="unpacked-") as room:
                columns, rows = parquet_table(path, Path(room) / "spill")
                yield Part(within or self._path.name, rows=self._counted(rows), columns=name_columns(columns))
            return
        for name, columns, rows in sqlite_tables(path):
            yield Part(_title(within, name), rows=self._counted(rows), columns=name_columns(columns))

    def _archive(self, path: Path, name: str, *, outer: bool) -> Iterator[Part]:
        if not zipfile.is_zipfile(path):
            raise IngestError("The zip archive is cut short or damaged. Ask for it again.")
        with _sound(), path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            if min((info.header_offset for info in archive.infolist()), default=0):
                raise IngestError(
                    "The zip archive has other files in front of those it lists, as when two archives are put "
                    "together. Unpack it first, or ask for them one by one."
                )
            sheets = None
            names = {info.filename for info in archive.infolist()}
            if is_binary(names):
                sheets = binary_sheets(archive, self._unzipped)
            elif is_workbook(names):
                sheets = workbook_sheets(archive, self._unzipped)
            elif is_spreadsheet(archive):
                sheets = document_sheets(archive, self._unzipped)
            elif not outer:
                raise IngestError(f"{name} is an archive inside an archive. Unpack the outer one first.")
            if sheets is None:
                yield from self._members(archive, stream)
            else:
                self._limits.check(sum(info.file_size for info in archive.infolist()), self._size)
                self._raw_now = stream
                for sheet, rows in sheets:
                    yield Part(_title("" if outer else name, sheet), rows=self._counted(rows))

    def _members(self, archive: zipfile.ZipFile, stream: IO[bytes]) -> Iterator[Part]:
        self._raw_now = stream
        members = _tables(archive)
        chosen = {info.filename for group in members for info in group}
        self.ignored = tuple(
            info.filename
            for info in archive.infolist()
            if (info.file_size or not info.filename.endswith("/")) and info.filename not in chosen
        )
        self._limits.check(sum(info.file_size for group in members for info in group), self._size)
        for group in members:
            if len(group) > 1:
                title = cast(re.Match[str], PIECE.fullmatch(group[0].filename)).group(1)
                yield Part(title, chain.from_iterable(map(partial(self._piece, archive), group)))
            else:
                with archive.open(group[0]) as member:
                    yield from self._opened(group[0].filename, member, outer=False)

    def _piece(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
        with _sound(), archive.open(info) as stream:
            yield from self._chunks(stream, self._size)

    def _unzipped(self, stream: IO[bytes]) -> Iterator[bytes]:
        return self._chunks(stream, self._size)

    def _counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Rows, as long as they hold no more cells and text than the packed file could honestly hold: cells may
        repeat one long text."""
        held = 0
        with _sound():
            for row in rows:
                held += len(row.cells) + sum(map(len, row.cells))
                if held > self._limits.free_bytes:
                    self._limits.check(held, self._size)
                yield row

    def _chunks(self, stream: IO[bytes], packed_bytes: int) -> Iterator[bytes]:
        with _sound():
            while chunk := stream.read(CHUNK_BYTES):
                self._text_bytes += len(chunk)
                self._limits.check(self._text_bytes, packed_bytes)
                yield chunk


@contextmanager
def _sound() -> Iterator[None]:
    """What unpackers raise, as a sentence. Each generator needs it for itself: it goes on outside of its maker."""
    try:
        yield
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise IngestError("The disk is full: the file could not be unpacked. Nothing was kept.") from error
        raise IngestError(f"The file is cut short or damaged: {error}.") from error


def _title(within: str, name: str) -> str:
    return f"{within}: {name}" if within else name


def _start_of(stream: IO[bytes]) -> bytes:
    with _sound():
        return cast(io.BufferedReader, stream).peek(16)[:16]


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    """The stream itself, or what it holds when its first bytes say gzip, bzip2 or xz."""
    start = _start_of(stream)
    if start.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=stream))
    if start.startswith(b"BZh"):
        return cast(IO[bytes], bz2.BZ2File(stream))
    if start.startswith(b"\xfd7zXZ\x00"):
        return cast(IO[bytes], lzma.LZMAFile(stream))
    return stream


def _tables(archive: zipfile.ZipFile) -> list[list[zipfile.ZipInfo]]:
    """The members that are tables, by name, the pieces of a split one together; all must be readable."""
    files = [
        info
        for info in archive.infolist()
        if not info.filename.endswith("/")
        and not info.filename.startswith("__MACOSX/")
        and not PurePosixPath(info.filename).name.startswith(".")
    ]
    groups: dict[tuple[str, int], list[zipfile.ZipInfo]] = {}
    for info in sorted(files, key=lambda info: info.filename):
        piece = PIECE.fullmatch(info.filename)
        whole = piece.group(1) if piece else info.filename
        if PurePosixPath(whole).suffix.lower() in TABLE_ENDINGS:
            groups.setdefault((whole, 0 if piece else len(groups) + 1), []).append(info)
    if not groups:
        raise IngestError(
            "The zip archive holds no table (.csv, .tsv, .txt, .json, .xlsx, .xlsb, .xls, .ods, .parquet, .sqlite)."
        )
    for group in groups.values():
        if any(info.flag_bits & 0x1 for info in group):
            raise IngestError("The zip archive is locked with a password. Ask for it without one.")
        _check_pieces(group)
    return list(groups.values())


def _check_pieces(group: list[zipfile.ZipInfo]) -> None:
    """The pieces of a split file must follow each other without a gap, from 0 or 1.

    Raises: IngestError, naming the piece before the gap.
    """
    pieces = [piece for info in group if (piece := PIECE.fullmatch(info.filename))]
    for before, piece in pairwise([None, *pieces]):
        number = int(cast(re.Match[str], piece).group(2))
        if number > 1 if before is None else number != int(before.group(2)) + 1:
            raise IngestError(f"The pieces of “{cast(re.Match[str], piece).group(1)}” are not all there.")


def as_utf8_lines(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Chunks whose lines can be told by their bytes: UTF-16 becomes UTF-8, a byte order mark goes, and
    old Macintosh line ends become new ones; bytes of one-byte encodings are left as they are.

    A half character pair in UTF-16 becomes bytes that are no UTF-8, so that its line is set aside later.
    """
    if encoding == "utf-16":
        chunks = _from_utf16(chunks)
    first = next(chunks, b"")
    if encoding != "cp1252":
        first = first.removeprefix(codecs.BOM_UTF8)
    only_returns = b"\n" not in first and b"\r" in first
    if first:
        yield first.replace(b"\r", b"\n") if only_returns else first
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n") if only_returns else chunk


def _from_utf16(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """UTF-16 of either byte order, by its mark or by where its zeros are, as UTF-8."""
    first = next(chunks, b"")
    if first.startswith(codecs.BOM_UTF16_LE):
        name, first = "utf-16-le", first[2:]
    elif first.startswith(codecs.BOM_UTF16_BE):
        name, first = "utf-16-be", first[2:]
    else:
        name = "utf-16-be" if first[0:200:2].count(0) > first[1:200:2].count(0) else "utf-16-le"
    decoder = codecs.getincrementaldecoder(name)("surrogatepass")
    yield decoder.decode(first).encode("utf-8", "surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise IngestError("The file ends in the middle of a character.") from error
