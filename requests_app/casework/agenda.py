"""The agenda: what is due, heard and happened on the days of a calendar, and what falls together that should not."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from requests_app import law
from requests_app.access import visible
from requests_app.casework.deadlines import court_closures
from requests_app.casework.hearings import hearings_between
from requests_app.errors import RuleError
from requests_app.models import (
    Counsel,
    Court,
    CourtCase,
    DaysAway,
    Deadline,
    DeadlineStatus,
    Hearing,
    Matter,
    Milestone,
    Precision,
    RecordsRequest,
    SettlementTerm,
    TermState,
    User,
)

AT_ONCE = timedelta(hours=1)  # hearings that begin within less than this of each other
KINDS = {
    "deadline": "Deadlines",
    "hearing": "Hearings",
    "term": "Settlement terms",
    "entry": "What happened in court",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a calendar shows; None and "" for everything. `person`: who is responsible or appears."""

    matter: Matter | None = None
    person: User | None = None
    court: Court | None = None
    kind: str = ""


EVERYTHING = Wanted()


@dataclass(slots=True)
class Item:
    """One line of a calendar. `people` are those it is for; `tone` is said by `state` too, never by colour alone."""

    on: date
    kind: str
    state: str
    tone: str
    title: str
    subject: RecordsRequest | CourtCase
    record: Deadline | Hearing | Milestone | SettlementTerm
    people: Sequence[User] = ()
    at: time | None = None
    place: str = ""
    conflicts: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.record.get_absolute_url()

    @property
    def case(self) -> CourtCase | None:
        return self.subject if isinstance(self.subject, CourtCase) else None

    @property
    def number(self) -> str:
        """The number it is known by: of the request, or of the case."""
        return self.subject.number

    @property
    def is_live(self) -> bool:
        """Whether somebody must still do or attend it, so that a conflict matters."""
        return self.state in ("Hearing", "Due", "Late")


@dataclass(frozen=True, slots=True)
class Day:
    """One day: why the courts are closed on a weekday, who is away, and its lines by time."""

    on: date
    closed: str
    away: Sequence[DaysAway]
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Agenda:
    """Every day from the first to the last, both included; empty ones too."""

    days: Sequence[Day]

    @property
    def items(self) -> list[Item]:
        return [item for day in self.days for item in day.items]

    @property
    def conflicts(self) -> list[Item]:
        """The lines that fall together with something, in order."""
        return [item for item in self.items if item.conflicts]


def agenda(person: User, first: date, last: date, *, on: date, wanted: Wanted = EVERYTHING) -> Agenda:
    """What this person may see of these days; only what they may see is held against it.

    A conflict counts also with what `wanted` leaves out.
    """
    closures = court_closures()
    away = _away(first, last, wanted.person)
    items = sorted(
        [
            *_deadlines(person, first, last, on=on),
            *_hearings(person, first, last, on=on),
            *_terms(person, first, last, on=on),
            *_entries(person, first, last),
        ],
        key=lambda item: (item.on, item.at or time.min, item.kind, item.title),
    )
    _note_conflicts(items, _away(first, last, None), closures)
    by_day: dict[date, list[Item]] = defaultdict(list)
    for item in items:
        if _is_wanted(item, wanted):
            by_day[item.on].append(item)
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return Agenda(
        [
            Day(
                on=day,
                closed=closed_because(day, closures) if day.weekday() < 5 else "",
                away=[row for row in away if row.first_on <= day <= row.last_on],
                items=by_day.get(day, []),
            )
            for day in days
        ]
    )


def closed_because(day: date, closures: dict[date, str]) -> str:
    """Why the courts are closed on this day; blank on open days and beyond the years of the list."""
    try:
        return closures.get(day) or law.holiday_name(day) or ""
    except RuleError:
        return ""


def _away(first: date, last: date, of: User | None) -> list[DaysAway]:
    rows = DaysAway.objects.filter(first_on__lte=last, last_on__gte=first).select_related("person")
    return list(rows.filter(person=of) if of else rows)


def _deadlines(person: User, first: date, last: date, *, on: date) -> Iterator[Item]:
    rows = visible(person, Deadline.objects.current().of_rules()).filter(due_on__range=(first, last))
    rows = rows.exclude(status__in=(DeadlineStatus.CANCELLED, DeadlineStatus.SUPERSEDED)).select_related(
        "request__agency",
        "request__handled_by",
        "request__matter__lead",
        "case__court",
        "case__lead",
        "case__matter__lead",
    )
    for row in rows:
        state, tone = _standing(row, on)
        assert row.due_on is not None  # noqa: S101 - only those with a day are asked for
        yield Item(row.due_on, "deadline", state, tone, row.title, row.subject, row, (row.responsible,))


