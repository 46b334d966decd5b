"""Court days near a day, and days as people write them."""

from datetime import date, timedelta

from requests_app import law

_ONE_DAY = timedelta(days=1)


def court_day_from(day: date) -> date:
    """The day itself where the courts are open, else the next court day."""
    while not law.is_court_day(day):
        day += _ONE_DAY
    return day


def court_day_until(day: date) -> date:
    """The day itself where the courts are open, else the court day before it."""
    while not law.is_court_day(day):
        day -= _ONE_DAY
    return day
