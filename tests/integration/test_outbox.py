"""Mail at the moment it goes out: nobody takes it back then, and where its sender died that is said."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from requests_app import clock
from requests_app.casework import letter_mail, letters, outbox, personal, reminders
from requests_app.errors import CaseworkError
from requests_app.letters import is_available
from requests_app.models import (
    JournalEntry,
    Letter,
    LetterMail,
    LetterState,
    MailState,
    PersonalReminder,
    Reminder,
    ReminderDigest,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db
needs_pango = pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing")


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def letter(people: Team) -> Letter:
    request = factories.draft_request(people)
    draft = letters.propose_letter(request=request, kind="request", by=people.staff, on=MONDAY)
    letters.issue_letter(letter=draft, by=people.staff)
    claimed = letters.claim_letter(at=clock.now())
    assert claimed is not None
    return letters.make_letter(claimed)


def refused_once(letter: Letter, people: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mail was tried, and the server would not have it."""

    def refuse(self: EmailBackend, messages: object) -> int:
        raise ConnectionRefusedError("nobody listens")

    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        letter_mail.mail_waiting_letters(on=TODAY)


@needs_pango
def test_a_letter_that_failed_before_cannot_be_taken_back_while_it_goes_out(
    people: Team, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_once(letter, people, monkeypatch)
    really_send = EmailBackend.send_messages
    refusals = []

    def take_back_and_send(self: EmailBackend, messages: Any) -> int:
        with pytest.raises(CaseworkError) as refusal:
            letter_mail.stop_mail(letter=Letter.objects.get(pk=letter.pk), by=people.staff)
        refusals.append(str(refusal.value))
        return really_send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", take_back_and_send)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        letter_mail.mail_waiting_letters(on=TODAY)
    assert refusals[0].startswith("It is being sent at this moment.")
    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert (letter.state, LetterMail.objects.get().state) == (LetterState.SENT, MailState.SENT)


@needs_pango
def test_nobody_records_by_hand_the_sending_of_a_letter_that_is_on_its_way(people: Team, letter: Letter) -> None:
    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)
    with pytest.raises(CaseworkError, match="on its way by e-mail"):
        letters.record_letter_sent(letter=letter, method="mail", sent_on=MONDAY, by=people.staff, on=TODAY)
    letter_mail.mail_waiting_letters(on=TODAY)
    letter.refresh_from_db()
    assert (letter.sent_on, len(mail.outbox)) == (TODAY, 1)


@needs_pango
def test_a_letter_put_off_after_a_failure_is_taken_back_at_once(
    people: Team, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_once(letter, people, monkeypatch)
    assert letter_mail.stop_mail(letter=letter, by=people.staff) is False
    assert JournalEntry.objects.get(verb="remove").summary == f"Took back the mail of “{letter.subject}”."


@needs_pango
def test_a_letter_whose_sender_died_is_taken_back_with_an_honest_word(people: Team, letter: Letter) -> None:
    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)
    at = clock.now()
    assert outbox.claim(LetterMail.objects.all(), at=at)
    page = letter.get_absolute_url()
    with time_machine.travel(at + timedelta(seconds=settings.MAIL_LEASE_SECONDS / 2)):
        client = Client()
        client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
        assert "Being sent to a@example.org" in client.get(page).content.decode()
        refused = client.post(f"{page}stop-mail/", follow=True).content.decode()
        assert "It is being sent at this moment." in refused
    with time_machine.travel(at + timedelta(seconds=settings.MAIL_LEASE_SECONDS + 1)):
        assert "It may have gone out to a@example.org" in client.get(page).content.decode()
        taken = client.post(f"{page}stop-mail/", follow=True).content.decode()
    assert "it may have gone out" in taken
    assert "may have gone out" in JournalEntry.objects.get(verb="remove").summary
    assert not LetterMail.objects.exists()


@needs_pango
def test_a_letter_whose_sender_died_goes_out_and_the_journal_says_it_may_have_come_twice(
    people: Team, letter: Letter
) -> None:
    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)
    outbox.claim(LetterMail.objects.all(), at=clock.now() - timedelta(hours=1))
    letter_mail.mail_waiting_letters(on=TODAY)
    assert len(mail.outbox) == 1
    assert "may have come twice" in JournalEntry.objects.get(verb="mail_letter").summary


