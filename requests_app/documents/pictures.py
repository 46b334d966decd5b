"""Read picture files: how many pages they have, who made them, and their words where Tesseract is installed."""

import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import ExifTags, Image, ImageSequence, UnidentifiedImageError

from requests_app.documents import ocr
from requests_app.documents.findings import Found, Limits, Metadata, Page, PageCount, Problem
from requests_app.documents.plain import keepable

_READING_FAILS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, EOFError, IndexError)
_USUAL_DPI = 200


def read(path: Path, limits: Limits, *, with_ocr: bool) -> Iterator[Found]:
    """Each frame of the picture as a page."""
    Image.MAX_IMAGE_PIXELS = None  # the limit below says it in a sentence
    warnings.simplefilter("ignore")  # of damaged metadata: the picture is read all the same
    try:
        with Image.open(path) as picture:
            yield _metadata(picture)
            yield PageCount(getattr(picture, "n_frames", 1))
            for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
                if number > limits.page_count:
                    yield Problem(f"The picture has more than {limits.page_count:,} pages; the rest were not read.")
                    break
                if frame.width * frame.height > limits.picture_pixels:
                    yield Page(has_text=False)
                    yield Problem(
                        f"Page {number} has {frame.width * frame.height:,} pixels, "
                        f"more than the {limits.picture_pixels:,} that are read."
                    )
                    continue
                words = ocr.words_on(frame, _dots_per_inch(frame)) if with_ocr else None
                yield Page(words or "", has_text=False, is_read_by_ocr=words is not None)
    except _READING_FAILS:
        yield Problem("The picture is broken and could not be read whole.")


def _dots_per_inch(picture: Image.Image) -> int:
    try:
        stated = int(picture.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, OverflowError, IndexError):
        stated = 0
    return stated if 70 <= stated <= 1200 else _USUAL_DPI


def _metadata(picture: Image.Image) -> Metadata:
    exif = picture.getexif()

    def said(tag: ExifTags.Base) -> str:
        return keepable(str(exif.get(tag, ""))).strip()[:500]

    return Metadata(
        title=said(ExifTags.Base.ImageDescription),
        author=said(ExifTags.Base.Artist),
        creator=said(ExifTags.Base.Make),
        producer=said(ExifTags.Base.Software),
        modified_at=said(ExifTags.Base.DateTime),
    )
