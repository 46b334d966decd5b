"""One JSON line of facts in, one JSON line of due dates out; what cannot be read becomes a sentence on its line."""

import json
import re
from collections.abc import Mapping
from datetime import date

from requests_app.errors import RuleError
from requests_app.law.deadlines import due_dates
from requests_app.law.due import Closures, DueDate, Json
from requests_app.law.facts import Fact
from requests_app.law.kinds import FACT_KINDS, Value, ValueType
from requests_app.law.service import Service

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TAKEN = ("id", "facts", "readings", "closures", "in_force", "extra_holidays")
_SHOWN = (
    "rule",
    "due_on",
    "kind",
    "authority",
    "verified",
    "readings",
    "alternatives",
    "agency_practice_on",
    "reasons",
    "leg",
    "title",
    "limit",
    "severity",
    "must_act",
    "unverified_note",
    "checkpoints",
    "trigger_key",
    "satisfied_by",
    "superseded_by",
    "list_version",
)


def answer(line: str | bytes) -> tuple[dict[str, Json], bool]:
    """The answer to one line, and whether the line was good.

    >>> reply, good = answer('{"id": 1, "facts": [{"kind": "request_received", "on": "2026-10-05"}]}')
    >>> reply["deadlines"][0]["due_on"], good
    ('2026-10-15', True)
    >>> answer('{"id": 2, "facts": [{"kind": "wish", "on": "2026-10-05"}]}')
    ({'id': 2, 'error': "There is no kind of fact called 'wish'."}, False)
    """
    question: Json = None
    try:
        question = _loaded(line)
        due = _due_dates(_mapping(question, "A line"))
    except RuleError as problem:
        return {"id": question.get("id") if isinstance(question, dict) else None, "error": str(problem)}, False
    return {"id": _mapping(question, "A line").get("id"), "deadlines": [_shown(one) for one in due]}, True


def _loaded(line: str | bytes) -> Json:
    try:
        loaded: Json = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise RuleError("The line is not JSON.") from problem
    return loaded


def _shown(due: DueDate) -> dict[str, Json]:
    everything = due.to_json()
    return {name: everything[name] for name in _SHOWN}


def _due_dates(question: Mapping[str, Json]) -> tuple[DueDate, ...]:
    for name in question:
        if name not in _TAKEN:
            raise RuleError(f"A line has no {name!r}; it has {', '.join(_TAKEN)}.")
    facts = question.get("facts")
    if not isinstance(facts, list):
        raise RuleError("A line must have facts, a list.")
    return due_dates(
        [fact_from_json(_mapping(fact, "A fact")) for fact in facts],
        readings={key: _text(side, key) for key, side in _given(question, "readings").items()},
        closures=_closures(_days(question, "closures")),
        in_force={rule: _date(day, rule) for rule, day in _given(question, "in_force").items()},
        extra_holidays={
            _date(day, "extra_holidays"): _text(name, day) for day, name in _given(question, "extra_holidays").items()
        },
    )


def fact_from_json(given: Mapping[str, Json]) -> Fact:
    """A fact from plain JSON values: kind, on, and where they matter key, service and the particulars by name.

    Raises: RuleError with a sentence that names what cannot be read.
    """
    kind = _text(given.get("kind"), "kind")
    if kind not in FACT_KINDS:
        raise RuleError(f"There is no kind of fact called {kind!r}.")
    service = given.get("service")
    particulars = {
        name: _value(kind, name, value)
        for name, value in given.items()
        if name not in ("kind", "on", "key", "service") and value is not None
    }
    return Fact(
        kind,
        _date(given.get("on"), f"on of {kind}"),
        _text(given.get("key", ""), "key"),
        None if service is None else _service(service),
        particulars,
    )


def _value(kind: str, name: str, value: Json) -> Value:
    particular = FACT_KINDS[kind].particulars.get(name)
    if particular is not None and particular.type is ValueType.DATE:
        return _date(value, f"{name} of {kind}")
    if isinstance(value, str) and particular is not None and value.strip().casefold() in particular.choices:
        return value.strip().casefold()
    if isinstance(value, str | int):
        return value
    raise RuleError(f"{name} of {kind} cannot be {json.dumps(value)}.")


def _service(value: Json) -> Service:
    if isinstance(value, str) and value in list(Service):
        return Service(value)
    raise RuleError(f"There is no manner of service called {value!r}; there are {', '.join(Service)}.")


def _date(value: Json, what: str) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as problem:
            raise RuleError(f"{what} is {value!r}, and there is no such day.") from problem
    raise RuleError(f"{what} must be a date written YYYY-MM-DD, not {value!r}.")


def _text(value: Json, what: str) -> str:
    if isinstance(value, str):
        return value
    raise RuleError(f"{what} must be text, not {json.dumps(value)}.")


def _mapping(value: Json, what: str) -> Mapping[str, Json]:
    if isinstance(value, dict):
        return value
    raise RuleError(f"{what} must be a JSON object.")


def _given(question: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = question.get(name)
    return {} if value is None else _mapping(value, name)


def _days(question: Mapping[str, Json], what: str) -> Mapping[date, str]:
    return {_date(day, what): _text(name, day) for day, name in _given(question, what).items()}


def _closures(days: Mapping[date, str]) -> Closures | None:
    """An agency's closed days by date and name; its list covers the whole of each year from its first to its last."""
    if not days:
        return None
    first, last = min(days).year, max(days).year
    return Closures("the agency", days, date(first, 1, 1), date(last, 12, 31))
