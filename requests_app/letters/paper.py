"""A letter ready to be printed: letterhead, date, address, subject, body, signatures."""

from dataclasses import dataclass, field
from datetime import date

from django.template.loader import render_to_string

from requests_app.errors import LetterError
from requests_app.letters.marks import (
    LONGEST_LETTER,
    LONGEST_WORD,
    MOST_PIECES,
    Block,
    blocks_to_html,
    one_line,
    printable,
    read_marks,
)
from requests_app.letters.phrases import Phrases, phrases_of

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes. `address` is one line per entry; `contact` holds telephone, e-mail, web. A logo is PNG or JPEG.

    `logo_shows` is read aloud in the picture's place. Raises: LetterError when the logo is neither.
    """

    organisation: str
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    logo: bytes = b""
    logo_shows: str = ""

    def __post_init__(self) -> None:
        if self.logo and not self.logo.startswith((_PNG, _JPEG)):
            raise LetterError("A logo must be a PNG or a JPEG picture.")

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return one_line(self.logo_shows) or one_line(self.organisation)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who it goes to: "Custodian of Records", the agency, its address line by line."""

    name: str
    organisation: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as printed under the signature; `block` are further lines."""

    name: str
    title: str = ""
    organisation: str = ""
    block: tuple[str, ...] = ()

    @property
    def under(self) -> tuple[str, ...]:
        """The lines under the name."""
        return tuple(filter(None, (self.title, self.organisation, *self.block)))


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """One letter, complete. The same value always makes the same bytes.

    `delivery` says how it travels ("By e-mail to records@example.org"); `references` are label and value pairs
    under the subject; `body` is plain text with the marks of `requests_app.letters.marks`. `second` writes too.
    """

    letterhead: Letterhead
    dated_on: date
    addressee: Addressee
    subject: str
    body: str
    signers: tuple[Signer, ...]
    delivery: str = ""
    references: tuple[tuple[str, str], ...] = ()
    closing: str = "Sincerely,"
    enclosures: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    is_draft: bool = False
    second: Letterhead | None = None
    language: str = field(default="en-US")

    @property
    def title(self) -> str:
        """The document's title: what it is about, to whom, and when."""
        to = one_line(self.addressee.organisation or self.addressee.name)
        return f"{one_line(self.subject)} – {self.say.letter_to} {to}, {self.date}"

    @property
    def letterheads(self) -> tuple[Letterhead, ...]:
        """Who writes: one, or two together."""
        return (self.letterhead, self.second) if self.second else (self.letterhead,)

    @property
    def authors(self) -> str:
        """Who writes, in one line."""
        return ", ".join(one_line(head.organisation) for head in self.letterheads)

    @property
    def say(self) -> Phrases:
        """The fixed words, in the letter's language."""
        return phrases_of(self.language)

    @property
    def date(self) -> str:
        """The date of the letter, in its language."""
        return self.say.date(self.dated_on)


def lines(text: str) -> tuple[str, ...]:
    """The lines of an address typed into one box, without the empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def blocks_of(paper: LetterPaper) -> tuple[Block, ...]:
    """What the body says, ready to be printed.

    Raises: LetterError when the letter has no subject, no body, or nobody to sign it, or is too much for a letter.
    """
    signed_by = "".join(signer.name for signer in paper.signers)
    for text, what in ((paper.subject, "a subject"), (paper.body, "any words"), (signed_by, "anyone to sign it")):
        if not one_line(text):
            raise LetterError(f"The letter does not have {what} yet.")
    if len(paper.body) > LONGEST_LETTER:
        raise LetterError(f"A letter has at most {LONGEST_LETTER:,} characters; enclose the rest.")
    if max(map(len, paper.body.split()), default=0) > LONGEST_WORD:
        raise LetterError(f"A word of a letter has at most {LONGEST_WORD:,} characters.")
    blocks = read_marks(paper.body)
    if sum(len(item) for block in blocks for item in block.items) > MOST_PIECES:
        raise LetterError(f"A letter has at most {MOST_PIECES:,} paragraphs and points; enclose the rest.")
    return blocks


def to_html(paper: LetterPaper) -> str:
    """The letter as one complete HTML document without styles or scripts.

    Every value is escaped, and characters that cannot be printed or that turn text around are left out.
    Raises: LetterError as `blocks_of`.
    """
    context = {"paper": paper, "body": blocks_to_html(blocks_of(paper))}
    return printable(render_to_string("letters/paper.html", context))
