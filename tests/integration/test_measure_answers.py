"""Questions to a dataset: asked once, answered by a worker, stopped, taken up again, and their answers kept."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock, tasks
from requests_app import datasets as tool
from requests_app.casework import datasets, measure_answers, queue
from requests_app.casework.readings import ask_measure, engine_address, reading_of
from requests_app.errors import CaseworkError, IngestError
from requests_app.models import AnswerState, Dataset, JournalEntry, MeasureAnswer
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db

# Three reads on Monday, one on Tuesday; plate A three times, plate B once.
READS = (
    b"plate,read_at,device\n"
    b"A,2026-01-05 08:00:00.123456,cam-1\n"
    b"A,2026-01-05 08:30:00.000000,cam-1\n"
    b"B,2026-01-05 09:30:00.000000,cam-2\n"
    b"A,2026-01-06 09:30:00.000000,cam-2\n"
)
MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)


@pytest.fixture
def people(tmp_path: Path, settings: Any) -> Team:
    settings.DATASETS_ROOT = tmp_path / "datasets"
    return factories.team()


@pytest.fixture
def dataset(people: Team) -> Dataset:
    """Four reads, read by a worker; nothing is asked of them yet."""
    received = datasets.receive_dataset(
        BytesIO(READS),
        file_name="scans.csv",
        title="Two days of reads",
        request=factories.received_request(people),
        by=people.staff,
        on=TODAY,
    )
    draft = datasets.propose_reading(received).draft
    mapping = tool.Mapping.from_json({**draft, "time_formats": ["%Y-%m-%d %H:%M:%S.%f"]})
    datasets.confirm_dataset(dataset=received, mapping=mapping, by=people.staff)
    assert tasks.ingest_received_datasets() == 1
    received.refresh_from_db()
    return received


@pytest.fixture
def everything_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_answers, "QUICK_ROWS", 0)


def asked(dataset: Dataset, people: Team, **days: date) -> MeasureAnswer:
    return measure_answers.ask_in_background(dataset=dataset, name="totals", by=people.staff, **days)


def answered() -> int:
    """Every question that waits, in as many ticks as it takes."""
    return sum(iter(tasks.answer_measures, 0))


def claimed() -> MeasureAnswer:
    answer = measure_answers.claim_answer(at=clock.now())
    assert answer is not None
    return answer


def test_what_is_asked_of_every_dataset_is_answered_once_it_is_read(dataset: Dataset) -> None:
    names = {"totals", "reads_per_hour", "reads_per_day", "reads_by_hour_of_day", "reads_per_device"}
    names |= {"plates_by_times_read", "retention"}
    names |= {f"reads_by_age_in_{unit}" for unit in ("days", "weeks", "months")}
    assert set(dataset.answers.values_list("measure", flat=True)) == names
    assert answered() == len(names)
    assert answered() == 0
    answer = measure_answers.find_answer(dataset, "totals")
    assert answer is not None
    assert (answer.state, answer.engine, answer.row_count) == (AnswerState.READY, "DuckDB", 1)
    result = measure_answers.result_of(answer)
    assert result.rows == ask_measure(dataset, "totals").rows
    assert result.rows[0][:4] == (4, 2, 1, 0.5)
    assert result.rows[0][6].isoformat() == "2026-01-05T08:00:00.123456"
    days = measure_answers.find_answer(dataset, "reads_per_day")
    assert days is not None
    assert measure_answers.result_of(days).rows == ((MONDAY, 3), (TUESDAY, 1))


def test_a_question_about_some_days_is_asked_once_and_its_answer_kept(
    dataset: Dataset, people: Team, everything_takes_long: None
) -> None:
    answered()
    first = asked(dataset, people, since_on=MONDAY, until_on=MONDAY)
    assert asked(dataset, people, since_on=MONDAY, until_on=MONDAY) == first
    assert JournalEntry.objects.filter(verb="ask_measure").count() == 1
    assert answered() == 1
    first.refresh_from_db()
    result = measure_answers.result_now(dataset, "totals", first, since_on=MONDAY, until_on=MONDAY)
    assert result is not None
    assert result.rows[0][:2] == (3, 2)


def test_days_the_wrong_way_round_and_measures_unknown_are_refused(dataset: Dataset, people: Team) -> None:
    with pytest.raises(CaseworkError, match="The last day is before the first"):
        asked(dataset, people, since_on=TUESDAY, until_on=MONDAY)
    with pytest.raises(CaseworkError, match="no such measure"):
        measure_answers.ask_in_background(dataset=dataset, name="hit_rate_per_device", by=people.staff)


def test_a_worker_that_died_is_followed_by_another_and_its_late_answer_is_not_kept(dataset: Dataset) -> None:
    MeasureAnswer.objects.exclude(measure="totals").delete()
    first = claimed()
    assert measure_answers.claim_answer(at=clock.now()) is None
    second = measure_answers.claim_answer(at=clock.now() + queue.LEASE + timedelta(seconds=1))
    assert second is not None
    measure_answers.answer_question(first)
    second.refresh_from_db()
    assert second.state == AnswerState.ASKING
    assert measure_answers.answer_question(second).state == AnswerState.READY


def test_a_question_that_ends_its_worker_again_and_again_is_given_up(dataset: Dataset) -> None:
    MeasureAnswer.objects.exclude(measure="totals").delete()
    MeasureAnswer.objects.update(attempt_count=3)
    answer = measure_answers.answer_question(claimed())
    assert answer.state == AnswerState.FAILED
    assert answer.failure.startswith("The worker stopped three times while asking this question.")


def watched_for(told: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each question last until its watch was asked once."""

    def ask(*_: Any, watch: Any, **__: Any) -> Any:
        return told(watch)

    monkeypatch.setattr(measure_answers, "ask_measure", ask)


