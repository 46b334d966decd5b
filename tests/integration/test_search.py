"""Search: the same records in the same order on both databases, of what the person may see and nothing else.

This module runs on SQLite and on PostgreSQL; what is expected is written down once.
"""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from requests_app import clock, tasks
from requests_app.casework import communications, letters, mail, records, search_index
from requests_app.casework.communications import Paper
from requests_app.casework.documents import keep_document
from requests_app.casework.search import Asked, search
from requests_app.models import (
    Agency,
    Communication,
    Note,
    NoteKind,
    RecordsRequest,
    SearchEntry,
    SearchFurtherWords,
    SearchKind,
    SearchWords,
    User,
)
from requests_app.search import words as search_words
from tests import factories
from tests.factories import TODAY, Team
from tests.pdf_pages import pdf

DAY = date(2026, 10, 7)


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return factories.team()


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    return factories.received_request(people)


def came(record: RecordsRequest, people: Team, subject: str, body: str = "", on: date = DAY) -> Communication:
    return communications.record_communication(
        request=record,
        kind="other",
        direction="in",
        paper=Paper(happened_on=on, subject=subject, body=body),
        by=people.staff,
        on=TODAY,
    )


def note(record: RecordsRequest, by: User, words: str, kind: NoteKind) -> Note:
    made = Note(matter=record.matter, request=record, words=words, kind=kind, written_by=by, written_at=clock.now())
    return records.add(made, by=by, verb="write_note", summary="Wrote a note.")


def found(person: User, words: str, **more: object) -> list[str]:
    """What is found, in its order, each by its title."""
    hits = search(person, Asked(words=words, **more)).hits  # type: ignore[arg-type]
    return ["".join(piece.text for piece in hit.title) for hit in hits]


def test_every_kind_of_record_is_found_by_its_words(people: Team, record: RecordsRequest) -> None:
    came(record, people, "Zebra crossing")
    keep_document(b"Here a zebra stands.", file_name="a.txt", title="Memo", by=people.staff, request=record)
    tasks.read_kept_documents()
    letter = letters.propose_letter(request=record, kind="request", by=people.staff, on=TODAY)
    letters.revise_letter(letter=letter, subject="To the zebra", body="x", dated_on=DAY, by=people.staff)
    note(record, people.staff, "Ask about zebras", NoteKind.NOTE)
    factories.court_case(people, record, number="26ZEBRA1")
    Agency.objects.create(name="Zebra County", short_name="Zebra", kind="county")
    search_index.refresh_search_index()
    answer = search(people.staff, Asked(words="zebra"))
    assert dict(answer.counts) == {
        SearchKind.COMMUNICATION: 1,
        SearchKind.LETTER: 1,
        SearchKind.DOCUMENT: 1,
        SearchKind.NOTE: 1,
        SearchKind.AGENCY: 1,
    }
    assert found(people.staff, "26ZEBRA1") == ["26ZEBRA1 Open Records Project v. Alder Bay"]
    assert found(people.staff, f"{record.number}", kind=SearchKind.REQUEST) == [f"{record.number} {record.subject}"]


def test_mail_that_is_not_filed_is_found_by_who_may_file_it_until_its_communication_has_the_words(
    people: Team, record: RecordsRequest
) -> None:
    raw = b"From: a@nowhere.example\nSubject: About okapis\n\nThe giraffe stays.\n"
    waiting = mail.receive_mail(raw, by=None, on=TODAY).mail
    for words in ("okapi", "giraffe", "nowhere.example"):
        assert found(people.staff, words) == ["About okapis"], words
        assert found(people.stranger, words) == ["About okapis"], words  # staff elsewhere: the tray is theirs too
        assert found(people.reader, words) == [], words
    mail.set_aside(waiting, reason="Not ours", by=people.staff)
    assert found(people.staff, "giraffe") == ["About okapis"]
    mail.place_mail(waiting, request=record, by=people.staff, on=TODAY)
    (hit,) = search(people.staff, Asked(words="giraffe")).hits
    assert hit.kind == SearchKind.COMMUNICATION
    assert found(people.stranger, "giraffe") == []
    search_index.refresh_search_index()
    assert SearchWords.objects.filter(entry__kind=SearchKind.MAIL).exclude(title="", body="").count() == 0


