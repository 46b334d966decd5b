"""Reminders: planned as rows, claimed one by one, checked again at sending, sent once."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from requests_app import law, reminders
from requests_app.access import may_see
from requests_app.casework import outbox
from requests_app.casework.outbox import MAIL_DOMAIN, Run
from requests_app.models import Deadline, Reminder, ReminderState

HORIZON = timedelta(days=10)  # calendar days ahead of which nothing is planned
VERB = "send_reminder"


def send_due_reminders(*, on: date, until: datetime | None = None) -> Run:
    """Plan what is due up to this day and send what waits. Safe to repeat, and to run in several processes.

    At the moment `until` it stops and leaves the rest to the next run.
    """
    run = Run(planned=plan_reminders(on=on))
    _skip_outrun(run)
    outbox.deliver(_post(on), run=run, until=until)
    return run


def _post(on: date) -> outbox.Post[Reminder]:
    return outbox.Post(
        rows=_due(on),
        verb=VERB,
        write=lambda row: mail_of(row, on=on),
        why_not=reason_to_skip,
        held_until=lambda row, at: None,
        sent=lambda row: f"Reminded {row.recipient} of “{row.deadline.title}”.",
    )


def _due(on: date) -> QuerySet[Reminder]:
    return Reminder.objects.filter(send_on__lte=on).select_related(
        "recipient", "deadline__request__agency", "deadline__case__court", "deadline__matter"
    )


def claim_reminder(*, on: date, at: datetime) -> Reminder | None:
    """Take one waiting reminder for this process alone; None when none is left."""
    return outbox.claim(_due(on), at=at)


def _skip_outrun(run: Run) -> None:
    """After days of silence only the nearest reminder of a deadline goes out."""
    waiting = Reminder.objects.filter(state=ReminderState.WAITING)
    keys = {
        (deadline, recipient, offset): (pk, send_on)
        for pk, deadline, recipient, offset, send_on in waiting.values_list(
            "pk", "deadline_id", "recipient_id", "offset_days", "send_on"
        )
    }
    for old in reminders.outrun(reminders.Planned(*key, send_on) for key, (_, send_on) in keys.items()):
        pk, _ = keys[int(old.deadline_key), int(old.recipient_key), old.offset_days]
        row = Reminder.objects.select_related("deadline", "recipient").get(pk=pk)
        outbox.skip(row, "a later reminder of the same deadline replaces it.", verb=VERB, run=run)


def plan_reminders(*, on: date) -> int:
    """Write the reminders this day calls for, each once; returns how many are new."""
    open_now = Deadline.objects.open().filter(due_on__lte=on + HORIZON)
    planned: dict[int, set[tuple[int | str, int]]] = {}
    for deadline, recipient, offset in Reminder.objects.filter(deadline__in=open_now).values_list(
        "deadline_id", "recipient_id", "offset_days"
    ):
        planned.setdefault(deadline, set()).add((recipient, offset))
    responsible = Coalesce("request__handled_by", "case__lead", "matter__lead")
    dues = [
        reminders.Due(
            pk,
            due_on,
            (person,),
            can_be_late=kind == law.Kind.ACT,
            planned=frozenset(planned.get(pk, ())),
        )
        for pk, due_on, kind, person in open_now.annotate(person=responsible).values_list(
            "pk", "due_on", "kind", "person"
        )
        if due_on
    ]
    rows = [
        Reminder(
            deadline_id=int(found.deadline_key),
            recipient_id=int(found.recipient_key),
            offset_days=found.offset_days,
            send_on=found.send_on,
            message_id=reminders.message_id(found, domain=MAIL_DOMAIN),
        )
        for found in reminders.plan(dues, on=on, is_court_day=law.is_court_day)
    ]
    # Another schedule may have planned the same a moment ago: the unique constraint keeps one of the two.
    before = Reminder.objects.count() if rows else 0
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Reminder.objects.count() - before if rows else 0


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
