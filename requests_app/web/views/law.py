"""The law as it is applied here: what may be changed by a person, and what a change would move."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from requests_app import clock, law
from requests_app.access import visible
from requests_app.casework import law_changes
from requests_app.casework.deadlines import in_force
from requests_app.models import Agency, CourtClosure, Organisation
from requests_app.web.acts import EVERYTHING, Act, perform
from requests_app.web.doors import SignedInRequest, administering, changing, signed_in
from requests_app.web.forms.law import ClosuresForm, CourtClosureForm, InForceForm


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    chosen = in_force()
    return render(
        request,
        "web/law/index.html",
        {
            "rules": law.RULES.values(),
            "pending": [(rule, chosen.get(rule.id)) for rule in law.PENDING_RULES.values()],
            "closures": CourtClosure.objects.all(),
            "readings": law.READINGS.values(),
            "organisations": visible(request.user, Organisation.objects.all()),
            "list_version": law.LIST_VERSION,
        },
    )


@administering
def closure(request: SignedInRequest) -> HttpResponseBase:
    form = CourtClosureForm(request.POST or None)
    act = Act(
        title="Add a day the courts are closed",
        says="Every open date that ends on it moves, in all matters. See first which.",
        button="Add the day",
        done="The day is on the list, and the dates are recomputed.",
        crumbs=[("Law", reverse("law"))],
        clocks=EVERYTHING,
    )

    def save() -> CourtClosure:
        return law_changes.add_court_closure(**form.cleaned_data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=reverse("law"))


@administering
def enactment(request: SignedInRequest) -> HttpResponseBase:
    form = InForceForm(request.POST or None)
    act = Act(
        title="Put a pending rule in force",
        says="From its first day it governs in place of the present rule. See first which open dates move.",
        button="Put it in force",
        done="The rule is in force, and the dates are recomputed.",
        crumbs=[("Law", reverse("law"))],
        clocks=EVERYTHING,
    )

    def save() -> object:
        return law_changes.put_in_force(**form.cleaned_data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=reverse("law"))


@changing
def agency_closures(request: SignedInRequest, pk: int) -> HttpResponseBase:
    agency = get_object_or_404(visible(request.user, Agency.objects.all()), pk=pk)
    form = ClosuresForm(request.POST or None, request.FILES or None)
    act = Act(
        title="Import closed days",
        says=f"Days of {agency.short_name}'s own list. They give the agency's date beside the statutory one.",
        button="Import",
        done="The closed days are on the agency's list.",
        crumbs=[("Agencies", reverse("agencies")), (agency.name, agency.get_absolute_url())],
    )

    def save() -> int:
        file = form.cleaned_data["file"]
        return law_changes.import_closures(
            agency=agency, data=file.read(), file_name=file.name, by=request.user, on=clock.today()
        )

    return perform(request, act, form, save, done=agency.get_absolute_url())
