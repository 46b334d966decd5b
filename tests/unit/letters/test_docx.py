import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from PIL import Image

from requests_app import letters
from requests_app.errors import LetterError
from requests_app.letters.docx import render_docx

PAPER = letters.LetterPaper(
    letterhead=letters.Letterhead("Civic Records Project", ("1 Example Street",), ("records@example.org",)),
    dated_on=date(2026, 8, 25),
    addressee=letters.Addressee("Custodian of Records", "Los Angeles Police Department", ("100 Example Street",)),
    subject="Public records request: plate readers",
    body="Dear Chief:\n\n# Records\n\n1. one\n2. two\n\n# More\n\n1. three\n\n- a point\n\n> your words\n\n"
    "See *A v. B*\nnow.",
    signers=(letters.Signer("Ana Ruiz", "Staff Attorney"), letters.Signer("Ben Ito")),
    delivery="By hand",
    references=(("Our number", "DL-00042"),),
    enclosures=("One request",),
    copies_to=("City Attorney",),
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words_of_docx(data: bytes) -> list[str]:
    """Every word of the document's body in reading order; a line break ends a word."""
    body = docx.Document(io.BytesIO(data)).element.body
    paragraphs = (
        "".join(part.text or "" if part.tag == f"{W}t" else " " for part in paragraph.iter(f"{W}t", f"{W}br"))
        for paragraph in body.iter(f"{W}p")
    )
    return " ".join(paragraphs).split()


def words_of_html(html: str) -> list[str]:
    body = html[html.index("<body") :]
    return re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:em|span)[^>]*>", "", body)).split()


def test_the_word_document_has_the_words_of_the_printed_letter() -> None:
    assert words_of_docx(render_docx(PAPER)) == words_of_html(letters.to_html(PAPER))


@pytest.mark.parametrize("kind", sorted(letters.KINDS))
def test_every_kind_of_letter_has_the_same_words_in_both(kind: str, facts: letters.Facts) -> None:
    draft = letters.propose(kind, facts)
    paper = replace(PAPER, subject=draft.subject, body=draft.body)
    html = letters.to_html(paper).replace("&#x27;", "'").replace("&quot;", '"')

    assert words_of_docx(render_docx(paper)) == words_of_html(html)


def test_headings_lists_and_quotations_are_real() -> None:
    document = docx.Document(io.BytesIO(render_docx(PAPER)))

    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert [style for style in styles if style != "Normal"] == [
        "Heading 1",
        "Heading 2",
        "List Number",
        "List Number",
        "Heading 2",
        "List Number",
        "List Bullet",
        "Quote",
    ]


def test_each_numbered_list_begins_at_one() -> None:
    document = docx.Document(io.BytesIO(render_docx(PAPER)))
    numbering = document.part.numbering_part.element

    numbers = [
        paragraph._p.pPr.numPr.numId.val for paragraph in document.paragraphs if paragraph.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2]
    for number in set(numbers):
        (num,) = [num for num in numbering.num_lst if num.numId == number]
        assert num.lvlOverride_lst[0].startOverride.val == 1


def test_the_name_of_a_case_is_in_italics() -> None:
    document = docx.Document(io.BytesIO(render_docx(PAPER)))

    last = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith("See"))
    assert [run.text for run in last.runs if run.italic] == ["A v. B"]


def test_the_same_letter_has_the_same_bytes_whenever_it_is_made() -> None:
    data = render_docx(PAPER)

    assert render_docx(PAPER) == data
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        assert {entry.date_time for entry in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert properties.created is not None
    assert properties.created.date() == PAPER.dated_on
    assert (
        properties.title
        == "Public records request: plate readers – letter to Los Angeles Police Department, August 25, 2026"
    )
    assert properties.language == "en-US"


def test_a_draft_says_so_in_its_header() -> None:
    def header(paper: letters.LetterPaper) -> str:
        document = docx.Document(io.BytesIO(render_docx(paper)))
        return document.sections[0].header.paragraphs[0].text

    assert header(replace(PAPER, is_draft=True)) == "DRAFT – NOT SENT"
    assert header(PAPER) == ""


def test_a_logo_is_carried_with_its_name_as_its_description() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 100), "#1f3a5f").save(picture, "PNG")
    head = letters.Letterhead("Civic Records Project", logo=picture.getvalue())

    document = docx.Document(io.BytesIO(render_docx(replace(PAPER, letterhead=head))))

    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Civic Records Project"


def test_what_people_typed_is_text_and_nothing_else() -> None:
    poison = "</w:t><script>&amp;\x00\x0b\ud800\u202e {{ secret }}"
    paper = replace(PAPER, subject=poison, body=poison, delivery=poison, signers=(letters.Signer(poison, poison),))

    data = render_docx(paper)

    assert " ".join(words_of_docx(data)).count("</w:t><script>&amp; {{ secret }}") == 5


def test_an_incomplete_letter_is_refused_in_a_sentence() -> None:
    with pytest.raises(LetterError, match="does not have anyone to sign it yet"):
        render_docx(replace(PAPER, signers=(letters.Signer(" "),)))
