"""Read a PDF's pages: words, hidden words, pictures of pages. The only module here that knows PDFium.

PDFium is not safe to use from two threads; `reader` runs it in a process of its own.
"""

import ctypes
import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from requests_app.documents import ocr
from requests_app.documents.findings import Box, Found, Limits, Metadata, Page, PageCount, Problem
from requests_app.documents.hiding import Cover, Letter, PageView, hidden_on
from requests_app.documents.plain import keepable

POINTS_PER_INCH = 72
LOOK_DPI = 144
OCR_DPI = 300
# A page with more is a drawing or an attack; its words are read, but not looked behind.
LETTERS = 200_000
OBJECTS = 200_000
FORM_DEPTH = 8
_PASSWORD_NEEDED = 4
_OPAQUE = 250
_DATE = re.compile(r"D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([+\-Z])(\d{2})?'?(\d{2})?'?)?")


def read(path: Path, limits: Limits, *, with_ocr: bool) -> Iterator[Found]:
    """Everything the PDF shows and hides, page by page."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD_NEEDED:
            yield Problem("The PDF is locked with a password; its pages cannot be read.")
        else:
            yield Problem("The PDF is broken; its pages cannot be read.")
        return
    try:
        yield _metadata(document)
        yield PageCount(len(document))
        for index in range(min(len(document), limits.page_count)):
            yield from _page(document, index, limits, with_ocr=with_ocr)
        if len(document) > limits.page_count:
            yield Problem(f"The PDF has {len(document):,} pages; only the first {limits.page_count:,} were read.")
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, index: int, limits: Limits, *, with_ocr: bool) -> Iterator[Found]:
    number = index + 1
    try:
        page = document[index]
        words = page.get_textpage()
        text = keepable(words.get_text_range().replace("\ufffe", "-").replace("\x02", "-"))
        picture = _picture(page, LOOK_DPI, limits)
    except (pdfium.PdfiumError, ValueError, MemoryError):
        yield Page(has_text=False)
        yield Problem(f"Page {number} is broken and could not be read.")
        return
    if not text.strip():
        recognised = _recognised(page, picture, limits) if with_ocr else None
        yield Page(recognised or "", has_text=False, is_read_by_ocr=recognised is not None)
        return
    yield Page(text)
    if words.count_chars() > LETTERS:
        yield Problem(f"Page {number} has more than {LETTERS:,} letters; what it may hide was not looked for.")
        return
    yield from hidden_on(*_seen(page, words, picture), number)


def _recognised(page: pdfium.PdfPage, picture: Image.Image, limits: Limits) -> str | None:
    """The words on the page's picture; None where nothing is on it, or nothing can read it."""
    if not ocr.is_available() or all(low == high for low, high in picture.getextrema()):  # type: ignore[misc]
        return None
    return ocr.words_on(_picture(page, OCR_DPI, limits), OCR_DPI)


def _picture(page: pdfium.PdfPage, dots_per_inch: int, limits: Limits) -> Image.Image:
    """The page as it is shown, notes included; coarser than asked for where it would have too many pixels."""
    scale = dots_per_inch / POINTS_PER_INCH
    width, height = page.get_size()
    area = max(width * height, 1)
    if area * scale * scale > limits.picture_pixels:
        scale = math.sqrt(limits.picture_pixels / area)
    picture: Image.Image = page.render(scale=scale, rev_byteorder=True, no_smoothtext=False).to_pil()
    return picture.convert("RGB")


def _seen(page: pdfium.PdfPage, words: pdfium.PdfTextPage, picture: Image.Image) -> tuple[list[Letter], PageView]:
    orders: dict[int, int] = {}
    covers: list[Cover] = []
    for order, item in enumerate(page.get_objects(max_depth=FORM_DEPTH)):
        if order == OBJECTS:
            break
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            orders[_address(item.raw)] = order
        elif item.type in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            covers.append(Cover(_bounds(item), order, item.type == raw.FPDF_PAGEOBJ_IMAGE and _is_opaque(item)))
    notes, marked = _notes(page)
    covers += [Cover(box, OBJECTS + 1) for box in notes]
    placing = _placing(page, picture)
    letters = [_letter(words, index, placing, orders) for index in range(words.count_chars())]
    width, height = page.get_size()
    return letters, PageView(picture, width * height, covers, marked)


