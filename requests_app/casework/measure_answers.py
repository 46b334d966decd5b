"""Measures asked of datasets: what is quick is answered at once, what is not by a worker, and its answer is kept."""

import hashlib
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from requests_app import clock, datasets
from requests_app.access import Power
from requests_app.casework import queue, records
from requests_app.casework.agreements import retention_of
from requests_app.casework.raw_rows import look_at_raw
from requests_app.casework.readings import ask_measure, asked_of, hours_of, reading_of, store_of
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import AnswerState, Dataset, MeasureAnswer, User

QUICK_ROWS = 5_000_000  # so many rows are gone through in about a second
PER_DAY = {datasets.PLATE_READS.name: "reads_per_day", datasets.SEARCH_AUDIT.name: "searches_per_day"}
MASKING = 2  # raised when more is masked than before: answers kept until then are asked for anew
UNDERWAY = (AnswerState.WAITING, AnswerState.ASKING)
AGAIN = (AnswerState.FAILED, AnswerState.CANCELLED)
ANSWERS = queue.Queue(
    rows=MeasureAnswer.objects.select_related("dataset"),
    waiting=AnswerState.WAITING,
    working=AnswerState.ASKING,
    work="asking this question",
)


def ask_standing_questions(dataset: Dataset) -> int:
    """Put every measure of a dataset just read, over all its days, in the queue; returns how many.

    Answers of another reading of the file are forgotten.
    """
    reading, now = reading_of(dataset), clock.now()
    MeasureAnswer.objects.filter(dataset=dataset).exclude(reading=reading).delete()
    asked = [
        _new(dataset, measure.name, None, None, None, at=now) for measure in datasets.available(store_of(dataset))
    ]
    return len(MeasureAnswer.objects.bulk_create(asked, ignore_conflicts=True))


def ask_in_background(
    *,
    dataset: Dataset,
    name: str,
    since_on: date | None = None,
    until_on: date | None = None,
    retention: datasets.Retention | None = None,
    by: User,
) -> MeasureAnswer:
    """Put a question in the queue, once, however often it is asked.

    Raises: AccessError; CaseworkError while the dataset is not reconciled or where it has no such measure.
    """
    if name not in {measure.name for measure in datasets.available(store_of(dataset))}:
        raise CaseworkError("This dataset has no such measure.")
    if since_on and until_on and until_on < since_on:
        raise CaseworkError("The last day is before the first.")
    title = datasets.MEASURES[name].title
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=dataset.pk)  # two people may press at once
        found = find_answer(dataset, name, since_on=since_on, until_on=until_on, retention=retention)
        said = f"Asked “{dataset.title}” for: {title}."
        if found is None:
            row = _new(dataset, name, since_on, until_on, retention, at=clock.now(), by=by)
            return records.add(row, by=by, verb="ask_measure", summary=said, power=Power.READ)
        if found.state not in AGAIN:
            return found
        return records.change(
            found,
            by=by,
            verb="ask_measure",
            summary=said,
            power=Power.READ,
            state=AnswerState.WAITING,
            asked_by=by,
            asked_at=clock.now(),
            progress_percent=0,
            cancel_asked=False,
            **queue.AFRESH,
        )


def cancel_answer(*, answer: MeasureAnswer, by: User) -> MeasureAnswer:
    """Take a question out of the queue, or stop the worker that asks it.

    Raises: AccessError; CaseworkError where it is answered already.
    """
    with transaction.atomic():
        records.hold(answer, field="state", among=UNDERWAY, otherwise="The question is not being asked any more.")
        values: dict[str, Any] = {"cancel_asked": True}
        if answer.state == AnswerState.WAITING:
            values = {"state": AnswerState.CANCELLED}
        said = f"Stopped a question to “{answer.dataset.title}”."
        return records.change(answer, by=by, verb="cancel_answer", summary=said, power=Power.READ, **values)


