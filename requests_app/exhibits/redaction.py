"""Burn redactions in: a page with a box becomes a picture, and what stood under the box is in the file no more."""

import io
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from math import ceil, floor
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from requests_app.exhibits.geometry import Frame, operands
from requests_app.exhibits.outputs import whole_or_not_at_all
from requests_app.exhibits.pdf import Source
from requests_app.exhibits.pdf_file import PdfFile
from requests_app.exhibits.raster import Pictures
from requests_app.exhibits.recognition import Word, is_available, words_on
from requests_app.exhibits.shapes import Box, ExhibitError, Redacted
from requests_app.exhibits.stamping import REGULAR
from requests_app.exhibits.text_layer import unseen
from requests_app.exhibits.typeface import Face

_DOTS_PER_INCH = 300
_MOST_PIXELS = 40_000_000  # a plan of three feet by four is drawn coarser, or it would not fit in memory
_LEGIBLE = 4  # points
_GREY = 12  # how far a scan of a grey page strays into colour


def redact(
    path: Path,
    boxes: Sequence[Box],
    output: Path,
    *,
    fonts: Path,
    title: str = "Redacted copy",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Redacted:
    """Write a copy with the boxes blacked out; pages without a box keep their text. The original is only read.

    Pages with a box are drawn at 300 dots per inch, and the words that are still seen recognised again where
    Tesseract is installed. Bookmarks, the old title and everything that is not drawn stay behind. `progress` is told
    pages done and pages in all; what it raises stops the work, and nothing is written.
    Raises: ExhibitError, naming the file, when it cannot be read, or when a box is not on a page of it.
    """
    if not boxes:
        raise ExhibitError(f"Nothing is to be blacked out in “{path.name}”.")
    if output.exists() and path.exists() and path.samefile(output):
        raise ExhibitError(f"“{path.name}” is the original: choose another name for the redacted copy.")
    by_page: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        by_page[box.page].append(box)
    silent: list[int] = []
    with Source(path) as source, Pictures(path) as pictures:
        for box in boxes:
            _check(box, source, path.name)
        with whole_or_not_at_all(output) as stream:
            face = Face(fonts / "Tinos-Regular.ttf")
            file = PdfFile(stream, source.page_count, {REGULAR: face})
            kept = {index: index + 1 for index in range(source.page_count) if index + 1 not in by_page}
            for index in range(source.page_count):
                if index in kept:
                    source.copy_page(index, file, index + 1, pages=kept)
                elif not _put_picture(index, source.frame(index), by_page[index + 1], pictures, file, face, fonts):
                    silent.append(index + 1)
                progress(index + 1, source.page_count)
            source.copy_layers(file)
            file.finish(title=title, language="en-US", bookmarks=())
        count = source.page_count
    return Redacted(count, tuple(sorted(by_page)), tuple(silent), _notes(silent))


def _check(box: Box, source: Source, name: str) -> None:
    if not 1 <= box.page <= source.page_count:
        raise ExhibitError(f"“{name}” has {source.page_count} pages; a box is on page {box.page}.")
    frame = source.frame(box.page - 1)
    if box.width <= 0 or box.height <= 0:
        raise ExhibitError(f"A box on page {box.page} of “{name}” covers nothing.")
    is_off = box.left >= frame.shown_width or box.top >= frame.shown_height
    if is_off or box.left + box.width <= 0 or box.top + box.height <= 0:
        raise ExhibitError(f"A box on page {box.page} of “{name}” is not on the page.")


def _notes(silent: Sequence[int]) -> tuple[str, ...]:
    if not silent:
        return ()
    pages = ", ".join(map(str, silent))
    why = "no words were recognised on them" if is_available() else "Tesseract is not installed"
    return (f"Pages that are now pictures without words to search: {pages} ({why}).",)


def _put_picture(
    index: int, frame: Frame, boxes: Sequence[Box], pictures: Pictures, file: PdfFile, face: Face, fonts: Path
) -> bool:
    """Write the page as a picture with its boxes; answers whether words can be searched on it."""
    width, height = frame.shown_width, frame.shown_height
    most = (_MOST_PIXELS / (width * height)) ** 0.5 * 72
    dots = int(min(_DOTS_PER_INCH, most))
    picture = pictures.picture(index, dots / 72 * frame.unit)
    across, down = picture.width / width, picture.height / height
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.rectangle(_pixels(box, (across, down)), fill="white")  # letters beside black are misread
    words = words_on(picture, dots)
    for box in boxes:
        draw.rectangle(_pixels(box, (across, down)), fill="black")
        _print_code(draw, box, (across, down), fonts)
    layer = unseen(words, (across, down), height, face) + "\n" + unseen(map(_label, boxes), (1, 1), height, face)
    number = file.reserve()
    entries, data = _compressed(picture)
    size = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8" % picture.size
    file.put_stream(number, size + entries, data, deflate=False)
    drawn = f"q {operands((width, 0, 0, height, 0, 0))} cm /Page Do Q\n{layer}"
    file.put_page(
        index + 1,
        b"/MediaBox [0 0 %s] /Resources << /Font << %s >> /XObject << /Page %d 0 R >> >> /Contents %d 0 R"
        % (operands((width, height)).encode(), file.fonts(), number, file.drawing(drawn.encode())),
    )
    return bool(words)


def _pixels(box: Box, scale: tuple[float, float]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the box, grown to whole pixels."""
    left, top = floor(box.left * scale[0]), floor(box.top * scale[1])
    return left, top, ceil((box.left + box.width) * scale[0]), ceil((box.top + box.height) * scale[1])


def _print_code(draw: ImageDraw.ImageDraw, box: Box, scale: tuple[float, float], fonts: Path) -> None:
    """The code in white on its box, as large as fits up to 12 points; too small to read is not printed."""
    left, top, right, bottom = _pixels(box, scale)
    largest = min(12 * scale[1], 0.8 * (bottom - top))
    if not box.code or largest < _LEGIBLE * scale[1]:
        return
    font = ImageFont.truetype(fonts / "Tinos-Regular.ttf", largest)
    size = largest * min(1, 0.94 * (right - left) / max(font.getlength(box.code), 1))
    if size >= _LEGIBLE * scale[1]:
        font = ImageFont.truetype(fonts / "Tinos-Regular.ttf", size)
        draw.text(((left + right) / 2, (top + bottom) / 2), box.code, fill="white", font=font, anchor="mm")


def _label(box: Box) -> Word:
    """What a search finds in place of a box."""
    text = f"[Redacted: {box.code}]" if box.code else "[Redacted]"
    return Word(text, int(box.left), int(box.top), int(box.width), int(box.height))


def _compressed(picture: Image.Image) -> tuple[bytes, bytes]:
    """Entries and data of the picture: grey without colour; with loss only where that halves it."""
    red, green, blue = picture.convert("RGB").split()
    tones = [ImageChops.difference(one, other).histogram() for one, other in ((red, green), (green, blue))]
    has_colour = any(any(tone[_GREY:]) for tone in tones)
    plain = picture.convert("RGB" if has_colour else "L")
    entries = b" /ColorSpace " + (b"/DeviceGray" if plain.mode == "L" else b"/DeviceRGB")
    exact = zlib.compress(plain.tobytes(), 6)
    photograph = io.BytesIO()
    plain.save(photograph, "JPEG", quality=85)
    if len(photograph.getvalue()) < len(exact) / 2:
        return entries + b" /Filter /DCTDecode", photograph.getvalue()
    return entries + b" /Filter /FlateDecode", exact
