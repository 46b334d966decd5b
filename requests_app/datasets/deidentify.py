"""Make a version of a dataset without plates: keyed pseudonyms, coarser time and place, fewer columns.

A plate hashed without a key is no secret: every plate there can be is hashed in minutes. So pseudonyms are
HMAC-SHA256 (RFC 2104) under a random key that lives apart from the data and can be destroyed; from then on
nobody can tell a plate's pseudonym again. That is less than anonymity: see the risk report.
"""

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.datasets.screening import gives_away, names_people
from requests_app.datasets.store import Store
from requests_app.datasets.treatments import TIMES, Plan, Treated, Treatment
from requests_app.errors import IngestError

KEY_BYTES = 32
BLOCK_BYTES = 64
PSEUDONYM_BYTES = 16
WITHHELD = "(withheld)"
OFFICER = Treated("officer", "officer", Treatment.PSEUDONYM)  # who says the texts of a search log


@dataclass(frozen=True, slots=True)
class Deidentified:
    """What was made: rows.parquet in the folder with the columns of the plan, its rows, how many different
    pseudonyms there are, how many texts were withheld in each column, and which key named them."""

    folder: Path
    plan: Plan
    rows: int
    pseudonyms: int
    withheld: dict[str, int]
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


def deidentify(
    store: Store, folder: Path, plan: Plan, key: bytes, *, least: int = 5, besides: tuple[Treated, ...] = ()
) -> Deidentified:
    """Make the version in `folder`, which must not exist; rows lose their line and order and all that is dropped.
    Pseudonyms `besides` the plan's are written for who counts the rows, and leave with no file.

    A text that is screened is withheld where it looks like a plate, a name or a number, and where fewer than
    `least` rows, of those the plan names by a pseudonym, or of those `besides`, say the same: what one person says
    many times is said by one. Officers count even where they are dropped. Where the column's head says that it names
    people, all is withheld.
    Raises: IngestError, if the folder exists, the key is no key, or the dataset has no such column.
    """
    if folder.exists():
        raise IngestError("The folder holds another version. A version is never overwritten.")
    if len(key) != KEY_BYTES:
        raise IngestError("The key must have 32 bytes.")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        with Engine(partial, reads_from=store.folder) as engine:
            rows, pseudonyms, withheld = _write_rows(engine, store, partial, plan, key, least, besides)
        shutil.rmtree(partial / "spill", ignore_errors=True)
        made = Deidentified(folder, plan, rows, pseudonyms, withheld, key_id(key))
        sheet = {"plan": asdict(plan), "rows": rows, "pseudonyms": pseudonyms, "key_id": made.key_id}
        (partial / "version.json").write_text(json.dumps(sheet, indent=1) + "\n", encoding="utf-8")
        partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return made


def _write_rows(
    engine: Engine, store: Store, folder: Path, plan: Plan, key: bytes, least: int, besides: tuple[Treated, ...]
) -> tuple[int, int, dict[str, int]]:
    """Name each distinct value once, then join: the key goes in as parameters, never as text."""
    accepted = f"read_parquet({literal(store.accepted)})"
    columns, joins, speakers = [], [], plan.identities
    if OFFICER.source in store.mapping.fields and OFFICER.source not in (column.source for column in speakers):
        speakers = (*speakers, OFFICER)
    pseudonyms = 0
    for at, column in enumerate((*plan.columns, *besides)):
        source, name = f"reads.{identifier(column.source)}", identifier(column.name)
        if column.treatment is Treatment.PSEUDONYM:
            pseudonyms += _name(engine, accepted, column, key, f"names_{at}", daily=plan.has_daily_names)
            same_day = f" AND names_{at}.day = reads.local_at::DATE" if plan.has_daily_names else ""
            joins.append(f"LEFT JOIN names_{at} ON names_{at}.value = {source}{same_day}")
            columns.append(f"names_{at}.pseudonym AS {name}")
        elif column.treatment is Treatment.SCREEN:
            others = [row for row in besides if row.source not in (column.source, OFFICER.source)]
            _choose_harmless(engine, accepted, column, speakers, others, least, f"harmless_{at}")
            joins.append(f"LEFT JOIN harmless_{at} ON harmless_{at}.value = {source}")
            withheld = literal(WITHHELD)
            columns.append(
                f"CASE WHEN {source} IS NOT NULL THEN coalesce(harmless_{at}.value, {withheld}) END AS {name}"
            )
        else:
            columns.append(f"{coarser(source, column)} AS {name}")
    target = literal(str(folder / "rows.parquet"))
    engine.run(
        f"COPY (SELECT * FROM (SELECT {', '.join(columns)} FROM {accepted} AS reads {' '.join(joins)}) "
        f"ORDER BY {_order(plan)}) TO {target} (FORMAT parquet, COMPRESSION zstd)"
    )
    screened = [column.name for column in plan.columns if column.treatment is Treatment.SCREEN]
    asked = "".join(f", count(*) FILTER ({identifier(name)} = {literal(WITHHELD)})" for name in screened)
    rows, *withheld_counts = engine.row(f"SELECT count(*){asked} FROM read_parquet({target})")
    return int(rows), pseudonyms, dict(zip(screened, withheld_counts, strict=True))


