"""Notes, marks and filled form fields become part of the page they stand on; of the rest only links stay."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from requests_app.exhibits.geometry import IDENTITY, Matrix, Rectangle, box_under, operands
from requests_app.exhibits.pdf_file import Link
from requests_app.exhibits.shapes import ExhibitError

_INVISIBLE = 2 | 32  # the flags Hidden and NoView
_WEB = ("http://", "https://", "mailto:")


@dataclass(slots=True)
class Marks:
    """What the annotations of a page come to: operators that draw them, forms by name, links."""

    operators: str = ""
    forms: dict[str, Any] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


def marks_of(page: Any, place: Callable[[Any], int | None], shrink: Matrix, name: str) -> Marks:
    """The annotations of a page, a dictionary whose values may be references.

    `place` answers in which page of the new file a destination stands, None when in no page of it.
    Raises: ExhibitError, with the file's name, for a filled field that no reader could show without a script.
    """
    marks = Marks()
    for annotation in value_of(page, "/Annots") or ():
        annotation = annotation.get_object()
        if not hasattr(annotation, "get") or int(value_of(annotation, "/F") or 0) & _INVISIBLE:
            continue
        kind = value_of(annotation, "/Subtype")
        if kind == "/Link":
            if link := _link(annotation, place, shrink):
                marks.links.append(link)
        elif kind != "/Popup":
            _draw(annotation, marks)
            if kind == "/Widget" and _is_filled_but_unseen(annotation):
                raise ExhibitError(
                    f"“{name}” has a filled form field without its appearance. Print it to a PDF file first."
                )
    return marks


def value_of(dictionary: Any, key: str) -> Any:
    """The value itself where the dictionary holds a reference; None where it holds nothing."""
    value = dictionary.get(key)
    return None if value is None else value.get_object()


def _appearance(annotation: Any) -> Any:
    """The form that draws the annotation in the state it is in, or None."""
    normal = value_of(value_of(annotation, "/AP") or {}, "/N")
    if normal is not None and not hasattr(normal, "get_data") and hasattr(normal, "get"):
        normal = value_of(normal, value_of(annotation, "/AS") or "/Off")
    return normal if hasattr(normal, "get_data") else None


def _draw(annotation: Any, marks: Marks) -> None:
    """Lay the appearance's box, once turned by its matrix, on the annotation's rectangle."""
    form = _appearance(annotation)
    if form is None:
        return
    a, b, c, d, e, f = [float(number.get_object()) for number in value_of(form, "/Matrix") or ()] or IDENTITY
    box = box_under((a, b, c, d, e, f), _rectangle(value_of(form, "/BBox")))
    target = _rectangle(value_of(annotation, "/Rect"))
    if box[2] <= box[0] or box[3] <= box[1]:
        return
    across, up = (target[2] - target[0]) / (box[2] - box[0]), (target[3] - target[1]) / (box[3] - box[1])
    name = f"/DaylightMark{len(marks.forms)}"
    marks.forms[name] = form.indirect_reference
    moved = operands((across, 0, 0, up, target[0] - box[0] * across, target[1] - box[1] * up))
    marks.operators += f"q {moved} cm {name} Do Q\n"


def _is_filled_but_unseen(annotation: Any) -> bool:
    parent = value_of(annotation, "/Parent") or {}
    kind = value_of(annotation, "/FT") or value_of(parent, "/FT")
    filled = value_of(annotation, "/V") or value_of(parent, "/V")
    return kind in ("/Tx", "/Ch") and bool(filled) and _appearance(annotation) is None


def _link(annotation: Any, place: Callable[[Any], int | None], shrink: Matrix) -> Link | None:
    action = value_of(annotation, "/A") or {}
    box = box_under(shrink, _rectangle(value_of(annotation, "/Rect")))
    if value_of(action, "/S") == "/URI":
        address = str(value_of(action, "/URI") or "")
        return Link(box, address=address) if address.lower().startswith(_WEB) else None
    destination = value_of(action, "/D") if value_of(action, "/S") == "/GoTo" else value_of(annotation, "/Dest")
    page = place(destination) if destination is not None else None
    return Link(box, page=page) if page else None


def _rectangle(numbers: Any) -> Rectangle:
    left, bottom, right, top = (float(number.get_object()) for number in numbers)
    return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
