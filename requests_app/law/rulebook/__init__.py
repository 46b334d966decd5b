"""Every rule, one module per forum, as frozen values that the engine reads and nothing outside the law does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from requests_app.errors import RuleError
from requests_app.law.kinds import FACT_KINDS
from requests_app.law.rulebook.costs_and_fees import COSTS_AND_FEES
from requests_app.law.rulebook.court_of_appeal import COURT_OF_APPEAL
from requests_app.law.rulebook.cpra import CPRA
from requests_app.law.rulebook.local import LOCAL
from requests_app.law.rulebook.pending import COMES_WITH, PENDING, TAKES_THE_PLACE_OF
from requests_app.law.rulebook.shapes import Rule
from requests_app.law.rulebook.supreme_court import SUPREME_COURT
from requests_app.law.rulebook.trial_court import TRIAL_COURT

CLOCKS: tuple[Rule, ...] = (
    *CPRA,
    *LOCAL,
    *TRIAL_COURT,
    *COURT_OF_APPEAL,
    *SUPREME_COURT,
    *COSTS_AND_FEES,
)
"""Every date that every rule gives: a rule with legs stands here once for each."""

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in reversed(CLOCKS)})
"""Every rule in force or once in force, by its id; of a rule with legs, the first."""

PENDING_RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in PENDING})
"""Rules that wait for a person to set the day they begin."""


class Rulebook(NamedTuple):
    """The clocks in use, and how to find them."""

    clocks: tuple[Rule, ...]
    order: Mapping[str, int]
    by_clock: Mapping[str, Rule]
    by_start: Mapping[str, tuple[Rule, ...]]
    by_parent: Mapping[str, tuple[Rule, ...]]


def rulebook(in_force: Mapping[str, date]) -> Rulebook:
    """The rulebook with the pending rules that `in_force` gives a first day.

    Raises: RuleError for a rule that is not pending.
    """
    return _rulebook(tuple(sorted(in_force.items())))


@lru_cache(maxsize=64)
def _rulebook(in_force: tuple[tuple[str, date], ...]) -> Rulebook:
    begins: dict[str, date] = {}
    for rule_id, first_on in in_force:
        if rule_id not in PENDING_RULES:
            raise RuleError(f"{rule_id} is not a pending rule; the pending rules are {', '.join(PENDING_RULES)}.")
        begins[rule_id] = first_on
        for other in COMES_WITH[rule_id]:
            if begins.setdefault(other, first_on) != first_on:
                raise RuleError(f"{rule_id} and {other} come from one bill and must begin on one day.")
    ends = {TAKES_THE_PLACE_OF[rule_id]: first_on for rule_id, first_on in begins.items()}
    clocks = (
        *(replace(rule, in_force_to=ends[rule.id]) if rule.id in ends else rule for rule in CLOCKS),
        *(replace(rule, in_force_from=begins[rule.id]) for rule in PENDING if rule.id in begins),
    )
    return Rulebook(
        clocks,
        {rule.clock: place for place, rule in enumerate(clocks)},
        {rule.clock: rule for rule in clocks},
        {
            kind: tuple(rule for rule in clocks if any(when.kind == kind for when in rule.starts))
            for kind in FACT_KINDS
        },
        {parent.clock: tuple(rule for rule in clocks if parent.clock in rule.follows) for parent in clocks},
    )
