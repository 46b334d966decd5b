"""Files are looked into in a process of their own, which a hostile one may break without harm."""

import io
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from django.core.management import CommandError, call_command
from PIL import Image, ImageDraw, ImageFont

from requests_app.documents import Limits, extract_text, inspect, ocr
from tests.pdf_pages import grey_picture, pdf
from tests.services import descendants

WORDS = b"BT /F1 12 Tf 72 700 Td (Officer John Will) Tj ET\n"
REDACTED = WORDS + b"0 g 109 694 53 18 re f\n"


def scan() -> Image.Image:
    """A picture of a letter."""
    picture = Image.new("L", (1700, 400), 255)
    font = ImageFont.load_default(size=60)
    ImageDraw.Draw(picture).text((100, 150), "The request is denied under section 7923.600", fill=0, font=font)
    return picture


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(WORDS, REDACTED, b""))
    return path


def test_a_file_is_looked_into_whole(letter: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    got = inspect(letter, "letter.pdf", on_page=lambda *counts: seen.append(counts), with_ocr=False)
    assert (got.media_type, got.page_count, got.is_complete) == ("application/pdf", 3, True)
    assert got.pages_without_text == (3,)
    assert [(one.page, one.text) for one in got.hidden] == [(2, "John Will")]
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_stream_is_looked_into_like_a_file(letter: Path) -> None:
    assert inspect(io.BytesIO(letter.read_bytes()), "x.pdf", with_ocr=False) == inspect(
        letter, "x.pdf", with_ocr=False
    )


def test_the_words_are_what_a_letter_writer_wrote(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    html = "<p>Gov. Code, § 7923.600, and “records”</p><p style='page-break-before: always'>fi ffi Núñez</p>"
    weasyprint.HTML(string=html).write_pdf(path)
    assert extract_text(path).split("\f") == ["Gov. Code, § 7923.600, and “records”", "fi ffi Núñez"]
    assert inspect(path, path.name).hidden == ()


def test_looking_can_be_stopped_and_keeps_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(*[WORDS] * 400))
    read: list[int] = []
    got = inspect(path, path.name, on_page=lambda done, of: read.append(done), should_stop=lambda: len(read) >= 3)
    assert 3 <= len(got.pages) < 400
    assert not got.is_complete
    assert got.problems == ("The looking was stopped; what was read until then is kept.",)


def test_a_file_that_takes_too_long_is_left(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(*[WORDS] * 2000))
    got = inspect(path, path.name, limits=Limits(seconds=3))
    assert got.problems == ("The file took longer than 3 seconds; the rest was not read.",)
    assert not got.is_complete


def test_a_file_that_fills_the_memory_breaks_only_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(path)
    got = inspect(path, path.name, limits=Limits(memory_bytes=400 * 1024**2, picture_pixels=10**10))
    assert got.problems
    assert got.page_count in (1, None)


def test_an_empty_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    assert inspect(path, path.name).problems == ("The file is empty.",)


def test_the_reader_learns_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@db/x")
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(*[WORDS] * 300))
    environments: list[bytes] = []

    def look(done: int, of: int | None) -> None:
        for process in descendants(os.getpid()):
            with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                if b"requests_app.documents.reader" in Path(f"/proc/{process}/cmdline").read_bytes():
                    environments.append(Path(f"/proc/{process}/environ").read_bytes())

    inspect(path, path.name, on_page=look, should_stop=lambda: bool(environments))
    if not Path("/proc/self/environ").exists():
        pytest.skip("this system does not show the environment of a process")
    assert environments
    assert not any(b"secret" in environment for environment in environments)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed here")
def test_scans_are_read_by_their_pictures(tmp_path: Path) -> None:
    picture = scan()
    png, scanned = tmp_path / "scan.png", tmp_path / "scan.pdf"
    picture.save(png)
    image = grey_picture(picture.tobytes(), picture.width)
    scanned.write_bytes(
        pdf(b"q 612 0 0 144 0 600 cm /Im Do Q", resources=b"/XObject << /Im 10 0 R >>", objects=(image,))
    )
    for path in (png, scanned):
        got = inspect(path, path.name)
        assert got.pages[0].is_read_by_ocr
        assert "denied under section 7923.600" in got.text
        assert got.pages_without_text == (1,)
        assert got.problems == ()


def test_without_a_reader_of_pictures_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "scan.png"
    scan().save(path)
    assert inspect(path, path.name).problems == (ocr.MISSING,)


def test_the_command_prints_a_line_of_json_for_each_file(letter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = letter.with_name("broken.pdf")
    broken.write_bytes(b"%PDF-1.7 broken")
    call_command("inspect_document", str(letter), str(broken), "--json", "--no-ocr")
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    expected: dict[str, Any] = {
        "file": str(letter),
        "type": "application/pdf",
        "pages": 3,
        "text_length": len("Officer John Will") * 2 + 2,
        "pages_without_text": [3],
        "problems": [],
        "complete": True,
    }
    assert {key: first[key] for key in expected} == expected
    (hidden,) = first["hidden_text"]
    assert (hidden["page"], hidden["text"], len(hidden["box"])) == (2, "John Will", 4)
    assert second["problems"] == ["The PDF is broken; its pages cannot be read."]


def test_the_command_tells_of_missing_files_after_the_others(
    letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match=r"1 of 2 files could not be opened\."):
        call_command("inspect_document", "/no/such/file", str(letter), "--no-ocr")
    out = capsys.readouterr().out
    assert "hidden: page 2: “John Will”, under a black box drawn over it" in out
    assert "No such file" in out
