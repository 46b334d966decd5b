"""The named questions about retention: how old the reads were on a day, and how many were kept beyond the limit."""

from collections.abc import Callable

import ibis
from ibis.expr.types import IntegerValue, Table

from requests_app.datasets.questions import Chart, Column, Measure, Retention, Tables, Unit, how_many, total
from requests_app.errors import IngestError


def _retention(tables: Tables) -> Retention:
    if tables.retention is None:
        raise IngestError("Ages are counted back from a day; say from which.")
    return tables.retention


def _aged(tables: Tables) -> Table:
    """The reads of each hour of the roll-up with its day and its age in whole days, 0 on the day that ages are
    counted from; and how many of the reads are older than the limit, NULL where there is no limit."""
    retention, rollup = _retention(tables), tables.rollup
    day = rollup.local_hour.date()
    aged = rollup.select("reads", day=day, age=ibis.literal(retention.on).delta(day, unit="day").cast("int64"))
    if retention.limit_days is None:
        return aged.mutate(older=ibis.null("int64"))
    return aged.mutate(older=(aged.age > retention.limit_days).ifelse(aged.reads, 0))


def _in_all(tables: Tables) -> Table:
    retention, aged = _retention(tables), _aged(tables)
    summed = aged.agg(
        reads=total(aged.reads).coalesce(0),
        oldest_on=aged.day.min(),
        oldest=aged.age.max(),
        older=total(aged.older),
        after=how_many((aged.age < 0).ifelse(aged.reads, 0)),
    )
    return summed.select(
        counted_on=ibis.literal(retention.on),
        limit_days=ibis.literal(retention.limit_days, "int64"),
        reads=summed.reads,
        oldest_on=summed.oldest_on,
        oldest=summed.oldest,
        older=summed.older,
        share_older=summed.older / summed.reads.nullif(0),
        after=summed.after,
    )


def _days(aged: Table, _: Retention) -> IntegerValue:
    return aged.age


def _weeks(aged: Table, _: Retention) -> IntegerValue:
    return (aged.age // 7).cast("int64")


def _months(aged: Table, retention: Retention) -> IntegerValue:
    """Whole months of the calendar: the last is not whole before its day of the month has come."""
    on, day = retention.on, aged.day
    begun = (on.year * 12 + on.month) - (day.year() * 12 + day.month())
    return (begun - (day.day() > on.day).ifelse(1, 0)).cast("int64")


def _by_age(steps: Callable[[Table, Retention], IntegerValue]) -> Callable[[Tables], Table]:
    """Reads by age, the newest first; those after the day that ages are counted from are left out."""

    def ask(tables: Tables) -> Table:
        aged = _aged(tables)
        past = aged.filter(aged.age >= 0)
        summed = past.group_by(step=steps(past, _retention(tables))).agg(
            reads=total(past.reads), older=total(past.older)
        )
        shared = summed.mutate(share=summed.reads / summed.reads.sum().over())
        return shared.order_by("step").select("step", "reads", "share", "older")

    return ask


READS = Column("reads", "Reads", Unit.COUNT)
OLDER = Column("older_than_limit", "Older than the limit", Unit.COUNT)
EXPLAINED = (
    "Ages are counted in whole days from the day of the read on the agency's clock to a day that you choose, at "
    "first the day the file was received. The limit is what the agency says; a read is older once it was kept for "
    "more days."
)


def _measure_by_age(unit: str, steps: Callable[[Table, Retention], IntegerValue]) -> Measure:
    return Measure(
        f"reads_by_age_in_{unit}",
        f"Reads by age in {unit}",
        f"Accepted reads by their age in whole {unit}. {EXPLAINED}",
        (),
        Chart.AGES,
        (
            Column(f"age_in_{unit}", f"Age in {unit}", Unit.AGE),
            READS,
            Column("share_of_reads", "Share", Unit.SHARE),
            OLDER,
        ),
        _by_age(steps),
        counts_ages=True,
    )


AGE_MEASURES = (
    Measure(
        "retention",
        "How long reads were kept",
        f"The oldest accepted read, and how many are older than the agency says it keeps them. {EXPLAINED}",
        (),
        Chart.NONE,
        (
            Column("counted_on", "Ages counted from", Unit.DAY),
            Column("limit_days", "Limit in days", Unit.COUNT),
            READS,
            Column("oldest_on", "Oldest read", Unit.DAY),
            Column("oldest_days", "Its age in days", Unit.COUNT),
            OLDER,
            Column("share_older", "Share older than the limit", Unit.SHARE),
            Column("after_the_day", "Reads after that day", Unit.COUNT),
        ),
        _in_all,
        counts_ages=True,
    ),
    _measure_by_age("days", _days),
    _measure_by_age("weeks", _weeks),
    _measure_by_age("months", _months),
)
