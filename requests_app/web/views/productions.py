"""The production log: of one request, of all, and summed by request and by agency."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render

from requests_app import clock
from requests_app.access import visible
from requests_app.casework.agency_record import with_productions
from requests_app.casework.production_log import (
    COLUMNS,
    Totals,
    instalments,
    log_pdf,
    sheet,
    slippages,
    standing,
    still_missing,
    totals,
)
from requests_app.errors import TrackerError
from requests_app.models import Agency, Production, RecordsRequest, User
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest, find, signed_in
from requests_app.web.filters import AgencyFilter
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.request_filters import ProductionFilter, RequestFilter


def _attach(rows: Iterable[Production]) -> None:
    """Give each row how it stands and how its promise slipped."""
    slipped = slippages(rows)
    today = clock.today()
    for row in rows:
        row.slippage = slipped[row.pk]  # type: ignore[attr-defined]
        row.standing = standing(row, on=today)  # type: ignore[attr-defined]


LISTING = Listing(
    title="Productions",
    lede="Every instalment promised or received, its pages, what is still missing, and how far each promise slipped.",
    noun="instalment",
    nouns="instalments",
    row="web/productions/row.html",
    default_sort="-promised_on",
    empty="Instalments come from promises and productions: open a request and record what came.",
    columns=(
        Column("Request", lambda row: row.request.number, "request"),
        Column("Agency", lambda row: row.request.agency.short_name, "request__agency__short_name"),
        Column("Subject", lambda row: row.request.subject, shown=False),
        Column("Instalment", lambda row: row.instalment, "instalment", number=True),
        Column("What", lambda row: row.description, "description"),
        Column("Promised for", lambda row: row.promised_on, "promised_on"),
        Column("Received", lambda row: row.received_on, "received_on"),
        Column("Stands", lambda row: row.standing),
        Column("Put off", lambda row: row.slippage.slip_count, number=True),
        Column("By days", lambda row: row.slippage.days, number=True, shown=False),
        Column("Every promised day", lambda row: ", ".join(map(str, row.slippage.promised)), shown=False),
        Column("Pages", lambda row: row.page_count, "page_count", number=True),
        Column("The last", lambda row: row.is_last, shown=False),
    ),
    attach=_attach,
    switch=(
        ("productions", "Instalments"),
        ("production-requests", "By request"),
        ("production-agencies", "By agency"),
    ),
)
SUMS = (
    Column("Promised", lambda row: row.promised_count, "promised_count", number=True),
    Column("Received", lambda row: row.received_count, "received_count", number=True),
    Column("Still missing", lambda row: row.missing_count, "missing_count", number=True),
    Column("Promises missed", lambda row: row.missed_count, "missed_count", number=True),
    Column("Put off", lambda row: row.sums.slip_count, number=True),
    Column("By days", lambda row: row.sums.slip_days, number=True),
    Column("Pages", lambda row: row.pages_count, "pages_count", number=True),
)
BY_REQUEST = Listing(
    title="Productions by request",
    lede="What each agency promised and what came of it, request by request.",
    noun="request",
    nouns="requests",
    row="web/productions/request_row.html",
    default_sort="-missing_count",
    empty="Instalments come from promises and productions: open a request and record what came.",
    columns=(
        Column("Request", lambda row: row.number, "pk"),
        Column("Subject", lambda row: row.subject, "subject"),
        Column("Agency", lambda row: row.agency.short_name, "agency__short_name"),
        *SUMS,
    ),
    switch=LISTING.switch,
)
BY_AGENCY = Listing(
    title="Productions by agency",
    lede="What each agency promised in all your requests, and what came of it.",
    noun="agency",
    nouns="agencies",
    row="web/productions/agency_row.html",
    default_sort="-missing_count",
    empty=BY_REQUEST.empty,
    columns=(Column("Agency", lambda row: row.name, "name"), *SUMS),
    switch=LISTING.switch,
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = visible(request.user, Production.objects.select_related("request__agency", "communication"))
    return show_list(request, LISTING, rows, ProductionFilter)


@signed_in
def by_request(request: SignedInRequest) -> HttpResponseBase:
    rows = visible(request.user, RecordsRequest.objects.select_related("agency"))
    listing = BY_REQUEST.with_attach(partial(_attach_sums, user=request.user, path="request"))
    found = with_productions(rows, "request", user=request.user, on=clock.today())
    return show_list(request, listing, found, RequestFilter)


@signed_in
def by_agency(request: SignedInRequest) -> HttpResponseBase:
    rows = visible(request.user, Agency.objects.all())
    listing = BY_AGENCY.with_attach(partial(_attach_sums, user=request.user, path="request__agency"))
    found = with_productions(rows, "request__agency", user=request.user, on=clock.today())
    return show_list(request, listing, found, AgencyFilter)


def _attach_sums(rows: Iterable[RecordsRequest | Agency], *, user: User, path: str) -> None:
    """Give each row the totals of its instalments, which take the journal to count."""
    keys = [row.pk for row in rows]
    found = visible(user, Production.objects.filter(**{f"{path}__in": keys}).select_related("request"))
    grouped = defaultdict(list)
    for one in instalments(found, on=clock.today()):
        made = one.production.request
        grouped[made.pk if path == "request" else made.agency_id].append(one)
    for row in rows:
        row.sums: Totals = totals(grouped[row.pk])  # type: ignore[misc, union-attr]


@signed_in
def of_request(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The log of one request, with what is still missing; `?export=` pdf, csv or xlsx."""
    record = find(request, RecordsRequest.objects.select_related("agency", "matter"), pk=pk)
    today = clock.today()
    rows = instalments(visible(request.user, Production.objects.filter(request=record)), on=today)
    name = f"production-log-{record.number}"
    kind = request.GET.get("export", "")
    if kind == "pdf":
        try:
            pdf = log_pdf(record, rows, on=today)
        except TrackerError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        file_name = f"{name}-{today.isoformat()}.pdf"
        return FileResponse(BytesIO(pdf), as_attachment=True, filename=file_name, content_type="application/pdf")
    if kind in exports.FORMATS:
        return exports.download(kind, name, COLUMNS, sheet(rows))
    if kind:
        raise Http404
    context = {"record": record, "rows": rows, "sums": totals(rows), "missing": still_missing(rows)}
    return render(request, "web/productions/log.html", context)
