"""Words under drawn redactions are found, with their page and place; words that are seen are not reported."""

from pathlib import Path

import pytest

from requests_app.documents import HiddenText, Limits
from requests_app.documents.reader import read
from tests.pdf_pages import grey_picture, pdf, stream

WORDS = b"BT /F1 12 Tf 72 700 Td (Officer John Will 7, lIl.) Tj ET\n"
# In Helvetica at 12 points "John Will" stands between 110 and 161 points from the left.
OVER_NAME = b"109 694 53 18 re f\n"
OTHER_LINE = b"BT /F1 12 Tf 72 500 Td (Badge 4471 lIl - i.) Tj ET\n"


def hidden(tmp_path: Path, *contents: bytes, **more: object) -> list[HiddenText]:
    path = tmp_path / "redacted.pdf"
    path.write_bytes(pdf(*contents, **more))  # type: ignore[arg-type]
    found = read(path, "application/pdf", Limits(), with_ocr=False)
    return [item for item in found if isinstance(item, HiddenText)]


@pytest.mark.parametrize(
    "seen",
    [
        WORDS + OTHER_LINE,
        b"0.9 g 60 690 300 30 re f 0 g\n" + WORDS,
        b"0 g 60 690 300 30 re f 1 g\n" + WORDS,
        WORDS + b"60 690 300 30 re S\n",
        WORDS + b"0 g 109 720 53 18 re f\n",
        WORDS + b"72 697 m 200 697 l S\n",
        b"3 Tr\n" + WORDS,
        b"BT /F1 5 Tf 72 700 Td (Officer John Will, badge 4471) Tj ET\n",
        b"0.5 g BT /F1 12 Tf 72 700 Td (grey words) Tj ET\n",
    ],
    ids=["plain", "tinted", "reversed", "framed", "beside", "underlined", "over a scan", "small", "grey"],
)
def test_words_that_are_seen_are_not_reported(tmp_path: Path, seen: bytes) -> None:
    assert hidden(tmp_path, seen) == []


@pytest.mark.parametrize(
    ("painted", "reason"),
    [
        (WORDS + b"0 g " + OVER_NAME, "under a black box drawn over it"),
        (WORDS + b"1 g " + OVER_NAME, "under a white box drawn over it"),
        (WORDS + b"1 0 0 rg " + OVER_NAME, "under a coloured box drawn over it"),
        (WORDS + b"0 G 18 w 109 703 m 162 703 l S\n", "under a black box drawn over it"),
        (WORDS + b"q 1 0 0 1 9 -6 cm 0 g 100 700 53 18 re f Q\n", "under a black box drawn over it"),
        (b"0 g " + OVER_NAME + WORDS, "in the colour of its ground, black on black"),
    ],
    ids=["black", "white", "red", "marker", "moved", "black on black"],
)
def test_a_name_under_a_redaction_is_found_where_it_stands(tmp_path: Path, painted: bytes, reason: str) -> None:
    (found,) = hidden(tmp_path, OTHER_LINE, painted)
    assert (found.text, found.reason, found.page) == ("John Will", reason, 2)
    assert found.box is not None
    assert (109, 697) < (found.box.left, found.box.bottom) < (112, 701)
    assert (158, 706) < (found.box.right, found.box.top) < (162, 712)


def test_white_words_on_white_paper_are_found(tmp_path: Path) -> None:
    (found,) = hidden(tmp_path, OTHER_LINE + b"1 g\n" + WORDS)
    assert (found.text, found.reason) == ("Officer John Will 7, lIl.", "in the colour of its ground, white on white")


def test_two_lines_under_one_box_are_two_findings(tmp_path: Path) -> None:
    lines = b"BT /F1 12 Tf 14 TL 72 700 Td (First name) Tj T* (Second name) Tj ET\n"
    found = hidden(tmp_path, lines + b"0 g 60 670 300 60 re f\n")
    assert [one.text for one in found] == ["First name", "Second name"]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_and_cut_page_gives_the_same_place(tmp_path: Path, turned: int) -> None:
    page = b"/Rotate %d /CropBox [60 400 400 760]" % turned
    (found,) = hidden(tmp_path, WORDS + b"0 g " + OVER_NAME, page=page)
    assert found.text == "John Will"
    assert found.box is not None
    assert 109 < found.box.left < 112


