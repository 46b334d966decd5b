"""Count pages. The only module that knows the PDF library."""

from typing import IO, Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

PDF = "application/pdf"


def page_count(file: IO[Any], media_type: str) -> int | None:
    """How many pages a PDF has; None for another kind of file, or for a PDF that cannot be read."""
    if media_type != PDF:
        return None
    try:
        return len(PdfReader(file).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):  # what a hostile file can provoke
        return None
