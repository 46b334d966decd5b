"""Find the letters that are in a page but that nobody sees on its picture."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from requests_app.documents.findings import Box, HiddenText

Colour = tuple[int, int, int]

# What a letter may differ from its ground, of 255, and still not be seen.
FAINT = 8
# A picture that fills the page is a scan, and the letters under it are what a machine read from it.
SCAN_SHARE = 0.8
DARK, LIGHT = 64, 192
# Letters of which little but ink is in their own box: a visible one looks like a covered one. So do most signs.
_SOLID = frozenset("lIi1一")


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a page, in reading order.

    `box` is in points and `pixels` on the page's picture (left, top, right, bottom); both None for a space or the end
    of a line. `order` is its place in the order of painting. `is_painted` is False where a machine laid it over a
    scan without painting it.
    """

    character: str
    box: Box | None = None
    pixels: tuple[float, float, float, float] | None = None
    order: int = 0
    colour: Colour = (0, 0, 0)
    is_painted: bool = True


@dataclass(frozen=True, slots=True)
class Cover:
    """Something painted that is not text; `is_picture` for a picture without transparent places."""

    box: Box
    order: int
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as a reader sees it. `marked` are the places marked for redaction; boxes are in points."""

    picture: Image.Image
    area: float
    covers: Sequence[Cover] = ()
    marked: Sequence[Box] = ()


def hidden_on(letters: Sequence[Letter], view: PageView, page: int) -> Iterator[HiddenText]:
    """The stretches of letters that a reader of the page does not see, line by line, and why."""
    run: list[Letter] = []
    reason = ""
    for letter in [*letters, Letter("\n")]:
        if letter.box is None:
            if run and letter.character != "\n":
                run.append(letter)
                continue
            unseen = None
        else:
            unseen = _why_unseen(letter, view)
        if run and (unseen != reason or _is_another_line(run, letter)):
            yield from _stretch(run, reason, page)
            run = []
        if unseen:
            run.append(letter)
            reason = unseen


def _stretch(run: list[Letter], reason: str, page: int) -> Iterator[HiddenText]:
    boxes = [letter.box for letter in run if letter.box]
    if not any(letter.box and letter.character.isalnum() and letter.character not in _SOLID for letter in run):
        return
    yield HiddenText(
        text="".join(letter.character for letter in run).strip(),
        reason=reason,
        page=page,
        box=Box(
            left=round(min(box.left for box in boxes), 2),
            bottom=round(min(box.bottom for box in boxes), 2),
            right=round(max(box.right for box in boxes), 2),
            top=round(max(box.top for box in boxes), 2),
        ),
    )


def _why_unseen(letter: Letter, view: PageView) -> str | None:
    """Why a reader does not see this letter, as the end of a sentence; None for one that is seen."""
    if letter.box is None or letter.pixels is None:
        return None
    if any(_holds(box, letter.box) for box in view.marked):
        return "marked for redaction, but not removed"
    left, top, right, bottom = letter.pixels
    width, height = view.picture.size
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        return "outside the part of the page that is shown"
    ground = _ground(letter, view.picture)
    if ground is None:
        pasted = (cover for cover in view.covers if cover.is_picture and not _is_scan(cover, view))
        if letter.is_painted and any(_is_over(cover, letter) for cover in pasted):
            return "under a picture laid over it"
        return None
    if not letter.is_painted:
        return "under a dark place of the scan" if max(ground) < DARK else None
    if any(_is_over(cover, letter) for cover in view.covers):
        return f"under a {_shade(ground)} box drawn over it"
    if all(abs(mine - other) <= FAINT for mine, other in zip(letter.colour, ground, strict=True)):
        return f"in the colour of its ground, {_shade(ground)} on {_shade(ground)}"
    return f"painted, but nothing of it is seen on the {_shade(ground)} ground"


def _ground(letter: Letter, picture: Image.Image) -> Colour | None:
    """The one colour of all that is seen where the letter stands; None where there is more than one."""
    if letter.pixels is None:
        return None
    # Whole pixels inside the letter's own box: the edge of a cover is often half a pixel of something else.
    left, top = max(math.ceil(letter.pixels[0]), 0), max(math.ceil(letter.pixels[1]), 0)
    right = min(max(math.floor(letter.pixels[2]), left + 1), picture.width)
    bottom = min(max(math.floor(letter.pixels[3]), top + 1), picture.height)
    if left >= right or top >= bottom:
        return None
    bands = picture.crop((left, top, right, bottom)).getextrema()
    lows_highs = [(int(low), int(high)) for low, high in bands]  # type: ignore[misc]
    if any(high - low > FAINT for low, high in lows_highs):
        return None
    red, green, blue = ((low + high) // 2 for low, high in lows_highs)
    return red, green, blue


def _is_over(cover: Cover, letter: Letter) -> bool:
    return letter.box is not None and cover.order > letter.order and _holds(cover.box, letter.box)


def _is_scan(cover: Cover, view: PageView) -> bool:
    box = cover.box
    return (box.right - box.left) * (box.top - box.bottom) >= SCAN_SHARE * view.area


def _is_another_line(run: list[Letter], letter: Letter) -> bool:
    last = next((one.box for one in reversed(run) if one.box), None)
    if last is None or letter.box is None:
        return letter.character == "\n"
    height = max(last.top - last.bottom, letter.box.top - letter.box.bottom)
    return abs((last.top + last.bottom) - (letter.box.top + letter.box.bottom)) > 2 * height


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of `inner` lies in `outer`."""
    across, up = (inner.left + inner.right) / 2, (inner.bottom + inner.top) / 2
    return outer.left <= across <= outer.right and outer.bottom <= up <= outer.top


def _shade(ground: Colour) -> str:
    if max(ground) < DARK:
        return "black"
    return "white" if min(ground) > LIGHT else "coloured"
