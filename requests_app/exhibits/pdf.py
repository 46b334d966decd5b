"""Read other people's PDF files and copy pages, leaving behind all that acts. The only module that knows pypdf."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

from requests_app.exhibits.annotations import Marks, marks_of, value_of
from requests_app.exhibits.content import imbalance, names, shows_text
from requests_app.exhibits.geometry import IDENTITY, Frame, Matrix, operands
from requests_app.exhibits.pdf_file import PdfFile
from requests_app.exhibits.shapes import ExhibitError

# What it mends in silence concerns nobody, and what it cannot mend becomes a sentence here.
logging.getLogger("pypdf").setLevel(logging.ERROR)

# What a file must not bring along: scripts, actions, files in files, hidden data, ways to other pages.
_LEFT_BEHIND = {
    "/AA", "/AF", "/EF", "/JS", "/JavaScript", "/OpenAction", "/Ref", "/Metadata", "/PieceInfo", "/StructParent",
    "/StructParents", "/LastModified",
}  # fmt: skip
_ACTIONS = {"/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/URI"}
_NOT_COPIED = {"/Page", "/Pages", "/Catalog", "/Filespec", "/EmbeddedFile", "/StructElem", "/Action", "/Annot"}
_RESOURCES = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties")
_ALWAYS_KEPT = {"/DefaultGray", "/DefaultRGB", "/DefaultCMYK"}
_PAGE_ENTRIES = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
_BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError,
    AssertionError, NotImplementedError,
)  # fmt: skip
_LETTER = (0.0, 0.0, 612.0, 792.0)

Resources = dict[str, dict[str, PdfObject]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is drawn on a copied page: operators in user space; `shrink` first makes room for them."""

    operators: bytes = b""
    shrink: Matrix = IDENTITY


@dataclass(slots=True)
class _Leaf:
    """A page read: its operators, what it draws with, and the pictures and forms among that."""

    page: PageObject
    content: bytes
    resources: Resources
    streams: list[StreamObject]


