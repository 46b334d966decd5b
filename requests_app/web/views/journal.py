"""The journal: who did what, when, with old and new values."""

from django.http import HttpResponseBase

from requests_app.access import visible
from requests_app.models import JournalEntry
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.filters import JournalFilter
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Journal",
    lede="Every act on every record of your matters. Entries are added, never changed.",
    noun="entry",
    nouns="entries",
    row="web/journal/row.html",
    default_sort="-written_at",
    empty="The journal begins with the first act.",
    columns=(
        Column("When", lambda row: row.written_at, "written_at"),
        Column("Who", lambda row: row.by or "the schedule", "by__last_name"),
        Column("What", lambda row: row.summary, "summary"),
        Column("Verb", lambda row: row.verb, "verb"),
        Column("Matter", lambda row: row.matter, "matter__title"),
        Column(
            "Changes", lambda row: "; ".join(f"{name}: {old} → {new}" for name, (old, new) in row.changes.items())
        ),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = JournalEntry.objects.select_related("by", "matter", "request__agency", "case")
    return show_list(request, LISTING, visible(request.user, rows), JournalFilter)
