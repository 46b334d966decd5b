"""Find records by their words: one question, one answer in one order, of what the person may see and nothing else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from requests_app import search as words
from requests_app.access import visible
from requests_app.casework import journal
from requests_app.casework.search_index import SOURCE_OF_KIND
from requests_app.models import Agency, DocumentPage, Matter, Note, SearchEntry, SearchKind, User

PAGE_SIZE = 20
PAGES_READ = 3  # pages of a document looked at for its excerpt


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for: the words as typed, and what narrows them. Days include both ends."""

    words: str
    kind: SearchKind | None = None
    matter: Matter | None = None
    agency: Agency | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: its title and an excerpt in pieces, and `page` where its words are on a page."""

    kind: SearchKind
    record: Model
    title: Sequence[words.Piece]
    excerpt: Sequence[words.Piece]
    dated_on: date | None
    where: str
    url: str
    page: int | None = None  # of a document with several


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, best first; how many records of each kind there are, and how many of the kind asked for."""

    hits: Sequence[Hit] = ()
    counts: Sequence[tuple[SearchKind, int]] = ()
    count: int = 0


def search(person: User, asked: Asked, *, offset: int = 0, limit: int = PAGE_SIZE) -> Found:
    """What the person may see that holds all the words. The gate comes first: what it hides is not even counted."""
    query = words.parse(asked.words)
    if query.is_empty:
        return Found()
    entries = words.matching(_narrowed(visible(person, SearchEntry.objects.all()), asked), query)
    with words.by_index(entries.db):  # asked once: to match costs more than to carry the keys here
        ranked = list(entries.values_list("pk", "kind"))
    by_kind = Counter(kind for _, kind in ranked)
    keys = [key for key, kind in ranked if asked.kind in (None, kind)]
    rows = SearchEntry.objects.in_bulk(keys[offset : offset + limit])
    page = [rows[key] for key in keys[offset : offset + limit] if key in rows]
    counts = [(kind, by_kind[kind]) for kind in SearchKind if kind in by_kind]
    return Found(tuple(_hits(person, page, query)), counts, len(keys))


def _narrowed(entries: QuerySet[SearchEntry], asked: Asked) -> QuerySet[SearchEntry]:
    conditions = {
        "matter": asked.matter,
        "agency": asked.agency,
        "dated_on__gte": asked.since,
        "dated_on__lte": asked.until,
    }
    return entries.filter(**{name: value for name, value in conditions.items() if value is not None})


def documents_with(text: str) -> QuerySet[Any, Any]:
    """The keys of the documents that hold these words, for the list of documents, which asks the gate itself."""
    entries = SearchEntry.objects.filter(kind=SearchKind.DOCUMENT)
    return words.matching(entries, words.parse(text)).order_by().values("record_id")


def _hits(person: User, page: list[SearchEntry], query: words.Query) -> Iterable[Hit]:
    """The records behind the entries, each asked of the gate once more as what it is."""
    of_kind: dict[str, list[int]] = {}
    for entry in page:
        of_kind.setdefault(entry.kind, []).append(entry.record_id)
    rows: dict[tuple[str, int], Any] = {}
    for kind, pks in of_kind.items():
        source = SOURCE_OF_KIND[kind]
        seen = visible(person, source.model._default_manager.select_related(*source.related))
        rows |= {(kind, row.pk): row for row in seen.filter(pk__in=pks)}
    for entry in page:
        if row := rows.get((entry.kind, entry.record_id)):
            yield _hit(entry, row, query)


def _hit(entry: SearchEntry, row: Any, query: words.Query) -> Hit:
    source = SOURCE_OF_KIND[entry.kind]
    kind = SearchKind(entry.kind)
    page, excerpt = None, words.Excerpt()
    if kind == SearchKind.DOCUMENT:
        page, excerpt = _page_of(row, query)
    else:
        excerpt = words.excerpt(" · ".join(filter(None, source.body(row))), query)
    home: Any = row.about if isinstance(row, Note) else row  # a note is read where it is written
    address = home.get_absolute_url()
    title = " ".join(filter(None, source.title(row))) or str(row)
    return Hit(
        kind=kind,
        record=row,
        title=words.marked(title, query),
        excerpt=excerpt.pieces,
        dated_on=entry.dated_on,
        where=_where(row),
        url=f"{address}?at={page}#page-{page}" if page else address,
        page=page,
    )


def _page_of(document: Any, query: words.Query) -> tuple[int | None, words.Excerpt]:
    """The page that has most of the words, of the first few that have one of them; and the excerpt of it."""
    holds = Q()
    for term in query.wanted:
        for word in (*term.words[:1], *term.typed.split()[:1]):
            holds |= Q(text__icontains=word)
    pages = DocumentPage.objects.filter(holds, document=document).order_by("number")[:PAGES_READ]
    read = [(page.number, words.excerpt(page.text, query)) for page in pages]
    best = max(read, key=lambda one: (one[1].term_count, -one[0]), default=None)
    if best is None or not best[1].term_count:
        return None, words.excerpt(document.file_name, query)
    return best


def _where(row: Model) -> str:
    """The request, case or matter it hangs from, where that is another record."""
    place = journal.place_of(row)
    if place.request is not None and place.request != row:
        return f"{place.request.number} {place.request}"
    if place.case is not None and place.case != row:
        return str(place.case)
    return str(place.matter) if place.matter is not None and place.matter != row else ""
