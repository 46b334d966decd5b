"""Each kind of file gives its words, what it says of itself, and what its author thought was gone."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from requests_app.documents import HiddenText, Limits, Metadata, Page
from requests_app.documents.findings import PageCount, Problem
from requests_app.documents.pdf import moment
from requests_app.documents.reader import read
from tests.pdf_pages import pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Read:
    """What reading some bytes gave, sorted by kind."""

    def __init__(self, tmp_path: Path, data: bytes, media_type: str, **limits: Any) -> None:
        path = tmp_path / "file"
        path.write_bytes(data)
        found = list(read(path, media_type, Limits(**limits), with_ocr=False))
        self.pages = [item for item in found if isinstance(item, Page)]
        self.text = "\f".join(page.text for page in self.pages)
        self.hidden = [(item.text, item.reason) for item in found if isinstance(item, HiddenText)]
        self.problems = [item.sentence for item in found if isinstance(item, Problem)]
        self.metadata = next((item for item in found if isinstance(item, Metadata)), None)
        self.page_count = next((item.count for item in found if isinstance(item, PageCount)), None)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_pdf_gives_its_pages_and_which_have_no_words(tmp_path: Path) -> None:
    pages = (b"BT /F1 12 Tf 72 700 Td (One) Tj ET", b"0 g 10 10 50 50 re f", b"BT /F1 12 Tf 72 700 Td (Three) Tj ET")
    got = Read(tmp_path, pdf(*pages), "application/pdf")
    assert got.page_count == 3
    assert got.text == "One\f\fThree"
    assert [page.has_text for page in got.pages] == [True, False, True]


def test_a_pdf_with_too_many_pages_is_read_up_to_the_limit(tmp_path: Path) -> None:
    got = Read(tmp_path, pdf(*[b"BT /F1 12 Tf 72 700 Td (x) Tj ET"] * 5), "application/pdf", page_count=2)
    assert got.page_count == 5
    assert len(got.pages) == 2
    assert got.problems == ["The PDF has 5 pages; only the first 2 were read."]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\nnothing of use\n%%EOF", pdf(b"")[:200]])
def test_a_broken_pdf_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    got = Read(tmp_path, data, "application/pdf")
    assert got.pages == []
    assert got.problems == ["The PDF is broken; its pages cannot be read."]


def test_a_locked_pdf_is_a_sentence(tmp_path: Path) -> None:
    # Standard security, revision 2, 40 bits, with keys that no empty password opens.
    locked = pdf(
        b"", objects=(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32),)
    )
    locked = locked.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 10 0 R /ID [<00><00>]")
    got = Read(tmp_path, locked, "application/pdf")
    assert got.problems == ["The PDF is locked with a password; its pages cannot be read."]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("D:20261006091500-07'00'", "2026-10-06T09:15:00-07:00"),
        ("D:20261006091500Z", "2026-10-06T09:15:00+00:00"),
        ("D:20261006", "2026-10-06T00:00:00"),
        ("D:20261306", "D:20261306"),
        ("yesterday", "yesterday"),
        ("", ""),
    ],
)
def test_a_pdf_date_is_read_or_left_as_it_is(written: str, read_as: str) -> None:
    assert moment(written) == read_as


def test_a_word_file_gives_all_its_words_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The request is denied.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Pages", "12"
    document.add_paragraph("Gov. Code,\t§ 7923.600")
    document.sections[0].header.paragraphs[0].text = "CONFIDENTIAL"
    document.core_properties.author = "J. Smith"
    document.core_properties.modified = datetime(2026, 10, 6, 9, 15, tzinfo=UTC)
    got = Read(tmp_path, saved(document), WORD)
    for words in ("The request is denied.\nPages\n12\nGov. Code,\t§ 7923.600", "CONFIDENTIAL"):
        assert words in got.text
    assert got.metadata is not None
    assert got.metadata.author == "J. Smith"
    assert got.metadata.modified_at.startswith("2026-10-06T09:15:00")
    assert got.hidden == []


def test_deleted_and_hidden_words_of_a_word_file_are_found_apart(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The officer is ")
    paragraph.add_run("badge 4471").font.hidden = True
    paragraph._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:author="x"><w:r><w:delText>John Will</w:delText></w:r></w:del>')
    )
    got = Read(tmp_path, saved(document), WORD)
    assert "4471" not in got.text
    assert "John Will" not in got.text
    assert got.hidden == [
        ("John Will", "deleted, but kept as a tracked change"),
        ("badge 4471", "formatted as hidden"),
    ]


def test_an_excel_file_gives_its_cells_and_its_hidden_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Reads"  # type: ignore[union-attr]
    book.active.append(["plate", "count"])  # type: ignore[union-attr]
    book.active.append(["7ABC123", 12])  # type: ignore[union-attr]
    secret = book.create_sheet("Officers")
    secret.append(["John Will"])
    secret.sheet_state = "veryHidden"
    got = Read(tmp_path, saved(book), EXCEL)
    assert got.text == "Reads\nplate\tcount\n7ABC123\t12\nOfficers\nJohn Will"
    assert got.hidden == [("John Will", "in the hidden sheet “Officers”")]


def test_a_sheet_that_lies_about_its_size_costs_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["one"])  # type: ignore[union-attr]
    source = zipfile.ZipFile(io.BytesIO(saved(book)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bundle:
        for name in source.namelist():
            data = source.read(name).replace(b'<dimension ref="A1"', b'<dimension ref="A1:XFD1048576"')
            bundle.writestr(name, data)
    assert Read(tmp_path, file.getvalue(), EXCEL).text == "Sheet\none"


@pytest.mark.parametrize("media_type", [WORD, EXCEL])
def test_an_office_file_that_unpacks_to_too_much_is_not_opened(tmp_path: Path, media_type: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("word/document.xml", bytes(2_000_000))
    got = Read(tmp_path, file.getvalue(), media_type, unpacked_bytes=1_000_000)
    assert got.pages == []
    assert got.problems == ["The file would unpack to 2,000,000 bytes; it was not opened."]


@pytest.mark.parametrize("media_type", [WORD, EXCEL])
@pytest.mark.parametrize("data", [b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_broken_office_file_is_a_sentence(tmp_path: Path, media_type: str, data: bytes) -> None:
    got = Read(tmp_path, data, media_type)
    assert got.problems == ["The file is broken and could not be read as what it claims to be."]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("§ 7922.525 – Núñez".encode(), "§ 7922.525 – Núñez"),
        (b"\xef\xbb\xbfwith a mark", "with a mark"),
        ("§ 7922.525 – Núñez".encode("utf-16"), "§ 7922.525 – Núñez"),
        ("unmarked sixteen bits".encode("utf-16-le"), "unmarked sixteen bits"),
        ("§ 7922.525 – Núñez".encode("cp1252"), "§ 7922.525 – Núñez"),
        (b"one\r\ntwo\rthree\0", "one\ntwo\nthree"),
    ],
)
def test_plain_text_is_read_in_its_own_encoding(tmp_path: Path, data: bytes, words: str) -> None:
    assert Read(tmp_path, data, "text/plain").text == words


def test_html_gives_its_words_without_scripts(tmp_path: Path) -> None:
    page = (
        b"<html><head><style>p {}</style><script>steal()</script></head><body><h1>Denied</h1>"
        b"<p>Gov.&nbsp;Code, &sect;\n7923.600</p><table><tr><td>Pages</td><td>12</td></tr></table></body></html>"
    )
    assert Read(tmp_path, page, "text/html").text == "Denied\nGov. Code, § 7923.600\nPages\t12"


def test_a_picture_is_a_page_without_words_and_says_who_made_it(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 30), "white")
    exif = Image.Exif()
    exif[0x0131], exif[0x013B] = "Scanner 3000", "J. Smith"
    file = io.BytesIO()
    picture.save(file, "TIFF", save_all=True, append_images=[picture], exif=exif)
    got = Read(tmp_path, file.getvalue(), "image/tiff")
    assert got.page_count == 2
    assert [page.has_text for page in got.pages] == [False, False]
    assert got.metadata is not None
    assert (got.metadata.producer, got.metadata.author) == ("Scanner 3000", "J. Smith")


def test_a_picture_of_too_many_pixels_is_not_opened(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("1", (2000, 2000)).save(file, "PNG")
    got = Read(tmp_path, file.getvalue(), "image/png", picture_pixels=1_000_000)
    assert got.problems[0] == "Page 1 has 4,000,000 pixels, more than the 1,000,000 that are read."


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0broken", b"GIF89a"])
def test_a_broken_picture_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    assert "The picture is broken and could not be read whole." in Read(tmp_path, data, "image/png").problems


def test_a_kind_that_is_not_read_is_a_sentence(tmp_path: Path) -> None:
    assert Read(tmp_path, b"x", "application/zip").problems == [
        "Files of this kind (application/zip) are kept, but not read."
    ]


def test_a_mail_kept_as_a_file_gives_its_words_decoded_and_those_of_mails_in_it(tmp_path: Path) -> None:
    inner = (
        b"From: =?utf-8?q?Jos=C3=A9?= <j@x.example>\nSubject: Lists\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>See =C2=A7 7923.600</p>\n"
        b"--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n"
    )
    outer = (
        b"From: a@x.example\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Transfer-Encoding: base64\n\n"
        b"VGhlIG91dGVyIHdvcmRz\n--o\nContent-Type: message/rfc822\n\n" + inner + b"\n--o--\n"
    )
    (page,) = Read(tmp_path, outer, "message/rfc822").pages
    lines = [line for line in page.text.split("\n") if line]
    assert lines == [
        "From: a@x.example",
        "The outer words",
        "From: José <j@x.example>",
        "Subject: Lists",
        "See § 7923.600",
        "[a.pdf]",
    ]
