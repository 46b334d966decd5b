"""A kept document as pages: as a PDF file, how large a page of it is, and how it looks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import requests_app.letters
from requests_app import archive
from requests_app.casework.raw_rows import held_in
from requests_app.exhibits import looking
from requests_app.exhibits.pdf import Source
from requests_app.exhibits.photographs import print_picture
from requests_app.exhibits.shapes import ExhibitError
from requests_app.exhibits.words import Words, print_words
from requests_app.models import Document

FONTS = Path(requests_app.letters.__file__).parent / "fonts"
LONGEST_TEXT_BYTES = 300_000  # a longer one is not printed
LARGEST_PICTURE_BYTES = 40_000_000
PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg"})
FILES_MEASURED = 200  # whose sizes are remembered: the bytes of a kept file never change


def has_pages(document: Document) -> bool:
    """Whether the file is of a kind and size that can be shown as pages here."""
    if document.media_type in PICTURES:
        return document.size_bytes <= LARGEST_PICTURE_BYTES
    if document.media_type == "text/plain":
        return document.size_bytes <= LONGEST_TEXT_BYTES
    return document.media_type == PDF


@contextmanager
def as_pdf(document: Document, *, facts: Sequence[tuple[str, str]] = ()) -> Iterator[Path]:
    """A PDF of the file, named by its SHA-256: the kept file itself, or a printed copy that goes away afterwards.

    `facts` stand above the words of a text. Raises: ExhibitError with the reason when it has no pages or cannot be
    read; ArchiveError when it is not kept any more.
    """
    with _unread(document, facts=facts) as path:
        if document.media_type == PDF:
            with Source(path):
                yield path
        else:
            yield path


@contextmanager
def _unread(document: Document, *, facts: Sequence[tuple[str, str]] = ()) -> Iterator[Path]:
    """As `as_pdf`, but nobody has looked into a PDF that came as one."""
    if held_in(document).originals:
        raise ExhibitError(f"“{document.file_name}” holds raw rows of a dataset; take a release of it instead.")
    with archive.local_path(document.sha256) as path, TemporaryDirectory(prefix="pages-") as folder:
        printed = Path(folder) / f"{document.sha256}.pdf"
        if not has_pages(document):
            raise ExhibitError(f"A file of this kind ({document.media_type}) has no pages that could be shown here.")
        if document.media_type == PDF:
            yield path
            return
        if document.media_type in PICTURES:
            print_picture(path, printed)
        else:
            body = path.read_bytes().decode("utf-8", "replace")
            print_words(Words(document.title, tuple(facts), body), printed, fonts=FONTS)
        yield printed


def page_sizes(document: Document) -> list[tuple[float, float]]:
    """Width and height of each page as it is shown, in points. Raises: as `as_pdf`, with the file's own name."""
    try:
        with _unread(document) as path:
            return _measured(document.sha256, path)
    except ExhibitError as error:
        raise ExhibitError(in_words(error, document)) from error


@lru_cache(maxsize=FILES_MEASURED)
def _measured(_sha256: str, path: Path) -> list[tuple[float, float]]:
    return looking.page_sizes(path)


def page_picture(document: Document, page: int) -> bytes:
    """A page, counted from 1, as a PNG to be looked at. Raises: as `page_sizes`; IndexError where there is none."""
    try:
        with _unread(document) as path:
            return looking.page_picture(path, page)
    except ExhibitError as error:
        raise ExhibitError(in_words(error, document)) from error


def in_words(error: ExhibitError, document: Document) -> str:
    """The reason with the file's own name in place of the one it has in the archive."""
    return (
        str(error).replace(f"{document.sha256}.pdf", document.file_name).replace(document.sha256, document.file_name)
    )
