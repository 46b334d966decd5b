"""Make the words of a text alike: no case, no accents, no plural; both databases match these and nothing else."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# A word may have an apostrophe inside: "agency's", "O'Brien".
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 60  # characters of one word
# PostgreSQL holds at most 1 MiB of different words in one row; a record with more has several.
DISTINCT_BYTES = 900_000
OVERLAP = 100  # words that stand in two parts that follow each other: no phrase in the search box is longer


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

    >>> indexed(["Public records", "of the Agency"])
    'public record of the agency'
    """
    return " ".join(word for text in texts for _, _, word in found_in(normal(text)))


def indexed_in_parts(texts: Iterable[str]) -> list[str]:
    """The words of a body of any length, cut into parts that each fit into one row of the index; at least one.

    Each part begins with the last words of the one before, so that a phrase stands whole in one of them.
    """
    parts: list[str] = []
    words: list[str] = []
    known: set[str] = set()
    room = DISTINCT_BYTES
    for text in texts:
        for _, _, word in found_in(normal(text)):
            if word not in known:
                if room < len(word.encode()):
                    parts.append(" ".join(words))
                    words = words[-OVERLAP:]
                    known = set(words)
                    room = DISTINCT_BYTES - sum(len(old.encode()) for old in known)
                known.add(word)
                room -= len(word.encode())
            words.append(word)
    return [*parts, " ".join(words)]
