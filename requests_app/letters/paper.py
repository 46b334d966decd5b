"""A letter ready to be printed: letterhead, date, address, subject, body, signatures."""

from dataclasses import dataclass, field
from datetime import date

from django.template.loader import render_to_string

from requests_app.errors import LetterError
from requests_app.letters.marks import blocks_to_html, one_line, printable, read_marks

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes. `address` is one line per entry; `contact` holds telephone, e-mail, web. A logo is PNG or JPEG.

    Raises: LetterError when the logo is neither.
    """

    organisation: str
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    logo: bytes = b""

    def __post_init__(self) -> None:
        if self.logo and not self.logo.startswith((_PNG, _JPEG)):
            raise LetterError("A logo must be a PNG or a JPEG picture.")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who it goes to: "Custodian of Records", the agency, its address line by line."""

    name: str
    organisation: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as printed under the signature."""

    name: str
    title: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """One letter, complete. The same value always makes the same bytes.

    `delivery` says how it travels ("By e-mail to records@example.org"); `references` are label and value pairs
    under the subject; `body` is plain text with the marks of `requests_app.letters.marks`.
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
    language: str = field(default="en-US")

    @property
    def title(self) -> str:
        """The document's title: what it is about, to whom, and when."""
        to = one_line(self.addressee.organisation or self.addressee.name)
        return f"{one_line(self.subject)} – letter to {to}, {long_date(self.dated_on)}"


def long_date(day: date) -> str:
    """The date as an American letter writes it.

    >>> long_date(date(2026, 9, 8))
    'September 8, 2026'
    """
    return f"{day:%B} {day.day}, {day.year}"


def lines(text: str) -> tuple[str, ...]:
    """The lines of an address typed into one box, without the empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def refuse_incomplete(paper: LetterPaper) -> None:
    """Raises: LetterError when the letter has no subject, no body, or nobody to sign it."""
    signed_by = "".join(signer.name for signer in paper.signers)
    for text, what in ((paper.subject, "a subject"), (paper.body, "any words"), (signed_by, "anyone to sign it")):
        if not one_line(text):
            raise LetterError(f"The letter does not have {what} yet.")


def to_html(paper: LetterPaper) -> str:
    """The letter as one complete HTML document without styles or scripts.

    Every value is escaped, and characters that cannot be printed or that turn text around are left out.
    Raises: LetterError when the letter is not complete.
    """
    refuse_incomplete(paper)
    context = {
        "paper": paper,
        "body": blocks_to_html(read_marks(paper.body)),
        "date": long_date(paper.dated_on),
    }
    return printable(render_to_string("letters/paper.html", context))
