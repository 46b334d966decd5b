"""Plain words and pictures become pages, whatever is in them."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from requests_app.exhibits.photographs import print_picture
from requests_app.exhibits.shapes import ExhibitError
from requests_app.exhibits.words import Words, print_words
from tests.unit.exhibits.specimens import FONTS, texts


def test_a_mail_keeps_its_lines_its_facts_and_its_length(tmp_path: Path) -> None:
    output = tmp_path / "mail.pdf"
    body = "\n".join(f"Line {number} of the mail" for number in range(120))
    count = print_words(Words("Our answer", (("From", "Ana Ruiz"), ("Copy to", "")), body), output, fonts=FONTS)
    pages = texts(output)
    assert count == len(pages) == 3  # 120 lines of 14 points on 648 points of height
    assert "Our answer" in pages[0]
    assert "From" in pages[0]
    assert "Copy to" not in pages[0]
    assert "Line 119 of the mail" in pages[-1]


def test_signs_that_hide_or_turn_the_reading_are_left_out_and_missing_ones_are_said(tmp_path: Path) -> None:
    output = tmp_path / "mail.pdf"
    print_words(Words("exe.\u202etxt\x00", body="東京 and e\u0301t\u00e9\u200b"), output, fonts=FONTS)
    (page,) = texts(output)
    assert "exe.txt" in page
    assert "été" in page
    assert "empty boxes" in page


def test_a_very_long_text_is_cut_and_says_so(tmp_path: Path) -> None:
    output = tmp_path / "long.pdf"
    print_words(Words("Long", body="x" * 400_000), output, fonts=FONTS)
    assert "left out here" in texts(output)[-1]


def test_the_same_words_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        print_words(Words("Call", (("Date", "Mon 5 Oct 2026"),), "They look for more."), tmp_path / name, fonts=FONTS)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "JPEG"), ("L", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("1", "PNG")]
)
def test_a_picture_fills_the_width_of_one_page(tmp_path: Path, mode: str, kind: str) -> None:
    picture, output = tmp_path / "picture", tmp_path / "picture.pdf"
    Image.new(mode, (400, 100)).save(picture, kind)
    print_picture(picture, output)
    (page,) = PdfReader(output).pages
    (image,) = page.images
    assert image.image is not None
    assert image.image.size == (400, 100)
    assert b"504 0 0 126 54 333 cm" in page.get_contents().get_data()  # type: ignore[union-attr]


def test_what_is_no_picture_or_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    with pytest.raises(ExhibitError, match="cannot be read"):
        print_picture(picture, tmp_path / "out.pdf")
    huge = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(huge, "PNG")
    picture.write_bytes(huge.getvalue())
    with pytest.raises(ExhibitError, match="pixels"):
        print_picture(picture, tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()
