"""A dataset held against what was agreed: on the page, as one sheet of PDF, and kept for a letter."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from requests_app import clock
from requests_app import datasets as tool
from requests_app.casework import datasets as verbs
from requests_app.models import DataAgreement, Dataset, Document, RecordsRequest
from tests.factories import TODAY, Team

BEGIN = datetime.fromisoformat("2026-01-05 00:00")
DARK = (32, 33)  # two hours of the second morning, from 8:00, in which CAM2 is silent


@pytest.fixture
def dataset(people: Team, record: RecordsRequest, tmp_path: Path, settings: Any) -> Dataset:
    """Two days of 40 reads an hour by CAM1 and, but for two hours, by CAM2; and one read the next day. 3,761 rows."""
    settings.DATASETS_ROOT = tmp_path / "datasets"
    lines = ["plate,read_at,device", "8ABC123,2026-01-07 00:00:00,CAM1"]
    for hour in range(48):
        for device in ("CAM1", "CAM2"):
            if device == "CAM1" or hour not in DARK:
                moments = (BEGIN + timedelta(hours=hour, minutes=minute) for minute in range(40))
                lines += [f"{device}P{moment:%M},{moment:%Y-%m-%d %H:%M:%S},{device}" for moment in moments]
    source = io.BytesIO("\n".join(lines).encode() + b"\n")
    found = verbs.receive_dataset(
        source, file_name="scans.csv", title="Week 1", request=record, by=people.staff, on=TODAY
    )
    draft = verbs.propose_reading(found).draft | {"time_formats": ["%Y-%m-%d %H:%M:%S"]}
    verbs.confirm_dataset(dataset=found, mapping=tool.Mapping.from_json(draft), by=people.staff)
    claimed = verbs.claim_dataset(at=clock.now())
    assert claimed is not None
    return verbs.ingest_dataset(claimed)


AGREED = {
    "place": "dataset",
    "since_on": "2026-01-05",
    "until_on": "2026-01-06",
    "row_count": "4000",
    "claimed_row_count": "3800",
    "devices": "CAM1\nCAM2\nCAM3\n",
    "fields_agreed": ["plate", "hit"],
    "source": "Settlement, paragraph 4",
}
FOUND = [
    "Kept: 48 of the 48 agreed hours have reads.",
    "Not kept: 3,760 rows are of the agreed period; 1 are outside it.",
    "Not kept: 4,000 rows were agreed: there are 240 too few.",
    "Not kept: The agency says it gave 3,800 rows; the file has 3,761: 39 are not there.",
    "Not kept: Devices agreed and not in the data: CAM3.",
    "Not kept: Fields agreed and not in the data: Hit on a hot list.",
]


def plain(content: bytes) -> str:
    return " ".join(content.decode().replace("<strong>", "").replace("</strong>", "").split())


def test_the_data_is_held_against_what_was_agreed(staff: Client, dataset: Dataset) -> None:
    address = f"/datasets/{dataset.pk}/coverage/"
    assert "Nothing agreed is on record" in staff.get(address).content.decode()
    refused = staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED | {"until_on": "2026-01-04"})
    assert "The agreed period ends before it begins." in refused.content.decode()
    refused = staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED | {"since_on": "0026-01-05"})
    assert "longer than 4,000 days. Look at the years." in refused.content.decode()
    refused = staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED | {"until_on": "9999-12-31"})
    assert "ends with the calendar. Look at the years." in refused.content.decode()
    assert staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED).status_code == 302
    page = plain(staff.get(address).content)
    for sentence in FOUND:
        assert sentence in page
    assert '<th scope="row">CAM2</th><td>Tue 6 Jan 2026, 08:00</td><td class="number">2</td>' in page
    assert '<th scope="row">CAM2</th><td class="number">1,840</td><td class="number">46</td>' in page
    staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED | {"row_count": "3760"})
    assert "3,760 rows were agreed: there are as many." in staff.get(address).content.decode()
    assert DataAgreement.objects.count() == 1


def test_the_report_is_one_sheet_and_is_kept_for_a_letter(staff: Client, dataset: Dataset, people: Team) -> None:
    staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED)
    pdf = staff.get(f"/datasets/{dataset.pk}/coverage/?as=pdf")
    pages = PdfReader(io.BytesIO(pdf.content)).pages
    assert len(pages) == 1
    words = " ".join(pages[0].extract_text().split())
    assert "Coverage of “Week 1”" in words
    assert all(sentence in words for sentence in FOUND)
    staff.post(f"/datasets/{dataset.pk}/coverage/keep/")
    kept = Document.objects.latest("pk")
    assert (kept.request, kept.matter, kept.media_type) == (dataset.request, people.matter, "application/pdf")


def test_devices_by_hours_are_a_picture_with_its_table(staff: Client, dataset: Dataset) -> None:
    address = f"/datasets/{dataset.pk}/coverage/"
    staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED)
    row = '<th scope="row">CAM2</th><td class="number">1,840</td><td class="number">46</td><td class="number">2</td>'
    assert f'{row}<td class="number">24</td><td class="number">22</td>' in plain(staff.get(address).content)
    svg = staff.get(f"{address}?as=svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert "CAM2, Tue 6 Jan 2026, 08:00 to 09:59: no reads" in svg.content.decode()
    assert Image.open(io.BytesIO(staff.get(f"{address}?as=png").content)).format == "PNG"
    table = staff.get(f"{address}?export=csv").getvalue().decode()
    assert '"Hours without","2026-01-05","2026-01-06"' in table
    assert '"CAM3","0","0","48","0","0"' in table
    assert staff.get(f"{address}?as=exe").status_code == 404


def test_the_tables_of_coverage_are_chosen_sorted_and_taken_away(staff: Client, dataset: Dataset) -> None:
    address = f"/datasets/{dataset.pk}/coverage/"
    staff.post(f"/datasets/{dataset.pk}/agreement/", AGREED)

    def devices(query: str) -> list[str]:
        rows = csv.reader(io.StringIO(staff.get(f"{address}?export=csv{query}").getvalue().decode()))
        return [row[0] for row in rows][1:-1]

    # CAM1 has 1,920 reads, CAM2 1,840, CAM3 none; of the second day they have 24, 22 and 0 hours.
    assert devices("") == ["CAM1", "CAM2", "CAM3"]
    assert devices("&sort=reads") == devices("&sort=2026-01-06") == ["CAM3", "CAM2", "CAM1"]
    assert devices("&sort=-device&q=cam") == ["CAM3", "CAM2", "CAM1"]
    assert devices("&q=m2") == ["CAM2"]
    page = plain(staff.get(f"{address}?sort=-reads&q=cam").content)
    assert (
        '<th scope="col" class="number" aria-sort="descending"><a href="?sort=reads&amp;q=cam">Reads</a></th>' in page
    )
    assert "No device has “xyz”." in plain(staff.get(f"{address}?q=xyz").content)
    assert "Not kept: Devices agreed and not in the data: CAM3." in plain(staff.get(f"{address}?q=xyz").content)
    assert "CAM1, Mon" not in staff.get(f"{address}?as=svg&q=m2").content.decode()
    gaps = staff.get(f"{address}?export=csv&of=gaps").getvalue().decode().splitlines()
    assert gaps[0].endswith('"Device","From","Hours","Reads expected","Chance of none"')
    assert gaps[1].startswith('"CAM2","2026-01-06 08:00:00","2","')


def test_the_sheet_stays_one_page_however_many_devices_were_not_agreed(
    staff: Client, dataset: Dataset, people: Team
) -> None:
    agreed = AGREED | {"devices": "\n".join(f"A camera with a long name on Pole {number}" for number in range(300))}
    staff.post(f"/datasets/{dataset.pk}/agreement/", agreed)
    pages = PdfReader(io.BytesIO(staff.get(f"/datasets/{dataset.pk}/coverage/?as=pdf").content)).pages
    assert len(pages) == 1
    assert "and 288 more" in " ".join(pages[0].extract_text().split())


def test_a_chart_is_saved_as_a_picture_twice_its_size(staff: Client, dataset: Dataset) -> None:
    answer = staff.get(f"/datasets/{dataset.pk}/measures/reads_per_device.svg?as=png")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{dataset.pk}-reads_per_device.png"'
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.width) == ("PNG", 1640)
    assert (37, 99, 168) in {color for _, color in picture.getcolors(1 << 20) or []}  # the bars are drawn
