"""Put deadlines and hearings in calendars, as events that stay the same when a day moves. Alone knows icalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

from requests_app.errors import CalendarError

_PRODUCT = "-//Daylight//Deadlines//EN"
_DAYS_BEFORE = (7, 1)
_NINE_IN_THE_MORNING = timedelta(hours=9)
_HEARING_LASTS = timedelta(hours=1)


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


@dataclass(frozen=True, slots=True)
class CalendarHearing:
    """One hearing as a calendar shows it: from `starts_at` (aware) for an hour, or all day where no time is known.

    `sequence` rises each time it is continued.
    """

    key: str
    title: str
    held_on: date
    starts_at: datetime | None
    sequence: int
    stamped_at: datetime
    place: str = ""
    description: str = ""
    link: str = ""


def one_event(deadline: CalendarDeadline, *, domain: str) -> bytes:
    """A calendar with this deadline alone, to attach to a mail."""
    return feed([deadline], domain=domain)


def feed(
    deadlines: Iterable[CalendarDeadline],
    *,
    domain: str,
    name: str = "",
    hearings: Iterable[CalendarHearing] = (),
) -> bytes:
    """An iCalendar file (RFC 5545): deadlines as all-day events, hearings at their time, both with alarms.

    The same rows give the same bytes. `domain` completes the UIDs. What is left out disappears from calendars that
    subscribe.
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
    for hearing in hearings:
        calendar.add_component(_hearing_event(hearing, domain))
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
            # an all-day event starts at midnight
            event.add_component(_alarm(deadline.title, _NINE_IN_THE_MORNING - timedelta(days=days)))
    return event


def _hearing_event(hearing: CalendarHearing, domain: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{hearing.key}@{domain}")
    event.add("sequence", hearing.sequence)
    event.add("dtstamp", hearing.stamped_at)
    event.add("last-modified", hearing.stamped_at)
    starts_at = hearing.starts_at.astimezone(UTC) if hearing.starts_at else None
    event.add("dtstart", starts_at or hearing.held_on)
    event.add("dtend", starts_at + _HEARING_LASTS if starts_at else hearing.held_on + timedelta(days=1))
    event.add("summary", hearing.title)
    event.add("status", "CONFIRMED")
    for name, value in (("location", hearing.place), ("description", hearing.description), ("url", hearing.link)):
        if value:
            event.add(name, value)
    for days in _DAYS_BEFORE:
        event.add_component(_alarm(hearing.title, -timedelta(days=days)))
    return event


def _alarm(title: str, trigger: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", trigger)
    return alarm
