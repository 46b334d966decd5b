"""Costs: the list, and one cost with its receipt."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import costs as verbs
from requests_app.errors import TrackerError
from requests_app.models import Cost, CourtCase, Matter
from requests_app.web.acts import Act, perform
from requests_app.web.context import current_matter
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.fee_filters import CostFilter
from requests_app.web.forms.fees import CostForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views.time import banner

LISTING = Listing(
    title="Costs",
    lede="Only counsel sees every cost; you see those you recorded.",
    noun="cost",
    nouns="costs",
    row="web/fees/cost_row.html",
    default_sort="-incurred_on",
    empty="Record each cost when it is incurred, with its receipt.",
    columns=(
        Column("Day", lambda row: row.incurred_on, "incurred_on"),
        Column("Category", lambda row: row.get_category_display(), "category"),
        Column("What for", lambda row: row.description, "description"),
        Column("Dollars", lambda row: row.amount_cents / 100, "amount_cents", number=True),
        Column("Receipt", lambda row: row.receipt.file_name if row.receipt else "", "receipt__file_name"),
        Column("Not asked for, because", lambda row: row.not_claimed_reason, "not_claimed_reason"),
        Column("Matter", lambda row: row.matter, "matter__title"),
        Column("Case", lambda row: row.case.number if row.case else "", "case__number", shown=False),
        Column("Recorded by", lambda row: row.recorded_by, shown=False),
    ),
)
ROWS = Cost.objects.select_related("matter", "case", "receipt", "recorded_by")


@changing
def index(request: SignedInRequest) -> HttpResponseBase:
    extra = {"button": "Record a cost", "button_url": reverse("cost-new"), **banner(request)}
    return show_list(request, LISTING, visible(request.user, ROWS.all()), CostFilter, extra)


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    matters = visible(request.user, Matter.objects.filter(closed_on__isnull=True))
    cases = visible(request.user, CourtCase.objects.filter(matter__in=matters))
    initial = {"matter": request.GET.get("matter") or current_matter(request), "incurred_on": clock.today()}
    form = CostForm(request.POST or None, request.FILES or None, matters=matters, cases=cases, initial=initial)
    act = Act(
        title="Record a cost",
        says="Money spent on a matter. Only counsel sees it and its receipt, and you who record it.",
        button="Record the cost",
        done="The cost is on record.",
        crumbs=[("Time", reverse("time")), ("Costs", reverse("costs"))],
    )

    def save() -> Cost:
        data = dict(form.cleaned_data)
        name = data["receipt"].name if data["receipt"] else ""
        return verbs.record_cost(**data, receipt_name=name, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=reverse("costs"))


@changing
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """One cost, to look at and to correct."""
    cost = find(request, ROWS.all(), pk=pk)
    cases = visible(request.user, CourtCase.objects.filter(matter=cost.matter))
    initial = {name: getattr(cost, name) for name in verbs.REVISED}
    form = CostForm(request.POST or None, request.FILES or None, matters=None, cases=cases, initial=initial)
    if cost.receipt_id is not None:
        del form.fields["receipt"]
    act = Act(
        title=cost.description,
        says=f"A cost of {cost.matter}. The journal keeps what it said before, for counsel only.",
        button="Keep the correction",
        done="Corrected.",
        crumbs=[("Time", reverse("time")), ("Costs", reverse("costs"))],
        template="web/fees/cost.html",
        extra={"cost": cost, "twin": cost},
    )

    def save() -> Cost:
        data = dict(form.cleaned_data)
        if file := data.pop("receipt", None):
            data["receipt"] = verbs.keep_receipt(
                file, name=file.name or "", description=cost.description, matter=cost.matter, by=request.user
            )
        return verbs.revise_cost(cost=cost, by=request.user, on=clock.today(), **data)

    return perform(request, act, form, save, done=reverse("costs"))


@require_POST
@changing
def remove(request: SignedInRequest, pk: int) -> HttpResponseBase:
    cost = find(request, ROWS.all(), pk=pk)
    try:
        verbs.remove_cost(cost=cost, by=request.user)
        messages.success(request, "Removed; the journal keeps what it said, and its receipt stays kept.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect("costs")
