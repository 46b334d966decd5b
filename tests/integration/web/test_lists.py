"""Lists: filtered, sorted, paged, and as quick with many rows as with few."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from requests_app.casework import communications, exemptions, letters
from requests_app.casework.communications import Claim, Paper
from requests_app.models import RecordsRequest
from tests import factories
from tests.factories import MONDAY, TODAY, Team


def subjects(client: Client, address: str) -> list[str]:
    return [row.subject for row in client.get(address).context["page"]]


def test_a_list_sorts_by_a_column_both_ways_and_keeps_its_filter(people: Team, staff: Client) -> None:
    agency = factories.agency()
    for subject in ("Beta files", "Alpha files", "Gamma"):
        factories.draft_request(people, agency=agency, subject=subject)
    assert subjects(staff, "/requests/?q=files&sort=subject") == ["Alpha files", "Beta files"]
    assert subjects(staff, "/requests/?q=files&sort=-subject") == ["Beta files", "Alpha files"]
    page = staff.get("/requests/?q=files&sort=subject").content.decode()
    assert "q=files&amp;sort=-subject" in page
    assert 'aria-sort="ascending"' in page


def test_a_list_pages_at_fifty(people: Team, staff: Client) -> None:
    agency = factories.agency()
    for number in range(52):
        factories.draft_request(people, agency=agency, subject=f"Number {number}")
    assert len(subjects(staff, "/requests/")) == 50
    assert len(subjects(staff, "/requests/?page=2")) == 2
    assert "51 to 52 of 52 requests" in staff.get("/requests/?page=2").content.decode()


def test_late_requests_can_be_asked_for(people: Team, staff: Client, record: RecordsRequest) -> None:
    factories.draft_request(people, agency=record.agency, subject="Not sent")
    assert subjects(staff, "/requests/?due=late") == [record.subject]


def test_an_unknown_sort_or_page_does_no_harm(staff: Client, record: RecordsRequest) -> None:
    assert subjects(staff, "/requests/?sort=matter__lead__password&page=zzz") == [record.subject]


def test_the_person_chosen_matter_narrows_the_menu(people: Team, staff: Client) -> None:
    staff.post("/choose-matter/", {"matter": people.matter.pk, "next": "/requests/?matter=9"})
    assert f"/requests/?matter={people.matter.pk}" in staff.get("/").content.decode()


def test_a_stranger_cannot_choose_the_matter(people: Team, client_of: Callable[[Any], Client]) -> None:
    assert client_of(people.stranger).post("/choose-matter/", {"matter": people.matter.pk}).status_code == 404


def fill(people: Team, count: int) -> None:
    agency = factories.agency(f"Agency {count}")
    for number in range(count):
        request = factories.received_request(people, agency=agency, subject=f"Request {number}")
        determination = communications.record_determination(
            request=request,
            paper=Paper(happened_on=MONDAY),
            outcome="part",
            claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600")],
            by=people.staff,
            on=TODAY,
        )
        claim = determination.communication.claims.get()
        exemptions.answer_claim(claim=claim, answer="No.", by=people.staff, on=TODAY)
        letters.propose_letter(request=request, kind="request", by=people.staff, on=TODAY)
        factories.court_case(people, request, number=f"{count}-{number}")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/requests/",
        "/claims/",
        "/cases/",
        "/deadlines/",
        "/letters/",
        "/communications/",
        "/journal/",
        "/calendar/?month=2026-10",
    ],
)
def test_a_list_asks_as_many_questions_for_many_rows_as_for_few(
    people: Team, staff: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    fill(people, 2)
    staff.get(address)
    with django_assert_max_num_queries(40) as few:
        staff.get(address)
    fill(people, 6)
    with django_assert_max_num_queries(len(few)):
        staff.get(address)


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=DL-²",
        "/search/?q=DL-99999999999999999999",
        "/search/?q=a%00b",
        "/requests/?page=²&sort=--",
        "/cases/new/?matter=²",
    ],
)
def test_an_address_with_odd_digits_still_gives_a_page(staff: Client, address: str) -> None:
    assert staff.get(address).status_code == 200
