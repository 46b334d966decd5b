"""Decide who is told of each open deadline on a day, by the policies and by what people said, in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Min, Q
from django.db.models.functions import Coalesce

from requests_app import clock, law, reminders
from requests_app.models import Attention, Deadline, Membership, Reminder, ReminderPolicy, ReminderState, Role

LOOK_AHEAD = timedelta(days=5)  # the longest run of closed days, over which a mail looks ahead


def policies() -> list[reminders.Policy]:
    """The policies on record. Where there are none yet, the defaults are written, for administrators to change."""
    rows = ReminderPolicy.objects.all()
    if not rows:
        ReminderPolicy.objects.bulk_create(
            (
                ReminderPolicy(
                    applies_to=policy.applies_to,
                    kind=policy.kind,
                    severity=policy.severity,
                    offsets=", ".join(map(str, policy.offsets)),
                    tells_two=policy.tells_two,
                    escalates_after_days=policy.escalates_after_days,
                )
                for policy in reminders.DEFAULT_POLICIES
            ),
            ignore_conflicts=True,  # another process may do the same
        )
        return list(reminders.DEFAULT_POLICIES)
    return [
        reminders.Policy(
            row.applies_to,
            row.kind,
            row.severity,
            tuple(int(day) for day in row.offsets.split(",")),
            row.tells_two,
            row.escalates_after_days,
        )
        for row in rows
    ]


@dataclass(slots=True)
class _Said:
    """What was said and sent about one deadline."""

    planned: set[tuple[int | str, int]] = field(default_factory=set)
    first_sent_on: date | None = None
    is_acknowledged: bool = False
    quiet_until: dict[int, date] = field(default_factory=dict)
    handed: dict[int, int] = field(default_factory=dict)


def dues(*, on: date) -> Iterator[reminders.Due]:
    """Every open deadline that may call for a mail on this day, once for each person to be told."""
    rules = policies()
    ahead = timedelta(days=max((max(rule.offsets) for rule in rules), default=0)) + LOOK_AHEAD
    rows = Deadline.objects.open().filter(due_on__lte=on + ahead)
    said = _said(rows)
    deputies = _deputies()
    responsible = Coalesce("request__handled_by", "case__lead", "matter__lead")
    for pk, due_on, kind, severity, case, person, lead, matter in rows.annotate(person=responsible).values_list(
        "pk", "due_on", "kind", "severity", "case_id", "person", "matter__lead_id", "matter_id"
    ):
        if due_on is None or person is None:
            continue
        rule = reminders.policy_for(rules, applies_to="case" if case else "request", kind=kind, severity=severity)
        heard = said[pk]
        people: list[int] = [person]
        if rule.tells_two:
            others = [member for member in deputies[matter] if member != person]
            people += sorted(others, key=lambda member: member == lead)[:1]  # the lead is kept for escalation
        if _escalates(rule, heard, on):
            people.append(lead)
        for one in dict.fromkeys(heard.handed.get(who, who) for who in people):
            quiet_until = heard.quiet_until.get(one)
            if quiet_until and on < quiet_until:
                continue
            offsets = (*rule.offsets, (due_on - quiet_until).days) if quiet_until else rule.offsets
            yield reminders.Due(
                pk,
                due_on,
                (one,),
                can_be_late=kind == law.Kind.ACT,
                planned=frozenset(heard.planned),
                offsets=tuple(offset for offset in offsets if offset >= 0),
            )


def _escalates(rule: reminders.Policy, heard: _Said, on: date) -> bool:
    if rule.escalates_after_days is None or heard.is_acknowledged or heard.first_sent_on is None:
        return False
    return on >= heard.first_sent_on + timedelta(days=rule.escalates_after_days)


def _said(rows: Iterable[Deadline]) -> defaultdict[int, _Said]:
    found: defaultdict[int, _Said] = defaultdict(_Said)
    mails = Reminder.objects.filter(deadline__in=rows)
    for deadline, recipient, offset in mails.values_list("deadline_id", "recipient_id", "offset_days"):
        found[deadline].planned.add((recipient, offset))
    sent = mails.filter(state=ReminderState.SENT).order_by()
    for deadline, first in sent.values_list("deadline_id").annotate(first=Min("sent_at")):
        found[deadline].first_sent_on = first.astimezone(clock.COURT_ZONE).date()
    for row in Attention.objects.filter(deadline__in=rows):
        heard = found[row.deadline_id]
        heard.is_acknowledged |= row.acknowledged_at is not None
        if row.quiet_until:
            heard.quiet_until[row.person_id] = row.quiet_until
        if row.handed_to_id:
            heard.handed[row.person_id] = row.handed_to_id
    return found


def _deputies() -> defaultdict[int, list[int]]:
    """For each matter its members who may act, counsel first."""
    found: defaultdict[int, list[tuple[bool, int]]] = defaultdict(list)
    may_act = Q(user__is_active=True) & ~Q(user__role=Role.READ_ONLY)
    for matter, user, role in Membership.objects.filter(may_act).values_list("matter_id", "user_id", "user__role"):
        found[matter].append((role != Role.COUNSEL, user))
    ranked: defaultdict[int, list[int]] = defaultdict(list)
    for matter, members in found.items():
        ranked[matter] = [user for _, user in sorted(members)]
    return ranked
