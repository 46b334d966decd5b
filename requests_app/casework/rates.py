"""What an hour of each person costs in each year: set by counsel, with what supports it."""

from requests_app.access import Power
from requests_app.casework import records
from requests_app.casework.costs import dollars
from requests_app.models import HourlyRate, User


def set_rate(*, person: User, year: int, hour_cents: int, position: str, source: str, by: User | None) -> HourlyRate:
    """Set a person's rate of a year, or correct the one on record. `hour_cents` are cents an hour.

    Raises:
        AccessError: for anyone but counsel.
        CaseworkError: the rate is not in steps of ten cents, or nothing supports it.
    """
    summary = f"{person}, {year}: {dollars(hour_cents)} an hour."
    values = {"hour_cents": hour_cents, "position": position, "source": source}
    known = HourlyRate.objects.filter(person=person, year=year).first()
    if known is not None:
        return records.change(known, by=by, verb="set_rate", summary=summary, power=Power.CONFIDE, **values)
    rate = HourlyRate(person=person, year=year, **values)
    return records.add(rate, by=by, verb="set_rate", summary=summary, power=Power.CONFIDE)
