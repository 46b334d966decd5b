"""Short ways to state a fact and to ask for one date."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from requests_app.law import DueDate, Fact, Service, due_dates


def fact(kind: str, on: date, key: str = "", /, service: Service | None = None, **particulars: Any) -> Fact:
    """A fact with its particulars by name."""
    return Fact(kind, on, key, service, particulars)


def one(rule: str, facts: Sequence[Fact], leg: str = "", **options: Any) -> DueDate:
    """The one date that the rule gives from these facts."""
    [found] = [due for due in due_dates(facts, **options) if (due.rule, due.leg) == (rule, leg)]
    return found
