"""Ask a reading its measures: compile, run on the engine, give typed rows with the SQL in sight."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.measures import (
    MEASURES,
    PLACES,
    READS,
    ROLLUP,
    Column,
    Measure,
    Tables,
    Unit,
)
from requests_app.datasets.store import Store
from requests_app.errors import IngestError


@dataclass(frozen=True, slots=True)
class Result:
    """A measure's answer: rows in the order of its columns, and the SQL that gave them.

    Times are naive, on the agency's clock; cells are H3 indexes in hexadecimal; shares are from 0 to 1.
    """

    measure: Measure
    sql: str
    rows: tuple[tuple[Any, ...], ...]

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


def measure_sql(
    name: str, *, since: datetime | None = None, until: datetime | None = None, dialect: str = "duckdb"
) -> str:
    """A measure as SQL over the tables reads, rollup and places.

    `since` and `until` are on the agency's clock, at a full hour; `until` is the first hour left out.

    Raises: IngestError, if there is no measure of that name.
    """
    if name not in MEASURES:
        raise IngestError(f"There is no measure “{name}”. There are: {', '.join(MEASURES)}.")
    reads, rollup = READS, ROLLUP
    if since is not None:
        reads, rollup = reads.filter(reads.local_at >= since), rollup.filter(rollup.local_hour >= since)
    if until is not None:
        reads, rollup = reads.filter(reads.local_at < until), rollup.filter(rollup.local_hour < until)
    expression = MEASURES[name].ask(Tables(reads, rollup, PLACES))
    return str(ibis.to_sql(expression, dialect=dialect))


def run_measure(store: Store, name: str, *, since: datetime | None = None, until: datetime | None = None) -> Result:
    """Ask one reading one measure, of all its time or from `since` to `until`.

    Raises: IngestError, if there is no such measure, or the dataset lacks a field it needs.
    """
    sql = measure_sql(name, since=since, until=until)
    measure = MEASURES[name]
    if measure.shape != store.mapping.shape:
        raise IngestError(f"{measure.title}: this dataset is a table of another kind.")
    missing = [need for need in measure.needs if need not in store.mapping.fields]
    if missing:
        raise IngestError(f"{measure.title}: this dataset has no {', no '.join(missing)}.")
    with TemporaryDirectory(prefix="measure-") as spill, Engine(store.folder, spill=Path(spill)) as engine:
        for table, files in (("reads", store.accepted), ("rollup", store.rollup), ("places", store.places)):
            engine.run(f"CREATE TEMP VIEW {table} AS SELECT * FROM read_parquet({literal(files)})")
        rows = engine.rows(sql)
    cells = [at for at, column in enumerate(measure.columns) if column.unit is Unit.CELL]
    return Result(measure, sql, tuple(_with_cells(row, cells) for row in rows))


def _with_cells(row: tuple[Any, ...], cells: list[int]) -> tuple[Any, ...]:
    return tuple(f"{value:x}" if at in cells else value for at, value in enumerate(row))
