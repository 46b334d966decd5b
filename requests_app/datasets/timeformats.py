"""The ways agencies write a date and a time, and which of them a sample allows."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import chain

DATES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%m.%d.%Y",
    "%d.%m.%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%y/%m/%d",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%b %d %Y",
    "%B %d, %Y",
)
JOINTS = (" ", "T", " - ", "-", ", ", "")
CLOCKS = (
    "%H:%M:%S",
    "%H:%M:%S.%f",
    "%H:%M:%S.%f0",  # seven digits, as some databases write them: taken where nothing is cut off
    "%H:%M",
    "%I:%M:%S %p",
    "%I:%M %p",
    "%I:%M:%S%p",
    "%H%M%S",
    "%H%M",
    "%I:%M:%S.%f %p",
)
OFFSETS = {"": ("",), "Z": ("",), "%z": ("+", "-", "+:", "-:"), " %z": (" +", " -", " +:", " -:")}
ZONE_MARKS = tuple(OFFSETS)
SAMPLE = 4000

WORDS = {
    "%m/%d": "month first",
    "%m-%d": "month first",
    "%m.%d": "month first",
    "%d/%m": "day first",
    "%d-%m": "day first",
    "%d.%m": "day first",
    "%y/%m": "year first",
}


def candidates(values: Sequence[str]) -> list[str]:
    """The strptime formats that read every value of a sample, most usual in California first; [] if none.

    When no format reads them all, those that read nearly all (19 in 20) are given: the rest will be set
    aside, not bent. A format is never offered because it reads a few.

    >>> candidates(["10/07/2021 - 16:30:51", "10/08/2021 - 09:00:00"])
    ['%m/%d/%Y - %H:%M:%S', '%d/%m/%Y - %H:%M:%S']
    >>> candidates(["10/07/2021 - 16:30:51", "10/13/2021 - 09:00:00"])
    ['%m/%d/%Y - %H:%M:%S']
    """
    step = max(1, len(values) // SAMPLE)
    sample = list(values[::step])
    if not sample:
        return []
    marks = {_punctuation(value) for value in _spread(sample)}
    likely = [form for mark in sorted(marks) for form in _formats_by_punctuation().get(mark, ())]
    counts = {form: _count_of_reads(sample, form) for form in likely}
    best = max(counts.values(), default=0)
    return _one_per_meaning([form for form in likely if counts[form] == best], sample) if best else []


def describe(form: str) -> str:
    """The order of a date format in words."""
    return next((words for start, words in WORDS.items() if form.startswith(start)), "as written")


@cache
def _formats_by_punctuation() -> dict[str, list[str]]:
    """Every format known, by the punctuation that values written in it have: the rest need no trying."""
    found: dict[str, list[str]] = {}
    timed = (
        (f"{date}{joint}{clock}", zone)
        for date in DATES
        for joint in JOINTS
        for clock in CLOCKS
        for zone in ZONE_MARKS
    )
    for form, zone in chain(timed, ((date, "") for date in DATES)):
        mark = _punctuation(re.sub(r"%[a-zA-Z]", "", form))
        for offset in OFFSETS[zone]:
            found.setdefault(mark + offset, []).append(form + zone)
    return found


def _punctuation(value: str) -> str:
    return re.sub(r"[^\W_]+", "", value)


def _spread(sample: list[str]) -> list[str]:
    """A few values from all over the sample."""
    return sample[:: max(1, len(sample) // 5)][:6]


def _count_of_reads(sample: list[str], form: str) -> int:
    """How many values a format reads; 0 as soon as it misses more than 1 in 20, as most do after a few."""
    missed, most = 0, len(sample) // 20
    for value in sample:
        missed += not _reads(value, form)
        if missed > most:
            return 0
    return len(sample) - missed


def _reads(value: str, form: str) -> bool:
    try:
        moment = datetime.strptime(value, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return 1990 <= moment.year < 2100


def _one_per_meaning(forms: list[str], sample: list[str]) -> list[str]:
    """Formats that read the whole sample to different times; of two that agree, the first."""
    meanings: dict[tuple[datetime | None, ...], str] = {}
    for form in forms:
        meaning = tuple(
            datetime.strptime(value, form).replace(tzinfo=None) if _reads(value, form) else None  # noqa: DTZ007
            for value in sample
        )
        meanings.setdefault(meaning, form)
    return list(meanings.values())
