"""Is the schedule alive, and does the mail go out? A silent schedule is itself an alert."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from requests_app import clock
from requests_app.access import Power, may, visible
from requests_app.models import (
    Heartbeat,
    Letter,
    LetterMail,
    LetterState,
    MailFetch,
    MailState,
    PersonalReminder,
    Reminder,
    ReminderDigest,
    User,
)

REMINDERS = "reminders"
BEATS_MISSED = 10  # ticks without a sign of life, and five minutes at least


@dataclass(frozen=True, slots=True)
class Watch:
    """How the machinery stands for one person. `alert` is a sentence to show, or "" where all is well."""

    last_beat_at: datetime | None
    is_silent: bool
    waiting_count: int
    failing: QuerySet[Reminder]
    failing_personal: QuerySet[PersonalReminder]
    failing_digests: QuerySet[ReminderDigest]
    failing_letters: QuerySet[LetterMail]
    letters: QuerySet[Letter]
    mailboxes: list[MailFetch]  # all that mail is fetched from; none for who may not act on them
    silent_mailboxes: list[MailFetch]  # of which no fetch has ended for long

    @property
    def mail_fails(self) -> bool:
        """Whether some mail that came could not be kept."""
        return any(mailbox.failures for mailbox in self.mailboxes)

    @property
    def alert(self) -> str:
        """What people should know at once."""
        if self.is_silent:
            return "The schedule is silent: no reminder goes out and no letter is made until it runs again."
        reminders = len(self.failing) + len(self.failing_personal) + len(self.failing_digests)
        for count, noun in ((reminders, "reminder"), (len(self.failing_letters), "letter")):
            if count:
                return f"{count} {noun}{' has' if count == 1 else 's have'} not gone out: the mail server refused."
        for mailbox in self.mailboxes:
            if mailbox.failures:
                return f"Mail that came in could not be fetched: {mailbox.failures[0]}"
        for mailbox in self.silent_mailboxes:
            return f"No mail has been fetched from {mailbox} since {_moment(mailbox.finished_at)}."
        return ""


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(clock.COURT_ZONE):%a %-d %b %Y, %H:%M}" if at else "it was set up"


def beat(name: str, *, at: datetime) -> None:
    """Leave a sign of life."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": at})


def look(person: User, *, at: datetime) -> Watch:
    """How it stands with what this person may see."""
    last = Heartbeat.objects.filter(name=REMINDERS).values_list("beat_at", flat=True).first()
    # Before the first beat, patience begins with the first account.
    heard = last or User.objects.order_by("date_joined").values_list("date_joined", flat=True).first() or at
    patience = max(timedelta(minutes=5), timedelta(seconds=settings.REMINDERS_EVERY_SECONDS * BEATS_MISSED))
    waiting = visible(person, Reminder.objects.filter(state=MailState.WAITING))
    personal = visible(person, PersonalReminder.objects.filter(state=MailState.WAITING))
    digests = visible(person, ReminderDigest.objects.filter(state=MailState.WAITING))
    mailed = visible(person, LetterMail.objects.filter(state=MailState.WAITING))
    mailboxes = list(MailFetch.objects.order_by("mailbox")) if may(person, Power.CHANGE) else []
    fetching_over = at - max(patience, timedelta(seconds=2 * settings.MAIL_LEASE_SECONDS))
    stuck = Letter.objects.filter(state__in=[LetterState.ISSUING, LetterState.FAILED])
    return Watch(
        last_beat_at=last,
        is_silent=heard < at - patience,
        waiting_count=waiting.count(),
        failing=waiting.exclude(failure="").select_related("recipient", "deadline"),
        failing_personal=personal.exclude(failure=""),
        failing_digests=digests.exclude(failure=""),
        failing_letters=mailed.exclude(failure="").select_related("letter"),
        letters=visible(person, stuck).select_related("request__agency"),
        mailboxes=mailboxes,
        silent_mailboxes=[row for row in mailboxes if row.finished_at and row.finished_at < fetching_over],
    )
