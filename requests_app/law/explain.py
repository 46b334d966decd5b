"""Reasons in sentences, fit for a letter or a declaration."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from requests_app.law.due import Alternative, DueDate, Step, StepKind
from requests_app.law.readings import READINGS

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=16_384)
def long_date(day: date) -> str:
    """The day as a letter writes it.

    >>> long_date(date(2026, 10, 5))
    'Monday, October 5, 2026'
    """
    return f"{_WEEKDAYS[day.weekday()]}, {plain_date(day)}"


def plain_date(day: date) -> str:
    """The day as a letter or a court paper writes it where the weekday does not matter.

    >>> plain_date(date(2026, 9, 8))
    'September 8, 2026'
    """
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def counted(amount: int, unit: str) -> str:
    """A number with its unit, singular where it is one, and without the sign of a count that runs back.

    >>> counted(1, "years"), counted(-10, "calendar days")
    ('1 year', '10 calendar days')
    """
    return f"{abs(amount)} {unit[:-1] if abs(amount) == 1 else unit}"


@lru_cache(maxsize=16_384)
def closed_days(skipped: tuple[tuple[date, str], ...]) -> str:
    """Closed days by name.

    >>> closed_days(((date(2026, 9, 6), "Sunday"), (date(2026, 9, 7), "Labor Day")))
    'Sunday, September 6, 2026 and Monday, September 7, 2026 (Labor Day)'
    """
    named = [long_date(day) if name in _WEEKDAYS else f"{long_date(day)} ({name})" for day, name in skipped]
    return named[0] if len(named) == 1 else f"{'; '.join(named[:-1])} and {named[-1]}"


def reasons(steps: Sequence[Step]) -> list[str]:
    """Each step as a sentence or two."""
    return [_sentence(step) for step in steps]


def _sentence(step: Step) -> str:
    if step.on is None:
        return step.text
    day = long_date(step.on)
    kind = step.kind
    if kind is StepKind.COUNT:
        return _count(step, day)
    if kind is StepKind.SERVICE:
        further = ", further back" if step.amount < 0 else ""
        return (
            f"Service {step.text} adds {counted(step.amount, step.unit)}{further} ({step.authority}): {day}."
            f"{_uncounted(step)}"
        )
    if kind is StepKind.ROLL:
        verb = "is" if len(step.skipped) == 1 else "are"
        return f"{closed_days(step.skipped)} {verb} closed, so the {step.text} is {day} ({step.authority})."
    return step.text.replace("{day}", day)


def _count(step: Step, day: str) -> str:
    days = counted(step.amount, step.unit)
    if step.amount < 0:
        return f"{days} before it is {day}.{_uncounted(step)}"
    verb = "ends" if step.amount == 1 else "end"
    return f"{days}{f'{step.text},' if step.text else ' from then'} {verb} on {day}.{_uncounted(step)}"


def _uncounted(step: Step) -> str:
    if not step.skipped:
        return ""
    holidays = tuple((day, name) for day, name in step.skipped if name not in _WEEKDAYS)
    also = f", nor {closed_days(holidays)}" if holidays else ""
    return f" Saturdays and Sundays are not counted{also}."


def open_question(choice: str, taken_on: date, alternative: Alternative) -> str:
    """The sentence that says which side of an open question a date takes, and what the other side gives."""
    question, side = choice.split("=")
    other = alternative.reading.split("=")[1]
    reading = READINGS[question]
    there = (
        f"it would be {long_date(alternative.due_on)}"
        if alternative.due_on
        else "the date lies beyond the holiday list"
    )
    return (
        f"Open question {question}: {reading.question} This date, {long_date(taken_on)}, takes it that "
        f"{reading.choices[side]}; if instead {reading.choices[other]}, {there}."
    )


def explain(due: DueDate) -> str:
    """The date and all its reasons as one paragraph.

    Law: whatever `due.authority` says; the paragraph says how far it was verified.
    """
    when = long_date(due.due_on) if due.due_on else due.limit
    return " ".join((f"{due.title}: {when}.", *due.reasons))
