"""Put bytes in under their SHA-256 and hand them out again."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage, storages

from requests_app.archive.media_type import media_type_of
from requests_app.errors import ArchiveError

CHUNK_BYTES = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class OtherBytesError(ArchiveError):
    """The bytes are not those whose hash was given; they are not kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the archive knows of some bytes: their SHA-256 in lower-case hex, size and media type."""

    sha256: str
    size_bytes: int
    media_type: str


def archive_storage() -> Storage:
    """The storage named "archive" in the settings."""
    return storages["archive"]


def hash_of(path: Path) -> str:
    """The SHA-256 of a file on this machine, in lower-case hex. Raises: OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def name_of(sha256: str) -> str:
    """Where bytes lie in the archive: "ab/cd/abcd…".

    Raises: ArchiveError when `sha256` is not 64 lower-case hexadecimal digits.
    """
    if not _SHA256.fullmatch(sha256):
        raise ArchiveError("A kept file is named by its SHA-256: 64 hexadecimal digits.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(
    source: bytes | IO[bytes], *, expected_sha256: str = "", said: Callable[[int], None] = lambda _: None
) -> Kept:
    """Keep these bytes for ever and say what they are.

    A stream is read from where it stands to its end, in chunks, and hashed on the way; it is not closed.
    `said` hears how many bytes are kept so far; what it raises stops the keeping, and nothing is left of it.
    Safe to repeat: bytes already kept are left untouched.
    Raises: OtherBytesError when they do not have the expected hash; ArchiveError when the disk refuses, or when the
    bytes already kept have another size.
    """
    storage = archive_storage()
    try:
        folder = storage.incoming_folder() if hasattr(storage, "incoming_folder") else None
        handle, path = tempfile.mkstemp(dir=folder, prefix="keep-")
        try:
            return _keep(storage, source, handle, path, expected_sha256, said)
        finally:
            Path(path).unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveError(f"The archive could not keep the file: {error.strerror or error}.") from error


def _keep(
    storage: Storage,
    source: bytes | IO[bytes],
    handle: int,
    path: str,
    expected_sha256: str,
    said: Callable[[int], None],
) -> Kept:
    digest = hashlib.sha256()
    size_bytes = 0
    with os.fdopen(handle, "w+b") as file:
        for chunk in _chunks(source):
            digest.update(chunk)
            file.write(chunk)
            size_bytes += len(chunk)
            said(size_bytes)
        if expected_sha256 and digest.hexdigest() != expected_sha256:
            raise OtherBytesError(f"This is not the file that was described: its SHA-256 is {digest.hexdigest()}.")
        file.flush()
        os.fsync(file.fileno())
        media_type = media_type_of(file)
        kept = Kept(digest.hexdigest(), size_bytes, media_type)
        name = name_of(kept.sha256)
        if not storage.exists(name):
            storage.save(name, File(file, name=path))
        if storage.size(name) != size_bytes:
            raise ArchiveError(
                f"The archive already holds {kept.sha256}, but damaged: its size is not {size_bytes:,} bytes."
            )
    return kept


def _chunks(source: bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    while chunk := source.read(CHUNK_BYTES):
        yield chunk


def forget_unfinished(*, before: datetime) -> None:
    """Delete what processes that died left where bytes wait to be kept, if it was last written before then."""
    storage = archive_storage()
    if hasattr(storage, "incoming_folder"):
        for path in storage.incoming_folder().iterdir():
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)


def open_kept(sha256: str) -> IO[Any]:
    """The kept bytes as a readable, seekable stream; the caller closes it.

    Raises: ArchiveError when nothing is kept under this hash.
    """
    try:
        return archive_storage().open(name_of(sha256), "rb")
    except FileNotFoundError as error:
        raise ArchiveError(f"The archive holds no file {sha256}.") from error
