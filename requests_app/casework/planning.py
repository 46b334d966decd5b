"""Decide who is told of each open deadline on a day, by the policies and by what people said, in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Min
from django.db.models.functions import Coalesce

from requests_app import clock, law, reminders
from requests_app.models import Attention, Deadline, Membership, Reminder, ReminderPolicy, ReminderState, Role, User

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
    deputies, present = _people()
    responsible = Coalesce("request__handled_by", "case__lead", "matter__lead")
    for pk, due_on, kind, severity, case, person, lead, matter in rows.annotate(person=responsible).values_list(
        "pk", "due_on", "kind", "severity", "case_id", "person", "matter__lead_id", "matter_id"
    ):
        if due_on is None:
            continue
        # Somebody always hears of it: where the person responsible left, the lead, then whoever else may act.
        heirs = (person, lead, *deputies[matter], *sorted(present[None]))
        person = next((one for one in heirs if one in present[matter] | present[None]), None)
        if person is None:
            continue
        rule = reminders.policy_for(rules, applies_to="case" if case else "request", kind=kind, severity=severity)
        heard = said[pk]
        people: list[int] = [person]
        if rule.tells_two:
            others = [member for member in deputies[matter] if member != person]
            people += sorted(others, key=lambda member: member == lead)[:1]  # the lead is kept for escalation
        if _escalates(rule, heard, on):
            people.append(next((one for one in heirs[1:] if one in present[matter] | present[None]), person))
        for one in dict.fromkeys(_last_of(heard.handed, who, present[matter] | present[None]) for who in people):
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


def _last_of(handed: dict[int, int], who: int, present: AbstractSet[int]) -> int:
    """Who has it after every handing over; what was handed to somebody who left falls back."""
    last, seen = who, {who}
    while (who := handed.get(who, who)) not in seen:
        seen.add(who)
        last = who if who in present else last
    return last


def _people() -> tuple[defaultdict[int, list[int]], defaultdict[int | None, set[int]]]:
    """For each matter its members who may act, counsel first; and all who see it, under None those who see all."""
    acting: defaultdict[int, list[tuple[bool, int]]] = defaultdict(list)
    present: defaultdict[int | None, set[int]] = defaultdict(set)
    members = Membership.objects.filter(user__is_active=True)
    for matter, user, role in members.values_list("matter_id", "user_id", "user__role"):
        present[matter].add(user)
        if role != Role.READ_ONLY:
            acting[matter].append((role != Role.COUNSEL, user))
    everywhere = User.objects.filter(is_active=True, role=Role.ADMINISTRATOR)
    present[None] = set(everywhere.values_list("pk", flat=True))
    ranked: defaultdict[int, list[int]] = defaultdict(list)
    for matter, found in acting.items():
        ranked[matter] = [user for _, user in sorted(found)]
    return ranked, present
