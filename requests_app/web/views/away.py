"""When people are away: the list, saying so, and taking it back."""

from django.http import HttpResponseBase
from django.urls import reverse

from requests_app.access import Power, may, visible
from requests_app.casework import away as verbs
from requests_app.models import DaysAway, User
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, find, signed_in
from requests_app.web.filters import AwayFilter
from requests_app.web.forms.calendar import AwayForm
from requests_app.web.forms.docket import NothingToSay
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Days away",
    lede="Who of the team is away. The calendar shows what falls on these days.",
    noun="absence",
    nouns="absences",
    row="web/calendar/away_row.html",
    default_sort="-first_on",
    empty="Nobody has said that they are away.",
    columns=(
        Column("Who", lambda row: row.person, "person__last_name,person__first_name"),
        Column("First day", lambda row: row.first_on, "first_on"),
        Column("Last day", lambda row: row.last_on, "last_on"),
        Column("Why", lambda row: row.why, "why"),
    ),
)
CRUMBS = [("Calendar", "/calendar/"), ("Days away", "/calendar/away/")]


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = visible(request.user, DaysAway.objects.select_related("person"))
    places = [("Calendar", reverse("calendar")), ("Say when I am away", reverse("away-new"))]
    return show_list(request, LISTING, rows, AwayFilter, {"see_also": places})


@signed_in
def new(request: SignedInRequest) -> HttpResponseBase:
    everyone = may(request.user, Power.ADMINISTER)
    people = User.objects.filter(is_active=True) if everyone else User.objects.filter(pk=request.user.pk)
    form = AwayForm(request.POST or None, people=people, initial={"person": request.user.pk})
    act = Act(
        title="Say when somebody is away" if everyone else "Say when you are away",
        says="The calendar then marks each hearing and each date that falls on these days.",
        button="Keep these days",
        done="Kept.",
        crumbs=CRUMBS,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.be_away(**form.cleaned_data, by=request.user),
        done=reverse("away"),
    )


@signed_in
def remove(request: SignedInRequest, pk: int) -> HttpResponseBase:
    rows = DaysAway.objects.select_related("person")
    row = find(request, rows if may(request.user, Power.ADMINISTER) else rows.filter(person=request.user), pk=pk)
    act = Act(
        title="Not away after all",
        says=str(row),
        button="Take it back",
        done="Taken back.",
        crumbs=CRUMBS,
    )
    return perform(
        request,
        act,
        NothingToSay(request.POST or None),
        lambda: verbs.be_back(away=row, by=request.user),
        done=reverse("away"),
    )
