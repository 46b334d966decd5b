"""Look at pages as pictures: where a margin is free, and what a redacted page looks like. The only PDFium here."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pypdfium2 as pdfium
from PIL import Image

from requests_app.exhibits.geometry import Rectangle
from requests_app.exhibits.shapes import ExhibitError

_LOOK = 0.5  # pixels for a point: the hair line of a table is still seen
_LIGHTEST_INK = 200
_NOISE = 16


class Pictures:
    """The pages of a file as pictures; a context manager.

    Raises: ExhibitError with the file's name when it cannot be drawn.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._document = pdfium.PdfDocument(path)
            self._document.init_forms()  # or fields would not be drawn
        except (pdfium.PdfiumError, OSError) as error:
            raise self._broken() from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._document.close()

    def first_free(self, index: int, size: tuple[float, float], places: Sequence[Rectangle]) -> int | None:
        """Which of the places nothing is drawn in, the first one; None where each holds something.

        Places are in points as the page is shown, from its bottom left corner; `size` is its width and height.
        """
        for below in (True, False):  # the foot of the page first: most often it is enough
            here = [at for at, place in enumerate(places) if (place[3] < size[1] / 2) == below]
            if not here:
                continue
            low = 0.0 if below else min(places[at][1] for at in here)
            high = max(places[at][3] for at in here) if below else size[1]
            picture = self._draw(index, size, low, high)
            for at in here:
                left, bottom, right, top = places[at]
                box = (left * _LOOK, (high - top) * _LOOK, right * _LOOK + 1, (high - bottom) * _LOOK + 1)
                tones = picture.crop(box).histogram()
                seen = [tone for tone, count in enumerate(tones) if count]
                if seen and seen[0] >= _LIGHTEST_INK and seen[-1] - seen[0] <= _NOISE:
                    return at
        return None

    def picture(self, index: int, scale: float) -> Image.Image:
        """The page as it is shown, notes and form fields included; `scale` is pixels for a unit of the page."""
        try:
            page = self._document[index]
            try:
                picture: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil()
                return picture
            finally:
                page.close()
        except (pdfium.PdfiumError, MemoryError) as error:
            raise self._broken() from error

    def _draw(self, index: int, size: tuple[float, float], low: float, high: float) -> Image.Image:
        """The strip of the page between two heights, in grey."""
        try:
            page = self._document[index]
            try:
                unit = page.get_height() / size[1]  # PDFium leaves the page's own unit out
                crop = (0, low * unit, 0, (size[1] - high) * unit)
                strip: Image.Image = page.render(scale=_LOOK / unit, crop=crop, grayscale=True).to_pil()
                return strip
            finally:
                page.close()
        except (pdfium.PdfiumError, MemoryError, ValueError) as error:
            raise self._broken() from error

    def _broken(self) -> ExhibitError:
        return ExhibitError(f"“{self._path.name}” is broken: its pages cannot be drawn.")
