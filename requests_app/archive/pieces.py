"""A file that arrives in pieces: it grows on disk, piece by piece, each one only if its hash is right."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from requests_app.errors import ArchiveError

PIECE_BYTES = 8 << 20  # the largest piece
READ_BYTES = 256 << 10


class Bytes(Protocol):
    """What a piece is read from: a connection, or a file."""

    def read(self, size: int, /) -> bytes: ...


def add_piece(path: Path, source: Bytes, *, offset: int, size_bytes: int, sha256: str) -> None:
    """Write one piece of `size_bytes` at `offset` and to the disk itself, streaming.

    What a piece that failed has left behind the offset is written over by the next.
    Raises: ArchiveError when the connection ended early, the hash is another, or the disk refuses.
    """
    if not 0 < size_bytes <= PIECE_BYTES:
        raise ArchiveError(f"A piece has between 1 and {PIECE_BYTES:,} bytes.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        try:
            _write(path, source, offset, size_bytes, sha256)
        except OSError as error:
            raise ArchiveError("The connection or the disk failed within the piece. Send it again.") from error


def _write(path: Path, source: Bytes, offset: int, size_bytes: int, sha256: str) -> None:
    digest, left = hashlib.sha256(), size_bytes
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(offset)
        while left:
            data = source.read(min(READ_BYTES, left))
            if not data:
                raise ArchiveError("The connection ended before the piece was whole. Send it again.")
            digest.update(data)
            file.write(data)
            left -= len(data)
        if digest.hexdigest() != sha256:
            raise ArchiveError("The piece arrived damaged: its SHA-256 is another. Send it again.")
        file.flush()
        os.fsync(file.fileno())


def bytes_on_disk(path: Path) -> int:
    """How large the file is by now; 0 where there is none yet."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file's lock, which a killed process lets go by itself."""
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArchiveError("Another window is sending this file just now.") from error
        yield


def forget_pieces(path: Path) -> None:
    """Delete the file and its lock, if they are there."""
    path.unlink(missing_ok=True)
    path.with_suffix(".lock").unlink(missing_ok=True)
