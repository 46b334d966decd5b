"""What is taken away is what was shown, and none of it can run."""

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from requests_app.models import RecordsRequest
from requests_app.web import exports
from requests_app.web.exports import harmless
from tests import factories
from tests.factories import Team

BAD = '=HYPERLINK("http://example.org","x")'


def rows_of(client: Client, address: str) -> list[list[str]]:
    text = client.get(address).getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\u00a0@"]
)
def test_text_that_could_start_a_formula_is_quoted(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", [-5, 3.5, 0, None, "LAPD", "a=b", "§ 7923.600", ""])
def test_numbers_and_plain_words_stay_what_they_are(value: object) -> None:
    assert harmless(value) == value


def test_a_list_is_taken_away_as_csv_with_its_filter(people: Team, staff: Client) -> None:
    agency = factories.agency()
    factories.draft_request(people, agency=agency, subject=BAD)
    factories.draft_request(people, agency=agency, subject="Something else")
    rows = rows_of(staff, "/requests/?q=hyperlink&export=csv")
    assert rows[0][:3] == ["Number", "Subject", "Agency"]
    assert [row[1] for row in rows[1:]] == [f"'{BAD}"]


def test_every_field_of_a_csv_is_quoted(people: Team, staff: Client) -> None:
    factories.draft_request(people)
    lines = staff.get("/requests/?export=csv").getvalue().decode("utf-8-sig").splitlines()
    assert all(line.startswith('"') and line.endswith('"') for line in lines)


def test_a_list_is_taken_away_as_xlsx_without_a_formula(people: Team, staff: Client) -> None:
    factories.draft_request(people, subject=BAD)
    response = staff.get("/requests/?export=xlsx")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert sheet is not None
    cell = sheet["B2"]
    assert (cell.value, cell.data_type) == (f"'{BAD}", "s")


def test_a_head_that_came_with_a_received_table_starts_no_formula() -> None:
    csv_file, xlsx = (exports.download(kind, "lines", ["Line", BAD], []).getvalue() for kind in exports.FORMATS)
    assert f'"Line","\'{BAD.replace(chr(34), chr(34) * 2)}"' in csv_file.decode()
    sheet = load_workbook(io.BytesIO(xlsx)).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet[1]] == [("Line", "s"), (f"'{BAD}", "s")]


def test_a_pasted_control_character_stops_no_xlsx(people: Team, staff: Client) -> None:
    record = factories.draft_request(people)
    RecordsRequest.objects.filter(pk=record.pk).update(
        subject="Bell\x07 and form\x0c feed"
    )  # kept before it was refused
    response = staff.get("/requests/?export=xlsx")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert sheet is not None
    assert sheet["B2"].value == "Bell and form feed"


def test_an_unknown_format_is_not_found(staff: Client) -> None:
    assert staff.get("/requests/?export=exe").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "requests",
        "claims",
        "cases",
        "deadlines",
        "letters",
        "communications",
        "datasets",
        "agencies",
        "journal",
        "tray",
    ],
)
def test_every_list_can_be_taken_away(staff: Client, record: object, address: str) -> None:
    assert rows_of(staff, f"/{address}/?export=csv")[0]