class Source:
    """A PDF file opened to be copied from; a context manager. It is never written to.

    Raises: ExhibitError with the file's name when it is missing, encrypted, broken, or has no page.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._stream = path.open("rb")
        except OSError as error:
            raise ExhibitError(f"“{path.name}” cannot be opened: {error.strerror}.") from error
        try:
            self._pages = self._open()
        except ExhibitError:
            self._stream.close()
            raise
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: deque[tuple[int, IndirectObject]] = deque()
        self._last: tuple[int, _Leaf] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._stream.close()

    @property
    def page_count(self) -> int:
        """How many pages it has; never 0."""
        return len(self._pages)

    def frame(self, index: int) -> Frame:
        """How the page is shown; counted from 0."""
        with self._reading():
            return _frame(self._pages[index])

    def pixels(self, index: int) -> int:
        """How many pixels the page's pictures have together."""
        with self._reading():
            pictures = [stream for stream in self._leaf(index).streams if stream.get("/Subtype") == "/Image"]
            return sum(int(value_of(one, "/Width") or 0) * int(value_of(one, "/Height") or 0) for one in pictures)

    def has_text(self, index: int) -> bool:
        """Whether any words of the page can be searched."""
        with self._reading():
            leaf = self._leaf(index)
            forms = [stream for stream in leaf.streams if stream.get("/Subtype") == "/Form"]
            return shows_text(leaf.content) or any(shows_text(form.get_data()) for form in forms)

    def copy_page(
        self, index: int, file: PdfFile, page: int, *, stamp: Stamp = Stamp(), pages: dict[int, int] | None = None
    ) -> None:
        """Copy a page (from 0) to the page of this number (from 1) of the file, with what it needs and no more.

        `pages` says to which pages of the file those of this source go, for links inside it.
        """
        with self._reading():
            leaf = self._leaf(index)
            marks = marks_of(leaf.page, lambda goal: self._place(goal, pages or {}), stamp.shrink, self.path.name)
            entries = BytesIO()
            for key in _PAGE_ENTRIES:
                if key in leaf.page:
                    entries.write(key.encode() + b" ")
                    self._serialise(leaf.page.raw_get(key), entries, file)
            resources = {category: dict(values) for category, values in leaf.resources.items()}
            resources.setdefault("/XObject", {}).update(marks.forms)
            name = _free_name(resources["/XObject"])
            entries.write(b" /Contents [%s] " % self._contents(leaf, marks, stamp, file, name))
            entries.write(b"/Resources ")
            form = (name, file.form(stamp.operators)) if stamp.operators else None
            self._put_resources(resources, entries, file, form=form)
            file.put_page(page, entries.getvalue() + file.annotations(marks.links))
            self._copy_waiting(file)

    def copy_layers(self, file: PdfFile) -> None:
        """Carry over which of the copied layers are hidden; after the last page."""
        with self._reading():
            layers = value_of(self._reader.root_object, "/OCProperties") or {}
            view = value_of(layers, "/D") or {}
            every = [self._numbers.get(_key(layer)) for layer in value_of(layers, "/OCGs") or ()]
            on, off = (
                [self._numbers.get(_key(layer)) for layer in value_of(view, key) or ()] for key in ("/ON", "/OFF")
            )
            if value_of(view, "/BaseState") == "/OFF":
                off += [layer for layer in every if layer not in on]
            file.layers += [layer for layer in every if layer]
            file.hidden_layers += [layer for layer in off if layer]

    def _open(self) -> list[PageObject]:
        with self._reading():
            self._reader = PdfReader(self._stream)
            if self._reader.is_encrypted:
                raise self._locked()
            pages = list(self._reader.pages)
        if not pages:
            raise ExhibitError(f"“{self.path.name}” has no page.")
        return pages

    def _locked(self) -> ExhibitError:
        return ExhibitError(f"“{self.path.name}” is encrypted. Save it, or ask for it, without a password.")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Whatever a broken file provokes becomes one sentence with its name."""
        try:
            yield
        except (FileNotDecryptedError, DependencyError) as error:
            raise self._locked() from error
        except _BROKEN as error:
            raise ExhibitError(f"“{self.path.name}” is broken: it cannot be read as a PDF file.") from error

    def _leaf(self, index: int) -> _Leaf:
        """The page read, and the last one remembered.

        A page may name what only its neighbours draw with. That stays behind, so that a page left out, or blacked
        out, is not carried along unseen.
        """
        if self._last is None or self._last[0] != index:
            page = self._pages[index]
            content = b"\n".join(part.get_object().get_data() for part in _parts(page))
            resources, streams = _pruned(value_of(page, "/Resources"), content)
            self._last = (index, _Leaf(page, content, resources, streams))
        return self._last[1]

    def _contents(self, leaf: _Leaf, marks: Marks, stamp: Stamp, file: PdfFile, name: str) -> bytes:
        """References to the page's streams, its own between the saving and the restoring of the state."""
        lacking, left = imbalance(leaf.content)
        opening, closing = "q\n", "\nQ" * left + "\n" + marks.operators + "Q\n"
        if stamp.shrink != IDENTITY:
            opening += f"{operands(stamp.shrink)} cm {_frame(leaf.page).clip}\n"
        numbers = [file.shared_stream((opening + "q\n" * lacking).encode())]
        for part in _parts(leaf.page):
            own = part if isinstance(part, IndirectObject) else getattr(part, "indirect_reference", None)
            numbers.append(self._number(own, file) if own else file.drawing(part.get_object().get_data()))
        numbers.append(file.shared_stream(closing.encode()))
        if stamp.operators:
            numbers.append(file.shared_stream(f"q {name} Do Q".encode()))
        return b" ".join(b"%d 0 R" % number for number in numbers)

    def _place(self, destination: Any, pages: dict[int, int]) -> int | None:
        """The page of the file a link inside this source leads to; None when that page was not taken."""
        if isinstance(destination, str):
            named = self._reader.named_destinations.get(destination)
            target: Any = named.page if named is not None else None
        else:
            target = destination[0] if destination else None
        if not isinstance(target, IndirectObject):
            return None
        return next((pages[at] for at in pages if self._pages[at].indirect_reference == target), None)

    def _number(self, reference: IndirectObject, file: PdfFile) -> int:
        """The number in the file of an object of this source, which will be copied in its turn."""
        key = _key(reference)
        if key not in self._numbers:
            self._numbers[key] = file.reserve()
            self._waiting.append((self._numbers[key], reference))
        return self._numbers[key]

    def _copy_waiting(self, file: PdfFile) -> None:
        while self._waiting:
            number, reference = self._waiting.popleft()
            value = self._reader.get_object(reference)
            out = BytesIO()
            if isinstance(value, StreamObject):
                self._entries(value, out, file)
                file.put_stream(number, out.getvalue(), value._data, deflate=False)
                # A picture read is a picture written: keeping it would fill the memory.
                self._reader.resolved_objects.pop((reference.generation, reference.idnum), None)
            else:
                self._serialise(value, out, file)
                file.put(number, out.getvalue())

    def _serialise(self, value: Any, out: BytesIO, file: PdfFile) -> None:
        """Write a value, references changed to those of the file."""
        if isinstance(value, IndirectObject):
            out.write(b"%d 0 R" % self._number(value, file))
        elif isinstance(value, DictionaryObject):
            if _is_active(value):
                out.write(b"null")
                return
            out.write(b"<<")
            self._entries(value, out, file)
            out.write(b">>")
        elif isinstance(value, ArrayObject):
            out.write(b"[")
            for item in value:
                self._serialise(item, out, file)
                out.write(b" ")
            out.write(b"]")
        elif value is None:
            out.write(b"null")
        else:
            value.write_to_stream(out)

    def _entries(self, dictionary: DictionaryObject, out: BytesIO, file: PdfFile) -> None:
        is_stream = isinstance(dictionary, StreamObject)
        is_named = is_stream or "/Type" in dictionary or "/Subtype" in dictionary
        for key, value in dictionary.items():
            if is_stream and key in ("/Length", "/F", "/FFilter", "/FDecodeParms"):
                continue
            if is_named and key in _LEFT_BEHIND:
                continue
            NameObject(key).write_to_stream(out)
            out.write(b" ")
            if isinstance(dictionary, StreamObject) and key == "/Resources":
                self._put_resources(_pruned(value.get_object(), dictionary.get_data())[0], out, file)
            else:
                self._serialise(value, out, file)
            out.write(b" ")

    def _put_resources(
        self, resources: Resources, out: BytesIO, file: PdfFile, *, form: tuple[str, int] | None = None
    ) -> None:
        out.write(b"<<")
        for category, values in resources.items():
            out.write(category.encode() + b" <<")
            for name, value in values.items():
                NameObject(name).write_to_stream(out)
                out.write(b" ")
                self._serialise(value, out, file)
                out.write(b" ")
            if form and category == "/XObject":
                out.write(b"%s %d 0 R " % (form[0].encode(), form[1]))
            out.write(b">> ")
        out.write(b">> ")


