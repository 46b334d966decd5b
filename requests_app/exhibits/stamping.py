"""Where a Bates number stands: upright, in a free margin; where there is none, the page makes room."""

from requests_app.exhibits.geometry import IDENTITY, Frame, Rectangle, operands
from requests_app.exhibits.pdf import Source, Stamp
from requests_app.exhibits.raster import Pictures
from requests_app.exhibits.typeface import Face

REGULAR, BOLD = "/DaylightRegular", "/DaylightBold"

_SIZE = 10.0
_EDGE = 18.0  # what office printers can print
_AIR = 3.0
_MUCH = 2_000_000  # pixels: a scan of the whole page, which has no margin to be known quickly


class Stamper:
    """Stamps page number and Bates number on the pages of one file."""

    def __init__(self, source: Source, pictures: Pictures, regular: Face, bold: Face) -> None:
        self._source, self._pictures, self._regular, self._bold = source, pictures, regular, bold

    def stamp(self, index: int, page: int, bates: str) -> Stamp:
        """The stamp of a page, counted from 0 in its file, which is page number `page` of the binder."""
        frame = self._source.frame(index)
        size = _SIZE * frame.scale
        words = f"p. {page}"
        gap = size if bates else 0
        width = self._regular.width(words, size) + gap + self._bold.width(bates, size)
        places = _places(frame, width, size)
        free = None
        if self._source.pixels(index) <= _MUCH:
            free = self._pictures.first_free(index, (frame.shown_width, frame.shown_height), places)
        left, bottom, _, _ = places[free or 0]
        shrink = IDENTITY if free is not None else frame.making_room(_EDGE * frame.scale + size + 2 * _AIR)
        start = left + self._regular.width(words, size) + gap
        line = bottom + _AIR
        shown = _show(self._regular, REGULAR, words, left, line, size)
        shown += _show(self._bold, BOLD, bates, start, line, size) if bates else ""
        operators = f"q {operands(frame.to_user)} cm 0 g BT {shown}ET Q"
        return Stamp(operators.encode(), shrink)


def _show(face: Face, name: str, words: str, left: float, line: float, size: float) -> str:
    return f"{name} {operands((size,))} Tf 1 0 0 1 {operands((left, line))} Tm {face.show(words)} Tj "


def _places(frame: Frame, width: float, size: float) -> list[Rectangle]:
    """Where a stamp may stand, best first: bottom right, centre, left; a line higher; then the top."""
    edge = _EDGE * frame.scale
    height = size + 2 * _AIR
    lefts = (frame.shown_width - edge - width, (frame.shown_width - width) / 2, edge)
    bottoms = (edge, edge + height, frame.shown_height - edge - height)
    return [
        (max(left, 0), bottom, min(left + width, frame.shown_width), bottom + height)
        for bottom in bottoms
        for left in lefts
    ]
