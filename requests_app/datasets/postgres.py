"""PostgreSQL as an engine for measures: tables filled by COPY, names ordered by their characters as DuckDB does."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import psycopg

from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.errors import IngestError

T = TypeVar("T")

COPY_BYTES = 1 << 20
# Text in the order of its characters, whatever the order of the database: ties are broken alike everywhere.
TYPES = {
    "int64": "bigint",
    "float64": "double precision",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "date": "date",
    "string": 'text COLLATE "C"',
}


class PostgresConnection:
    """One PostgreSQL, in UTC.

    Raises: IngestError, if it does not answer.
    """

    title = "PostgreSQL"
    dialect = "postgres"

    def __init__(self, url: str) -> None:
        try:
            self._connection = psycopg.connect(url, autocommit=True, options="-c TimeZone=UTC", connect_timeout=10)
        except psycopg.Error as error:
            raise IngestError("The PostgreSQL that DATA_ENGINE_URL names does not answer.") from error

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of one question."""
        return self._guarded(lambda: self._connection.execute(sql.encode()).fetchall())

    def interrupt(self) -> None:
        """Stop the question another thread is asking."""
        self._connection.cancel_safe()

    def fraction(self) -> float | None:
        """PostgreSQL does not tell."""
        return None

    def has(self, place: str, table: str) -> bool:
        """Whether there is such a table."""
        ((found,),) = self.rows(f"SELECT to_regclass({literal(f'{place}.{table}')}) IS NOT NULL")
        return bool(found)

    def clear(self, place: str) -> None:
        """Make the schema, and make it empty."""
        self._run(f"DROP SCHEMA IF EXISTS {place} CASCADE")
        self._run(f"CREATE SCHEMA {place}")

    def load(
        self, place: str, table: str, columns: dict[str, str], files: list[Path], said: Callable[[str, int], None]
    ) -> None:
        """Make a table and fill it, a file at a time, through COPY."""
        described = ", ".join(f"{identifier(name)} {TYPES[kind]}" for name, kind in columns.items())
        names = ", ".join(map(identifier, columns))
        self._run(f"CREATE TABLE {place}.{table} ({described})")
        count = 0
        for file in files:
            with TemporaryDirectory(prefix="publish-") as folder:
                text = Path(folder) / "rows.csv"
                with Engine(text.parent, reads_from=file.parent) as engine:
                    engine.run(
                        f"COPY (SELECT {names} FROM read_parquet({literal(str(file.resolve()))})) "
                        f"TO {literal(str(text.resolve()))} (FORMAT csv, HEADER false)"
                    )
                count += self._copy(f"COPY {place}.{table} ({names}) FROM STDIN (FORMAT csv)", text)
            said(table, count)
        if "local_at" in columns:
            # Rows lie in order of time, more or less: a small index finds a week among years.
            self._run(f"CREATE INDEX ON {place}.{table} USING brin (local_at)")
        self._run(f"ANALYZE {place}.{table}")

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _copy(self, statement: str, text: Path) -> int:
        def copying() -> int:
            with self._connection.cursor() as cursor:
                with cursor.copy(statement.encode()) as copy, text.open("rb") as rows:
                    while piece := rows.read(COPY_BYTES):
                        copy.write(piece)
                return cursor.rowcount

        return self._guarded(copying)

    def _run(self, sql: str) -> None:
        self._guarded(lambda: self._connection.execute(sql.encode()))

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except psycopg.Error as error:
            raise IngestError(f"PostgreSQL stopped: {str(error).splitlines()[0]}") from error
