"""The schedule sleeps for days, and the clock is set ahead and back: every date is still told, in time and once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from requests_app import clock
from requests_app.casework import preferences, reminders
from requests_app.models import Deadline, Reminder, ReminderState
from tests import factories
from tests.factories import Team

pytestmark = pytest.mark.django_db

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
DEADLINES = 200


@pytest.fixture
def people() -> Team:
    return factories.team()


def make_deadlines(people: Team, first: date, count: int, *, over_days: int) -> None:
    """So many open dates from `first` on, spread over some days."""
    request = factories.draft_request(people, on=first)
    Deadline.objects.bulk_create(
        Deadline(
            matter=people.matter, request=request, rule_id="DRILL", title=f"Date {number}",
            trigger_key=f"fact-{number}", due_on=first + timedelta(days=number % over_days), kind="act",
            severity="deadline", authority="A drill", reasons=["It is a drill."], computed_at=clock.now(),
        )
        for number in range(count)
    )  # fmt: skip


def half_hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every half hour of real time, however the wall clock is set."""
    moment = first.astimezone(UTC)
    while moment <= last.astimezone(UTC):
        yield moment
        moment += timedelta(minutes=30)


def test_after_three_days_without_a_schedule_each_date_is_told_by_one_mail(people: Team) -> None:
    monday = date(2026, 10, 5)
    make_deadlines(
        people, monday + timedelta(days=7), DEADLINES, over_days=4
    )  # the 7-day mails of Monday to Thursday
    reminders.plan_reminders(on=monday)
    reminders.plan_reminders(on=monday + timedelta(days=1))  # planned; then the machine stood still
    run = reminders.send_due_reminders(on=monday + timedelta(days=4))
    told = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert (run.sent, run.failed) == (DEADLINES, [])
    assert set(told.values()) == {1}
    dates = Reminder.objects.filter(state=ReminderState.SENT).values_list("deadline", flat=True)
    assert len(set(dates)) == DEADLINES
    assert reminders.send_due_reminders(on=monday + timedelta(days=4)).sent == 0


@pytest.mark.parametrize("changed_on", [date(2026, 3, 8), date(2026, 11, 1)], ids=["set ahead", "set back"])
def test_through_a_change_of_the_clock_every_offset_is_told_once_and_on_its_day(
    people: Team, changed_on: date
) -> None:
    preferences.prefer(
        by=people.staff, zone="America/Los_Angeles", quiet_from=time(19), quiet_until=time(7), on_weekends=True
    )
    due_on = changed_on + timedelta(days=2)  # a Tuesday
    make_deadlines(people, due_on, 5, over_days=1)
    told: list[tuple[str, date, time]] = []
    start = datetime.combine(due_on - timedelta(days=8), time(0), LOS_ANGELES)
    for moment in half_hours(start, datetime.combine(due_on, time(23), LOS_ANGELES)):
        with time_machine.travel(moment, tick=False):
            mail.outbox.clear()
            run = reminders.send_due_reminders(on=clock.today())
            assert run.failed == []
            local = moment.astimezone(LOS_ANGELES)
            told += [(message.extra_headers["Message-ID"], local.date(), local.time()) for message in mail.outbox]
    assert len({name for name, _, _ in told}) == len(told), "nothing comes twice"
    days = Counter(day for _, day, _ in told)
    # 7 days before a Tuesday, 3 days (on Friday, whose mail looks over the weekend: 1 day), the day before, the day.
    assert set(days.values()) == {5}
    assert days[due_on] == 5
    assert days[due_on - timedelta(days=7)] == 5
    assert {at for _, _, at in told} == {time(7)}, "each at the end of the quiet hours, by the wall clock"
    assert not Reminder.objects.filter(state=ReminderState.WAITING).exists()
