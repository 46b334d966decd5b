"""The law changes while clocks run: what would move is shown first, then it moves, and the old date stays."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.casework import law_changes
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import CourtClosure, Deadline, DeadlineStatus
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


def determination() -> Deadline:
    return Deadline.objects.current().get(rule_id="CPRA-DET")


def test_a_new_court_closure_moves_the_dates_that_end_on_it(people: Team) -> None:
    factories.received_request(people)  # Monday 5 October: due Thursday 15 October
    old = determination()
    law_changes.add_court_closure(
        closed_on=date(2026, 10, 15),
        name="Earthquake",
        source="Order of the Chief Justice",
        by=people.admin,
        on=TODAY,
    )
    new = determination()
    assert new.due_on == date(2026, 10, 16)
    assert "Earthquake" in " ".join(new.reasons)
    old.refresh_from_db()
    assert (old.status, old.due_on) == (DeadlineStatus.MOVED, date(2026, 10, 15))


def test_an_administrator_sees_what_would_move_before_it_does(people: Team, client: Client) -> None:
    factories.received_request(people)
    client.force_login(people.admin, backend="django.contrib.auth.backends.ModelBackend")
    typed = {"closed_on": "2026-10-15", "name": "Earthquake", "source": "Order"}
    page = client.post(reverse("court-closure-new"), {**typed, "check": "1"}).content.decode()
    assert "from Thu 15 Oct 2026 to Fri 16 Oct 2026" in page
    assert determination().due_on == date(2026, 10, 15)
    assert not CourtClosure.objects.exists()


def test_a_pending_rule_governs_from_its_first_day_only(people: Team) -> None:
    factories.received_request(people)
    law_changes.put_in_force(
        rule_id="CPRA-DET-2027", in_force_from=date(2026, 10, 5), source="Chaptered bill", by=people.admin, on=TODAY
    )
    # Ten business days from Monday 5 October 2026: 6-9, 12-16 and Monday 19 October.
    assert not Deadline.objects.current().filter(rule_id="CPRA-DET").exists()
    assert Deadline.objects.current().get(rule_id="CPRA-DET-2027").due_on == date(2026, 10, 19)


def test_a_day_that_is_closed_anyway_and_a_rule_that_does_not_wait_are_refused(people: Team) -> None:
    with pytest.raises(CaseworkError, match="already: Saturday"):
        law_changes.add_court_closure(closed_on=date(2026, 10, 17), name="x", source="y", by=people.admin, on=TODAY)
    with pytest.raises(CaseworkError, match="not a pending rule"):
        law_changes.put_in_force(rule_id="CPRA-DET", in_force_from=TODAY, source="x", by=people.admin, on=TODAY)


def test_only_administrators_change_the_law(people: Team) -> None:
    with pytest.raises(AccessError):
        law_changes.add_court_closure(closed_on=date(2026, 10, 15), name="x", source="y", by=people.counsel, on=TODAY)


CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
    b"DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261226\r\nSUMMARY:Winter\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("days.csv", b"date,name\n2026-10-15,Founders Day\n", {date(2026, 10, 15): "Founders Day"}),
        ("days.ics", CALENDAR, {date(2026, 12, 24): "Winter", date(2026, 12, 25): "Winter"}),
    ],
)
def test_an_agency_s_closed_days_are_imported_once(
    people: Team, name: str, data: bytes, expected: dict[date, str]
) -> None:
    agency = factories.agency()
    given: dict[str, Any] = {"agency": agency, "data": data, "file_name": name, "by": people.staff, "on": TODAY}
    assert law_changes.import_closures(**given) == len(expected)
    assert law_changes.import_closures(**given) == 0
    assert dict(agency.closures.values_list("closed_on", "name")) == expected


def test_the_agency_s_own_list_gives_its_own_date_beside_the_statutory_one(people: Team) -> None:
    agency = factories.agency()
    factories.received_request(people, agency=agency)
    law_changes.import_closures(
        agency=agency, data=b"2026-10-15,Founders Day\n", file_name="d.csv", by=people.staff, on=TODAY
    )
    due = determination()
    assert (due.due_on, due.agency_practice_on) == (date(2026, 10, 15), date(2026, 10, 16))


@pytest.mark.parametrize("data", [b"date,name\n31.12.2026,Eve\n", b"\xff\xfe\x00", b"", b"BEGIN:VCALENDAR\nnonsense"])
def test_a_file_that_cannot_be_read_says_so_and_adds_nothing(people: Team, data: bytes) -> None:
    agency = factories.agency()
    with pytest.raises(Exception, match=r"date|calendar|no day"):
        law_changes.import_closures(agency=agency, data=data, file_name="d", by=people.staff, on=TODAY)
    assert not agency.closures.exists()
