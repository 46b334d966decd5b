"""Where a reading keeps its files: one folder, complete or not there at all."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requests_app.datasets.ledger import Ledger
from requests_app.datasets.mapping import Mapping
from requests_app.errors import IngestError

READING_VERSION = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Store:
    """A finished reading on disk.

    accepted/*.parquet   one row per accepted line: line, read_at (naive UTC), local_at, fields, given_*
    quarantine.parquet   one row per line set aside: line, reason, length, raw (bytes)
    duplicates.parquet   line, first_line: an accepted row equal in every field to an earlier one
    places.parquet       latitude, longitude, cell (H3, resolution 8, as an integer)
    rollup-*.parquet     device, agency, local_hour, cell, reads, hits: one file for each month
    manifest.json        the ledger, the mapping, and the size of every file
    """

    folder: Path
    ledger: Ledger
    mapping: Mapping
    corrected: str = ""

    @property
    def accepted(self) -> str:
        """The accepted rows, as a pattern the engine reads."""
        return f"{self.folder.resolve()}/accepted/*.parquet"

    @property
    def quarantine(self) -> str:
        """The lines set aside."""
        return f"{self.folder.resolve()}/quarantine.parquet"

    @property
    def duplicates(self) -> str:
        """The rows that came before."""
        return f"{self.folder.resolve()}/duplicates.parquet"

    @property
    def places(self) -> str:
        """The distinct coordinates and their cells."""
        return f"{self.folder.resolve()}/places.parquet"

    @property
    def rollup(self) -> str:
        """Reads by device, agency, hour and cell, as a pattern: readings made earlier have one file of it."""
        return f"{self.folder.resolve()}/rollup*.parquet"


def identity(sha256: str, mapping: Mapping, corrected: str = "") -> dict[str, Any]:
    """What makes two readings the same: the bytes, the mapping, how this program reads, and the fingerprint of
    the corrections it was given."""
    same = {"sha256": sha256, "mapping": mapping.to_json(), "reading_version": READING_VERSION}
    return same | ({"corrected": corrected} if corrected else {})


def seal(folder: Path, ledger: Ledger, mapping: Mapping, corrected: str = "") -> None:
    """Write the manifest, the last file of a reading."""
    sizes = {
        str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }
    manifest = {
        "identity": identity(ledger.sha256, mapping, corrected),
        "ledger": ledger.to_json(),
        "files": sizes,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def open_store(folder: Path) -> Store:
    """A finished reading, its files present at the sizes they were sealed with.

    Raises: IngestError, if the folder holds none, or a damaged one.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IngestError("This dataset has not been read yet.") from error
    for name, size in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise IngestError(f"The reading is damaged: {name} is missing or has another size. Read it again.")
    same = manifest["identity"]
    ledger, mapping = Ledger.from_json(manifest["ledger"]), Mapping.from_json(same["mapping"])
    return Store(folder, ledger, mapping, same.get("corrected", ""))


def is_reading_of(folder: Path, sha256: str, mapping: Mapping, corrected: str = "") -> bool:
    """Whether the folder holds a complete reading of these bytes by this mapping, with these corrections."""
    try:
        store = open_store(folder)
    except IngestError:
        return False
    return identity(store.ledger.sha256, store.mapping, store.corrected) == identity(sha256, mapping, corrected)
