"""Open what arrived, whatever it is packed in, told by its bytes and not its name, within stated limits."""

import bz2
import codecs
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, cast

from requests_app.errors import IngestError

CHUNK_BYTES = 8 << 20
TABLE_ENDINGS = (".csv", ".tsv", ".psv", ".txt", ".dat", ".log", ".tab", ".gz", ".bz2", "")

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

NOT_TEXT = (
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
)


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
    """One text inside the file: its name for people, and its bytes in chunks."""

    name: str
    chunks: Iterator[bytes]


class Source(AbstractContextManager["Source"]):
    """A received file, open. `parts()` gives its texts in order; `fraction` says how far it has been read."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._size = path.stat().st_size
        self._text_bytes = 0
        self._raw = path.open("rb")
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
        return min(self._raw.tell() / self._size, 1.0) if self._size else 1.0

    def parts(self) -> Iterator[Part]:
        """The texts inside the file, in order: one, unless it is a zip of several.

        Raises: IngestError, if it is empty, damaged, encrypted, too large, or no text.
        """
        start = self._raw.read(4096)
        self._raw.seek(0)
        if not start:
            raise IngestError("The file is empty.")
        if start.startswith(b"PK") and zipfile.is_zipfile(self._raw):
            self._raw.seek(0)
            yield from self._zip_parts()
            return
        self._raw.seek(0)
        yield Part(self._path.name, self._chunks(_unpacked(self._raw), self._size))

    def _zip_parts(self) -> Iterator[Part]:
        try:
            with zipfile.ZipFile(self._raw) as archive:
                members = _tables(archive)
                chosen = {member.filename for member in members}
                self.ignored = tuple(
                    info.filename
                    for info in archive.infolist()
                    if not info.filename.endswith("/") and info.filename not in chosen
                )
                self._limits.check(sum(member.file_size for member in members), self._size)
                for member in members:
                    with archive.open(member) as stream:
                        yield Part(member.filename, self._chunks(_unpacked(stream), self._size))
        except DAMAGED as error:
            raise IngestError(f"The zip archive is damaged or of an unknown kind: {error}.") from error

    def _chunks(self, stream: IO[bytes], packed_bytes: int) -> Iterator[bytes]:
        try:
            while chunk := stream.read(CHUNK_BYTES):
                self._text_bytes += len(chunk)
                self._limits.check(self._text_bytes, packed_bytes)
                yield chunk
        except DAMAGED as error:
            raise IngestError(f"The file is cut short or damaged: {error}.") from error


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    """The stream itself, or what it holds when its first bytes say gzip, bzip2 or xz."""
    start = cast(io.BufferedReader, stream).peek(16)[:16]
    for magic, name in NOT_TEXT:
        if start.startswith(magic):
            raise IngestError(f"This is {name}, not a table in text. Ask for CSV, or export it to CSV first.")
    if start.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=stream))
    if start.startswith(b"BZh"):
        return cast(IO[bytes], bz2.BZ2File(stream))
    if start.startswith(b"\xfd7zXZ\x00"):
        return cast(IO[bytes], lzma.LZMAFile(stream))
    return stream


def _tables(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are tables, by name; all must be readable."""
    files = [
        info
        for info in archive.infolist()
        if not info.filename.endswith("/")
        and not info.filename.startswith("__MACOSX/")
        and not PurePosixPath(info.filename).name.startswith(".")
    ]
    if any(info.filename.startswith("xl/") for info in files):
        raise IngestError("This is an Excel workbook. Save each of its sheets as CSV and hand those in.")
    tables = [info for info in files if PurePosixPath(info.filename).suffix.lower() in TABLE_ENDINGS]
    if not tables:
        raise IngestError("The zip archive holds no table in text (.csv, .tsv, .txt).")
    if any(info.flag_bits & 0x1 for info in tables):
        raise IngestError("The zip archive is locked with a password. Ask for it without one.")
    return sorted(tables, key=lambda info: info.filename)


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
