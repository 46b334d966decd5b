"""The list of courts: which county, which appellate district, how many cases."""

from django.db.models import Count, Q
from django.http import HttpResponseBase

from requests_app.access import visible
from requests_app.models import Court, CourtCase
from requests_app.web.court_filters import CourtFilter
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Courts",
    lede="The courts of California, with the counties of each appellate district.",
    noun="court",
    nouns="courts",
    row="web/cases/court_row.html",
    default_sort="name",
    empty="The courts are loaded when the desk is set up: run load_courts.",
    columns=(
        Column("Name", lambda row: row.name, "name"),
        Column("Level", lambda row: row.get_level_display(), "level"),
        Column("County", lambda row: row.county, "county"),
        Column("Appellate district", lambda row: row.district, "district", number=True),
        Column("Division", lambda row: row.division, "division"),
        Column("Cases", lambda row: row.case_count, "case_count", number=True),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    own = visible(request.user, CourtCase.objects.all()).values("pk")
    rows = visible(request.user, Court.objects.all())
    return show_list(request, LISTING, rows.annotate(case_count=Count("cases", filter=Q(cases__in=own))), CourtFilter)
