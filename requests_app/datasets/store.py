"""Where a reading keeps its files: one folder, complete or not there at all."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requests_app.datasets.alike import searches_sql
from requests_app.datasets.engine import literal
from requests_app.datasets.ledger import Ledger
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.shapes import SEARCH_AUDIT
from requests_app.errors import IngestError

READING_VERSION = 2  # in 1, cells lay apart from the rows; such readings are still opened and measured
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Store:
    """A finished reading on disk.

    accepted/*.parquet   one row per accepted line: line, read_at (naive UTC), local_at, fields, given_*; cell (H3,
                         resolution 8, as an integer) where rows have a place
    quarantine.parquet   one row per line set aside: line, reason, length, raw (bytes)
    duplicates.parquet   line, first_line: an accepted row equal in every field to an earlier one
    searches-*.parquet   of a search-audit log: its accepted rows with what is alike under one number
    rollup-*.parquet     device, agency, local_hour, cell, reads, hits: one file for each month
    manifest.json        the ledger, the mapping, and the size of every file

    Version 1 has no cell in its rows, but places.parquet: latitude, longitude, cell.
    """

    folder: Path
    ledger: Ledger
    mapping: Mapping
    corrected: str = ""
    version: int = READING_VERSION

    @property
    def is_current(self) -> bool:
        """Whether it was read as this program reads."""
        if self.mapping.shape == SEARCH_AUDIT.name and not self._has_searches:
            return False
        return self.version == READING_VERSION

    @property
    def _has_searches(self) -> bool:
        return any(self.folder.glob("searches-*.parquet"))

    @property
    def searches(self) -> str:
        """The accepted rows of a search-audit log under their numbers, as SQL to choose columns from: from their own
        files, or, for readings made before there were any, by asking the accepted rows."""
        if self._has_searches:
            return f"read_parquet({literal(f'{self.folder.resolve()}/searches-*.parquet')})"
        return searches_sql(f"read_parquet({literal(self.accepted)})")

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
    def reads(self) -> str:
        """The accepted rows of plate reads with their cells, as SQL to choose columns from."""
        rows = f"read_parquet({literal(self.accepted)})"
        if self.is_current:
            return rows
        places = literal(f"{self.folder.resolve()}/places.parquet")
        return f"{rows} AS rows LEFT JOIN read_parquet({places}) AS places USING (latitude, longitude)"

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
    manifest = _manifest(folder)
    if name := _damaged(folder, manifest):
        raise IngestError(f"The reading is damaged: {name} is missing or has another size. Read it again.")
    return _store(folder, manifest)


def whole_reading(folder: Path, sha256: str, mapping: Mapping, corrected: str = "") -> Store | None:
    """The reading of these bytes by this mapping, with these corrections, if the folder holds it whole and as this
    program reads; None where it has to be read (again).

    Raises: IngestError, if the folder holds something else, which is never overwritten.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return None
    try:
        manifest = _manifest(folder)
        store = _store(folder, manifest)
        if identity(store.ledger.sha256, store.mapping, store.corrected) == identity(sha256, mapping, corrected):
            is_right = store.is_current and not store.ledger.read_besides(mapping.tables)
            return store if is_right and not _damaged(folder, manifest) else None
    except IngestError:
        pass
    raise IngestError("The folder holds another reading. A reading is never overwritten.")


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise IngestError("This dataset has not been read yet.") from error


def _damaged(folder: Path, manifest: dict[str, Any]) -> str | None:
    """A file that is missing or has another size than it was sealed with."""
    for name, size in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            return str(name)
    return None


def _store(folder: Path, manifest: dict[str, Any]) -> Store:
    same = manifest["identity"]
    ledger, mapping = Ledger.from_json(manifest["ledger"]), Mapping.from_json(same["mapping"])
    return Store(folder, ledger, mapping, same.get("corrected", ""), same["reading_version"])
