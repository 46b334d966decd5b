"""Days written out in a paper, and the last days it sets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTHS})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    r"|(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d{2})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))\b",
    re.I,
)
_BEFORE_A_LAST_DAY = re.compile(
    r"\b(?:until|through|by|to|no later than|not later than|on or before|on or about|is|of|"
    r"on)(?:\s+(?:and including|about|or about|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?))*\s*$",
    re.I,
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing the paper seems to say, and where: `text[start:end]`. `value` is a day, or a key of its field."""

    value: date | str
    start: int
    end: int


def days_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Found]:
    """Every day written out in the text, in order.

    >>> [found.value.isoformat() for found in days_in("by Sept. 8, 2026 or 9/18/26")]
    ['2026-09-08', '2026-09-18']
    """
    for match in _DAY.finditer(text, start, len(text) if end is None else end):
        if (value := _day_of(match)) is not None:
            yield Found(value, match.start(), match.end())


def _day_of(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["month"]:
            month = datetime.strptime(match["month"][:3].title(), "%b").month  # noqa: DTZ007 - only its month
            return date(int(match["year"]), month, int(match["day"]))
        year = int(match["y"])
        return date(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None  # 31 June is no day


def last_day(own: str, start: int, end: int, after: date) -> Found | None:
    """The first day in the sentence that is ahead of the letter and stands after "by", "until" and the like."""
    for found in days_in(own, start, end):
        ahead = isinstance(found.value, date) and found.value > after
        if ahead and _BEFORE_A_LAST_DAY.search(own[max(start, found.start - 40) : found.start]):
            return found
    return None
