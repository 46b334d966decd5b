"""Print letters and court papers as accessible PDF. The only module that knows WeasyPrint."""

import hashlib
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from requests_app.errors import LetterError
from requests_app.letters.logos import media_type
from requests_app.letters.paper import LetterPaper, to_html

_FOLDER = Path(__file__).parent
_FONTS = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf")
_SCHEME = "letter:"
_MISSING = (
    "Letters cannot be printed on this machine because the Pango library is missing. Install it "
    "(on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew install pango)."
)
# Pango's font map and the process environment are shared by threads; one letter takes a tenth of a second.
_one_at_a_time = Lock()


def is_available() -> bool:
    """Whether letters can be printed on this machine."""
    return not why_not_available()


def why_not_available() -> str:
    """The sentence to show when they cannot, with the command that mends it; "" when they can."""
    try:
        _weasyprint()
    except LetterError as error:
        return str(error)
    return ""


def render(paper: LetterPaper) -> bytes:
    """The letter as a tagged PDF/UA-1 file on US Letter paper; the same letter always gives the same bytes.

    Nothing is fetched: fonts come from this folder and the logo from the letterhead.
    Raises: LetterError when the letter is not complete, uses a character the typeface lacks, or Pango is missing.
    """
    _weasyprint()
    return _printed(to_html(paper), logos=tuple(head.logo for head in paper.letterheads), style=_style)


def print_html(html: str) -> bytes:
    """A page that brings its own style sheet, as a tagged PDF/UA-1 file; the typefaces of letters are at "letter:".

    Nothing else is fetched. Raises: as `render`.
    """
    _weasyprint()
    return _printed(html, logos=(), style=_own_style)


def _printed(html: str, *, logos: tuple[bytes, ...], style: Callable[[], tuple[Any, list[Any]]]) -> bytes:
    weasyprint = _weasyprint()
    _refuse_unknown_characters(html)
    identifier = hashlib.sha256(html.encode() + b"".join(logos)).digest()[:16]
    with _one_at_a_time, _fixed_time():
        fonts, sheets = style()
        document = weasyprint.HTML(string=html, base_url=_SCHEME, url_fetcher=_fetcher(logos))
        try:
            pdf = document.write_pdf(
                stylesheets=sheets,
                font_config=fonts,
                pdf_variant="pdf/ua-1",
                pdf_identifier=identifier,
            )
        except importlib.import_module("weasyprint.urls").FatalURLFetchingError as error:
            raise LetterError(str(error)) from error  # theirs would end the worker, not only the letter
    return bytes(pdf)


@cache
def _weasyprint() -> Any:
    """WeasyPrint, loaded when the first letter is printed: it costs most of a second and needs Pango."""
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        raise LetterError(_MISSING) from error


def _refuse_unknown_characters(html: str) -> None:
    """Better refused than printed as empty boxes, or in whatever font this machine happens to have."""
    if unknown := sorted(set(html) - _characters()):
        signs = ", ".join(unknown[:10])
        raise LetterError(f"The typeface of letters has no sign for: {signs}. Please write this another way.")


@cache
def _characters() -> frozenset[str]:
    """Every character the vendored typeface has, and the line ends of HTML."""
    table = importlib.import_module("fontTools.ttLib").TTFont(_FOLDER / "fonts" / _FONTS[0], lazy=True)
    with table:
        return frozenset({"\n", *map(chr, table.getBestCmap())})


@cache
def _style() -> tuple[Any, list[Any]]:
    """The fonts and the style sheet, read once for each process."""
    weasyprint = _weasyprint()
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    style = weasyprint.CSS(
        string=(_FOLDER / "paper.css").read_text(encoding="utf-8"),
        base_url=_SCHEME,
        url_fetcher=_fetcher(()),
        font_config=fonts,
    )
    return fonts, [style]


def _own_style() -> tuple[Any, list[Any]]:
    """A font list for one page, which its own style sheet fills."""
    return importlib.import_module("weasyprint.text.fonts").FontConfiguration(), []


def _fetcher(logos: tuple[bytes, ...]) -> Any:
    """Serves the vendored fonts and this letter's logos, and refuses every other address."""
    urls = importlib.import_module("weasyprint.urls")
    pictures = {f"logo-{number}": logo for number, logo in enumerate(logos, start=1) if logo}

    def fetch(url: str) -> Any:
        name = url.removeprefix(_SCHEME)
        if url.startswith(_SCHEME) and name in _FONTS:
            return urls.URLFetcherResponse(url, (_FOLDER / "fonts" / name).read_bytes(), {"Content-Type": "font/ttf"})
        if url.startswith(_SCHEME) and name in pictures:
            return urls.URLFetcherResponse(url, pictures[name], {"Content-Type": media_type(pictures[name])})
        # This kind of error stops the printing; any other would leave a hole in the letter.
        raise urls.FatalURLFetchingError(f"A letter fetches nothing, and asked for {url}.")

    return fetch


@contextmanager
def _fixed_time() -> Iterator[None]:
    """Where font subsetting stamps a time, let it be the same one always."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