def test_words_outside_the_part_that_is_shown_are_found(tmp_path: Path) -> None:
    (found,) = hidden(tmp_path, WORDS + OTHER_LINE, page=b"/CropBox [0 600 612 792]")
    assert (found.text[:10], found.reason) == ("Badge 4471", "outside the part of the page that is shown")


def test_words_under_a_note_are_found(tmp_path: Path) -> None:
    square = b"/Annots [<< /Type /Annot /Subtype /Square /Rect [109 694 162 712] /IC [0 0 0] /C [0 0 0] /F 4 >>]"
    (found,) = hidden(tmp_path, WORDS, page=square)
    assert (found.text, found.reason) == ("John Will", "under a black box drawn over it")


def test_words_marked_for_redaction_but_left_in_are_found(tmp_path: Path) -> None:
    mark = b"/Annots [<< /Type /Annot /Subtype /Redact /Rect [109 694 162 712] >>]"
    (found,) = hidden(tmp_path, WORDS, page=mark)
    assert (found.text, found.reason) == ("John Will", "marked for redaction, but not removed")


def test_words_under_a_pasted_picture_are_found(tmp_path: Path) -> None:
    noise = bytes((x * 37 + y * 91) % 256 for y in range(30) for x in range(80))
    pasted = WORDS + b"q 53 0 0 18 109 694 cm /Im Do Q\n"
    resources = b"/XObject << /Im 10 0 R >>"
    (found,) = hidden(tmp_path, pasted, resources=resources, objects=(grey_picture(noise, 80),))
    assert (found.text, found.reason) == ("John Will", "under a picture laid over it")


def test_words_under_a_picture_that_lets_them_shine_through_are_seen(tmp_path: Path) -> None:
    clear = (grey_picture(bytes(2400), 80, b"/SMask 11 0 R"), grey_picture(bytes(2400), 80))
    pasted = WORDS + b"q 53 0 0 18 109 694 cm /Im Do Q\n"
    assert hidden(tmp_path, pasted, resources=b"/XObject << /Im 10 0 R >>", objects=clear) == []


def test_the_words_of_a_scan_are_not_hidden_but_those_under_its_black_places_are(tmp_path: Path) -> None:
    width, height = 204, 264
    tones = bytearray(
        (x * 37 + y * 91) % 256 for y in range(height) for x in range(width)
    )  # stands for the ink of a page: no place of one colour
    for y in range(25, 36):
        tones[y * width + 36 : y * width + 56] = bytes(20)
    layer = b"3 Tr\n" + WORDS + b"q 612 0 0 792 0 0 cm /Im Do Q\n"
    found = hidden(
        tmp_path, layer, resources=b"/XObject << /Im 10 0 R >>", objects=(grey_picture(bytes(tones), width),)
    )
    assert [(one.text, one.reason) for one in found] == [("John Will", "under a dark place of the scan")]


def test_the_words_that_a_scanner_painted_under_its_picture_are_not_hidden(tmp_path: Path) -> None:
    tones = bytes((x * 37 + y * 91) % 256 for y in range(264) for x in range(204))
    drawn = WORDS + b"q 612 0 0 792 0 0 cm /Im Do Q\n"
    found = hidden(tmp_path, drawn, resources=b"/XObject << /Im 10 0 R >>", objects=(grey_picture(tones, 204),))
    assert found == []


def test_a_box_in_a_form_covers_words_outside_it(tmp_path: Path) -> None:
    form = stream(b"0 g 0 0 53 18 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 100 100]")
    drawn = WORDS + b"q 1 0 0 1 109 694 cm /Fm Do Q\n"
    (found,) = hidden(tmp_path, drawn, resources=b"/XObject << /Fm 10 0 R >>", objects=(form,))
    assert (found.text, found.reason) == ("John Will", "under a black box drawn over it")


def test_boxes_are_in_points_from_the_lower_left_corner(tmp_path: Path) -> None:
    (found,) = hidden(tmp_path, b"BT /F1 72 Tf 100 100 Td (H) Tj ET 0 g 90 90 100 100 re f\n")
    # Helvetica's H is 0.077 to 0.646 em wide and 0.718 em tall.
    assert found.box is not None
    assert abs(found.box.left - 105.5) < 0.6
    assert abs(found.box.right - 146.5) < 0.6
    assert abs(found.box.bottom - 100) < 0.6
    assert abs(found.box.top - 151.7) < 0.6
