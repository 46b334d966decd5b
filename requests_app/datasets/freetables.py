"""The named questions asked of a table of any kind: how many rows, what is filled, how many a day; never a value."""

from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from requests_app.datasets.engine import identifier
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.questions import Chart, Column, Measure, Tables, Unit
from requests_app.datasets.rules import given_names
from requests_app.datasets.shapes import FREE_TABLE, Kind
from requests_app.errors import IngestError

TYPES = {
    Kind.TIME: "timestamp",
    Kind.DAY: "date",
    Kind.WHOLE_NUMBER: "int64",
    Kind.NUMBER: "float64",
    Kind.YES_NO: "boolean",
}
A_DAY = "day"  # what a mapping has, among its fields, where some column says when


@dataclass(frozen=True, slots=True)
class FreeColumn:
    """One column of a free table as the engines know it: by its place, for its heading may hold anything.
    `source` is SQL for its values among the accepted rows."""

    name: str
    title: str
    kind: Kind
    source: str

    @property
    def engine_type(self) -> str:
        """Its type, in the words of Ibis."""
        return TYPES.get(self.kind, "string")


def free_columns(mapping: Mapping) -> tuple[FreeColumn, ...]:
    """Every column of a free table, in the order of the file."""
    fields = {sources[0]: name for name, sources in mapping.fields.items()}
    given, shape = given_names(mapping), mapping.known_shape
    found = []
    for place, title in enumerate(mapping.columns, start=1):
        if title in fields:
            kind = shape.field(fields[title]).kind
            source = "local_at" if kind is Kind.TIME else fields[title]
        elif title in given:
            kind, source = Kind.TEXT, given[title]
        else:
            continue  # the second column of a time
        found.append(FreeColumn(f"column_{place}", title, kind, identifier(source)))
    return tuple(found)


def free_schema(mapping: Mapping) -> dict[str, str]:
    """The one table of a free table: its line and its columns."""
    return {"line": "int64"} | {column.name: column.engine_type for column in free_columns(mapping)}


def day_column(mapping: Mapping) -> FreeColumn | None:
    """The column that says when: of times, else the first of days; None where there is none."""
    columns = free_columns(mapping)
    dated = [column for kind in (Kind.TIME, Kind.DAY) for column in columns if column.kind is kind]
    return dated[0] if dated else None


def _in_all(tables: Tables) -> Table:
    entries = tables.entries
    return entries.agg(rows=entries.count()).mutate(columns=ibis.literal(len(free_columns(tables.mapping)), "int64"))


def _filled(tables: Tables) -> Table:
    entries = tables.entries
    counted = []
    for place, column in enumerate(free_columns(tables.mapping), start=1):
        values = entries[column.name]
        summed = entries.agg(rows=entries.count(), filled=values.count(), different=values.nunique())
        counted.append(
            summed.select(
                place=ibis.literal(place, "int64"),
                column=ibis.literal(column.title),
                kind=ibis.literal(column.kind.value),
                filled=summed.filled,
                share=summed.filled / summed.rows.nullif(0),
                different=summed.different,
            )
        )
    return ibis.union(*counted).order_by("place") if len(counted) > 1 else counted[0]


def _per_day(tables: Tables) -> Table:
    column = day_column(tables.mapping)
    if column is None:
        raise IngestError("No column of this table says when.")
    entries = tables.entries.filter(tables.entries[column.name].notnull())
    values = entries[column.name]
    days = entries.group_by(day=values.date() if column.kind is Kind.TIME else values)
    return days.agg(rows=entries.count()).order_by("day")


ROWS = Column("rows", "Rows", Unit.COUNT)

FREE_MEASURES = (
    Measure(
        "rows_in_all",
        "In all",
        "All accepted rows, and the columns they have.",
        (),
        Chart.NONE,
        (ROWS, Column("columns", "Columns", Unit.COUNT)),
        _in_all,
        shape=FREE_TABLE.name,
    ),
    Measure(
        "columns_filled",
        "What is filled in",
        "For each column of the file: in how many rows something stands, and how many different values there are. "
        "No value is shown.",
        (),
        Chart.NONE,
        (
            Column("place", "Column", Unit.COUNT),
            Column("column", "Heading", Unit.NAME),
            Column("kind", "Read as", Unit.TEXT),
            Column("filled", "Rows filled", Unit.COUNT),
            Column("share_filled", "Share filled", Unit.SHARE),
            Column("different", "Different values", Unit.COUNT),
        ),
        _filled,
        shape=FREE_TABLE.name,
    ),
    Measure(
        "rows_per_day",
        "Rows per day",
        "Accepted rows on each day that has any, by the table's column of times, else by its first column of days.",
        (A_DAY,),
        Chart.TIMELINE,
        (Column("day", "Day", Unit.DAY), ROWS),
        _per_day,
        shape=FREE_TABLE.name,
    ),
)
