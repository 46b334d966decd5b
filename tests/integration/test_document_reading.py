"""Every kept document is read in the background: its words, its findings, and what went wrong, on its row."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from pypdf import PdfWriter

from requests_app import clock, tasks
from requests_app.access import visible
from requests_app.casework import communications, documents, inspections, mail
from requests_app.casework.communications import Paper
from requests_app.casework.documents import keep_document
from requests_app.documents import Limits, ocr
from requests_app.errors import CaseworkError
from requests_app.models import (
    Document,
    DocumentFinding,
    FindingKind,
    Inspection,
    InspectionState,
    JournalEntry,
    RecordsRequest,
)
from tests import factories
from tests.factories import TODAY, Team
from tests.pdf_pages import pdf

WORDS = b"BT /F1 12 Tf 72 700 Td (Officer John Will) Tj ET\n"
REDACTED = WORDS + b"0 g 109 694 53 18 re f\n"


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return factories.team()


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    return factories.received_request(people)


def kept(people: Team, record: RecordsRequest, data: bytes, name: str = "letter.pdf") -> Document:
    return keep_document(data, file_name=name, title=name, by=people.staff, request=record)


def read_next() -> Inspection:
    inspection = inspections.claim_inspection(at=clock.now())
    assert inspection is not None
    return inspections.inspect_document(inspection)


def test_what_a_mail_says_a_file_is_is_held_against_its_bytes(people: Team, record: RecordsRequest) -> None:
    raw = (
        b"From: a@nowhere.example\nSubject: Files\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: image/png; name=map\nContent-Disposition: attachment; filename=map\n\njust words\n"
        b"--b\nContent-Type: text/plain; name=b\nContent-Disposition: attachment; filename=b\n\nwords\n--b--\n"
    )
    mail.place_mail(mail.receive_mail(raw, by=None, on=TODAY).mail, request=record, by=people.staff, on=TODAY)
    read_next(), read_next()
    (finding,) = DocumentFinding.objects.all()
    said = "In the mail that brought it, “map” is said to be image/png, but its bytes are text/plain."
    assert (finding.kind, finding.sentence) == (FindingKind.NAME, said)
    page = client_of(people.staff).get(finding.document.get_absolute_url()).content.decode()
    assert said in page


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def test_a_kept_document_is_read_by_the_next_tick(people: Team, record: RecordsRequest) -> None:
    document = kept(people, record, pdf(WORDS, REDACTED, b""))
    assert document.inspection.state == "waiting"
    assert tasks.read_kept_documents() == 1
    inspection = Inspection.objects.get(document=document)
    assert (inspection.state, inspection.page_count, inspection.read_page_count) == ("read", 3, 3)
    assert [page.text.strip() for page in document.pages.all()] == ["Officer John Will", "Officer John Will", ""]
    assert [page.source for page in document.pages.all()] == ["file", "file", "none"]
    hidden, blank = document.findings.all()
    assert (hidden.kind, hidden.page) == ("hidden", 2)
    assert "“John Will” is in the file" in hidden.sentence and "black box" in hidden.sentence
    assert hidden.box[0] == pytest.approx(109, abs=4)
    assert (blank.kind, blank.sentence) == ("blank", "No words could be read on page 3 of 3.")
    assert JournalEntry.objects.filter(verb="inspect_document", request=record).count() == 1


def test_what_a_file_claims_and_what_it_is_are_compared(people: Team, record: RecordsRequest) -> None:
    communication = communications.record_communication(
        request=record,
        kind="letter",
        direction="in",
        paper=Paper(happened_on=date(2026, 10, 7), subject="Here they are"),
        by=people.staff,
        on=TODAY,
    )
    data = io.BytesIO()
    writer = PdfWriter(io.BytesIO(pdf(WORDS)))
    writer.add_metadata({"/Author": "J. Smith", "/CreationDate": "D:20261020120000Z"})
    writer.write(data)
    keep_document(data.getvalue(), file_name="x.docx", title="x", by=people.staff, communication=communication)
    read_next()
    said = {row.kind: row.sentence for row in Document.objects.get().findings.all()}
    assert said[FindingKind.NAME] == "Its name ends in .docx, but its bytes are application/pdf."
    assert said[FindingKind.AUTHOR] == "The file names “J. Smith” as its author."
    assert said[FindingKind.DATE] == (
        "The file says it was made on Tue 20 Oct 2026, after the day it was handed over (Wed 7 Oct 2026)."
    )


def test_a_file_of_a_kind_that_is_not_read_is_no_failure(people: Team, record: RecordsRequest) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as bundle:
        bundle.writestr("a.txt", "words")
    kept(people, record, data.getvalue(), "a.zip")
    inspection = read_next()
    assert inspection.state == InspectionState.NOT_READ
    page = client_of(people.reader).get(inspection.get_absolute_url()).content.decode()
    assert "Files of its kind are not read, so nothing was looked for." in page


def test_a_broken_or_hostile_file_fails_on_its_row_and_the_next_is_read(
    people: Team, record: RecordsRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspections, "LIMITS", Limits(unpacked_bytes=100_000))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("word/document.xml", b"0" * 1_000_000)
    kept(people, record, b"%PDF-1.7 nothing", "broken.pdf")
    kept(people, record, bomb.getvalue(), "bomb.docx")
    kept(people, record, b"plain words", "good.txt")
    for _ in range(3):
        read_next()
    states = dict(Inspection.objects.values_list("document__file_name", "state"))
    assert states == {"broken.pdf": "failed", "bomb.docx": "failed", "good.txt": "read"}
    failure = Inspection.objects.get(document__file_name="bomb.docx").failure
    assert "would unpack to" in failure
    page = client_of(people.reader).get(f"/documents/{Document.objects.get(title='bomb.docx').pk}/about/")
    assert "the rest was not looked at" in page.content.decode() and "no hidden text" not in page.content.decode()


def test_a_missing_reader_of_pictures_is_a_sentence_not_a_failure(
    people: Team, record: RecordsRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    kept(people, record, pdf(WORDS, b""))
    inspection = read_next()
    assert inspection.state == InspectionState.READ
    assert ocr.MISSING in inspection.problems


def test_a_dead_workers_document_is_taken_again_and_the_late_worker_writes_nothing(
    people: Team, record: RecordsRequest
) -> None:
    document = kept(people, record, b"plain words", "a.txt")
    first = inspections.claim_inspection(at=clock.now() - timedelta(minutes=5))
    assert first is not None
    second = inspections.claim_inspection(at=clock.now())
    assert second is not None and second.pk == first.pk
    inspections.inspect_document(second)
    inspections.inspect_document(first)
    assert document.pages.count() == 1
    assert Inspection.objects.get().state == InspectionState.READ
    assert JournalEntry.objects.filter(verb="inspect_document").count() == 1


def test_a_file_that_ends_its_worker_again_and_again_is_left_alone(people: Team, record: RecordsRequest) -> None:
    document = kept(people, record, b"plain words", "a.txt")
    Inspection.objects.update(attempt_count=3)
    inspection = read_next()
    assert inspection.state == InspectionState.FAILED
    assert inspection.failure.startswith("The worker stopped three times while reading this file.")
    inspections.retry_inspection(inspection=inspection, by=people.staff)
    assert read_next().state == InspectionState.READ
    assert document.pages.get().text == "plain words"


def test_only_so_many_are_read_at_once(people: Team, record: RecordsRequest) -> None:
    kept(people, record, b"one", "1.txt")
    kept(people, record, b"two", "2.txt")
    assert inspections.claim_inspection(at=clock.now()) is not None
    assert inspections.claim_inspection(at=clock.now()) is None


def test_what_came_in_is_read_before_what_we_issued(people: Team, record: RecordsRequest) -> None:
    keep_document(b"ours", file_name="1.txt", title="ours", by=None, request=record, is_issued=True)
    kept(people, record, b"theirs", "2.txt")
    assert read_next().document.file_name == "2.txt"


def test_reading_can_be_cancelled_before_and_while_it_runs(people: Team, record: RecordsRequest) -> None:
    document = kept(people, record, b"plain words", "a.txt")
    inspections.cancel_inspection(inspection=document.inspection, by=people.staff)
    assert inspections.claim_inspection(at=clock.now()) is None
    with pytest.raises(CaseworkError, match="not being read"):
        inspections.cancel_inspection(inspection=document.inspection, by=people.staff)
    inspections.retry_inspection(inspection=document.inspection, by=people.staff)
    taken = inspections.claim_inspection(at=clock.now())
    assert taken is not None
    inspections.cancel_inspection(inspection=Inspection.objects.get(), by=people.staff)
    assert inspections.inspect_document(taken).state == InspectionState.CANCELLED


def test_the_page_of_a_document_says_what_was_found_and_shows_its_words_as_text(
    people: Team, record: RecordsRequest
) -> None:
    document = kept(people, record, b"<script>alert(1)</script> & more", "a.txt")
    page = client_of(people.reader).get(document.get_absolute_url()).content.decode()
    assert "Waiting for a worker" in page and "Cancel" not in page
    tasks.read_kept_documents()
    page = client_of(people.reader).get(document.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert document.sha256 in page
    assert "Read it again" not in page
    assert "Read it again" in client_of(people.staff).get(document.get_absolute_url()).content.decode()
    assert client_of(people.stranger).get(document.get_absolute_url()).status_code == 404


def test_documents_are_listed_by_what_they_are_and_what_was_found(people: Team, record: RecordsRequest) -> None:
    kept(people, record, pdf(REDACTED), "hidden.pdf")
    kept(people, record, b"%PDF-1.7 nothing", "broken.pdf")
    kept(people, record, b"plain words", "plain.txt")
    tasks.read_kept_documents()
    client = client_of(people.staff)

    def listed(query: str) -> set[str]:
        return {row.file_name for row in client.get(f"/documents/?{query}").context["page"]}

    assert listed("found=hidden") == {"hidden.pdf"}
    assert listed("reading=failed") == {"broken.pdf"}
    assert listed("has_words=no") == {"broken.pdf"}
    assert listed("type=text") == {"plain.txt"}
    assert listed("type=other") == set()
    assert listed(f"agency={record.agency_id}") == {"hidden.pdf", "broken.pdf", "plain.txt"}
    assert listed("text=officer") == {"hidden.pdf"}
    assert b"broken.pdf" in client.get("/documents/?export=csv").getvalue()
    assert "1 document could not be read" in client.get("/").content.decode()


def test_pages_and_findings_are_seen_only_by_members(people: Team, record: RecordsRequest) -> None:
    document = kept(people, record, pdf(REDACTED))
    read_next()
    for rows in (document.pages.all(), document.findings.all(), Inspection.objects.all()):
        assert visible(people.reader, rows).exists()
        assert not visible(people.stranger, rows).exists()


def test_nothing_is_queued_where_nothing_was_kept(people: Team, record: RecordsRequest) -> None:
    with pytest.raises(CaseworkError):
        documents.keep_document(b"", file_name="a", title="a", by=people.staff, request=record)
    assert not Inspection.objects.exists()
