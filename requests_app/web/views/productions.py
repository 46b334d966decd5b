"""The production log: every instalment promised or received, what is still missing, and how promises slipped."""

from collections.abc import Iterable

from django.http import HttpResponseBase

from requests_app import clock
from requests_app.access import visible
from requests_app.casework.production_log import slippages, standing
from requests_app.models import Production
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.filters import ProductionFilter
from requests_app.web.lists import Column, Listing, show_list


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
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = visible(request.user, Production.objects.select_related("request__agency", "communication"))
    return show_list(request, LISTING, rows, ProductionFilter)
