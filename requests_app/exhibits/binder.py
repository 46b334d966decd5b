"""Bind exhibits into one file ready to be filed: plan it, then write it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from requests_app.exhibits.geometry import operands
from requests_app.exhibits.numbering import bates, check_bates, labels_of, pages_chosen
from requests_app.exhibits.outputs import whole_or_not_at_all
from requests_app.exhibits.pdf import Source, Stamp
from requests_app.exhibits.pdf_file import Bookmark, PdfFile
from requests_app.exhibits.raster import Pictures
from requests_app.exhibits.recognition import words_on
from requests_app.exhibits.shapes import Binder, BinderCancelledError, Bound, Entry, Exhibit, ExhibitError, Plan
from requests_app.exhibits.sheets import HEIGHT, WIDTH, Sheet, Typesetter, span_of
from requests_app.exhibits.stamping import BOLD, REGULAR, Stamper
from requests_app.exhibits.text_layer import unseen
from requests_app.exhibits.typeface import Face

Progress = Callable[[int, int], None]
"""Pages done, pages in all."""

Cancelled = Callable[[], bool]

_DOTS_PER_INCH = 300.0
_MOST_PIXELS = 40_000_000


def plan(binder: Binder, *, fonts: Path) -> Plan:
    """What the binder will be: labels, Bates numbers and pages of every exhibit. Writes nothing.

    Raises: ExhibitError, naming the file, when one is missing, encrypted or broken; or when labels, page ranges
    or Bates numbers cannot be as asked.
    """
    if not binder.exhibits:
        raise ExhibitError("A binder needs at least one exhibit.")
    if binder.is_numbered:
        check_bates(binder.prefix, binder.width, binder.start)
    labels = labels_of(binder.exhibits, binder.labels)
    counts = [len(_pages(exhibit)) for exhibit in binder.exhibits]
    # Rows are as high as their words, whatever the numbers: set once with page 0, the index shows how long it is.
    page = _front_count(binder, _entries(binder, labels, counts, 0), _faces(fonts)) + 1
    entries = _entries(binder, labels, counts, page)
    return Plan(
        page_count=entries[-1].last_page,
        first_bates=entries[0].first_bates,
        last_bates=entries[-1].last_bates,
        next_number=binder.start + sum(counts),
        entries=entries,
    )


def bind(
    binder: Binder,
    output: Path,
    *,
    fonts: Path,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Bound:
    """Write the binder to `output`, which appears whole or not at all. Originals are only read.

    The same binder always gives the same bytes. Memory does not grow with the number of pages.
    Raises: ExhibitError as `plan` does, or when `output` is one of the originals; BinderCancelledError.
    """
    planned = plan(binder, fonts=fonts)
    if any(_same(exhibit.path, output) for exhibit in binder.exhibits):
        raise ExhibitError(f"“{output.name}” is one of the exhibits: choose another name for the binder.")
    without_text: list[int] = []
    faces = _faces(fonts)
    with whole_or_not_at_all(output) as stream:
        file = PdfFile(stream, planned.page_count, faces)
        done = 0
        number = binder.start
        for exhibit, entry in zip(binder.exhibits, planned.entries, strict=True):
            with Source(exhibit.path) as source, Pictures(exhibit.path) as pictures:
                stamper = Stamper(source, pictures, faces[REGULAR], faces[BOLD])
                chosen = pages_chosen(exhibit.page_ranges, source.page_count, exhibit.path.name)
                first = entry.last_page - len(chosen) + 1
                places = {index: first + at for at, index in enumerate(chosen)}
                for index, page in places.items():
                    if cancelled():
                        raise BinderCancelledError("The binder was stopped; nothing was written.")
                    stamp = stamper.stamp(index, page, _bates(binder, number))
                    if not source.has_text(index):
                        layer = _recognised(source, pictures, index, stamp, faces) if binder.recognise_text else b""
                        stamp = replace(stamp, operators=stamp.operators + layer)
                        without_text += [] if layer else [page]
                    source.copy_page(index, file, page, stamp=stamp, pages=places)
                    number += 1
                    done += 1
                    progress(done, planned.page_count)
                source.copy_layers(file)
        bookmarks = _put_sheets(binder, planned, file, faces)
        file.finish(title=binder.title, language=binder.language, bookmarks=bookmarks)
    progress(planned.page_count, planned.page_count)
    return Bound(
        pages=planned.page_count,
        first_bates=planned.first_bates,
        last_bates=planned.last_bates,
        next_number=planned.next_number,
        entries=planned.entries,
        pages_without_text=tuple(without_text),
    )


def _recognised(source: Source, pictures: Pictures, index: int, stamp: Stamp, faces: dict[str, Face]) -> bytes:
    """Operators that lay the words recognised on a page over it, unseen; nothing where no word is."""
    frame = source.frame(index)
    dots = min(_DOTS_PER_INCH, 72 * (_MOST_PIXELS / frame.shown_width / frame.shown_height) ** 0.5)
    words = words_on(pictures.picture(index, dots / 72 * frame.unit), int(dots))
    if not words:
        return b""
    layer = unseen(words, (dots / 72, dots / 72), frame.shown_height, faces[REGULAR])
    return f"\nq {operands(stamp.shrink)} cm {operands(frame.to_user)} cm\n{layer} Q".encode()


def _pages(exhibit: Exhibit) -> list[int]:
    with Source(exhibit.path) as source:
        return pages_chosen(exhibit.page_ranges, source.page_count, exhibit.path.name)


def _entries(binder: Binder, labels: tuple[str, ...], counts: list[int], page: int) -> tuple[Entry, ...]:
    """Where each exhibit stands when the first one begins on this page."""
    entries = []
    number = binder.start
    for exhibit, label, count in zip(binder.exhibits, labels, counts, strict=True):
        last = page + count - (0 if binder.cover_sheets else 1)
        entries.append(
            Entry(
                label=label,
                title=exhibit.title,
                description=exhibit.description,
                path=exhibit.path,
                page_count=count,
                first_page=page,
                last_page=last,
                first_bates=_bates(binder, number),
                last_bates=_bates(binder, number + count - 1),
                dated=exhibit.dated,
            )
        )
        number += count
        page = last + 1
    return tuple(entries)


def _bates(binder: Binder, number: int) -> str:
    return bates(binder.prefix, binder.width, number) if binder.is_numbered else ""


def _front(binder: Binder, entries: tuple[Entry, ...], setter: Typesetter) -> list[tuple[str, list[Sheet]]]:
    """The sheets before the first exhibit, each part with its bookmark."""
    parts: list[tuple[str, list[Sheet]]] = []
    if binder.cover:
        parts.append(("Cover", [setter.title_page(binder)]))
    if binder.index:
        parts.append((f"Index of {binder.noun.lower()}s", setter.index(binder, entries, 1 + len(parts))))
    if binder.declaration.strip():
        page = 1 + sum(len(sheets) for _, sheets in parts)
        parts.append(("Declaration of custodian of records", setter.declaration(binder, page)))
    return parts


def _front_count(binder: Binder, entries: tuple[Entry, ...], faces: dict[str, Face]) -> int:
    return sum(len(sheets) for _, sheets in _front(binder, entries, Typesetter(faces[REGULAR], faces[BOLD])))


def _put_sheets(binder: Binder, planned: Plan, file: PdfFile, faces: dict[str, Face]) -> list[Bookmark]:
    """Write index, declaration and cover sheets; answers the bookmarks of the whole file."""
    setter = Typesetter(faces[REGULAR], faces[BOLD])
    bookmarks: list[Bookmark] = []
    page = 1
    for title, sheets in _front(binder, planned.entries, setter):
        bookmarks.append(Bookmark(title, page))
        for sheet in sheets:
            file.put_sheet(page, sheet.content(), (WIDTH, HEIGHT), sheet.links)
            page += 1
    for entry in planned.entries:
        if binder.is_numbered:
            name = f"{binder.noun} {entry.label} – {entry.title} ({span_of(entry)})"
        else:
            name = " – ".join(filter(None, (entry.label, entry.dated, entry.title)))
        bookmarks.append(Bookmark(name, entry.first_page))
        if binder.cover_sheets:
            file.put_sheet(entry.first_page, setter.cover(binder, entry).content(), (WIDTH, HEIGHT))
    return bookmarks


def _faces(fonts: Path) -> dict[str, Face]:
    return {REGULAR: Face(fonts / "Tinos-Regular.ttf"), BOLD: Face(fonts / "Tinos-Bold.ttf")}


def _same(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)
