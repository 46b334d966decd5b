"""The lodestar: hours reasonably charged times each person's rate of the year, in exact cents."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from requests_app.access import visible
from requests_app.models import Cost, HourlyRate, TimeEntry, User

_NO_ISSUE = "No issue named"
Rates = dict[tuple[int, int], HourlyRate]


@dataclass(frozen=True, slots=True)
class Priced:
    """An entry with the rate of its person and year. Both amounts are cents, None while no rate is set."""

    entry: TimeEntry
    rate: HourlyRate | None

    @property
    def amount_cents(self) -> int | None:
        return None if self.rate is None else self.entry.charged_tenths * (self.rate.hour_cents // 10)

    @property
    def written_off_cents(self) -> int | None:
        return None if self.rate is None else self.entry.written_off_tenths * (self.rate.hour_cents // 10)


@dataclass(slots=True)
class Line:
    """One line of a table: who or what, tenths charged and not charged, and cents. `rate` where it is one rate.

    `years` are those its hours were worked in.
    """

    label: str
    charged_tenths: int = 0
    written_off_tenths: int = 0
    amount_cents: int = 0
    rate: HourlyRate | None = None
    years: set[int] = field(default_factory=set)

    @property
    def worked_in(self) -> str:
        """The years, in order."""
        return ", ".join(map(str, sorted(self.years)))

    def add(self, priced: Priced) -> None:
        self.years.add(priced.entry.worked_on.year)
        self.charged_tenths += priced.entry.charged_tenths
        self.written_off_tenths += priced.entry.written_off_tenths
        self.amount_cents += priced.amount_cents or 0


@dataclass(frozen=True, slots=True)
class Lodestar:
    """The tables of a fee motion. What has no rate counts in hours only, and is named in `lacking`."""

    entries: list[Priced]
    by_person: list[Line]
    by_phase: list[Line]
    by_issue: list[Line]
    by_task: list[Line]
    total: Line
    lacking: list[str]
    unwritten_count: int
    running_count: int

    @property
    def is_complete(self) -> bool:
        """Whether it can be filed: every hour has a rate and a narrative, and no timer runs."""
        return bool(self.entries) and not (self.lacking or self.unwritten_count or self.running_count)


def lodestar(entries: Iterable[TimeEntry], *, user: User) -> Lodestar:
    """Add up these entries, each at the rate of the year it was worked in; rates through the gate.

    `entries` come with `person`. Lines are in the order of names, phases, issues and codes; a person has one line
    for each rate.
    """
    rates: Rates = {(rate.person_id, rate.year): rate for rate in visible(user, HourlyRate.objects.all())}
    rows = sorted(entries, key=lambda entry: (entry.worked_on, entry.pk))
    done = [entry for entry in rows if entry.started_at is None]
    priced = [Priced(entry, rates.get((entry.person_id, entry.worked_on.year))) for entry in done]
    total = Line("Total")
    for one in priced:
        total.add(one)
    return Lodestar(
        entries=priced,
        by_person=_by_person(priced),
        by_phase=_grouped(priced, lambda entry: (entry.phase, entry.get_phase_display())),
        by_issue=_grouped(priced, lambda entry: (entry.issue.casefold() or "\uffff", entry.issue or _NO_ISSUE)),
        by_task=_grouped(priced, lambda entry: (entry.task_code, entry.get_task_code_display())),
        total=total,
        lacking=sorted({f"{one.entry.person}, {one.entry.worked_on.year}" for one in priced if one.rate is None}),
        unwritten_count=sum(not one.entry.narrative for one in priced),
        running_count=len(rows) - len(done),
    )


def _grouped(priced: list[Priced], group: Callable[[TimeEntry], tuple[str, str]]) -> list[Line]:
    """One line for each group, in the order of the first of its two names, under the second."""
    lines: dict[str, Line] = {}
    for one in sorted(priced, key=lambda one: group(one.entry)[0]):
        key, label = group(one.entry)
        lines.setdefault(key, Line(label)).add(one)
    return list(lines.values())


def _by_person(priced: list[Priced]) -> list[Line]:
    """One line for each person and rate: years at the same rate and position share one."""
    lines: dict[tuple[str, int, int, str], Line] = {}
    for one in priced:
        rate = one.rate
        person = one.entry.person
        key = (str(person), person.pk, rate.hour_cents if rate else 0, rate.position if rate else "")
        lines.setdefault(key, Line(str(person), rate=rate)).add(one)
    return [lines[key] for key in sorted(lines)]


def claimed_cents(costs: Iterable[Cost]) -> int:
    """What is asked for of the costs, in cents."""
    return sum(cost.amount_cents for cost in costs if not cost.not_claimed_reason)
