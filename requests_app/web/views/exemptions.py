"""The catalogue of exemptions: each section with its authority, its answer, and who verified it when."""

from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from requests_app.access import visible
from requests_app.casework.agency_record import sections_claimed
from requests_app.models import Exemption, ExemptionClaim
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.filters import ExemptionFilter
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Exemptions",
    lede="The sections agencies withhold under, or must disclose under, with the answer to each. "
    "Verification says who read which text, and when; correct a row in the admin.",
    noun="exemption",
    nouns="exemptions",
    row="web/exemptions/row.html",
    default_sort="citation",
    empty="The catalogue is loaded when the desk is set up: run load_catalogue.",
    columns=(
        Column("Authority", lambda row: row.citation, "citation"),
        Column("Before 2023", lambda row: row.former_citation, "former_citation"),
        Column("What", lambda row: row.title, "title"),
        Column("Verification", lambda row: row.verified, "verified"),
        Column("By", lambda row: row.verified_by, "verified_by__last_name"),
        Column("On", lambda row: row.verified_on, "verified_on"),
        Column("Claims", lambda row: row.claim_count, "claim_count", number=True),
        Column("Agencies argue", lambda row: row.agency_argument, shown=False),
        Column("Answer and cases", lambda row: row.answer, shown=False),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    mine = visible(request.user, ExemptionClaim.objects.all()).values("pk")
    rows = (
        visible(request.user, Exemption.objects.all())
        .select_related("verified_by")
        .annotate(claim_count=Count("claims", filter=Q(claims__in=mine)))
    )
    return show_list(request, LISTING, rows, ExemptionFilter)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    exemption = get_object_or_404(visible(request.user, Exemption.objects.select_related("verified_by")), pk=pk)
    claims = visible(request.user, ExemptionClaim.objects.filter(exemption=exemption))
    return render(
        request,
        "web/exemptions/detail.html",
        {"exemption": exemption, "twin": exemption, "ends": next(iter(sections_claimed(claims)), None)},
    )
