"""The one door to DuckDB: in memory, locked down to one folder, bounded, UTC."""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from requests_app.errors import IngestError

MEMORY_BYTES = 640 << 20
THREADS = 2


class Engine(AbstractContextManager["Engine"]):
    """A DuckDB that reads and writes inside `folder` alone, can load nothing, and forgets all when closed.

    A second folder, `reads_from`, may be opened to it when one dataset is made from another. What does not
    fit in memory goes to `spill`, by default inside the folder. Only statements built inside this package
    reach it; people choose measures, never SQL.
    """

    def __init__(
        self,
        folder: Path,
        *,
        reads_from: Path | None = None,
        spill: Path | None = None,
        memory_bytes: int = MEMORY_BYTES,
        threads: int = THREADS,
    ) -> None:
        home = str(folder.resolve())
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": f"{memory_bytes >> 20}MiB",
                "temp_directory": str(spill or folder.resolve() / "spill"),
                "preserve_insertion_order": True,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
            },
        )
        reach = [home] if reads_from is None else [home, str(reads_from.resolve())]
        self._connection.execute(f"SET allowed_directories = [{', '.join(map(literal, reach))}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement for its effect.

        Raises: IngestError, if the engine refuses it.
        """
        self._execute(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one question.

        Raises: IngestError, if the engine refuses it.
        """
        return self._execute(sql, parameters).fetchall()

    def batches(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a question, some thousands at a time. Finish before asking the next."""
        answer = self._execute(sql, parameters)
        while rows := answer.fetchmany(10_000):
            yield rows

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
        """The one row of a question that always has one."""
        (row,) = self.rows(sql, parameters)
        return row

    def arrow(self, sql: str) -> Any:
        """All rows of one question as an Arrow table; only where pyarrow is installed."""
        try:
            return self._connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise IngestError(_without_values(error)) from error

    def interrupt(self) -> None:
        """Stop the statement another thread is running; it raises IngestError there."""
        self._connection.interrupt()

    def fraction(self) -> float | None:
        """How much of the statement another thread is running is done, 0 to 1; None while nobody can tell."""
        percent = self._connection.query_progress()
        return percent / 100 if percent >= 0 else None

    def _execute(self, sql: str, parameters: Sequence[Any]) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, list(parameters))
        except duckdb.OutOfMemoryException as error:
            raise IngestError("The reading needs more memory or disk than it was given.") from error
        except duckdb.IOException as error:
            if "No space left" not in str(error):
                raise IngestError(f"The data engine stopped: {str(error).splitlines()[0]}") from error
            raise IngestError("The disk is full: what was read could not be written. Nothing was kept.") from error
        except duckdb.Error as error:
            raise IngestError(_without_values(error)) from error


def _without_values(error: duckdb.Error) -> str:
    """What the engine says, without the values of rows it quotes: they may name people."""
    said = re.sub(r"'[^']*'", "'…'", str(error).splitlines()[0])
    return f"The data engine stopped: {said}"


def literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
