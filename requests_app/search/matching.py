"""Which entries of the index hold what is asked for: SQLite by FTS5, PostgreSQL by full text, with one meaning.

A term is one word, or words that follow each other within the title or within the body. Terms may be spread over
both, and over the parts of a long body. First come the records with everything in their title, then the newest.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.models import BooleanField, F, QuerySet
from django.db.models.expressions import RawSQL

from requests_app.models import SearchEntry
from requests_app.search.asking import Query, Term

_TABLE = "requests_app_searchwords"
_FURTHER = "requests_app_searchfurtherwords"
_FTS = "requests_app_searchindex"
_FURTHER_FTS = "requests_app_searchfurtherindex"
_IN_PARTS = f"SELECT DISTINCT entry_id FROM {_FURTHER}"
_ENTRY = '"requests_app_searchentry"."id"'


def matching(entries: QuerySet[SearchEntry], query: Query) -> QuerySet[SearchEntry]:
    """Those of the entries that match, best first; none for an empty query."""
    if query.is_empty:
        return entries.none()
    vendor = connections[entries.db].vendor
    anywhere, titles = (_postgresql if vendor == "postgresql" else _sqlite)(query)
    in_title = RawSQL(f"{_ENTRY} IN ({titles[0]})", titles[1], output_field=BooleanField())  # noqa: S611 - no part comes from outside
    return (
        entries.filter(pk__in=RawSQL(*anywhere))  # noqa: S611 - as above; the words are parameters
        .annotate(in_title=in_title)
        .order_by("-in_title", F("dated_on").desc(nulls_last=True), "kind", "-record_id")
    )


@contextmanager
def by_index(using: str) -> Iterator[None]:
    """What is asked in here goes by the index of words.

    PostgreSQL takes reading every row for cheaper than it is: it does not count the unpacking of long texts.
    """
    if connections[using].vendor != "postgresql":
        yield
        return
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")


Sql = tuple[str, list[str]]


def _sqlite(query: Query) -> tuple[Sql, Sql]:
    everything = " AND ".join(map(_fts, query.wanted))
    without = "".join(f" NOT {_fts(term)}" for term in query.unwanted)
    ask = f"SELECT rowid FROM {_FTS} WHERE {_FTS} MATCH %s"
    whole = f"{ask} AND rowid NOT IN ({_IN_PARTS})", [f"({everything}){without}"]
    return _either(whole, _of_parts(query, _sqlite_part)), (ask, [f"title : ({everything})"])


def _sqlite_part(term: Term) -> Sql:
    if term.is_prefix:  # FTS5 gathers all words so begun each time it is asked: once then, for all records
        first = f"SELECT rowid FROM {_FTS} WHERE {_FTS} MATCH %s"
        further = (
            f"SELECT part.entry_id FROM {_FURTHER_FTS} JOIN {_FURTHER} AS part ON part.id = {_FURTHER_FTS}.rowid"
            f" WHERE {_FURTHER_FTS} MATCH %s"
        )
        return f"parted.entry_id IN ({first}) OR parted.entry_id IN ({further})", [_fts(term)] * 2
    first = f"SELECT 1 FROM {_FTS} WHERE {_FTS} MATCH %s AND rowid = parted.entry_id"
    further = (
        f"SELECT 1 FROM {_FURTHER} AS part JOIN {_FURTHER_FTS} ON {_FURTHER_FTS}.rowid = part.id"
        f" WHERE part.entry_id = parted.entry_id AND {_FURTHER_FTS} MATCH %s"
    )
    return f"EXISTS ({first}) OR EXISTS ({further})", [_fts(term)] * 2


def _either(one: Sql, other: Sql) -> Sql:
    return f"{one[0]} UNION ALL {other[0]}", [*one[1], *other[1]]


def _of_parts(query: Query, holds: Callable[[Term], Sql]) -> Sql:
    """Of the records in several parts: each term stands in one of the parts, what is not wanted in none."""
    held = [("", holds(term)) for term in query.wanted] + [("NOT ", holds(term)) for term in query.unwanted]
    conditions = " AND ".join(f"{negation}({condition})" for negation, (condition, _) in held)
    values = [value for _, (_, asked) in held for value in asked]
    return f"SELECT entry_id FROM ({_IN_PARTS}) AS parted WHERE {conditions}", values


def _fts(term: Term) -> str:
    """A term in the language of FTS5; its words are letters and digits only."""
    return f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}'


def _postgresql(query: Query) -> tuple[Sql, Sql]:
    # The words of a phrase are found by the index; that they follow each other is read from the text, since the
    # positions PostgreSQL keeps end at 16,383 words and at 255 of each.
    condition, values = _where(query, "lexemes", ("title", "body"))
    whole = f"SELECT entry_id FROM {_TABLE} WHERE {condition} AND entry_id NOT IN ({_IN_PARTS})", values
    in_title, asked = _where(Query(query.wanted), "title_lexemes", ("title",))
    titles = f"SELECT entry_id FROM {_TABLE} WHERE {in_title}", asked
    return _either(whole, _of_parts(query, _postgresql_part)), titles


def _postgresql_part(term: Term) -> Sql:
    first, values = _where(Query((term,)), "lexemes", ("title", "body"))
    further, asked = _where(Query((term,)), "lexemes", ("body",))
    same = "entry_id = parted.entry_id"
    return (
        f"EXISTS (SELECT 1 FROM {_TABLE} WHERE {same} AND {first})"
        f" OR EXISTS (SELECT 1 FROM {_FURTHER} WHERE {same} AND {further})",
        [*values, *asked],
    )


def _where(query: Query, lexemes: str, columns: tuple[str, ...]) -> Sql:
    every = " & ".join(_tsquery(term) for term in query.wanted)
    single = "".join(f" & !({_tsquery(term)})" for term in query.unwanted if len(term.words) == 1)
    conditions, values = [f"{lexemes} @@ %s::tsquery"], [every + single]
    for term in query.wanted:
        if len(term.words) > 1:
            held, padded = _held(term, columns)
            conditions.append(held)
            values += padded
    for term in query.unwanted:
        if len(term.words) > 1:
            held, padded = _held(term, columns)
            conditions.append(f"NOT ({lexemes} @@ %s::tsquery AND {held})")
            values += [_tsquery(term), *padded]
    return " AND ".join(conditions), values


def _tsquery(term: Term) -> str:
    return " & ".join(f"'{word}'{':*' if term.is_prefix else ''}" for word in term.words)


def _held(term: Term, columns: tuple[str, ...]) -> Sql:
    """That the words follow each other in one of these columns."""
    condition = " OR ".join(f"position(%s in ' ' || {column} || ' ') > 0" for column in columns)
    return f"({condition})", [f" {' '.join(term.words)} "] * len(columns)
