"""Ask a reading its measures: compile, run on the engine, give typed rows with the SQL in sight."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
from ibis.expr.operations import UnboundTable
from ibis.expr.types import Table

from requests_app.datasets.catalogue import MEASURES, known_measure, missing, schemas, sources, tables_of
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.questions import Column, Measure, Retention, Unit
from requests_app.datasets.screening import withhold
from requests_app.datasets.store import Store
from requests_app.datasets.watching import Watch, watched
from requests_app.errors import IngestError

ACCEPTED = ("reads", "searches", "entries")  # the tables with a row for each accepted line


@dataclass(frozen=True, slots=True)
class Result:
    """A measure's answer: rows in the order of its columns, the SQL that gave them, and the engine it was asked of.

    Times are naive, on the agency's clock; cells are H3 indexes in hexadecimal; shares are from 0 to 1. Officers and
    plates are numbered, and what gives somebody away is withheld, unless it was asked unmasked.
    """

    measure: Measure
    sql: str
    rows: tuple[tuple[Any, ...], ...]
    engine: str = "DuckDB"
    retention: Retention | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the rows."""
        return self.measure.columns


def available(store: Store) -> list[Measure]:
    """The measures of this dataset's shape that it has the fields for, in the order they are shown."""
    return [
        measure
        for measure in MEASURES.values()
        if measure.shape == store.mapping.shape and not missing(measure, store.mapping)
    ]


def question(
    mapping: Mapping,
    name: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    retention: Retention | None = None,
    unmasked: bool = False,
    database: str | None = None,
) -> Table:
    """A measure as an expression over the tables of a dataset read by this mapping.

    `since` and `until` are on the agency's clock, at a full hour; `until` is the first hour left out. `retention` is
    what ages are counted by, where the measure counts them.

    Raises: IngestError, if there is no measure of that name, or it lacks what it is to be asked with.
    """
    measure = known_measure(name)
    tables = tables_of(mapping, since=since, until=until, database=database, retention=retention, unmasked=unmasked)
    return measure.ask(tables)


def measure_sql(mapping: Mapping, name: str, *, dialect: str = "duckdb", **asked: Any) -> str:
    """A measure as SQL. Parameters and errors as `question`."""
    return str(ibis.to_sql(question(mapping, name, **asked), dialect=dialect))


def reads_rows(mapping: Mapping, name: str, *, retention: Retention | None = None) -> bool:
    """Whether a measure goes through the accepted rows themselves, and not their roll-up alone."""
    asked = question(mapping, name, retention=retention).op().find(UnboundTable)
    return any(table.name in ACCEPTED for table in asked)


def check_can_answer(store: Store, name: str) -> Measure:
    """The measure of that name.

    Raises: IngestError, if there is none, or the dataset is of another shape or lacks a field it needs.
    """
    measure = known_measure(name)
    if measure.shape != store.mapping.shape:
        raise IngestError(f"{measure.title}: this dataset is a table of another kind.")
    if lacking := missing(measure, store.mapping):
        raise IngestError(f"{measure.title}: this dataset has {', '.join(f'no {need}' for need in lacking)}.")
    return measure


def files_of(store: Store, table: str) -> str:
    """The files of a table of this dataset, as a pattern the engine reads."""
    if table == "searches" and store.is_current:
        return f"{store.folder.resolve()}/searches-*.parquet"
    return store.rollup if table == "rollup" else store.accepted


def rows_of(store: Store, table: str) -> str:
    """The rows of a table of this dataset, as SQL to choose its columns from."""
    if table in ("reads", "searches"):
        return store.reads if table == "reads" else store.searches
    return f"read_parquet({literal(files_of(store, table))})"


def run_measure(
    store: Store,
    name: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    retention: Retention | None = None,
    unmasked: bool = False,
    watch: Watch | None = None,
) -> Result:
    """Ask one reading one measure, of all its time or from `since` to `until`.

    Raises: as `check_can_answer` and `question`; IngestError, if `watch` stopped it.
    """
    measure, mapping = check_can_answer(store, name), store.mapping
    sql = measure_sql(mapping, name, since=since, until=until, retention=retention, unmasked=unmasked)
    with TemporaryDirectory(prefix="measure-") as spill, Engine(store.folder, spill=Path(spill)) as engine:
        for table in schemas(mapping):
            columns = ", ".join(sources(mapping, table))
            engine.run(f"CREATE TEMP VIEW {table} AS SELECT {columns} FROM {rows_of(store, table)}")
        rows = watched(engine, sql, watch) if watch else engine.rows(sql)
    return result_of(measure, sql, rows, retention=retention, unmasked=unmasked)


def result_of(
    measure: Measure,
    sql: str,
    rows: Iterable[tuple[Any, ...]],
    *,
    engine: str = "DuckDB",
    retention: Retention | None = None,
    unmasked: bool = False,
) -> Result:
    """An engine's rows as a result: counts whole, shares as floats, cells in hexadecimal, whatever its own types, and
    what gives somebody away withheld."""
    as_told = [TOLD.get(column.unit, _as_it_is) for column in measure.columns]
    told = [
        tuple(None if value is None else tell(value) for tell, value in zip(as_told, row, strict=True))
        for row in rows
    ]
    if not unmasked:
        for at, column in enumerate(measure.columns):
            if column.unit in (Unit.NAME, Unit.WORDS):
                shown = withhold([row[at] for row in told], typed=column.unit is Unit.WORDS)
                told = [(*row[:at], value, *row[at + 1 :]) for row, value in zip(told, shown, strict=True)]
    return Result(measure, sql, tuple(told), engine, retention if measure.counts_ages else None)


def _as_it_is(value: Any) -> Any:
    return value


TOLD: dict[Unit, Callable[[Any], Any]] = {
    Unit.COUNT: int,
    Unit.SHARE: float,
    Unit.HOUR_OF_DAY: int,
    Unit.AGE: int,
    Unit.CELL: "{:x}".format,
}
