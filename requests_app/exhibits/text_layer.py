"""Words laid unseen over a picture of them, so that a page that is a picture can be searched and copied from."""

from collections.abc import Iterable

from requests_app.exhibits.geometry import operands
from requests_app.exhibits.recognition import Word
from requests_app.exhibits.stamping import REGULAR
from requests_app.exhibits.typeface import Face


def unseen(words: Iterable[Word], pixels_in_a_point: tuple[float, float], page_height: float, face: Face) -> str:
    """Operators that show the words without ink, each as wide and as high as it is seen.

    They draw in points from the bottom left corner of the page as it is shown, `page_height` points high.
    """
    across, down = pixels_in_a_point
    shown = []
    for word in words:
        size = max(word.height / down, 1)
        stretch = word.width / across / (face.width(word.text, size) or 1) * 100
        left, line = word.left / across, page_height - (word.top + 0.8 * word.height) / down
        place = f"{REGULAR} {operands((size,))} Tf {operands((stretch,))} Tz 1 0 0 1 {operands((left, line))} Tm"
        shown.append(f"{place} {face.show(word.text + ' ')} Tj")
    return "BT 3 Tr\n" + "\n".join(shown) + "\nET"
