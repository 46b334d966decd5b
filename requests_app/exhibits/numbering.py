"""Exhibit labels, Bates numbers and page ranges, as a law office writes them."""

import re
from collections.abc import Sequence

from requests_app.exhibits.shapes import Exhibit, ExhibitError, Labels, PageRange

_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,19}|")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,11}")
_RANGE = re.compile(r"(?P<first>\d{1,6})\s*(?P<to>[-–]\s*(?P<last>\d{1,6})?)?")


def letter_label(place: int) -> str:
    """The letters of the exhibit at this place, counted from 1.

    >>> [letter_label(place) for place in (1, 26, 27, 52, 53, 702, 703)]
    ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']
    """
    letters = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def labels_of(exhibits: Sequence[Exhibit], labels: Labels) -> tuple[str, ...]:
    """The label of each exhibit: its own, or the letter or number of its place.

    Raises: ExhibitError when two are the same, or one is not a word to print on a cover sheet.
    """
    found: list[str] = []
    for place, exhibit in enumerate(exhibits, 1):
        label = exhibit.label or (letter_label(place) if labels == "letters" else str(place))
        if not _LABEL.fullmatch(label):
            raise ExhibitError(f"“{label}” cannot be an exhibit's label: use letters and digits, twelve at most.")
        if label.upper() in (other.upper() for other in found):
            raise ExhibitError(f"Two exhibits would both be Exhibit {label}.")
        found.append(label)
    return tuple(found)


def check_bates(prefix: str, width: int, start: int) -> None:
    """Raises: ExhibitError when Bates numbers cannot be made of these."""
    if not _PREFIX.fullmatch(prefix):
        raise ExhibitError(
            f"“{prefix}” cannot be a Bates prefix: use letters, digits, spaces, dots and hyphens, twenty at most."
        )
    if not 1 <= width <= 12:
        raise ExhibitError(f"A Bates number has 1 to 12 digits, not {width}.")
    if start < 1:
        raise ExhibitError(f"Bates numbers start at 1 or later, not at {start}.")


def bates(prefix: str, width: int, number: int) -> str:
    """One Bates number.

    >>> bates("DL", 6, 42)
    'DL000042'

    Raises: ExhibitError when the number has more digits than the width, for then numbers would no longer sort.
    """
    digits = f"{number:0{width}d}"
    if len(digits) > width:
        raise ExhibitError(f"Bates number {number} has more than {width} digits: choose a greater width.")
    return prefix + digits


def read_page_ranges(text: str) -> tuple[PageRange, ...]:
    """Page ranges as a person types them; an empty text is all pages.

    >>> read_page_ranges("1-3, 7, 10-")
    ((1, 3), (7, 7), (10, None))

    Raises: ExhibitError when a part is not a page or a range.
    """
    ranges: list[PageRange] = []
    for part in (part.strip() for part in text.split(",")):
        if not part:
            continue
        if not (found := _RANGE.fullmatch(part)):
            raise ExhibitError(f"“{part}” is not a page or a range of pages: write 1-3, 7, 10-.")
        first = int(found["first"])
        last = first if found["to"] is None else int(found["last"]) if found["last"] else None
        ranges.append((first, last))
    return tuple(ranges)


def pages_chosen(ranges: Sequence[PageRange], page_count: int, name: str) -> list[int]:
    """Which pages are taken, counted from 0, in the order of the ranges. `name` is the file's, for the sentence.

    >>> pages_chosen([(3, None), (1, 1)], 4, "a.pdf")
    [2, 3, 0]

    Raises: ExhibitError when a range is not in the file, or takes a page twice.
    """
    if not ranges:
        return list(range(page_count))
    pages: list[int] = []
    for first, last in ranges:
        end = page_count if last is None else last
        if not 1 <= first <= end <= page_count:
            asked = f"{first}–{end}" if end != first else f"{first}"
            raise ExhibitError(f"“{name}” has {page_count} pages; pages {asked} cannot be taken from it.")
        pages.extend(range(first - 1, end))
    if len(set(pages)) < len(pages):
        raise ExhibitError(f"The page ranges of “{name}” take a page twice.")
    return pages
