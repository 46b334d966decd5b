"""Letters, files and mails: handed out whole, to whom they belong, in a form that cannot run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from requests_app.casework.documents import keep_document
from requests_app.models import Letter, LetterState, RecordsRequest
from tests.factories import Team


@pytest.fixture
def letter(staff: Client, record: RecordsRequest) -> Letter:
    """A draft, proposed in the browser."""
    staff.post(f"/requests/{record.pk}/letter/", {"kind": "request"})
    return Letter.objects.get()


def test_a_draft_is_revised_beside_its_page(staff: Client, letter: Letter) -> None:
    words = {
        "dated_on": "2026-11-23",
        "subject": "About contracts",
        "body": "Dear officer,\n\nPlease <b>send</b> them.",
    }
    staff.post(f"/letters/{letter.pk}/revise/", words)
    assert "About contracts" in staff.get(f"/letters/{letter.pk}/").content.decode()
    preview = staff.get(f"/letters/{letter.pk}/preview/").content.decode()
    assert "Please &lt;b&gt;send&lt;/b&gt; them." in preview
    assert "<script" not in preview


def test_issuing_keeps_the_last_words_and_shows_the_making(staff: Client, letter: Letter) -> None:
    words = {"dated_on": "2026-11-23", "subject": "Final", "body": "Send them.", "issue": "1"}
    page = staff.post(f"/letters/{letter.pk}/revise/", words, follow=True).content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.subject) == (LetterState.ISSUING, "Final")
    assert "data-poll" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "data-poll" in staff.get(f"/letters/{letter.pk}/status/").content.decode()


def test_a_frozen_letter_is_not_revised(staff: Client, letter: Letter) -> None:
    Letter.objects.update(state=LetterState.ISSUING)
    words = {"dated_on": "2026-11-23", "subject": "Changed", "body": "Changed"}
    page = staff.post(f"/letters/{letter.pk}/revise/", words).content.decode()
    letter.refresh_from_db()
    assert letter.subject != "Changed"
    assert "frozen" in page


def test_a_letter_whose_facts_are_missing_says_which(staff: Client, record: RecordsRequest) -> None:
    assert "Not yet: it needs" in staff.get(f"/requests/{record.pk}/letter/").content.decode()
    page = staff.post(f"/requests/{record.pk}/letter/", {"kind": "fee_estimate"}).content.decode()
    assert "error-summary" in page
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("content", "inline"),
    [(b"%PDF-1.4 hello", True), (b"plain words", True), (b"<html><script>alert(1)</script></html>", False)],
)
def test_a_file_is_handed_out_in_a_form_that_cannot_run(
    people: Team, record: RecordsRequest, staff: Client, content: bytes, inline: bool
) -> None:
    kept = keep_document(content, file_name="a.html", title="A", by=people.staff, request=record)
    response = staff.get(f"/documents/{kept.pk}/")
    assert response["Content-Disposition"].startswith("attachment")
    assert response.getvalue() == content
    shown = staff.get(f"/documents/{kept.pk}/?show=1")
    assert shown["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "text/html" not in shown["Content-Type"]
    shown.close()


def test_people_see_the_mail_that_is_addressed_to_them(
    people: Team, client_of: Callable[[Any], Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path)
    rule = "\n" + "-" * 79 + "\n"
    mails = (
        f"From: d@example.org\nTo: {person.email}\nSubject: For {person.username}\n\nDue soon.\n{rule}"
        for person in (people.staff, people.counsel)
    )
    (tmp_path / "20261123-1.log").write_text("".join(mails))
    page = client_of(people.staff).get("/mail/").content.decode()
    assert "For mara" in page
    assert "For jonah" not in page
    assert "For jonah" in client_of(people.admin).get("/mail/").content.decode()
    assert client_of(people.staff).get("/mail/20261123-1-1/").status_code == 404
    assert "Due soon." in client_of(people.counsel).get("/mail/20261123-1-1/").content.decode()


def test_search_finds_by_number_words_and_hash(people: Team, record: RecordsRequest, staff: Client) -> None:
    kept = keep_document(b"words", file_name="a.txt", title="Memo", by=people.staff, request=record)
    for query in (record.number, "contracts reader", kept.sha256[:16]):
        page = staff.get("/search/", {"q": query}).content.decode().replace("<mark>", "").replace("</mark>", "")
        assert record.subject in page or "Memo" in page, query
    assert "Nothing has all of these words" in staff.get("/search/", {"q": "zzz"}).content.decode()
