"""Whatever bytes a file has, looking into it gives findings and never an error."""

import io
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import docx
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from requests_app.archive import media_type_of
from requests_app.documents import Limits
from requests_app.documents.reader import read
from tests.pdf_pages import pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SMALL = Limits(page_count=5, picture_pixels=500_000, unpacked_bytes=5_000_000, text_characters=100_000)


def _specimens() -> list[tuple[bytes, str]]:
    word, excel, picture = io.BytesIO(), io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("The request is denied.")
    document.save(word)
    openpyxl.Workbook().save(excel)
    Image.new("RGB", (20, 20), "grey").save(picture, "TIFF")
    words = b"BT /F1 12 Tf 72 700 Td (Officer John Will) Tj ET 0 g 109 694 53 18 re f"
    return [
        (pdf(words, words), "application/pdf"),
        (word.getvalue(), WORD),
        (excel.getvalue(), EXCEL),
        (picture.getvalue(), "image/tiff"),
        (b"<html><body><p>words</p><!-- x --><![if x]></body></html>", "text/html"),
    ]


SPECIMENS = _specimens()


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, str]:
    """A sound file with some of its bits flipped, bytes cut out or put in."""
    sound, media_type = draw(st.sampled_from(SPECIMENS))
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 20))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        match draw(st.integers(0, 3)):
            case 0 | 1:
                data[at : at + 1] = bytes([(data[at] if data else 0) ^ (1 << draw(st.integers(0, 7)))])
            case 2:
                del data[at : at + draw(st.integers(1, 100))]
            case _:
                data[at:at] = draw(st.binary(max_size=20))
    return bytes(data), media_type


def check(data: bytes, media_type: str) -> None:
    """Reading gives values that can be written down, and sentences."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        for item in read(Path(file.name), media_type, SMALL, with_ocr=False):
            json.dumps(asdict(item), ensure_ascii=False).encode("utf-8")
            assert "\0" not in str(asdict(item).get("text", ""))
            assert str(asdict(item).get("sentence", ".")).endswith((".", ")."))


@given(damaged())
@settings(max_examples=150)
def test_a_damaged_file_gives_findings(file: tuple[bytes, str]) -> None:
    check(*file)


@given(st.binary(max_size=500))
@settings(max_examples=150)
def test_any_bytes_give_findings(data: bytes) -> None:
    check(data, media_type_of(io.BytesIO(data)))


@given(st.binary(max_size=300), st.sampled_from([media_type for _, media_type in SPECIMENS]))
@settings(max_examples=150)
def test_any_bytes_under_any_type_give_findings(data: bytes, media_type: str) -> None:
    check(data, media_type)
