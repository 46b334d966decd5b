"""A pointer to the exact words of law, and how far somebody has checked them."""

from dataclasses import dataclass, field
from datetime import date

RECODIFIED_ON = date(2023, 1, 1)
"""The Act moved from Gov. Code §§ 6250-6276.48 to §§ 7920.000 et seq. (Stats. 2021, ch. 614, AB 473)."""

_LEVELS = {
    "P": "",
    "P/S": "Part of this rests on a secondary source; check the text of {text}.",
    "P(partial)": "Only part of the text of {text} was read.",
    "P(comment)": "This was read in the official comment to {text}, not in its own text.",
    "S": "This was read in a secondary source; the text of {text} was not.",
    "S/K": "This rests on a secondary source and on memory; check the text of {text}.",
    "V": "",
    "K": "Nobody has checked this against the text of {text}; check it before relying on it.",
    "UNSETTLED": "The law is unsettled here ({text}).",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the law says it.

    `quoted`: its key words, a few only. `former`: where the same words stood before the recodification.
    `verified`: P primary text read, S secondary source read, K from memory only, V current section or leading
    case read, UNSETTLED the law leaves a choice; `verified_by` and `verified_on` are empty for K.
    `unverified_note`: the sentence that must stand wherever this is shown, "" when the primary text was read.
    `former_text`: the former section in full, "" when there is none.
    """

    text: str
    verified: str
    quoted: str = ""
    former: str = ""
    verified_by: str = ""
    verified_on: date | None = None
    unverified_note: str = field(init=False)
    former_text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unverified_note", _LEVELS[self.verified].format(text=self.text))
        object.__setattr__(self, "former_text", f"Gov. Code, former {self.former}" if self.former else "")

    def text_on(self, day: date) -> str:
        """The citation as it stood on `day`: the former section before 2023.

        >>> cite("Gov. Code § 7922.535(a)", "P", former="§ 6253(c)").text_on(date(2019, 5, 1))
        'Gov. Code, former § 6253(c)'
        """
        return self.former_text if self.former and day < RECODIFIED_ON else self.text


def cite(text: str, verified: str, quoted: str = "", *, former: str = "") -> Citation:
    """A citation; all but those from memory were checked in the same reading of public copies."""
    if verified == "K":
        return Citation(text, verified, quoted, former)
    return Citation(text, verified, quoted, former, "the maintainers, from public copies", date(2026, 11, 22))
