"""Which days are closed: the courts' list, that list as it binds agencies, and an agency's own closures."""

import csv
import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from requests_app.errors import RuleError
from requests_app.law.counting import Closed, count_open_days
from requests_app.law.due import Closures
from requests_app.law.holidays import Holiday

_LIST = Path(__file__).parent / "data" / "judicial_holidays.csv"
_WEEKEND = {5: "Saturday", 6: "Sunday"}


def _read(text: str) -> Mapping[date, Holiday]:
    rows = csv.DictReader(text.splitlines())
    holidays = (
        Holiday(
            date.fromisoformat(row["on"]),
            row["name"],
            date.fromisoformat(row["falls_on"]),
            row["by_statute"] == "yes",
        )
        for row in rows
    )
    return MappingProxyType({holiday.on: holiday for holiday in holidays})


_TEXT = _LIST.read_text(encoding="utf-8")
HOLIDAYS: Mapping[date, Holiday] = _read(_TEXT)
"""Every judicial holiday on a weekday, by the day the courts are closed."""

FIRST_YEAR = min(HOLIDAYS).year
LAST_YEAR = max(HOLIDAYS).year
LIST_VERSION = f"judicial holidays {FIRST_YEAR}-{LAST_YEAR}, list {hashlib.sha256(_TEXT.encode()).hexdigest()[:8]}"


class BeyondTheListError(RuleError):
    """A day outside the years of the holiday list, or of an agency's list of closures, was needed."""


def require_in_list(day: date) -> None:
    """Raises: BeyondTheListError when the holiday list says nothing about the year of `day`."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BeyondTheListError(
            f"{day.isoformat()} lies outside the holiday list, which runs from {FIRST_YEAR} to {LAST_YEAR}."
        )


@cache
def holiday_name(day: date) -> str | None:
    """Why the courts are closed that day: "Saturday", "Sunday" or the holiday's name; None for a court day.

    Law: Code Civ. Proc. §§ 12a, 135; Cal. Rules of Court, rule 1.11.
    Raises: BeyondTheListError outside the list's years.

    >>> holiday_name(date(2026, 7, 3)), holiday_name(date(2026, 7, 6))
    ('Independence Day (observed)', None)
    """
    require_in_list(day)
    weekend = _WEEKEND.get(day.weekday())
    if weekend is not None:
        return weekend
    holiday = HOLIDAYS.get(day)
    return None if holiday is None else holiday.title


def is_court_day(day: date) -> bool:
    """Whether the courts are open that day.

    >>> is_court_day(date(2026, 9, 25))
    False
    """
    return holiday_name(day) is None


def court_days_between(first: date, last: date) -> int:
    """How many court days after `first` `last` is; `first` is not counted, `last` is if open. Negative when earlier.

    >>> court_days_between(date(2026, 11, 19), date(2026, 11, 23))
    2
    >>> court_days_between(date(2026, 11, 23), date(2026, 11, 19))
    -2
    """
    if last < first:
        return -court_days_between(last, first)
    require_in_list(first)
    require_in_list(last)
    ordinals = range(first.toordinal() + 1, last.toordinal() + 1)
    return sum(is_court_day(date.fromordinal(ordinal)) for ordinal in ordinals)


class Calendar(NamedTuple):
    """The calendars one computation counts on: the courts' days, and the days of the office that must act."""

    court: Closed
    office: Closed


class Closing:
    """The statutory calendars, with any court closures added to the list; days looked up once are remembered."""

    def __init__(self, extra: Mapping[date, str]) -> None:
        self.extra = dict(extra)
        for day in self.extra:
            require_in_list(day)
        self.court: Closed = self._with_extra if self.extra else holiday_name
        self.version = LIST_VERSION if not self.extra else f"{LIST_VERSION}, {_count(len(self.extra))} added"

    def _with_extra(self, day: date) -> str | None:
        return holiday_name(day) or self.extra.get(day)

    def office(self, observed_days_bind: Callable[[], bool]) -> Closed:
        """The courts' days as they bind an agency.

        `observed_days_bind` is asked only when an observed day is met that Gov. Code § 6701 does not make.
        """

        def closed(day: date) -> str | None:
            name = self.court(day)
            if name is None:
                return None
            holiday = HOLIDAYS.get(day)
            if holiday is None or holiday.by_statute or day in self.extra or observed_days_bind():
                return name
            return None

        return closed


THE_LIST = Closing({})
"""The list as it stands, with no closure added."""


def _count(days: int) -> str:
    return "1 court closure" if days == 1 else f"{days} court closures"


def agency_days(closures: Closures) -> Closed:
    """The agency's own calendar: Saturdays, Sundays and its list, and nothing else.

    Asking outside the years of the list raises BeyondTheListError.
    """

    def closed(day: date) -> str | None:
        if not closures.first_on <= day <= closures.last_on:
            raise BeyondTheListError(
                f"{day.isoformat()} lies outside the list of closures of {closures.agency}, "
                f"which runs from {closures.first_on.isoformat()} to {closures.last_on.isoformat()}."
            )
        return _WEEKEND.get(day.weekday()) or closures.days.get(day)

    return closed


def next_open_day(day: date, closed: Closed) -> date:
    """The first open day after `day`."""
    return count_open_days(day, 1, closed).day
