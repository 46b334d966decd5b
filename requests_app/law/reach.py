"""Which facts lie too early to be counted from: the list of court holidays begins only after them."""

from datetime import date, timedelta

from requests_app.law.calendar import FIRST_YEAR
from requests_app.law.counting import Direction
from requests_app.law.rulebook import PENDING_RULES, RULES

_LONGEST_COUNT_BACK = timedelta(
    days=90
)  # sixty days before a trial on the writ, twenty for service abroad, and a roll
_COUNTED_BACK_FROM = frozenset(
    when.kind
    for rule in (*RULES.values(), *PENDING_RULES.values())
    if rule.direction is Direction.BACKWARD
    for when in rule.starts
)


def too_early(kind: str, on: date) -> str:
    """Why nothing is counted from a fact of this kind and day; "" where it is. A kind of "" is counted from never.

    >>> too_early("petition_filed", date(2012, 1, 3)), too_early("", date(1999, 1, 4))
    ('', '')
    """
    begins_on = date(FIRST_YEAR, 1, 1)
    if kind and on < begins_on:
        what = f"It lies before {FIRST_YEAR}, where the list of court holidays begins"
    elif kind in _COUNTED_BACK_FROM and on < begins_on + _LONGEST_COUNT_BACK:
        what = f"Days are counted back from it, and the list of court holidays begins only with {FIRST_YEAR}"
    else:
        return ""
    return f"{what}: no day is counted from it, and none is guessed. Work out by hand what matters."
