"""Every measure by its name, and the tables that a dataset of each shape has to be asked."""

from collections.abc import Callable
from datetime import date, datetime

import ibis
from ibis.expr.types import Table

from requests_app.datasets import measures, searches
from requests_app.datasets.ages import AGE_MEASURES
from requests_app.datasets.freetables import A_DAY, FREE_MEASURES, day_column, free_columns, free_schema
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.questions import Measure, Retention, Tables
from requests_app.datasets.search_measures import SEARCH_MEASURES
from requests_app.datasets.shapes import FREE_TABLE, PLATE_READS, SEARCH_AUDIT
from requests_app.errors import IngestError

MEASURES: dict[str, Measure] = {
    measure.name: measure for measure in (*measures.READ_MEASURES, *AGE_MEASURES, *SEARCH_MEASURES, *FREE_MEASURES)
}


def schemas(mapping: Mapping) -> dict[str, dict[str, str]]:
    """The tables of a dataset with their columns, typed in the words of Ibis."""
    return {
        PLATE_READS.name: measures.SCHEMAS,
        SEARCH_AUDIT.name: searches.SCHEMAS,
        FREE_TABLE.name: {"entries": free_schema(mapping)},
    }[mapping.shape]


def sources(mapping: Mapping, table: str) -> list[str]:
    """SQL for the columns of a table among the columns of its files."""
    if table == "entries":
        return ["line", *(f"{column.source} AS {column.name}" for column in free_columns(mapping))]
    return list(schemas(mapping)[table])


def known_measure(name: str) -> Measure:
    """The measure of that name. Raises: IngestError, where there is none."""
    if name not in MEASURES:
        raise IngestError(f"There is no measure “{name}”. There are: {', '.join(MEASURES)}.")
    return MEASURES[name]


def missing(measure: Measure, mapping: Mapping) -> list[str]:
    """What a dataset lacks of a measure's needs."""
    has = set(mapping.fields)
    if mapping.shape == FREE_TABLE.name and day_column(mapping):
        has.add(A_DAY)
    return [need for need in measure.needs if need not in has]


def tables_of(
    mapping: Mapping,
    *,
    since: datetime | None,
    until: datetime | None,
    database: str | None,
    retention: Retention | None,
    unmasked: bool,
) -> Tables:
    """The tables of a dataset, in this database (or schema) of an engine that has several, from `since` until before
    `until` on the agency's clock.

    Raises: IngestError, if days are named and no column says when.
    """
    whole = {name: ibis.table(schema, name=name, database=database) for name, schema in schemas(mapping).items()}
    inside = {name: _between(table, _moments(name, mapping), since, until) for name, table in whole.items()}
    return Tables(inside, whole, mapping, retention, unmasked)


def _moments(table: str, mapping: Mapping) -> str:
    """The column of a table by which its days are chosen."""
    if table == "entries":
        column = day_column(mapping)
        return column.name if column else "none"
    return "local_hour" if table == "rollup" else "local_at"


def _between(table: Table, column: str, since: datetime | None, until: datetime | None) -> Table:
    if since is None and until is None:
        return table
    if column not in table.columns:
        raise IngestError("No column of this table says when; ask it without days.")
    as_told: Callable[[datetime], date] = datetime.date if table[column].type().is_date() else _as_it_is
    if since is not None:
        table = table.filter(table[column] >= as_told(since))
    if until is not None:
        table = table.filter(table[column] < as_told(until))
    return table


def _as_it_is(moment: datetime) -> datetime:
    return moment
