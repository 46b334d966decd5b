"""Make a version of a dataset without plates: keyed pseudonyms, coarser time and place, fewer columns.

A plate hashed without a key is no secret: every plate there can be is hashed in minutes. So pseudonyms are
HMAC-SHA256 (RFC 2104) under a random key that lives apart from the data and can be destroyed; from then on
nobody can tell a plate's pseudonym again. That is less than anonymity: see the risk report.
"""

import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.shapes import PLATE_READS
from requests_app.datasets.store import Store
from requests_app.errors import IngestError

KEY_BYTES = 32
BLOCK_BYTES = 64
PSEUDONYM_BYTES = 16
KEEPABLE = ("device", "agency", "hit")


class Step(StrEnum):
    """How coarse time becomes."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a de-identified version keeps. `place_step` is the side of a square in degrees (0.01 is about
    1 km), None for no place at all. `new_names_daily` gives each plate another pseudonym every day, so that
    no trace is longer than a day.

    Raises: IngestError, if a column may not be kept or a step cannot be.
    """

    time_step: Step = Step.HOUR
    place_step: float | None = 0.01
    keep: tuple[str, ...] = ("device", "agency", "hit")
    new_names_daily: bool = False

    def __post_init__(self) -> None:
        unknown = [name for name in self.keep if name not in KEEPABLE]
        if unknown:
            raise IngestError(f"{', '.join(unknown)} may not be kept; only {', '.join(KEEPABLE)} may.")
        if self.place_step is not None and not 0.001 <= self.place_step <= 1:
            raise IngestError("The side of a square must be between 0.001 and 1 degree.")


@dataclass(frozen=True, slots=True)
class Deidentified:
    """What was made: rows.parquet in the folder (pseudonym, local_from, latitude and longitude of the
    square's south-west corner, and what the plan keeps), its counts, and which key named the plates."""

    folder: Path
    plan: Plan
    rows: int
    pseudonyms: int
    key_id: str

    @property
    def rows_file(self) -> str:
        """The rows, as the engine reads them."""
        return f"{self.folder.resolve()}/rows.parquet"


def new_key(path: Path) -> str:
    """Write a fresh random key, readable by its owner alone; returns its id, which says nothing about it.

    Raises: IngestError, if there is a key already.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise IngestError("There is a key already; a key is never overwritten.") from error
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(handle, "wb") as out:
        out.write(key)
    return key_id(key)


def read_key(path: Path) -> bytes:
    """The key of a release.

    Raises: IngestError, if it was destroyed or damaged.
    """
    try:
        key = path.read_bytes()
    except FileNotFoundError as error:
        raise IngestError("The key of this release was destroyed.") from error
    if len(key) != KEY_BYTES:
        raise IngestError("The key of this release is damaged.")
    return key


def destroy_key(path: Path) -> None:
    """Overwrite the key, then remove it. Safe to repeat. Copies, such as backups, are not reached."""
    if path.exists():
        with path.open("r+b") as out:
            out.write(secrets.token_bytes(KEY_BYTES))
            out.flush()
            os.fsync(out.fileno())
        path.unlink()


def key_id(key: bytes) -> str:
    """A name for a key that can be written in a datasheet."""
    return sha256(b"key id" + key).hexdigest()[:16]


def deidentify(store: Store, folder: Path, plan: Plan, key: bytes) -> Deidentified:
    """Make the version in `folder`, which must not exist; rows lose their line, order, texts and plate.

    Raises: IngestError, if the folder exists, the key is no key, or the dataset holds no plate reads.
    """
    if store.mapping.shape != PLATE_READS.name:
        raise IngestError("Only plate reads can be de-identified; this is a table of another kind.")
    if folder.exists():
        raise IngestError("The folder holds another version. A version is never overwritten.")
    if len(key) != KEY_BYTES:
        raise IngestError("The key must have 32 bytes.")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        with Engine(partial, reads_from=store.folder) as engine:
            rows, pseudonyms = _write_rows(engine, store, partial, plan, key)
        shutil.rmtree(partial / "spill", ignore_errors=True)
        made = Deidentified(folder, plan, rows, pseudonyms, key_id(key))
        sheet = {"plan": asdict(plan), "rows": rows, "pseudonyms": pseudonyms, "key_id": made.key_id}
        (partial / "version.json").write_text(json.dumps(sheet, indent=1) + "\n", encoding="utf-8")
        partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return made


def _write_rows(engine: Engine, store: Store, folder: Path, plan: Plan, key: bytes) -> tuple[int, int]:
    """Name each distinct plate once, then join: the key goes in as parameters, never as text."""
    block = key.ljust(BLOCK_BYTES, b"\0")
    outer, inner = bytes(byte ^ 0x5C for byte in block), bytes(byte ^ 0x36 for byte in block)
    accepted = f"read_parquet({literal(store.accepted)})"
    day = "local_at::DATE" if plan.new_names_daily else "NULL::DATE"
    engine.run(f"CREATE TEMP TABLE plates AS SELECT DISTINCT plate, {day} AS day FROM {accepted}")
    message = "translate(upper(plate), ' -.', '') || coalesce('|' || day::VARCHAR, '')"
    engine.run(
        # As a UUID: sixteen bytes that the engine moves and sorts as one number.
        "CREATE TEMP TABLE names AS SELECT plate, day, "
        f"left(sha256(?::BLOB || unhex(sha256(?::BLOB || encode({message})))), {2 * PSEUDONYM_BYTES})::UUID "
        "AS pseudonym FROM plates",
        [outer, inner],
    )
    match = "USING (plate)"
    if plan.new_names_daily:
        match = "ON names.plate = reads.plate AND names.day = reads.local_at::DATE"
    place = ""
    if plan.place_step is not None:
        place = "".join(
            f", round(floor(round(reads.{axis} / {plan.place_step}, 6)) * {plan.place_step}, 6) AS {axis}"
            for axis in ("latitude", "longitude")
        )
    kept = "".join(f", reads.{name}" for name in plan.keep)
    target = literal(str(folder / "rows.parquet"))
    spot = "local_from" if plan.place_step is None else "local_from, latitude, longitude"
    said = ", ".join((spot, *plan.keep))
    # The order of the rows is drawn from what they say, so that it says nothing more: not who passed first. It is
    # one number to sort by, whose upper part is the pseudonym's: rows of one pseudonym lie together and pack well.
    moment = f"date_trunc('{plan.time_step.value}', reads.local_at) AS local_from"
    engine.run(
        f"COPY (SELECT * FROM (SELECT names.pseudonym, {moment}{place}{kept} "
        f"FROM {accepted} AS reads JOIN names {match}) ORDER BY xor(hash(pseudonym), hash({said}) >> 40)) "
        f"TO {target} (FORMAT parquet, COMPRESSION zstd)"
    )
    rows, pseudonyms = engine.row(
        f"SELECT (SELECT count(*) FROM read_parquet({target})), (SELECT count(DISTINCT pseudonym) FROM names)"
    )
    return int(rows), int(pseudonyms)
