"""Whether the data received under a settlement term is what the term promised: period, rows and fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from requests_app import datasets
from requests_app.casework.readings import store_of
from requests_app.errors import TrackerError
from requests_app.models import Dataset, DatasetState, SettlementTerm

PROMISED_SHAPE = "plate_reads"  # the kind of table whose fields a term names


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that was promised, what came, and whether it does; None where that cannot be said."""

    question: str
    asked: str
    got: str
    does: bool | None


@dataclass(frozen=True, slots=True)
class Verification:
    """One dataset held against its term. `why_not` says why it cannot be; then there are no answers."""

    dataset: Dataset
    answers: tuple[Answer, ...] = ()
    why_not: str = ""

    @property
    def does(self) -> bool | None:
        """Whether it does in all; None where something cannot be said."""
        found = [answer.does for answer in self.answers]
        if False in found:
            return False
        return None if not found or None in found else True


def verify(term: SettlementTerm) -> list[Verification]:
    """Each dataset received under the term, held against what it promises; from the roll-ups, not the rows."""
    return [_verified(term, dataset) for dataset in term.datasets.order_by("received_on", "pk")]


def _verified(term: SettlementTerm, dataset: Dataset) -> Verification:
    if not term.promises_data:
        return Verification(dataset, why_not="The term says nothing of period, rows or fields to hold it against.")
    if dataset.state != DatasetState.READY:
        return Verification(dataset, why_not=f"It is not read: {dataset.get_state_display().lower()}.")
    try:
        store = store_of(dataset)
        found = datasets.period_of(store)
        if found is None:
            return Verification(dataset, why_not="It has no row with a time.")
        since, until = found
        if term.data_from_on:
            since = datetime.combine(term.data_from_on, time.min)
            until = since + timedelta(days=term.data_day_count or 1)
        coverage = datasets.cover(store, datasets.Agreement(since, until, rows=term.data_row_count))
    except TrackerError as error:
        return Verification(dataset, why_not=str(error))
    return Verification(dataset, tuple(_answers(term, coverage, found, set(store.mapping.fields))))


def _answers(
    term: SettlementTerm, coverage: datasets.Coverage, period: tuple[datetime, datetime], fields: set[str]
) -> Iterator[Answer]:
    first, last = period[0].date(), (period[1] - timedelta(hours=1)).date()
    days = (last - first).days + 1
    if term.data_day_count:
        wanted = _days(term.data_day_count)
        if term.data_from_on:
            wanted += f", from {_day(term.data_from_on)}"
        gap = next((gap for gap in coverage.gaps if gap.device is None), None)
        empty = f"{coverage.empty_hours:,} of {coverage.hours:,} hours empty"
        got = f"{_days(days)}, {_day(first)} to {_day(last)}; {empty}"
        if gap:
            got += f"; {gap.hours} hours together from {gap.begins:%a %-d %b %Y, %H:%M}, where none would be chance"
        is_whole = coverage.rows_inside > 0 and gap is None and days >= term.data_day_count
        yield Answer("Period", wanted, got, is_whole)
    if term.data_row_count is not None:
        least, percent = term.least_row_count, term.data_rows_within_percent
        about = f" (give or take {percent} %: at least {least:,})" if percent else " at least"
        inside = f"{coverage.rows_inside:,} in the period"
        outside = f"; {coverage.rows_outside:,} outside it" if coverage.rows_outside else ""
        yield Answer("Rows", f"{term.data_row_count:,}{about}", inside + outside, coverage.rows_inside >= least)
    if term.data_fields:
        titles = {field.name: field.title for field in datasets.SHAPES[PROMISED_SHAPE].fields}
        missing = [titles.get(name, name) for name in term.data_fields if name not in fields]
        got = f"without {', '.join(missing)}" if missing else "all of them"
        yield Answer("Fields", ", ".join(titles.get(name, name) for name in term.data_fields), got, not missing)


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
