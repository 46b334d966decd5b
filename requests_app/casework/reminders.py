"""Reminders: planned as rows, claimed one by one, checked again at sending, sent once."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q

from requests_app import clock, law, reminders
from requests_app.access import may_see
from requests_app.casework import journal
from requests_app.models import Deadline, Reminder, ReminderState

LEASE = timedelta(minutes=10)  # longer than any mail server may take
LONGEST_WAIT = timedelta(hours=1)  # between two tries of a mail that fails
MAIL_DOMAIN = "daylight.example.org"  # right of the @ in every Message-ID; it need not exist, only never change
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
    _skip_outrun(run)
    while reminder := claim_reminder(on=on, at=clock.now()):
        _send(reminder, on=on, run=run)
    return run


def _skip_outrun(run: Run) -> None:
    """After days of silence only the nearest reminder of a deadline goes out."""
    waiting = {
        (row.deadline_id, row.recipient_id, row.offset_days): row
        for row in Reminder.objects.filter(state=ReminderState.WAITING).select_related("deadline", "recipient")
    }
    planned = [reminders.Planned(*key, row.send_on) for key, row in waiting.items()]
    for old in reminders.outrun(planned):
        row = waiting[int(old.deadline_key), int(old.recipient_key), old.offset_days]
        reason = "a later reminder of the same deadline replaces it."
        _finish(row, state=ReminderState.SKIPPED, skipped_because=reason, summary=f"Not reminded: {reason}")
        run.skipped.append(f"{row}: {reason}")


def plan_reminders(*, on: date) -> int:
    """Write the reminders this day calls for, each once; returns how many are new."""
    deadlines = {
        deadline.pk: deadline
        for deadline in Deadline.objects.open()
        .filter(due_on__lte=on + HORIZON)
        .select_related("request__handled_by", "request__matter__lead", "case__lead", "case__matter__lead")
        .prefetch_related("reminders")
    }
    dues = [
        reminders.Due(
            deadline.pk,
            deadline.due_on,
            (deadline.responsible.pk,),
            can_be_late=deadline.kind == law.Kind.ACT,
            planned=frozenset((row.recipient_id, row.offset_days) for row in deadline.reminders.all()),
        )
        for deadline in deadlines.values()
        if deadline.due_on
    ]
    rows = [
        Reminder(
            deadline=deadlines[int(planned.deadline_key)],
            recipient_id=int(planned.recipient_key),
            offset_days=planned.offset_days,
            send_on=planned.send_on,
            message_id=reminders.message_id(planned, domain=MAIL_DOMAIN),
        )
        for planned in reminders.plan(dues, on=on, is_court_day=law.is_court_day)
    ]
    # Another schedule may have planned the same a moment ago: the unique constraint keeps one of the two.
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
    notice = reminders.Notice(
        title=deadline.title,
        about=str(deadline.subject),
        due_on=deadline.due_on or on,
        reasons=tuple(deadline.reasons),
        authority=deadline.authority,
        what_to_do=what_to_do(deadline, on=on),
        link=f"{settings.SITE_URL}{deadline.get_absolute_url()}",
        recipient_name=str(recipient),
        warning=warning_of(deadline),
    )
    words = reminders.compose(notice, on=on, message_id=reminder.message_id, is_court_day=law.is_court_day)
    return words.message(sender=settings.DEFAULT_FROM_EMAIL, to=recipient.email)


def what_to_do(deadline: Deadline, *, on: date) -> str:
    """The next step, in one sentence."""
    if deadline.severity == law.Severity.AGENCY_DUTY:
        if deadline.is_late(on=on):
            return "The agency is late: record what it sent, or propose a letter that says so."
        return "The agency must act by then; record what it sends on the day it comes."
    if deadline.kind != law.Kind.ACT:
        return "Nothing need be done on this day, but it starts or ends something: look at the case."
    return "Do this by then, and record it on the case's page on the day it is done."


def warning_of(deadline: Deadline) -> str:
    """What cannot be repaired or is not certain, in one sentence; blank where neither is so."""
    if deadline.severity == law.Severity.JURISDICTIONAL:
        return "This date is jurisdictional: no court can extend it once it has passed."
    return deadline.verification_note


def _finish(reminder: Reminder, *, summary: str, **values: object) -> None:
    with transaction.atomic():
        Reminder.objects.filter(pk=reminder.pk, state=ReminderState.WAITING).update(claimed_at=None, **values)
        journal.write(reminder, by=None, verb="send_reminder", summary=summary)
