"""Policies, answers, personal reminders, quiet hours, openness: who is told what, and who is left alone."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import attention, courts, documents, letters, personal, preferences, reminders, watch
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import (
    Channel,
    Deadline,
    JournalEntry,
    LetterMail,
    MailState,
    Openness,
    PersonalReminder,
    Reminder,
    ReminderDigest,
    ReminderPolicy,
    ReminderPreference,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db

WEEK_BEFORE = date(2026, 10, 8)  # of Thursday 15 October 2026


@pytest.fixture
def people() -> Team:
    return factories.team()


def told(day: date) -> list[str]:
    """Whom the mails of this day went to."""
    mail.outbox.clear()
    reminders.send_due_reminders(on=day)
    return sorted(message.to[0] for message in mail.outbox)


def court_deadline(people: Team, due_on: date, severity: str = "jurisdictional") -> Deadline:
    """One open date of a case that staff leads."""
    case = factories.court_case(people)
    case.lead = people.staff
    case.save()
    return Deadline.objects.create(
        matter=people.matter, case=case, rule_id="TEST", title="Notice of appeal", trigger_key="t", due_on=due_on,
        kind="act", severity=severity, authority="CRC 8.104", reasons=["60 days."], computed_at=clock.now(),
    )  # fmt: skip


def test_the_default_policies_are_written_for_administrators_to_change(people: Team) -> None:
    reminders.plan_reminders(on=WEEK_BEFORE)
    assert ReminderPolicy.objects.count() == 3
    reminders.plan_reminders(on=WEEK_BEFORE)
    assert ReminderPolicy.objects.count() == 3


def test_a_changed_policy_changes_when_people_are_told(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    reminders.plan_reminders(on=MONDAY - timedelta(days=30))
    ReminderPolicy.objects.filter(applies_to="", severity="").update(offsets="2, 0")
    assert told(WEEK_BEFORE) == []
    assert told(date(2026, 10, 13)) == [people.staff.email]


def test_a_jurisdictional_date_is_told_a_month_ahead_and_to_two_people(people: Team) -> None:
    due = date(2026, 12, 15)
    court_deadline(people, due)
    assert told(due - timedelta(days=40)) == []
    # Ines the administrator is not a member; Jonah leads the matter and is kept for escalation where others can act.
    assert told(due - timedelta(days=30)) == [people.counsel.email, people.staff.email]


def test_when_nobody_acknowledges_the_lead_of_the_matter_is_told_too(people: Team) -> None:
    due = date(2026, 12, 15)
    court_deadline(people, due)
    people.matter.memberships.create(user=people.admin)
    with time_machine.travel(datetime(2026, 11, 16, 18, tzinfo=UTC), tick=False):
        assert told(date(2026, 11, 16)) == [people.admin.email, people.staff.email]
        assert told(date(2026, 11, 16)) == []
    assert told(date(2026, 11, 17)) == [people.counsel.email]


def test_an_acknowledged_date_does_not_escalate(people: Team) -> None:
    deadline = court_deadline(people, date(2026, 12, 15))
    people.matter.memberships.create(user=people.admin)
    with time_machine.travel(datetime(2026, 11, 16, 18, tzinfo=UTC), tick=False):
        told(date(2026, 11, 16))
    attention.acknowledge(deadline=deadline, by=people.staff)
    assert told(date(2026, 11, 17)) == []


def test_a_date_put_off_is_told_again_on_the_chosen_day(people: Team) -> None:
    request = factories.received_request(people, today=WEEK_BEFORE)
    deadline = request.deadlines.current().get(rule_id="CPRA-DET")
    told(WEEK_BEFORE)
    attention.snooze(deadline=deadline, until=date(2026, 10, 13), by=people.staff, on=WEEK_BEFORE)
    assert told(date(2026, 10, 12)) == []  # three days before, but she asked for Tuesday
    assert told(date(2026, 10, 13)) == [people.staff.email]
    assert told(date(2026, 10, 14)) == [people.staff.email]


def test_a_date_cannot_be_put_off_beyond_itself(people: Team) -> None:
    deadline = factories.received_request(people, today=WEEK_BEFORE).deadlines.current().get(rule_id="CPRA-DET")
    with pytest.raises(CaseworkError, match="Thu 15 Oct 2026"):
        attention.snooze(deadline=deadline, until=date(2026, 10, 16), by=people.staff, on=WEEK_BEFORE)


def test_a_date_handed_over_is_told_to_the_other_person(people: Team) -> None:
    deadline = factories.received_request(people, today=WEEK_BEFORE).deadlines.current().get(rule_id="CPRA-DET")
    attention.hand_over(deadline=deadline, to=people.counsel, by=people.staff)
    assert told(WEEK_BEFORE) == [people.counsel.email]
    with pytest.raises(CaseworkError, match="may not see"):
        attention.hand_over(deadline=deadline, to=people.stranger, by=people.counsel)


def test_a_date_handed_on_twice_is_told_to_the_last_and_comes_back_from_who_left(people: Team) -> None:
    deadline = factories.received_request(people, today=WEEK_BEFORE).deadlines.current().get(rule_id="CPRA-DET")
    people.matter.memberships.create(user=people.admin)
    attention.hand_over(deadline=deadline, to=people.counsel, by=people.staff)
    attention.hand_over(deadline=deadline, to=people.admin, by=people.counsel)
    assert told(WEEK_BEFORE) == [people.admin.email]
    people.admin.is_active = False
    people.admin.save()
    assert told(date(2026, 10, 12)) == [people.counsel.email]


def test_a_date_of_somebody_who_left_is_told_to_the_lead_and_says_why(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    people.staff.is_active = False
    people.staff.save()
    assert told(WEEK_BEFORE) == [people.counsel.email]
    assert "Mara is no longer on the matter, so the date falls to you." in mail.outbox[0].body


def test_each_mail_says_why_it_is_this_person_who_gets_it(people: Team) -> None:
    due = date(2026, 12, 15)
    deadline = court_deadline(people, due)
    people.matter.memberships.create(user=people.admin)
    with time_machine.travel(datetime(2026, 11, 16, 18, tzinfo=UTC), tick=False):
        told(date(2026, 11, 16))
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Why you: You lead this case." in bodies[people.staff.email]
    assert "Why you: Two people are told of a date like this; the other is Mara." in bodies[people.admin.email]
    told(date(2026, 11, 17))
    assert "Why you: You lead the matter, and nobody has acknowledged this date." in mail.outbox[0].body
    attention.hand_over(deadline=deadline, to=people.reader, by=people.staff)
    told(due - timedelta(days=14))
    handed = [message.body for message in mail.outbox if message.to == [people.reader.email]]
    assert "Why you: Mara handed this date over to you." in handed[0]
    assert "Sign in and acknowledge" in handed[0]


def test_a_mail_waiting_when_the_date_is_handed_over_is_not_sent_and_says_why(people: Team) -> None:
    deadline = factories.received_request(people, today=WEEK_BEFORE).deadlines.current().get(rule_id="CPRA-DET")
    reminders.plan_reminders(on=WEEK_BEFORE)
    attention.hand_over(deadline=deadline, to=people.counsel, by=people.staff)
    assert told(WEEK_BEFORE) == [people.counsel.email]
    assert "handed over" in Reminder.objects.get(state=MailState.SKIPPED).skipped_because


def test_a_personal_reminder_comes_on_its_day_whatever_happens(people: Team) -> None:
    request = factories.draft_request(people)
    personal.ask_to_be_reminded(
        of=request, words="Ask the sheriff again", send_on=date(2026, 10, 26), by=people.reader, on=MONDAY
    )
    assert told(date(2026, 10, 25)) == []
    assert told(date(2026, 10, 26)) == [people.reader.email]
    assert "Ask the sheriff again" in mail.outbox[0].subject
    assert told(date(2026, 10, 27)) == []


def test_a_personal_reminder_is_about_any_record_and_outlives_a_draft(people: Team) -> None:
    letter = letters.propose_letter(
        request=factories.draft_request(people), kind="request", by=people.staff, on=MONDAY
    )
    document = documents.keep_document(
        b"x", file_name="x.txt", title="The index", by=people.staff, request=letter.request
    )
    for of in (letter, document):
        personal.ask_to_be_reminded(of=of, words="Look", send_on=TODAY, by=people.staff, on=MONDAY)
    letters.discard_letter(letter=letter, by=people.staff)
    assert told(TODAY) == [people.staff.email] * 2
    about_draft, about_document = (message.body for message in mail.outbox)
    assert f"/matters/{people.matter.pk}/" in about_draft
    assert f"/documents/{document.pk}/about/" in about_document


def test_what_a_personal_reminder_says_is_kept_from_the_others_on_the_matter(people: Team) -> None:
    personal.ask_to_be_reminded(of=people.matter, words="Offer them less", send_on=TODAY, by=people.staff, on=MONDAY)
    asked = JournalEntry.objects.filter(verb="ask_to_be_reminded")
    assert visible(people.staff, asked).exists()
    assert not visible(people.reader, asked).exists()
    assert not visible(people.admin, asked).exists()


def test_a_personal_reminder_of_something_one_may_not_see_is_refused_and_never_sent(people: Team) -> None:
    request = factories.draft_request(people)
    with pytest.raises(AccessError):
        personal.ask_to_be_reminded(of=request, words="x", send_on=TODAY, by=people.stranger, on=MONDAY)
    personal.ask_to_be_reminded(of=request, words="x", send_on=TODAY, by=people.reader, on=MONDAY)
    people.matter.memberships.filter(user=people.reader).delete()
    assert told(TODAY) == []
    assert PersonalReminder.objects.get().state == MailState.SKIPPED


def test_a_mail_waits_for_the_end_of_quiet_hours_but_not_beyond_noon_of_its_day(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    preferences.prefer(
        by=people.staff, zone="America/Los_Angeles", quiet_from=time(18), quiet_until=time(8), on_weekends=True
    )
    with time_machine.travel(datetime(2026, 10, 8, 12, tzinfo=UTC), tick=False):  # five in the morning
        assert told(WEEK_BEFORE) == []
    with time_machine.travel(datetime(2026, 10, 8, 15, tzinfo=UTC), tick=False):  # eight
        assert told(WEEK_BEFORE) == [people.staff.email]
    ReminderPreference.objects.update(quiet_from=time(0), quiet_until=time(23, 59))
    with time_machine.travel(datetime(2026, 10, 15, 14, tzinfo=UTC), tick=False):  # the day itself
        assert told(date(2026, 10, 15)) == [people.staff.email]


def test_half_a_pair_of_quiet_hours_is_refused(people: Team) -> None:
    with pytest.raises(CaseworkError, match="both"):
        preferences.prefer(by=people.staff, zone="UTC", quiet_from=time(18), quiet_until=None, on_weekends=True)
    with pytest.raises(CaseworkError, match="not a time zone"):
        preferences.prefer(by=people.staff, zone="Moon/Base", quiet_from=None, quiet_until=None, on_weekends=True)


@pytest.mark.parametrize(
    ("openness", "said", "unsaid"),
    [
        (Openness.FULL, ("Plate-reader contracts", "Alder Bay"), ()),
        (Openness.NUMBER, ("DL-0", "etermination"), ("Plate-reader contracts", "Alder Bay")),
        (Openness.CLOSED, ("A date on your desk",), ("Plate-reader contracts", "Alder Bay", "etermination", "DL-0")),
    ],
)
def test_a_mail_names_the_matter_no_more_openly_than_the_organisation_allows(
    people: Team, openness: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    people.matter.organisation.reminders_say = openness
    people.matter.organisation.save()
    factories.received_request(people, today=WEEK_BEFORE)
    told(WEEK_BEFORE)
    raw = mail.outbox[0].message().as_string()
    words = "".join(
        part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in mail.outbox[0].message().walk()
        if not part.is_multipart()
    )
    for text in said:
        assert text in words
    for text in unsaid:
        assert text not in words
        assert text not in raw


def test_a_mail_carries_the_date_for_a_calendar(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    told(WEEK_BEFORE)
    (part,) = (part for part in mail.outbox[0].message().walk() if part.get_content_type() == "text/calendar")
    (event,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")  # type: ignore[arg-type]
    assert event["DTSTART"].dt == date(2026, 10, 15)


def test_a_schedule_that_was_never_seen_or_fell_silent_is_an_alert(people: Team) -> None:
    now = clock.now()
    assert watch.look(people.staff, at=now).alert == ""  # a desk just set up waits for its first tick
    assert "silent" in watch.look(people.staff, at=now + timedelta(hours=1)).alert
    watch.beat(watch.REMINDERS, at=now)
    assert watch.look(people.staff, at=now).alert == ""
    assert "silent" in watch.look(people.staff, at=now + timedelta(hours=1)).alert


def test_mail_that_fails_is_shown_to_those_who_may_see_the_matter(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    watch.beat(watch.REMINDERS, at=clock.now())
    reminders.plan_reminders(on=WEEK_BEFORE)
    Reminder.objects.update(failure="SMTPDataError: 451 later")
    assert "1 reminder has not gone out" in watch.look(people.reader, at=clock.now()).alert
    assert watch.look(people.stranger, at=clock.now()).alert == ""


def test_a_mail_of_the_day_and_a_letter_that_fail_are_an_alert_too(people: Team) -> None:
    watch.beat(watch.REMINDERS, at=clock.now())
    digest = ReminderDigest.objects.create(
        person=people.staff, send_on=TODAY, message_id="<digest@example.org>", failure="SMTPDataError: 451 later"
    )
    assert "1 reminder has not gone out" in watch.look(people.staff, at=clock.now()).alert
    assert watch.look(people.reader, at=clock.now()).alert == ""  # the mail is somebody else's
    digest.delete()
    letter = letters.propose_letter(
        request=factories.draft_request(people), kind="request", by=people.staff, on=TODAY
    )
    LetterMail.objects.create(
        letter=letter, to="a@example.org", asked_by=people.staff, send_on=TODAY, message_id="<2@example.org>",
        failure="SMTPDataError: 451 later",
    )  # fmt: skip
    assert "1 letter has not gone out" in watch.look(people.reader, at=clock.now()).alert
    assert watch.look(people.stranger, at=clock.now()).alert == ""


def test_one_person_is_told_once_of_one_offset_by_one_channel(people: Team) -> None:
    factories.received_request(people, today=WEEK_BEFORE)
    reminders.plan_reminders(on=WEEK_BEFORE)
    row = Reminder.objects.get()
    assert row.channel == Channel.MAIL
    row.pk = None
    with pytest.raises(IntegrityError, match=r"UNIQUE|unique"), transaction.atomic():
        row.save(force_insert=True)


def test_a_case_that_is_closed_reminds_nobody(people: Team) -> None:
    case = factories.court_case(people)
    courts.record_milestone(case=case, title="Petition filed", happened_on=MONDAY, by=people.counsel, on=TODAY)
    courts.close_case(case=case, outcome="Settled", by=people.counsel, on=TODAY)
    assert told(TODAY) == []


def test_who_wants_one_mail_a_day_gets_one_and_what_presses_comes_at_once(people: Team) -> None:
    preferences.prefer(
        by=people.staff, zone="America/Los_Angeles", quiet_from=None, quiet_until=None, on_weekends=True,
        as_digest=True, digest_at=time(9),
    )  # fmt: skip
    first, second = (factories.agency(name) for name in ("First PD", "Second PD"))
    for agency in (first, second):
        factories.received_request(people, today=WEEK_BEFORE, agency=agency, subject=f"Logs of {agency.short_name}")
    with time_machine.travel(datetime(2026, 10, 8, 15, tzinfo=UTC), tick=False):  # eight
        assert told(WEEK_BEFORE) == []
    with time_machine.travel(datetime(2026, 10, 8, 16, tzinfo=UTC), tick=False):  # nine
        assert told(WEEK_BEFORE) == [people.staff.email]
        (message,) = mail.outbox
        assert "2 dates" in message.subject
        assert "Logs of First PD" in message.body
        assert "Logs of Second PD" in message.body
        ((name, calendar, kind),) = message.attachments
        assert (name, kind) == ("deadline.ics", "text/calendar; method=PUBLISH")
        events = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
        assert [event["DTSTART"].dt for event in events] == [date(2026, 10, 15)] * 2
        assert len({event["UID"] for event in events}) == 2
        assert told(WEEK_BEFORE) == []
    assert Reminder.objects.filter(state=MailState.SENT).count() == 2
    with time_machine.travel(datetime(2026, 10, 15, 7, 5, tzinfo=UTC), tick=False):  # five past midnight
        assert told(date(2026, 10, 15)) == [people.staff.email, people.staff.email]


def test_the_mail_of_the_day_says_why_each_date_is_so_and_who_is_told(people: Team) -> None:
    preferences.prefer(
        by=people.staff, zone="America/Los_Angeles", quiet_from=None, quiet_until=None, on_weekends=True,
        as_digest=True, digest_at=time(0),
    )  # fmt: skip
    deadline = court_deadline(people, date(2026, 12, 15))
    deadline.set_by, deadline.set_words, deadline.rule_gives_on = "x", "order of Tue 27 Oct 2026", date(2026, 12, 1)
    deadline.save()
    assert people.staff.email in told(date(2026, 11, 16))
    (message,) = (one for one in mail.outbox if one.to == [people.staff.email])
    html = str(message.alternatives[0][0])  # type: ignore[attr-defined]
    for words in (str(message.body), html):
        assert "Set by order of Tue 27 Oct 2026; the rule would give Tue 1 Dec 2026." in words
        assert "60 days." in words
        assert "CRC 8.104" in words
        assert "Why you: You lead this case." in words


def test_who_wants_one_mail_a_day_still_hears_on_friday_afternoon_of_monday(people: Team) -> None:
    preferences.prefer(
        by=people.staff, zone="America/Los_Angeles", quiet_from=None, quiet_until=None, on_weekends=False,
        as_digest=True, digest_at=time(8),
    )  # fmt: skip
    friday = date(2026, 12, 11)
    deadline = court_deadline(people, date(2026, 12, 18))
    with time_machine.travel(datetime(2026, 12, 11, 17, tzinfo=UTC), tick=False):  # nine: the mail of the day
        assert people.staff.email in told(friday)
    deadline.pk, deadline.trigger_key, deadline.due_on = None, "u", date(2026, 12, 14)
    deadline.save(force_insert=True)
    with time_machine.travel(datetime(2026, 12, 11, 23, tzinfo=UTC), tick=False):  # three in the afternoon
        assert people.staff.email in told(friday)


def test_a_digest_leaves_out_what_was_done_in_the_meantime(people: Team) -> None:
    preferences.prefer(
        by=people.staff, zone="America/Los_Angeles", quiet_from=None, quiet_until=None, on_weekends=True,
        as_digest=True, digest_at=time(0),
    )  # fmt: skip
    request = factories.received_request(people, today=WEEK_BEFORE)
    reminders.plan_reminders(on=WEEK_BEFORE)
    request.deadlines.update(status="met")
    assert told(WEEK_BEFORE) == []
    assert "nothing in it" in ReminderDigest.objects.get().skipped_because
    row = Reminder.objects.get()
    assert (row.state, row.skipped_because) == (MailState.SKIPPED, "the deadline is done.")
