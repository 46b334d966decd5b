"""How days are counted and rolled."""

from datetime import date

import pytest

from requests_app.law.counting import (
    Direction,
    count_calendar_days,
    count_months,
    count_open_days,
    count_years,
    roll,
)


def closed(day: date) -> str | None:
    """Weekends, and one holiday: Monday 7 September 2026."""
    if day == date(2026, 9, 7):
        return "Labor Day"
    return "weekend" if day.weekday() > 4 else None


def test_calendar_days_leave_out_the_first_day_and_count_the_last() -> None:
    assert count_calendar_days(date(2026, 9, 4), 1).day == date(2026, 9, 5)
    assert count_calendar_days(date(2026, 9, 4), 1, Direction.BACKWARD).day == date(2026, 9, 3)
    assert count_calendar_days(date(2026, 9, 4), 3).skipped == ()


def test_open_days_pass_over_closed_ones_and_name_them() -> None:
    counted = count_open_days(date(2026, 9, 4), 1, closed)
    assert counted.day == date(2026, 9, 8)
    assert counted.skipped == (
        (date(2026, 9, 5), "weekend"),
        (date(2026, 9, 6), "weekend"),
        (date(2026, 9, 7), "Labor Day"),
    )


def test_open_days_count_back_just_the_same() -> None:
    counted = count_open_days(date(2026, 9, 8), 2, closed, Direction.BACKWARD)
    assert counted.day == date(2026, 9, 3)
    assert [name for _, name in counted.skipped] == ["Labor Day", "weekend", "weekend"]


def test_no_days_lead_nowhere_even_from_a_closed_day() -> None:
    assert count_open_days(date(2026, 9, 5), 0, closed).day == date(2026, 9, 5)


def test_an_open_day_does_not_roll() -> None:
    assert roll(date(2026, 9, 4), closed) == (date(2026, 9, 4), ())


def test_a_closed_day_rolls_to_the_next_open_one_and_names_what_it_passed() -> None:
    rolled = roll(date(2026, 9, 6), closed)
    assert rolled.day == date(2026, 9, 8)
    assert rolled.skipped == ((date(2026, 9, 6), "weekend"), (date(2026, 9, 7), "Labor Day"))


def test_a_closed_day_rolls_back_where_the_count_ran_back() -> None:
    rolled = roll(date(2026, 9, 7), closed, Direction.BACKWARD)
    assert rolled.day == date(2026, 9, 4)
    assert len(rolled.skipped) == 3


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2027, 10, 31), 4, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one_there_is(start: date, months: int, end: date) -> None:
    assert count_months(start, months).day == end


def test_a_year_ends_on_the_same_day_and_leap_day_on_the_28th() -> None:
    assert count_years(date(2026, 3, 2), 3).day == date(2029, 3, 2)
    assert count_years(date(2024, 2, 29), 1).day == date(2025, 2, 28)
    assert count_years(date(2024, 2, 29), 4).day == date(2028, 2, 29)
