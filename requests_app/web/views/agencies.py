"""Agencies: what each was asked, how it answered, and when it is closed."""

from statistics import median

from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from requests_app import clock
from requests_app.access import visible
from requests_app.models import Agency, Determination, ExemptionClaim, RecordsRequest
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
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    mine = visible(request.user, RecordsRequest.objects.all()).values("pk")
    agencies = visible(request.user, Agency.objects.all()).annotate(
        request_count=Count("requests", filter=Q(requests__in=mine), distinct=True)
    )
    return show_list(request, LISTING, agencies, AgencyFilter)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    agency = get_object_or_404(visible(request.user, Agency.objects.all()), pk=pk)
    claims = visible(request.user, ExemptionClaim.objects.filter(request__agency=agency))
    return render(
        request,
        "web/agencies/detail.html",
        {
            "agency": agency,
            "twin": agency,
            "requests": visible(request.user, request_pages.rows().filter(agency=agency))[:50],
            "claims": claims.values("exemption__citation", "exemption__title", "exemption")
            .annotate(count=Count("pk"))
            .order_by("-count", "exemption__citation"),
            "answers": days_to_determination(request, agency),
            "closures": agency.closures.filter(closed_on__gte=clock.today()),
        },
    )


def days_to_determination(request: SignedInRequest, agency: Agency) -> dict[str, object]:
    """How many requests were determined, and the median calendar days from receipt to the first determination."""
    found = visible(request.user, Determination.objects.filter(communication__request__agency=agency)).filter(
        communication__happened_precision="day", communication__request__received_precision="day"
    )
    days: dict[int, int] = {}
    for pk, received_on, answered_on in found.values_list(
        "communication__request", "communication__request__received_on", "communication__happened_on"
    ):
        if received_on is not None:
            taken = (answered_on - received_on).days
            days[pk] = min(taken, days.get(pk, taken))
    return {"count": len(days), "median_days": median(days.values()) if days else None}
