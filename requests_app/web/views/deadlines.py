"""The list of due dates, and the month they fall in."""

import calendar as months
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from requests_app import clock, law
from requests_app.access import visible
from requests_app.errors import RuleError
from requests_app.models import Deadline, Milestone
from requests_app.web.context import current_matter
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.filters import DeadlineFilter
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Deadlines",
    lede="Every date the law gives from the facts on record. Record a fact, and they are computed again.",
    noun="deadline",
    nouns="deadlines",
    row="web/deadlines/row.html",
    default_sort="due_on",
    empty="Deadlines come from facts: record when an agency received a request, or a milestone of a case.",
    columns=(
        Column("Due", lambda row: row.due_on, "due_on"),
        Column("What", lambda row: row.title, "title"),
        Column("For", lambda row: row.subject, "request__subject,case__number"),
        Column("Who must act", lambda row: row.must_act, "must_act"),
        Column("If missed", lambda row: row.severity, "severity"),
        Column("Status", lambda row: row.get_status_display(), "status"),
        Column("Authority", lambda row: row.authority, "authority"),
        Column("Set by", lambda row: row.override_sentence, shown=False),
        Column("Why", lambda row: " ".join(row.reasons), shown=False),
        Column("Verified", lambda row: row.verified, shown=False),
    ),
)


def rows() -> QuerySet[Deadline]:
    """Current deadlines with what a list shows of each."""
    return Deadline.objects.current().select_related("request__agency", "case__court", "matter")


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, rows()), DeadlineFilter)


@signed_in
def calendar(request: SignedInRequest) -> HttpResponseBase:
    """One month: what is due on each day, what happened in court, and the days the courts are closed."""
    first = _month(request.GET.get("month", ""))
    weeks = months.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    span = weeks[0][0], weeks[-1][-1]
    matter = current_matter(request)
    due = visible(request.user, rows().filter(due_on__range=span).exclude(status__in=("moved", "cancelled")))
    held = visible(
        request.user, Milestone.objects.standing().filter(happened_on__range=span).select_related("case__court")
    )
    if matter is not None:
        due, held = due.filter(matter=matter), held.filter(case__matter=matter)
    by_day: dict[date, list[Deadline | Milestone]] = {}
    for deadline in due:
        if deadline.due_on:
            by_day.setdefault(deadline.due_on, []).append(deadline)
    for milestone in held:
        by_day.setdefault(milestone.happened_on, []).append(milestone)
    days = [
        [
            {"on": day, "in_month": day.month == first.month, "closed": _closed(day), "entries": by_day.get(day, [])}
            for day in week
        ]
        for week in weeks
    ]
    return render(
        request,
        "web/calendar.html",
        {
            "first": first,
            "weeks": days,
            "before": first - timedelta(days=1),
            "after": first + timedelta(days=32),
            "is_empty": not by_day,
        },
    )


def _month(words: str) -> date:
    if not words:
        return clock.today().replace(day=1)
    try:
        found = date.fromisoformat(f"{words}-01")
    except ValueError as error:
        raise Http404 from error
    if not 1990 <= found.year <= 2100:
        raise Http404
    return found


def _closed(day: date) -> str:
    """Why the courts are closed on a weekday; blank on open days, weekends, and beyond the list's years."""
    try:
        return "" if day.weekday() >= 5 else law.holiday_name(day) or ""
    except RuleError:
        return ""
