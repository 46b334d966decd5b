"""Find anything by its words, in every noun at once."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render

from requests_app.access import visible
from requests_app.models import (
    Agency,
    Communication,
    CourtCase,
    Dataset,
    Document,
    ExemptionClaim,
    Letter,
    Matter,
    Milestone,
    Party,
    RecordsRequest,
)
from requests_app.web.doors import SignedInRequest, signed_in

MOST = 10  # rows shown of each noun; the lists have the rest


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of record, where its words are, and the list that can show all of them."""

    title: str
    rows: QuerySet[Any]
    words: tuple[str, ...]
    list_name: str = ""


NOUNS = (
    Noun(
        "Requests",
        RecordsRequest.objects.select_related("agency"),
        ("subject", "records_sought", "agency_number", "agency__name", "agency__short_name"),
        "requests",
    ),
    Noun("Cases", CourtCase.objects.select_related("court"), ("number", "caption", "judge", "outcome"), "cases"),
    Noun("Docket", Milestone.objects.select_related("case"), ("title", "note", "filed_by", "outcome"), "docket"),
    Noun("Parties", Party.objects.select_related("case"), ("name", "note")),
    Noun(
        "Claims",
        ExemptionClaim.objects.select_related("request__agency"),
        ("cited_as", "justification", "records_withheld", "our_answer", "exemption__title"),
        "claims",
    ),
    Noun("Letters", Letter.objects.select_related("request__agency"), ("subject", "body"), "letters"),
    Noun(
        "Correspondence",
        Communication.objects.select_related("request__agency"),
        ("subject", "body", "signed_by_name"),
        "communications",
    ),
    Noun("Datasets", Dataset.objects.all(), ("title", "note", "document__file_name", "document__sha256"), "datasets"),
    Noun("Documents", Document.objects.all(), ("title", "file_name", "sha256")),
    Noun("Agencies", Agency.objects.all(), ("name", "short_name"), "agencies"),
    Noun("Matters", Matter.objects.all(), ("title", "summary")),
)


@signed_in
def search(request: SignedInRequest) -> HttpResponseBase:
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]  # PostgreSQL takes no NUL
    found = [(noun, rows) for noun in NOUNS if (rows := _matching(request, noun, query))] if query else []
    return render(request, "web/search.html", {"query": query, "found": found})


def _matching(request: SignedInRequest, noun: Noun, query: str) -> list[Model]:
    if noun.rows.model is RecordsRequest and query.upper().startswith("DL-") and query[3:].isdecimal():
        return list(visible(request.user, noun.rows.filter(pk=int(query[3:]))))
    rows = visible(request.user, noun.rows.all())
    for word in query.split()[:10]:
        matches = Q()
        for column in noun.words:
            matches |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(matches)
    return list(rows[: MOST + 1])
