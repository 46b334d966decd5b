"""The exemption log: the columns of an index, for a request, a matter and a case, safe in a spreadsheet."""

import csv
import io
import re
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from requests_app import clock, letters
from requests_app.casework import communications, exemptions
from requests_app.casework.communications import Claim, Paper
from requests_app.models import ClaimStatus, DeterminationOutcome, ExemptionClaim, JournalEntry, RecordsRequest
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db
printing = pytest.mark.skipif(not letters.is_available(), reason=letters.why_not_available())


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def browser(people: Team) -> Client:
    client = Client()
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    request = factories.received_request(people)
    deny(people, request, "=HYPERLINK(1) rosters")
    return request


def deny(people: Team, request: RecordsRequest, records: str, times: int = 1, words: str = "Exempt.") -> None:
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=MONDAY),
        outcome=DeterminationOutcome.NONE,
        claims=[
            Claim(
                exemption=factories.exemption("Gov. Code § 7923.600", "§ 6254(f)"),
                cited_as="former § 6254(f)",
                records_withheld=records,
                justification=words,
            )
        ]
        * times,
        by=people.staff,
        on=TODAY,
    )


def describe(people: Team) -> None:
    claim = ExemptionClaim.objects.get()
    exemptions.describe_claim(
        claim=claim,
        by=people.staff,
        bates="ABPD0012",
        records_dated="2024",
        author_and_recipient="Watch commander to all",
        segregable="nothing",
        declarant="Sgt. Reyes",
        withheld_where="whole",
    )
    exemptions.record_claim_outcome(
        claim=claim, status=ClaimStatus.OVERRULED, proof="Order, p. 4", by=people.staff, happened_on=MONDAY
    )


def words_of(pdf: bytes, folder: Path) -> str:
    (folder / "log.pdf").write_bytes(pdf)
    found = subprocess.run(
        ["pdftotext", "-layout", "-nopgbrk", folder / "log.pdf", "-"], capture_output=True, text=True, check=True
    )
    return found.stdout


