"""The production log: what was promised and what came, and how often each promised date slipped."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from requests_app.models import JournalEntry, Production


@dataclass(frozen=True, slots=True)
class Slippage:
    """The days an instalment was promised for, oldest first, and how far the last is from the first, in days."""

    promised: tuple[date, ...] = ()

    @property
    def slip_count(self) -> int:
        """How often a promised day was put off."""
        return sum(later > earlier for earlier, later in zip(self.promised, self.promised[1:], strict=False))

    @property
    def days(self) -> int:
        return (self.promised[-1] - self.promised[0]).days if self.promised else 0


def slippages(productions: Iterable[Production]) -> dict[int, Slippage]:
    """Every day each instalment was ever promised for, from the journal, in one query. For rows already permitted."""
    keys = [production.pk for production in productions]
    entries = JournalEntry.objects.filter(record_type="production", record_id__in=keys).order_by("written_at", "pk")
    promised: dict[int, list[date]] = defaultdict(list)
    for record_id, changes in entries.values_list("record_id", "changes"):
        new = changes.get("promised_on", [None, None])[1]
        if record_id is not None and new:
            promised[record_id].append(date.fromisoformat(new))
    return {key: Slippage(tuple(promised.get(key, ()))) for key in keys}


def standing(production: Production, *, on: date) -> str:
    """ "received", "late", "missed", "to come" or "not promised": how an instalment stands against its promise."""
    if production.received_on:
        is_late = production.promised_on is not None and production.received_on > production.promised_on
        return "late" if is_late else "received"
    if production.promised_on is None:
        return "not promised"
    return "missed" if production.promised_on < on else "to come"
