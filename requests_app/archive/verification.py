"""Re-hash what is kept and say what is missing, damaged or out of place."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.files.storage import Storage

from requests_app.archive.keeping import CHUNK_BYTES, archive_storage, open_kept
from requests_app.errors import ArchiveError

INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Finding:
    """What looking at one kept file showed. `name` is its SHA-256, or its path when it is out of place."""

    name: str
    problem: str | None = None

    @property
    def is_sound(self) -> bool:
        """True when the bytes are what their hash says."""
        return self.problem is None


def verify(sha256: str) -> int:
    """Read the kept bytes again and return their size in bytes.

    Raises: ArchiveError when they are missing, or are no longer what their hash says.
    """
    digest = hashlib.sha256()
    size_bytes = 0
    with open_kept(sha256) as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size_bytes += len(chunk)
    if digest.hexdigest() != sha256:
        raise ArchiveError(f"The kept file {sha256} has changed: its bytes now hash to {digest.hexdigest()}.")
    return size_bytes


def verify_all(expected: Iterable[str] = ()) -> Iterator[Finding]:
    """One finding per kept file, and one per hash in `expected` that is not kept."""
    missing = set(expected)
    for path in _paths(archive_storage(), ""):
        sha256 = path.rpartition("/")[2]
        missing.discard(sha256)
        yield _look_at(path, sha256)
    for sha256 in sorted(missing):
        yield Finding(sha256, f"The archive holds no file {sha256}.")


def _look_at(path: str, sha256: str) -> Finding:
    if path != f"{sha256[:2]}/{sha256[2:4]}/{sha256}":
        return Finding(path, f"{path} is not where a kept file belongs.")
    try:
        verify(sha256)
    except ArchiveError as error:
        return Finding(sha256, str(error))
    return Finding(sha256)


def _paths(storage: Storage, folder: str) -> Iterator[str]:
    """Every file below `folder`, in name order; what is still arriving is left out."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return  # nothing was ever kept
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        if f"{folder}{name}" != INCOMING:
            yield from _paths(storage, f"{folder}{name}/")
