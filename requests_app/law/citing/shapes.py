"""What is found in a letter: a citation with its place, and a claim of exemption that a person may confirm."""

from dataclasses import dataclass
from enum import StrEnum


class CitationKind(StrEnum):
    STATUTE = "statute"  # codes and the Constitution
    RULE = "rule"  # rules of court and the Code of Regulations
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of California law; a list of sections gives one for each, a range gives one in all.

    `text`: as printed, `source[start:end]`. `normal`: California Style Manual form, without the word "former".
    `former`: printed as former law, or in the Act's numbering before 2023. `code`: "Gov. Code", "Cal. Const.",
    "" for a case. `sections`: each section meant; of a range its ends and the Act's sections known between them.
    `subdivisions`: "(a)(1)", "(a)-(c)". `parties`: of a case, "" when they cannot be told.
    """

    text: str
    normal: str
    kind: CitationKind
    former: bool
    start: int
    end: int
    code: str = ""
    sections: tuple[str, ...] = ()
    subdivisions: tuple[str, ...] = ()
    parties: str = ""


@dataclass(frozen=True, slots=True)
class ProposedClaim:
    """An exemption a letter seems to claim, for a person to confirm.

    `cited`: the section as the letter numbers it, in normal form. `current` and `former`: the same in the
    numbering since 2023 and before it; `former` is "" where there was none. `via`: the section of the Act through
    which another law comes in ("Gov. Code, § 7927.705"), or "". `records`: what is withheld in the agency's words,
    "" when the sentence does not say. `words`: the agency's sentences, spaces evened out. `start`, `end`: the
    first citation of it in the text.
    """

    cited: str
    current: str
    former: str
    via: str
    records: str
    words: str
    start: int
    end: int
