"""ClickHouse, Trino or Spark as an engine for measures, through Ibis, where the operator installed what it needs."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import ibis

from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.errors import IngestError

T = TypeVar("T")

TITLES = {"clickhouse": "ClickHouse", "trino": "Trino", "pyspark": "Spark"}
BATCH_ROWS = 250_000


class IbisConnection:
    """One engine that Ibis reaches.

    Raises: IngestError, if it is not one of `TITLES`, is not installed, or does not answer.
    """

    def __init__(self, url: str, scheme: str) -> None:
        if scheme not in TITLES:
            raise IngestError("DATA_ENGINE_URL begins with postgresql://, clickhouse://, trino:// or pyspark://.")
        self.title, self.dialect = TITLES[scheme], scheme
        try:
            self._backend: Any = ibis.connect(url)
        except ImportError as error:
            raise IngestError(
                f"Measures can be asked of {self.title} once its driver is installed: "
                f"pip install 'ibis-framework[{scheme}]'."
            ) from error
        except Exception as error:
            raise IngestError(f"The {self.title} that DATA_ENGINE_URL names does not answer.") from error

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of one question."""
        answer = self._guarded(lambda: self._backend.raw_sql(sql))
        if hasattr(answer, "result_rows"):  # ClickHouse
            return list(map(tuple, answer.result_rows))
        if hasattr(answer, "toArrow"):  # Spark, whose rows would come in the time zone of this process
            columns = [column.to_pylist() for column in self._guarded(answer.toArrow).columns]
            return [tuple(map(_naive, row)) for row in zip(*columns, strict=True)]
        return [tuple(row) for row in self._guarded(answer.fetchall)]

    def interrupt(self) -> None:
        """These engines finish what they were asked; only waiting for it ends."""

    def fraction(self) -> float | None:
        """They do not tell."""
        return None

    def has(self, place: str, table: str) -> bool:
        """Whether there is such a table."""
        return self._guarded(
            lambda: place in self._backend.list_databases() and table in self._backend.list_tables(database=place)
        )

    def clear(self, place: str) -> None:
        """Make the database; `load` drops what is in the way."""
        self._guarded(lambda: self._backend.create_database(place, force=True))

    def load(
        self, place: str, table: str, columns: dict[str, str], files: list[Path], said: Callable[[str, int], None]
    ) -> None:
        """Make a table and fill it, file by file."""
        self._guarded(lambda: self._backend.raw_sql(f"DROP TABLE IF EXISTS {place}.{table}"))
        self._guarded(lambda: self._backend.create_table(table, schema=ibis.schema(columns), database=place))
        fill = self._read_there if self.dialect == "pyspark" else self._hand_over
        count = 0
        for file in files:
            count += fill(f"{place}.{table}", list(columns), file)
            said(table, count)

    def _read_there(self, table: str, names: list[str], file: Path) -> int:
        """Spark reads the file itself, which it must see; handed over, a missing name would come as a word."""
        self.rows(f"INSERT INTO {table} SELECT {', '.join(names)} FROM parquet.`{file.resolve()}`")
        with TemporaryDirectory(prefix="publish-") as spill, Engine(file.parent, spill=Path(spill)) as engine:
            return int(engine.row(f"SELECT count(*) FROM read_parquet({literal(str(file.resolve()))})")[0])

    def _hand_over(self, table: str, names: list[str], file: Path) -> int:
        """Some rows at a time, as Arrow."""
        place, _, name = table.partition(".")
        source = literal(str(file.resolve()))
        with TemporaryDirectory(prefix="publish-") as spill, Engine(file.parent, spill=Path(spill)) as engine:
            (rows,) = engine.row(f"SELECT count(*) FROM read_parquet({source})")
            for first in range(0, rows, BATCH_ROWS):
                batch = engine.arrow(
                    f"SELECT {', '.join(map(identifier, names))} "
                    f"FROM read_parquet({source}, file_row_number = true) "
                    f"WHERE file_row_number >= {first} AND file_row_number < {first + BATCH_ROWS}"
                )
                self._guarded(partial(self._backend.insert, name, batch, database=place))
        return int(rows)

    def close(self) -> None:
        """Let the connection go."""
        self._backend.disconnect()

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except Exception as error:
            raise IngestError(f"{self.title} stopped: {str(error).splitlines()[0]}") from error


def _naive(value: Any) -> Any:
    """A moment without the zone of the session, which is UTC and stands for the agency's clock."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
