"""Tables of an SQLite database and of a Parquet file, their values as text that says exactly the same."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.datasets.rows import Row
from requests_app.errors import IngestError

LONGEST_VALUE = 16 << 20
STEPS_BETWEEN_LOOKS = 50_000_000  # of the database's machine for one row: more is a trap
MOST_COLUMNS = 2_000
MEMORY_BYTES = 256 << 20

# What reading a table may ask of SQLite; everything else, functions among it, is refused.
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


def sqlite_tables(path: Path) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
    """The ordinary tables of a database, by name: name, columns, and rows in the order they were put in.

    Views and virtual tables are left out: they would have to be run. The file is opened as it is and never
    written.

    Raises: IngestError, if it is damaged, or has no table with rows.
    """
    with _sentences("SQLite database"):
        yield from _tables_of(path)


@contextmanager
def _sentences(kind: str) -> Iterator[None]:
    """Whatever a database engine has to say about a damaged file, in one sentence that names no place on disk."""
    try:
        yield
    except UnicodeDecodeError as error:  # the engine quotes damaged names in its complaint
        raise IngestError(f"The {kind} is damaged: its names are no text.") from error
    except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
        raise IngestError(f"The {kind} is damaged, or asks for more than a table holds: {error}.") from error


def _tables_of(path: Path) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.text_factory = bytes
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        listed = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        names = [_text(name) for name, sql in listed if not _text(sql or b"").upper().startswith("CREATE VIRTUAL")]
        chosen = [name for name in names if not name.lower().startswith("sqlite_")]
        columns = {name: _columns(connection, name) for name in chosen}
        connection.set_authorizer(_authorise)
        for name in chosen:
            if len(columns[name]) > MOST_COLUMNS:
                raise IngestError(f"The table {name} has more columns than any table needs.")
            yield name, tuple(columns[name]), _sqlite_rows(connection, name, columns[name])


def _authorise(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _columns(connection: sqlite3.Connection, name: str) -> list[str]:
    """The columns that hold values; those computed when they are read (2) would have to be run."""
    rows = connection.execute(f"PRAGMA table_xinfo({identifier(name)})")
    return [_text(row[1]) for row in rows if row[6] in (0, 3)]


def _sqlite_rows(connection: sqlite3.Connection, name: str, columns: list[str]) -> Iterator[Row]:
    wanted = ", ".join(map(identifier, columns))
    connection.set_progress_handler(lambda: 1, STEPS_BETWEEN_LOOKS)
    with _sentences("SQLite database"):
        for values in connection.execute(f"SELECT {wanted} FROM {identifier(name)}"):
            connection.set_progress_handler(lambda: 1, STEPS_BETWEEN_LOOKS)
            yield _row_of(values)


def _row_of(values: tuple[object, ...]) -> Row:
    cells = []
    flaws: dict[int, str] = {}
    for at, value in enumerate(values):
        if isinstance(value, bytes):
            try:
                cells.append(value.decode())
            except UnicodeDecodeError:
                cells.append(value.hex())
                flaws[at] = "no_text"
        else:
            cells.append("" if value is None else str(value))
    return Row(cells, flaws or None)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def parquet_table(path: Path, spill: Path) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The columns and rows of a Parquet file. Times with a zone are told in UTC and end in Z; bytes as
    hexadecimal, which stops a row whose mapping wants text there.

    Raises: IngestError, if it is damaged.
    """
    source = f"read_parquet({literal(str(path.resolve()))})"
    with Engine(path.resolve().parent, spill=spill, memory_bytes=MEMORY_BYTES) as engine:
        described = _asked(lambda: engine.rows(f"DESCRIBE SELECT * FROM {source}"))
    if len(described) > MOST_COLUMNS:
        raise IngestError("The file has more columns than any table needs.")
    names = tuple(str(row[0]) for row in described)
    wanted = ", ".join(_as_text(identifier(str(row[0])), str(row[1])) for row in described)
    bytes_at = [at for at, row in enumerate(described) if str(row[1]) == "BLOB"]
    return names, _parquet_rows(path, spill, f"SELECT {wanted} FROM {source}", bytes_at)


def _as_text(name: str, kind: str) -> str:
    if kind == "BLOB":
        return f"lower(hex({name}))"
    if kind == "TIMESTAMP WITH TIME ZONE":
        utc = f"{name} AT TIME ZONE 'UTC'"
        return (
            f"CASE WHEN epoch_us({name}) % 1000000 = 0 THEN strftime({utc}, '%Y-%m-%dT%H:%M:%SZ') "
            f"ELSE strftime({utc}, '%Y-%m-%dT%H:%M:%S.%fZ') END"
        )
    return f"CAST({name} AS VARCHAR)"


def _parquet_rows(path: Path, spill: Path, sql: str, bytes_at: list[int]) -> Iterator[Row]:
    with Engine(path.resolve().parent, spill=spill, memory_bytes=MEMORY_BYTES) as engine:
        batches = engine.batches(sql)
        while batch := _asked(lambda: next(batches, [])):
            for values in batch:
                flaws = {at: "no_text" for at in bytes_at if values[at] is not None}
                yield Row(["" if value is None else value for value in values], flaws or None)


def _asked(ask: Callable[[], list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """An answer of the data engine about a Parquet file; its complaints name places on disk, ours do not.

    Raises: IngestError, if the file is damaged.
    """
    try:
        return ask()
    except IngestError as error:
        raise IngestError(
            "The Parquet file is damaged or of an unknown kind. Ask for it again, or for CSV."
        ) from error
