"""Values as the cells of a table that people take away, where none can turn into a formula."""

from datetime import date, datetime

from requests_app import clock

# What spreadsheet programs take for the start of a formula, plain and in full-width form.
DANGEROUS = frozenset("=+-@|\t\r\n＝＋－＠｜")

Cell = str | int | float | date | None


def harmless(value: object) -> Cell:
    """The value as a cell: numbers and days stay what they are, moments of ours are told to the minute in court time,
    those of received tables to the last digit on their own clock, and no text can start a formula.

    >>> harmless("=1+1"), harmless("  @SUM(A1)"), harmless(-5), harmless("LAPD")
    ("'=1+1", "'  @SUM(A1)", -5, 'LAPD')
    >>> harmless(datetime(2026, 3, 8, 2, 30, 15, 120000))
    '2026-03-08 02:30:15.120000'
    """
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.isoformat(sep=" ")  # a received table's own clock, as exactly as it tells it
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.COURT_ZONE):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value
    text = str(value)
    first = text.lstrip(" \u00a0\u3000")[:1]
    return f"'{text}" if first in DANGEROUS and first else text
