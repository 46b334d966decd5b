"""Reminders: planned as rows, claimed one by one, checked again at sending, sent once."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q

from requests_app import clock, law, reminders
from requests_app.access import may_see
from requests_app.casework import journal
from requests_app.models import Deadline, Reminder, ReminderState

LEASE = timedelta(minutes=10)  # longer than any mail server may take
LONGEST_WAIT = timedelta(hours=1)  # between two tries of a mail that fails
HORIZON = timedelta(days=10)  # calendar days ahead of which nothing is planned


@dataclass(slots=True)
class Run:
    """What one run did, in numbers and in sentences."""

    planned: int = 0
    sent: int = 0
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "planned": self.planned,
            "sent": self.sent,
            "skipped": len(self.skipped),
            "failed": len(self.failed),
        }


def send_due_reminders(*, on: date) -> Run:
    """Plan what is due up to this day and send what waits. Safe to repeat, and to run in several processes."""
    run = Run(planned=plan_reminders(on=on))
    while reminder := claim_reminder(on=on, at=clock.now()):
        _send(reminder, on=on, run=run)
    return run


def plan_reminders(*, on: date) -> int:
    """Write the reminders this day calls for, each once; returns how many are new."""
    deadlines = {
        str(deadline.pk): deadline
        for deadline in Deadline.objects.open()
        .filter(due_on__lte=on + HORIZON)
        .select_related("request__handled_by", "request__matter__lead", "case__lead", "case__matter__lead")
    }
    dues = [
        reminders.Due(key, deadline.due_on, deadline.kind, str(deadline.responsible.pk))
        for key, deadline in deadlines.items()
        if deadline.due_on
    ]
    written = Reminder.objects.filter(deadline__in=deadlines.values())
    known = frozenset((str(r.deadline_id), str(r.recipient_id), r.offset_days) for r in written)
    rows = [
        Reminder(
            deadline=deadlines[planned.deadline_key],
            recipient_id=int(planned.recipient_key),
            offset_days=planned.offset_days,
            send_on=planned.send_on,
            message_id=reminders.message_id(
                planned.deadline_key, planned.recipient_key, planned.offset_days, settings.SITE_URL
            ),
        )
        for planned in reminders.plan(dues, on=on, is_court_day=law.is_court_day)
        if (planned.deadline_key, planned.recipient_key, planned.offset_days) not in known
    ]
    return len(Reminder.objects.bulk_create(rows, ignore_conflicts=True))


def claim_reminder(*, on: date, at: datetime) -> Reminder | None:
    """Take one waiting reminder for this process alone; None when none is left.

    A reminder that failed waits longer after each try, one hour at most.
    """
    free = Q(state=ReminderState.WAITING, send_on__lte=on)
    for pk, claimed_at, attempts in Reminder.objects.filter(free).values_list("pk", "claimed_at", "attempt_count"):
        if claimed_at and at < claimed_at + _wait(attempts):
            continue
        won = Reminder.objects.filter(free, pk=pk, claimed_at=claimed_at).update(
            claimed_at=at, attempt_count=F("attempt_count") + 1
        )
        if won:
            return Reminder.objects.select_related(
                "recipient", "deadline__request__agency", "deadline__case__court", "deadline__matter"
            ).get(pk=pk)
    return None


def _wait(attempts: int) -> timedelta:
    return max(LEASE, min(LONGEST_WAIT, timedelta(minutes=2**attempts)))


def _send(reminder: Reminder, *, on: date, run: Run) -> None:
    reason = reason_to_skip(reminder)
    if reason:
        _finish(reminder, state=ReminderState.SKIPPED, skipped_because=reason, summary=f"Not reminded: {reason}")
        run.skipped.append(f"{reminder}: {reason}")
        return
    try:
        mail_of(reminder, on=on).send()
    except Exception as error:  # noqa: BLE001 - whatever the mail server does, the row keeps it and the others go on
        failure = f"{type(error).__name__}: {error}"
        Reminder.objects.filter(pk=reminder.pk).update(failure=failure[:1000])
        run.failed.append(f"{reminder}: {failure}")
        return
    _finish(
        reminder,
        state=ReminderState.SENT,
        sent_at=clock.now(),
        failure="",
        summary=f"Reminded {reminder.recipient} of “{reminder.deadline.title}”.",
    )
    run.sent += 1


def reason_to_skip(reminder: Reminder) -> str:
    """Why the mail is not needed any more, as things stand now; blank where it is."""
    deadline = Deadline.objects.get(pk=reminder.deadline_id)
    if not deadline.is_open:
        return f"the deadline is {deadline.get_status_display().lower()}."
    if not reminder.recipient.is_active:
        return "the person no longer works here."
    if not may_see(reminder.recipient, deadline):
        return "the person may no longer see the matter."
    return ""


def mail_of(reminder: Reminder, *, on: date) -> EmailMultiAlternatives:
    """The mail this reminder sends."""
    deadline, recipient = reminder.deadline, reminder.recipient
    words = reminders.compose(
        reminders.Notice(
            title=deadline.title,
            subject=str(deadline.subject),
            due_on=deadline.due_on or on,
            on=on,
            reasons=tuple(deadline.reasons),
            authority=deadline.authority,
            verification_note=deadline.verification_note,
            must_act=deadline.must_act,
            severity=deadline.severity,
            url=f"{settings.SITE_URL}{deadline.get_absolute_url()}",
            recipient=str(recipient),
        )
    )
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[recipient.email],
        headers={"Message-ID": reminder.message_id, **words.headers},
        connection=get_connection(),
    )
    mail.attach_alternative(words.html, "text/html")
    return mail


def _finish(reminder: Reminder, *, summary: str, **values: object) -> None:
    with transaction.atomic():
        Reminder.objects.filter(pk=reminder.pk, state=ReminderState.WAITING).update(claimed_at=None, **values)
        journal.write(reminder, by=None, verb="send_reminder", summary=summary)
