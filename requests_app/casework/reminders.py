"""Reminders: planned as rows, claimed one by one, checked again at sending, sent once."""

from datetime import date, datetime, time

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet

from requests_app import clock, law, reminders
from requests_app.access import may_see
from requests_app.casework import digests, outbox, personal, planning
from requests_app.casework.naming import calendar_key, name_deadline
from requests_app.casework.outbox import MAIL_DOMAIN, Run
from requests_app.models import (
    SETTLEMENT,
    Attention,
    Deadline,
    Openness,
    Reminder,
    ReminderDigest,
    ReminderPreference,
    ReminderState,
    User,
)
from requests_app.reminders import ical

ANY_TIME = reminders.Hours()
NOON = time(12)
VERB = "send_reminder"


def send_due_reminders(*, on: date, until: datetime | None = None) -> Run:
    """Plan what is due up to this day and send what waits. Safe to repeat, and to run in several processes.

    At the moment `until` it stops and leaves the rest to the next run.
    """

    def needed(row: Reminder) -> str:
        return reason_to_skip(row, on=on)

    run = Run(planned=plan_reminders(on=on))
    _skip_outrun(run)
    digests.gather(on=on, at=clock.now())
    outbox.deliver(_post(on), run=run, until=until)
    daily = digests.post(
        on,
        why_not=needed,
        notice=lambda row: notice_of(row, on=on),
        calendar=lambda rows: ical.feed((calendar_deadline(row.deadline) for row in rows), domain=MAIL_DOMAIN),
        held_until=held_until,
    )
    outbox.deliver(daily, run=run, until=until)
    outbox.deliver(personal.post(on, held_until), run=run, until=until)
    return run


def _post(on: date) -> outbox.Post[Reminder]:
    return outbox.Post(
        rows=_due(on),
        verb=VERB,
        write=lambda row: mail_of(row, on=on),
        why_not=lambda row: reason_to_skip(row, on=on),
        held_until=lambda row, at: held_until(row.recipient, row.deadline.due_on, at),
        sent=lambda row: f"Reminded {row.recipient} of “{row.deadline.title}”.",
    )


def _due(on: date) -> QuerySet[Reminder]:
    alone = Reminder.objects.filter(send_on__lte=on, digest=None).exclude(digests.waits_for_digest(on=on))
    return alone.select_related(
        "recipient", "deadline__request__agency", "deadline__case__court", "deadline__matter__organisation",
        "deadline__matter__lead",
    )  # fmt: skip


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
        with transaction.atomic():
            row = _free(pk)
            if row is not None:  # else it is being sent
                outbox.skip(row, "a later reminder of the same deadline replaces it.", verb=VERB, run=run)


def _free(pk: int) -> Reminder | None:
    """A reminder that waits and no sender has, alone or in a mail of the day, kept until the transaction ends."""
    waiting, digests_waiting = outbox.mails(Reminder.objects.all()), outbox.mails(ReminderDigest.objects.all())
    row = Reminder.objects.filter(waiting.free(clock.now()), pk=pk).select_related("deadline", "recipient").first()
    if row is None:
        return None
    row.was_dropped = bool(row.claim_token)
    if row.digest_id:
        free = ReminderDigest.objects.filter(digests_waiting.free(clock.now()), pk=row.digest_id)
        digest = free.select_for_update().first()
        if digest is None:
            return None
        row.was_dropped = row.was_dropped or bool(digest.claim_token)
    return row


def plan_reminders(*, on: date) -> int:
    """Write the reminders this day calls for, each once; returns how many are new."""
    rows = [
        Reminder(
            deadline_id=int(found.deadline_key),
            recipient_id=int(found.recipient_key),
            offset_days=found.offset_days,
            send_on=found.send_on,
            message_id=reminders.message_id(found, domain=MAIL_DOMAIN),
        )
        for found in reminders.plan(planning.dues(on=on), on=on, is_court_day=law.is_court_day)
    ]
    # Another schedule may have planned the same a moment ago: the unique constraint keeps one of the two.
    before = Reminder.objects.count() if rows else 0
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Reminder.objects.count() - before if rows else 0


def hours_of(person: User) -> reminders.Hours:
    """When the person's mails may come; at any time where they said nothing."""
    said = ReminderPreference.objects.filter(person=person).first()
    return reminders.Hours(said.zone, said.quiet_from, said.quiet_until, said.on_weekends) if said else ANY_TIME