def test_the_best_come_first_titles_then_days_then_the_newest_row(people: Team, record: RecordsRequest) -> None:
    came(record, people, "A", "about the plate reader", on=date(2026, 10, 9))
    came(record, people, "B plate reader", on=date(2026, 10, 6))
    came(record, people, "C plate", "reader", on=date(2026, 10, 8))
    came(record, people, "D plate reader", on=date(2026, 10, 6))
    came(record, people, "E plate reader", on=date(2026, 10, 7))
    asked = {"kind": SearchKind.COMMUNICATION}
    titles = ["E plate reader", "D plate reader", "B plate reader", "A", "C plate"]
    assert found(people.staff, "plate reader", **asked) == titles


def test_all_words_must_be_there_phrases_in_order_and_a_minus_leaves_out(
    people: Team, record: RecordsRequest
) -> None:
    came(record, people, "One", "the public records act applies")
    came(record, people, "Two", "records are public")
    came(record, people, "Three", "public records and a draft")
    came(record, people, "Public", "records")
    both = {"kind": SearchKind.COMMUNICATION}
    assert set(found(people.staff, "public records", **both)) == {"One", "Two", "Three", "Public"}
    assert set(found(people.staff, '"public records"', **both)) == {"One", "Three"}
    assert found(people.staff, '"public records" -draft', **both) == ["One"]
    assert found(people.staff, 'records -"public records" -"records are"', **both) == ["Public"]
    assert set(found(people.staff, "appl* public", **both)) == {"One"}
    assert found(people.staff, "-draft", **both) == []


def test_case_accents_plural_and_hostile_signs_make_no_difference(people: Team, record: RecordsRequest) -> None:
    came(record, people, "Núñez’s agencies", "Gov. Code, § 7923.600; 100% of O'Brien; 日本語")
    for words in (
        "NUNEZ",
        "núñez agency",
        "7923.600",
        "obrien",
        "日本語",
        '"code 7923"',
        "a* AND code OR NEAR(",
        "100%",
    ):
        expected = [] if words.startswith("a* AND") else ["Núñez’s agencies"]
        assert found(people.staff, words) == expected, words
    for words in ("'", '"', "''", "\\", "title:", "*", "^", ") OR 1=1 --", "%", ":*", "'x':*", "{}"):
        found(people.staff, words)


def test_a_stranger_learns_nothing_not_even_a_count(people: Team, record: RecordsRequest) -> None:
    came(record, people, "Plate reader")
    answer = search(people.stranger, Asked(words="plate"))
    assert (answer.count, answer.hits, answer.counts) == (0, (), [])
    search_index.index_record(record.agency)
    assert found(people.stranger, "alder") == ["Alder Bay PD Alder Bay PD of Alder Bay"]  # agencies are everybody's


def test_what_is_counsels_alone_is_found_by_counsel_and_its_author_only(people: Team, record: RecordsRequest) -> None:
    note(record, people.counsel, "Settle for zebras", NoteKind.STRATEGY)
    note(record, people.staff, "Zebras again", NoteKind.STRATEGY)
    assert search(people.counsel, Asked(words="zebra")).count == 2
    assert search(people.staff, Asked(words="zebra")).count == 1
    assert search(people.reader, Asked(words="zebra")).count == 0
    assert search(people.admin, Asked(words="zebra")).count == 0


def test_it_is_narrowed_by_matter_agency_and_days(people: Team, record: RecordsRequest) -> None:
    came(record, people, "Zebra", on=date(2026, 10, 7))
    assert found(people.staff, "zebra", matter=people.matter, agency=record.agency) == ["Zebra"]
    assert found(people.staff, "zebra", agency=factories.agency("Other")) == []
    assert found(people.staff, "zebra", since=date(2026, 10, 7), until=date(2026, 10, 7)) == ["Zebra"]
    assert found(people.staff, "zebra", since=date(2026, 10, 8)) == []


def test_a_changed_or_removed_record_is_found_as_it_is_now(people: Team, record: RecordsRequest) -> None:
    letter = letters.propose_letter(request=record, kind="request", by=people.staff, on=TODAY)
    letters.revise_letter(letter=letter, subject="Zebra", body="x", dated_on=DAY, by=people.staff)
    assert found(people.staff, "zebra") == ["Zebra"]
    letters.revise_letter(letter=letter, subject="Giraffe", body="x", dated_on=DAY, by=people.staff)
    assert found(people.staff, "zebra") == []
    assert found(people.staff, "giraffe") == ["Giraffe"]
    letters.discard_letter(letter=letter, by=people.staff)
    assert found(people.staff, "giraffe") == []


