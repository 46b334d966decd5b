"""Files packed inside a file: told apart by their size before anything of them is unpacked."""

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

MOST_MEMBERS = 100_000  # of one archive that are looked at
HEAD_BYTES = 262  # as much of a file as tells whether it holds others
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")  # with members, empty, and one of several parts
_PACKED = (*_ZIP, b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_TAR = slice(257, 262)
# What holds others too, and cannot be looked into here: where its first bytes stand, and what it is.
_CLOSED = (
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"MSCF", "a cabinet file"),
    (0, b"MZ", "a program, which may unpack files"),
    (0, b"\x28\xb5\x2f\xfd", "a file packed by Zstandard"),
    (0, b"\x04\x22\x4d\x18", "a file packed by LZ4"),
    (0, b"\x1f\x9d", "a file packed by compress"),
    (0, b"LZIP", "a file packed by lzip"),
    (0, b"\x60\xea", "an ARJ archive"),
    (2, b"-lh", "an LHA archive"),
    (4, b"Standard Jet DB", "an Access database"),
    (4, b"Standard ACE DB", "an Access database"),
)
SIZE_MODULUS = 2**32  # a zip or tar may know the size of what it holds only so far
_DAMAGED: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    RuntimeError,  # encrypted
    ValueError,
    NotImplementedError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)


class UnseenError(Exception):
    """Something packed cannot be looked at; the text names it, as in “it is or holds a RAR archive”."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file inside another. `size` is what the archive declares, modulo SIZE_MODULUS; None where it is silent.

    `open` gives its bytes; opening or reading them raises UnseenError where they are damaged or encrypted, inside
    `readable`.
    """

    size: int | None
    open: Callable[[], AbstractContextManager[IO[bytes]]]


@contextmanager
def readable() -> Iterator[None]:
    """What unpacking raises on damaged or encrypted bytes, as an UnseenError."""
    try:
        yield
    except _DAMAGED as error:
        raise UnseenError("an archive that is damaged or locked with a password") from error


def packs(head: bytes) -> bool:
    """Whether a file that begins so holds others."""
    return head.startswith(_PACKED) or head[_TAR] == b"ustar" or bool(closed(head))


def closed(head: bytes) -> str:
    """What a file that begins so is, where it may hold others and cannot be looked into; "" for every other."""
    return next((what for at, mark, what in _CLOSED if head.startswith(mark, at)), "")


def packed_in(stream: IO[bytes]) -> Iterator[Packed]:
    """The files packed in a zip, tar, gzip, bzip2 or xz file; none for what packs nothing. The stream must stay open,
    and be read by nobody else meanwhile.

    Raises: UnseenError, for another kind of archive, a damaged one, and after MOST_MEMBERS.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if what := closed(head):
        raise UnseenError(what)
    if head.startswith(_ZIP):
        yield from _zipped(stream)
    elif head.startswith(b"\x1f\x8b"):  # which tells the size of the last stretch alone
        yield Packed(None, partial(_from_start, gzip.open, stream))
    elif head.startswith(b"BZh"):
        yield Packed(None, partial(_from_start, bz2.open, stream))
    elif head.startswith(b"\xfd7zXZ\x00"):
        yield Packed(None, partial(_from_start, lzma.open, stream))
    elif packs(head):
        yield from _tarred(stream)


def _zipped(stream: IO[bytes]) -> Iterator[Packed]:
    with readable():
        archive = zipfile.ZipFile(stream)
    with archive:
        if min((info.header_offset for info in archive.infolist()), default=0):
            raise UnseenError("an archive with other files in front of those it lists")
        for number, info in enumerate(archive.infolist()):
            _count(number)
            if not info.is_dir():
                yield Packed(info.file_size % SIZE_MODULUS, partial(archive.open, info))


def _tarred(stream: IO[bytes]) -> Iterator[Packed]:
    stream.seek(0)
    with readable():
        archive = tarfile.open(fileobj=stream, mode="r:")  # noqa: SIM115 - closed by the next block
    with archive:
        for number in range(MOST_MEMBERS + 1):
            with readable():
                info = archive.next()
            if info is None:
                return
            _count(number)
            if info.isreg() and (inner := archive.extractfile(info)):
                yield Packed(info.size % SIZE_MODULUS, partial(_as_opened, inner))


def _as_opened(inner: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(inner)


def _count(number: int) -> None:
    if number >= MOST_MEMBERS:
        raise UnseenError(f"an archive of more than {MOST_MEMBERS:,} files")


def _from_start(opener: Callable[[IO[bytes]], Any], stream: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    stream.seek(0)
    opened: AbstractContextManager[IO[bytes]] = opener(stream)
    return opened