def _standing(row: Deadline, on: date) -> tuple[str, str]:
    if not row.is_open:
        return "Done", "good"
    if row.kind != law.Kind.ACT:
        return row.kind.capitalize(), ""
    return ("Late", "late") if row.is_late(on=on) else ("Due", "soon")


def _hearings(person: User, first: date, last: date, *, on: date) -> Iterator[Item]:
    rows = list(
        hearings_between(person, first, last).select_related(
            "milestone__case__court", "milestone__case__lead", "milestone__case__matter__lead"
        )
    )
    counsel = _counsel({row.milestone.case_id for row in rows})
    for row in rows:
        case = row.milestone.case
        appearing = [
            found.user
            for found in counsel.get(case.pk, [])
            if found.user and not (found.withdrew_on and found.withdrew_on <= row.held_on)
        ]
        department = f"Department {row.department}" if row.department else ""
        yield Item(
            row.held_on,
            "hearing",
            "Hearing" if row.standing(on=on) == "set" else f"Hearing, {row.standing(on=on)}",
            "held",
            row.milestone.title,
            case,
            row,
            list(dict.fromkeys([case.responsible, *appearing])),
            row.starts_at,
            ", ".join(filter(None, (str(case.court), department, row.place))),
        )


def _counsel(cases: set[int]) -> dict[int, list[Counsel]]:
    """The people of the team who appear in each case."""
    found: dict[int, list[Counsel]] = defaultdict(list)
    for row in Counsel.objects.filter(party__case__in=cases, user__isnull=False).select_related("user", "party"):
        found[row.party.case_id].append(row)
    return found


def _terms(person: User, first: date, last: date, *, on: date) -> Iterator[Item]:
    rows = visible(person, SettlementTerm.objects.filter(due_on__range=(first, last)))
    for row in rows.select_related("case__court", "case__lead", "case__matter__lead"):
        assert row.due_on is not None  # noqa: S101 - only those with a day are asked for
        late = row.is_late(on=on)
        state = "Late" if late else "Due" if row.state == TermState.OPEN else row.get_state_display()
        tone = "late" if late else "soon" if row.state == TermState.OPEN else ""
        title = f"Settlement, {row.obliged}: {row.what}"
        yield Item(row.due_on, "term", state, tone, title, row.case, row, (row.case.responsible,))


def _entries(person: User, first: date, last: date) -> Iterator[Item]:
    rows = visible(person, Milestone.objects.standing().filter(happened_on__range=(first, last), hearing=None))
    for row in rows.select_related("case__court", "case__lead", "case__matter__lead"):
        state = "In court" if row.happened_precision == Precision.DAY else "In court, about this day"
        yield Item(row.happened_on, "entry", state, "", row.title, row.case, row, (row.case.responsible,))


def _is_wanted(item: Item, wanted: Wanted) -> bool:
    return (
        (wanted.matter is None or item.subject.matter_id == wanted.matter.pk)
        and (wanted.person is None or wanted.person in item.people)
        and (wanted.court is None or (item.case is not None and item.case.court_id == wanted.court.pk))
        and (not wanted.kind or item.kind == wanted.kind)
    )


def _note_conflicts(items: Sequence[Item], away: Sequence[DaysAway], closures: dict[date, str]) -> None:
    """Write on each line what it falls together with: another hearing, days away, a day the courts are closed."""
    hearings = [item for item in items if item.kind == "hearing" and item.is_live]
    for item in items:
        if not item.is_live:
            continue
        for row in away:
            if row.person in item.people and row.first_on <= item.on <= row.last_on:
                item.conflicts.append(f"{row.person} is away that day.")
        closed = closed_because(item.on, closures)
        if closed and item.case:  # agencies keep days of their own
            item.conflicts.append(f"The courts are closed that day: {closed}.")
    for number, item in enumerate(hearings):
        for other in hearings[number + 1 :]:
            both = [person for person in item.people if person in other.people]
            if item.on == other.on and both and _at_once(item, other):
                names = " and ".join(map(str, both))
                item.conflicts.append(f"{names} has {other.title} ({other.number}) {_when(item, other)}.")
                other.conflicts.append(f"{names} has {item.title} ({item.number}) {_when(other, item)}.")


def _at_once(one: Item, other: Item) -> bool:
    if one.at is None or other.at is None:
        return True
    moments = [datetime.combine(one.on, at) for at in (one.at, other.at)]
    return max(moments) - min(moments) < AT_ONCE


def _when(one: Item, other: Item) -> str:
    if one.at is None or other.at is None:
        return "on the same day, and the time of one is not known"
    return "at the same time" if one.at == other.at else f"at {other.at:%H:%M}, within the hour"
