"""The list of everything written and said between us and the agencies."""

from django.http import HttpResponseBase

from requests_app.access import visible
from requests_app.models import Communication
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.filters import CommunicationFilter
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Correspondence",
    noun="communication",
    nouns="communications",
    row="web/communications/row.html",
    default_sort="-happened_on",
    empty="Papers come in from a request's page: open a request and record what came.",
    columns=(
        Column("Day", lambda row: row.happened_on, "happened_on"),
        Column("Kind", lambda row: row.get_kind_display(), "kind"),
        Column("Direction", lambda row: row.get_direction_display(), "direction"),
        Column("Request", lambda row: row.request, "request__subject"),
        Column("Agency", lambda row: row.request.agency.short_name, "request__agency__short_name"),
        Column("About", lambda row: row.subject or row.body[:200]),
        Column("Signed by", lambda row: row.signed_by_name, "signed_by_name"),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = Communication.objects.select_related("request__agency").prefetch_related("documents")
    return show_list(request, LISTING, visible(request.user, rows), CommunicationFilter)
