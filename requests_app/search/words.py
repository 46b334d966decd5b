"""Make the words of a text alike: no case, no accents, no plural; both databases match these and nothing else."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# A word may have an apostrophe inside: "agency's", "O'Brien".
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 60  # characters of one word
# PostgreSQL holds at most 1 MiB of different words for one record; further ones after so many bytes are not indexed.
DISTINCT_BYTES = 900_000


def found_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of a text in normal form C: where it starts and ends, and how it is matched."""
    for match in _WORD.finditer(text):
        word = alike(match.group())
        if word:
            yield match.start(), match.end(), word


def normal(text: str) -> str:
    """Composed characters, so that an accent never stands apart from its letter."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=50_000)
def alike(word: str) -> str:
    """How a word is matched.

    >>> alike("Núñez"), alike("AGENCIES"), alike("agency's"), alike("O’Brien"), alike("access")
    ('nunez', 'agency', 'agency', 'obrien', 'access')
    """
    return singular(folded(word))


def folded(word: str) -> str:
    """A word without case, accents and apostrophes."""
    whole = re.sub(r"['’]s$", "", word, flags=re.IGNORECASE)
    apart = unicodedata.normalize("NFKD", whole.casefold())
    return "".join(letter for letter in apart.casefold() if letter.isalnum())[:LONGEST]


def singular(word: str) -> str:
    """A word without its plural ending, by the three rules of a light stemmer; longer than three letters only.

    >>> [singular(word) for word in ("records", "agencies", "cases", "access", "bus", "gas", "7923s")]
    ['record', 'agency', 'case', 'access', 'bus', 'gas', '7923s']
    """
    if len(word) <= 3 or not (word.isascii() and word.isalpha()) or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    if word.endswith(("us", "ss")):
        return word
    return word[:-1]


def indexed(texts: Iterable[str]) -> str:
    """The words of these texts, one after the other with single spaces, as the index keeps them.

    Once it holds as many different words as there is room for, further ones are left out.
    """
    return " ".join(word for _, word, is_kept in _kept(texts) if is_kept)


def first_left_out(texts: Iterable[str]) -> int | None:
    """Which of these texts, from 0, is the first with a word the index has no room for; None where all fit."""
    return next((number for number, _, is_kept in _kept(texts) if not is_kept), None)


def _kept(texts: Iterable[str]) -> Iterator[tuple[int, str, bool]]:
    """Each word with the number of its text, and whether there is room for it."""
    known: set[str] = set()
    room = DISTINCT_BYTES
    for number, text in enumerate(texts):
        for _, _, word in found_in(normal(text)):
            if word not in known and room > 0:
                room -= len(word.encode())
                if room >= 0:
                    known.add(word)
            yield number, word, word in known
