from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar

from requests_app.reminders.ical import CalendarDeadline, feed, one_event

WRIT = CalendarDeadline(
    key="case-5-CPRA-WRIT20",
    title="Writ petition due; B259392, §",
    due_on=date(2026, 12, 31),
    sequence=2,
    stamped_at=datetime(2026, 12, 9, 17, 30, tzinfo=UTC),
    description="Served Fri 11 Dec 2026.\nTwenty days later is Thu 31 Dec 2026.",
    link="https://daylight.example.org/cases/5/",
)


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_a_deadline_is_an_all_day_event_that_does_not_block_the_day() -> None:
    (event,) = events(one_event(WRIT, domain="daylight.example.org"))

    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert event.decoded("dtend") == date(2027, 1, 1)  # the day after, as RFC 5545 counts
    assert str(event["summary"]) == "Writ petition due; B259392, §"
    assert "Twenty days later" in str(event["description"])
    assert str(event["transp"]) == "TRANSPARENT"
    assert str(event["url"]) == "https://daylight.example.org/cases/5/"


def test_a_moved_deadline_moves_and_stays_the_same_event() -> None:
    moved = replace(WRIT, due_on=date(2027, 1, 4), sequence=3)

    (before,) = events(one_event(WRIT, domain="daylight.example.org"))
    (after,) = events(one_event(moved, domain="daylight.example.org"))

    assert str(before["uid"]) == str(after["uid"]) == "case-5-CPRA-WRIT20@daylight.example.org"
    assert (before["sequence"], after["sequence"]) == (2, 3)


def test_alarms_ring_at_nine_in_the_morning_a_week_and_a_day_before() -> None:
    (event,) = events(one_event(WRIT, domain="daylight.example.org"))

    triggers = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    midnight = datetime(2026, 12, 31)  # noqa: DTZ001 - all-day events have no zone
    assert [midnight + trigger for trigger in triggers] == [
        datetime(2026, 12, 24, 9),  # noqa: DTZ001
        datetime(2026, 12, 30, 9),  # noqa: DTZ001
    ]
    assert all(isinstance(trigger, timedelta) for trigger in triggers)


def test_a_cancelled_deadline_is_struck_out_and_rings_no_more() -> None:
    (event,) = events(one_event(replace(WRIT, is_cancelled=True), domain="daylight.example.org"))

    assert str(event["status"]) == "CANCELLED"
    assert event.walk("VALARM") == []


def test_a_feed_holds_every_deadline_and_its_name_and_is_the_same_each_time() -> None:
    other = replace(WRIT, key="request-1-CPRA-DET", title="Determination due")

    data = feed([WRIT, other], domain="daylight.example.org", name="Deadlines of Ana")

    assert [str(event["summary"]) for event in events(data)] == ["Writ petition due; B259392, §", "Determination due"]
    assert b"X-WR-CALNAME:Deadlines of Ana" in data
    assert data == feed([WRIT, other], domain="daylight.example.org", name="Deadlines of Ana")


def test_a_feed_without_deadlines_is_still_a_calendar() -> None:
    assert icalendar.Calendar.from_ical(feed([], domain="example.org"))["prodid"]


def test_what_people_typed_cannot_add_lines_to_a_calendar() -> None:
    hostile = replace(
        WRIT, title="x\r\nATTENDEE:mailto:evil@example.org", description="y\r\nEND:VEVENT\r\nBEGIN:VEVENT"
    )

    (event,) = events(one_event(hostile, domain="daylight.example.org"))

    assert "attendee" not in event