def find_answer(
    dataset: Dataset,
    name: str,
    *,
    since_on: date | None = None,
    until_on: date | None = None,
    retention: datasets.Retention | None = None,
) -> MeasureAnswer | None:
    """The row of this question, in whatever state; None where nobody asked it of the engine it is asked of now."""
    wanted = _question(dataset, name, since_on, until_on, _counted_by(dataset, name, retention))
    return MeasureAnswer.objects.filter(dataset=dataset, question=wanted).first()


def unanswered(dataset: Dataset, measures: Iterable[datasets.Measure]) -> set[str]:
    """Those of a dataset's measures that, over all days, only a worker can answer and none has yet."""
    slow = {
        _question(dataset, one.name, None, None, _counted_by(dataset, one.name, None)): one.name
        for one in measures
        if not is_quick(dataset, one.name)
    }
    ready = MeasureAnswer.objects.filter(dataset=dataset, question__in=slow, state=AnswerState.READY)
    return set(slow.values()) - set(ready.values_list("measure", flat=True))


def whole_result(dataset: Dataset, name: str) -> datasets.Result | None:
    """A measure over all days, as far as it can be shown at once. Raises: as `result_now`."""
    return result_now(dataset, name, find_answer(dataset, name), since_on=None, until_on=None)


def result_now(
    dataset: Dataset,
    name: str,
    answer: MeasureAnswer | None,
    *,
    since_on: date | None,
    until_on: date | None,
    retention: datasets.Retention | None = None,
) -> datasets.Result | None:
    """What is shown at once: the answer kept, or one found quickly; None where a worker has to be asked.

    Raises: as `readings.ask_measure`.
    """
    if answer is not None and answer.state == AnswerState.READY:
        return result_of(answer)
    if is_quick(dataset, name, since_on=since_on, until_on=until_on):
        counted_by = _counted_by(dataset, name, retention)
        return ask_measure(dataset, name, since_on=since_on, until_on=until_on, retention=counted_by)
    return None


def look_unmasked(
    *, dataset: Dataset, name: str, since_on: date | None = None, until_on: date | None = None, by: User
) -> datasets.Result:
    """A measure with officers and plates under their own names and reasons in every word, asked of DuckDB here and
    never kept; the look is journalled.

    Raises: AccessError for everyone whom no administrator let see raw rows; CaseworkError where it takes too long, or
    nothing is hidden; as `readings.ask_measure`.
    """
    if not datasets.MEASURES[name].hides_names:
        raise CaseworkError("Nothing is hidden in this answer.")
    if not is_quick(dataset, name, since_on=since_on, until_on=until_on):
        raise CaseworkError("These are too many rows to go through at once; choose fewer days.")
    look_at_raw(dataset=dataset, what=f"“{datasets.MEASURES[name].title}”", by=by)
    since, until = hours_of(since_on, until_on)
    return datasets.run_measure(store_of(dataset), name, since=since, until=until, unmasked=True)


def is_quick(dataset: Dataset, name: str, *, since_on: date | None = None, until_on: date | None = None) -> bool:
    """Whether a question is answered within a page's patience: it asks the roll-up alone, or few rows."""
    if (dataset.accepted_count or 0) <= QUICK_ROWS:
        return True
    measure = datasets.MEASURES[name]
    if measure.counts_ages or not datasets.reads_rows(store_of(dataset).mapping, name):
        return True  # the roll-up answers
    if (since_on is None and until_on is None) or measure.shape not in PER_DAY:
        return False
    since, until = hours_of(since_on, until_on)
    days = datasets.run_measure(store_of(dataset), PER_DAY[measure.shape], since=since, until=until).rows
    return sum(int(count) for _, count in days) <= QUICK_ROWS


def result_of(answer: MeasureAnswer) -> datasets.Result:
    """An answer kept, as the measure's result."""
    measure = datasets.MEASURES[answer.measure]
    read = [READ.get(column.unit, _as_it_is) for column in measure.columns]
    rows = (
        tuple(None if cell is None else told(cell) for told, cell in zip(read, row, strict=True))
        for row in answer.rows
    )
    counted_by = datasets.Retention(answer.counted_on, answer.limit_days) if answer.counted_on else None
    return datasets.Result(measure, answer.sql, tuple(rows), answer.engine, counted_by)


