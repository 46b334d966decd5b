"""A calendar subscribes to a secret address and sees what its owner may see at that moment."""

import logging
from datetime import UTC, date, datetime, time, timedelta
from runpy import run_path
from types import SimpleNamespace

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config

from requests_app.casework import docket, feeds, hearings, requests
from requests_app.errors import AccessError
from requests_app.models import CalendarFeed, Openness
from tests import factories
from tests.factories import Team
from tracker.env import ROOT
from tracker.masking import MaskSecrets

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 8)


@pytest.fixture
def people() -> Team:
    return factories.team()


def events(secret: str) -> list[icalendar.Event]:
    response = Client().get(reverse("feed", args=[secret]))
    assert response["Content-Type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_person_s_feed_holds_what_they_are_responsible_for_and_nothing_else(people: Team) -> None:
    request = factories.received_request(people, today=ON)
    _, secret = feeds.make_feed(of=None, by=people.staff)
    (event,) = events(secret)
    assert event["DTSTART"].dt == date(2026, 10, 15)
    assert "Plate-reader contracts" in event["SUMMARY"]
    assert [alarm["ACTION"] for alarm in event.walk("VALARM")] == ["DISPLAY", "DISPLAY"]
    request.handled_by = people.counsel
    request.save()
    assert events(secret) == []


def test_a_moved_date_moves_in_the_calendar_under_its_old_name_with_a_higher_sequence(people: Team) -> None:
    request = factories.received_request(people, today=ON)
    _, secret = feeds.make_feed(of=people.matter, by=people.reader)
    (before,) = events(secret)
    requests.record_receipt(request=request, received_on=date(2026, 10, 7), by=people.staff, on=ON)
    (after,) = events(secret)
    assert after["UID"] == before["UID"]
    assert (before["DTSTART"].dt, after["DTSTART"].dt) == (date(2026, 10, 15), date(2026, 10, 19))
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_cancelled_date_disappears(people: Team) -> None:
    request = factories.received_request(people, today=ON)
    _, secret = feeds.make_feed(of=people.matter, by=people.staff)
    requests.withdraw_request(request=request, by=people.staff, on=ON)
    assert events(secret) == []


def test_a_feed_forgets_what_its_owner_may_no_longer_see(people: Team) -> None:
    factories.received_request(people, today=ON)
    _, secret = feeds.make_feed(of=people.matter, by=people.reader)
    people.matter.memberships.filter(user=people.reader).delete()
    response = Client().get(reverse("feed", args=[secret]))
    assert b"VEVENT" not in response.content
    assert b"Plate" not in response.content


def test_a_revoked_address_or_one_of_somebody_who_left_answers_no_more(people: Team) -> None:
    feed, secret = feeds.make_feed(of=None, by=people.staff)
    _, other = feeds.make_feed(of=None, by=people.counsel)
    feeds.revoke_feed(feed=feed, by=people.staff)
    people.counsel.is_active = False
    people.counsel.save()
    for gone in (secret, other, "guessed"):
        assert Client().get(reverse("feed", args=[gone])).status_code == 404


def test_only_the_hash_of_the_secret_is_kept_and_nobody_revokes_for_another(people: Team) -> None:
    feed, secret = feeds.make_feed(of=None, by=people.staff)
    assert secret not in str(CalendarFeed.objects.values())
    with pytest.raises(AccessError):
        feeds.revoke_feed(feed=feed, by=people.counsel)
    with pytest.raises(AccessError):
        feeds.make_feed(of=people.matter, by=people.stranger)


def test_a_feed_names_the_matter_no_more_openly_than_the_organisation_allows(people: Team) -> None:
    people.matter.organisation.reminders_say = Openness.CLOSED
    people.matter.organisation.save()
    factories.received_request(people, today=ON)
    _, secret = feeds.make_feed(of=people.matter, by=people.staff)
    content = Client().get(reverse("feed", args=[secret])).content
    assert b"VEVENT" in content
    assert b"Plate" not in content


def test_the_page_shows_a_new_address_once(people: Team) -> None:
    browser = Client()
    browser.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.post(reverse("feed-new"), {"of": f"matter-{people.matter.pk}"}, follow=True)
    assert b".ics" in page.content
    assert b".ics" not in browser.get(reverse("feeds")).content


def test_a_revoked_address_asked_for_again_is_logged_without_its_secret(
    people: Team, caplog: pytest.LogCaptureFixture
) -> None:
    feed, secret = feeds.make_feed(of=None, by=people.staff)
    feeds.revoke_feed(feed=feed, by=people.staff)
    caplog.handler.addFilter(MaskSecrets())
    with caplog.at_level(logging.WARNING, logger="django.request"):
        Client().get(reverse("feed", args=[secret]))
    assert secret not in caplog.text
    assert "/feeds/***.ics" in caplog.text
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["mask"]


def test_the_access_log_of_the_web_server_does_not_hold_the_secret(people: Team) -> None:
    _, secret = feeds.make_feed(of=None, by=people.staff)
    address = reverse("feed", args=[secret])
    log = run_path(str(ROOT / "gunicorn.conf.py"))["logger_class"](Config())
    response = SimpleNamespace(status="200 OK", sent=1, headers=[])
    request = SimpleNamespace(headers=[("REFERER", f"https://desk.example.org{address}")])
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"{address}?fresh=1", "PATH_INFO": address, "QUERY_STRING": "fresh=1",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "203.0.113.9", "HTTP_REFERER": f"https://desk.example.org{address}",
    }  # fmt: skip
    line = log.cfg.access_log_format % log.atoms_wrapper_class(
        log.atoms(response, request, environ, timedelta(seconds=1))
    )
    assert secret not in line
    assert "GET /feeds/***.ics?fresh=1 HTTP/1.1" in line


