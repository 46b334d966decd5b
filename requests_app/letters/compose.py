"""Propose the words of a letter from the facts; people may then change every one of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from requests_app.errors import LetterError
from requests_app.law import plain_date
from requests_app.letters.catalogue import WordingText, kind_of, wording_of
from requests_app.letters.facts import Facts
from requests_app.letters.marks import one_line
from requests_app.letters.vocabulary import CAPTIONS, Value, words_of

SUBJECT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal: the subject line, and the body as plain text with the marks of `requests_app.letters.marks`.

    `used`: every fact the wording read, whether it printed it or only chose by it.
    """

    kind: str
    subject: str
    body: str
    used: Mapping[str, Value]


def missing_names(kind: str, facts: Facts) -> tuple[str, ...]:
    """The names, in the vocabulary of wordings, of the facts this kind needs and lacks.

    Raises: LetterError when there is no such kind.
    """
    words = words_of(facts)
    return tuple(name for name in kind_of(kind).needs if not words[name])


def missing_facts(kind: str, facts: Facts) -> tuple[str, ...]:
    """What is still needed before this kind can be proposed, in words for people; empty when nothing is.

    Raises: LetterError when there is no such kind.
    """
    missing = [CAPTIONS[name] for name in missing_names(kind, facts)]
    if "claims" in kind_of(kind).needs:
        missing += [
            f"our answer to the claim of {one_line(claim.cited_as)}"
            for claim in facts.claims
            if not one_line(claim.answer)
        ]
    return tuple(missing)


def obstacles(kind: str, facts: Facts) -> tuple[str, ...]:
    """Sentences that say why this letter would not be true, or not yet; empty when it would be.

    Raises: LetterError when there is no such kind.
    """
    kind_of(kind)
    judge = _OBSTACLES.get(kind)
    return tuple(sentence for applies, sentence in judge(facts) if applies) if judge else ()


def _not_overdue(facts: Facts) -> Iterator[tuple[bool, str]]:
    due = facts.due.on if facts.due else None
    if due:
        yield (
            facts.dated_on <= due,
            f"The determination is due on {plain_date(due)}; it is overdue from the next day.",
        )
    if facts.answered_on:
        yield True, f"The agency made its determination on {plain_date(facts.answered_on)}."


def _named_already(facts: Facts) -> Iterator[tuple[bool, str]]:
    yield facts.denial_names_persons, "The denial says who is responsible for it."


def _promise_runs(facts: Facts) -> Iterator[tuple[bool, str]]:
    if facts.promised_on:
        yield (
            facts.dated_on <= facts.promised_on,
            f"The day promised, {plain_date(facts.promised_on)}, has not passed.",
        )


_OBSTACLES: dict[str, Callable[[Facts], Iterable[tuple[bool, str]]]] = {
    "overdue_determination": _not_overdue,
    "names_and_titles": _named_already,
    "missed_promise": _promise_runs,
}


def propose(kind: str, facts: Facts, text: WordingText | None = None) -> Draft:
    """A complete draft of this kind of letter, from `text` or from the wording as it ships.

    Raises: LetterError when there is no such kind, when a fact it needs is not known (the message names all), or
        when it would say what is not so.
    """
    if missing := missing_facts(kind, facts):
        raise LetterError(f"This letter cannot be proposed yet. It needs {_listed(missing)}.")
    if facts.respond_by and facts.respond_by <= facts.dated_on:
        raise LetterError("The day an answer is asked for comes after the date of the letter.")
    if sentences := obstacles(kind, facts):
        raise LetterError(" ".join(sentences))
    return _written(text or kind_of(kind).shipped, facts)


def sketch(text: WordingText, facts: Facts) -> tuple[Draft, tuple[str, ...]]:
    """A draft for looking at a wording: captions in brackets where a fact is not known, and a sentence for each.

    Raises: LetterError when the text is not a wording.
    """
    missing: list[str] = []
    draft = _written(text, facts, missing)
    return draft, tuple(missing)


def _written(text: WordingText, facts: Facts, missing: list[str] | None = None) -> Draft:
    words, used = words_of(facts, text.language), set[str]()
    subject, body = (
        wording_of(source).render(
            words, dated_on=facts.dated_on, requested_on=facts.requested_on, used=used, missing=missing
        )
        for source in (text.subject, text.body)
    )
    return Draft(text.kind, _shortened(subject), body, {name: words[name] for name in sorted(used)})


def _listed(captions: tuple[str, ...]) -> str:
    *others, last = captions
    return f"{', '.join(others)} and {last}" if others else last


def _shortened(subject: str) -> str:
    if len(subject) <= SUBJECT_CHARACTERS:
        return subject
    return subject[: SUBJECT_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
