"""Put deadlines in calendars: all-day events that keep their identity when a date moves. Alone knows icalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import icalendar

from requests_app.errors import CalendarError

_PRODUCT = "-//Daylight//Deadlines//EN"
_DAYS_BEFORE = (7, 1)
_NINE_IN_THE_MORNING = timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class CalendarDeadline:
    """One deadline as a calendar shows it.

    `key` names the clock, not the row, and stays the same when the date moves; `sequence` rises each time it does.
    `stamped_at` (aware) is when the date was computed. `is_cancelled` tells calendars that hold it to strike it out.
    """

    key: str
    title: str
    due_on: date
    sequence: int
    stamped_at: datetime
    description: str = ""
    link: str = ""
    is_cancelled: bool = False


def one_event(deadline: CalendarDeadline, *, domain: str) -> bytes:
    """A calendar with this deadline alone, to attach to a mail."""
    return feed([deadline], domain=domain)


def feed(deadlines: Iterable[CalendarDeadline], *, domain: str, name: str = "") -> bytes:
    """An iCalendar file (RFC 5545) of all-day events with alarms. The same deadlines give the same bytes.

    `domain` completes the UIDs. A deadline left out disappears from calendars that subscribe.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    for deadline in deadlines:
        calendar.add_component(_event(deadline, domain))
    return bytes(calendar.to_ical())


def closed_days(data: bytes) -> list[tuple[date, str]]:
    """Each whole day of the events of a calendar file, with the event's summary; an event may last several days.

    Raises: CalendarError when the bytes are no calendar.
    """
    try:
        calendar = icalendar.Calendar.from_ical(data)
    except ValueError as error:
        raise CalendarError("The file is not a calendar that can be read.") from error
    days = []
    for event in calendar.walk("VEVENT"):
        if "DTSTART" not in event:
            continue
        start = event.decoded("DTSTART")
        first = start.date() if isinstance(start, datetime) else start
        end = event.decoded("DTEND") if "DTEND" in event else first + timedelta(days=1)
        last = end.date() if isinstance(end, datetime) else end
        name = str(event.get("SUMMARY", "Closed"))
        days += [(first + timedelta(days=count), name) for count in range(max((last - first).days, 1))]
    return days


def _event(deadline: CalendarDeadline, domain: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{deadline.key}@{domain}")
    event.add("sequence", deadline.sequence)
    event.add("dtstamp", deadline.stamped_at)
    event.add("last-modified", deadline.stamped_at)
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + timedelta(days=1))
    event.add("summary", deadline.title)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if deadline.is_cancelled else "CONFIRMED")
    if deadline.description:
        event.add("description", deadline.description)
    if deadline.link:
        event.add("url", deadline.link)
    if not deadline.is_cancelled:
        for days in _DAYS_BEFORE:
            event.add_component(_alarm(deadline, days))
    return event


def _alarm(deadline: CalendarDeadline, days_before: int) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", deadline.title)
    alarm.add("trigger", _NINE_IN_THE_MORNING - timedelta(days=days_before))  # an all-day event starts at midnight
    return alarm
