"""One date from one trigger: day 0, the count, the days for service, the closed days, and any order of the court."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

from requests_app.errors import RuleError
from requests_app.law.calendar import THE_LIST, Closing, next_open_day, require_in_list
from requests_app.law.counting import (
    Closed,
    Counted,
    Direction,
    Unit,
    count_calendar_days,
    count_open_days,
    count_years,
    roll,
)
from requests_app.law.due import Kind, Override, Step, StepKind
from requests_app.law.explain import long_date
from requests_app.law.facts import Fact
from requests_app.law.memory import Kept, Memory, Reckoned, Trigger
from requests_app.law.readings import READINGS
from requests_app.law.record import Record
from requests_app.law.rulebook import Rulebook
from requests_app.law.rulebook.shapes import Basis, Roll, Rule, fits_any
from requests_app.law.service import Extension, OpenExtension

_T = TypeVar("_T")

_MOST_DAYS_ENLARGED = 20
_FINAL_AFTER = timedelta(days=30)
_DATED_BY_THE_BASIS = (Basis.TIME_TO_APPEAL, Basis.STATED)
_TIMES_TO_APPEAL = ("NOA-60C", "NOA-60P", "NOA-180")


_SET_BY = {
    "order": "By order of {made_on} the court set {{day}}.",
    "stipulation": "By stipulation of {made_on} the parties set {{day}}.",
    "extension": "By an extension granted on {made_on} the day is {{day}}.",
}
_RESTARTS = {
    "modified_judgment_on": "the modification of the judgment",
    "publication_ordered_on": "the order for publication",
    "consent_filed_on": "the filing of the consent",
}


def names(fact: Fact, rule: Rule, trigger: Fact) -> bool:
    """Whether an order, or an act done, is about the date `rule` gives from `trigger`."""
    return (
        fact.words("rule") == rule.id and fact.words("leg") == rule.leg and fact.words("trigger") in ("", trigger.id)
    )


def known(value: _T | None) -> _T:
    """A value that the shape of the rule guarantees."""
    if value is None:
        raise RuleError("The facts do not give this rule the day it needs.")
    return value


def _branch_day(branch: tuple[Rule, Reckoned]) -> date:
    return known(branch[1].due_on)


class Choices:
    """The side taken of each open question, and which questions came up."""

    __slots__ = ("asked", "sides")

    def __init__(self, sides: Mapping[str, str]) -> None:
        self.sides = sides
        self.asked: set[str] = set()

    def choose(self, question: str) -> str:
        """The side taken of an open question, which is noted as having come up."""
        self.asked.add(question)
        return self.sides[question]

    def observed_days_bind(self) -> bool:
        """The side taken of reading U6."""
        return self.choose("U6") == "observed_binds"


class World:
    """One set of readings and calendars to reckon under. Each date it reckons is kept for the next that needs it."""

    def __init__(
        self,
        record: Record,
        rules: Rulebook,
        sides: Mapping[str, str],
        closing: Closing,
        office: Closed | None = None,
    ) -> None:
        self.record = record
        self.rules = rules
        self.sides = sides
        self.choices = Choices(sides)
        self.closing = closing
        self.court = closing.court
        # The office knows the choices and not this world, so that a world is gone as soon as nobody needs it.
        self.office = office or closing.office(self.choices.observed_days_bind)
        self._others: dict[str, World] = {}
        plain = office is None and closing is THE_LIST and not record.of("date_set_by_order")
        self._memory = Memory(record, tuple(sides.values()) if plain else None)

    def otherwise(self, question: str) -> "World":
        """The same world with one open question answered the other way."""
        other = self._others.get(question)
        if other is None:
            sides = {**self.sides, question: READINGS[question].other(self.sides[question])}
            other = self._others[question] = World(self.record, self.rules, sides, self.closing)
        return other

    def on_calendar(self, office: Closed) -> "World":
        """The same world with the agency's own calendar for what the agency must do."""
        return World(self.record, self.rules, self.sides, self.closing, office)

    def reckon(self, rule: Rule, trigger: Trigger) -> Reckoned:
        """The date `rule` gives from `trigger`."""
        return self.ask(rule, trigger).reckoned

    def ask(self, rule: Rule, trigger: Trigger) -> Kept:
        """The date `rule` gives from `trigger`, with the open questions that came up on the way.

        Raises: RuleError where the facts contradict the rule; BeyondTheListError outside the calendars.
        """
        kept = self._memory.find(rule, trigger)
        if kept is None:
            asked_before, self.choices.asked = self.choices.asked, set()
            reckoned = self._reckon(rule, trigger)
            kept = self._memory.keep(
                rule, trigger, Kept(reckoned, frozenset(self.choices.asked), trigger.fact, [], [])
            )
            self.choices.asked = asked_before
        self.choices.asked |= kept.asked
        return kept

    def _reckon(self, rule: Rule, trigger: Trigger) -> Reckoned:
        steps: list[Step] = []
        start = self._day_zero(rule, trigger, steps)
        last = self._last_day(rule, trigger.fact, start, steps)
        due = last if last is None else self._rolled(rule, last, steps)
        order = self._order(rule, trigger)
        override = None
        if order is not None:
            override = Override(order.id, order.words("by"), order.on, due)
            due = self._ordered(rule, order, due, steps)
        if due is not None:
            require_in_list(due)
        return Reckoned(last, due, tuple(steps), override)

    def _last_day(self, rule: Rule, fact: Fact, start: date, steps: list[Step]) -> date | None:
        if rule.basis in _DATED_BY_THE_BASIS:
            return start
        if rule.count is None:
            steps.append(Step(StepKind.NOTE, None, f"The law gives no number of days: the time is {rule.limit}."))
            return None
        until = fact.day("until") if rule.basis is Basis.EXTENSION else None
        if until is not None:
            steps.append(Step(StepKind.NOTE, until, "The notice promises a determination by {day}."))
            return until
        return self._counted(rule, fact, start, steps)

    def _day_zero(self, rule: Rule, trigger: Trigger, steps: list[Step]) -> date:
        fact = trigger.fact
        if trigger.parent is not None:
            parent = self.reckon(trigger.parent, Trigger(fact))
            steps.extend(parent.steps)
            return self._begin(rule, known(parent.due_on), steps)
        match rule.basis:
            case Basis.TRIGGER:
                return self._begun(rule, fact, steps)
            case Basis.RECEIPT | Basis.RECEIPT_IN_HOURS:
                return self._receipt(rule, fact, steps)
            case Basis.STATED:
                stated = known(fact.day(rule.stated_in))
                steps.append(Step(StepKind.TRIGGER, fact.on, f"On {{day}} {rule.trigger}."))
                steps.append(Step(StepKind.NOTE, stated, "The day stated is {day}."))
                return stated
            case Basis.EXTENSION:
                return self._extended_time(rule, fact, steps)
            case Basis.ENLARGEMENT:
                return self._begin(self.rules.by_clock[rule.extends], self.enlarged(fact).on, steps)
            case Basis.TIME_TO_APPEAL:
                return self._time_to_appeal(fact, steps)
        return self._final_remand(rule, fact, steps)

    def _begin(self, rule: Rule, start: date, steps: list[Step]) -> date:
        if rule.count is None:
            words = f"On {{day}} {rule.trigger}."
        elif rule.count == 0:
            words = f"On {{day}} {rule.trigger}; nothing is counted."
        elif rule.direction is Direction.BACKWARD:
            words = f"The time is counted back from {{day}}, the day of {rule.trigger}; that day is not counted."
        else:
            words = f"The time runs from {{day}}, when {rule.trigger}; that day is not counted."
        steps.append(Step(StepKind.TRIGGER, start, words))
        return start

    def _receipt(self, rule: Rule, fact: Fact, steps: list[Step]) -> date:
        name = self.office(fact.on)
        if name is None and not fact.get("after_hours"):
            return self._begin(rule, fact.on, steps)
        why = f"a closed day ({name})" if name else "a day after office hours"
        if rule.basis is Basis.RECEIPT and self.choices.choose("U2") == "as_received":
            words = f"The request came on {{day}}, {why}; it is taken as received that day."
            steps.append(Step(StepKind.RECEIVED, fact.on, words))
            return self._begin(rule, fact.on, steps)
        received = next_open_day(fact.on, self.office)
        words = f"The request came on {long_date(fact.on)}, {why}; it is taken as received on {{day}}."
        steps.append(Step(StepKind.RECEIVED, received, words))
        return self._begin(rule, received, steps)

    def _begun(self, rule: Rule, fact: Fact, steps: list[Step]) -> date:
        """The day of the fact, or the later day on which one of its changes began the time anew."""
        if not rule.restarts:
            return self._begin(rule, fact.on, steps)
        changed = sorted((day, name) for name in rule.restarts if (day := fact.day(name)) is not None)
        modified_on = fact.day("modified_on")
        if modified_on is not None:
            words = "The modification of {day} left the judgment as it was and moves nothing."
            steps.append(Step(StepKind.NOTE, modified_on, words))
        if not changed:
            return self._begin(rule, fact.on, steps)
        began_on = fact.on
        for changed_on, _ in changed:
            final_on = roll(began_on + _FINAL_AFTER, self.court).day
            if changed_on > final_on:
                raise RuleError(
                    f"The decision was final by {final_on.isoformat()}; nothing could change it on "
                    f"{changed_on.isoformat()}."
                )
            began_on = changed_on
        day, name = changed[-1]
        words = f"The decision of {long_date(fact.on)} began this time; {_RESTARTS[name]}, on {{day}}, began it anew."
        steps.append(Step(StepKind.TRIGGER, day, words))
        return day

    def _extended_time(self, rule: Rule, notice: Fact, steps: list[Step]) -> date:
        determination = self.rules.by_clock[rule.extends]
        first = self.reckon(determination, Trigger(self.record.of("request_received")[0]))
        steps.extend(first.steps)
        last, due = known(first.last_on), known(first.due_on)
        if notice.day("until") is not None:
            return due
        if last == due or self.choices.choose("U1") == "rolled":
            steps.append(Step(StepKind.NOTE, due, "The extension runs from {day}."))
            return due
        steps.append(Step(StepKind.NOTE, last, "The extension runs from {day}, the last day before it rolled."))
        return last

    def enlarged(self, order: Fact) -> Fact:
        """The notice of entry whose time a good-cause order enlarged: the last one served before it."""
        notices = [
            fact
            for fact in self.record.of("notice_of_entry_served")
            if fact.get("of") == "disclosure_order" and fact.on <= order.on
        ]
        if not notices:
            raise RuleError("An extension for good cause needs an earlier notice of entry of the disclosure order.")
        return notices[-1]

    def _time_to_appeal(self, fact: Fact, steps: list[Step]) -> date:
        branches = [
            (rule, self.reckon(rule, Trigger(other)))
            for other in self.record.same_judgment(fact)
            for rule in (self.rules.by_clock[clock] for clock in _TIMES_TO_APPEAL)
            if fits_any(rule.starts, other)
        ]
        branches.sort(key=_branch_day)
        steps.extend(branches[0][1].steps)
        for rule, reckoned in branches:
            words = f"The time to appeal under {rule.authority.text} ends on {{day}}."
            steps.append(Step(StepKind.BRANCH, reckoned.due_on, words, authority=rule.authority.text))
        if len(branches) > 1:
            steps.append(Step(StepKind.NOTE, branches[0][1].due_on, "Whichever comes first counts: {day}."))
        return known(branches[0][1].due_on)

    def _final_remand(self, rule: Rule, remand: Fact, steps: list[Step]) -> date:
        decision = self.record.latest("supreme_court_decision", by=remand)
        if decision is None:
            return self._begin(rule, remand.on, steps)
        final = self.reckon(self.rules.by_clock["SC-FINAL"], Trigger(decision))
        steps.extend(final.steps)
        return self._begin(rule, max(remand.on, known(final.due_on)), steps)

    def _counted(self, rule: Rule, fact: Fact, start: date, steps: list[Step]) -> date:
        amount = known(rule.count)
        if amount == 0:
            return start
        if rule.basis is Basis.EXTENSION:
            amount = fact.number("calendar_days") or amount
        elif rule.open_count is not None:
            amount = rule.open_count.sides[self.choices.choose(rule.open_count.reading)]
        day = self._count(rule, amount, start, "", steps)
        if rule.basis is Basis.ENLARGEMENT:
            return self._served(rule, self.enlarged(fact), self._enlarged(rule, fact, day, steps), steps)
        return self._served(rule, fact, day, steps)

    def _enlarged(self, rule: Rule, order: Fact, day: date, steps: list[Step]) -> date:
        more = known(order.number("calendar_days"))
        if more > _MOST_DAYS_ENLARGED:
            raise RuleError(f"The court may add at most {_MOST_DAYS_ENLARGED} days for good cause, not {more}.")
        plain = self.reckon(self.rules.by_clock[rule.extends], Trigger(self.enlarged(order)))
        if order.on > known(plain.due_on):
            late = "The order of {day} came after the time had run; whether it revives it is for counsel to say."
            steps.append(Step(StepKind.NOTE, order.on, late))
        return self._count(rule, more, day, " more, by order for good cause", steps)

    def _count(self, rule: Rule, amount: int, start: date, words: str, steps: list[Step]) -> date:
        counted = self._run(amount, rule.unit, start, rule.direction)
        signed = -amount if rule.direction is Direction.BACKWARD else amount
        steps.append(Step(StepKind.COUNT, counted.day, words, signed, rule.unit, counted.skipped))
        return counted.day

    def _run(self, amount: int, unit: Unit, start: date, direction: Direction) -> Counted:
        if unit is Unit.CALENDAR_DAYS:
            return count_calendar_days(start, amount, direction)
        if unit is Unit.YEARS:
            return count_years(start, amount)
        return count_open_days(start, amount, self.court if unit is Unit.COURT_DAYS else self.office, direction)

    def _served(self, rule: Rule, fact: Fact, day: date, steps: list[Step]) -> date:
        effect = rule.service
        if fact.service is None:
            if effect.adds:
                steps.append(
                    Step(StepKind.NOTE, None, "No manner of service is stated, so no days are added for service.")
                )
            return day
        if not effect.adds:
            steps.append(Step(StepKind.NOTE, None, effect.why_none))
            return day
        extension = self._extension(effect.adds.get(fact.service))
        if extension is None:
            steps.append(Step(StepKind.NOTE, None, f"Service {fact.service.words} adds no days."))
            return day
        if extension.unit is Unit.COURT_DAYS and rule.direction is Direction.FORWARD:
            day = self._before_court_days(day, steps)
        counted = self._run(extension.days, extension.unit, day, rule.direction)
        steps.append(
            Step(
                StepKind.SERVICE,
                counted.day,
                fact.service.words,
                -extension.days if rule.direction is Direction.BACKWARD else extension.days,
                extension.unit,
                counted.skipped,
                extension.authority,
            )
        )
        return counted.day

    def _extension(self, effect: Extension | OpenExtension | None) -> Extension | None:
        return effect.sides[self.choices.choose(effect.reading)] if isinstance(effect, OpenExtension) else effect

    def _before_court_days(self, day: date, steps: list[Step]) -> date:
        if self.court(day) is None or self.choices.choose("U5") == "count_from_day":
            return day
        return _roll(day, self.court, Direction.FORWARD, steps)

    def _rolled(self, rule: Rule, day: date, steps: list[Step]) -> date:
        if rule.roll is Roll.NONE:
            return day
        return _roll(day, self.office if rule.office else self.court, rule.direction, steps)

    def _order(self, rule: Rule, trigger: Trigger) -> Fact | None:
        orders = self.record.of("date_set_by_order")
        placed = [fact for fact in orders if names(fact, rule, trigger.fact)] if orders else ()
        return placed[-1] if placed else None

    def _ordered(self, rule: Rule, order: Fact, without: date | None, steps: list[Step]) -> date:
        day = known(order.day("due_on"))
        by = order.words("by")
        words = _SET_BY[by].format(made_on=long_date(order.on))
        if without is not None:
            words = f"{words} Without the {by} it would be {long_date(without)}."
        steps.append(Step(StepKind.ORDER, day, words))
        return day if rule.kind is Kind.STATE else _roll(day, self.court, Direction.FORWARD, steps)


def _roll(day: date, closed: Closed, direction: Direction, steps: list[Step]) -> date:
    rolled = roll(day, closed, direction)
    if rolled.skipped:
        authority = "Code Civ. Proc. §§ 12, 12a" if direction is Direction.FORWARD else "Code Civ. Proc. § 12c"
        steps.append(Step(StepKind.ROLL, rolled.day, "last day", 0, "", rolled.skipped, authority))
    return rolled.day
