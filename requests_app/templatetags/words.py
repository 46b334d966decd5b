"""Days and distances as the pages say them: pure words, no markup."""

from datetime import date

SOON_DAYS = 7
_MONTH_DAYS = 30.44


def day_in_words(value: date, precision: str = "day") -> str:
    """A date as the pages write it; a weaker precision says so.

    >>> day_in_words(date(2026, 9, 28)), day_in_words(date(2012, 8, 1), "month")
    ('Mon 28 Sep 2026', 'Aug 2012')
    """
    if precision == "month":
        return f"{value:%b %Y}"
    words = f"{value:%a} {value.day} {value:%b %Y}"
    return words if precision == "day" else f"about {words}"


def distance_in_words(value: date, today: date) -> str:
    """How far a date is from today, in whole months or years beyond two months.

    >>> distance_in_words(date(2026, 9, 28), date(2026, 9, 22))
    'in 6 days'
    """
    days = (value - today).days
    if abs(days) <= 1:
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[days]
    count, unit = abs(days), "day"
    if count > 730:
        count, unit = int(count / 365.25), "year"
    elif count > 60:
        count, unit = int(count / _MONTH_DAYS), "month"
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if days > 0 else f"{words} ago"


def lateness_in_words(due_on: date, today: date, court_days: int | None) -> str:
    """How late an act is, in court days where they were counted, else in calendar days.

    >>> lateness_in_words(date(2026, 11, 19), date(2026, 11, 23), 2)
    '2 court days late'
    """
    count, unit = (court_days, "court day") if court_days else ((today - due_on).days, "day")
    return f"{count} {unit}{'' if count == 1 else 's'} late"


def tone_of_day(due_on: date, today: date) -> str:
    """The tone of a day to come or gone: late, soon (a week ahead), or none."""
    days = (due_on - today).days
    if days < 0:
        return "late"
    return "soon" if days <= SOON_DAYS else ""
