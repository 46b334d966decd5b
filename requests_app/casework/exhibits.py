"""Exhibit sets: documents chosen for a filing, put in order, described, and blacked out page by page."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from django.db import transaction

from requests_app import clock
from requests_app.access import Power, may, may_see
from requests_app.casework import records
from requests_app.casework.document_pages import has_pages, page_sizes
from requests_app.casework.raw_rows import held_in
from requests_app.errors import AccessError, CaseworkError
from requests_app.exhibits.numbering import check_bates, pages_chosen, read_page_ranges
from requests_app.exhibits.shapes import Box
from requests_app.models import CourtCase, Document, Exhibit, ExhibitSet, RedactionBox, User

MOST_EXHIBITS = 700  # of one set
MOST_BOXES = 200  # on one page


def make_set(*, case: CourtCase, title: str, by: User | None, **marks: Any) -> ExhibitSet:
    """Begin a set of exhibits of a case; `marks` are how it is labelled, numbered and bound.

    Raises: CaseworkError; ExhibitError for a Bates prefix that cannot be printed; AccessError.
    """
    made = ExhibitSet(case=case, title=title, made_by=by, made_at=clock.now(), **marks)
    _check_marks(made)
    if made.counsel_only:
        _require_counsel(by)
    return records.add(made, by=by, verb="make_set", summary=f"Began the exhibits “{title}”.")


def revise_set(*, exhibit_set: ExhibitSet, by: User | None, **marks: Any) -> ExhibitSet:
    """Title, labels, numbers, sheets and declaration; counsel may open to the others what was counsel's alone.

    Raises: as `make_set`; CaseworkError when others have read what is to be closed.
    """
    was_of_counsel = exhibit_set.counsel_only
    now_of_counsel = marks.get("counsel_only", was_of_counsel)
    if now_of_counsel != was_of_counsel:
        _require_counsel(by)
    if now_of_counsel and not was_of_counsel:
        raise CaseworkError("A set is counsel's alone from its beginning: others have seen this one. Begin another.")
    private = exhibit_set.exhibits.filter(document__counsel_only=True).first()
    if private is not None and not now_of_counsel:
        raise CaseworkError(f"“{private.document}” is counsel's alone. Leave it out of the set first.")
    _check_marks(ExhibitSet(**{name: marks.get(name, getattr(exhibit_set, name)) for name in _NUMBERED}))
    summary = f"Revised the exhibits “{exhibit_set}”."
    return records.change(exhibit_set, by=by, verb="revise_set", summary=summary, **marks)


@transaction.atomic
def choose_documents(*, exhibit_set: ExhibitSet, documents: Sequence[Document], by: User) -> list[Exhibit]:
    """Put documents at the end of the set, in this order. The files stay as they came.

    Raises: CaseworkError for one of another matter, one without pages, or one of counsel's in a set that is not;
    AccessError for one the person may not see.
    """
    if not documents:
        raise CaseworkError("Tick the documents that are to be exhibits.")
    at = max((row.position for row in exhibit_set.exhibits.all()), default=0)
    if exhibit_set.exhibits.count() + len(documents) > MOST_EXHIBITS:
        raise CaseworkError(f"A set has {MOST_EXHIBITS} exhibits at most.")
    made = []
    for position, document in enumerate(documents, at + 1):
        if not may_see(by, document):
            raise AccessError("You may not see this document.")
        if document.counsel_only and not may(by, Power.CONFIDE):
            raise AccessError(f"Only counsel may choose “{document}”: it is counsel's alone.")
        if held_in(document).originals:
            raise CaseworkError(
                f"“{document}” holds raw rows of a dataset, which name people; choose a release of it."
            )
        if not has_pages(document):
            raise CaseworkError(
                f"“{document.file_name}” has no pages to bind: print it to a PDF file, and record that one."
            )
        exhibit = Exhibit(exhibit_set=exhibit_set, document=document, position=position, title=document.title)
        said = f"“{document}” is an exhibit of “{exhibit_set}”."
        made.append(records.add(exhibit, by=by, verb="choose_document", summary=said))
    return made


@transaction.atomic
def arrange(*, exhibit_set: ExhibitSet, order: Mapping[int, int], by: User | None) -> None:
    """Put the exhibits in the order of these numbers, by exhibit; where two are the same the earlier stays first."""
    exhibits = list(exhibit_set.exhibits.all())
    wanted = sorted(exhibits, key=lambda row: order.get(row.pk, row.position))
    for position, exhibit in enumerate(wanted, 1):
        said = f"“{exhibit}” is number {position} of “{exhibit_set}”."
        records.change(exhibit, by=by, verb="arrange", summary=said, position=position)


def describe_exhibit(*, exhibit: Exhibit, by: User | None, **values: Any) -> Exhibit:
    """Its title, description, label and page ranges. Raises: ExhibitError for pages the file does not have."""
    ranges = read_page_ranges(values.get("page_ranges", exhibit.page_ranges))
    if ranges:
        pages_chosen(ranges, len(page_sizes(exhibit.document)), exhibit.document.file_name)
    return records.change(
        exhibit, by=by, verb="describe_exhibit", summary=f"Described the exhibit “{exhibit}”.", **values
    )


def leave_out(*, exhibit: Exhibit, by: User | None) -> None:
    """Take the exhibit out of its set, with its boxes; the document stays."""
    said = f"“{exhibit}” is no exhibit of “{exhibit.exhibit_set}” any more."
    records.remove(exhibit, by=by, summary=said, power=Power.CHANGE)


@transaction.atomic
def black_out(*, exhibit: Exhibit, page: int, boxes: Iterable[Box], by: User | None) -> list[RedactionBox]:
    """These are the boxes of this page, in place of those it had. They are burnt in when the binder is made.

    Raises: CaseworkError for a box that is not on the page.
    """
    wanted = list(boxes)
    if len(wanted) > MOST_BOXES:
        raise CaseworkError(f"A page has {MOST_BOXES} boxes at most.")
    _check_boxes(wanted, page, page_sizes(exhibit.document))
    kept: list[RedactionBox] = []
    for row in exhibit.boxes.filter(page=page):
        same = next((box for box in wanted if box == box_of(row)), None)
        if same is None:
            records.remove(row, by=by, summary=f"Took a box off page {page} of “{exhibit}”.", power=Power.CHANGE)
        else:
            wanted.remove(same)
            kept.append(row)
    for box in wanted:
        row = RedactionBox(
            exhibit=exhibit,
            page=page,
            left=box.left,
            top=box.top,
            width=box.width,
            height=box.height,
            code=box.code,
        )
        said = f"Drew a box on page {page} of “{exhibit}”."
        kept.append(records.add(row, by=by, verb="black_out", summary=said))
    return kept


def box_of(row: RedactionBox) -> Box:
    """The box as the binder takes it."""
    return Box(row.page, row.left, row.top, row.width, row.height, row.code)


def _check_boxes(boxes: Iterable[Box], page: int, sizes: Sequence[tuple[float, float]]) -> None:
    if not 1 <= page <= len(sizes):
        raise CaseworkError(f"The document has {len(sizes)} pages; there is no page {page}.")
    width, height = sizes[page - 1]
    for box in boxes:
        if not all(isfinite(number) for number in (box.left, box.top, box.width, box.height)):
            raise CaseworkError("A box is placed by numbers.")
        if box.width <= 0 or box.height <= 0:
            raise CaseworkError("A box needs a width and a height.")
        if box.left >= width or box.top >= height or box.left + box.width <= 0 or box.top + box.height <= 0:
            raise CaseworkError(f"A box is not on the page, which is {width:.0f} by {height:.0f} points.")


_NUMBERED = ("bates_prefix", "bates_digits", "first_number")


def _check_marks(made: ExhibitSet) -> None:
    check_bates(made.bates_prefix, made.bates_digits, made.first_number)


def _require_counsel(by: User | None) -> None:
    if by is not None and not may(by, Power.CONFIDE):
        raise AccessError("Only counsel may make a set counsel's alone, or open it to the others.")
