"""Letterheads: a checked logo, two organisations on one letter, another language, and what was printed stays."""

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from requests_app import archive, clock
from requests_app.casework import letter_review
from requests_app.casework import letters as verbs
from requests_app.casework.letter_paper import paper_of
from requests_app.casework.letterheads import keep_letterhead
from requests_app.errors import AccessError, CaseworkError, LetterError
from requests_app.letters import is_available
from requests_app.letters.logos import check_logo
from requests_app.models import Letter, Letterhead, LetterState, Organisation, RecordsRequest
from tests.factories import TODAY, Team

needs_pango = pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing")


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#1f3a5f").save(made, kind, **more)
    return made.getvalue()


def head(people: Team, organisation: Organisation | None = None, **more: Any) -> Letterhead:
    row = Letterhead(organisation=organisation or people.matter.organisation)
    values = {"name": "Open Records Project", "address": "2 Low Street\nAlder Bay", "contact": "open.example", **more}
    return keep_letterhead(letterhead=row, by=people.admin, **values)


@pytest.fixture
def letter(people: Team, record: RecordsRequest) -> Letter:
    return verbs.propose_letter(request=record, kind="request", by=people.staff, on=TODAY)


@pytest.fixture
def second(people: Team) -> Letterhead:
    coalition = Organisation.objects.create(name="Bay Privacy Coalition")
    return head(
        people,
        coalition,
        name="Bay Privacy Coalition",
        signer_name="Ada Moreno",
        signer_title="Director",
        signature_block="State Bar No. 000000",
        logo=picture("JPEG"),
        logo_shows="A lighthouse",
    )


def issued(letter: Letter, people: Team) -> Letter:
    verbs.issue_letter(letter=letter, by=people.staff)
    claimed = verbs.claim_letter(at=clock.now())
    assert claimed
    made = verbs.make_letter(claimed)
    assert made.failure == ""
    return made


