"""The list of everything written and said between us and the agencies, and reading one that is only filed."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from requests_app.access import visible
from requests_app.models import Communication, Direction
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.readings import read_filed
from requests_app.web.request_filters import CommunicationFilter
from requests_app.web.views.answers import page_of

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
    choosing="request-selection",
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = Communication.objects.select_related("request__agency").prefetch_related("documents")
    return show_list(request, LISTING, visible(request.user, rows), CommunicationFilter)


@changing
def record(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Read a paper that a mail brought, and open the page of its kind; `?read=` is "mail" or one of its files."""
    paper = find(request, Communication.objects.filter(direction=Direction.IN).select_related("request"), pk=pk)
    chosen = request.GET.get("read", "")
    file = paper.documents.filter(pk=chosen).first() if chosen.isdecimal() else None
    if chosen.isdecimal() and file is None:
        raise Http404
    read = read_filed(request, paper, file, of_mail=chosen == "mail")
    return page_of(request, paper.request_id, read) if read else redirect(paper)
