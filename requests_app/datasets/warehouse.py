"""Another engine for the same measures: a reading is laid down there once, checked by counts, and then asked."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Protocol
from urllib.parse import urlsplit

import ibis

from requests_app.datasets.answers import Result, check_can_answer, files_of, question, result_of, rows_of
from requests_app.datasets.catalogue import schemas, sources
from requests_app.datasets.elsewhere import IbisConnection
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.postgres import PostgresConnection
from requests_app.datasets.questions import Retention
from requests_app.datasets.store import Store
from requests_app.datasets.watching import Watch, watched
from requests_app.errors import IngestError

PUBLISHED = "laid_down"  # the last table of a reading laid down whole: one row, the counts of the others
Said = Callable[[str, int], None]
"""Called with a table's name and how many of its rows are there by now."""


class NotLaidDownError(IngestError):
    """The engine lacks a reading that was published: it was removed, or laid down as it was done before."""


class Connection(Protocol):
    """One engine that is open. `place` is a schema or database of it, `table` one of `schemas`."""

    title: str
    dialect: str

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of one question. Raises: IngestError, if the engine refuses it."""

    def interrupt(self) -> None:
        """Stop the question another thread is asking."""

    def fraction(self) -> float | None:
        """How much of that question is done; None where the engine does not tell."""

    def has(self, place: str, table: str) -> bool:
        """Whether there is such a table."""

    def clear(self, place: str) -> None:
        """Make the place, and make it empty."""

    def load(self, place: str, table: str, columns: dict[str, str], files: list[Path], said: Said) -> None:
        """Make a table with these columns (Ibis types) and fill it from Parquet files."""

    def close(self) -> None:
        """Let the connection go."""


class Warehouse(AbstractContextManager["Warehouse"]):
    """The engine that `url` names, open until the block ends.

    `postgresql://`, and, where Ibis has what it needs to reach them, `clickhouse://`, `trino://`, `pyspark://`.
    Raises: IngestError, if it is none of these, its driver is not installed, or it does not answer.
    """

    def __init__(self, url: str) -> None:
        scheme = urlsplit(url).scheme
        if scheme in ("postgres", "postgresql"):
            self._connection: Connection = PostgresConnection(url)
        else:
            self._connection = IbisConnection(url, scheme)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @property
    def title(self) -> str:
        """What people call the engine."""
        return self._connection.title

    def counts(self, store: Store, place: str) -> dict[str, int] | None:
        """How many rows each table of a reading has there; None where it is not laid down whole, or with other tables
        than today."""
        tables = schemas(store.mapping)
        if not all(self._connection.has(place, name) for name in (PUBLISHED, *tables)):
            return None
        names = ", ".join(f"CAST({name}_count AS BIGINT)" for name in tables)
        rows = self._connection.rows(f"SELECT {names} FROM {place}.{PUBLISHED}")
        return dict(zip(tables, map(int, rows[0]), strict=True)) if rows else None

    def publish(self, store: Store, place: str, said: Said) -> dict[str, int]:
        """Lay a reading down in `place` and give the rows of each table. Safe to repeat, and after a kill: what is
        there whole is left as it is, what is there in part is begun again.

        Raises: IngestError, if the engine counts other rows than the reading.
        """
        if found := self.counts(store, place):
            return found
        expected = _row_counts(store)
        self._connection.clear(place)
        for table, columns in schemas(store.mapping).items():
            with _files(store, table) as files:
                self._connection.load(place, table, columns, files, said)
            ((count,),) = self._connection.rows(f"SELECT count(*) FROM {place}.{table}")
            if count != expected[table]:
                raise IngestError(
                    f"{self.title} has {count:,} rows of {table}, the reading {expected[table]:,}. "
                    "It is not used there; publish it again."
                )
        counted = {f"{name}_count": "int64" for name in expected}
        with TemporaryDirectory(prefix="publish-") as folder:
            file = Path(folder).resolve() / f"{PUBLISHED}.parquet"
            with Engine(file.parent) as engine:
                row = ", ".join(f"{count}::BIGINT AS {name}_count" for name, count in expected.items())
                engine.run(f"COPY (SELECT {row}) TO {literal(str(file))} (FORMAT parquet)")
            self._connection.load(place, PUBLISHED, counted, [file], said)
        return expected

    def ask(
        self,
        store: Store,
        place: str,
        name: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        retention: Retention | None = None,
        watch: Watch | None = None,
    ) -> Result:
        """As `run_measure`, never unmasked, of the reading laid down in `place`.

        Raises: as `run_measure`; NotLaidDownError, if it is not laid down there as it is today.
        """
        measure = check_can_answer(store, name)
        if self.counts(store, place) is None:
            raise NotLaidDownError(f"{self.title} does not hold this dataset, or not as it is laid down today.")
        expression = question(store.mapping, name, since=since, until=until, retention=retention, database=place)
        sql = str(ibis.to_sql(expression, dialect=self._connection.dialect))
        rows = watched(self._connection, sql, watch) if watch else self._connection.rows(sql)
        return result_of(measure, sql, rows, engine=self.title, retention=retention)


@contextmanager
def _files(store: Store, table: str) -> Iterator[list[Path]]:
    """The files of a table with the columns the engines know, made for the moment where a reading has others."""
    pattern = Path(files_of(store, table))
    files = sorted(pattern.parent.glob(pattern.name))
    columns = sources(store.mapping, table)
    if store.is_current and columns == list(schemas(store.mapping)[table]):
        yield files
        return
    with TemporaryDirectory(prefix="publish-") as folder:
        renamed = Path(folder).resolve() / f"{table}.parquet"
        with Engine(renamed.parent, reads_from=store.folder) as engine:
            engine.run(
                f"COPY (SELECT {', '.join(columns)} FROM {rows_of(store, table)}) "
                f"TO {literal(str(renamed))} (FORMAT parquet)"
            )
        yield [renamed]


def _row_counts(store: Store) -> dict[str, int]:
    """The rows of a reading's tables, from the files themselves."""
    with TemporaryDirectory(prefix="publish-") as spill, Engine(store.folder, spill=Path(spill)) as engine:
        return {
            table: engine.row(f"SELECT count(*) FROM read_parquet({literal(files_of(store, table))})")[0]
            for table in schemas(store.mapping)
        }