@needs_pango
@pytest.mark.parametrize("then", ["taken back", "sent"])
def test_a_failure_after_its_sender_died_does_not_make_a_letter_one_that_never_went_out(
    people: Team, letter: Letter, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    def refuse(self: EmailBackend, messages: object) -> int:
        raise ConnectionRefusedError("nobody listens")

    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)
    outbox.claim(LetterMail.objects.all(), at=clock.now() - timedelta(hours=1))
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        letter_mail.mail_waiting_letters(on=TODAY)
    assert LetterMail.objects.get().failure.startswith("It may have gone out before:")
    if then == "taken back":
        assert letter_mail.stop_mail(letter=letter, by=people.staff) is True
    else:
        with time_machine.travel(clock.now() + timedelta(hours=2)):
            letter_mail.mail_waiting_letters(on=TODAY)
        assert "may have come twice" in JournalEntry.objects.get(verb="mail_letter").summary


@needs_pango
def test_a_mail_that_is_not_needed_after_its_sender_died_is_not_told_of_as_never_sent(
    people: Team, letter: Letter
) -> None:
    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)
    outbox.claim(LetterMail.objects.all(), at=clock.now() - timedelta(hours=1))
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT)
    letter_mail.mail_waiting_letters(on=TODAY)
    said = JournalEntry.objects.get(verb="mail_letter").summary
    assert (
        said
        == "Not sent: the letter is sent already. It may have gone out before: the process that was sending it died."
    )


def test_a_personal_reminder_cannot_be_withdrawn_while_it_goes_out(
    people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    personal.ask_to_be_reminded(of=people.matter, words="Call them", send_on=TODAY, by=people.staff, on=MONDAY)
    really_send = EmailBackend.send_messages
    refused = []

    def withdraw_and_send(self: EmailBackend, messages: Any) -> int:
        with pytest.raises(CaseworkError, match="being sent at this moment") as refusal:
            personal.withdraw_reminder(reminder=PersonalReminder.objects.get(), by=people.staff)
        refused.append(refusal)
        return really_send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", withdraw_and_send)
    reminders.send_due_reminders(on=TODAY)
    assert [message.to for message in mail.outbox] == [[people.staff.email]]
    assert refused
    assert PersonalReminder.objects.get().state == MailState.SENT


@pytest.mark.parametrize("by_itself", [True, False], ids=["alone", "in a mail of the day"])
def test_a_reminder_that_a_later_one_replaces_may_have_gone_out_before_where_its_sender_died(
    people: Team, by_itself: bool
) -> None:
    first, later = date(2026, 10, 8), date(2026, 10, 12)  # a week and three days before Thursday 15 October
    factories.received_request(people, today=first)
    reminders.plan_reminders(on=first)
    claimed = Reminder.objects.get()
    mails = Reminder.objects.all() if by_itself else ReminderDigest.objects.all()
    if not by_itself:
        digest = ReminderDigest.objects.create(person=people.staff, send_on=first, message_id="<d@example.org>")
        Reminder.objects.update(digest=digest)
    at = clock.now()
    assert outbox.claim(mails, at=at)
    with time_machine.travel(at, tick=False):
        reminders.send_due_reminders(on=later)  # the first may be on its way at this moment
        claimed.refresh_from_db()
        assert claimed.state == MailState.WAITING
    Reminder.objects.exclude(pk=claimed.pk).update(state=MailState.WAITING)
    with time_machine.travel(at + timedelta(seconds=settings.MAIL_LEASE_SECONDS + 1)):
        reminders.send_due_reminders(on=later)
    claimed.refresh_from_db()
    why = (
        "a later reminder of the same deadline replaces it."
        " It may have gone out before: the process that was sending it died."
    )
    assert (claimed.state, claimed.skipped_because) == (MailState.SKIPPED, why)
    assert JournalEntry.objects.filter(summary=f"Not sent: {why}").exists()
    client = Client()
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    assert f"was not sent: {why}" in client.get(claimed.get_absolute_url()).content.decode()
