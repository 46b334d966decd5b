"""Logos: a picture is taken for what its bytes say, within limits, and a drawing is refused."""

import io
import warnings

from PIL import Image

from requests_app.errors import LetterError

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_000  # to a side; at the size of a letterhead far more than a printer shows
FEWEST_PIXELS = 16
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}
_DRAWING = "An SVG drawing can carry scripts and addresses. Save it as a PNG picture, about 1,200 pixels wide."


def check_logo(data: bytes) -> None:
    """Pass silently, or refuse.

    Raises: LetterError unless the bytes are one whole PNG or JPEG picture of a sensible size.
    """
    if len(data) > MOST_BYTES:
        raise LetterError(f"A logo has at most {MOST_BYTES:,} bytes; this one has {len(data):,}.")
    head = data[:1000].lower()
    if b"<svg" in head or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<?xml", b"<!doctype")):
        raise LetterError(_DRAWING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=tuple(KINDS)) as picture:
                picture.verify()  # every part has its right checksum
            with Image.open(io.BytesIO(data), formats=tuple(KINDS)) as picture:
                width, height, frames = *picture.size, getattr(picture, "n_frames", 1)
                if max(width, height) <= MOST_PIXELS:
                    picture.load()
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as error:
        raise LetterError("A logo must be a whole PNG or JPEG picture.") from error
    if max(width, height) > MOST_PIXELS or min(width, height) < FEWEST_PIXELS:
        raise LetterError(
            f"A logo is {FEWEST_PIXELS} to {MOST_PIXELS:,} pixels on each side; this one is {width:,} by {height:,}."
        )
    if frames > 1:
        raise LetterError("A logo is one picture; this file moves.")


def media_type(data: bytes) -> str:
    """What a logo that was checked is."""
    return KINDS["PNG"] if data.startswith(b"\x89PNG") else KINDS["JPEG"]
