"""Propose the words of a letter from the facts; people may then change every one of them."""

from dataclasses import dataclass

from requests_app.errors import LetterError
from requests_app.letters.catalogue import kind_of, subject_of, wording_of
from requests_app.letters.facts import Facts
from requests_app.letters.vocabulary import CAPTIONS, words_of

SUBJECT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal: the subject line, and the body as plain text with the marks of `requests_app.letters.marks`."""

    kind: str
    subject: str
    body: str


def missing_facts(kind: str, facts: Facts) -> tuple[str, ...]:
    """What is still needed before this kind can be proposed, in words for people; empty when nothing is.

    Raises: LetterError when there is no such kind.
    """
    words = words_of(facts)
    return tuple(CAPTIONS[name] for name in kind_of(kind).needs if not words[name])


def propose(kind: str, facts: Facts) -> Draft:
    """A complete draft of this kind of letter.

    Raises: LetterError when there is no such kind, or when a fact it needs is not known; the message names all.
    """
    if missing := missing_facts(kind, facts):
        raise LetterError(f"This letter cannot be proposed yet. It needs {_listed(missing)}.")
    words = words_of(facts)
    subject, body = (
        wording.render(words, dated_on=facts.dated_on, requested_on=facts.requested_on)
        for wording in (subject_of(kind), wording_of(kind))
    )
    return Draft(kind, _shortened(subject), body)


def _listed(captions: tuple[str, ...]) -> str:
    *others, last = captions
    return f"{', '.join(others)} and {last}" if others else last


def _shortened(subject: str) -> str:
    if len(subject) <= SUBJECT_CHARACTERS:
        return subject
    return subject[: SUBJECT_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
