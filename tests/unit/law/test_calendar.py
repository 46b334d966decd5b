"""The courts' calendar, built from the rules, and what extra closures and agencies' lists do to it."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from requests_app.errors import RuleError
from requests_app.law import LIST_VERSION, Closures, court_days_between, holiday_name, is_court_day
from requests_app.law.calendar import FIRST_YEAR, HOLIDAYS, LAST_YEAR, Closing, agency_days, next_open_day
from requests_app.law.holidays import judicial_holidays

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "design" / "judicial_holidays.csv"


def test_the_list_is_what_the_rules_make() -> None:
    made = {
        holiday.on: holiday
        for year in range(FIRST_YEAR, LAST_YEAR + 2)
        for holiday in judicial_holidays(year)
        if FIRST_YEAR <= holiday.on.year <= LAST_YEAR
    }
    assert dict(HOLIDAYS) == made


@pytest.mark.skipif(not SHARED.exists(), reason="the shared list of holidays is not beside this repository")
def test_the_list_agrees_with_the_shared_one_day_by_day() -> None:
    with SHARED.open(encoding="utf-8", newline="") as lines:
        shared = {date.fromisoformat(row["date"]) for row in csv.DictReader(lines)}
    assert set(HOLIDAYS) == shared


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 7, 3), "Independence Day (observed)"),
        (date(2027, 7, 5), "Independence Day (observed)"),
        (date(2027, 12, 31), "New Year's Day (observed)"),
        (date(2028, 11, 10), "Veterans Day (observed)"),
        (date(2025, 3, 31), "Cesar Chavez Day"),
        (date(2026, 3, 31), "Farmworkers Day"),
        (date(2021, 10, 11), "Columbus Day"),
        (date(2022, 9, 23), "Native American Day"),
        (date(2023, 6, 19), "Juneteenth"),
        (date(2026, 11, 27), "Day after Thanksgiving"),
        (date(2026, 5, 25), "Memorial Day"),
        (date(2027, 5, 31), "Memorial Day"),
        (date(2026, 1, 19), "Dr. Martin Luther King, Jr. Day"),
        (date(2026, 2, 16), "Presidents' Day"),
        (date(2026, 2, 12), "Lincoln Day"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 9, 7), "Labor Day"),
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 8, 1), "Saturday"),
        (date(2026, 8, 2), "Sunday"),
    ],
)
def test_the_courts_are_closed(day: date, name: str) -> None:
    assert holiday_name(day) == name
    assert not is_court_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 10, 10),  # Columbus Day, out since 2022
        date(2021, 9, 24),  # Native American Day, not yet in
        date(2022, 6, 20),  # Juneteenth, not yet in
        date(2026, 9, 9),  # Admission Day
        date(2026, 4, 24),  # Genocide Remembrance Day
        date(2026, 2, 17),  # Lunar New Year
        date(2027, 10, 29),  # Diwali
        date(2026, 7, 6),
    ],
)
def test_the_courts_are_open(day: date) -> None:
    assert holiday_name(day) is None
    assert is_court_day(day)


def test_the_statute_itself_makes_mondays_and_veterans_fridays_but_no_other_friday() -> None:
    doubtful = {holiday.on for holiday in HOLIDAYS.values() if not holiday.by_statute}
    assert date(2026, 7, 3) in doubtful
    assert date(2028, 11, 10) not in doubtful
    assert date(2027, 7, 5) not in doubtful
    assert date(2033, 6, 20) in doubtful
    assert all(HOLIDAYS[day].on != HOLIDAYS[day].falls_on for day in doubtful)


@pytest.mark.parametrize("day", [date(2011, 12, 31), date(2036, 1, 1)])
def test_a_day_outside_the_list_is_refused(day: date) -> None:
    with pytest.raises(RuleError, match="lies outside the holiday list, which runs from 2012 to 2035"):
        holiday_name(day)


def test_the_first_and_the_last_year_are_inside_the_list() -> None:
    assert is_court_day(date(2012, 1, 3))
    assert is_court_day(date(2035, 12, 31))


def test_court_days_are_counted_between_two_days() -> None:
    assert court_days_between(date(2026, 11, 19), date(2026, 11, 23)) == 2
    assert court_days_between(date(2026, 11, 23), date(2026, 11, 19)) == -2
    assert court_days_between(date(2026, 11, 21), date(2026, 11, 23)) == 1
    assert court_days_between(date(2026, 11, 23), date(2026, 11, 23)) == 0
    assert court_days_between(date(2026, 11, 25), date(2026, 11, 30)) == 1
    with pytest.raises(RuleError):
        court_days_between(date(2035, 12, 20), date(2036, 1, 2))
    with pytest.raises(RuleError):
        court_days_between(date(2011, 12, 20), date(2012, 1, 2))


def test_an_added_closure_closes_the_courts_and_is_told_in_the_version() -> None:
    added = date(2026, 10, 15)
    closing = Closing({added: "Power failure"})
    assert closing.court(added) == "Power failure"
    assert closing.court(date(2026, 9, 7)) == "Labor Day"
    assert closing.court(date(2026, 10, 16)) is None
    assert closing.version == f"{LIST_VERSION}, 1 court closure added"
    assert Closing({added: "a", added + timedelta(days=1): "b"}).version.endswith(", 2 court closures added")
    assert Closing({}).version == LIST_VERSION
    with pytest.raises(RuleError):
        Closing({date(2040, 1, 1): "Far off"})


@pytest.mark.parametrize("binds", [True, False])
def test_the_office_is_asked_about_observed_days_only_where_the_statute_makes_none(binds: bool) -> None:
    asked: list[bool] = []

    def observed_days_bind() -> bool:
        asked.append(True)
        return binds

    office = Closing({date(2026, 7, 2): "Flood"}).office(observed_days_bind)
    assert office(date(2026, 7, 6)) is None
    assert office(date(2026, 7, 4)) == "Saturday"
    assert office(date(2026, 9, 7)) == "Labor Day"
    assert office(date(2026, 7, 2)) == "Flood"
    assert asked == []
    assert office(date(2026, 7, 3)) == ("Independence Day (observed)" if binds else None)
    assert asked == [True]


def test_a_day_closed_by_order_binds_even_where_the_observed_day_would_not() -> None:
    office = Closing({date(2026, 7, 3): "Order of the Chief Justice"}).office(lambda: False)
    assert office(date(2026, 7, 3)) == "Independence Day (observed)"


def test_an_agency_keeps_its_own_days_within_the_years_of_its_list() -> None:
    closures = Closures("City", {date(2026, 9, 18): "Cleaning"}, date(2026, 1, 1), date(2026, 12, 31))
    days = agency_days(closures)
    assert days(date(2026, 9, 18)) == "Cleaning"
    assert days(date(2026, 9, 19)) == "Saturday"
    assert days(date(2026, 9, 7)) is None
    assert days(date(2026, 1, 1)) is None
    assert days(date(2026, 12, 31)) is None
    for outside in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(RuleError, match="closures of City"):
            days(outside)


def test_the_next_open_day_is_never_the_day_itself() -> None:
    assert next_open_day(date(2026, 9, 4), holiday_name) == date(2026, 9, 8)
    assert next_open_day(date(2026, 9, 8), holiday_name) == date(2026, 9, 9)
