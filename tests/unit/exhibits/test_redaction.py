import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from requests_app.exhibits import recognition, redaction
from requests_app.exhibits.recognition import Word
from requests_app.exhibits.redaction import redact
from requests_app.exhibits.shapes import Box, ExhibitError
from tests.unit.exhibits.specimens import FONTS, HELVETICA, Leaf, everything_in, picture, texts, words

Make = Callable[..., Path]
SECRET = Box(1, left=130, top=78, width=160, height=20, code="§ 7923.600")


@pytest.fixture(autouse=True)
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether words come back depends on the machine; a test that wants them says so."""
    monkeypatch.setattr(redaction, "words_on", lambda picture, dots: ())
    monkeypatch.setattr(redaction, "is_available", lambda: False)


@pytest.fixture
def memo(make: Make) -> Path:
    """Two pages; on the first, MARMALADE stands 130 to 290 points from the left, 78 to 98 from the top."""
    note = "0 0 1 rg 0 0 9 9 re f % MARMALADE in a shared form"
    return make(
        "memo.pdf",
        Leaf(
            words("MARMALADE", x=132, y=698, size=16) + " " + words("kept words", y=600) + " /Shared Do",
            resources=f"{HELVETICA} /XObject << /Shared 1000 0 R >>",
            more="/Annots [1001 0 R]",
        ),
        Leaf(words("second page"), resources=f"{HELVETICA} /XObject << /Shared 1000 0 R >>"),
        objects={
            1000: f"<< /Subtype /Form /BBox [0 0 9 9] /Length {len(note)} >>\nstream\n{note}\nendstream",
            1001: "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (MARMALADE in a note) >>",
            1002: "<< /Title (MARMALADE in a bookmark) /Parent 1003 0 R /Dest [10 0 R /Fit] >>",
            1003: "<< /Type /Outlines /First 1002 0 R /Last 1002 0 R /Count 1 >>",
        },
        catalog="/Outlines 1003 0 R /Names << /JavaScript << /Names [(MARMALADE) << >>] >> >>",
    )


def test_what_stood_under_a_box_is_in_the_file_no_more(memo: Path, tmp_path: Path) -> None:
    output = tmp_path / "redacted.pdf"
    redact(memo, [SECRET], output, fonts=FONTS)

    found = everything_in(output)
    for shape in ("MARMALADE", b"MARMALADE".hex(), "MARMALADE".encode("utf-16-be").decode("latin-1")):
        assert shape.lower() not in found.lower()
    assert not any("MARMALADE" in text for text in texts(output))


def test_a_box_is_black_where_the_words_were_and_names_its_section(memo: Path, tmp_path: Path) -> None:
    output = tmp_path / "redacted.pdf"
    redact(memo, [SECRET], output, fonts=FONTS)

    before, after = picture(memo, 1), picture(output, 1)
    box = (2 * 131, 2 * 79, 2 * 289, 2 * 97)
    tones = after.crop(box).histogram()
    assert sum(tones[:40]) > 0.75 * sum(tones)  # black, but for the code in white
    assert tones[255] + sum(tones[200:]) > 50
    below = (0, 2 * 150, before.width, before.height)
    dark = [page.crop(below).point(lambda tone: 255 * (tone > 128)).histogram()[0] for page in (before, after)]
    assert dark[1] == pytest.approx(dark[0], rel=0.1)  # the rest of the page is as it was
    assert "[Redacted: § 7923.600]" in texts(output)[0]


def test_pages_without_a_box_keep_their_text(memo: Path, tmp_path: Path) -> None:
    result = redact(memo, [SECRET], tmp_path / "redacted.pdf", fonts=FONTS)

    assert "second page" in texts(tmp_path / "redacted.pdf")[1]
    assert (result.pages, result.pictures) == (2, (1,))


def test_a_page_that_became_a_picture_is_said_to_be_one(memo: Path, tmp_path: Path) -> None:
    result = redact(memo, [SECRET], tmp_path / "redacted.pdf", fonts=FONTS)

    assert result.pictures_without_text == (1,)
    assert result.notes == ("Pages that are now pictures without words to search: 1 (Tesseract is not installed).",)


def test_words_that_are_still_seen_can_be_searched_again(
    memo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def recognise(shown: Image.Image, dots: int) -> tuple[Word, ...]:
        assert shown.getpixel((round(200 * dots / 72), round(88 * dots / 72))) == (255, 255, 255)
        return (Word("kept", 300, 780, 100, 40), Word("words", 420, 780, 120, 40))

    monkeypatch.setattr(redaction, "words_on", recognise)
    result = redact(memo, [SECRET], tmp_path / "redacted.pdf", fonts=FONTS)

    assert "kept words" in texts(tmp_path / "redacted.pdf")[0]
    assert result.pictures_without_text == () and result.notes == ()


@pytest.mark.skipif(not recognition.is_available(), reason="Tesseract is not installed")
def test_tesseract_reads_a_printed_line(make: Make) -> None:
    page = picture(make("line.pdf", Leaf(words("The records were withheld", size=20))), 1, scale=300 / 72)
    found = recognition.words_on(page, 300)

    assert [word.text for word in found] == ["The", "records", "were", "withheld"]
    assert found[0].left == pytest.approx(72 * 300 / 72, abs=12)


def test_recognition_that_fails_leaves_the_page_without_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "tesseract"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert recognition.is_available()
    assert recognition.words_on(Image.new("L", (20, 20)), 300) == ()
    broken.unlink()
    assert recognition.words_on(Image.new("L", (20, 20)), 300) == ()


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_boxes_are_placed_on_the_page_as_it_is_shown(turned: int, make: Make, tmp_path: Path) -> None:
    path = make("turned.pdf", Leaf(box="100 100 500 700", more=f"/Rotate {turned}"))
    redact(path, [Box(1, left=10, top=20, width=50, height=30)], tmp_path / "redacted.pdf", fonts=FONTS)

    page = picture(tmp_path / "redacted.pdf", 1)
    assert page.size == picture(path, 1).size
    dark = page.point(lambda tone: 255 if tone < 128 else 0).getbbox()
    assert dark == pytest.approx((20, 40, 120, 100), abs=1)
    assert PdfReader(tmp_path / "redacted.pdf").pages[0].rotation == 0


def test_a_filled_form_field_outside_the_box_is_still_seen(make: Make, tmp_path: Path) -> None:
    drawn = "BT /F1 12 Tf 2 4 Td (Filled in) Tj ET"
    path = make(
        "form.pdf",
        Leaf(more="/Annots [1000 0 R]"),
        objects={
            1000: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Filled in) /Rect [100 400 300 420] /F 4 "
            "/AP << /N 1001 0 R >> >>",
            1001: f"<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << {HELVETICA} >> "
            f"/Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        },
        catalog="/AcroForm << /Fields [1000 0 R] >>",
    )
    redact(path, [Box(1, 10, 10, 20, 20)], tmp_path / "redacted.pdf", fonts=FONTS)

    field = picture(tmp_path / "redacted.pdf", 1).crop((200, 2 * 372, 600, 2 * 392))
    assert field.point(lambda tone: 255 * (tone > 128)).histogram()[0] > 100


def test_a_page_too_large_for_memory_is_drawn_coarser(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redaction, "_MOST_PIXELS", 400_000)
    redact(make("plan.pdf", Leaf()), [Box(1, 100, 100, 50, 50)], tmp_path / "redacted.pdf", fonts=FONTS)

    image = PdfReader(tmp_path / "redacted.pdf").pages[0]["/Resources"]["/XObject"]["/Page"]  # type: ignore[index]
    assert 300_000 < image["/Width"] * image["/Height"] <= 400_000  # type: ignore[operator]


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        ([], "Nothing is to be blacked out in “memo.pdf”"),
        ([Box(3, 0, 0, 9, 9)], "“memo.pdf” has 2 pages; a box is on page 3"),
        ([Box(1, 0, 0, 0, 9)], "covers nothing"),
        ([Box(1, 700, 0, 9, 9)], "is not on the page"),
    ],
)
def test_boxes_that_hide_nothing_are_refused(boxes: list[Box], sentence: str, memo: Path, tmp_path: Path) -> None:
    with pytest.raises(ExhibitError, match=sentence):
        redact(memo, boxes, tmp_path / "redacted.pdf", fonts=FONTS)
    assert not (tmp_path / "redacted.pdf").exists()


def test_the_original_is_never_written_over(memo: Path) -> None:
    with pytest.raises(ExhibitError, match="is the original"):
        redact(memo, [SECRET], memo, fonts=FONTS)


def test_poppler_finds_nothing_wrong_with_a_redacted_file(memo: Path, tmp_path: Path) -> None:
    redact(memo, [SECRET], tmp_path / "redacted.pdf", fonts=FONTS)
    try:
        done = subprocess.run(
            ["pdftotext", tmp_path / "redacted.pdf", "-"], capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        pytest.skip("poppler is not installed")

    assert done.stderr == ""
    assert "MARMALADE" not in done.stdout
