"""The fees of a matter: its lodestar, its costs, when to file, and what a fee motion attaches; and rates."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import rates as verbs
from requests_app.casework.fee_exhibits import fee_pdf, fee_sheets
from requests_app.casework.lodestar import claimed_cents, lodestar
from requests_app.errors import TrackerError
from requests_app.models import Cost, Deadline, HourlyRate, Matter, TimeEntry, User
from requests_app.web import exports
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, confiding, find
from requests_app.web.fee_filters import FeeFilter, RateFilter
from requests_app.web.forms.fees import RateForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views.time import banner

# The rules that say when costs and fees are asked for, and opposed.
FEE_RULES = ("COST-MEMO", "COST-MEMO-180", "COST-TAX", "FEE-TRIAL", "COST-APP", "FEE-APP")

RATES = Listing(
    title="Rates",
    lede="What an hour of each person costs in each year, and what supports it. Only counsel sees rates.",
    noun="rate",
    nouns="rates",
    row="web/fees/rate_row.html",
    default_sort="person__last_name",
    empty="Set a rate for each person and each year in which they worked.",
    columns=(
        Column("Person", lambda row: row.person, "person__last_name,person__first_name,year"),
        Column("Year", lambda row: row.year, "year", number=True),
        Column("An hour ($)", lambda row: row.hour_cents / 100, "hour_cents", number=True),
        Column("Position", lambda row: row.position, "position"),
        Column("Supported by", lambda row: row.source, "source"),
    ),
)


@confiding
def of_matter(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The lodestar of the entries the address asks for; with `?export=` the exhibit of the same entries."""
    matter = find(request, Matter.objects.all(), pk=pk)
    entries = visible(request.user, TimeEntry.objects.filter(matter=matter))
    chosen = FeeFilter(request.GET, queryset=entries, request=request)
    found = lodestar(chosen.qs.select_related("person"), user=request.user)
    costs = visible(request.user, Cost.objects.filter(matter=matter)).select_related("receipt")
    if case := chosen.form.cleaned_data.get("case") if chosen.form.is_valid() else None:
        costs = costs.filter(case=case)
    if kind := request.GET.get("export"):
        name = f"fees-matter-{pk}"
        try:
            if kind == "pdf":
                pdf = fee_pdf(case or matter, found, list(costs), on=clock.today())
                file_name = f"{name}-{clock.today().isoformat()}.pdf"
                return FileResponse(BytesIO(pdf), as_attachment=True, filename=file_name)
            if kind == "xlsx":
                return exports.workbook(
                    name, [(one.name, one.heads, one.rows) for one in fee_sheets(found, list(costs))]
                )
        except TrackerError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        raise Http404
    deadlines = visible(request.user, Deadline.objects.current().filter(matter=matter, rule_id__in=FEE_RULES))
    claimed = claimed_cents(costs)
    return render(
        request,
        "web/fees/matter.html",
        {
            "matter": matter,
            "filter": chosen,
            "found": found,
            "tables": [
                ("By person", "Person", found.by_person),
                ("By phase", "Phase", found.by_phase),
                ("By issue", "Issue", found.by_issue),
                ("By task", "Task", found.by_task),
            ],
            "costs": costs,
            "claimed_cents": claimed,
            "sum_cents": claimed + found.total.amount_cents,
            "deadlines": deadlines.select_related("case__court", "request"),
        },
    )


@confiding
def rates(request: SignedInRequest) -> HttpResponseBase:
    extra = {"button": "Set a rate", "button_url": reverse("rate-new"), **banner(request)}
    rows = visible(request.user, HourlyRate.objects.select_related("person"))
    return show_list(request, RATES, rows, RateFilter, extra)


@confiding
def new_rate(request: SignedInRequest) -> HttpResponseBase:
    """Set a rate; for a person and year on record, correct it."""
    people = User.objects.filter(is_active=True, memberships__matter__in=visible(request.user, Matter.objects.all()))
    initial: dict[str, Any] = {"year": clock.today().year}
    if (chosen := request.GET.get("rate", "")).isdecimal():
        known = find(request, HourlyRate.objects.all(), pk=chosen)
        initial = {name: getattr(known, name) for name in RateForm.base_fields}
    form = RateForm(request.POST or None, people=people.distinct(), initial=initial)
    act = Act(
        title="Set a rate",
        says="A person has one rate a year; setting it again corrects it, and the journal keeps the old one.",
        button="Set the rate",
        done="The rate is set.",
        crumbs=[("Time", reverse("time")), ("Rates", reverse("rates"))],
    )
    return perform(
        request, act, form, lambda: verbs.set_rate(**form.cleaned_data, by=request.user), done=reverse("rates")
    )
