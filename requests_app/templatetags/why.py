"""The reasons of a deadline as short steps: what was done, and the day it reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_app import law
from requests_app.errors import RuleError
from requests_app.models import Deadline
from requests_app.templatetags import words

_WEEKEND = frozenset({"Saturday", "Sunday"})


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of the reasons. `result` is the day reached, or "day 0"."""

    text: str
    authority: str
    result: str
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """An open question of law: the side taken here, and the day the other side would give."""

    title: str
    taken: str
    otherwise: str


def steps_of(deadline: Deadline) -> list[StepRow]:
    """The computation line by line, closed by the day it gave or the words of the law."""
    rows = [_row(step) for step in deadline.trace]
    result = words.day_in_words(deadline.due_on) if deadline.due_on else deadline.limit or "promptly"
    return [*rows, StepRow(deadline.title, "", result, is_result=True)]


def _row(step: Mapping[str, Any]) -> StepRow:
    on = date.fromisoformat(step["on"]) if step["on"] else None
    day = words.day_in_words(on) if on else ""
    amount = abs(step["amount"])
    unit = step["unit"].removesuffix("s") if amount == 1 else step["unit"]
    sign = "−" if step["amount"] < 0 else "+"
    text, skipped = step["text"], step["skipped"]
    match step["kind"]:
        case "trigger":
            return StepRow(text.replace("{day}", day), step["authority"], "day 0")
        case "count":
            return StepRow(f"{sign} {amount} {unit}{text}{_passing_over(skipped)}", step["authority"], day)
        case "service":
            return StepRow(
                f"{sign} {amount} {unit} for service {text}{_passing_over(skipped)}", step["authority"], day
            )
        case "roll":
            return StepRow(f"closed: {_named(skipped)}", step["authority"], day)
    return StepRow(text.replace("{day}", day), step["authority"], day if "{day}" not in text else "")


def _passing_over(skipped: Sequence[Mapping[str, str]]) -> str:
    holidays = [day for day in skipped if day["name"] not in _WEEKEND]
    if holidays:
        return f", not counting weekends and {_named(holidays)}"
    return ", not counting weekends" if skipped else ""


def _named(skipped: Sequence[Mapping[str, str]]) -> str:
    names = []
    for day in skipped:
        on = date.fromisoformat(day["on"])
        short = f"{on:%a} {on.day} {on:%b}"
        names.append(short if day["name"] in _WEEKEND else f"{short} {day['name']}")
    return " · ".join(names)


def questions_of(deadline: Deadline) -> list[Question]:
    """The open questions this date rests on."""
    other_days = {row["reading"].partition("=")[0]: row["due_on"] for row in deadline.alternatives}
    found = []
    for taken in deadline.readings:
        key, _, side = taken.partition("=")
        reading = law.READINGS.get(key)
        if reading is None or side not in reading.choices:
            continue
        other = other_days.get(key)
        otherwise = words.day_in_words(date.fromisoformat(other)) if other else ""
        found.append(Question(reading.question, reading.choices[side], otherwise))
    return found


def standing(deadline: Deadline, today: date) -> tuple[str, str]:
    """How a deadline stands today in words, and their tone."""
    if not deadline.is_open:
        if deadline.met_on:
            return f"done {words.day_in_words(deadline.met_on)}", ""
        return deadline.get_status_display().lower(), ""
    if deadline.due_on is None:
        return "", ""
    if deadline.is_late(on=today):
        return lateness(deadline.due_on, today), "late"
    soon = words.tone_of_day(deadline.due_on, today) if deadline.kind == "act" else ""
    return words.distance_in_words(deadline.due_on, today), soon


def lateness(due_on: date, today: date) -> str:
    """How late an act is today, in court days where the list of holidays reaches so far."""
    return words.lateness_in_words(due_on, today, _court_days(due_on, today))


def _court_days(first: date, last: date) -> int | None:
    """Court days between two days, None beyond the years of the list."""
    try:
        return law.court_days_between(first, last)
    except RuleError:
        return None
