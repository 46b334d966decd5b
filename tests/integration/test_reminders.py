"""A reminder goes to the person responsible, in time, once, and says why."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from requests_app import clock
from requests_app.casework import communications, reminders, requests
from requests_app.casework.communications import Paper
from requests_app.models import DeterminationOutcome, JournalEntry, Membership, Reminder, ReminderState
from tests import factories
from tests.factories import MONDAY, Team

pytestmark = pytest.mark.django_db

# Received Monday 5 October 2026: the determination is due Thursday 15 October.
WEEK_BEFORE = date(2026, 10, 8)


@pytest.fixture
def people() -> Team:
    return factories.team()


def test_a_mail_goes_to_the_person_responsible_with_date_reasons_and_link(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    run = reminders.send_due_reminders(on=WEEK_BEFORE)
    assert (run.planned, run.sent) == (1, 1)
    (message,) = mail.outbox
    assert message.to == [people.staff.email]
    assert "Thu 15 Oct 2026" in message.subject
    assert "10 calendar days" in message.body
    assert "§ 7922.535" in message.body
    assert Reminder.objects.get().get_absolute_url() in message.body
    assert str(message.extra_headers["Message-ID"]).startswith("<reminder.")


def test_it_goes_out_once_however_often_the_schedule_runs(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    for _ in range(3):
        reminders.send_due_reminders(on=WEEK_BEFORE)
    assert len(mail.outbox) == 1
    assert Reminder.objects.get().state == ReminderState.SENT


def test_each_offset_has_its_own_mail(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    sent = {}
    for count in range(8):
        day = WEEK_BEFORE + timedelta(days=count)
        sent[day] = reminders.send_due_reminders(on=day).sent
    # Thu 8 (7 days), Mon 12 (3 days), Wed 14 (1 day), Thu 15 (the day itself)
    assert [day.day for day, number in sent.items() if number] == [8, 12, 14, 15]


def test_a_week_of_silence_is_made_up_by_one_mail(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    reminders.plan_reminders(on=WEEK_BEFORE)
    reminders.plan_reminders(on=date(2026, 10, 12))
    run = reminders.send_due_reminders(on=date(2026, 10, 14))
    assert run.sent == 1
    assert len(run.skipped) == 2
    assert len(mail.outbox) == 1


def test_a_deadline_met_in_the_meantime_is_not_reminded_and_says_so(people: Team) -> None:
    request = factories.received_request(people, today=WEEK_BEFORE)
    reminders.plan_reminders(on=WEEK_BEFORE)
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=WEEK_BEFORE),
        outcome=DeterminationOutcome.ALL,
        by=people.staff,
        on=WEEK_BEFORE,
    )
    run = reminders.send_due_reminders(on=WEEK_BEFORE)
    assert (run.sent, mail.outbox) == (0, [])
    assert "done" in Reminder.objects.filter(state=ReminderState.SKIPPED).first().skipped_because  # type: ignore[union-attr]


def test_someone_who_may_no_longer_see_the_matter_gets_nothing_and_the_lead_gets_it(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    reminders.plan_reminders(on=WEEK_BEFORE)
    Membership.objects.filter(user=people.staff).delete()
    reminders.send_due_reminders(on=WEEK_BEFORE)
    assert [message.to for message in mail.outbox] == [[people.counsel.email]]


def test_a_moved_date_is_reminded_anew(people: Team) -> None:
    request = factories.received_request(people, today=WEEK_BEFORE)
    reminders.send_due_reminders(on=WEEK_BEFORE)
    requests.record_receipt(request=request, received_on=date(2026, 10, 7), by=people.staff, on=WEEK_BEFORE)
    reminders.send_due_reminders(on=date(2026, 10, 13))  # now due Monday 19 October: 6 days, so the 7-day mail
    assert [("15 Oct" in m.subject, "19 Oct" in m.subject) for m in mail.outbox] == [(True, False), (False, True)]


def test_a_mail_server_that_refuses_keeps_the_failure_on_the_row_and_is_tried_later(
    people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.received_request(people, today=WEEK_BEFORE)

    def refuse(self: EmailBackend, messages: object) -> int:
        raise ConnectionRefusedError("451 try later")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        run = reminders.send_due_reminders(on=WEEK_BEFORE)
    row = Reminder.objects.get()
    assert len(run.failed) == 1
    assert "451" in row.failure
    assert row.state == ReminderState.WAITING
    assert reminders.send_due_reminders(on=WEEK_BEFORE).counts["sent"] == 0  # not at once
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
        assert reminders.send_due_reminders(on=WEEK_BEFORE).counts["sent"] == 1
    assert len(mail.outbox) == 1


def test_sending_is_in_the_journal(people: Team) -> None:
    factories.received_request(people, MONDAY, today=WEEK_BEFORE)
    reminders.send_due_reminders(on=WEEK_BEFORE)
    entry = JournalEntry.objects.get(verb="send_reminder")
    assert str(people.staff) in entry.summary
    assert entry.matter == people.matter
