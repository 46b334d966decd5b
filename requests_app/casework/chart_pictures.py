"""Charts as PNG pictures, for letters and slides: the SVG printed, and the print drawn."""

import io
import re
from html import escape
from pathlib import Path
from tempfile import NamedTemporaryFile

from requests_app import letters
from requests_app.errors import CaseworkError
from requests_app.exhibits.raster import Pictures

SCALE = 2.0  # pixels for each of the drawing's own units
POINTS = 0.75  # of a CSS pixel
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_FACE = '@font-face { font-family: "Tinos"; src: url("letter:Tinos-Regular.ttf"); }'


def chart_png(svg: str, *, title: str) -> bytes:
    """The drawing as a PNG on white, twice its own size in pixels.

    Raises: CaseworkError where there is no drawing; LetterError when a character cannot be printed.
    """
    size = _SIZE.search(svg)
    if size is None:
        raise CaseworkError("There is nothing to draw.")
    width, height = map(int, size.groups())
    style = (
        f"{_FACE} @page {{ size: {width}px {height}px; margin: 0; }} html, body {{ margin: 0; }} "
        "svg { display: block; } svg, svg text { font-family: Tinos; }"
    )
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style></head>'
    drawn = re.sub(r' font-family="[^"]*"', ' font-family="Tinos"', svg, count=1)
    page = f'<!doctype html><html lang="en">{head}<body>{drawn}</body></html>'
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(letters.print_html(page))
        file.flush()
        with Pictures(Path(file.name)) as pictures:
            picture = pictures.picture(0, SCALE / POINTS)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()
