"""Invented time, rates, costs and notes for the two cases: nobody's real hours."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from requests_app.casework import costs, notes, rates, time_entries
from requests_app.management.demo.people import Team
from requests_app.models import CostCategory, CourtCase, Matter, NoteKind, Phase, TaskCode, User

INVENTED = "Invented for this demonstration"
# day, who, task, phase, tenths, narrative, issue
TIME = (
    (
        date(2013, 4, 22),
        "counsel",
        TaskCode.L110,
        Phase.REQUEST,
        24,
        "Read the refusals and the policies of both agencies. (Invented entry.)",
        "Investigations",
    ),
    (
        date(2013, 4, 29),
        "counsel",
        TaskCode.L210,
        Phase.TRIAL,
        65,
        "Drafted the petition; [[weighed with client whether to name the county alone]]. (Invented entry.)",
        "Investigations",
    ),
    (
        date(2014, 3, 5),
        "counsel",
        TaskCode.L250,
        Phase.TRIAL,
        58,
        "Drafted the reply brief. (Invented entry.)",
        "Investigations",
    ),
    (
        date(2014, 3, 6),
        "staff",
        TaskCode.L140,
        Phase.TRIAL,
        31,
        "Put the exhibits to the reply in order and numbered them. (Invented entry.)",
        "",
    ),
    (
        date(2014, 9, 12),
        "counsel",
        TaskCode.L510,
        Phase.WRIT,
        93,
        "Drafted the petition for a writ; [[strategy on the balancing test]]. (Invented entry.)",
        "Balancing",
    ),
    (
        date(2015, 6, 11),
        "counsel",
        TaskCode.L510,
        Phase.REVIEW,
        77,
        "Drafted the petition for review. (Invented entry.)",
        "Balancing",
    ),
    (
        date(2015, 6, 12),
        "staff",
        TaskCode.L140,
        Phase.REVIEW,
        8,
        "Learned how the court wants its electronic copies. (Invented entry.)",
        "",
    ),
)
RATES = (
    ("counsel", (2013, 2014, 2015), (42_500, 44_000, 46_000), "Attorney (invented)"),
    ("staff", (2014, 2015), (16_500, 17_500), "Paralegal (invented)"),
)
COSTS = (
    (date(2013, 5, 6), CostCategory.FILING, "First paper in the superior court (invented amount)", 43_500, ""),
    (date(2014, 9, 16), CostCategory.FILING, "Petition for a writ (invented amount)", 77_500, ""),
    (
        date(2014, 3, 7),
        CostCategory.TRAVEL,
        "Parking at the courthouse (invented amount)",
        3_200,
        "Left out as a matter of billing judgment.",
    ),
)

SECOND_TIME = (
    (date(2022, 3, 9), "counsel", TaskCode.L210, Phase.TRIAL, 52, "Drafted the petition. (Invented entry.)", "Video"),
    (
        date(2022, 9, 14),
        "counsel",
        TaskCode.L250,
        Phase.TRIAL,
        47,
        "Drafted the reply brief. (Invented entry.)",
        "Video",
    ),
    (date(2022, 11, 11), "counsel", TaskCode.L510, Phase.WRIT, 88, "Petition for a writ. (Invented entry.)", "Video"),
    (
        date(2023, 8, 9),
        "counsel",
        TaskCode.L510,
        Phase.REVIEW,
        120,
        "Brief on the merits. (Invented entry.)",
        "Video",
    ),
)
SECOND_RATES = (("counsel", (2022, 2023), (55_000, 57_500), "Attorney (invented)"),)
SECOND_COSTS = (
    (date(2022, 3, 11), CostCategory.FILING, "First paper in the superior court (invented amount)", 43_500, ""),
    (date(2022, 11, 14), CostCategory.FILING, "Petition for a writ (invented amount)", 77_500, ""),
)


def record(matter: Matter, trial: CourtCase, team: Team, *, on: date) -> None:
    """Write it all down through the verbs, as counsel would have."""
    _rates(RATES, team)
    _hours(TIME, matter, trial, team, on=on)
    _costs(COSTS, matter, trial, team, on=on)
    notes.write_note(
        about=trial,
        words=f"{INVENTED}: hold the de-identified week for settlement; do not offer it before the remand.",
        kind=NoteKind.STRATEGY,
        by=team.counsel,
    )
    notes.write_note(
        about=trial,
        words=f"{INVENTED}: the clerk wants two copies of the exhibits, tabbed.",
        kind=NoteKind.NOTE,
        by=team.staff,
    )


def record_second(matter: Matter, trial: CourtCase, team: Team, *, on: date) -> None:
    """The same for the second case, whose motion for fees is due now."""
    _rates(SECOND_RATES, team)
    _hours(SECOND_TIME, matter, trial, team, on=on)
    _costs(SECOND_COSTS, matter, trial, team, on=on)


def _rates(rows: Sequence[tuple[Any, ...]], team: Team) -> None:
    people = _people(team)
    for name, years, hour_cents, position in rows:
        for year, cents in zip(years, hour_cents, strict=True):
            rates.set_rate(
                person=people[name],
                year=year,
                hour_cents=cents,
                position=position,
                source=f"{INVENTED}; nobody's real rate.",
                by=team.counsel,
            )


def _hours(rows: Sequence[tuple[Any, ...]], matter: Matter, trial: CourtCase, team: Team, *, on: date) -> None:
    people = _people(team)
    for day, name, task, phase, tenths, narrative, issue in rows:
        entry = time_entries.record_time(
            matter=matter,
            case=trial if phase in (Phase.TRIAL, Phase.REQUEST) else None,
            person=people[name],
            worked_on=day,
            task_code=task,
            phase=phase,
            tenths=tenths,
            narrative=narrative,
            issue=issue,
            by=team.counsel,
            on=on,
        )
        if "Learned" in narrative:
            time_entries.write_off(entry=entry, tenths=tenths, reason="Training is not charged.", by=team.counsel)


def _costs(rows: Sequence[tuple[Any, ...]], matter: Matter, trial: CourtCase, team: Team, *, on: date) -> None:
    first = min(row[0] for row in rows)
    for day, category, description, cents, not_claimed in rows:
        costs.record_cost(
            matter=matter,
            case=trial if category != CostCategory.FILING or day == first else None,
            incurred_on=day,
            category=category,
            description=description,
            amount_cents=cents,
            not_claimed_reason=not_claimed,
            receipt=f"Receipt, {INVENTED.lower()}: {description}\n".encode() if not not_claimed else None,
            receipt_name="receipt.txt",
            by=team.counsel,
            on=on,
        )


def _people(team: Team) -> dict[str, User]:
    return {"counsel": team.counsel, "staff": team.staff}