def _free_name(taken: dict[str, PdfObject]) -> str:
    """A name for the stamp that the page has for nothing else, though it was stamped by us before."""
    return next(name for place in count() if (name := f"/DaylightStamp{place}") not in taken)


def _key(reference: Any) -> tuple[int, int]:
    return (reference.generation, reference.idnum)


def _parts(page: PageObject) -> list[Any]:
    """The content streams of a page, as references where they are."""
    contents = page.get("/Contents")
    if contents is None or contents.get_object() is None:
        return []
    value = contents.get_object()
    parts = list(value) if isinstance(value, ArrayObject) else [contents]
    return [part for part in parts if isinstance(part.get_object(), StreamObject)]


def _pruned(resources: Any, operators: bytes) -> tuple[Resources, list[StreamObject]]:
    """The resources that the operators name, and the pictures and forms among them, and those in forms."""
    kept: Resources = {}
    streams: dict[int, StreamObject] = {}
    waiting = [operators]
    while waiting:
        used = names(waiting.pop()) | _ALWAYS_KEPT
        for category in _RESOURCES:
            entries = value_of(resources, category) if resources else None
            for name, value in (entries or {}).items():
                if name not in used or name in kept.get(category, {}):
                    continue
                kept.setdefault(category, {})[name] = value
                stream = value.get_object()
                if isinstance(stream, StreamObject) and category in ("/XObject", "/Pattern"):
                    streams[id(stream)] = stream
                    if stream.get("/Subtype") != "/Form":
                        continue
                    if "/Resources" in stream:
                        inside = _pruned(value_of(stream, "/Resources"), stream.get_data())[1]
                        streams.update((id(one), one) for one in inside)
                    else:
                        waiting.append(stream.get_data())
    return kept, list(streams.values())


def _is_active(value: DictionaryObject) -> bool:
    return value.get("/Type") in _NOT_COPIED or (value.get("/S") in _ACTIONS and "/N" not in value)


def _frame(page: PageObject) -> Frame:
    media = _box(value_of(page, "/MediaBox")) or _LETTER
    crop = _box(value_of(page, "/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right <= left or top <= bottom:
        left, bottom, right, top = media
    rotation = int(value_of(page, "/Rotate") or 0) // 90 * 90 % 360
    return Frame(left, bottom, right - left, top - bottom, rotation, float(value_of(page, "/UserUnit") or 1))


def _box(numbers: Any) -> tuple[float, float, float, float] | None:
    if numbers is None or len(numbers) != 4:
        return None
    x, y, other_x, other_y = (float(number.get_object()) for number in numbers)
    box = (min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))
    return box if box[2] > box[0] and box[3] > box[1] else None