def _letter(words: pdfium.PdfTextPage, index: int, placing: pdfium.PdfMatrix, orders: dict[int, int]) -> Letter:
    code = raw.FPDFText_GetUnicode(words, index)
    character = keepable(chr(code)) if 0 < code < 0x110000 else "\ufffd"
    if raw.FPDFText_IsGenerated(words, index) == 1 or character.isspace():
        return Letter("\n" if character in "\r\n" else " ")
    left, bottom, right, top = words.get_charbox(index)
    if right <= left or top <= bottom:
        return Letter(" " if character.isspace() else character)
    item = raw.FPDFText_GetTextObject(words, index)
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFText_GetFillColor(words, index, red, green, blue, alpha)
    return Letter(
        character,
        Box(left, bottom, right, top),
        placing.on_rect(left, bottom, right, top),
        orders.get(_address(item), 0) if item else 0,
        (red.value, green.value, blue.value),
        is_painted=not item or raw.FPDFTextObj_GetTextRenderMode(item) != raw.FPDF_TEXTRENDERMODE_INVISIBLE,
    )


def _placing(page: pdfium.PdfPage, picture: Image.Image) -> pdfium.PdfMatrix:
    """What takes a point of the page to its place on the picture; PDFium knows how the page is cut and turned."""
    fine, far = (
        64,
        1000,
    )  # PDFium answers in whole pixels: ask of a picture this many times larger, for points far apart

    def place(x: float, y: float) -> tuple[float, float]:
        at_x, at_y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, picture.width * fine, picture.height * fine, 0, x, y, at_x, at_y)
        return at_x.value / fine, at_y.value / fine

    (e, f), (right_x, right_y), (up_x, up_y) = place(0, 0), place(far, 0), place(0, far)
    return pdfium.PdfMatrix((right_x - e) / far, (right_y - f) / far, (up_x - e) / far, (up_y - f) / far, e, f)


def _bounds(item: pdfium.PdfObject) -> Box:
    """The object's box on the page, that of an object in a form included."""
    left, bottom, right, top = item.get_bounds()
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    container = item.container
    while container is not None:
        matrix = container.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        container = container.container
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _is_opaque(picture: pdfium.PdfObject) -> bool:
    """Whether nothing shines through this picture."""
    if raw.FPDFPageObj_HasTransparency(picture):
        return False
    try:
        drawn = picture.get_bitmap(render=True).to_pil()
    except (pdfium.PdfiumError, ValueError, MemoryError):
        return False
    return "A" not in drawn.getbands() or drawn.getchannel("A").getextrema()[0] >= _OPAQUE


def _notes(page: pdfium.PdfPage) -> tuple[list[Box], list[Box]]:
    """The boxes of the notes laid over the page, and of those that only mark a place for redaction."""
    notes, marked = [], []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), OBJECTS)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        rectangle = raw.FS_RECTF()
        if raw.FPDFAnnot_GetRect(note, rectangle):
            box = Box(
                min(rectangle.left, rectangle.right),
                min(rectangle.bottom, rectangle.top),
                max(rectangle.left, rectangle.right),
                max(rectangle.bottom, rectangle.top),
            )
            kind = raw.FPDFAnnot_GetSubtype(note)
            if kind == raw.FPDF_ANNOT_REDACT:
                marked.append(box)
            elif kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
                notes.append(box)
        raw.FPDFPage_CloseAnnot(note)
    return notes, marked


def _address(pointer: "ctypes._Pointer[ctypes.Structure]") -> int:
    """What tells two objects of a page apart."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _metadata(document: pdfium.PdfDocument) -> Metadata:
    says = {key: keepable(value).strip()[:500] for key, value in document.get_metadata_dict().items()}
    return Metadata(
        title=says.get("Title", ""),
        author=says.get("Author", ""),
        creator=says.get("Creator", ""),
        producer=says.get("Producer", ""),
        created_at=moment(says.get("CreationDate", "")),
        modified_at=moment(says.get("ModDate", "")),
    )


def moment(written: str) -> str:
    """A PDF's date (ISO 32000-1, 7.9.4) in ISO 8601; as it is written where it cannot be read."""
    match = _DATE.fullmatch(written.strip())
    if match is None:
        return written
    numbers = [int(match[group] or least) for group, least in zip(range(1, 7), (1, 1, 1, 0, 0, 0), strict=True)]
    try:
        if match[7] is None:
            return datetime(*numbers).isoformat()  # type: ignore[arg-type]  # noqa: DTZ001 - it names no zone
        away = timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0))
        return datetime(*numbers, tzinfo=timezone(-away if match[7] == "-" else away)).isoformat()  # type: ignore[arg-type, misc]
    except ValueError:
        return written