def test_a_cell_of_the_csv_can_start_no_formula(browser: Client, record: RecordsRequest, people: Team) -> None:
    describe(people)
    answer = browser.get(reverse("request-log", args=[record.pk]), {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0]["Description"] == "'=HYPERLINK(1) rosters"
    assert (rows[0]["Exemption"], rows[0]["Former section"]) == ("Gov. Code § 7923.600", "§ 6254(f)")
    assert (rows[0]["Declarant"], rows[0]["Ruling"], rows[0]["Proof"]) == ("Sgt. Reyes", "Overruled", "Order, p. 4")


def test_the_workbook_holds_the_same_and_only_text(browser: Client, record: RecordsRequest) -> None:
    answer = browser.get(reverse("matter-log", args=[record.matter_id]), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    cell = sheet[2][heads.index("Description")]
    assert (cell.value, cell.data_type) == ("'=HYPERLINK(1) rosters", "s")


def test_a_claim_nobody_ruled_on_has_no_ruling(browser: Client, record: RecordsRequest) -> None:
    answer = browser.get(reverse("request-log", args=[record.pk]), {"export": "csv"})
    [row] = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert row["Ruling"] == "" and row["Bates range"] == ""


def test_the_log_of_a_case_holds_the_claims_of_its_requests(
    browser: Client, record: RecordsRequest, people: Team
) -> None:
    other = factories.received_request(people, agency=factories.agency("Marlow SO"), subject="Not in court")
    deny(people, other, "helicopter logs")
    case = factories.court_case(people, record)
    page = browser.get(reverse("case-log", args=[case.pk])).content.decode()
    assert "rosters" in page and "helicopter logs" not in page
    page = browser.get(reverse("matter-log", args=[record.matter_id])).content.decode()
    assert "rosters" in page and "helicopter logs" in page
    assert other.number in page  # where there are several requests, each row names its own


@printing
def test_the_pdf_is_landscape_and_repeats_its_head(
    browser: Client, record: RecordsRequest, people: Team, tmp_path: Path
) -> None:
    deny(people, record, "patrol plans", times=30, words="Disclosure would reveal tactics. " * 8)
    answer = browser.get(reverse("request-log", args=[record.pk]), {"export": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    words = words_of(answer.getvalue(), tmp_path)
    info = subprocess.run(["pdfinfo", tmp_path / "log.pdf"], capture_output=True, text=True, check=True).stdout
    pages = int(re.findall(r"Pages:\s+(\d+)", info)[0])
    assert "792 x 612 pts" in info
    assert pages > 2
    assert words.count("Declarant") == pages
    assert words.count("INDEX OF EXEMPTIONS CLAIMED") == pages + 1  # the title, and each foot
    assert "Request DL-" in words


@printing
def test_the_same_log_gives_the_same_bytes(browser: Client, record: RecordsRequest) -> None:
    address = reverse("request-log", args=[record.pk])
    first, second = (browser.get(address, {"export": "pdf"}).getvalue() for _ in range(2))
    assert first == second


def test_nothing_claimed_is_said_instead_of_an_empty_page(browser: Client, people: Team) -> None:
    request = factories.received_request(people)
    answer = browser.get(reverse("request-log", args=[request.pk]), {"export": "pdf"}, follow=True)
    assert "no log to print" in answer.content.decode()


def test_a_log_costs_the_same_queries_however_long(browser: Client, record: RecordsRequest, people: Team) -> None:

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("matter-log", args=[record.matter_id]))
        return len(queries)

    one = cost()
    deny(people, record, "patrol plans", times=20)
    assert cost() == one


def row_of(claim: ExemptionClaim, **more: str) -> dict[str, str]:
    """The row's form as it stands, with what a person typed over it."""
    told = {name: getattr(claim, name) for name in exemptions.DESCRIBED} | {"answer": claim.our_answer}
    return {name: "" if value is None else str(value) for name, value in (told | more).items()}


def test_a_row_is_edited_in_its_place_with_its_answer_and_ruling(browser: Client, record: RecordsRequest) -> None:
    claim = ExemptionClaim.objects.get()
    address = reverse("request-log", args=[record.pk])
    assert 'name="bates"' not in browser.get(address).content.decode()
    assert 'name="bates"' in browser.get(address, {"edit": claim.pk}).content.decode()
    data = row_of(
        claim,
        bates="ABPD 1-9",
        page_count="9",
        answer="Nobody is investigated.",
        status="overruled",
        happened_on=clock.today().isoformat(),
        proof="Order, p. 4",
    )
    answer = browser.post(f"{address}?edit={claim.pk}", data)
    assert answer["Location"] == f"{address}#claim-{claim.pk}"
    claim.refresh_from_db()
    assert (claim.bates, claim.page_count, claim.our_answer) == ("ABPD 1-9", 9, "Nobody is investigated.")
    assert (claim.status, claim.status_reason) == ("overruled", "Order, p. 4")
    assert [step.status for step in claim.steps.all()] == ["challenged", "overruled"]


def test_a_row_saved_as_it_was_changes_nothing(browser: Client, record: RecordsRequest) -> None:
    claim = ExemptionClaim.objects.get()
    before = JournalEntry.objects.count()
    browser.post(f"{reverse('request-log', args=[record.pk])}?edit={claim.pk}", row_of(claim))
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"status": "moot", "happened_on": "2026-11-02"}, "Name the paper or order that proves it."),
        ({"status": "moot", "proof": "Order"}, "Say on which day."),
        ({"proof": "Order"}, "Say what the ruling was."),
    ],
)
def test_a_refused_row_says_why_keeps_what_was_typed_and_changes_nothing(
    browser: Client, record: RecordsRequest, typed: dict[str, str], said: str
) -> None:
    claim = ExemptionClaim.objects.get()
    address = f"{reverse('request-log', args=[record.pk])}?edit={claim.pk}"
    page = browser.post(address, row_of(claim, bates="ABPD 7", **typed)).content.decode()
    assert said in page and 'value="ABPD 7"' in page
    claim.refresh_from_db()
    assert (claim.bates, claim.status) == ("", "claimed")


def test_the_log_of_a_case_is_edited_too_but_not_a_claim_outside_it(
    browser: Client, record: RecordsRequest, people: Team
) -> None:
    other = factories.received_request(people, agency=factories.agency("Marlow SO"), subject="Not in court")
    deny(people, other, "helicopter logs")
    case = factories.court_case(people, record)
    address = reverse("case-log", args=[case.pk])
    inside, outside = record.claims.get(), other.claims.get()
    assert browser.post(f"{address}?edit={outside.pk}", row_of(outside, bates="X")).status_code == 404
    assert browser.post(f"{address}?edit={inside.pk}", row_of(inside, bates="X")).status_code == 302


def test_those_who_only_read_see_no_edit_and_cannot_post(record: RecordsRequest, people: Team) -> None:
    reader = Client()
    reader.force_login(people.reader, backend="django.contrib.auth.backends.ModelBackend")
    claim = ExemptionClaim.objects.get()
    address = f"{reverse('request-log', args=[record.pk])}?edit={claim.pk}"
    page = reader.get(address).content.decode()
    assert "Edit</a>" not in page and 'name="bates"' not in page
    assert reader.post(address, row_of(claim, bates="X")).status_code == 404