def coarser(source: str, column: Treated) -> str:
    """SQL for a value as coarse as the plan says."""
    if column.treatment is Treatment.STEP:
        # Rounded before and after, so that 0.3 with a step of 0.1 is 0.3 and not 0.2.
        return f"round(floor(round({source} / {column.step}, 6)) * {column.step}, 6)"
    if column.treatment in TIMES:
        return f"date_trunc('{column.treatment.value}', {source})"
    return source


def _order(plan: Plan) -> str:
    """The order of the rows is drawn from what they say, so that it says nothing more: not who came first. It is one
    number to sort by, whose upper part is the first pseudonym's: rows of one pseudonym lie together and pack well."""
    if not plan.identities:
        return f"hash({', '.join(identifier(column.name) for column in plan.columns)})"
    first, *others = plan.identities
    said = ", ".join(identifier(column.name) for column in (*others, *plan.values)) or "0"
    return f"xor(hash({identifier(first.name)}), hash({said}) >> 40)"


def _name(engine: Engine, accepted: str, column: Treated, key: bytes, table: str, *, daily: bool) -> int:
    """Make the table of one column's values and their pseudonyms; returns how many different ones there are."""
    block = key.ljust(BLOCK_BYTES, b"\0")
    outer, inner = bytes(byte ^ 0x5C for byte in block), bytes(byte ^ 0x36 for byte in block)
    source, day = identifier(column.source), "local_at::DATE" if daily else "NULL::DATE"
    message = f"{plain('value', column)} || coalesce('|' || day::VARCHAR, '')"
    engine.run(
        f"CREATE TEMP TABLE {table} AS SELECT value, day, "
        # As a UUID: sixteen bytes that the engine moves and sorts as one number.
        f"left(sha256(?::BLOB || unhex(sha256(?::BLOB || encode({message})))), {2 * PSEUDONYM_BYTES})::UUID "
        f"AS pseudonym FROM (SELECT DISTINCT {source} AS value, {day} AS day FROM {accepted} "
        f"WHERE {source} IS NOT NULL)",
        [outer, inner],
    )
    (count,) = engine.row(f"SELECT count(DISTINCT pseudonym) FROM {table}")
    return int(count)


def plain(value: str, column: Treated) -> str:
    """SQL for a value as it is told apart: plates without their marks; others as they are, with their column."""
    if column.source == "plate":
        return f"translate(upper({value}), ' -.', '')"
    return f"{literal(column.source + '=')} || {value}::VARCHAR"


def _choose_harmless(
    engine: Engine,
    accepted: str,
    column: Treated,
    identities: Sequence[Treated],
    hidden: Sequence[Treated],
    least: int,
    table: str,
) -> None:
    """Make the table of one column's texts that may stay: none, where its head says that each names somebody."""
    source = identifier(column.source)
    crowds = [f"count(DISTINCT {plain(identifier(row.source), row)}) >= {int(least)}" for row in identities]
    crowds += [
        f"count(DISTINCT {plain(identifier(row.source), row)}) NOT BETWEEN 1 AND {int(least) - 1}" for row in hidden
    ]
    crowds += [f"count(*) >= {int(least)}"]
    common = engine.batches(
        f"SELECT {source} FROM {accepted} WHERE {source} IS NOT NULL GROUP BY 1 HAVING {' AND '.join(crowds)}"
    )
    harmless = [text for batch in common for (text,) in batch if not gives_away(text)]
    if names_people(column.name):
        harmless = []
    engine.run(f"CREATE TEMP TABLE {table} AS SELECT unnest(?::VARCHAR[]) AS value", [harmless])
