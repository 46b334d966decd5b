"""Every list page: filtered, sorted by any column, paged, and taken away as CSV or XLSX."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import render
from django_filters import FilterSet

from requests_app.access import visible
from requests_app.models import SavedFilter
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest

PAGE_SIZE = 50
KEY_DIGITS = 18  # of the largest key that every database holds


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its value in an export, and the fields it sorts by, joined by commas ("" for none)."""

    label: str
    value: Callable[[Any], object]
    sort: str = ""
    number: bool = False
    shown: bool = True  # no: only in exports

    @property
    def key(self) -> str:
        """The name in the address: the first field it sorts by."""
        return self.sort.split(",")[0]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page is made of. `row` is the template of one row's cells."""

    title: str
    noun: str
    nouns: str
    row: str
    columns: Sequence[Column]
    default_sort: str
    empty: str
    lede: str = ""
    attach: Callable[[Iterable[Any]], None] | None = None  # gives rows what no query of the list can
    choosing: str = ""  # the address that takes a selection of rows
    choosing_says: tuple[str, str] = ("Change the requests of the chosen", "Change those of all")  # its two buttons
    bundling: str = ""  # the address that makes a bundle of them
    switch: Sequence[tuple[str, str]] = ()  # the same records listed in other ways: names of addresses, labels

    def with_attach(self, attach: Callable[[Iterable[Any]], None]) -> "Listing":
        """The same list, for one visit."""
        return replace(self, attach=attach)


def show_list(
    request: SignedInRequest,
    listing: Listing,
    rows: QuerySet[Any],
    filters: type[FilterSet],
    extra: Mapping[str, object] | None = None,
    *,
    template: str = "web/list.html",
) -> HttpResponseBase:
    """The page, or the same rows as a file when the address says `?export=csv` or `xlsx`."""
    filtered = filters(request.GET, queryset=rows, request=request)
    found = in_order(filtered.qs, listing, request.GET.get("sort", ""))
    if kind := request.GET.get("export"):
        if kind not in exports.FORMATS:
            raise Http404
        heads = [column.label for column in listing.columns]
        if listing.attach:
            listing.attach(found)  # the rows stay in the QuerySet's cache
        values = ([column.value(row) for column in listing.columns] for row in found)
        return exports.download(kind, listing.nouns.replace(" ", "-"), heads, values)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if listing.attach:
        page.object_list = list(page.object_list)
        listing.attach(page.object_list)
    place = request.resolver_match.url_name if request.resolver_match else ""
    return render(
        request,
        template,
        {
            "place": place,
            "saved": visible(request.user, SavedFilter.objects.filter(place=place)),
            "listing": listing,
            "filter": filtered,
            "page": page,
            "default_sort": listing.default_sort,
            "is_filtered": any(request.GET.get(field.name) for field in filtered.form),
            "query": "",
            **(extra or {}),
        },
    )


def ticked(sent: QueryDict) -> list[int]:
    """The keys of the rows ticked; what no database could hold as a key is none."""
    return [int(key) for key in sent.getlist("row") if key.isdecimal() and len(key) <= KEY_DIGITS]


def in_order(rows: QuerySet[Any], listing: Listing, wanted: str) -> QuerySet[Any]:
    """The rows by the column asked for, blanks last; the default where no such column sorts."""
    by_key = {column.key: column for column in listing.columns if column.sort}
    column = by_key.get(wanted.removeprefix("-"))
    if column is None:
        wanted, column = listing.default_sort, by_key[listing.default_sort.removeprefix("-")]
    down = wanted.startswith("-")
    fields = [F(field) for field in column.sort.split(",")]
    order = [field.desc(nulls_last=True) if down else field.asc(nulls_last=True) for field in fields]
    return rows.order_by(*order, "-pk" if down else "pk")
