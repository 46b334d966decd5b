"""When people are away, as they say themselves."""

from datetime import date

from requests_app.access import Power, may
from requests_app.casework import records
from requests_app.errors import AccessError
from requests_app.models import DaysAway, User


def be_away(*, person: User, first_on: date, last_on: date, by: User, why: str = "") -> DaysAway:
    """The person is away on these days, both included. Administrators may say so of others.

    Raises: AccessError for somebody else; CaseworkError when the last day is before the first.
    """
    _require_own(person, by=by)
    away = DaysAway(person=person, first_on=first_on, last_on=last_on, why=why)
    return records.add(away, by=by, verb="be_away", summary=f"Away: {away}.", power=Power.READ)


def be_back(*, away: DaysAway, by: User) -> None:
    """The person is not away on these days after all.

    Raises: AccessError for somebody else's days.
    """
    _require_own(away.person, by=by)
    records.remove(away, by=by, summary=f"Not away after all: {away}.", power=Power.READ)


def _require_own(person: User, *, by: User) -> None:
    if person != by and not may(by, Power.ADMINISTER):
        raise AccessError("These days are somebody else's.")
