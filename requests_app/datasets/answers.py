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

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.measures import MEASURES, Column, Measure, Tables, Unit, tables
from requests_app.datasets.store import Store
from requests_app.datasets.watching import Watch, watched
from requests_app.errors import IngestError


@dataclass(frozen=True, slots=True)
class Result:
    """A measure's answer: rows in the order of its columns, the SQL that gave them, and the engine it was asked of.

    Times are naive, on the agency's clock; cells are H3 indexes in hexadecimal; shares are from 0 to 1.
    """

    measure: Measure
    sql: str
    rows: tuple[tuple[Any, ...], ...]
    engine: str = "DuckDB"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the rows."""
        return self.measure.columns


def available(store: Store) -> list[Measure]:
    """The measures of this dataset's shape that it has the fields for, in the order they are shown."""
    return [
        measure
        for measure in MEASURES.values()
        if measure.shape == store.mapping.shape and set(measure.needs) <= set(store.mapping.fields)
    ]


def question(
    name: str, *, since: datetime | None = None, until: datetime | None = None, database: str | None = None
) -> Table:
    """A measure as an expression over the tables reads, rollup and places.

    `since` and `until` are on the agency's clock, at a full hour; `until` is the first hour left out.

    Raises: IngestError, if there is no measure of that name.
    """
    if name not in MEASURES:
        raise IngestError(f"There is no measure “{name}”. There are: {', '.join(MEASURES)}.")
    whole = tables(database)
    reads, rollup = whole.reads, whole.rollup
    if since is not None:
        reads, rollup = reads.filter(reads.local_at >= since), rollup.filter(rollup.local_hour >= since)
    if until is not None:
        reads, rollup = reads.filter(reads.local_at < until), rollup.filter(rollup.local_hour < until)
    return MEASURES[name].ask(Tables(reads, rollup, whole.places))


def measure_sql(
    name: str, *, since: datetime | None = None, until: datetime | None = None, dialect: str = "duckdb"
) -> str:
    """A measure as SQL. Parameters and errors as `question`."""
    return str(ibis.to_sql(question(name, since=since, until=until), dialect=dialect))


def reads_rows(name: str) -> bool:
    """Whether a measure goes through the accepted rows themselves, and not their roll-up alone."""
    return any(table.name == "reads" for table in question(name).op().find(UnboundTable))


def check_can_answer(store: Store, name: str) -> Measure:
    """The measure of that name.

    Raises: IngestError, if there is none, or the dataset is of another shape or lacks a field it needs.
    """
    if name not in MEASURES:
        raise IngestError(f"There is no measure “{name}”. There are: {', '.join(MEASURES)}.")
    measure = MEASURES[name]
    if measure.shape != store.mapping.shape:
        raise IngestError(f"{measure.title}: this dataset is a table of another kind.")
    missing = [need for need in measure.needs if need not in store.mapping.fields]
    if missing:
        raise IngestError(f"{measure.title}: this dataset has no {', no '.join(missing)}.")
    return measure


def run_measure(
    store: Store,
    name: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    watch: Watch | None = None,
) -> Result:
    """Ask one reading one measure, of all its time or from `since` to `until`.

    Raises: as `check_can_answer`; IngestError, if `watch` stopped it.
    """
    measure = check_can_answer(store, name)
    sql = measure_sql(name, since=since, until=until)
    with TemporaryDirectory(prefix="measure-") as spill, Engine(store.folder, spill=Path(spill)) as engine:
        for table, files in (("reads", store.accepted), ("rollup", store.rollup), ("places", store.places)):
            engine.run(f"CREATE TEMP VIEW {table} AS SELECT * FROM read_parquet({literal(files)})")
        rows = watched(engine, sql, watch) if watch else engine.rows(sql)
    return result_of(measure, sql, rows)


def result_of(measure: Measure, sql: str, rows: Iterable[tuple[Any, ...]], engine: str = "DuckDB") -> Result:
    """An engine's rows as a result: counts whole, shares as floats, cells in hexadecimal, whatever its own types."""
    as_told = [TOLD.get(column.unit, _as_it_is) for column in measure.columns]
    told = (
        tuple(None if value is None else tell(value) for tell, value in zip(as_told, row, strict=True))
        for row in rows
    )
    return Result(measure, sql, tuple(told), engine)


def _as_it_is(value: Any) -> Any:
    return value


TOLD: dict[Unit, Callable[[Any], Any]] = {
    Unit.COUNT: int,
    Unit.SHARE: float,
    Unit.HOUR_OF_DAY: int,
    Unit.CELL: "{:x}".format,
}
