"""One mail a day, for those who want it: gathered once, sent once, and each date in it recorded."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet

from requests_app import clock, law, reminders
from requests_app.casework import journal, outbox
from requests_app.models import MailState, Reminder, ReminderDigest, ReminderPreference

VERB = "send_digest"
Needed = Callable[[Reminder], str]  # why a reminder is not needed any more, or ""
Notify = Callable[[Reminder], reminders.Notice]
Calendar = Callable[[Sequence[Reminder]], bytes]  # one .ics file with the dates of all of them


def waits_for_digest(*, on: date) -> Q:
    """Reminders that wait for their recipient's daily mail: all but the dates up to the next court day."""
    next_court_day = reminders.eve_of_next_court_day(on, law.is_court_day) + timedelta(days=1)
    pressing = Q(deadline__due_on__range=(on, next_court_day))
    return Q(recipient__reminder_preference__as_digest=True) & ~pressing


def gather(*, on: date, at: datetime) -> None:
    """Make today's digest of everyone whose hour has come. Safe to repeat, and to run in several processes."""
    for wish in ReminderPreference.objects.filter(as_digest=True).select_related("person"):
        if at.astimezone(ZoneInfo(wish.zone)).time() < wish.digest_at:
            continue
        rows = Reminder.objects.filter(
            waits_for_digest(on=on), recipient=wish.person, state=MailState.WAITING, digest=None, send_on__lte=on
        )
        rows = rows.filter(outbox.mails(rows).free(at))  # none that is on its way out alone
        keys = list(rows.values_list("pk", flat=True))
        if not keys:
            continue
        with transaction.atomic():
            message_id = f"<digest.{wish.person_id}.{on:%Y%m%d}@{outbox.MAIL_DOMAIN}>"
            digest, is_new = ReminderDigest.objects.get_or_create(
                person=wish.person, send_on=on, defaults={"message_id": message_id}
            )
            if is_new:  # else what came later waits for tomorrow: the same Message-ID must not say another thing
                rows.filter(pk__in=keys).update(digest=digest)


def post(
    on: date, *, why_not: Needed, notice: Notify, calendar: Calendar, held_until: outbox.Hold
) -> outbox.Post[ReminderDigest]:
    """The digests that are due, for the schedule."""

    told: dict[int, set[int]] = {}  # the dates in each mail as it was written

    def write(row: ReminderDigest) -> EmailMultiAlternatives:
        needed = [each for each in _parts(row) if not why_not(each)]
        told[row.pk] = {each.pk for each in needed}
        return _mail(row, on, [notice(each) for each in needed], calendar(needed))

    def record(row: ReminderDigest) -> None:
        for each in _parts(row).filter(pk__in=told[row.pk]):
            said = f"Reminded {each.recipient} of “{each.deadline.title}”."
            _settle(each, said, state=MailState.SENT, sent_at=clock.now())
        leave_out(row)

    def leave_out(row: ReminderDigest) -> None:
        for each in _parts(row):
            if reason := why_not(each):
                because = outbox.why_unsent(row, reason)
                _settle(each, f"Not sent: {because}", state=MailState.SKIPPED, skipped_because=because)
        _parts(row).update(digest=None)  # what is needed again goes out alone

    return outbox.Post(
        rows=ReminderDigest.objects.filter(send_on__lte=on).select_related("person"),
        verb=VERB,
        write=write,
        why_not=lambda row: "" if any(not why_not(each) for each in _parts(row)) else "nothing in it is needed.",
        held_until=lambda row, at: held_until(row.person, None, at),
        sent=lambda row: f"Sent {row.person} the mail of the day.",
        after=record,
        unsent=leave_out,
    )


def _parts(row: ReminderDigest) -> QuerySet[Reminder]:
    return Reminder.objects.filter(digest=row, state=MailState.WAITING).select_related(
        "recipient",
        "deadline__request__agency",
        "deadline__case__court",
        "deadline__matter__organisation",
        "deadline__matter__lead",
    )


def _settle(each: Reminder, said: str, **outcome: Any) -> None:
    """What became of one date in a mail of the day."""
    for name, value in outcome.items():
        setattr(each, name, value)
    each.save(update_fields=outcome)
    journal.write(each, by=None, verb=VERB, summary=said)


def _mail(row: ReminderDigest, on: date, notices: list[reminders.Notice], calendar: bytes) -> EmailMultiAlternatives:
    words = reminders.compose_digest(
        notices,
        on=on,
        recipient_name=str(row.person),
        link=f"{settings.SITE_URL}/reminders/",
        message_id=row.message_id,
        is_court_day=law.is_court_day,
        calendar=calendar,
    )
    return words.message(sender=settings.DEFAULT_FROM_EMAIL, to=row.person.email)
