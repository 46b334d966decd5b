"""What a fee motion attaches: hours and rates by person and by phase, every entry as it may be filed, and costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from requests_app import law
from requests_app.casework.costs import dollars
from requests_app.casework.lodestar import Line, Lodestar, claimed_cents
from requests_app.casework.redaction import filed
from requests_app.casework.time_entries import hours
from requests_app.errors import CaseworkError
from requests_app.exhibits.papers import Block, Heading, Paper, Paragraph, Table
from requests_app.exhibits.papers_html import to_html
from requests_app.letters import print_html
from requests_app.models import Cost, CourtCase, Matter

RATE_NOTE = (
    "Each hour is at the rate of the year it was worked in. Time is in tenths of an hour; what is marked as not "
    "charged is left out of every amount. [REDACTED] stands for what is privileged."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, its heads, and its rows; amounts are dollars, time is hours."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]


def refuse_unfinished(found: Lodestar) -> None:
    """Raises: CaseworkError naming everything that keeps the time from being filed."""
    if found.is_complete:
        return
    why = []
    if found.lacking:
        why.append(f"no rate is set for {'; '.join(found.lacking)}")
    if found.unwritten_count:
        why.append(f"{_entries(found.unwritten_count)} without a narrative")
    if found.running_count:
        why.append(f"{_entries(found.running_count)} whose timer still runs")
    if not found.entries:
        why.append("no time is on record")
    raise CaseworkError(f"This cannot be filed yet: {', and '.join(why)}.")


def _entries(count: int) -> str:
    return f"there {'is 1 entry' if count == 1 else f'are {count} entries'}"


def fee_pdf(subject: Matter | CourtCase, found: Lodestar, costs: Sequence[Cost], *, on: date) -> bytes:
    """The exhibit, on landscape sheets whose heads repeat. The privileged parts of narratives are not in its bytes.

    Raises: CaseworkError while something is missing; LetterError when a character cannot be printed.
    """
    refuse_unfinished(found)
    blocks: list[Block] = [
        Heading("Hours and rates by person"),
        _persons(found),
        Heading("Hours and fees by phase"),
        _phases(found),
        Heading("Every entry, in the order of days"),
        _details(found),
    ]
    if claimed := _claimed(costs):
        blocks += [Heading("Costs"), _costs(claimed)]
    both = f" With costs of {dollars(claimed_cents(costs))}: {dollars(_sum(found, costs))}." if claimed else ""
    blocks.insert(0, Paragraph(f"Fees: {dollars(found.total.amount_cents)}.{both}", is_indented=False))
    paper = Paper(
        title="ATTORNEY FEES AND COSTS",
        short_title="Attorney fees and costs",
        blocks=tuple(blocks),
        note=f"{heading_of(subject)}\nAs recorded through {law.plain_date(on)}. {RATE_NOTE}",
        is_landscape=True,
    )
    return print_html(to_html(paper))


def fee_sheets(found: Lodestar, costs: Sequence[Cost]) -> list[Sheet]:
    """The same for a workbook, with amounts as numbers.

    Raises: CaseworkError while something is missing.
    """
    refuse_unfinished(found)
    persons = [
        (line.label, _position(line), line.worked_in, _years_rate(line), *_numbers(line)) for line in found.by_person
    ]
    persons.append(("Total", "", "", None, *_numbers(found.total)))
    phases = [(line.label, *_numbers(line)) for line in (*found.by_phase, found.total)]
    details = [
        (
            one.entry.worked_on,
            str(one.entry.person),
            one.entry.get_task_code_display(),
            one.entry.get_phase_display(),
            one.entry.charged_tenths / 10,
            one.entry.written_off_tenths / 10,
            one.rate.hour_cents / 100 if one.rate else None,
            (one.amount_cents or 0) / 100,
            filed(one.entry.narrative),
        )
        for one in found.entries
    ]
    spent = [
        (cost.incurred_on, cost.get_category_display(), filed(cost.description), cost.amount_cents / 100)
        for cost in _claimed(costs)
    ]
    measured = ("Hours charged", "Hours not charged", "Fees ($)")
    return [
        Sheet("By person", ("Person", "Position", "Worked in", "Rate ($)", *measured), persons),
        Sheet("By phase", ("Phase", *measured), phases),
        Sheet(
            "Entries",
            ("Day", "Person", "Task", "Phase", "Hours", "Not charged", "Rate ($)", "Fees ($)", "Work"),
            details,
        ),
        Sheet("Costs", ("Day", "Category", "What for", "Amount ($)"), spent),
    ]


def heading_of(subject: Matter | CourtCase) -> str:
    """Whose fees they are, in a line or two."""
    if isinstance(subject, CourtCase):
        return f"{subject.caption}\n{subject.court}, No. {subject.number}"
    return subject.title


def _persons(found: Lodestar) -> Table:
    rows = [
        (
            line.label,
            _position(line),
            line.worked_in,
            dollars(line.rate.hour_cents) if line.rate else "",
            *_cells(line),
        )
        for line in found.by_person
    ]
    heads = ("Person", "Position", "Worked in", "Rate", "Hours", "Not charged", "Fees")
    return Table(
        heads,
        (*rows, ("Total", "", "", "", *_cells(found.total))),
        (24, 26, 12, 10, 10, 10, 14),
        numbers=frozenset({3, 4, 5, 6}),
        has_total=True,
    )


def _phases(found: Lodestar) -> Table:
    rows = [(line.label, *_cells(line)) for line in (*found.by_phase, found.total)]
    heads = ("Phase", "Hours", "Not charged", "Fees")
    return Table(heads, tuple(rows), (60, 12, 12, 18), numbers=frozenset({1, 2, 3}), has_total=True)


def _details(found: Lodestar) -> Table:
    rows = [
        (
            f"{one.entry.worked_on:%m/%d/%Y}",
            str(one.entry.person),
            one.entry.task_code,
            filed(one.entry.narrative),
            hours(one.entry.charged_tenths) + _off(one.entry.written_off_tenths),
            dollars(one.rate.hour_cents) if one.rate else "",
            "No charge" if one.entry.is_no_charge else dollars(one.amount_cents or 0),
        )
        for one in found.entries
    ]
    total = ("Total", "", "", "", *(hours(found.total.charged_tenths), "", dollars(found.total.amount_cents)))
    heads = ("Date", "Person", "Task", "Work", "Hours", "Rate", "Fees")
    return Table(heads, (*rows, total), (10, 14, 7, 47, 12, 10, 13), numbers=frozenset({4, 5, 6}), has_total=True)


def _off(tenths: int) -> str:
    return f"\n({hours(tenths)} not charged)" if tenths else ""


def _costs(costs: Sequence[Cost]) -> Table:
    rows = [
        (
            f"{cost.incurred_on:%m/%d/%Y}",
            cost.get_category_display(),
            filed(cost.description),
            dollars(cost.amount_cents),
        )
        for cost in costs
    ]
    total = ("Total", "", "", dollars(claimed_cents(costs)))
    return Table(
        ("Date", "Category", "What for", "Amount"),
        (*rows, total),
        (10, 26, 50, 14),
        numbers=frozenset({3}),
        has_total=True,
    )


def _cells(line: Line) -> tuple[str, str, str]:
    return hours(line.charged_tenths), hours(line.written_off_tenths), dollars(line.amount_cents)


def _numbers(line: Line) -> tuple[float, float, float]:
    return line.charged_tenths / 10, line.written_off_tenths / 10, line.amount_cents / 100


def _position(line: Line) -> str:
    return line.rate.position if line.rate else ""


def _years_rate(line: Line) -> float | None:
    return line.rate.hour_cents / 100 if line.rate else None


def _claimed(costs: Sequence[Cost]) -> list[Cost]:
    return sorted(
        (cost for cost in costs if not cost.not_claimed_reason), key=lambda cost: (cost.incurred_on, cost.pk)
    )


def _sum(found: Lodestar, costs: Sequence[Cost]) -> int:
    return found.total.amount_cents + claimed_cents(costs)
