"""The folder of the archive: a file appears there whole or not at all, read-only, and is never replaced."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

_CHUNK_BYTES = 1024 * 1024
_READ_ONLY = 0o444


class WriteOnceFileStorage(FileSystemStorage):
    """For `STORAGES["archive"]`; any storage whose `save` is all-or-nothing can take its place."""

    def incoming_folder(self) -> Path:
        """Where bytes wait until their hash is known: on the same disk, so that keeping them is one link."""
        folder = Path(self.location) / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _save(self, name: str, content: "File[Any]") -> str:
        """Put `content` under `name`. Bytes already kept there stay as they are.

        A finished file from the incoming folder is linked into place; anything else is copied first.
        """
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        source = Path(content.name or "")
        if source.parent != self.incoming_folder():
            source = self._copy(content)
        try:
            source.chmod(_READ_ONLY)
            # A link, unlike a rename, fails when the name is taken: the system itself refuses to overwrite.
            target.hardlink_to(source)
        except FileExistsError:
            return name
        finally:
            source.unlink()
        root = Path(self.location)
        for folder in (target.parent, *target.parent.parents):
            _sync_folder(folder)
            if folder == root:
                break
        return name

    def _copy(self, content: "File[Any]") -> Path:
        handle, path = tempfile.mkstemp(dir=self.incoming_folder(), prefix="copy-")
        with os.fdopen(handle, "wb") as file:
            for chunk in content.chunks(_CHUNK_BYTES):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return Path(path)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name asked for: an archive name is a hash, so a second file of that name is the same file."""
        return name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
