"""Kept bytes as a file on this machine, for tools that read paths."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from requests_app.archive.keeping import archive_storage, name_of, open_kept
from requests_app.errors import ArchiveError


@contextmanager
def local_path(sha256: str) -> Iterator[Path]:
    """A readable path of the kept bytes: the kept file itself, or a copy that goes away where storage is remote.

    Raises: ArchiveError when nothing is kept under this hash.
    """
    storage = archive_storage()
    try:
        path = Path(storage.path(name_of(sha256)))
    except NotImplementedError:  # Django's answer for a storage without local files
        with tempfile.NamedTemporaryFile(prefix="kept-") as copy, open_kept(sha256) as source:
            shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)
        return
    if not path.is_file():
        raise ArchiveError(f"The archive holds no file {sha256}.")
    yield path
