"""The list of due dates."""

from django.db.models import QuerySet
from django.http import HttpResponseBase

from requests_app.access import visible
from requests_app.models import Deadline
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.filters import DeadlineFilter
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Deadlines",
    lede="Every date the law gives from the facts on record. Record a fact, and they are computed again.",
    noun="deadline",
    nouns="deadlines",
    row="web/deadlines/row.html",
    default_sort="due_on",
    empty="Deadlines come from facts: record when an agency received a request, or a milestone of a case.",
    columns=(
        Column("Due", lambda row: row.due_on, "due_on"),
        Column("What", lambda row: row.title, "title"),
        Column("For", lambda row: row.subject, "request__subject,case__number"),
        Column("Who must act", lambda row: row.must_act, "must_act"),
        Column("If missed", lambda row: row.severity, "severity"),
        Column("Status", lambda row: row.get_status_display(), "status"),
        Column("Authority", lambda row: row.authority, "authority"),
        Column("Set by", lambda row: row.override_sentence, shown=False),
        Column("Why", lambda row: " ".join(row.reasons), shown=False),
        Column("Verified", lambda row: row.verified, shown=False),
    ),
)


def rows() -> QuerySet[Deadline]:
    """Current deadlines with what a list shows of each."""
    return Deadline.objects.current().select_related("request__agency", "case__court", "matter")


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, rows()), DeadlineFilter)
