"""Decide which reminders a day calls for. Pure: the same deadlines, day and calendar give the same plan."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DEFAULT_OFFSETS = (7, 3, 1, 0)
_ONE_DAY = timedelta(days=1)

Key = int | str


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail to write: `offset_days` before the due date, negative when late. It is to be sent on `send_on`."""

    deadline_key: Key
    recipient_key: Key
    offset_days: int
    send_on: date


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline as the planner sees it.

    `is_open` is False once it was satisfied, replaced or cancelled. `can_be_late` is False for a day on which
    something happens by itself, such as a decision becoming final. `planned` holds the reminders that exist
    already, sent or not, as (recipient_key, offset_days). `offsets` overrules the default for this deadline.
    """

    deadline_key: Key
    due_on: date
    recipient_keys: tuple[Key, ...]
    is_open: bool = True
    can_be_late: bool = True
    planned: frozenset[tuple[Key, int]] = frozenset()
    offsets: tuple[int, ...] | None = None


def plan(
    deadlines: Iterable[Due],
    *,
    on: date,
    is_court_day: Callable[[date], bool],
    offsets: Sequence[int] = DEFAULT_OFFSETS,
) -> tuple[Planned, ...]:
    """The reminders to write on this day: at most one for each deadline and person.

    Before the due date it is the nearest offset reached, so that after a silent week people get one mail and not
    three. The last court day before a weekend or holiday looks ahead to the end of it. After the due date there is
    one on each court day. Safe to repeat: what `planned` holds is not planned again.
    """
    last_covered_day = eve_of_next_court_day(on, is_court_day)
    found = []
    for due in deadlines:
        offset = _offset_for(due, on, last_covered_day, offsets, is_court_day)
        if offset is None:
            continue
        found += [
            Planned(due.deadline_key, recipient, offset, on)
            for recipient in dict.fromkeys(due.recipient_keys)
            if not any(who == recipient and was <= offset for who, was in due.planned)
        ]
    return tuple(found)


def eve_of_next_court_day(on: date, is_court_day: Callable[[date], bool]) -> date:
    """The last of the closed days that follow this day; the day itself where the next one is a court day."""
    day = on
    while not is_court_day(day + _ONE_DAY):
        day += _ONE_DAY
    return day


def _offset_for(
    due: Due, on: date, last_covered_day: date, offsets: Sequence[int], is_court_day: Callable[[date], bool]
) -> int | None:
    if not due.is_open:
        return None
    if on > due.due_on:
        return (due.due_on - on).days if due.can_be_late and is_court_day(on) else None
    days_left = max((due.due_on - last_covered_day).days, 0)
    reached = [offset for offset in (offsets if due.offsets is None else due.offsets) if offset >= days_left]
    return min(reached, default=None)


def outrun(waiting: Iterable[Planned]) -> tuple[Planned, ...]:
    """Of the reminders that still wait to be sent, those a nearer one for the same deadline and person replaces.

    Skip these before sending: a mail server that was down for a week must not release three mails at once.
    """
    nearest: dict[tuple[Key, Key], Planned] = {}
    replaced = []
    for reminder in waiting:
        who = (reminder.deadline_key, reminder.recipient_key)
        other = nearest.get(who)
        if other is None or reminder.offset_days < other.offset_days:
            nearest[who] = reminder
            replaced += [other] if other else []
        else:
            replaced.append(reminder)
    return tuple(replaced)
