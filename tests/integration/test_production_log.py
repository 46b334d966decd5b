"""The production log: who promised what when, how often it slipped, what came, what is missing."""

import csv
import io
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests_app import letters
from requests_app.casework import communications
from requests_app.casework.agency_record import record_of
from requests_app.casework.communications import Paper
from requests_app.casework.production_log import instalments, slippages, still_missing, totals
from requests_app.models import Communication, Production, RecordsRequest
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 10, 16), date(2026, 10, 30), date(2026, 11, 13)


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
    """Instalment 1 put off twice and not come; instalment 3 came in two days late with 40 pages; of 2 nothing."""
    request = factories.received_request(people)
    for said_on, signer, day in (
        (date(2026, 10, 12), "Sgt. Reyes", FIRST),
        (date(2026, 10, 16), "Sgt. Reyes", SECOND),
        (date(2026, 11, 2), "Lt. Oduya", THIRD),
    ):
        paper = said(people, request, said_on, signer)
        promise(people, paper, 1, day)
    promise(people, paper, 3, date(2026, 11, 3))
    communications.record_production(
        request=request,
        paper=Paper(happened_on=date(2026, 11, 5)),
        by=people.staff,
        on=TODAY,
        instalment=3,
        page_count=40,
    )
    return request


def said(people: Team, request: RecordsRequest, on: date, signer: str) -> Communication:
    return communications.record_communication(
        request=request,
        kind="letter",
        direction="in",
        paper=Paper(happened_on=on, signed_by_name=signer, signed_by_title="Records"),
        by=people.staff,
        on=TODAY,
    )


def promise(people: Team, paper: Communication, instalment: int, day: date) -> None:
    communications.record_promise(
        communication=paper, instalment=instalment, promised_on=day, by=people.staff, on=TODAY
    )


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_each_promise_says_who_made_it_when_and_by_how_many_days_it_put_off_the_one_before(
    record: RecordsRequest,
) -> None:
    slippage = slippages(record.productions.filter(instalment=1))[record.productions.get(instalment=1).pk]
    told = [(one.promised_on, one.paper and one.paper.happened_on, one.said_by) for one in slippage.promises]
    assert told == [
        (FIRST, date(2026, 10, 12), "Sgt. Reyes, Records"),
        (SECOND, date(2026, 10, 16), "Sgt. Reyes, Records"),
        (THIRD, date(2026, 11, 2), "Lt. Oduya, Records"),
    ]
    assert [one.put_off_days for one in slippage.promises] == [0, 14, 14]
    assert (slippage.slip_count, slippage.days) == (2, 28)


def test_a_promise_made_sooner_by_the_same_paper_is_no_slip(people: Team) -> None:
    request = factories.received_request(people)
    paper = said(people, request, MONDAY, "Sgt. Reyes")
    for day in (SECOND, FIRST):
        promise(people, paper, 1, day)
    [slippage] = slippages(request.productions.all()).values()
    assert [one.put_off_days for one in slippage.promises] == [0, -14]
    assert {one.paper for one in slippage.promises} == {paper}
    assert (slippage.slip_count, slippage.days) == (0, -14)


def test_the_totals_count_promises_receipts_pages_and_slips(record: RecordsRequest) -> None:
    sums = totals(instalments(record.productions.all(), on=TODAY))
    assert (sums.promised_count, sums.received_count, sums.missed_count) == (2, 1, 2)
    assert (sums.page_count, sums.slip_count, sums.slip_days) == (40, 2, 28)


def test_what_is_still_missing_is_said_in_sentences(record: RecordsRequest) -> None:
    assert still_missing(instalments(record.productions.all(), on=TODAY)) == [
        "Instalment 1 was promised for Fri 13 Nov 2026 and has not come: 10 days late.",
        "Instalment 2 has neither been promised nor come, though instalment 3 is on record.",
        "The agency has not said that any instalment is the last.",
    ]
    assert still_missing(instalments(record.productions.all(), on=THIRD))[0] == (
        "Instalment 1 is promised for Fri 13 Nov 2026."
    )


