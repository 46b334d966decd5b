"""What a measure is: a named question, the columns of its answer, and the tables it may ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ibis.expr.types import IntegerValue, Table

from requests_app.datasets import mapping as readings
from requests_app.datasets.shapes import PLATE_READS


class Unit(StrEnum):
    """What a column's values are, so that pages, charts and exports show them alike.

    A NAME is what the file calls a device or an agency, WORDS are what somebody typed: neither is shown where it
    gives a person away. NUMBERED stands for an officer or a plate. TEXT is our own.
    """

    COUNT = "count"
    SHARE = "share"
    TIME = "time"
    DAY = "day"
    HOUR_OF_DAY = "hour of day"
    AGE = "age"
    TEXT = "text"
    NAME = "name"
    WORDS = "words"
    NUMBERED = "numbered"
    CELL = "cell"


class Chart(StrEnum):
    """How a measure is drawn."""

    NONE = "none"
    TIMELINE = "timeline"
    COLUMNS = "columns"
    AGES = "ages"
    BARS = "bars"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a measure's answer."""

    name: str
    title: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Retention:
    """How long reads are kept. Ages are counted back from the day `on`; `limit_days` is for how many days the
    agency says it keeps a read, None where it says nothing."""

    on: date
    limit_days: int | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """What a measure may ask: the tables of its dataset's shape, `inside` the days that are asked about and
    `whole`. `unmasked` is for people who may see raw rows: officers and plates under their own names, reasons in
    every word."""

    inside: Mapping[str, Table]
    whole: Mapping[str, Table]
    mapping: "readings.Mapping"
    retention: Retention | None = None
    unmasked: bool = False

    @property
    def reads(self) -> Table:
        """A row for each accepted plate read."""
        return self.inside["reads"]

    @property
    def rollup(self) -> Table:
        """A row for each device, agency, hour and cell."""
        return self.inside["rollup"]

    @property
    def searches(self) -> Table:
        """A row for each accepted search of an audit log."""
        return self.inside["searches"]

    @property
    def entries(self) -> Table:
        """A row for each accepted line of a free table."""
        return self.inside["entries"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named question. `sentence` says what it counts; `needs` are the fields a mapping must have for it;
    `shape` the kind of table it is asked of; `counts_ages` whether it must be told a Retention."""

    name: str
    title: str
    sentence: str
    needs: tuple[str, ...]
    chart: Chart
    columns: tuple[Column, ...]
    ask: Callable[[Tables], Table]
    shape: str = PLATE_READS.name
    counts_ages: bool = False

    @property
    def is_summary(self) -> bool:
        """Whether its one row sums everything up, and names nothing to count by."""
        named = (Unit.NAME, Unit.TEXT, Unit.WORDS, Unit.NUMBERED)
        return self.chart is Chart.NONE and not any(column.unit in named for column in self.columns)

    @property
    def hides_names(self) -> bool:
        """Whether it can be asked unmasked: some column numbers or withholds what names people."""
        return any(column.unit in (Unit.NUMBERED, Unit.WORDS) for column in self.columns)


def total(column: Any) -> IntegerValue:
    """A sum as a 64-bit integer on every engine."""
    return column.sum().cast("int64")


def how_many(condition: Any) -> IntegerValue:
    """In how many rows a condition holds; 0, not nothing, where there are no rows."""
    return total(condition).coalesce(0)
