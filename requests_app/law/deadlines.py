"""From facts to due dates: which rules run, from what, until what ends or replaces them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from requests_app.errors import RuleError
from requests_app.law.calendar import THE_LIST, BeyondTheListError, Closing, agency_days
from requests_app.law.counting import Direction, Unit, count_calendar_days, count_months
from requests_app.law.due import Alternative, Checkpoint, Closures, DueDate
from requests_app.law.explain import long_date, open_question
from requests_app.law.facts import Fact
from requests_app.law.memory import Kept, Reckoned, Trigger, Weighed
from requests_app.law.readings import READINGS, chosen
from requests_app.law.reckoning import World, known, names
from requests_app.law.record import Record
from requests_app.law.rulebook import PENDING_RULES, RULES, rulebook
from requests_app.law.rulebook.shapes import Basis, Rule, fits_any
from requests_app.law.validity import Finding, extension_findings

_NOTHING: Mapping[str, str] = {}


_EXTENSION_CLOCKS = ("CPRA-EXT", "CPRA-EXT-2027")


class _Run(NamedTuple):
    """A clock that runs: its rule, its trigger, and what else is to be said about it."""

    rule: Rule
    trigger: Trigger
    remarks: tuple[str, ...]


class _Found(NamedTuple):
    """What was reckoned for a run, the open questions that move it, and the date of the agency's practice."""

    kept: Kept
    questions: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    practice_on: date | None


def due_dates(
    facts: Sequence[Fact],
    *,
    readings: Mapping[str, str] = _NOTHING,
    closures: Closures | None = None,
    in_force: Mapping[str, date] | None = None,
    extra_holidays: Mapping[date, str] | None = None,
) -> tuple[DueDate, ...]:
    """Every date the facts of one request, or of one court case, set running, in the order of the rulebook.

    `readings`: the side chosen of each open question, the cautious one where left out. `closures`: the agency's own
    closed days, for the date its practice gives. `in_force`: the first day of each pending rule that has begun.
    `extra_holidays`: days the courts are closed besides the list, by name.

    Raises: RuleError, with a sentence that says which fact cannot stand, or which day lies outside the list.

    >>> [due] = due_dates([Fact("request_received", date(2026, 8, 26))])
    >>> due.rule, due.due_on.isoformat()
    ('CPRA-DET', '2026-09-08')
    """
    return _Docket(facts, readings, closures, in_force or {}, extra_holidays or {}).due_dates()


def check_extension(
    facts: Sequence[Fact],
    notice: Fact,
    *,
    readings: Mapping[str, str] = _NOTHING,
    in_force: Mapping[str, date] | None = None,
    extra_holidays: Mapping[date, str] | None = None,
) -> tuple[Finding, ...]:
    """Hold one of the extension notices among `facts` against the Act, one finding for each requirement.

    Raises: RuleError when `notice` is not among the facts, or the facts cannot stand.
    """
    docket = _Docket(facts, readings, None, in_force or {}, extra_holidays or {})
    for found, findings in docket.extensions:
        if found is notice:
            return findings
    raise RuleError("The notice to be checked is not among the facts.")


