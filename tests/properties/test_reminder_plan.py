from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from requests_app.reminders import Due, plan

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def is_court_day(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in {(1, 1), (7, 4), (12, 25)}


@given(days, st.integers(0, 40), st.sets(st.integers(0, 60), max_size=30))
def test_whatever_days_the_schedule_misses_nobody_gets_two_mails_on_a_day_nor_one_twice(
    due_on: date, lead_days: int, missed: set[int]
) -> None:
    planned: set[tuple[int | str, int]] = set()
    for count in range(60):
        on = due_on - timedelta(days=lead_days) + timedelta(days=count)
        if count in missed:
            continue
        due = Due("due", due_on, ("ana",), planned=frozenset(planned))
        found = plan([due], on=on, is_court_day=is_court_day)
        assert len(found) <= 1
        for reminder in found:
            assert (reminder.recipient_key, reminder.offset_days) not in planned
            assert reminder.send_on == on
            planned.add((reminder.recipient_key, reminder.offset_days))


@given(days)
def test_a_schedule_that_never_misses_a_day_always_tells_before_the_due_date(due_on: date) -> None:
    planned: set[tuple[int | str, int]] = set()
    for count in range(10, 0, -1):
        due = Due("due", due_on, ("ana",), planned=frozenset(planned))
        found = plan([due], on=due_on - timedelta(days=count), is_court_day=is_court_day)
        planned |= {(reminder.recipient_key, reminder.offset_days) for reminder in found}

    assert ("ana", 1) in planned or ("ana", 0) in planned
