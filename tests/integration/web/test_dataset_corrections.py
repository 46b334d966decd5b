"""Lines set aside are corrected by a person, one by one or in a table, read in, and withdrawn."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app import archive, clock
from requests_app import datasets as tool
from requests_app.casework import corrections
from requests_app.casework import datasets as verbs
from requests_app.models import Dataset, JournalEntry, LineCorrection, Membership, RecordsRequest
from tests.factories import TODAY, Team

# Five lines: header, one good, two set aside (3: no such time, with bytes that look like a formula; 5: too short).
SCANS = (
    b"plate,read_at,device\n"
    b"8ABC123,2026-01-05 08:00:00,cam-1\n"
    b"=7XYZ99,2026-01-05 25:00:00,cam-1\n"
    b"\n"
    b"6DEF456,2026-01-05 10:00:00\xff\n"
)


@pytest.fixture
def dataset(people: Team, record: RecordsRequest, tmp_path: Path, settings: Any) -> Dataset:
    settings.DATASETS_ROOT = tmp_path / "datasets"
    Membership.objects.filter(user=people.staff).update(sees_raw=True)
    found = verbs.receive_dataset(
        io.BytesIO(SCANS), file_name="scans.csv", title="Week 1", request=record, by=people.staff, on=TODAY
    )
    draft = verbs.propose_reading(found).draft | {"time_formats": ["%Y-%m-%d %H:%M:%S"]}
    verbs.confirm_dataset(dataset=found, mapping=tool.Mapping.from_json(draft), by=people.staff)
    return read(found)


def read(dataset: Dataset) -> Dataset:
    claimed = verbs.claim_dataset(at=clock.now(), pk=dataset.pk)
    assert claimed is not None
    return verbs.ingest_dataset(claimed)


def sums(dataset: Dataset) -> tuple[int | None, ...]:
    dataset.refresh_from_db()
    counted = (dataset.accepted_count, dataset.ledger["patched"], dataset.quarantined_count)
    assert dataset.line_count == sum(
        filter(None, (dataset.header_count, dataset.blank_count, dataset.accepted_count, dataset.quarantined_count))
    )
    return counted


def test_a_line_is_corrected_read_in_and_withdrawn(staff: Client, dataset: Dataset, people: Team) -> None:
    assert sums(dataset) == (1, 0, 2)
    page = staff.get(f"/datasets/{dataset.pk}/lines/5/").content.decode()
    assert "6DEF456,2026-01-05 10:00:00\\xff" in page
    assert "30 30 ff" in page  # the same bytes in hexadecimal
    refused = staff.post(
        f"/datasets/{dataset.pk}/lines/5/",
        {"cell_0": "6DEF456", "cell_1": "2026-01-05 26:00:00", "cell_2": "", "why": "They said so"},
    ).content.decode()
    assert "Nothing was recorded, because this would be set aside again. Line 5: Time of the read" in refused
    assert "They said so" in refused
    given = {"cell_0": "6DEF456", "cell_1": "2026-01-05 10:00:00", "cell_2": "cam-2", "why": "Mail of 3 November"}
    assert staff.post(f"/datasets/{dataset.pk}/lines/5/", given).status_code == 302
    page = staff.get(f"/datasets/{dataset.pk}/quarantine/").content.decode()
    assert "Read it again with the corrections" in page
    assert sums(dataset) == (1, 0, 2)  # not before the next reading
    staff.post(f"/datasets/{dataset.pk}/retry/")
    assert sums(read(dataset)) == (2, 1, 1)
    page = staff.get(f"/datasets/{dataset.pk}/").content.decode()
    assert "accepted as corrected" in page
    made = LineCorrection.objects.get()
    assert (made.line, made.made_by, made.why) == (5, people.staff, "Mail of 3 November")
    assert dataset.document is not None
    with archive.open_kept(dataset.document.sha256) as file:
        assert file.read() == SCANS
    staff.post(f"/datasets/{dataset.pk}/corrections/{made.pk}/withdraw/")
    staff.post(f"/datasets/{dataset.pk}/retry/")
    assert sums(read(dataset)) == (1, 0, 2)
    assert not any("6DEF456" in str(entry.changes) for entry in JournalEntry.objects.all())


def test_many_lines_are_corrected_in_the_table_that_was_downloaded(staff: Client, dataset: Dataset) -> None:
    content = staff.get(f"/datasets/{dataset.pk}/quarantine/?export=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[1][0] == "3"
    assert rows[1][2] == "'=7XYZ99"  # no formula for a spreadsheet
    for row, time in zip(rows[1:], ("2026-01-05 09:00:00", "2026-01-05 10:00:00"), strict=True):
        row[3] = time
    table = io.StringIO()
    csv.writer(table).writerows(rows)

    def handed_in(content: str) -> Any:
        file = SimpleUploadedFile("corrected.csv", content.encode("utf-8-sig"))
        return staff.post(f"/datasets/{dataset.pk}/corrections/new/", {"file": file, "why": "The agency's list"})

    assert "columns must be those of the download" in handed_in("a,b\n1,2\n").content.decode()
    assert "No line differs" in handed_in(content).content.decode()
    assert handed_in(table.getvalue()).status_code == 302
    assert [row.cells[0] for row in LineCorrection.objects.order_by("line")] == ["=7XYZ99", "6DEF456"]
    staff.post(f"/datasets/{dataset.pk}/retry/")
    assert sums(read(dataset)) == (3, 2, 0)
    assert handed_in(table.getvalue().replace("09:00", "11:00")).status_code == 302
    assert LineCorrection.objects.in_force().count() == 2  # the earlier ones are withdrawn
    assert LineCorrection.objects.count() == 4


def test_who_may_not_see_raw_rows_corrects_none(dataset: Dataset, people: Team, client_of: Any) -> None:
    counsel = client_of(people.counsel)
    assert "6DEF456" not in counsel.get(f"/datasets/{dataset.pk}/quarantine/?raw=1").content.decode()
    for page in ("lines/3/", "corrections/", "corrections/?export=csv", "corrections/new/"):
        assert counsel.get(f"/datasets/{dataset.pk}/{page}").status_code == 404


def test_what_is_set_aside_is_chosen_by_its_reason_put_in_order_and_taken_away(
    dataset: Dataset, people: Team, client_of: Any
) -> None:
    counsel = client_of(people.counsel)
    address = f"/datasets/{dataset.pk}/quarantine/"
    everything = counsel.get(f"{address}?sort=-line").content.decode()
    assert everything.index("0xxx000,") < everything.index("=0xxx00,")
    short, late = sorted(dataset.quarantine_reasons, key=lambda code: "read_at" in code)
    assert "=0xxx00" not in counsel.get(address, {"reason": short}).content.decode()
    assert "=0xxx00" in counsel.get(address, {"reason": late}).content.decode()
    assert "Nothing matches" in counsel.get(address, {"reason": "other"}).content.decode()
    assert counsel.get(address, {"page": "9" * 23}).status_code == 200
    taken = counsel.get(address, {"reason": late, "export": "csv"}).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(taken)))
    assert rows[0] == ["Line", "Why it was set aside", "In outline"]
    assert [row[0] for row in rows[1:]] == ["3"]
    assert "7XYZ" not in taken


def test_corrections_are_found_put_in_order_and_taken_away(staff: Client, dataset: Dataset, people: Team) -> None:
    for number, plate in ((3, "7XYZ990"), (5, "6DEF456")):
        cells = {number: (plate, "2026-01-05 09:00:00", "cam-1")}
        corrections.correct_lines(dataset=dataset, cells=cells, why=f"Mail about {plate}", by=people.staff)
    corrections.withdraw_correction(correction=LineCorrection.objects.get(line=3), by=people.staff)
    address = f"/datasets/{dataset.pk}/corrections/"

    def taken(**chosen: str) -> list[str]:
        content = staff.get(address, {**chosen, "export": "csv"}).getvalue().decode("utf-8-sig")
        return [row[0] for row in csv.reader(io.StringIO(content))][1:]

    assert taken() == ["3", "5"]
    assert taken(sort="-line") == ["5", "3"]
    assert taken(q="6DEF456") == ["5"]
    assert taken(state="withdrawn") == ["3"]
    page = staff.get(address, {"state": "in_force"}).content.decode()
    assert "Mail about 6DEF456" in page
    assert "Mail about 7XYZ990" not in page


def test_a_reader_sees_no_way_to_correct(dataset: Dataset, people: Team, client_of: Any) -> None:
    page = client_of(people.reader).get(f"/datasets/{dataset.pk}/quarantine/").content.decode()
    assert "Correct" not in page
    assert "7XYZ99" not in page
    assert client_of(people.reader).get(f"/datasets/{dataset.pk}/lines/3/").status_code == 404
    assert client_of(people.stranger).get(f"/datasets/{dataset.pk}/quarantine/").status_code == 404