class _Docket:
    """One call of the engine: the facts, the world they are read in, and the runs that come of them."""

    def __init__(
        self,
        facts: Sequence[Fact],
        readings: Mapping[str, str],
        closures: Closures | None,
        in_force: Mapping[str, date],
        extra_holidays: Mapping[date, str],
    ) -> None:
        self.record = Record(facts)
        self.rules = rulebook(in_force)
        self.closing = Closing(extra_holidays) if extra_holidays else THE_LIST
        self.world = World(self.record, self.rules, chosen(readings), self.closing)
        self.practice = self.world.on_calendar(agency_days(closures)) if closures else None
        self.extensions = self._extensions()

    def due_dates(self) -> tuple[DueDate, ...]:
        """Every run as a due date."""
        runs = sorted(self._runs(), key=self._place)
        self._place_orders(runs)
        open_dates = [self._reckon(run) for run in runs]
        return tuple(
            self._due(run, found, self._superseded_by(run, found, runs, open_dates))
            for run, found in zip(runs, open_dates, strict=True)
        )

    def _place(self, run: _Run) -> tuple[int, date]:
        return self.rules.order[run.rule.clock], run.trigger.fact.on

    def _extensions(self) -> tuple[tuple[Fact, tuple[Finding, ...]], ...]:
        """Each extension notice with its findings; only one without a problem that matters moves the date."""
        found: list[tuple[Fact, tuple[Finding, ...]]] = []
        taken: Fact | None = None
        for notice in self.record.of("extension_notice"):
            findings = self._findings(notice, taken)
            found.append((notice, findings))
            if taken is None and not any(finding.moves_no_date for finding in findings):
                taken = notice
        self.extension = taken
        return tuple(found)

    def _findings(self, notice: Fact, taken: Fact | None) -> tuple[Finding, ...]:
        request = self.record.of("request_received")[0]
        rule = next(rule for rule in self.rules.by_start["extension_notice"] if rule.in_force(request.on))
        most_days = known(rule.count)
        first = self.world.reckon(self.rules.by_clock[rule.extends], Trigger(request))
        last_on = known(self._extended_by(self.world, rule, most_days, notice).due_on)
        days, until = notice.number("calendar_days"), notice.day("until")
        promised_on = until
        if days is not None:
            promised_on = last_on
            if days != most_days:
                promised_on = known(self._extended_by(self.world, rule, days, notice).due_on)
            if until is not None:
                self._require_agreement(rule, notice, days, until)
        return extension_findings(
            notice,
            most_days=most_days,
            due_on=known(first.due_on),
            promised_on=promised_on,
            last_on=last_on,
            earlier=taken,
        )

    def _require_agreement(self, rule: Rule, notice: Fact, days: int, until: date) -> None:
        """Raises: RuleError when a notice names a day that its number of days gives under neither side of U1."""
        for world in (self.world, self.world.otherwise("U1")):
            by_days = self._extended_by(world, rule, days, notice)
            if until in (by_days.last_on, by_days.due_on):
                return
        raise RuleError(f"The extension notice says {days} days and {until.isoformat()}, which do not agree.")

    def _extended_by(self, world: World, rule: Rule, days: int, notice: Fact) -> Reckoned:
        if notice.particulars.get("calendar_days") == days and "until" not in notice.particulars:
            return world.reckon(rule, Trigger(notice))
        return world.reckon(rule, Trigger(Fact(notice.kind, notice.on, particulars={"calendar_days": days})))

    def _runs(self) -> Iterator[_Run]:
        for fact in self.record.facts:
            for rule in self.rules.by_start[fact.kind]:
                if not (fits_any(rule.starts, fact) and self._begins(rule, fact)):
                    continue
                yield self._run(rule, Trigger(fact))
                for child in self.rules.by_parent[rule.clock]:
                    if self._begins(child, fact) and not (child.last_only and self._started(child)):
                        yield self._run(child, Trigger(fact, rule))

    def _begins(self, rule: Rule, fact: Fact) -> bool:
        """Whether the rule is in force for the fact, nothing bars it, and the fact is the one that counts."""
        if not rule.in_force(self._governing_day(rule, fact)):
            return False
        if self.record.fitting(rule.barred_by):
            return False
        if rule.basis is Basis.EXTENSION:
            return fact is self.extension
        if rule.basis is Basis.TIME_TO_APPEAL:
            return self.record.same_judgment(fact)[0] is fact
        return not rule.last_only or self.record.of(fact.kind)[-1] is fact

    def _governing_day(self, rule: Rule, fact: Fact) -> date:
        """The day whose law governs: for an extension that of the request it extends."""
        return self.record.of("request_received")[0].on if rule.basis is Basis.EXTENSION else fact.on

    def _started(self, rule: Rule) -> bool:
        return bool(self.record.fitting(rule.starts))

    def _run(self, rule: Rule, trigger: Trigger) -> _Run:
        remarks: list[str] = []
        if rule.replaced_by in _EXTENSION_CLOCKS or rule.basis is Basis.EXTENSION:
            for notice, findings in self.extensions:
                if notice is not self.extension and (rule.basis is Basis.EXTENSION) is (self.extension is not None):
                    problems = " ".join(finding.sentence for finding in findings if finding.moves_no_date)
                    remarks.append(
                        f"The extension notice of {long_date(notice.on)} does not move this date: {problems}"
                    )
        return _Run(rule, trigger, tuple(remarks))

    def _place_orders(self, runs: Sequence[_Run]) -> None:
        """Raises: RuleError for an order that no date here can take."""
        for order in self.record.of("date_set_by_order"):
            rule_id = order.words("rule")
            placed = [run for run in runs if names(order, run.rule, run.trigger.fact)]
            if len(placed) != 1:
                why = "nothing here starts it" if not placed else "more than one fact starts it; name one by its key"
                raise RuleError(f"The order of {order.on.isoformat()} sets a date for {rule_id}, but {why}.")
            if not placed[0].rule.court_may_set:
                raise RuleError(f"An order of the court cannot set the date of {rule_id}.")
        for done in self.record.of("act_done"):
            if done.words("rule") not in RULES and done.words("rule") not in PENDING_RULES:
                raise RuleError(f"There is no rule called {done.words('rule')!r}.")

    def _reckon(self, run: _Run) -> _Found:
        kept = self.world.ask(run.rule, run.trigger)
        if not kept.weighed:
            kept.weighed.append(self._weigh(run, kept))
        practice_on = _attempt(self.practice, run) if self.practice and run.rule.office else None
        return _Found(kept, *kept.weighed[0], practice_on)

    def _weigh(self, run: _Run, kept: Kept) -> Weighed:
        """Answer each question that came up the other way, and keep those that give another date."""
        questions: list[str] = []
        alternatives: list[Alternative] = []
        for question in sorted(kept.asked):
            side = self.world.sides[question]
            other = READINGS[question].other(side)
            due_on = _attempt(self.world.otherwise(question), run)
            if due_on != kept.reckoned.due_on:
                questions.append(f"{question}={side}")
                alternatives.append(Alternative(f"{question}={other}", due_on))
        return Weighed(tuple(questions), tuple(alternatives))

    def _superseded_by(
        self, run: _Run, found: _Found, runs: Sequence[_Run], open_dates: Sequence[_Found]
    ) -> str | None:
        rule = run.rule
        if rule.replaced_by:
            for other in runs:
                if other.rule.clock == rule.replaced_by and self._replaces(other, run):
                    return other.rule.id
        if rule.earliest_with:
            rivals = [
                (known(rival.kept.reckoned.due_on), other.rule.id)
                for other, rival in zip(runs, open_dates, strict=True)
                if other.rule.earliest_with == rule.earliest_with
                and other.trigger.fact in self.record.same_judgment(run.trigger.fact)
            ]
            earliest_on, governing = min(rivals)
            if earliest_on < known(found.kept.reckoned.due_on):
                return governing
        return None

    def _replaces(self, other: _Run, run: _Run) -> bool:
        if other.rule.basis is Basis.ENLARGEMENT:
            return self.world.enlarged(other.trigger.fact) is run.trigger.fact
        return True

    def _ended_by(self, run: _Run, reckoned: Reckoned) -> Fact | None:
        """The first fact, not earlier than what began the time, that ends it."""
        rule, trigger = run.rule, run.trigger.fact
        began_on = min(trigger.on, reckoned.steps[0].on or trigger.on)
        done = [fact for fact in self.record.of("act_done") if names(fact, rule, trigger)]
        endings = [
            fact
            for fact in (*self.record.fitting(rule.ended_by), *done)
            if (fact is not trigger or rule.count is None)
            and (rule.direction is Direction.BACKWARD or fact.on >= began_on)
        ]
        return min(endings, key=_fact_day) if endings else None

    def _due(self, run: _Run, found: _Found, superseded_by: str | None) -> DueDate:
        rule, fact = run.rule, run.trigger.fact
        reckoned = found.kept.reckoned
        authority = rule.authority.text_on(self._governing_day(rule, fact))
        ended = self._ended_by(run, reckoned)
        return DueDate(
            rule=rule.id,
            title=rule.title,
            leg=rule.leg,
            due_on=reckoned.due_on,
            limit=rule.limit,
            kind=rule.kind,
            severity=rule.severity,
            must_act=rule.must_act,
            authority=authority,
            former_citation=rule.authority.former_text,
            quoted=rule.authority.quoted,
            verified=rule.authority.verified,
            unverified_note=rule.authority.unverified_note,
            trigger_key=fact.id,
            trigger_on=fact.on,
            trigger=rule.trigger,
            readings=found.questions,
            alternatives=found.alternatives,
            agency_practice_on=found.practice_on,
            checkpoints=tuple(_checkpoint(fact.on, *planned) for planned in rule.checkpoints),
            list_version=self.closing.version,
            satisfied_by=None if ended is None else ended.id,
            satisfied_on=None if ended is None else ended.on,
            superseded_by=superseded_by,
            reasons=self._reasons(run, found, authority, superseded_by),
            trace=reckoned.steps,
            override=reckoned.override,
        )

    def _reasons(self, run: _Run, found: _Found, authority: str, superseded_by: str | None) -> tuple[str, ...]:
        citation = run.rule.authority
        said = list(found.kept.tell())
        said.append(
            f"Authority: {authority}: “{citation.quoted}”." if citation.quoted else f"Authority: {authority}."
        )
        for question, alternative in zip(found.questions, found.alternatives, strict=True):
            said.append(open_question(question, known(found.kept.reckoned.due_on), alternative))
        said.extend(run.remarks)
        said.extend(run.rule.notes)
        if found.practice_on is not None and found.practice_on != found.kept.reckoned.due_on:
            said.append(f"By the agency's own list of closures it would be {long_date(found.practice_on)}.")
        if superseded_by:
            title = (RULES.get(superseded_by) or PENDING_RULES[superseded_by]).title
            said.append(f"Another date counts instead: {title} ({superseded_by}).")
        if citation.unverified_note:
            said.append(citation.unverified_note)
        return tuple(said)


def _attempt(world: World, run: _Run) -> date | None:
    """The date in another world; None where it needs a day beyond that world's lists."""
    try:
        return world.reckon(run.rule, run.trigger).due_on
    except BeyondTheListError:
        return None


def _checkpoint(start: date, amount: int, unit: Unit, title: str) -> Checkpoint:
    counted = count_months(start, amount) if unit is Unit.MONTHS else count_calendar_days(start, amount)
    return Checkpoint(counted.day, title)


def _fact_day(fact: Fact) -> date:
    return fact.on