def test_a_feed_holds_hearings_at_the_court_s_time_under_one_name_when_they_are_continued(people: Team) -> None:
    case = factories.court_case(people)
    hearing = hearings.set_hearing(
        case=case,
        title="Argument",
        held_on=date(2026, 12, 9),
        starts_at=time(9, 30),
        department="12",
        by=people.counsel,
        on=ON,
    )
    _, secret = feeds.make_feed(of=None, by=people.counsel)  # who leads the matter
    _, others = feeds.make_feed(of=None, by=people.staff)
    assert events(others) == []
    (before,) = events(secret)
    assert before["DTSTART"].dt == datetime(2026, 12, 9, 17, 30, tzinfo=UTC)  # 9:30 in Pacific standard time
    assert "Argument" in before["SUMMARY"]
    assert before["LOCATION"] == "Superior Court of Marlow County, Department 12"
    hearings.continue_hearing(
        hearing=hearing, held_on=date(2026, 12, 16), why="By the court", by=people.counsel, on=ON
    )
    (after,) = events(secret)
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], date(2026, 12, 16))
    assert after["SEQUENCE"] > before["SEQUENCE"]
    docket.vacate_entry(milestone=hearing.milestone, why="Settled", by=people.counsel, on=ON)
    assert events(secret) == []


def test_a_hearing_in_a_feed_says_no_more_than_the_organisation_allows(people: Team) -> None:
    case = factories.court_case(people)
    hearings.set_hearing(
        case=case, title="Motion of Alder Bay", held_on=ON, place="1 Court Plaza", by=people.counsel, on=ON
    )
    _, secret = feeds.make_feed(of=case, by=people.counsel)
    organisation = people.matter.organisation
    for openness, wanted in (
        (Openness.NUMBER, f"Hearing – Case {case.pk}"),
        (Openness.CLOSED, "A date on your desk – sign in to see which"),
    ):
        organisation.reminders_say = openness
        organisation.save()
        (event,) = events(secret)
        assert event["SUMMARY"] == wanted
        assert "LOCATION" not in event
