"""Agencies: what each was asked, how it answered, and when it is closed."""

from dataclasses import replace
from statistics import median

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from requests_app import clock
from requests_app.access import visible
from requests_app.casework.agency_record import days_to_determination, record_of, with_record
from requests_app.models import Agency
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.filters import AgencyFilter
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views import requests as request_pages

LISTING = Listing(
    title="Agencies",
    noun="agency",
    nouns="agencies",
    row="web/agencies/row.html",
    default_sort="name",
    empty="Agencies are added in the admin.",
    columns=(
        Column("Name", lambda row: row.name, "name"),
        Column("Short name", lambda row: row.short_name, "short_name"),
        Column("Kind", lambda row: row.get_kind_display(), "kind"),
        Column("County", lambda row: row.county, "county"),
        Column("Your requests", lambda row: row.request_count, "request_count", number=True),
        Column("Extensions", lambda row: row.extension_count, "extension_count", number=True),
        Column("Promises missed", lambda row: row.missed_count, "missed_count", number=True),
        Column("Claims", lambda row: row.claim_count, "claim_count", number=True),
    ),
)
SECTION_HEADS = ("Section", "What", "Claims", "Withdrawn", "Sustained", "Overruled", "Moot", "Open")


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    agencies = with_record(visible(request.user, Agency.objects.all()), user=request.user, on=clock.today())
    listing = LISTING
    if "export" in request.GET:
        days = days_to_determination(request.user)
        median_days = Column(
            "Median days to determination", lambda row: median(days[row.pk]) if row.pk in days else None
        )
        determined = Column("Requests determined", lambda row: len(days.get(row.pk, ())))
        listing = replace(LISTING, columns=(*LISTING.columns, determined, median_days))
    return show_list(request, listing, agencies, AgencyFilter)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    agency = get_object_or_404(visible(request.user, Agency.objects.all()), pk=pk)
    record = record_of(agency, user=request.user, on=clock.today())
    if kind := request.GET.get("export"):
        if kind not in exports.FORMATS:
            raise Http404
        rows = (
            (
                one.citation,
                one.title,
                one.claim_count,
                one.withdrawn_count,
                one.sustained_count,
                one.overruled_count,
                one.moot_count,
                one.open_count,
            )
            for one in record.sections
        )
        return exports.download(kind, f"sections-claimed-{agency.pk}", SECTION_HEADS, rows)
    return render(
        request,
        "web/agencies/detail.html",
        {
            "agency": agency,
            "twin": agency,
            "record": record,
            "requests": visible(request.user, request_pages.rows().filter(agency=agency))[:50],
            "closures": agency.closures.filter(closed_on__gte=clock.today()),
        },
    )
