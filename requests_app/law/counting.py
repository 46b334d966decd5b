"""Counting days: forward, backward, in calendar days, court days, months and years, and rolling off closed days."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

Closed = Callable[[date], str | None]
"""Asks whether a day is closed: the closure's name, or None for an open day."""

_ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a period is counted in."""

    CALENDAR_DAYS = "calendar days"
    COURT_DAYS = "court days"
    BUSINESS_DAYS = "business days"
    MONTHS = "months"
    YEARS = "years"


class Direction(StrEnum):
    """Which way a period runs from its trigger, which is always day 0."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Counted(NamedTuple):
    """Where a count ended, and the closed days it passed over that did not count, with their names."""

    day: date
    skipped: tuple[tuple[date, str], ...] = ()


def count_calendar_days(start: date, days: int, direction: Direction = Direction.FORWARD) -> Counted:
    """Count `days` calendar days from `start`, which is day 0; closed days count like any other.

    Law: Code Civ. Proc. § 12; backward, § 12c.

    >>> count_calendar_days(date(2026, 10, 5), 10).day
    datetime.date(2026, 10, 15)
    >>> count_calendar_days(date(2026, 10, 15), 10, Direction.BACKWARD).day
    datetime.date(2026, 10, 5)
    """
    step = days if direction is Direction.FORWARD else -days
    return Counted(date.fromordinal(start.toordinal() + step))


def count_open_days(start: date, days: int, closed: Closed, direction: Direction = Direction.FORWARD) -> Counted:
    """Count `days` days that are open under `closed`; `start` is day 0, open or not.

    Law: Code Civ. Proc. § 12c for the backward count of court days.

    >>> weekend = lambda day: "weekend" if day.weekday() > 4 else None
    >>> count_open_days(date(2026, 10, 9), 2, weekend).day
    datetime.date(2026, 10, 13)
    >>> count_open_days(date(2026, 10, 12), 1, weekend, Direction.BACKWARD).day
    datetime.date(2026, 10, 9)
    """
    step = _ONE_DAY if direction is Direction.FORWARD else -_ONE_DAY
    day = start
    skipped: list[tuple[date, str]] = []
    while days > 0:
        day += step
        name = closed(day)
        if name is None:
            days -= 1
        else:
            skipped.append((day, name))
    return Counted(day, tuple(skipped))


def roll(day: date, closed: Closed, direction: Direction = Direction.FORWARD) -> Counted:
    """The day itself when it is open, otherwise the next open day in `direction`.

    Law: Code Civ. Proc. § 12a forward; § 12c backward.

    >>> weekend = lambda day: "weekend" if day.weekday() > 4 else None
    >>> roll(date(2026, 10, 10), weekend).day
    datetime.date(2026, 10, 12)
    >>> roll(date(2026, 10, 10), weekend, Direction.BACKWARD).day
    datetime.date(2026, 10, 9)
    """
    name = closed(day)
    if name is None:
        return Counted(day)
    step = _ONE_DAY if direction is Direction.FORWARD else -_ONE_DAY
    skipped: list[tuple[date, str]] = []
    while name is not None:
        skipped.append((day, name))
        day += step
        name = closed(day)
    return Counted(day, tuple(skipped))


def count_months(start: date, months: int) -> Counted:
    """The same day of the month, `months` later; the last day of a month that has no such day.

    Law: Gov. Code § 6804: a month is a calendar month.

    >>> count_months(date(2026, 8, 31), 6).day
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    last = (following - _ONE_DAY).day
    return Counted(date(year, month, min(start.day, last)))


def count_years(start: date, years: int) -> Counted:
    """The same day of the year, `years` later; 28 February when the trigger is 29 February.

    Law: Gov. Code § 6803: 29 February and the day before it count as one day.

    >>> count_years(date(2026, 3, 2), 3).day
    datetime.date(2029, 3, 2)
    >>> count_years(date(2028, 2, 29), 1).day
    datetime.date(2029, 2, 28)
    """
    return count_months(start, 12 * years)
