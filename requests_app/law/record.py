"""The facts of one request or one court case, indexed, and refused when they contradict each other."""

from collections.abc import Sequence
from datetime import date

from requests_app.errors import RuleError
from requests_app.law.calendar import require_in_list
from requests_app.law.facts import Fact
from requests_app.law.kinds import FACT_KINDS
from requests_app.law.rulebook.shapes import When

_CHANGES = ("modified_on", "modified_judgment_on", "publication_ordered_on", "consent_filed_on")


class Record:
    """Facts by kind, each kind in order of its days.

    Raises: RuleError when a fact lies outside the holiday list, comes twice where it can come once, stands without
    the fact it depends on, or is dated before what it must follow.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.by_kind: dict[str, list[Fact]] = {}
        for fact in facts:
            for day in (fact.on, *fact.particulars.values()):
                if isinstance(day, date):
                    require_in_list(day)
            self.by_kind.setdefault(fact.kind, []).append(fact)
        for kind, same in self.by_kind.items():
            if len(same) > 1:
                same.sort(key=_day)
                if FACT_KINDS[kind].once:
                    title = FACT_KINDS[kind].title
                    raise RuleError(f"“{title}” is recorded {len(same)} times; it can happen only once.")
        for fact in facts:
            self._check(fact)

    def of(self, kind: str) -> Sequence[Fact]:
        """The facts of one kind, earliest first."""
        return self.by_kind.get(kind, ())

    def fitting(self, whens: Sequence[When]) -> list[Fact]:
        """The facts that fit one of `whens`."""
        by_kind = self.by_kind
        return [fact for when in whens for fact in by_kind.get(when.kind, ()) if when.fits(fact)]

    def latest(self, kind: str, *, by: Fact) -> Fact | None:
        """The last fact of a kind that is not later than `by`."""
        return next((fact for fact in reversed(self.of(kind)) if fact.on <= by.on), None)

    def judgment_of(self, fact: Fact) -> Fact | None:
        """The entry of the judgment or order that a notice of entry, or an entry itself, is about.

        None when no such entry is recorded. Raises: RuleError when every such entry is later than the notice.
        """
        entered = [other for other in self.of("judgment_entered") if _ruling(other) == _ruling(fact)]
        if not entered:
            return None
        before = [other for other in entered if other.on <= fact.on]
        if not before:
            raise RuleError(
                f"Notice of entry was served on {fact.on.isoformat()}, before entry on {entered[0].on.isoformat()}."
            )
        return fact if fact.kind == "judgment_entered" else before[-1]

    def same_judgment(self, fact: Fact) -> Sequence[Fact]:
        """Every entry and notice of entry of the judgment or order that `fact` is about, entries first."""
        entry = self.judgment_of(fact)
        return [
            other
            for kind in ("judgment_entered", "notice_of_entry_served")
            for other in self.of(kind)
            if _ruling(other) == _ruling(fact) and self.judgment_of(other) is entry
        ]

    def _check(self, fact: Fact) -> None:
        kind = FACT_KINDS[fact.kind]
        for earlier in kind.after:
            first = self.of(earlier)
            if first and fact.on < first[0].on:
                raise RuleError(
                    f"“{kind.title}” of {fact.on.isoformat()} is dated before “{FACT_KINDS[earlier].title}” of "
                    f"{first[0].on.isoformat()}, which it must follow."
                )
        for needed in kind.needs:
            if not self.of(needed):
                raise RuleError(f"“{kind.title}” means nothing without “{FACT_KINDS[needed].title}”.")
        if fact.kind == "court_of_appeal_decision":
            _check_decision(fact)


def _ruling(fact: Fact) -> str:
    """What was entered; a dismissal that ends the case is its judgment."""
    of = fact.words("of")
    return "judgment" if of == "dismissal" else of


def _day(fact: Fact) -> int:
    return fact.on.toordinal()


def _check_decision(decision: Fact) -> None:
    final_on_filing = decision.get("summary_denial") or decision.get("moot")
    if decision.get("summary_denial") and decision.get("civil_appeal"):
        raise RuleError(
            "A decision of the Court of Appeal cannot be both a summary denial and a civil appeal: "
            "appeals are decided."
        )
    for change in _CHANGES:
        changed_on = decision.day(change)
        if changed_on is None:
            continue
        if final_on_filing:
            raise RuleError(f"A decision that is final when filed cannot have {change}.")
        if changed_on < decision.on:
            raise RuleError(f"{change} of the court_of_appeal_decision lies before the decision.")
