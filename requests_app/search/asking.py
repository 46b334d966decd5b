"""Read what a person typed into the search box: words, phrases in quotes, a minus before what must not be there."""

import re
from dataclasses import dataclass

from requests_app.search.words import folded, found_in, normal

MOST_TERMS = 20
# The beginning of a SHA-256, as lists show it.
_HASH = re.compile(r"[0-9a-f]{8,63}")
_PIECE = re.compile(r'(?P<minus>-?)(?:["“”](?P<phrase>[^"“”]*)["“”]?|(?P<word>[^\s"“”]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several that follow each other. `typed` is as the person wrote it."""

    words: tuple[str, ...]
    is_prefix: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a record must hold, every term of it, and what it must not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for; only to leave out is nothing."""
        return not self.wanted


def parse(typed: str) -> Query:
    """What the person asks for. A number such as 7923.600 is a phrase of its parts; `plat*` is any word so begun.

    The beginning of a hash is enough too.

    >>> [term.words for term in parse('plates "public records" 7923.600 -draft').wanted]
    [('plate',), ('public', 'record'), ('7923', '600')]
    """
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for match in _PIECE.finditer(normal(typed)):
        piece = match["phrase"] if match["phrase"] is not None else match["word"]
        term = _term(piece, is_phrase=match["phrase"] is not None)
        if term is not None and len(wanted) + len(unwanted) < MOST_TERMS:
            (unwanted if match["minus"] else wanted).append(term)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def _term(piece: str, *, is_phrase: bool) -> Term | None:
    words = tuple(word for _, _, word in found_in(piece))
    if not words:
        return None
    if not is_phrase and piece.endswith("*") and len(words) == 1 and (begun := folded(piece)):
        return Term((begun,), is_prefix=True, typed=piece.rstrip("*"))
    return Term(words, is_prefix=len(words) == 1 and bool(_HASH.fullmatch(words[0])), typed=piece)