def test_nothing_is_missing_once_the_last_instalment_came(people: Team) -> None:
    request = factories.received_request(people)
    communications.record_production(
        request=request, paper=Paper(happened_on=MONDAY), by=people.staff, on=TODAY, page_count=1, is_last=True
    )
    assert still_missing(instalments(request.productions.all(), on=TODAY)) == []
    Production.objects.update(page_count=None)
    assert still_missing(instalments(request.productions.all(), on=TODAY)) == [
        "Instalment 1 came without a count of pages."
    ]


def test_the_page_of_a_request_shows_the_log_and_takes_it_away(browser: Client, record: RecordsRequest) -> None:
    address = reverse("request-productions", args=[record.pk])
    page = browser.get(address).content.decode()
    assert "put off by 14 days" in page and "Lt. Oduya, Records" in page and "Still missing" in page
    rows = rows_of(browser.get(address, {"export": "csv"}))
    assert [row["Promised for"] for row in rows] == [str(FIRST), str(SECOND), str(THIRD), "2026-11-03"]
    assert [row["Put off by days"] for row in rows] == ["0", "14", "14", "0"]
    assert [row["Late by days"] for row in rows[-1:]] == ["2"]
    assert sum(int(row["Pages"] or 0) for row in rows) == 40


def test_a_request_without_instalments_says_how_they_come(browser: Client, people: Team) -> None:
    address = reverse("request-productions", args=[factories.received_request(people).pk])
    assert "No instalment yet" in browser.get(address).content.decode()
    assert "no log to print" in browser.get(address, {"export": "pdf"}, follow=True).content.decode()
    assert browser.get(address, {"export": "doc"}).status_code == 404


@pytest.mark.skipif(not letters.is_available(), reason=letters.why_not_available())
def test_the_pdf_tells_each_promise_with_its_signer(browser: Client, record: RecordsRequest, tmp_path: Path) -> None:
    pdf = browser.get(reverse("request-productions", args=[record.pk]), {"export": "pdf"}).getvalue()
    (tmp_path / "log.pdf").write_bytes(pdf)
    words = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "log.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    even = " ".join(words.split())
    assert "PRODUCTION LOG" in even and "not received" in even and "Lt. Oduya" in even
    assert "put off 2 times, by 28 days in all" in even


@pytest.mark.parametrize("name", ["production-requests", "production-agencies"])
def test_the_sums_of_requests_and_agencies(browser: Client, record: RecordsRequest, people: Team, name: str) -> None:
    factories.received_request(people, agency=factories.agency("Marlow SO"))  # of it nothing is on record
    [row] = rows_of(browser.get(reverse(name), {"export": "csv"}))
    told = [row[head] for head in ("Promised", "Received", "Still missing", "Promises missed", "Put off", "By days")]
    assert told == ["2", "1", "1", "2", "2", "28"]
    assert row["Pages"] == "40"


def test_the_agencys_record_tells_how_often_it_put_off(record: RecordsRequest, people: Team) -> None:
    told = record_of(record.agency, user=people.staff, on=TODAY)
    assert (told.promise_count, told.missed_count, told.slip_count, told.slip_days) == (2, 2, 2, 28)
    assert record_of(record.agency, user=people.stranger, on=TODAY).slip_count == 0


@pytest.mark.parametrize("name", ["production-requests", "production-agencies"])
def test_the_sums_cost_the_same_queries_however_many(browser: Client, people: Team, name: str) -> None:
    def cost() -> int:
        request = factories.received_request(people, agency=factories.agency(f"Agency {Production.objects.count()}"))
        promise(people, said(people, request, MONDAY, "Sgt. Reyes"), 1, FIRST)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(name)).status_code == 200
        return len(queries)

    one = cost()
    cost()
    assert cost() == one
