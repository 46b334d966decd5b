"""Hearings: the list, setting one, continuing it, and where it is held."""

from django.http import HttpResponseBase

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import hearings as verbs
from requests_app.models import CourtCase, Hearing
from requests_app.web.acts import Act, perform
from requests_app.web.court_filters import HearingFilter
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.docket import ContinuanceForm, HearingForm, PlaceForm, heard_for
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views.docket import crumbs, kept

ROWS = Hearing.objects.select_related(
    "milestone__case__court", "milestone__case__matter__organisation", "milestone__case__matter__lead"
)

LISTING = Listing(
    title="Hearings",
    lede="Every hearing with its day and the court's local time.",
    noun="hearing",
    nouns="hearings",
    row="web/cases/hearing_row.html",
    default_sort="-milestone__happened_on",
    empty="Hearings are set on a case's page.",
    columns=(
        Column("Day", lambda row: row.held_on, "milestone__happened_on,starts_at"),
        Column("Time", lambda row: f"{row.starts_at:%H:%M}" if row.starts_at else ""),
        Column("What", lambda row: row.milestone.title, "milestone__title"),
        Column("Court", lambda row: row.milestone.case.court, "milestone__case__court__name"),
        Column("Department", lambda row: row.department, "department"),
        Column("Case", lambda row: row.milestone.case.number, "milestone__case__number"),
        Column("Place", lambda row: row.place, shown=False),
        Column("Link", lambda row: row.link, shown=False),
        Column("How it stands", lambda row: row.standing(on=clock.today())),
        Column("Outcome", lambda row: row.milestone.outcome, shown=False),
        Column("Set before for", lambda row: ", ".join(f"{old.from_on}" for old in row.continuances.all())),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = visible(request.user, ROWS.prefetch_related("continuances"))
    return show_list(request, LISTING, rows, HearingFilter)


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CourtCase.objects.select_related("court", "matter__organisation"), pk=pk)
    first = {"heard": heard_for(request.GET.get("kind", "")), "department": case.department}
    form = HearingForm(request.POST or None, initial=first)
    act = Act(
        title="Set a hearing",
        says="What must be served and filed before it is due at once, counted back from its day.",
        button="Set the hearing",
        done="The hearing is set.",
        crumbs=of_case(case),
        clocks=case,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.set_hearing(case=case, **form.hearing(), by=request.user, on=clock.today()),
        done=case.get_absolute_url(),
    )


@changing
def continuance(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, ROWS.all(), pk=pk)
    form = ContinuanceForm(
        request.POST or None, request.FILES or None, initial={"held_on": row.held_on, "starts_at": row.starts_at}
    )
    act = Act(
        title="Continue the hearing",
        says=f"{row.milestone.title}, {row.milestone.case.number}. The day it was set for is kept; what is counted "
        "back from it moves.",
        button="Continue it",
        done="The hearing is continued.",
        crumbs=crumbs(row.milestone),
        clocks=row.milestone.case,
    )

    def save() -> None:
        data = dict(form.cleaned_data)
        file = data.pop("file")
        paper = kept(request, file, row.milestone, "Continuance") if file else None
        verbs.continue_hearing(hearing=row, document=paper, **data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=row.get_absolute_url())


@changing
def place(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, ROWS.all(), pk=pk)
    given = {"department": row.department, "place": row.place, "link": row.link}
    form = PlaceForm(request.POST or None, initial=given)
    act = Act(
        title="Where it is held",
        says=f"{row.milestone.title}, {row.milestone.case.number}. For another day, continue the hearing.",
        button="Save",
        crumbs=crumbs(row.milestone),
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.correct_hearing(hearing=row, by=request.user, **form.cleaned_data),
        done=row.get_absolute_url(),
    )
