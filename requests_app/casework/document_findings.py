"""What a reader of a document should know of it, as sentences: what it hides, what it lacks, what does not fit."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from pathlib import PurePosixPath

from requests_app import mailroom
from requests_app.documents import Inspection as Seen
from requests_app.models import Document, DocumentFinding, FindingKind

MOST_HIDDEN = 500  # stretches of hidden text kept one by one; the rest are counted
WORDS_SHOWN = 300  # characters of one stretch

_TEXT = frozenset({"text/plain", "text/csv", "text/html", "message/rfc822"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLE = frozenset({"application/x-ole-storage"})
# What the bytes of a file may be, by the end of its name. A name that is not here claims nothing.
CLAIMED = {
    ".pdf": frozenset({"application/pdf"}),
    ".docx": frozenset({f"{_OFFICE}wordprocessingml.document"}),
    ".xlsx": frozenset({f"{_OFFICE}spreadsheetml.sheet"}),
    ".pptx": frozenset({f"{_OFFICE}presentationml.presentation"}),
    **dict.fromkeys((".doc", ".xls", ".ppt", ".msg"), _OLE),
    **dict.fromkeys((".txt", ".csv", ".tsv", ".md", ".log", ".eml"), _TEXT),
    **dict.fromkeys((".htm", ".html"), frozenset({"text/html", "text/plain"})),
    **dict.fromkeys((".jpg", ".jpeg"), frozenset({"image/jpeg"})),
    **dict.fromkeys((".tif", ".tiff"), frozenset({"image/tiff"})),
    ".png": frozenset({"image/png"}),
    ".gif": frozenset({"image/gif"}),
    ".zip": frozenset({"application/zip"}),
    ".gz": frozenset({"application/gzip"}),
}


def findings_of(document: Document, seen: Seen) -> list[DocumentFinding]:
    """The findings, not saved yet, most telling first."""
    return [
        *_hidden(document, seen),
        *_blank(document, seen),
        *_misnamed(document, seen),
        *_late(document, seen),
        *_authors(document, seen),
    ]


def _hidden(document: Document, seen: Seen) -> Iterator[DocumentFinding]:
    for one in seen.hidden[:MOST_HIDDEN]:
        yield DocumentFinding(
            document=document,
            kind=FindingKind.HIDDEN,
            page=one.page,
            box=list(astuple(one.box)) if one.box else None,
            sentence=f"“{one.text[:WORDS_SHOWN]}” is in the file, but a reader does not see it: it is {one.reason}.",
        )
    more = len(seen.hidden) - MOST_HIDDEN
    if more > 0:
        yield DocumentFinding(
            document=document, kind=FindingKind.HIDDEN, sentence=f"{more:,} more stretches of text are hidden."
        )


def _blank(document: Document, seen: Seen) -> Iterator[DocumentFinding]:
    blank = [number for number, page in enumerate(seen.pages, 1) if not page.text.strip()]
    if not blank:
        return
    if len(seen.pages) == 1:
        sentence = "It has no words that could be read."
    else:
        sentence = f"No words could be read on {pages_in_words(blank)} of {len(seen.pages):,}."
    yield DocumentFinding(document=document, kind=FindingKind.BLANK, page=blank[0], sentence=sentence)


def _misnamed(document: Document, seen: Seen) -> Iterator[DocumentFinding]:
    ending = PurePosixPath(document.file_name).suffix.lower()
    if ending in CLAIMED and seen.media_type not in CLAIMED[ending]:
        yield DocumentFinding(
            document=document,
            kind=FindingKind.NAME,
            sentence=f"Its name ends in {ending}, but its bytes are {seen.media_type}.",
        )
    if said := mailroom.disagreement(document.file_name, document.claimed_type, seen.media_type):
        yield DocumentFinding(
            document=document, kind=FindingKind.NAME, sentence=f"In the mail that brought it, {said}"
        )


def _late(document: Document, seen: Seen) -> Iterator[DocumentFinding]:
    produced_on = document.produced_on
    if produced_on is None:
        return
    for verb, written in (("made", seen.metadata.created_at), ("changed", seen.metadata.modified_at)):
        said = _day(written)
        if said is not None and said > produced_on:
            yield DocumentFinding(
                document=document,
                kind=FindingKind.DATE,
                sentence=f"The file says it was {verb} on {said:%a %-d %b %Y}, after the day it was handed over "
                f"({produced_on:%a %-d %b %Y}).",
            )


def _authors(document: Document, seen: Seen) -> Iterator[DocumentFinding]:
    if seen.metadata.author and not document.is_issued:
        yield DocumentFinding(
            document=document,
            kind=FindingKind.AUTHOR,
            sentence=f"The file names “{seen.metadata.author}” as its author.",
        )


def _day(written: str) -> date | None:
    """The day a file writes, where it can be read."""
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def pages_in_words(numbers: list[int]) -> str:
    """Pages in words.

    >>> pages_in_words([3]), pages_in_words([1, 2, 3, 7])
    ('page 3', 'pages 1 to 3, 7')
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in spans)
    return f"page{'s' if len(numbers) > 1 else ''} {said}"
