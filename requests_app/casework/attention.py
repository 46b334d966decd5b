"""What people say about a deadline they are reminded of: seen, not before a day, somebody else's now."""

from datetime import date, timedelta

from requests_app import clock
from requests_app.access import Power, may_see
from requests_app.casework import records
from requests_app.errors import CaseworkError
from requests_app.models import Attention, Deadline, User

LATE_DAYS = 7  # calendar days for which a date that has passed can be put off at most


def acknowledge(*, deadline: Deadline, by: User) -> Attention:
    """The person has seen it: it does not escalate. The mails before the date still come. Safe to repeat."""
    return _say(deadline, by, f"Acknowledged “{deadline.title}”.", acknowledged_at=clock.now())


def snooze(*, deadline: Deadline, until: date, by: User, on: date) -> Attention:
    """No mail to this person before that day, and one on it.

    Raises: CaseworkError when the day is not ahead, or lies after the due date.
    """
    if until <= on:
        raise CaseworkError("Choose a day that is still ahead.")
    last = max(deadline.due_on or on, on + timedelta(days=LATE_DAYS) if deadline.is_late(on=on) else on)
    if until > last:
        raise CaseworkError(f"A reminder cannot wait beyond {last:%a %-d %b %Y}.")
    return _say(
        deadline,
        by,
        f"No reminder of “{deadline.title}” before {until:%a %-d %b %Y}.",
        quiet_until=until,
        acknowledged_at=clock.now(),
    )


def hand_over(*, deadline: Deadline, to: User, by: User) -> Attention:
    """From now on that person is reminded instead.

    Raises: CaseworkError when they could not see the deadline, or are the same person.
    """
    if to == by:
        raise CaseworkError("It is yours already.")
    if not may_see(to, deadline):
        raise CaseworkError(f"{to} may not see this matter.")
    _say(deadline, to, f"Took over “{deadline.title}” from {by}.", permitted=by, handed_to=None, quiet_until=None)
    return _say(deadline, by, f"Handed “{deadline.title}” over to {to}.", handed_to=to)


def _say(
    deadline: Deadline, person: User, summary: str, *, permitted: User | None = None, **values: object
) -> Attention:
    if not deadline.is_open:
        raise CaseworkError(f"Nothing need be done: the deadline is {deadline.get_status_display().lower()}.")
    by = permitted or person
    said = Attention.objects.filter(deadline=deadline, person=person).first()
    if said is None:
        said = Attention(deadline=deadline, person=person, **values)
        return records.add(said, by=by, verb="attend", summary=summary, power=Power.READ)
    return records.change(said, by=by, verb="attend", summary=summary, power=Power.READ, **values)
