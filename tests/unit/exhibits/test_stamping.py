from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from requests_app.exhibits.binder import bind
from requests_app.exhibits.shapes import Binder, Exhibit
from tests.unit.exhibits.specimens import FONTS, Leaf, picture, texts, words

Make = Callable[..., Path]


def bound(path: Path) -> Path:
    output = path.with_name(f"bound-{path.name}")
    bind(Binder((Exhibit(path, "Paper"),), prefix="DL", cover_sheets=False, index=False), output, fonts=FONTS)
    return output


def bottom_right(page: Image.Image) -> Image.Image:
    """The corner where a stamp stands when it is free: 1.8 inches by 0.6."""
    return page.crop((page.width - 260, page.height - 86, page.width, page.height))


def ink(page: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around what is not white."""
    return ImageChops.invert(page.point(lambda tone: 255 if tone > 128 else 0)).getbbox()


def test_a_stamp_stands_upright_whichever_way_the_page_is_turned(make: Make) -> None:
    corners = []
    for turned in (0, 90, 180, 270):
        size = "0 0 792 612" if turned in (90, 270) else "0 0 612 792"  # so that each is shown 612 wide
        output = bound(make(f"turned{turned}.pdf", Leaf(box=size, more=f"/Rotate {turned}")))
        corners.append(bottom_right(picture(output, 1)))

    assert ink(corners[0]) is not None
    for corner in corners[1:]:
        assert ink(corner) == ink(corners[0])
        assert ImageChops.difference(corner, corners[0]).histogram()[90:] == [0] * 166  # grey at the edges of letters


@pytest.mark.parametrize(
    ("box", "more"),
    [
        ("-100 -50 900 900", "/CropBox [144 36 756 828]"),
        ("-306 -396 306 396", ""),
        ("612 792 0 0", ""),
        ("0 0 612 792", "/CropBox [-500 -500 5000 5000]"),
    ],
)
def test_a_stamp_stands_in_the_corner_that_is_shown(box: str, more: str, make: Make) -> None:
    plain = bottom_right(picture(bound(make("plain.pdf", Leaf())), 1))
    odd = bottom_right(picture(bound(make("odd.pdf", Leaf(box=box, more=more))), 1))

    assert ink(odd) == ink(plain)


def test_a_page_with_a_greater_unit_is_stamped_at_the_same_size_on_paper(make: Make) -> None:
    plain = ink(picture(bound(make("plain.pdf", Leaf())), 1, scale=2))
    # 306 units of 2 points; PDFium draws units as points, so a scale of 4 shows the same paper
    unit = ink(picture(bound(make("unit.pdf", Leaf(box="0 0 306 396", more="/UserUnit 2"))), 1, scale=4))

    assert plain is not None and unit is not None
    assert all(abs(one - other) <= 1 for one, other in zip(plain, unit, strict=True))


def test_a_stamp_goes_where_the_margin_is_free(make: Make) -> None:
    path = make("numbered.pdf", Leaf(words("page 7", x=520, y=24)))
    before, after = picture(path, 1), picture(bound(path), 1)

    assert bottom_right(after).tobytes() == bottom_right(before).tobytes()
    assert "DL000001" in texts(bound(path))[0]
    middle = after.crop((400, after.height - 86, 824, after.height))
    assert ink(middle) is not None


def test_a_page_full_of_text_makes_room_and_loses_none_of_it(make: Make) -> None:
    lines = " ".join(words(f"line at {y} " + "to the very edge " * 8, x=2, y=y, size=10) for y in range(3, 790, 11))
    path = make("full.pdf", Leaf(lines))
    output = bound(path)

    text = texts(output)[0]
    assert all(f"line at {y} " in text for y in range(3, 790, 11))
    empty = picture(bound(make("empty.pdf", Leaf())), 1)
    strip = (0, 2 * 792 - 2 * 32, 2 * 612, 2 * 792)
    assert picture(output, 1).crop(strip).tobytes() == empty.crop(strip).tobytes()


def test_a_page_with_a_dark_ground_makes_room(make: Make) -> None:
    page = picture(bound(make("dark.pdf", Leaf("0.1 g 0 0 612 792 re f"))), 1)

    assert page.getpixel((600, 2 * 792 - 20)) == 255
    assert ink(bottom_right(page).crop((0, 18, 260, 50))) is not None


def test_a_link_moves_with_the_words_it_stands_on(make: Make) -> None:
    path = make(
        "link.pdf",
        Leaf(
            "0.1 g 0 0 612 792 re f",
            more="/Annots [<< /Subtype /Link /Rect [0 0 612 792] /A << /S /URI /URI (https://a.org) >> >>]",
        ),
    )
    rectangle = PdfReader(bound(path)).pages[0]["/Annots"][0].get_object()["/Rect"]  # type: ignore[index]

    # 18 points of edge, 10 of letters, 6 of air
    assert float(rectangle[1]) == pytest.approx(34) and float(rectangle[3]) == pytest.approx(792)
    assert float(rectangle[2]) - float(rectangle[0]) == pytest.approx(612 * (792 - 34) / 792)


@pytest.mark.parametrize(
    "draws",
    [
        "0.5 0 0 0.5 0 0 cm",
        "q 2 0 0 2 50 50 cm q",
        "Q Q 0.3 0 0 0.3 9 9 cm",
        "q (an unclosed \\( string with q and Q) pop 3 0 0 3 0 0 cm",
        "BI /W 1 /H 1 /BPC 8 /CS /G ID q EI 3 0 0 3 0 0 cm",
    ],
)
def test_a_page_that_leaves_its_state_in_disorder_does_not_move_the_stamp(draws: str, make: Make) -> None:
    plain = picture(bound(make("plain.pdf", Leaf())), 1)
    odd = picture(bound(make("odd.pdf", Leaf(draws))), 1)

    assert ink(bottom_right(odd)) == ink(bottom_right(plain))
