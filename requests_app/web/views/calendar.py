"""The calendar: deadlines, hearings and what happened in court, by month, by week or as a list."""

import calendar as months
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from requests_app import clock
from requests_app.access import visible
from requests_app.casework.agenda import Agenda, Wanted, agenda
from requests_app.models import Court, CourtCase, Matter
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.forms.calendar import CalendarForm
from requests_app.web.views.requests import people_of

VIEWS = {"month": "Month", "week": "Week", "list": "List"}
LISTED_DAYS = 60  # what the list looks ahead
HEADS = ("Day", "Time", "State", "What", "For", "Court", "Matter", "Who", "Place", "Falls together with")
WEEKS = months.Calendar(firstweekday=6)  # a week begins on Sunday


@signed_in
def calendar(request: SignedInRequest) -> HttpResponseBase:
    """What falls on each day, who is away, when the courts are closed, and what falls together."""
    view = request.GET.get("view") or "month"
    day = _day(request.GET.get("day") or request.GET.get("month", ""))
    if view not in VIEWS:
        raise Http404
    matters = visible(request.user, Matter.objects.all())
    cases = visible(request.user, CourtCase.objects.all())
    form = CalendarForm(
        request.GET,
        matters=matters,
        people=people_of(matters),
        courts=Court.objects.filter(cases__in=cases).distinct(),
    )
    wanted = Wanted(**form.cleaned_data)
    first, last = _span(view, day)
    found = agenda(request.user, first, last, on=clock.today(), wanted=wanted)
    if kind := request.GET.get("export"):
        if kind not in exports.FORMATS:
            raise Http404
        return exports.download(kind, "calendar", HEADS, _sheet(found))
    before, after = _neighbours(view, day)
    return render(
        request,
        "web/calendar/index.html",
        {
            "view": view,
            "views": VIEWS.items(),
            "day": day,
            "first": first,
            "last": last,
            "before": before,
            "after": after,
            "form": form,
            "is_filtered": any(form.cleaned_data.values()),
            "agenda": found,
            "weeks": [found.days[at : at + 7] for at in range(0, len(found.days), 7)] if view != "list" else [],
            "listed": [each for each in found.days if each.items or each.away or each.closed],
        },
    )


def _sheet(found: Agenda) -> Iterable[Sequence[object]]:
    for item in found.items:
        yield (
            item.on,
            f"{item.at:%H:%M}" if item.at else "",
            item.state,
            item.title,
            item.subject,
            item.case.court if item.case else "",
            item.subject.matter,
            ", ".join(map(str, item.people)),
            item.place,
            " ".join(item.conflicts),
        )


def _day(words: str) -> date:
    """The day a calendar is opened at; `2026-10` is its first."""
    if not words:
        return clock.today()
    try:
        found = date.fromisoformat(f"{words}-01" if len(words) == 7 else words)
    except ValueError as error:
        raise Http404 from error
    if not 1990 <= found.year <= 2100:
        raise Http404
    return found


def _span(view: str, day: date) -> tuple[date, date]:
    """The first and the last day shown: whole weeks of a month, one week, or the days ahead."""
    if view == "list":
        return day, day + timedelta(days=LISTED_DAYS - 1)
    weeks = WEEKS.monthdatescalendar(day.year, day.month)
    if view == "week":
        weeks = [week for week in weeks if day in week]
    return weeks[0][0], weeks[-1][-1]


def _neighbours(view: str, day: date) -> tuple[date, date]:
    """Where the view before begins, and the one after."""
    if view == "month":
        first = day.replace(day=1)
        return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
    step = timedelta(days=7 if view == "week" else LISTED_DAYS)
    return day - step, day + step
