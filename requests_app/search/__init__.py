"""Words made alike, what a person asks for, and how each database finds it: the same records in the same order."""

from requests_app.search.asking import Query, Term, parse
from requests_app.search.excerpts import Excerpt, Piece, excerpt, marked
from requests_app.search.matching import by_index, matching
from requests_app.search.words import indexed, indexed_in_parts

__all__ = [
    "Excerpt",
    "Piece",
    "Query",
    "Term",
    "by_index",
    "excerpt",
    "indexed",
    "indexed_in_parts",
    "marked",
    "matching",
    "parse",
]
