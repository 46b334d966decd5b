"""Put a PNG or JPEG picture on a PDF page, upright and small enough to be read and sent."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from requests_app.exhibits.geometry import operands
from requests_app.exhibits.outputs import whole_or_not_at_all
from requests_app.exhibits.pdf_file import PdfFile
from requests_app.exhibits.shapes import ExhibitError
from requests_app.exhibits.sheets import HEIGHT, WIDTH

_MARGIN = 54.0
_MOST_PIXELS = 80_000_000  # more would fill the memory before a line of it is seen
_SHOWN_PIXELS = (2100, 2850)  # 300 dots for each inch of the page
_KINDS = ("PNG", "JPEG")


def print_picture(picture: Path, output: Path) -> None:
    """Write one page with the picture, which appears whole or not at all. The same picture gives the same bytes.

    Raises: ExhibitError when it is no picture, is broken, or is too large.
    """
    try:
        with Image.open(picture, formats=_KINDS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise ExhibitError(f"The picture has {opened.width:,} × {opened.height:,} pixels, which is too many.")
            opened.draft("RGB", _SHOWN_PIXELS)
            upright = ImageOps.exif_transpose(opened)
            shown = Image.new("RGB", upright.size, "white")
            shown.paste(
                upright, mask=upright.convert("RGBA").getchannel("A") if upright.has_transparency_data else None
            )
    except ExhibitError:
        raise
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise ExhibitError("The picture cannot be read.") from error
    shown.thumbnail(_SHOWN_PIXELS)
    data = io.BytesIO()
    shown.save(data, "JPEG", quality=85)
    scale = min((WIDTH - 2 * _MARGIN) / shown.width, (HEIGHT - 2 * _MARGIN) / shown.height)
    wide, high = shown.width * scale, shown.height * scale
    with whole_or_not_at_all(output) as stream:
        file = PdfFile(stream, 1, {})
        image = file.reserve()
        file.put_stream(
            image,
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
            b"/Filter /DCTDecode" % shown.size,
            data.getvalue(),
            deflate=False,
        )
        drawn = f"q {operands((wide, 0, 0, high, (WIDTH - wide) / 2, (HEIGHT - high) / 2))} cm /Picture Do Q"
        file.put_page(
            1,
            b"/MediaBox [0 0 %s] /Resources << /XObject << /Picture %d 0 R >> >> /Contents %d 0 R"
            % (operands((WIDTH, HEIGHT)).encode(), image, file.drawing(drawn.encode())),
        )
        file.finish(title="Picture", language="en-US", bookmarks=())
