"""The day of a settlement term: reminded of by policy, in calendars, and quiet once it is met, waived or moved."""

from datetime import date

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import courts, feeds, reminders, terms
from requests_app.casework.agenda import agenda
from requests_app.casework.board import today_board
from requests_app.models import Deadline, Openness, SettlementTerm
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 18)  # a Friday
FOURTEEN_BEFORE, SEVEN_BEFORE = date(2026, 12, 4), date(2026, 12, 11)  # both Fridays; cases are told at both
LATER = date(2027, 1, 15)
WHAT = "A week of scans"


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def term(people: Team) -> SettlementTerm:
    return terms.record_settlement_term(
        case=factories.court_case(people), what=WHAT, obliged="Alder Bay", due_on=DUE, by=people.counsel, on=TODAY
    )


def end(people: Team, term: SettlementTerm, state: str) -> None:
    terms.record_term_outcome(
        term=term, state=state, happened_on=TODAY, words="By letter", by=people.counsel, on=TODAY
    )


def put_off(people: Team, term: SettlementTerm) -> None:
    terms.put_off_term(term=term, due_on=LATER, words="Stipulated", happened_on=TODAY, by=people.counsel, on=TODAY)


def mails_on(day: date) -> list[tuple[str, str]]:
    """To whom, and whether it names the term."""
    mail.outbox.clear()
    reminders.send_due_reminders(on=day)
    return sorted((message.to[0], WHAT in str(message.body)) for message in mail.outbox)


def events(people: Team) -> dict[str, tuple[int, date]]:
    """UID, then SEQUENCE and day, of what the matter's calendar holds of terms."""
    feed, _ = feeds.make_feed(of=people.matter, by=people.counsel)
    found = icalendar.Calendar.from_ical(feeds.calendar_of(feed)).walk("VEVENT")
    return {str(one["UID"]): (int(one["SEQUENCE"]), one.decoded("DTSTART")) for one in found}


def test_a_case_s_two_people_are_told_fourteen_days_before_and_no_more_once_it_is_met(
    people: Team, term: SettlementTerm
) -> None:
    told = mails_on(FOURTEEN_BEFORE)
    assert len(told) == 2
    assert (people.matter.lead.email, True) in told
    assert mails_on(FOURTEEN_BEFORE) == []
    end(people, term, "met")
    assert mails_on(SEVEN_BEFORE) == []
    end(people, term, "open")
    assert len(mails_on(SEVEN_BEFORE)) >= 2


@pytest.mark.parametrize("state", ["waived", "breached"])
def test_a_term_that_is_waived_or_breached_warns_nobody_and_leaves_calendars(
    people: Team, term: SettlementTerm, state: str
) -> None:
    assert len(events(people)) == 1
    end(people, term, state)
    assert events(people) == {}
    assert mails_on(FOURTEEN_BEFORE) == []


def test_a_day_put_off_moves_in_calendars_under_its_name_with_a_higher_sequence(
    people: Team, term: SettlementTerm
) -> None:
    ((name, first),) = events(people).items()
    assert first == (0, DUE)
    put_off(people, term)
    assert events(people) == {name: (1, LATER)}
    moved = Deadline.objects.current().get(case=term.case)
    assert moved.reasons[-1] == "Put off from Fri 18 Dec 2026 to Fri 15 Jan 2027: Stipulated"
    assert mails_on(FOURTEEN_BEFORE) == []
    assert len(mails_on(date(2027, 1, 1))) == 2  # fourteen days before the new day


def test_it_stands_once_on_each_page_and_its_mail_leads_to_the_term(people: Team, term: SettlementTerm) -> None:
    board = today_board(people.counsel, on=DUE)
    assert (board.terms, board.late, board.due_soon) == ([term], [], [])
    assert [item.kind for item in agenda(people.counsel, DUE, DUE, on=TODAY).items] == ["term"]
    assert Deadline.objects.get().get_absolute_url() == term.get_absolute_url()


def test_a_closed_mail_names_neither_who_owes_nor_what(people: Team, term: SettlementTerm) -> None:
    organisation = people.matter.organisation
    organisation.reminders_say = Openness.NUMBER
    organisation.save()
    mails_on(FOURTEEN_BEFORE)
    assert mail.outbox
    for message in mail.outbox:
        assert "Alder Bay" not in f"{message.subject} {message.body}"
        assert WHAT not in f"{message.subject} {message.body}"


def test_a_case_that_is_closed_ends_no_term_and_a_look_ahead_keeps_nothing(
    people: Team, term: SettlementTerm, monkeypatch: pytest.MonkeyPatch
) -> None:
    courts.close_case(case=term.case, outcome="Settled", state="closed", by=people.counsel, on=TODAY)
    assert Deadline.objects.open().get().due_on == DUE
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    client = Client()
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    said = {"due_on": LATER.isoformat(), "happened_on": TODAY.isoformat(), "words": "Stipulated", "check": "1"}
    page = client.post(reverse("term-put-off", args=[term.pk]), said).content.decode()
    assert "from Fri 18 Dec 2026 to Fri 15 Jan 2027" in page
    assert SettlementTerm.objects.get().due_on == DUE
