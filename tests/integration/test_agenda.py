"""The calendar: what falls on a day, for whom, and what falls together that should not."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import away, hearings, parties
from requests_app.casework.agenda import Wanted, agenda
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import CourtCase, DaysAway, User
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 12, 9)
CHRISTMAS = date(2026, 12, 25)  # a Friday
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people)


def hear(people: Team, case: CourtCase, title: str, on: date = WEDNESDAY, at: time | None = None) -> None:
    hearings.set_hearing(case=case, title=title, held_on=on, starts_at=at, by=people.counsel, on=TODAY)


def conflicts(person: User, wanted: Wanted | None = None) -> dict[str, list[str]]:
    found = agenda(person, FIRST, LAST, on=TODAY, wanted=wanted or Wanted())
    return {item.title: item.conflicts for item in found.conflicts}


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (time(9, 30), time(9, 30), "at the same time"),
        (time(9, 30), time(10, 15), "at 10:15, within the hour"),
        (time(9, 30), None, "on the same day, and the time of one is not known"),
        (time(9, 30), time(10, 30), ""),
    ],
)
def test_two_hearings_of_one_person_at_once_are_a_conflict(
    people: Team, case: CourtCase, one: time, other: time | None, wanted: str
) -> None:
    hear(people, case, "Conference", at=one)
    hear(people, factories.court_case(people, number="26CV00002"), "Motion", at=other)
    found = conflicts(people.counsel)
    if not wanted:
        assert found == {}
    else:
        assert found["Conference"] == [f"Jonah has Motion (26CV00002) {wanted}."]
        assert "Jonah has Conference (26CV00001)" in found["Motion"][0]


def test_hearings_of_different_people_are_none_unless_one_appears_in_both(people: Team, case: CourtCase) -> None:
    theirs = factories.court_case(people, number="26CV00002")
    theirs.lead = people.staff
    theirs.save()
    hear(people, case, "Conference", at=time(9))
    hear(people, theirs, "Motion", at=time(9))
    assert conflicts(people.counsel) == {}
    party = parties.add_party(case=theirs, name="The Project", role="petitioner", by=people.counsel)
    parties.add_counsel(parties=[party], name="Jonah", user=people.counsel, by=people.counsel)
    assert set(conflicts(people.counsel)) == {"Conference", "Motion"}


def test_a_conflict_counts_also_with_what_the_filter_leaves_out_and_never_with_what_one_may_not_see(
    people: Team, case: CourtCase
) -> None:
    hear(people, case, "Conference", at=time(9))
    hear(people, factories.court_case(people, number="26CV00002"), "Motion", at=time(9))
    assert set(conflicts(people.reader, Wanted(kind="hearing"))) == {"Conference", "Motion"}
    assert conflicts(people.reader, Wanted(kind="deadline")) == {}
    assert conflicts(people.stranger) == {}


def test_days_away_and_closed_courts_are_conflicts(people: Team, case: CourtCase) -> None:
    away.be_away(person=people.counsel, first_on=WEDNESDAY, last_on=WEDNESDAY, by=people.counsel)
    hear(people, case, "Conference")
    hear(people, case, "Trial", on=CHRISTMAS)
    found = conflicts(people.counsel)
    assert found["Conference"] == ["Jonah is away that day."]
    assert found["Trial"] == ["The courts are closed that day: Christmas Day."]


def test_a_date_that_is_due_while_its_person_is_away_is_one_too(people: Team) -> None:
    factories.received_request(people, received_on=date(2026, 11, 20))  # due Mon 30 Nov 2026
    away.be_away(person=people.staff, first_on=date(2026, 11, 27), last_on=date(2026, 12, 1), by=people.staff)
    found = agenda(people.reader, date(2026, 11, 30), date(2026, 11, 30), on=TODAY)
    (item,) = found.items
    assert (item.state, item.conflicts) == ("Due", ["Mara is away that day."])
    assert [row.person for row in found.days[0].away] == [people.staff]


def test_days_away_are_one_s_own_and_do_not_end_before_they_begin(people: Team) -> None:
    with pytest.raises(AccessError, match="somebody else"):
        away.be_away(person=people.counsel, first_on=WEDNESDAY, last_on=WEDNESDAY, by=people.staff)
    with pytest.raises(CaseworkError, match="not before the first"):
        away.be_away(person=people.staff, first_on=WEDNESDAY, last_on=FIRST, by=people.staff)
    row = away.be_away(person=people.staff, first_on=FIRST, last_on=WEDNESDAY, by=people.admin)
    with pytest.raises(AccessError, match="somebody else"):
        away.be_back(away=row, by=people.counsel)
    away.be_back(away=row, by=people.staff)
    assert not DaysAway.objects.exists()


@pytest.fixture
def browser(people: Team, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    client = Client()
    client.force_login(people.reader, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(browser: Client, **query: Any) -> str:
    return browser.get(reverse("calendar"), query).getvalue().decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_each_view_shows_the_hearing_with_time_number_and_conflict(
    people: Team, case: CourtCase, browser: Client, view: str
) -> None:
    hear(people, case, "Conference", at=time(9, 30))
    away.be_away(person=people.counsel, first_on=WEDNESDAY, last_on=WEDNESDAY, by=people.counsel)
    shown = page(browser, view=view, day="2026-12-07")
    for words in ("Hearing", "09:30", "Conference", "26CV00001", "Conflict", "Jonah is away"):
        assert words in shown, words


def test_the_filters_narrow_by_person_court_matter_and_kind(people: Team, case: CourtCase, browser: Client) -> None:
    hear(people, case, "Conference")
    for query, is_shown in (
        ({"person": people.counsel.pk}, True),
        ({"person": people.staff.pk}, False),
        ({"court": case.court_id}, True),
        ({"matter": people.matter.pk}, True),
        ({"kind": "hearing"}, True),
        ({"kind": "deadline"}, False),
    ):
        assert ("Conference" in page(browser, month="2026-12", **query)) is is_shown, query


def test_the_calendar_is_taken_away_safe_for_spreadsheets(people: Team, case: CourtCase, browser: Client) -> None:
    hear(people, case, "=HYPERLINK(1)", at=time(9))
    sheet = page(browser, month="2026-12", export="csv")
    assert "'=HYPERLINK(1)" in sheet
    assert "09:00" in sheet


@pytest.mark.parametrize("query", [{"day": "2026-13-01"}, {"month": "x"}, {"view": "year"}, {"day": "9999-01-01"}])
def test_a_day_that_does_not_exist_is_not_found(browser: Client, query: dict[str, str]) -> None:
    assert browser.get(reverse("calendar"), query).status_code == 404


def test_the_calendar_asks_as_many_questions_for_many_hearings_as_for_few(
    people: Team, case: CourtCase, browser: Client, django_assert_max_num_queries: Any
) -> None:
    hear(people, case, "First")
    with django_assert_max_num_queries(40) as few:
        page(browser, month="2026-12")
    for number in range(4):
        hear(people, factories.court_case(people, number=f"26CV1000{number}"), "More")
    with django_assert_max_num_queries(len(few)):
        page(browser, month="2026-12")