def kept(sha256: str) -> io.BytesIO:
    with archive.open_kept(sha256) as file:
        return io.BytesIO(file.read())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG drawing"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE svg SYSTEM 'file:///etc/passwd'>", "SVG drawing"),
        (b"GIF89a\x01\x00\x01\x00", "whole PNG or JPEG"),
        (b"%PDF-1.7", "whole PNG or JPEG"),
        (picture()[:-30], "whole PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "whole PNG or JPEG"),
        (picture(size=(4001, 20)), "4,001 by 20"),
        (picture(size=(15, 300)), "15 by 300"),
        (picture() + b"\x00" * 1_000_000, "at most 1,000,000 bytes"),
        (picture(save_all=True, append_images=[Image.new("RGB", (300, 100), "red")]), "this file moves"),
    ],
    ids=["svg", "svg with an entity", "gif", "pdf", "cut off", "only a head", "wide", "narrow", "heavy", "moving"],
)
def test_a_logo_is_taken_for_what_its_bytes_say(data: bytes, sentence: str) -> None:
    with pytest.raises(LetterError, match=sentence):
        check_logo(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_within_limits_is_a_logo(kind: str) -> None:
    check_logo(picture(kind))


def test_only_administrators_write_letterheads(people: Team) -> None:
    with pytest.raises(AccessError):
        keep_letterhead(letterhead=Letterhead(organisation=people.matter.organisation), name="X", by=people.staff)


@needs_pango
def test_the_letterhead_with_its_logo_stands_on_the_pdf_and_in_word(people: Team, letter: Letter) -> None:
    head(people, logo=picture(), logo_shows="A rising sun", signature_block="Member of the Press Club")
    made = issued(letter, people)
    assert made.document and made.word_document
    reader = PdfReader(kept(made.document.sha256))
    words = "\n".join(page.extract_text() for page in reader.pages)
    for line in ("2 Low Street", "open.example", "Mara", "Member of the Press Club"):
        assert line in words
    assert len(reader.pages[0].images) == 1
    root: Any = reader.trailer["/Root"]
    assert texts_in_place_of_pictures(root["/StructTreeRoot"]) == ["A rising sun"]
    word = docx.Document(kept(made.word_document.sha256))
    assert "A rising sun" in word.element.xml
    assert "Member of the Press Club" in word.element.xml


def texts_in_place_of_pictures(node: Any) -> list[str]:
    """Every /Alt of the structure tree under this node."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [text for child in node for text in texts_in_place_of_pictures(child)]
    if not isinstance(node, dict) or "/K" not in node:
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + texts_in_place_of_pictures(node["/K"])


@needs_pango
def test_two_organisations_write_and_sign_one_letter(
    people: Team, staff: Client, letter: Letter, second: Letterhead
) -> None:
    first = head(people, logo=picture())
    typed = {
        "dated_on": "2026-11-23",
        "subject": letter.subject,
        "body": letter.body,
        "letterhead": first.pk,
        "second_letterhead": second.pk,
    }
    staff.post(f"/letters/{letter.pk}/revise/", typed)
    letter.refresh_from_db()
    assert letter.second_letterhead == second
    page = staff.get(f"/letters/{letter.pk}/preview/").content.decode()
    assert page.count('<div class="head">') == 2
    assert page.count('src="data:image/') == 2
    made = issued(letter, people)
    assert made.document and made.word_document
    reader = PdfReader(kept(made.document.sha256))
    words = "\n".join(page.extract_text() for page in reader.pages)
    xml = docx.Document(kept(made.word_document.sha256)).element.xml
    for line in ("Open Records Project", "Bay Privacy Coalition", "Ada Moreno", "Director", "State Bar No. 000000"):
        assert line in words
        assert line in xml
    assert len(reader.pages[0].images) == 2
    assert made.facts["second"]["organisation"] == "Bay Privacy Coalition"
    assert len(made.facts["second"]["logo_sha256"]) == 64


@needs_pango
def test_an_issued_letter_shows_what_it_printed_whatever_the_letterhead_becomes(
    people: Team, staff: Client, letter: Letter
) -> None:
    row = head(people)
    made = issued(letter, people)
    before = paper_of(made)
    keep_letterhead(letterhead=row, name="Another Name", logo=picture(), by=people.admin)
    made.refresh_from_db()
    assert paper_of(made) == before
    assert "Another Name" not in staff.get(f"/letters/{made.pk}/preview/").content.decode()
    correction = letter_review.correct_letter(letter=made, by=people.staff, on=TODAY)
    assert paper_of(correction).letterhead.organisation == "Another Name"


@needs_pango
def test_a_letter_in_spanish_has_its_fixed_words_in_spanish(people: Team, letter: Letter) -> None:
    head(people, language="es-US")
    made = issued(letter, people)
    assert made.document
    reader = PdfReader(kept(made.document.sha256))
    words = reader.pages[0].extract_text()
    for line in ("23 de noviembre de 2026", "Asunto:", "Nuestro número", "Página 1 de"):
        assert line in words
    assert reader.trailer["/Root"]["/Lang"] == "es-US"


def test_letterheads_that_cannot_stand_together_are_refused(people: Team, letter: Letter, second: Letterhead) -> None:
    words = {"subject": "S", "body": "B", "dated_on": TODAY, "by": people.staff}
    ours = head(people)
    nobody = head(people, Organisation.objects.create(name="Silent"), name="Silent")
    for chosen, sentence in (
        ({"letterhead": second}, "first letterhead is one of Open Records Project"),
        ({"letterhead": ours, "second_letterhead": ours}, "another organisation than ours"),
        ({"second_letterhead": nobody}, "nobody to sign with us"),
    ):
        with pytest.raises(CaseworkError, match=sentence):
            verbs.revise_letter(letter=letter, **words, **chosen)
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFT
    assert letter.letterhead is None


def test_the_admin_checks_the_logo_and_keeps_what_was_typed(people: Team, client_of: Any) -> None:
    admin, address = client_of(people.admin), reverse("admin:requests_app_letterhead_add")
    values = {"organisation": people.matter.organisation.pk, "language": "en-US", "name": "Open Records"}
    drawing = SimpleUploadedFile("logo.svg", b"<svg/>")
    page = admin.post(address, {**values, "logo": drawing}).content.decode()
    assert "Save it as a PNG picture" in page
    assert 'value="Open Records"' in page
    admin.post(address, {**values, "logo": SimpleUploadedFile("logo.png", picture())})
    row = Letterhead.objects.get()
    assert kept(row.logo_sha256).getvalue() == picture()
    admin.post(reverse("admin:requests_app_letterhead_change", args=[row.pk]), {**values, "take_logo_away": "on"})
    row.refresh_from_db()
    assert row.logo_sha256 == ""


def test_the_list_and_the_look_of_letterheads(people: Team, staff: Client, second: Letterhead) -> None:
    assert "Bay Privacy Coalition" in staff.get("/letters/letterheads/?q=bay").content.decode()
    assert staff.get(second.get_absolute_url()).status_code == 200
    page = staff.get(f"{second.get_absolute_url()}look/").content.decode()
    assert 'alt="A lighthouse"' in page
    assert "Ada Moreno" in page
