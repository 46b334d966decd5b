"""Show where the words stand: a stretch of a text around them, in pieces, those that were asked for marked."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from requests_app.search.asking import Query, Term
from requests_app.search.words import folded, found_in, normal

WIDTH = 260  # characters of an excerpt
READ = 60_000  # characters of a text looked through for the words


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text, and whether they were asked for. They are not escaped: a template does that."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text in pieces; `term_count` says how many of the terms stand somewhere in the whole text."""

    pieces: tuple[Piece, ...] = ()
    term_count: int = 0


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """A whole short text, such as a title."""
    text = normal(text)
    return _pieces(text, _hits(text, query.wanted)[0], 0, len(text))


def excerpt(text: str, query: Query, width: int = WIDTH) -> Excerpt:
    """The stretch where most of the words asked for stand together; the beginning where none does."""
    text = " ".join(_near(normal(text), query).split())
    hits, terms = _hits(text, query.wanted)
    start = 0
    if hits:
        starts = [first for first, _ in hits]
        best = max(
            hits,
            key=lambda hit: (bisect_left(starts, hit[0] + width * 3 // 4) - bisect_left(starts, hit[0]), -hit[0]),
        )
        start = _word_start(text, best[0] - width // 4)
    end = min(len(text), start + width)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + width // 2)
    pieces = _pieces(text, hits, start, end)
    before, after = (Piece("… "),) if start else (), (Piece(" …"),) if end < len(text) else ()
    return Excerpt((*before, *pieces, *after) if text else (), terms)


def _near(text: str, query: Query) -> str:
    """Of a very long text, the part around the first word as it was typed."""
    if len(text) <= READ:
        return text
    lowered = text.lower()
    places = [lowered.find(folded(term.typed.split()[0])) for term in query.wanted if term.typed.split()]
    first = min((place for place in places if place >= 0), default=0)
    start = max(first - READ // 4, 0)
    return text[start : start + READ]


def _hits(text: str, terms: Sequence[Term]) -> tuple[list[tuple[int, int]], int]:
    """Where the terms stand: start and end of each, in order; and how many of the terms stand anywhere."""
    words = list(found_in(text))
    hits: list[tuple[int, int]] = []
    found = 0
    for term in terms:
        places = list(_places(words, term))
        found += bool(places)
        hits += places
    return sorted(set(hits)), found


def _places(words: list[tuple[int, int, str]], term: Term) -> list[tuple[int, int]]:
    if term.is_prefix:
        begun = term.words[0]
        return [(start, end) for start, end, word in words if word.startswith(begun)]
    size = len(term.words)
    return [
        (words[index][0], words[index + size - 1][1])
        for index in range(len(words) - size + 1)
        if words[index][2] == term.words[0]
        and tuple(word for _, _, word in words[index : index + size]) == term.words
    ]


def _pieces(text: str, hits: list[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for first, last in hits:
        if last <= at or first >= end:
            continue
        first, last = max(first, at), min(last, end)
        if first > at:
            pieces.append(Piece(text[at:first]))
        pieces.append(Piece(text[first:last], is_hit=True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)


def _word_start(text: str, at: int) -> int:
    """The beginning of the word after this place; 0 near the beginning."""
    if at <= 0:
        return 0
    return text.find(" ", at) + 1
