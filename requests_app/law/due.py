"""What the engine gives back: due dates, the steps that led to each, and what an open question would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


class Kind(StrEnum):
    """What a due date is: something someone does, a state of the case, a court's own time, or a reminder."""

    ACT = "act"
    STATE = "state"
    COURT_WINDOW = "court window"
    REMINDER = "reminder"


class Severity(StrEnum):
    """What it costs to miss the date."""

    JURISDICTIONAL = "jurisdictional"
    DEADLINE = "deadline"
    AGENCY_DUTY = "agency duty"
    WARNING = "warning"
    NOTICE = "notice"


class StepKind(StrEnum):
    """What one step of a computation did."""

    TRIGGER = "trigger"
    RECEIVED = "received"
    COUNT = "count"
    SERVICE = "service"
    ROLL = "roll"
    BRANCH = "branch"
    ORDER = "order"
    NOTE = "note"


class Step(NamedTuple):
    """One step: what was done, the day it reached, the closed days it passed by name, and its authority.

    `text` may hold "{day}" where the day belongs. `amount` and `unit` are what was counted, negative where it ran
    back, 0 and "" where nothing was.
    """

    kind: StepKind
    on: date | None
    text: str = ""
    amount: int = 0
    unit: str = ""
    skipped: tuple[tuple[date, str], ...] = ()
    authority: str = ""

    def to_json(self) -> dict[str, Json]:
        """The step as plain JSON values."""
        return {
            "kind": self.kind.value,
            "on": _iso(self.on),
            "text": self.text,
            "amount": self.amount,
            "unit": str(self.unit),
            "skipped": [{"on": day.isoformat(), "name": name} for day, name in self.skipped],
            "authority": self.authority,
        }


class Alternative(NamedTuple):
    """The date the other side of an open question gives; None where it lies beyond the holiday list."""

    reading: str
    due_on: date | None

    def to_json(self) -> dict[str, Json]:
        """The alternative as plain JSON values."""
        return {"reading": self.reading, "due_on": _iso(self.due_on)}


class Checkpoint(NamedTuple):
    """A day on the way that deserves a look; nothing is due on it by itself."""

    on: date
    title: str

    def to_json(self) -> dict[str, Json]:
        """The checkpoint as plain JSON values."""
        return {"on": self.on.isoformat(), "title": self.title}


class Override(NamedTuple):
    """An order, a stipulation or an extension that set another date than the rule.

    `key`: the key of the fact that set it. `by`: order, stipulation or extension. `rule_gives_on`: the date without
    it; None where the law gives no number of days.
    """

    key: str
    by: str
    made_on: date
    rule_gives_on: date | None

    def to_json(self) -> dict[str, Json]:
        """The override as plain JSON values."""
        return {
            "key": self.key,
            "by": self.by,
            "made_on": self.made_on.isoformat(),
            "rule_gives_on": _iso(self.rule_gives_on),
        }


class DueDate(NamedTuple):
    """One due date with its proof.

    `rule` and `leg`: the rule, and which of its dates where it has several ("" otherwise).
    `due_on`: None where the law gives no number ("promptly"), and then `limit` holds its words.
    `trigger_key`: the key of the fact it runs from, or that fact's kind where it has no key.
    `readings`: the sides taken of the questions that are open here, as "U1=rolled"; `alternatives`: the other sides.
    `agency_practice_on`: the date the agency's own closure list gives; None without a list, or beyond its years.
    `satisfied_by`, `satisfied_on`: the fact that ended it. `superseded_by`: the rule whose date counts instead.
    `reasons`: the same proof as sentences; `trace`: as data. `override`: what set it, where the rule did not.
    """

    rule: str
    title: str
    leg: str
    due_on: date | None
    limit: str
    kind: Kind
    severity: Severity
    must_act: str
    authority: str
    former_citation: str
    quoted: str
    verified: str
    unverified_note: str
    trigger_key: str
    trigger_on: date
    trigger: str
    readings: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    agency_practice_on: date | None
    checkpoints: tuple[Checkpoint, ...]
    list_version: str
    satisfied_by: str | None
    satisfied_on: date | None
    superseded_by: str | None
    reasons: tuple[str, ...]
    trace: tuple[Step, ...]
    override: Override | None = None

    @property
    def slot(self) -> str:
        """What tells this date from the rule's others: the trigger's key, and the leg where there is one."""
        return f"{self.trigger_key}/{self.leg}" if self.leg else self.trigger_key

    def to_json(self) -> dict[str, Json]:
        """Everything, as plain JSON values."""
        return {
            "rule": self.rule,
            "title": self.title,
            "leg": self.leg,
            "due_on": _iso(self.due_on),
            "limit": self.limit,
            "kind": self.kind.value,
            "severity": self.severity.value,
            "must_act": self.must_act,
            "authority": self.authority,
            "former_citation": self.former_citation,
            "quoted": self.quoted,
            "verified": self.verified,
            "unverified_note": self.unverified_note,
            "trigger_key": self.trigger_key,
            "trigger_on": self.trigger_on.isoformat(),
            "trigger": self.trigger,
            "readings": list(self.readings),
            "alternatives": [alternative.to_json() for alternative in self.alternatives],
            "agency_practice_on": _iso(self.agency_practice_on),
            "checkpoints": [checkpoint.to_json() for checkpoint in self.checkpoints],
            "list_version": self.list_version,
            "satisfied_by": self.satisfied_by,
            "satisfied_on": _iso(self.satisfied_on),
            "superseded_by": self.superseded_by,
            "reasons": list(self.reasons),
            "trace": [step.to_json() for step in self.trace],
            "override": None if self.override is None else self.override.to_json(),
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Closures:
    """An agency's own closed days by name, besides Saturdays and Sundays, and the years its list covers.

    A date that would be counted outside `first_on` to `last_on` is not guessed: the practice date is None.
    """

    agency: str
    days: Mapping[date, str]
    first_on: date
    last_on: date
