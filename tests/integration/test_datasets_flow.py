"""A received file: kept byte for byte, confirmed, read by a worker, reconciled; cancelled, killed, refused."""

import hashlib
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from requests_app import archive, clock
from requests_app import datasets as tool
from requests_app.casework import datasets, matters, queue, readings, terms
from requests_app.datasets import reading
from requests_app.errors import CaseworkError
from requests_app.models import Dataset, DatasetState, JournalEntry, SettlementTerm
from requests_app.templatetags.measures import reading_words, took_words
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db

# Four lines of data: two good, one with an impossible time, one with a field too few.
SCANS = (
    b"plate,read_at,device\n"
    b"8ABC123,2026-01-05 08:00:00,cam-1\n"
    b"8ABC123,2026-01-05 09:30:00,cam-2\n"
    b"7XYZ999,2026-01-05 25:00:00,cam-1\n"
    b"7XYZ999,2026-01-05 10:00:00\n"
)


@pytest.fixture
def people(tmp_path: Path, settings: Any) -> Team:
    settings.DATASETS_ROOT = tmp_path / "datasets"
    return factories.team()


def test_a_dataset_is_received_under_a_request_and_a_term_of_one_matter(people: Team) -> None:
    request = factories.received_request(people)
    other = matters.open_matter(
        title="Harbour audit", organisation=people.matter.organisation, lead=people.counsel, by=people.staff, on=TODAY
    )
    case = factories.court_case(people)
    term = terms.record_settlement_term(case=case, what="Hand over", obliged="Port", by=people.staff, on=TODAY)
    type(case).objects.filter(pk=case.pk).update(matter=other)
    with pytest.raises(CaseworkError, match="another matter"):
        datasets.receive_dataset(
            BytesIO(SCANS),
            file_name="scans.csv",
            title="Scans",
            by=people.staff,
            on=TODAY,
            request=request,
            settlement_term=SettlementTerm.objects.get(pk=term.pk),
        )


def received(people: Team, content: bytes = SCANS, name: str = "scans.csv") -> Dataset:
    return datasets.receive_dataset(
        BytesIO(content),
        file_name=name,
        title="A week of scans",
        request=factories.received_request(people),
        received_on=date(2026, 11, 20),
        by=people.staff,
        on=TODAY,
    )


def confirmed(people: Team, content: bytes = SCANS) -> Dataset:
    dataset = received(people, content)
    draft = datasets.propose_reading(dataset).draft
    mapping = tool.Mapping.from_json({**draft, "time_formats": ["%Y-%m-%d %H:%M:%S"]})
    return datasets.confirm_dataset(dataset=dataset, mapping=mapping, by=people.staff)


def claimed() -> Dataset:
    dataset = datasets.claim_dataset(at=clock.now())
    assert dataset is not None
    return dataset


def test_what_arrived_is_kept_to_the_byte(people: Team) -> None:
    dataset = received(people)
    assert dataset.document is not None
    assert dataset.document.sha256 == hashlib.sha256(SCANS).hexdigest()
    with archive.open_kept(dataset.document.sha256) as file:
        assert file.read() == SCANS


def test_nothing_is_read_before_a_person_confirms(people: Team) -> None:
    dataset = received(people)
    assert dataset.state == DatasetState.TO_CONFIRM
    assert datasets.claim_dataset(at=clock.now()) is None


def test_every_row_is_accepted_or_quarantined_with_its_reason(people: Team) -> None:
    confirmed(people)
    dataset = datasets.ingest_dataset(claimed())
    assert (dataset.state, dataset.failure) == (DatasetState.READY, "")
    assert (dataset.line_count, dataset.header_count, dataset.accepted_count, dataset.quarantined_count) == (
        5,
        1,
        2,
        2,
    )
    assert dataset.row_count == 4
    assert sum(dataset.quarantine_reasons.values()) == 2
    lines = [row.line for row in tool.quarantine_rows(readings.store_of(dataset), offset=0, limit=10)]
    assert sorted(lines) == [4, 5]


def test_a_dataset_is_claimed_by_one_worker(people: Team) -> None:
    confirmed(people)
    assert datasets.claim_dataset(at=clock.now()) is not None
    assert datasets.claim_dataset(at=clock.now()) is None


def test_a_dataset_whose_worker_died_is_read_again_and_the_dead_one_changes_nothing(people: Team) -> None:
    confirmed(people)
    dead = claimed()
    alive = datasets.claim_dataset(at=clock.now() + queue.LEASE + timedelta(seconds=1))
    assert alive is not None
    assert datasets.ingest_dataset(alive).state == DatasetState.READY
    assert datasets.ingest_dataset(dead).state != DatasetState.FAILED
    assert Dataset.objects.get().state == DatasetState.READY
    assert JournalEntry.objects.filter(verb="ingest_dataset").count() == 1


def test_a_file_that_ends_its_worker_again_and_again_is_given_up_until_a_person_asks(people: Team) -> None:
    confirmed(people)
    for turn in range(3):
        assert datasets.claim_dataset(at=clock.now() - (5 - turn) * queue.LEASE) is not None
    given_up = datasets.ingest_dataset(claimed())
    assert given_up.state == DatasetState.FAILED
    assert given_up.failure.startswith("The worker stopped three times while reading this file.")
    assert datasets.claim_dataset(at=clock.now() + queue.LEASE) is None
    datasets.retry_dataset(dataset=given_up, by=people.staff)
    assert datasets.ingest_dataset(claimed()).state == DatasetState.READY


