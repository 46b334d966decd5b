import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from requests_app import letters
from requests_app.errors import LetterError
from requests_app.letters import pdf as printing

pytestmark = pytest.mark.skipif(not letters.is_available(), reason=letters.why_not_available())

BODY = """Dear Custodian of Records:

Please send the records by September 8, 2026.

# Records requested

1. Policies
2. Contracts

> Everything is exempt.

- See *NLG v. Hayward* (2020) 9 Cal.5th 488.
"""
PAPER = letters.LetterPaper(
    letterhead=letters.Letterhead("Civic Records Project", ("1 Example Street",), ("records@example.org",)),
    dated_on=date(2026, 8, 25),
    addressee=letters.Addressee("Custodian of Records", "Los Angeles Police Department", ("100 Example Street",)),
    subject="California Public Records Act request: plate readers",
    body=BODY,
    signers=(letters.Signer("Ana Ruiz", "Staff Attorney"),),
    delivery="By e-mail to records@agency.example.org",
    references=(("Our number", "DL-00042"),),
)


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    """The text of every page, with each stretch of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in read(data).pages).split())


def tags(data: bytes) -> list[str]:
    """The structure types of the document, in reading order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, ArrayObject):
            for child in node:
                yield from walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"])
            yield from walk(node.get("/K"))

    return list(walk(read(data).trailer["/Root"]["/StructTreeRoot"]["/K"]))


def fonts(data: bytes) -> dict[str, bool]:
    """Every font on every page, and whether its outlines are in the file."""
    found = {}
    for page in read(data).pages:
        for entry in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = entry.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            found[str(font["/BaseFont"])] = "/FontFile2" in inner["/FontDescriptor"].get_object()
    return found


@pytest.fixture(scope="module")
def printed() -> bytes:
    return letters.render(PAPER)


def test_a_letter_says_who_writes_to_whom_about_what_and_when(printed: bytes) -> None:
    text = words(printed)

    for part in (
        "Civic Records Project",
        "1 Example Street",
        "August 25, 2026",
        "By e-mail to records@agency.example.org",
        "Los Angeles Police Department",
        "100 Example Street",
        "Re: California Public Records Act request: plate readers",
        "Our number: DL-00042",
        "Please send the records by September 8, 2026.",
        "Sincerely,",
        "Ana Ruiz",
        "Staff Attorney",
        "Page 1 of 1",
    ):
        assert part in text
    assert text.count("August 25, 2026") == 1


def test_a_letter_is_on_american_paper(printed: bytes) -> None:
    box = read(printed).pages[0].mediabox

    assert (float(box.width), float(box.height)) == (612, 792)


def test_a_letter_declares_itself_accessible(printed: bytes) -> None:
    reader = read(printed)
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()

    assert root["/MarkInfo"]["/Marked"] is not None
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-US"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert re.search(r"pdfuaid:part(>|=\")1", metadata)
    assert reader.metadata is not None
    assert reader.metadata.title == (
        "California Public Records Act request: plate readers – "
        "letter to Los Angeles Police Department, August 25, 2026"
    )
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


def test_headings_lists_and_quotations_are_real(printed: bytes) -> None:
    found = tags(printed)

    assert found.count("/H1") == 1
    assert found.count("/H2") == 1
    assert found.count("/L") == 2
    assert found.count("/LI") == 3
    assert "/BlockQuote" in found
    assert found.index("/H1") < found.index("/H2") < found.index("/L")


def test_every_font_is_the_vendored_one_and_in_the_file() -> None:
    long = replace(PAPER, body=BODY * 9, is_draft=True)  # pages with a header, a footer and a draft mark

    found = fonts(letters.render(long))

    assert {name.partition("+")[2] for name in found} == {"Tinos", "Tinos-Bold", "Tinos-Italic"}
    assert all(found.values())


