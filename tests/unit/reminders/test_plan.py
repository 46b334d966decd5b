from datetime import date, timedelta

import pytest

from requests_app.reminders import Due, Planned, outrun, plan

# November and December 2026: Thanksgiving is Thu 26 Nov, the day after it is a court holiday too.
HOLIDAYS = {date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 25)}


def is_court_day(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def due(due_on: date, *, planned: frozenset[tuple[int | str, int]] = frozenset(), **changes: object) -> Due:
    return Due("determination", due_on, ("ana",), planned=planned, **changes)  # type: ignore[arg-type]


def offsets(found: tuple[Planned, ...]) -> list[int]:
    return [reminder.offset_days for reminder in found]


def days_of_mail(due_on: date, first: date, last: date, **changes: object) -> dict[date, int]:
    """Run the planner every day, as the schedule does, and say which offset went out on which day."""
    sent: dict[date, int] = {}
    day = first
    while day <= last:
        known = frozenset(("ana", offset) for offset in sent.values())
        for reminder in plan([due(due_on, planned=known, **changes)], on=day, is_court_day=is_court_day):
            assert day not in sent
            sent[day] = reminder.offset_days
        day += timedelta(days=1)
    return sent


def test_a_deadline_in_the_middle_of_a_week_is_reminded_of_at_seven_three_one_and_no_days() -> None:
    thursday = date(2026, 12, 10)

    sent = days_of_mail(thursday, date(2026, 11, 30), thursday)

    assert sent == {
        date(2026, 12, 3): 7,
        date(2026, 12, 7): 3,
        date(2026, 12, 9): 1,
        date(2026, 12, 10): 0,
    }


def test_a_friday_mail_covers_a_monday_date() -> None:
    monday = date(2026, 12, 14)

    sent = days_of_mail(monday, date(2026, 12, 10), monday)

    # Friday's mail is the one of Sunday, one day before; nothing goes out on the weekend.
    assert sent == {date(2026, 12, 10): 7, date(2026, 12, 11): 1, date(2026, 12, 14): 0}


def test_the_mail_before_a_long_holiday_covers_the_first_court_day_after_it() -> None:
    monday_after_thanksgiving = date(2026, 11, 30)

    sent = days_of_mail(monday_after_thanksgiving, date(2026, 11, 25), monday_after_thanksgiving)

    assert sent == {date(2026, 11, 25): 1, monday_after_thanksgiving: 0}


def test_after_the_due_date_there_is_one_mail_on_each_court_day() -> None:
    wednesday_before_thanksgiving = date(2026, 11, 25)

    sent = days_of_mail(wednesday_before_thanksgiving, date(2026, 11, 26), date(2026, 12, 2))

    assert sent == {date(2026, 11, 30): -5, date(2026, 12, 1): -6, date(2026, 12, 2): -7}


def test_a_week_without_a_schedule_is_caught_up_with_one_mail() -> None:
    # Nothing was sent at 7 and 3 days; on the 9th only the nearest is due.
    found = plan([due(date(2026, 12, 10))], on=date(2026, 12, 9), is_court_day=is_court_day)

    assert found == (Planned("determination", "ana", 1, date(2026, 12, 9)),)


def test_three_silent_days_over_the_due_date_give_one_late_mail() -> None:
    found = plan([due(date(2026, 12, 10))], on=date(2026, 12, 14), is_court_day=is_court_day)

    assert offsets(found) == [-4]


def test_a_deadline_recorded_late_is_announced_at_once() -> None:
    found = plan([due(date(2026, 12, 10))], on=date(2026, 12, 5), is_court_day=is_court_day)

    assert offsets(found) == [7]


def test_a_deadline_far_away_needs_no_mail() -> None:
    assert plan([due(date(2026, 12, 31))], on=date(2026, 12, 9), is_court_day=is_court_day) == ()


@pytest.mark.parametrize("on", [date(2026, 12, 9), date(2026, 12, 10), date(2026, 12, 14)])
def test_a_deadline_that_is_met_is_never_mentioned_again(on: date) -> None:
    assert plan([due(date(2026, 12, 10), is_open=False)], on=on, is_court_day=is_court_day) == ()


def test_planning_twice_on_one_day_plans_nothing_new() -> None:
    planned = frozenset({("ana", 1)})

    assert plan([due(date(2026, 12, 10), planned=planned)], on=date(2026, 12, 9), is_court_day=is_court_day) == ()


def test_a_nearer_reminder_that_exists_already_holds_back_a_farther_one() -> None:
    planned = frozenset({("ana", 0)})

    assert plan([due(date(2026, 12, 10), planned=planned)], on=date(2026, 12, 9), is_court_day=is_court_day) == ()


def test_each_person_is_told_once_even_when_named_twice() -> None:
    deadline = Due("determination", date(2026, 12, 10), ("ana", "ben", "ana"), planned=frozenset({("ben", 1)}))

    found = plan([deadline], on=date(2026, 12, 9), is_court_day=is_court_day)

    assert [reminder.recipient_key for reminder in found] == ["ana"]


def test_a_day_on_which_something_becomes_final_is_announced_and_never_called_late() -> None:
    finality = due(date(2026, 12, 10), can_be_late=False)

    assert offsets(plan([finality], on=date(2026, 12, 10), is_court_day=is_court_day)) == [0]
    assert plan([finality], on=date(2026, 12, 11), is_court_day=is_court_day) == ()


def test_a_jurisdictional_date_can_be_announced_earlier_than_others() -> None:
    writ = due(date(2026, 12, 31), offsets=(30, 14, 7, 3, 1, 0))

    assert offsets(plan([writ], on=date(2026, 12, 9), is_court_day=is_court_day)) == [30]
    assert offsets(plan([writ], on=date(2026, 12, 17), is_court_day=is_court_day)) == [14]


def test_after_an_outage_only_the_nearest_of_the_waiting_mails_is_sent() -> None:
    waiting = [
        Planned("determination", "ana", offset, date(2026, 12, 10) - timedelta(offset)) for offset in (3, 7, 1)
    ]
    other = [Planned("petition", "ana", 7, date(2026, 12, 3)), Planned("determination", "ben", 7, date(2026, 12, 3))]

    replaced = outrun([*waiting, *other])

    assert sorted(offsets(replaced)) == [3, 7]
    assert {(reminder.deadline_key, reminder.recipient_key) for reminder in replaced} == {("determination", "ana")}
