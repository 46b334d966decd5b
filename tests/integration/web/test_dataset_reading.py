"""A person confirms how a received file is read: as what, which sheet, by an earlier choice."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from requests_app.casework import datasets as verbs
from requests_app.models import Dataset, RecordsRequest
from tests import factories
from tests.factories import TODAY, Team

READS = b"plate,seen,camera\n8ABC123,2026-08-03 12:00:00,1\n"
LOG = b"User Name,Search Date,Reason,Case Number\nsmith,08/13/2026 12:00:00,stolen car,26-11\n"
STOPS = b"stop,opened,fee\nS-1,2026-08-03,12.50\nS-2,2026-08-04,7\n"


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, settings: Any) -> None:
    settings.DATASETS_ROOT = tmp_path / "datasets"


def received(people: Team, record: RecordsRequest, content: bytes, title: str = "Week 31") -> Dataset:
    return verbs.receive_dataset(
        BytesIO(content), file_name="file.csv", title=title, request=record, by=people.staff, on=TODAY
    )


def page(client: Client, dataset: Dataset, query: str = "") -> str:
    return client.get(f"/datasets/{dataset.pk}/confirm/{query}").content.decode()


def answers(client: Client, dataset: Dataset, query: str = "", **more: str) -> dict[str, str]:
    """The form as it stands on the page."""
    form = client.get(f"/datasets/{dataset.pk}/confirm/{query}").context["form"]
    shown = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else str(value) for name, value in shown.items()} | more


def test_a_search_log_is_known_by_its_columns(people: Team, staff: Client, record: RecordsRequest) -> None:
    dataset = received(people, record, LOG)
    assert "Who searched" in page(staff, dataset)
    staff.post(f"/datasets/{dataset.pk}/confirm/", answers(staff, dataset))
    dataset.refresh_from_db()
    assert dataset.mapping["shape"] == "search_audit"
    assert dataset.mapping["fields"] == {
        "searched_at": ["Search Date"],
        "officer": ["User Name"],
        "reason": ["Reason"],
        "case_number": ["Case Number"],
    }


def test_any_other_table_is_read_with_the_kinds_a_person_chooses(
    people: Team, staff: Client, record: RecordsRequest
) -> None:
    dataset = received(people, record, STOPS)
    given = answers(staff, dataset)
    assert (given["kind_value_1"], given["kind_value_2"], given["kind_value_3"]) == ("", "day", "number")
    staff.post(f"/datasets/{dataset.pk}/confirm/", given | {"kind_value_3": ""})
    dataset.refresh_from_db()
    assert dataset.mapping["kinds"] == {"value_2": "day"}
    claimed = verbs.claim_dataset(at=dataset.created_at)
    assert claimed is not None
    assert verbs.ingest_dataset(claimed).accepted_count == 2
    shown = staff.get(dataset.get_absolute_url()).content.decode()
    assert "Table of any kind" in shown


def test_a_person_who_knows_better_has_the_file_looked_at_again(
    people: Team, staff: Client, record: RecordsRequest
) -> None:
    dataset = received(people, record, READS)
    query = "?shape=free_table&header_lines=0"
    assert "column 3" in page(staff, dataset, query)
    staff.post(f"/datasets/{dataset.pk}/confirm/{query}", answers(staff, dataset, query))
    dataset.refresh_from_db()
    assert (dataset.mapping["shape"], dataset.mapping["text"]["header_lines"]) == ("free_table", 0)
    assert "column 3" in page(staff, dataset), "what was confirmed is where the next look begins"


def test_a_file_that_cannot_be_read_says_so_and_offers_another_look(
    people: Team, staff: Client, record: RecordsRequest
) -> None:
    dataset = received(people, record, b"AB12\nCD34\n")
    assert "Look again" in page(staff, dataset)
    assert "column 2" in page(staff, dataset, "?cuts=0,2")
    assert "Write numbers with commas" in page(staff, dataset, "?cuts=a")


def test_the_choice_of_an_earlier_instalment_is_offered_and_used(
    people: Team, staff: Client, record: RecordsRequest
) -> None:
    first = received(people, record, READS)
    staff.post(f"/datasets/{first.pk}/confirm/", answers(staff, first, question_0="5", field_device=""))
    again = factories.received_request(people, agency=record.agency)
    second = received(people, again, READS.replace(b"12:00", b"13:00"), "Week 32")
    other = received(people, record, STOPS, "Stops")
    assert f"?like={first.pk}" in page(staff, second)
    assert f"?like={first.pk}" not in page(staff, other)
    query = f"?like={first.pk}"
    assert "confirmed for “Week 31”" in page(staff, second, query)
    staff.post(f"/datasets/{second.pk}/confirm/{query}", answers(staff, second, query))
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.mapping == first.mapping
    assert second.mapping["zone"] == "UTC"
    assert "does not fit" in page(staff, other, query)


def test_the_choice_of_a_matter_one_may_not_see_is_never_offered(
    people: Team, client_of: Any, record: RecordsRequest
) -> None:
    first = received(people, record, READS, "Week 31")
    verbs.confirm_dataset(dataset=first, mapping=verbs.propose_reading(first).mapping, by=people.staff)
    hidden = client_of(people.stranger)
    assert hidden.get(f"/datasets/{first.pk}/confirm/").status_code == 404


def test_data_whose_file_is_not_here_is_a_receipt_and_nobody_cancelled_it(staff: Client, people: Team) -> None:
    made = verbs.record_dataset_receipt(
        title="The week, as settled", by=people.staff, matter=people.matter, received_on=None, note=""
    )
    page = staff.get(made.get_absolute_url()).content.decode()
    assert "Receipt only" in page
    assert "Cancelled" not in page
    assert "Read it again" not in page
