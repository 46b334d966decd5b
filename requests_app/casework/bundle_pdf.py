"""Bind a bundle's PDF: a cover, an index, and every paper in order of its day."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from requests_app.casework.bundle_filing import Filed
from requests_app.casework.bundle_pages import facts_of, mail_page, record_page, slip
from requests_app.casework.bundle_zip import Said
from requests_app.casework.document_pages import FONTS, as_pdf
from requests_app.exhibits.binder import bind
from requests_app.exhibits.shapes import Binder, Exhibit, ExhibitError
from requests_app.exhibits.words import print_words


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: pages of the PDF, and how many files had to be replaced in it by a slip."""

    page_count: int
    slip_count: int


def write_pdf(filed: Sequence[Filed], output: Path, *, title: str, cover: tuple[str, ...], said: Said) -> Made:
    """The papers in order behind a cover and an index. Memory does not grow with their number.

    A file that has no pages, or that cannot be read, is replaced by a slip that names it and says why.
    Raises: ArchiveError when a file is not kept any more; what `said` raises.
    """
    shown = [one for one in filed if one.piece.is_in_pdf]
    unreadable: dict[str, str] = {}
    while True:
        with TemporaryDirectory(dir=output.parent, prefix="pages-") as name, ExitStack() as opened:
            folder = Path(name)
            papers = []
            for place, one in enumerate(shown):
                said("Reading the papers", place / len(shown) / 2)
                papers.append(_paper(one, folder, opened, unreadable))
            binder = Binder(
                exhibits=tuple(_exhibit(one, path) for one, (path, _) in zip(shown, papers, strict=True)),
                labels="numbers",
                cover_sheets=False,
                title=title,
                is_numbered=False,
                noun="Paper",
                cover=cover,
            )
            try:
                bound = bind(
                    binder,
                    output,
                    fonts=FONTS,
                    progress=lambda done, total: said("Binding the pages", 0.5 + done / total / 2),
                )
            except ExhibitError as error:
                broken = next((one for one in shown if one.sha256 in str(error)), None)
                if broken is None or broken.sha256 in unreadable:
                    raise
                unreadable[broken.sha256] = _in_words(error, broken)
                continue
            return Made(bound.pages, sum(is_slip for _, is_slip in papers))


def _paper(one: Filed, folder: Path, opened: ExitStack, unreadable: dict[str, str]) -> tuple[Path, bool]:
    """The piece as a PDF file, and whether that is only a slip in place of it."""
    piece = one.piece
    made = folder / f"{one.number}.pdf"
    if piece.mail:
        print_words(mail_page(piece, piece.mail), made, fonts=FONTS)
        return made, False
    if not piece.document:
        print_words(record_page(piece), made, fonts=FONTS)
        return made, False
    try:
        if one.sha256 in unreadable:
            raise ExhibitError(unreadable[one.sha256])
        return opened.enter_context(as_pdf(piece.document, facts=facts_of(piece))), False
    except ExhibitError as error:
        print_words(
            slip(piece, piece.document, place=f"{one.folder}/{one.name}", why=_in_words(error, one)),
            made,
            fonts=FONTS,
        )
        return made, True


def _in_words(error: ExhibitError, one: Filed) -> str:
    """The reason with the file's own name in place of the one it has in the archive."""
    return str(error).replace(one.sha256, one.piece.document.file_name if one.piece.document else one.name)


def _exhibit(one: Filed, path: Path) -> Exhibit:
    piece = one.piece
    ends = " to ".join(filter(None, (piece.sender, piece.recipient)))
    about = " · ".join(filter(None, (piece.number, piece.kind.capitalize(), ends)))
    return Exhibit(path, title=piece.title, description=about, dated=piece.day, label=str(one.number))
