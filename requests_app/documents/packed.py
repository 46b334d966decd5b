"""Files packed inside a file: told apart by their size before anything of them is unpacked."""

import bz2
import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

MOST_MEMBERS = 1000  # of one archive that are looked at
PACKED = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")  # what the files begin with that hold others
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
)


@dataclass(frozen=True, slots=True)
class Packed:
    """One file inside another. `size` is what the archive declares, modulo SIZE_MODULUS; None where it is silent.

    `open` gives its bytes; reading them raises one of UNREADABLE where they are damaged or encrypted.
    """

    size: int | None
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def packed_in(stream: IO[bytes]) -> Iterator[Packed]:
    """The files packed in a zip, gzip, bzip2 or xz file; none for any other, or a damaged one. The stream must stay
    open, and be read by nobody else meanwhile."""
    stream.seek(0)
    head = stream.read(6)
    if head.startswith(b"PK"):
        yield from _zipped(stream)
    elif head.startswith(b"\x1f\x8b"):
        stream.seek(-4, 2)
        yield Packed(int.from_bytes(stream.read(4), "little"), partial(_from_start, gzip.open, stream))
    elif head.startswith(b"BZh"):
        yield Packed(None, partial(_from_start, bz2.open, stream))
    elif head == b"\xfd7zXZ\x00":
        yield Packed(None, partial(_from_start, lzma.open, stream))


def _zipped(stream: IO[bytes]) -> Iterator[Packed]:
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in archive.infolist()[:MOST_MEMBERS]:
                if not info.is_dir():
                    yield Packed(info.file_size % SIZE_MODULUS, partial(archive.open, info))
    except UNREADABLE:
        return


def _from_start(opener: Callable[[IO[bytes]], Any], stream: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    stream.seek(0)
    opened: AbstractContextManager[IO[bytes]] = opener(stream)
    return opened
