"""Find anything by its words, in every kind of record at once."""

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render

from requests_app.access import visible
from requests_app.casework.search import PAGE_SIZE, Asked, search
from requests_app.models import Matter, SearchKind
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.forms.search import SearchForm


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    """The box, what narrows it, how many of each kind there are, and one page of what was found."""
    form = SearchForm(request.GET or None, matters=visible(request.user, Matter.objects.all()))
    narrowed = form.cleaned_data if form.is_bound and form.is_valid() else {}
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:200]  # PostgreSQL takes no NUL
    kind = request.GET.get("kind", "")
    asked = Asked(
        words=query,
        kind=SearchKind(kind) if kind in SearchKind.values else None,
        matter=narrowed.get("matter"),
        agency=narrowed.get("agency"),
        since=narrowed.get("since"),
        until=narrowed.get("until"),
    )
    number = request.GET.get("page", "1")
    wanted = max(int(number[:6]), 1) if number.isascii() and number.isdecimal() else 1
    found = search(request.user, asked, offset=(wanted - 1) * PAGE_SIZE)
    return render(
        request,
        "web/search.html",
        {
            "query": query,
            "form": form,
            "found": found,
            "kind": asked.kind,
            "everything": sum(count for _, count in found.counts),
            "page": Paginator(range(found.count), PAGE_SIZE).get_page(wanted),
            "is_narrowed": any(narrowed.values()),
        },
    )