def test_a_question_being_asked_is_stopped_and_can_be_asked_again(
    dataset: Dataset, people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    MeasureAnswer.objects.exclude(measure="totals").delete()
    answer = claimed()
    measure_answers.cancel_answer(answer=MeasureAnswer.objects.get(), by=people.staff)

    def stopped(watch: Any) -> None:
        assert watch(0.4) is True
        raise tool.IngestCancelledError("The question was stopped.")

    watched_for(stopped, monkeypatch)
    measure_answers.answer_question(answer)
    assert (answer.state, answer.progress_percent) == (AnswerState.CANCELLED, 40)
    monkeypatch.undo()
    again = asked(dataset, people)
    assert (again.pk, again.state, again.cancel_asked) == (answer.pk, AnswerState.WAITING, False)
    assert measure_answers.answer_question(claimed()).state == AnswerState.READY
    with pytest.raises(CaseworkError, match="not being asked any more"):
        measure_answers.cancel_answer(answer=again, by=people.staff)


def test_an_engine_that_does_not_answer_is_said_on_the_page(
    dataset: Dataset, people: Team, monkeypatch: pytest.MonkeyPatch, client: Client, everything_takes_long: None
) -> None:
    MeasureAnswer.objects.exclude(measure="totals").delete()

    def silent(_: Any) -> None:
        raise IngestError("The PostgreSQL that DATA_ENGINE_URL names does not answer.")

    watched_for(silent, monkeypatch)
    assert measure_answers.answer_question(claimed()).state == AnswerState.FAILED
    client.force_login(people.staff)
    page = client.get(reverse("measure", args=[dataset.pk, "totals"])).content.decode()
    assert "It could not be answered: The PostgreSQL that DATA_ENGINE_URL names does not answer." in page
    assert "Ask it" in page


def test_the_page_asks_waits_and_shows_the_answer_with_its_age(
    dataset: Dataset, people: Team, client: Client, everything_takes_long: None
) -> None:
    MeasureAnswer.objects.all().delete()
    client.force_login(people.reader)
    days = "?since=2026-01-05&until=2026-01-05"
    page = reverse("measure", args=[dataset.pk, "totals"]) + days
    assert "Ask it" in client.get(page).content.decode()
    assert client.get(page.replace("/?", ".svg?")).status_code == 404
    sent = client.post(reverse("measure-ask", args=[dataset.pk, "totals"]) + days)
    assert sent["Location"] == page
    waiting = client.get(page).content.decode()
    assert "Waiting for a worker" in waiting
    assert "Cancel" not in waiting  # who may only read stops nobody's question
    client.force_login(people.staff)
    assert "Cancel" in client.get(page).content.decode()
    answered()
    shown = client.get(page).content.decode()
    assert "Answered by DuckDB on" in shown
    assert "The answer is kept" in shown
    status = client.get(reverse("measure-status", args=[dataset.pk, "totals"]) + days).content.decode()
    assert 'data-done="reload"' in status


def test_the_page_of_a_dataset_names_what_only_a_worker_can_answer(
    dataset: Dataset, people: Team, client: Client, everything_takes_long: None
) -> None:
    client.force_login(people.staff)
    page = client.get(dataset.get_absolute_url()).content.decode()
    assert page.count("A worker answers this one") == 2  # the others ask the roll-up alone
    answered()
    page = client.get(dataset.get_absolute_url()).content.decode()
    assert "A worker answers this one" not in page
    assert "Plates read once" in page


def test_another_reading_of_the_file_forgets_the_answers_of_the_first(dataset: Dataset, people: Team) -> None:
    answered()
    kept = set(dataset.answers.values_list("pk", flat=True))
    other = tool.Mapping.from_json({**dataset.mapping, "zone": "America/New_York"})
    datasets.confirm_dataset(dataset=dataset, mapping=other, by=people.staff)
    tasks.ingest_received_datasets()
    assert kept.isdisjoint(dataset.answers.values_list("pk", flat=True))
    assert dataset.answers.filter(state=AnswerState.WAITING).count() == len(kept)


def test_an_answer_is_kept_for_the_engine_that_gave_it(dataset: Dataset, settings: Any) -> None:
    answered()
    here = measure_answers.find_answer(dataset, "totals")
    assert here is not None
    settings.DATA_ENGINE_URL = "postgresql://reader:secret@db.example:5432/scans"
    assert measure_answers.find_answer(dataset, "totals") == here  # it is not published there
    dataset.published_to, dataset.published_reading = engine_address(), reading_of(dataset)
    assert dataset.published_to == "postgresql://db.example:5432/scans"
    assert measure_answers.find_answer(dataset, "totals") is None
    settings.DATA_ENGINE_URL = "postgresql://db.example:5432/others"
    assert measure_answers.find_answer(dataset, "totals") == here
    settings.DATA_ENGINE_URL = ""
    assert measure_answers.find_answer(dataset, "totals") == here


def test_an_engine_is_known_by_all_its_address_says_and_never_by_who_signs_in(settings: Any) -> None:
    settings.DATA_ENGINE_URL = "postgresql://a:b@/scans?sslmode=require&password=c&host=db.example&sslkey=d&user=e"
    assert engine_address() == "postgresql:///scans?host=db.example&sslmode=require"
    settings.DATA_ENGINE_URL = "postgresql:///scans?sslmode=require&host=other.example"
    assert engine_address() == "postgresql:///scans?host=other.example&sslmode=require"


def test_ages_are_counted_from_the_day_of_receipt_unless_another_is_given(dataset: Dataset) -> None:
    answered()
    kept = measure_answers.find_answer(dataset, "retention")
    assert kept is not None
    assert (kept.counted_on, kept.limit_days) == (TODAY, None)
    assert measure_answers.result_of(kept).rows[0][0] == TODAY
    tuesday = tool.Retention(TUESDAY, 0)
    assert measure_answers.find_answer(dataset, "retention", retention=tuesday) is None
    result = measure_answers.result_now(dataset, "retention", None, since_on=None, until_on=None, retention=tuesday)
    assert result is not None
    # On Tuesday three of the four reads are one day old, and none may be kept.
    assert result.rows == ((TUESDAY, 0, 4, MONDAY, 1, 3, 0.75, 0),)
