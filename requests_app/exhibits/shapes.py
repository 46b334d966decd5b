"""The plain values of a binder: what goes in, where it will stand, and what came out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from requests_app.errors import TrackerError

PageRange = tuple[int, int | None]
"""First and last page, counted from 1, both included; None runs to the end."""

Labels = Literal["letters", "numbers"]


class ExhibitError(TrackerError):
    """A binder, a redaction or a court paper cannot be made as asked."""


class BinderCancelledError(ExhibitError):
    """A person stopped the work; nothing was written."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One PDF file to bind; it is only ever read.

    `title` is what it is ("E-mail of Sgt. Gomez, 10 August 2012"), `description` a sentence for the index.
    `page_ranges` picks pages in the order given; empty takes all. `label` stands in place of the letter or number.
    `dated` is its day, as the index of a binder without Bates numbers shows it.
    """

    path: Path
    title: str
    description: str = ""
    page_ranges: tuple[PageRange, ...] = ()
    label: str | None = None
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Binder:
    """Exhibits in order, and how they are marked.

    Bates numbers are `prefix` and a number of at least `width` digits, one for each page of an exhibit; cover
    sheets, the index and the declaration have none. Every page has its page number in the filing.
    `declaration` is the custodian's, in the custodian's words: paragraphs divided by empty lines.
    `heading` stands over the index and on cover sheets: the short title of the case and its number.
    `is_numbered` is False for a binder without Bates numbers; its index shows days in their place.
    `noun` is what one of them is called. `cover` are the lines of a title page, the first one large; empty for none.
    `recognise_text` lays recognised words unseen over pages that have none; it takes a second or two for each.
    """

    exhibits: tuple[Exhibit, ...]
    prefix: str = ""
    width: int = 6
    start: int = 1
    labels: Labels = "letters"
    cover_sheets: bool = True
    index: bool = True
    declaration: str = ""
    title: str = "Exhibits"
    heading: str = ""
    language: str = "en-US"
    recognise_text: bool = False
    is_numbered: bool = True
    noun: str = "Exhibit"
    cover: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one exhibit stands. Pages are counted from 1 in the whole file; its first page may be a cover sheet."""

    label: str
    title: str
    description: str
    path: Path
    page_count: int
    first_page: int
    last_page: int
    first_bates: str
    last_bates: str
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a binder will be, before a byte is written."""

    page_count: int
    first_bates: str
    last_bates: str
    next_number: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """What was written: a plan come true, and the pages in which no word can be searched."""

    pages: int
    first_bates: str
    last_bates: str
    next_number: int
    entries: tuple[Entry, ...]
    pages_without_text: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle to black out, in points (1/72 inch) from the top left corner of the page as it is shown.

    `page` is counted from 1. `code` is printed in white on the box: "§ 7923.600".
    """

    page: int
    left: float
    top: float
    width: float
    height: float
    code: str = ""


@dataclass(frozen=True, slots=True)
class Redacted:
    """What a redaction left: how many pages, which are now pictures, and in which of those no word can be found."""

    pages: int
    pictures: tuple[int, ...]
    pictures_without_text: tuple[int, ...]
    notes: tuple[str, ...]
