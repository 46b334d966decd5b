"""The rules that make a judicial holiday, from which the list in data/judicial_holidays.csv is written."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_SATURDAY, _SUNDAY = 5, 6
_MONDAY, _THURSDAY, _FRIDAY = 0, 3, 4


class Holiday(NamedTuple):
    """A weekday on which the courts are closed.

    `falls_on`: the day the holiday itself falls on; another day than `on` when it is observed.
    `by_statute`: Gov. Code §§ 6700-6701 make this very day, so nobody doubts that it binds agencies too.
    """

    on: date
    name: str
    falls_on: date
    by_statute: bool

    @property
    def title(self) -> str:
        """The name, and whether this is the observed day."""
        return self.name if self.on == self.falls_on else f"{self.name} (observed)"


def judicial_holidays(year: int) -> Iterator[Holiday]:
    """The judicial holidays whose own day falls in `year`, in order of that day.

    A holiday on Saturday is observed the Friday before, one on Sunday the Monday after, so the first may lie
    in the year before.

    Law: Code Civ. Proc. § 135; Cal. Rules of Court, rule 1.11; Gov. Code §§ 6700, 6701.

    >>> [str(holiday.on) for holiday in judicial_holidays(2026) if holiday.on != holiday.falls_on]
    ['2026-07-03']
    """
    thanksgiving = _nth(year, 11, _THURSDAY, 4)
    yield from _fixed(year, 1, 1, "New Year's Day")
    yield _moving(_nth(year, 1, _MONDAY, 3), "Dr. Martin Luther King, Jr. Day")
    yield from _fixed(year, 2, 12, "Lincoln Day")
    yield _moving(_nth(year, 2, _MONDAY, 3), "Presidents' Day")
    # Stats. 2026, ch. 7 (AB 2156) renamed 31 March; the day stayed.
    yield from _fixed(year, 3, 31, "Farmworkers Day" if year >= 2026 else "Cesar Chavez Day")
    yield _moving(_last_monday_of_may(year), "Memorial Day")
    # Stats. 2022, ch. 753 (AB 1655): in the statute from 2023.
    if year >= 2023:
        yield from _fixed(year, 6, 19, "Juneteenth")
    yield from _fixed(year, 7, 4, "Independence Day")
    yield _moving(_nth(year, 9, _MONDAY, 1), "Labor Day")
    # Stats. 2021, ch. 283 (AB 855): Native American Day in and Columbus Day out from 2022.
    if year >= 2022:
        yield _moving(_nth(year, 9, _FRIDAY, 4), "Native American Day")
    else:
        yield _moving(_nth(year, 10, _MONDAY, 2), "Columbus Day")
    yield from _fixed(year, 11, 11, "Veterans Day")
    yield _moving(thanksgiving, "Thanksgiving Day")
    yield _moving(thanksgiving + timedelta(days=1), "Day after Thanksgiving")
    yield from _fixed(year, 12, 25, "Christmas Day")


def _fixed(year: int, month: int, day: int, name: str) -> Iterator[Holiday]:
    falls_on = date(year, month, day)
    if falls_on.weekday() == _SATURDAY:
        # Gov. Code § 6701 moves only Veterans Day to the Friday; rule 1.11 moves every holiday for the courts.
        yield Holiday(falls_on - timedelta(days=1), name, falls_on, name == "Veterans Day")
    elif falls_on.weekday() == _SUNDAY:
        # The Monday list of § 6701 does not name 19 June.
        yield Holiday(falls_on + timedelta(days=1), name, falls_on, name != "Juneteenth")
    else:
        yield Holiday(falls_on, name, falls_on, True)


def _moving(on: date, name: str) -> Holiday:
    return Holiday(on, name, on, True)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