def test_pages_are_numbered_and_later_ones_say_whose_letter_it_is() -> None:
    pages = [
        " ".join(page.extract_text().split()) for page in read(letters.render(replace(PAPER, body=BODY * 9))).pages
    ]

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert all("Los Angeles Police Department" in page and "August 25, 2026" in page for page in pages[1:])


def test_a_draft_says_so_on_every_page_and_a_letter_does_not(printed: bytes) -> None:
    draft = read(letters.render(replace(PAPER, body=BODY * 9, is_draft=True)))

    assert all("NOT SENT" in page.extract_text() for page in draft.pages)
    assert "NOT SENT" not in words(printed)


def test_two_organisations_can_sign_together_with_enclosures_and_copies() -> None:
    together = replace(
        PAPER,
        signers=(*PAPER.signers, letters.Signer("Ben Ito", "Director", "Open Files Union")),
        enclosures=("Request of August 1, 2026",),
        copies_to=("City Attorney",),
    )

    text = words(letters.render(together))

    assert "Ana Ruiz" in text
    assert "Ben Ito Director Open Files Union" in text
    assert "Enclosed: Request of August 1, 2026" in text
    assert "Copy to: City Attorney" in text


def test_the_same_letter_has_the_same_bytes_in_another_process(printed: bytes, tmp_path: Path) -> None:
    script = tmp_path / "print_letter.py"
    script.write_text(
        "import sys, django; django.setup()\n"
        "from tests.processes.test_letters_pdf import PAPER\n"
        "from requests_app import letters\n"
        "sys.stdout.buffer.write(letters.render(PAPER))\n"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "PYTHONHASHSEED": "17",
        "TZ": "Asia/Tokyo",
        "SOURCE_DATE_EPOCH": "1700000000",
    }

    other = subprocess.run([sys.executable, script], env=environment, cwd=root, capture_output=True, check=True)

    assert other.stdout == printed
    assert letters.render(PAPER) == printed


def test_another_letter_has_other_bytes_and_another_identifier(printed: bytes) -> None:
    other = letters.render(replace(PAPER, subject="Another matter"))

    assert other != printed
    assert read(other).trailer["/ID"] != read(printed).trailer["/ID"]


def test_printing_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    letters.render(PAPER)
    assert "SOURCE_DATE_EPOCH" not in os.environ

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    letters.render(PAPER)
    assert os.environ["SOURCE_DATE_EPOCH"] == "12345"


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src="http://evil.example.org/x.png">',
    "<link rel=stylesheet href=file:///etc/passwd>",
    "<style>@import url(http://evil.example.org/x.css)</style>",
    "{% include 'email/reminder.txt' %}{{ settings.SECRET_KEY }}",
    "</body></html>",
    "&lt;b&gt; && %s {0} \u202egnp.exe\x00\ud800",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_is_printed_as_typed_and_never_obeyed(text: str) -> None:
    paper = replace(
        PAPER,
        letterhead=letters.Letterhead(text, (text,), (text,)),
        addressee=letters.Addressee(text, text, (text,)),
        subject=text,
        body=f"{text}\n\n# {text}\n\n- {text}\n\n> {text}",
        signers=(letters.Signer(text, text, text),),
        delivery=text,
        references=((text, text),),
        enclosures=(text,),
        copies_to=(text,),
        closing=text,
    )

    data = letters.render(paper)  # a fetch would raise

    compact = words(data).replace(" ", "")
    expected = text.translate({0x202E: None, 0: None, 0xD800: None}).replace(" ", "")
    assert compact.count(expected) >= 10
    assert b"/JavaScript" not in data
    assert b"/URI" not in data


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/logo.png",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "data:text/css,a{}",
        "ftp://example.org/",
        "letter:../paper.css",
        "letter:fonts/../pdf.py",
        "letter:logo-1",
        "//example.org/x",
    ],
)
def test_a_letter_fetches_nothing_but_its_fonts_and_its_logo(address: str) -> None:
    fetch = printing._fetcher(())

    with pytest.raises(BaseException, match="A letter fetches nothing"):
        fetch(address)


