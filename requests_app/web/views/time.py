"""Time: the list, one entry, its timer, and what of it is not charged."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.access import Power, may, visible
from requests_app.casework import time_entries as verbs
from requests_app.casework.board import journal_of
from requests_app.casework.redaction import filed
from requests_app.errors import TrackerError
from requests_app.models import CourtCase, Matter, TimeEntry
from requests_app.web.acts import Act, perform
from requests_app.web.context import current_matter
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.fee_filters import TimeFilter
from requests_app.web.forms.fees import TimeForm, TimerForm, WriteOffForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views.requests import people_of

LISTING = Listing(
    title="Time",
    lede="Only counsel sees everybody’s time and its words; you see your own.",
    noun="entry",
    nouns="time entries",
    row="web/fees/time_row.html",
    default_sort="-worked_on",
    empty="Write down work that is done, or start a timer and write when you stop.",
    columns=(
        Column("Day", lambda row: row.worked_on, "worked_on"),
        Column("Person", lambda row: row.person, "person__last_name,person__first_name"),
        Column("Task", lambda row: row.get_task_code_display(), "task_code"),
        Column("Phase", lambda row: row.get_phase_display(), "phase"),
        Column("Hours", lambda row: row.tenths / 10, "tenths", number=True),
        Column("Not charged", lambda row: row.written_off_tenths / 10, "written_off_tenths", number=True),
        Column("Work", lambda row: row.narrative, "narrative"),
        Column("Issue", lambda row: row.issue, "issue"),
        Column("Why not charged", lambda row: row.written_off_reason, shown=False),
        Column("Case", lambda row: row.case.number if row.case else "", "case__number", shown=False),
        Column("Matter", lambda row: row.matter, "matter__title"),
        Column("Entry", lambda row: row.pk, "pk", number=True, shown=False),
    ),
)
ROWS = TimeEntry.objects.select_related("matter", "case__court", "person")


@changing
def index(request: SignedInRequest) -> HttpResponseBase:
    extra = {"button": "Write time down", "button_url": reverse("time-new"), **banner(request)}
    return show_list(request, LISTING, visible(request.user, ROWS.all()), TimeFilter, extra)


def banner(request: SignedInRequest) -> dict[str, object]:
    """What stands above every list of this part: the person's timer, and the ways to the others."""
    return {
        "banner": "web/fees/banner.html",
        "running": visible(request.user, ROWS.running().filter(person=request.user)).first(),
        "may_confide": may(request.user, Power.CONFIDE),
    }


def _crumbs(entry: TimeEntry) -> list[tuple[str, str]]:
    return [("Time", reverse("time")), (str(entry), entry.get_absolute_url())]


@changing
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    entry = find(request, ROWS.all(), pk=pk)
    history = journal_of(request.user, matter=entry.matter).filter(record_type="timeentry", record_id=entry.pk)
    context = {"entry": entry, "twin": entry, "filed": filed(entry.narrative), "journal": history}
    return render(request, "web/fees/entry.html", context)


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    matters, cases = _places(request)
    people = people_of(matters) if may(request.user, Power.CONFIDE) else None
    initial = {"matter": current_matter(request), "worked_on": clock.today(), **_asked(request)}
    form = TimeForm(request.POST or None, matters=matters, cases=cases, people=people, initial=initial)
    act = Act(
        title="Write time down",
        says="Work that is done, in tenths of an hour. Only counsel sees it, and the person whose time it is.",
        button="Write it down",
        done="The time is on record.",
        crumbs=[("Time", reverse("time"))],
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.record_time(**form.cleaned_data, by=request.user, on=clock.today()),
        done=reverse("time"),
    )


@changing
def start(request: SignedInRequest) -> HttpResponseBase:
    matters, cases = _places(request)
    initial = {"matter": current_matter(request), **_asked(request)}
    form = TimerForm(request.POST or None, matters=matters, cases=cases, initial=initial)
    act = Act(
        title="Start a timer",
        says="It runs on the record, not in this window: close it, or lose power, and it still runs. When you stop "
        "it, all its seconds are rounded up to the next tenth of an hour.",
        button="Start the timer",
        done="Your timer runs.",
        crumbs=[("Time", reverse("time"))],
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.start_timer(**form.cleaned_data, by=request.user, at=clock.now(), on=clock.today()),
        done=reverse("time"),
    )


def _places(request: SignedInRequest) -> tuple[QuerySet[Matter], QuerySet[CourtCase]]:
    matters = visible(request.user, Matter.objects.filter(closed_on__isnull=True))
    return matters, visible(request.user, CourtCase.objects.filter(matter__in=matters))


def _asked(request: SignedInRequest) -> dict[str, str]:
    """The matter or case the address names, to begin with."""
    return {name: request.GET[name] for name in ("matter", "case") if request.GET.get(name, "").isdecimal()}


@changing
def revise(request: SignedInRequest, pk: int) -> HttpResponseBase:
    entry = find(request, ROWS.all(), pk=pk)
    cases = visible(request.user, CourtCase.objects.filter(matter=entry.matter))
    initial = {name: getattr(entry, name) for name in verbs.REVISED}
    form = TimeForm(request.POST or None, matters=None, cases=cases, people=None, initial=initial)
    act = Act(
        title="Correct the entry",
        says="The journal keeps what it said before, for counsel only.",
        button="Keep the correction",
        done="Corrected.",
        crumbs=_crumbs(entry),
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.revise_time(entry=entry, by=request.user, on=clock.today(), **form.cleaned_data),
        done=entry.get_absolute_url(),
    )


@changing
def write_off(request: SignedInRequest, pk: int) -> HttpResponseBase:
    entry = find(request, ROWS.all(), pk=pk)
    initial = {"tenths": entry.written_off_tenths, "reason": entry.written_off_reason}
    form = WriteOffForm(request.POST or None, initial=initial)
    act = Act(
        title="Billing judgment",
        says=f"{verbs.hours(entry.tenths)} hours were worked. What is not charged stays on record and is shown so.",
        button="Keep the judgment",
        done="Kept.",
        crumbs=_crumbs(entry),
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.write_off(entry=entry, **form.cleaned_data, by=request.user),
        done=entry.get_absolute_url(),
    )


def _button(
    request: SignedInRequest, act: Callable[[], TimeEntry | None], *, done: Callable[[], str], to: str
) -> HttpResponseBase:
    try:
        act()
        messages.success(request, done())
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(to)


@require_POST
@changing
def stop(request: SignedInRequest, pk: int) -> HttpResponseBase:
    entry = find(request, ROWS.all(), pk=pk)
    return _button(
        request,
        lambda: verbs.stop_timer(entry=entry, by=request.user, at=clock.now()),
        done=lambda: f"Stopped at {verbs.hours(entry.tenths)} hours, rounded up to the tenth.",
        to=entry.get_absolute_url(),
    )


@require_POST
@changing
def resume(request: SignedInRequest, pk: int) -> HttpResponseBase:
    entry = find(request, ROWS.all(), pk=pk)
    return _button(
        request,
        lambda: verbs.resume_timer(entry=entry, by=request.user, at=clock.now(), on=clock.today()),
        done=lambda: "Your timer runs again.",
        to=entry.get_absolute_url(),
    )


@require_POST
@changing
def remove(request: SignedInRequest, pk: int) -> HttpResponseBase:
    entry = find(request, ROWS.all(), pk=pk)
    return _button(
        request,
        lambda: verbs.remove_time(entry=entry, by=request.user),
        done=lambda: "Removed; the journal keeps what it said.",
        to=reverse("time"),
    )
