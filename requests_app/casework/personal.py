"""Personal reminders: a mail on a day of one's own, about anything one may see, whatever happens."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Model

from requests_app import law, reminders
from requests_app.access import Power, may_see
from requests_app.casework import journal, outbox, queue, records
from requests_app.casework.naming import number_of
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import (
    CourtCase,
    Dataset,
    Document,
    ExemptionClaim,
    Letter,
    MailState,
    Matter,
    Openness,
    PersonalReminder,
    RecordsRequest,
    User,
)

VERB = "remind_person"
Subject = RecordsRequest | CourtCase | ExemptionClaim | Letter | Document | Dataset | Matter
_FIELDS: dict[type[Model], str] = {
    RecordsRequest: "request",
    CourtCase: "case",
    ExemptionClaim: "claim",
    Letter: "letter",
    Document: "document",
    Dataset: "dataset",
}


def ask_to_be_reminded(*, of: Subject, words: str, send_on: date, by: User, on: date) -> PersonalReminder:
    """A mail to oneself on that day.

    Raises: CaseworkError when the day is not ahead, or for what is filed nowhere; AccessError for what one may
    not see.
    """
    if send_on <= on:
        raise CaseworkError("Choose a day that is still ahead.")
    if not may_see(by, of):
        raise AccessError("You are not a member of this matter.")
    matter = journal.place_of(of).matter
    if matter is None:
        raise CaseworkError("A reminder is about something in a matter, and this is filed in none.")
    return records.add(
        PersonalReminder(
            matter=matter,
            **({_FIELDS[type(of)]: of} if type(of) in _FIELDS else {}),
            person=by,
            words=words,
            send_on=send_on,
            asked_on=on,
            message_id=f"<personal.{uuid4().hex}@{outbox.MAIL_DOMAIN}>",
        ),
        by=by,
        verb="ask_to_be_reminded",
        summary=f"Asked to be reminded on {send_on:%a %-d %b %Y}: {words}",
        power=Power.READ,
    )


def withdraw_reminder(*, reminder: PersonalReminder, by: User) -> PersonalReminder:
    """Not needed after all.

    Raises: CaseworkError once it was sent, or while it is; AccessError for somebody else's.
    """
    if reminder.person != by:
        raise AccessError("This reminder is somebody else's.")
    with transaction.atomic():
        outbox.keep_back(reminder)
        return records.change(
            reminder,
            by=by,
            verb="withdraw_reminder",
            summary=f"Withdrew the reminder “{reminder.words}”.",
            power=Power.READ,
            state=MailState.SKIPPED,
            skipped_because="the person withdrew it.",
            **queue.LET_GO,
        )


def post(on: date, held_until: outbox.Hold) -> outbox.Post[PersonalReminder]:
    """The personal reminders that are due, for the schedule."""
    return outbox.Post(
        rows=PersonalReminder.objects.filter(send_on__lte=on).select_related(
            "person",
            "matter__organisation",
            "request__agency",
            "case__court",
            "claim",
            "letter",
            "document",
            "dataset",
        ),
        verb=VERB,
        write=_mail,
        why_not=_reason_to_skip,
        held_until=lambda row, at: held_until(row.person, None, at),
        sent=lambda row: f"Reminded {row.person}, as they had asked: {row.words}",
    )


def _reason_to_skip(row: PersonalReminder) -> str:
    if not row.person.is_active:
        return "the person no longer works here."
    return "" if may_see(row.person, row.subject) else "the person may no longer see the matter."


def _mail(row: PersonalReminder) -> EmailMultiAlternatives:
    openness = row.matter.organisation.reminders_say
    about = {Openness.FULL: str(row.subject), Openness.NUMBER: number_of(row.subject)}
    closed = openness == Openness.CLOSED
    notice = reminders.Notice(
        title="A reminder of yours" if closed else row.words,
        about=about.get(Openness(openness), "sign in to see it"),
        due_on=row.send_on,
        reasons=(f"You asked for this mail on {reminders.short_date(row.asked_on)}.",),
        authority="",
        what_to_do="Look at it again, as you meant to on this day.",
        link=f"{settings.SITE_URL}{row.get_absolute_url() if closed else row.address}",
        recipient_name=str(row.person),
    )
    words = reminders.compose(notice, on=row.send_on, message_id=row.message_id, is_court_day=law.is_court_day)
    return words.message(sender=settings.DEFAULT_FROM_EMAIL, to=row.person.email)