def test_the_index_is_rebuilt_from_the_records_and_repeating_changes_nothing(
    people: Team, record: RecordsRequest
) -> None:
    came(record, people, "Zebra")
    gone = SearchEntry.objects.create(kind=SearchKind.LETTER, record_id=999_999)
    SearchWords.objects.create(entry=gone, title="zebra")
    SearchWords.objects.exclude(entry=gone).update(title="wrong")
    for _ in range(2):
        said = StringIO()
        call_command("refresh_search_index", stdout=said)
        assert found(people.staff, "zebra") == ["Zebra"]
        assert found(people.staff, "wrong") == []
    assert f"{SearchEntry.objects.count()} records are in the index." in said.getvalue()


def test_every_word_of_a_long_record_is_found_and_it_stands_where_a_short_one_would(
    people: Team, record: RecordsRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_words, "DISTINCT_BYTES", 60)
    monkeypatch.setattr(search_words, "OVERLAP", 3)
    came(record, people, "Older", "alpha omega draft", on=date(2026, 10, 6))
    long = " ".join(f"alpha word{number}" for number in range(30)) + " very last omega of all"
    paper = came(record, people, "Long", long, on=date(2026, 10, 7))
    came(record, people, "Newer", "alpha omega", on=date(2026, 10, 8))
    entry = SearchEntry.objects.get(kind=SearchKind.COMMUNICATION, record_id=paper.pk)
    assert SearchFurtherWords.objects.filter(entry=entry).count() > 2
    asked = {"kind": SearchKind.COMMUNICATION}
    assert found(people.staff, "alpha omega", **asked) == ["Newer", "Long", "Older"]
    for number in range(29):
        phrase = f'"word{number} alpha word{number + 1}" long omega'
        assert found(people.staff, phrase, **asked) == ["Long"], phrase
    assert found(people.staff, "word2* omega", **asked) == ["Long"]
    assert found(people.staff, "alpha -draft -word29", **asked) == ["Newer"]
    assert found(people.staff, 'alpha -draft -"very last omega"', **asked) == ["Newer"]
    assert found(people.staff, 'alpha -draft -"last very"', **asked) == ["Newer", "Long"]
    assert found(people.staff, '"word0 word1"', **asked) == found(people.staff, "word1 nowhere", **asked) == []
    assert found(people.stranger, "word29", **asked) == []
    paper.body = "short"
    search_index.index_record(paper)
    assert not SearchFurtherWords.objects.exists()
    assert found(people.staff, "word29", **asked) == []


def test_the_words_of_a_document_are_found_on_their_page(people: Team, record: RecordsRequest) -> None:
    words = b"BT /F1 12 Tf 72 700 Td (A zebra & its <b>keeper</b>) Tj ET\n"
    document = keep_document(pdf(b"", words), file_name="a.pdf", title="Memo", by=people.staff, request=record)
    assert found(people.staff, "memo") == ["Memo"]
    assert found(people.staff, "zebra") == []
    tasks.read_kept_documents()
    (hit,) = search(people.staff, Asked(words="zebra keeper memo")).hits
    assert (hit.page, hit.url) == (2, f"/documents/{document.pk}/about/?at=2#page-2")
    assert [piece.text for piece in hit.excerpt if piece.is_hit] == ["zebra", "keeper"]
    client = Client()
    client.force_login(people.reader, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/search/?q=zebra").content.decode()
    assert "A <mark>zebra</mark> &amp; its &lt;b&gt;keeper&lt;/b&gt;" in page
    assert 'id="page-2"' in client.get(hit.url).content.decode()


def test_a_page_of_results_leads_to_the_next_and_an_odd_address_does_no_harm(
    people: Team, record: RecordsRequest
) -> None:
    for number in range(23):
        came(record, people, f"Zebra {number}")
    client = Client()
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/search/?q=zebra&page=2")
    assert len(page.context["found"].hits) == 3
    assert "21 to 23 of 23 records" in page.content.decode()
    for query in ("page=x", "page=-1", "page=" + "9" * 5000, "kind=zzz", "since=x&until=9", "matter=999", "page=0"):
        assert client.get(f"/search/?q=zebra&{query}").status_code == 200, query
