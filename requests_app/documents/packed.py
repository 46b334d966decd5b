"""Files packed inside a file: told apart by their size before anything of them is unpacked."""

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

MOST_MEMBERS = 100_000  # of one archive that are looked at
HEAD_BYTES = 262  # as much of a file as tells whether it holds others
_PACKED = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_TAR = slice(257, 262)
SIZE_MODULUS = 2**32  # gzip knows the size of what it holds only so far
UNREADABLE: tuple[type[Exception], ...] = (
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


class TooManyError(Exception):
    """An archive has more members than are looked at."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file inside another. `size` is what the archive declares, modulo SIZE_MODULUS; None where it is silent.

    `open` gives its bytes; reading them raises one of UNREADABLE where they are damaged or encrypted.
    """

    size: int | None
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def packs(head: bytes) -> bool:
    """Whether a file that begins so holds others."""
    return head.startswith(_PACKED) or head[_TAR] == b"ustar"


def packed_in(stream: IO[bytes]) -> Iterator[Packed]:
    """The files packed in a zip, tar, gzip, bzip2 or xz file; none for any other, or a damaged one. The stream must
    stay open, and be read by nobody else meanwhile.

    Raises: TooManyError, after MOST_MEMBERS.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if head.startswith(b"PK"):
        yield from _zipped(stream)
    elif head.startswith(b"\x1f\x8b"):
        stream.seek(-4, 2)
        yield Packed(int.from_bytes(stream.read(4), "little"), partial(_from_start, gzip.open, stream))
    elif head.startswith(b"BZh"):
        yield Packed(None, partial(_from_start, bz2.open, stream))
    elif head.startswith(b"\xfd7zXZ\x00"):
        yield Packed(None, partial(_from_start, lzma.open, stream))
    elif packs(head):
        yield from _tarred(stream)


def _zipped(stream: IO[bytes]) -> Iterator[Packed]:
    try:
        with zipfile.ZipFile(stream) as archive:
            for number, info in enumerate(archive.infolist()):
                _count(number)
                if not info.is_dir():
                    yield Packed(info.file_size % SIZE_MODULUS, partial(archive.open, info))
    except UNREADABLE:
        return


def _tarred(stream: IO[bytes]) -> Iterator[Packed]:
    stream.seek(0)
    try:
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for number, info in enumerate(archive):
                _count(number)
                if info.isreg() and (inner := archive.extractfile(info)):
                    yield Packed(info.size % SIZE_MODULUS, partial(_as_opened, inner))
    except UNREADABLE:
        return


def _as_opened(inner: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(inner)


def _count(number: int) -> None:
    if number >= MOST_MEMBERS:
        raise TooManyError


def _from_start(opener: Callable[[IO[bytes]], Any], stream: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    stream.seek(0)
    opened: AbstractContextManager[IO[bytes]] = opener(stream)
    return opened