def test_a_step_that_says_nothing_for_long_keeps_its_lease(people: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed(people)
    mine, renewed = claimed(), Event()
    really_say, really_sum_up = queue.Heartbeat.say, reading.write_rollup

    def say(self: Any, **progress: Any) -> None:
        really_say(self, **progress)
        renewed.set()

    def long_and_silent(*args: Any) -> Any:
        renewed.clear()
        assert renewed.wait(20)
        return really_sum_up(*args)

    monkeypatch.setattr(queue, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(queue.Heartbeat, "say", say)
    monkeypatch.setattr(reading, "write_rollup", long_and_silent)
    assert datasets.ingest_dataset(mine).state == DatasetState.READY


def test_a_reading_can_be_cancelled_and_begun_again(people: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "HEARTBEAT_SECONDS", 0)
    confirmed(people)
    dataset = claimed()
    datasets.cancel_dataset(dataset=dataset, by=people.staff)
    dataset = datasets.ingest_dataset(dataset)
    assert dataset.state == DatasetState.CANCELLED
    assert not readings.folder_of(dataset).exists()
    datasets.retry_dataset(dataset=dataset, by=people.staff)
    assert datasets.ingest_dataset(claimed()).state == DatasetState.READY


def test_a_file_that_is_no_table_says_so_and_loses_nothing(people: Team) -> None:
    dataset = received(people, b"\x00\x01\x02" * 50, "odd.bin")
    with pytest.raises(Exception, match=r"\w+ \w+"):
        datasets.propose_reading(dataset)
    assert dataset.document is not None
    assert archive.verify(dataset.document.sha256) == 150


def test_a_changed_choice_is_read_into_a_place_of_its_own(people: Team) -> None:
    confirmed(people)
    dataset = datasets.ingest_dataset(claimed())
    first = readings.folder_of(dataset)
    mapping = tool.Mapping.from_json({**dataset.mapping, "zone": "UTC"})
    datasets.confirm_dataset(dataset=dataset, mapping=mapping, by=people.staff)
    dataset = datasets.ingest_dataset(claimed())
    assert dataset.state == DatasetState.READY
    assert readings.folder_of(dataset) != first


def test_an_empty_file_is_refused(people: Team) -> None:
    with pytest.raises(CaseworkError, match="empty"):
        received(people, b"")
    assert not Dataset.objects.exists()


def test_the_real_week_comes_out_as_counted_independently(people: Team, shared_data: Path) -> None:
    source = shared_data / "seattle-alpr-week.csv.gz"
    with source.open("rb") as file:
        dataset = datasets.receive_dataset(
            file, file_name=source.name, title="Seattle", matter=people.matter, by=people.staff, on=TODAY
        )
    mapping = tool.Mapping.from_json(datasets.propose_reading(dataset).draft)
    datasets.confirm_dataset(dataset=dataset, mapping=mapping, by=people.staff)
    dataset = datasets.ingest_dataset(claimed())
    assert (dataset.state, dataset.failure) == (DatasetState.READY, "")
    assert (dataset.row_count, dataset.quarantined_count, dataset.duplicate_count) == (93_490, 0, 0)
    assert dataset.document is not None
    assert dataset.document.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()


def test_how_fast_and_how_far_a_reading_is_is_derived_from_its_row(people: Team) -> None:
    confirmed(people)
    row = claimed()
    at = clock.now()
    row.begun_at, row.claimed_at = at - timedelta(seconds=20), at
    row.stage, row.rows_read_count, row.progress_percent = tool.Stage.READ.sentence, 1_234_567, 40
    # 1,234,567 lines in 20 s; 40 % took 20 s, so 60 % take 30 s.
    assert reading_words(row) == "1,234,567 lines so far, 61,700 a second. About 30 seconds left."
    row.stage, row.progress_percent = tool.Stage.DUPLICATES.sentence, 1
    assert reading_words(row) == "1,234,567 lines so far."
    assert took_words(row) == ""


def test_what_a_reading_took_is_told_in_rows_a_second(people: Team) -> None:
    confirmed(people)
    row = datasets.ingest_dataset(claimed())
    row.accepted_count, row.quarantined_count, row.read_seconds = 93_400, 90, 1.2
    assert took_words(row) == "93,490 rows in 1.2 s, 77,900 a second"


def test_a_folder_that_cannot_be_written_is_told_on_the_row_and_nothing_half_made_stays(
    people: Team, tmp_path: Path
) -> None:
    (tmp_path / "datasets").write_text("a file where a folder should be")
    confirmed(people)
    dataset = datasets.ingest_dataset(claimed())
    assert dataset.state == DatasetState.FAILED
    assert dataset.failure.startswith("The disk did not take the reading (")
    (tmp_path / "datasets").unlink()
    datasets.retry_dataset(dataset=dataset, by=people.staff)
    assert datasets.ingest_dataset(claimed()).state == DatasetState.READY


def test_two_people_who_confirm_and_cancel_at_once_meet_the_row_as_it_is(people: Team) -> None:
    dataset = confirmed(people)
    seen_before = Dataset.objects.get()
    claimed()
    with pytest.raises(CaseworkError, match="being kept or read already"):
        datasets.retry_dataset(dataset=dataset, by=people.staff)
    datasets.cancel_dataset(dataset=seen_before, by=people.counsel)  # it waited when that page was made
    assert Dataset.objects.get().cancel_asked
