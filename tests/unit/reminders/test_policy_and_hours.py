"""The closest policy counts; mails wait for the end of quiet hours on the person's own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.reminders import DEFAULT_POLICIES, Hours, Policy, next_moment, policy_for

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NIGHT = Hours(quiet_from=time(20), quiet_until=time(7, 30))


def at(text: str) -> datetime:
    """A moment on the clocks of Los Angeles."""
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


def test_a_jurisdictional_date_is_told_earlier_and_to_two_people() -> None:
    court = policy_for(DEFAULT_POLICIES, applies_to="case", kind="act", severity="jurisdictional")
    plain = policy_for(DEFAULT_POLICIES, applies_to="request", kind="act", severity="agency duty")
    assert max(court.offsets) > max(plain.offsets)
    assert (court.tells_two, plain.tells_two) == (True, False)
    assert court.escalates_after_days == 1


def test_what_missing_a_date_costs_weighs_more_than_where_it_runs() -> None:
    rules = (Policy(applies_to="case", kind="act", offsets=(1,)), Policy(severity="jurisdictional", offsets=(2,)))
    assert policy_for(rules, applies_to="case", kind="act", severity="jurisdictional").offsets == (2,)
    assert policy_for(rules, applies_to="case", kind="act", severity="deadline").offsets == (1,)


def test_where_no_policy_fits_the_plain_one_counts() -> None:
    assert policy_for((), applies_to="case", kind="act", severity="deadline").offsets == (7, 3, 1, 0)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-10-05 12:00", "2026-10-05 12:00"),
        ("2026-10-05 21:00", "2026-10-06 07:30"),
        ("2026-10-06 03:00", "2026-10-06 07:30"),
        ("2026-10-05 20:00", "2026-10-06 07:30"),
        ("2026-10-06 07:30", "2026-10-06 07:30"),
    ],
)
def test_a_mail_waits_for_the_morning(now: str, then: str) -> None:
    assert next_moment(NIGHT, at(now)) == at(then)


def test_a_mail_of_friday_night_waits_for_monday_where_weekends_are_free() -> None:
    hours = Hours(quiet_from=time(20), quiet_until=time(7, 30), on_weekends=False)
    assert next_moment(hours, at("2026-10-09 22:00")) == at("2026-10-12 07:30")
    assert next_moment(Hours(on_weekends=False), at("2026-10-10 10:00")) == at("2026-10-12 00:00")


def test_the_morning_comes_an_hour_sooner_when_the_clock_is_set_ahead() -> None:
    # 8 March 2026: 20:00 PST on the 7th is 04:00 UTC; 07:30 PDT is 14:30 UTC.
    assert next_moment(NIGHT, at("2026-03-07 20:00")) == datetime(2026, 3, 8, 14, 30, tzinfo=UTC)


def test_the_morning_comes_an_hour_later_when_the_clock_is_set_back() -> None:
    # 1 November 2026: 07:30 PST is 15:30 UTC.
    assert next_moment(NIGHT, at("2026-10-31 20:00")) == datetime(2026, 11, 1, 15, 30, tzinfo=UTC)


def test_each_person_has_a_clock_of_their_own() -> None:
    berlin = Hours("Europe/Berlin", time(20), time(7))
    assert next_moment(berlin, datetime(2026, 10, 5, 19, tzinfo=UTC)) == datetime(2026, 10, 6, 5, tzinfo=UTC)


@given(
    moment=st.integers(0, 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes)),
    quiet_from=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    quiet_until=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    on_weekends=st.booleans(),
)
def test_a_mail_is_never_sent_early_nor_held_longer_than_a_weekend_and_a_night(
    moment: datetime, quiet_from: time, quiet_until: time, on_weekends: bool
) -> None:
    hours = Hours("America/Los_Angeles", quiet_from, quiet_until, on_weekends)
    found = next_moment(hours, moment)
    assert moment <= found <= moment + timedelta(days=4)
    assert hours.allows(found)