def test_a_picture_that_got_into_the_page_would_stop_the_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "to_html", lambda paper: '<img src="http://example.org/x.png">')

    with pytest.raises(LetterError, match="A letter fetches nothing"):
        letters.render(PAPER)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_printed_with_its_name_as_its_description(kind: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 100), "#1f3a5f").save(picture, kind)
    head = letters.Letterhead("Civic Records Project", logo=picture.getvalue())

    data = letters.render(replace(PAPER, letterhead=head))

    assert len(read(data).pages[0].images) == 1
    assert "/Figure" in tags(data)


def test_a_logo_that_is_a_drawing_program_is_refused() -> None:
    with pytest.raises(LetterError, match="PNG or a JPEG"):
        letters.Letterhead("Civic Records Project", logo=b"<svg xmlns='http://www.w3.org/2000/svg'/>")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"subject": " "}, "a subject"), ({"body": "\n"}, "any words"), ({"signers": ()}, "anyone to sign it")],
)
def test_an_incomplete_letter_is_refused_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LetterError, match=f"does not have {sentence} yet"):
        letters.render(replace(PAPER, **change))


def test_without_pango_people_read_which_command_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError("cannot load library 'libgobject-2.0-0'")

    printing._weasyprint.cache_clear()
    monkeypatch.setattr("importlib.import_module", missing)
    try:
        assert not letters.is_available()
        assert "apt-get install libpango-1.0-0" in letters.why_not_available()
        with pytest.raises(LetterError, match="Pango library is missing"):
            letters.render(PAPER)
    finally:
        printing._weasyprint.cache_clear()


def test_names_of_many_languages_are_printed_in_the_vendored_typeface() -> None:
    names = "José Ñuñez, Nguyễn Văn Đức, Ελένη, Юрий, Łukasz, “Çağlar” — § ½ €"

    data = letters.render(replace(PAPER, body=names))

    assert names in words(data)
    assert {name.partition("+")[2] for name in fonts(data)} == {"Tinos", "Tinos-Bold", "Tinos-Italic"}


def test_a_character_the_typeface_lacks_is_refused_and_named() -> None:
    with pytest.raises(LetterError, match="no sign for: 山, 田, 🙂"):
        letters.render(replace(PAPER, body="Dear 山田 🙂"))


def test_words_too_long_for_a_line_stay_on_the_page() -> None:
    long = "x" * 400
    pages = read(letters.render(replace(PAPER, subject=long[:190], body=f"{long}\n\n- {long}\n\n> {long}"))).pages

    longest = max(len(line) for page in pages for line in page.extract_text().splitlines())
    assert longest < 100  # about what fits between the margins


def test_a_very_long_letter_is_printed_whole() -> None:
    paragraphs = [f"Paragraph {number}. " + "word " * 90 for number in range(120)]

    data = letters.render(replace(PAPER, body="\n\n".join(paragraphs)))

    assert len(read(data).pages) >= 12
    assert "Paragraph 119." in words(data)


@pytest.mark.parametrize("count", range(15, 18))
def test_a_signature_comes_with_the_end_of_the_letter_and_with_what_stands_under_it(count: int) -> None:
    body = "\n\n".join(f"This is paragraph {number}." for number in range(1, count + 1))
    paper = replace(PAPER, body=body, enclosures=("The denial",), copies_to=("Jonah Reyes",))
    *_, last = read(letters.render(paper)).pages
    end = last.extract_text()
    for words in (f"paragraph {count - 1}.", f"paragraph {count}.", "Ana Ruiz", "The denial", "Jonah Reyes"):
        assert words in end


def test_two_who_write_together_have_their_addresses_line_by_line() -> None:
    head = letters.Letterhead("Civic Records Project", ("1 Example Street", "Los Angeles"), ("a@example.org",))
    printed = read(letters.render(replace(PAPER, letterhead=head, second=head))).pages[0].extract_text()
    assert "·" not in printed
    assert "1 Example Street\nLos Angeles\na@example.org" in printed
