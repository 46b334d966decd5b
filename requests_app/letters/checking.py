"""Check a wording before it is kept: its tags and facts, and every law it cites against the rulebook."""

import re
from collections.abc import Iterator
from functools import cache

from requests_app import law
from requests_app.errors import LetterError
from requests_app.law.citing import Citation, CitationKind, concordance, find
from requests_app.letters.authorities import SECTIONS
from requests_app.letters.catalogue import WordingText, wording_of
from requests_app.letters.wording import LONGEST_TAG, LONGEST_WORDING

_INSIDE = f".{{0,{LONGEST_TAG}}}?"
_TAG = re.compile(f"{{%{_INSIDE}%}}|{{{{{_INSIDE}}}}}|{{#{_INSIDE}#}}")
_QUOTED = re.compile(r"^>", re.M)
_GOV = "Gov. Code"
_CONSTITUTION = "Cal. Const., art. I, § 3(b)"  # the right of access; no rule of ours rests on it


def check_wording(text: WordingText) -> None:
    """Pass silently, or refuse with every line that is wrong.

    Raises: LetterError naming, with its line, each unknown tag, fact or filter and each section that the rulebook
        does not know or that had its number only before 2023.
    """
    wrong = []
    for part, source in (("Subject line. ", text.subject), ("", text.body)):
        if not source.strip():
            wrong.append("A wording has a subject line and a text.")
            continue
        try:
            wording_of(source)
        except LetterError as error:
            wrong.append(f"{part}{error}")
        wrong += [f"{part}{sentence}" for sentence in _unknown_law(source[:LONGEST_WORDING])]
    if wrong:
        raise LetterError(" ".join(dict.fromkeys(wrong)))


def _unknown_law(source: str) -> Iterator[str]:
    """A sentence for each statute written out by hand that a letter should not cite."""
    plain = _QUOTED.sub(" ", _TAG.sub(lambda tag: " " * len(tag[0]), source))
    for citation in find(plain):
        if citation.kind is CitationKind.STATUTE:
            line = source.count("\n", 0, citation.start) + 1
            for section in citation.sections:
                if problem := _problem(citation, section):
                    yield f"Line {line}: {problem}"


def _problem(citation: Citation, section: str) -> str:
    if citation.code == _GOV and concordance.is_former(section):
        if "former" in citation.text.lower():
            return ""
        now = concordance.current_of(section, "".join(citation.subdivisions[:1]))
        today = f"; since 2023 it is § {now}" if now else ""
        return f"{_GOV} § {section} is the Act\u2019s numbering before 2023{today}."
    if (citation.code, section) in _known():
        return ""
    return f"The rulebook does not know {citation.code} § {section}."


@cache
def _known() -> frozenset[tuple[str, str]]:
    """Every statute the rulebook, the catalogue of exemptions and the table of authorities rest on."""
    texts = [_CONSTITUTION, *(rule.authority.text for rule in law.RULES.values())]
    for exemption in law.EXEMPTIONS.values():
        texts += [exemption.citation.text, exemption.claim, exemption.answer, *exemption.cases]
    cited = {
        (citation.code, section)
        for text in texts
        for citation in find(text)
        if citation.kind is CitationKind.STATUTE
        for section in citation.sections
    }
    ours = {(_GOV, name.split("(")[0].split(" ")[0]) for name in SECTIONS}
    return frozenset(cited | ours | {(_GOV, number) for number in concordance.FORMER})