def held_until(person: User, due_on: date | None, at: datetime) -> datetime | None:
    """When the person's mail may go; None for now. Nothing is held beyond noon of the day it warns of."""
    moment = reminders.next_moment(hours_of(person), at)
    if moment <= at:
        return None
    if due_on is None or at.astimezone(clock.COURT_ZONE).date() > due_on:
        return moment
    return moment if moment <= datetime.combine(due_on, NOON, clock.COURT_ZONE) else None


def reason_to_skip(reminder: Reminder, *, on: date) -> str:
    """Why the mail is not needed any more, as things stand now; blank where it is."""
    deadline = Deadline.objects.get(pk=reminder.deadline_id)
    if not deadline.is_open:
        return f"the deadline is {deadline.get_status_display().lower()}."
    if not reminder.recipient.is_active:
        return "the person no longer works here."
    if not may_see(reminder.recipient, deadline):
        return "the person may no longer see the matter."
    said = Attention.objects.filter(deadline=deadline, person=reminder.recipient).first()
    if said and said.handed_to and may_see(said.handed_to, deadline):
        return f"it was handed over to {said.handed_to}."
    if said and said.quiet_until and on < said.quiet_until:
        return f"the person wants to be left alone until {said.quiet_until:%a %-d %b %Y}."
    return ""


def notice_of(reminder: Reminder, *, on: date) -> reminders.Notice:
    """What this reminder says: as openly as the organisation allows, with the date for a calendar."""
    deadline = reminder.deadline
    named = name_deadline(deadline)
    warning = warning_of(deadline) if named.authority else ""
    return reminders.Notice(
        title=named.title,
        about=named.about,
        due_on=deadline.due_on or on,
        reasons=tuple(reason for reason in named.reasons if reason != warning),  # which is said above them
        authority=named.authority,
        what_to_do=what_to_do(deadline, on=on),
        link=f"{settings.SITE_URL}{reminder.get_absolute_url()}",
        recipient_name=str(reminder.recipient),
        why_you=why_told(reminder),
        is_answered_there=True,
        warning=warning,
        calendar=ical.one_event(calendar_deadline(deadline), domain=MAIL_DOMAIN),
    )


def why_told(reminder: Reminder) -> str:
    """Why it is this person who is told, in one sentence; without names where the organisation wants none."""
    deadline, person = reminder.deadline, reminder.recipient
    if deadline.matter.organisation.reminders_say == Openness.CLOSED:
        return "The date is yours, or you stand in for a colleague."
    handed = Attention.objects.filter(deadline=deadline, handed_to=person).select_related("person").first()
    if handed:
        return f"{handed.person} handed this date over to you."
    if deadline.responsible == person:
        return "You handle this request." if deadline.request_id else "You lead this case."
    if not may_see(deadline.responsible, deadline):
        return f"{deadline.responsible} is no longer on the matter, so the date falls to you."
    acknowledged = Attention.objects.filter(deadline=deadline, acknowledged_at__isnull=False)
    if deadline.matter.lead == person and not acknowledged.exists():
        return "You lead the matter, and nobody has acknowledged this date."
    return f"Two people are told of a date like this; the other is {deadline.responsible}."


def mail_of(reminder: Reminder, *, on: date) -> EmailMultiAlternatives:
    """The mail this reminder sends."""
    words = reminders.compose(
        notice_of(reminder, on=on), on=on, message_id=reminder.message_id, is_court_day=law.is_court_day
    )
    return words.message(sender=settings.DEFAULT_FROM_EMAIL, to=reminder.recipient.email)


def calendar_deadline(deadline: Deadline) -> ical.CalendarDeadline:
    """The deadline as calendars show it, under a name that stays when its date moves."""
    named = name_deadline(deadline)
    return ical.CalendarDeadline(
        key=calendar_key(deadline),
        title=f"{named.title} – {named.about}",
        due_on=deadline.due_on or deadline.computed_at.date(),
        sequence=deadline.sequence,
        stamped_at=deadline.computed_at,
        description="\n".join(filter(None, (*named.reasons, named.authority))),
        link=f"{settings.SITE_URL}{deadline.get_absolute_url()}",
    )


def what_to_do(deadline: Deadline, *, on: date) -> str:
    """The next step, in one sentence."""
    if deadline.rule_id == SETTLEMENT:
        return "See whether it was done, and record on the term's page what became of it."
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
