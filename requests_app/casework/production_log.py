"""The production log: what was promised by whom and when, what came, what is missing, how far promises slipped."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from requests_app import law
from requests_app.errors import CaseworkError
from requests_app.exhibits.papers import Paper, Table
from requests_app.exhibits.papers_html import to_html
from requests_app.letters import print_html
from requests_app.models import Communication, JournalEntry, Production, RecordsRequest

COLUMNS = (
    "Instalment",
    "What",
    "Promised for",
    "Promised on",
    "Promised by",
    "Put off by days",
    "Received",
    "Stands",
    "Late by days",
    "Pages",
    "The last",
)


@dataclass(frozen=True, slots=True)
class Promise:
    """One day an instalment was promised for, the paper that promised it, and how far it put off the promise before.

    `put_off_days` is in calendar days: 0 for the first promise, less than 0 where a later one came sooner.
    """

    promised_on: date
    paper: Communication | None = None
    put_off_days: int = 0

    @property
    def said_by(self) -> str:
        """Who signed the paper, with the title; "" where it does not say."""
        if self.paper is None:
            return ""
        return ", ".join(filter(None, (self.paper.signed_by_name, self.paper.signed_by_title)))


@dataclass(frozen=True, slots=True)
class Slippage:
    """Every promise of one instalment, oldest first."""

    promises: tuple[Promise, ...] = ()

    @property
    def promised(self) -> tuple[date, ...]:
        """The days it was promised for."""
        return tuple(promise.promised_on for promise in self.promises)

    @property
    def slip_count(self) -> int:
        """How often a promised day was put off."""
        return sum(promise.put_off_days > 0 for promise in self.promises)

    @property
    def days(self) -> int:
        """How far the last promised day is from the first, in calendar days."""
        return (self.promised[-1] - self.promised[0]).days if self.promised else 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of the log. `late_days`: calendar days from the day promised last to receipt or today; 0 in time."""

    production: Production
    slippage: Slippage
    standing: str
    late_days: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What some instalments come to."""

    promised_count: int
    received_count: int
    missed_count: int
    page_count: int
    slip_count: int
    slip_days: int


def slippages(productions: Iterable[Production]) -> dict[int, Slippage]:
    """Every promise ever made of each instalment, from the journal, in two queries. For rows already permitted."""
    keys = [production.pk for production in productions]
    entries = JournalEntry.objects.filter(record_type="production", record_id__in=keys).order_by("written_at", "pk")
    said: dict[int, list[tuple[date, int | None]]] = defaultdict(list)
    paper_of: dict[int, int | None] = {}
    for record_id, changes in entries.values_list("record_id", "changes"):
        if record_id is None:
            continue
        paper_of[record_id] = changes.get("promised_in", [None, paper_of.get(record_id)])[1]
        if new := changes.get("promised_on", [None, None])[1]:
            said[record_id].append((date.fromisoformat(new), paper_of[record_id]))
    papers = Communication.objects.in_bulk({paper for days in said.values() for _, paper in days if paper})
    return {key: Slippage(_promises(said.get(key, ()), papers)) for key in keys}


def _promises(said: Sequence[tuple[date, int | None]], papers: dict[int, Communication]) -> tuple[Promise, ...]:
    put_off = [0, *((later[0] - earlier[0]).days for earlier, later in pairwise(said))]
    return tuple(
        Promise(day, papers.get(paper) if paper else None, days)
        for (day, paper), days in zip(said, put_off, strict=False)
    )


def standing(production: Production, *, on: date) -> str:
    """ "received", "late", "missed", "to come" or "not promised": how an instalment stands against its promise."""
    if production.received_on:
        is_late = production.promised_on is not None and production.received_on > production.promised_on
        return "late" if is_late else "received"
    if production.promised_on is None:
        return "not promised"
    return "missed" if production.promised_on < on else "to come"


def instalments(productions: Iterable[Production], *, on: date) -> list[Instalment]:
    """The rows of the log, in the order given. For rows already permitted."""
    rows = list(productions)
    slipped = slippages(rows)
    return [Instalment(row, slipped[row.pk], standing(row, on=on), _late_days(row, on)) for row in rows]


def _late_days(production: Production, on: date) -> int:
    if production.promised_on is None:
        return 0
    return max(0, ((production.received_on or on) - production.promised_on).days)


def totals(rows: Iterable[Instalment]) -> Totals:
    """Their sums; "missed" are those that came late, or have not come though their day is past."""
    rows = list(rows)
    return Totals(
        promised_count=sum(bool(row.slippage.promises) for row in rows),
        received_count=sum(row.production.received_on is not None for row in rows),
        missed_count=sum(row.standing in ("late", "missed") for row in rows),
        page_count=sum(row.production.page_count or 0 for row in rows),
        slip_count=sum(row.slippage.slip_count for row in rows),
        slip_days=sum(row.slippage.days for row in rows),
    )


def still_missing(rows: Sequence[Instalment]) -> list[str]:
    """What of one request has not come, one sentence each; empty when nothing is known to be missing."""
    said = [
        f"Instalment {row.production.instalment} was promised for {row.production.promised_on:%a %-d %b %Y} "
        f"and has not come: {row.late_days} day{'' if row.late_days == 1 else 's'} late."
        for row in rows
        if row.standing == "missed"
    ]
    said += [
        f"Instalment {row.production.instalment} is promised for {row.production.promised_on:%a %-d %b %Y}."
        for row in rows
        if row.standing == "to come"
    ]
    numbers = {row.production.instalment for row in rows}
    said += [
        f"Instalment {number} has neither been promised nor come, though instalment {max(numbers)} is on record."
        for number in range(1, max(numbers, default=0))
        if number not in numbers
    ]
    said += [
        f"Instalment {row.production.instalment} came without a count of pages."
        for row in rows
        if row.production.received_on and row.production.page_count is None
    ]
    if rows and not any(row.production.is_last for row in rows):
        said.append("The agency has not said that any instalment is the last.")
    return said


def sheet(rows: Iterable[Instalment]) -> Iterable[Sequence[object]]:
    """The log as rows under COLUMNS: one for each promise; what came stands with the last, to be summed once."""
    for row in rows:
        one = row.production
        came = (one.received_on, row.standing, row.late_days, one.page_count, one.is_last)
        *earlier, last = row.slippage.promises or (None,)
        for promise in earlier:
            yield (one.instalment, one.description, *_promise_cells(promise), None, "put off", None, None, None)
        yield (one.instalment, one.description, *_promise_cells(last), *came)


def _promise_cells(promise: Promise | None) -> tuple[object, ...]:
    if promise is None:
        return (None, None, "", None)
    said_on = promise.paper.happened_on if promise.paper else None
    return (promise.promised_on, said_on, promise.said_by, promise.put_off_days)


def log_pdf(request: RecordsRequest, rows: Sequence[Instalment], *, on: date) -> bytes:
    """The log of one request on landscape sheets, to be attached to a declaration.

    Raises: CaseworkError when nothing was promised or came; LetterError when a character cannot be printed.
    """
    if not rows:
        raise CaseworkError("Nothing was promised here and nothing came, so there is no log to print.")
    sums = totals(rows)
    columns = (
        ("Instalment", 9),
        ("What", 20),
        ("Promised", 36),
        ("Received", 14),
        ("Late, in days", 10),
        ("Pages", 8),
    )
    cells = tuple(
        (
            f"{row.production.instalment}{' (the last)' if row.production.is_last else ''}",
            row.production.description or "–",
            "\n".join(map(_promise_in_words, row.slippage.promises)) or "–",
            law.plain_date(row.production.received_on) if row.production.received_on else "not received",
            str(row.late_days) if row.late_days else "–",
            "–" if row.production.page_count is None else f"{row.production.page_count:,}",
        )
        for row in rows
    )
    note = (
        f"Request {request.number} to {request.agency.name}\n{request.subject}\n"
        f"As of {law.plain_date(on)}: {sums.received_count} of {len(rows)} instalments received, {sums.page_count:,} "
        f"pages; promised days missed for {sums.missed_count}, put off {sums.slip_count} times, by {sums.slip_days} "
        f"days in all. Days are calendar days."
    )
    table = Table(tuple(name for name, _ in columns), cells, tuple(width for _, width in columns))
    return print_html(to_html(Paper(title="PRODUCTION LOG", blocks=(table,), note=note, is_landscape=True)))


def _promise_in_words(promise: Promise) -> str:
    said = f", said {law.plain_date(promise.paper.happened_on)}" if promise.paper else ""
    by = f" by {promise.said_by}" if promise.said_by else ""
    off = f" ({promise.put_off_days} days later)" if promise.put_off_days > 0 else ""
    return f"{law.plain_date(promise.promised_on)}{off}{said}{by}"