def claim_answer(*, at: datetime) -> MeasureAnswer | None:
    """Take one question that waits, or whose worker died, for this process alone; None when there is none."""
    return ANSWERS.claim(at=at, progress_percent=0)


def answer_question(answer: MeasureAnswer) -> MeasureAnswer:
    """Ask a claimed question to its end, saying how far it is. Safe to repeat after a kill at any point.

    The outcome is on the row: ready with its rows, cancelled, or failed with the reason.
    """
    begun = time.monotonic()
    beat = queue.Heartbeat(ANSWERS, answer)

    def watch(fraction: float | None) -> bool:
        beat.say(progress_percent=round(100 * (fraction or 0)))
        return beat.is_cancelled()

    try:
        ANSWERS.refuse_worn_out(answer)
        result = ask_measure(
            answer.dataset,
            answer.measure,
            since_on=answer.since_on,
            until_on=answer.until_on,
            retention=datasets.Retention(answer.counted_on, answer.limit_days) if answer.counted_on else None,
            watch=watch,
        )
        values = {
            "state": AnswerState.READY,
            "rows": _plain(result.rows),
            "row_count": len(result.rows),
            "sql": result.sql,
            "engine": result.engine,
            "answer_seconds": round(time.monotonic() - begun, 3),
            "answered_at": clock.now(),
            "progress_percent": 100,
            "failure": "",
        }
    except queue.NotMineError:
        return answer
    except datasets.IngestCancelledError:
        values = {"state": AnswerState.CANCELLED}
    except (TrackerError, OSError) as error:
        values = {"state": AnswerState.FAILED, "failure": str(error)}
    ANSWERS.finish(answer, cancel_asked=False, **values)
    return answer


def _counted_by(dataset: Dataset, name: str, retention: datasets.Retention | None) -> datasets.Retention | None:
    """What ages are counted by, for a measure that counts them."""
    measure = datasets.MEASURES.get(name)
    return (retention or retention_of(dataset)) if measure and measure.counts_ages else None


def _new(
    dataset: Dataset,
    name: str,
    since_on: date | None,
    until_on: date | None,
    retention: datasets.Retention | None,
    *,
    at: datetime,
    by: User | None = None,
) -> MeasureAnswer:
    counted_by = _counted_by(dataset, name, retention)
    return MeasureAnswer(
        dataset=dataset,
        reading=reading_of(dataset),
        measure=name,
        since_on=since_on,
        until_on=until_on,
        counted_on=counted_by.on if counted_by else None,
        limit_days=counted_by.limit_days if counted_by else None,
        question=_question(dataset, name, since_on, until_on, counted_by),
        asked_by=by,
        asked_at=at,
    )


def _question(
    dataset: Dataset,
    name: str,
    since_on: date | None,
    until_on: date | None,
    counted_by: datasets.Retention | None,
) -> str:
    """The same for the same question of the same reading to the same engine; another once the measure is defined
    otherwise."""
    since, until = hours_of(since_on, until_on)
    mapping = datasets.Mapping.from_json(dataset.mapping)
    sql = datasets.measure_sql(mapping, name, since=since, until=until, retention=counted_by)
    asked = f"{reading_of(dataset)}\n{MASKING}\n{sql}{asked_of(dataset)}"
    return hashlib.sha256(asked.encode()).hexdigest()


def _plain(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as JSON keeps them, moments to the microsecond."""
    return [[value.isoformat() if isinstance(value, date) else value for value in row] for row in rows]


def _as_it_is(value: Any) -> Any:
    return value


READ: dict[datasets.Unit, Callable[[Any], Any]] = {
    datasets.Unit.TIME: datetime.fromisoformat,
    datasets.Unit.DAY: date.fromisoformat,
}
