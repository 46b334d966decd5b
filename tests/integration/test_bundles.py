"""A bundle holds every paper its owner may see, once as pages and once as it came; nobody else can take it."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from requests_app import clock
from requests_app.casework import bundle_pages, bundles, communications, hearings, letters, matters, notes, queue
from requests_app.casework.bundle_contents import gather
from requests_app.casework.bundle_filing import file_pieces
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.documents import keep_document
from requests_app.casework.mail import place_mail, receive_mail
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import (
    Bundle,
    BundleState,
    CommunicationKind,
    DeterminationOutcome,
    Direction,
    Document,
    JournalEntry,
    NoteKind,
    Precision,
    RecordsRequest,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team
from tests.pdf_pages import pdf

pytestmark = pytest.mark.django_db

MAIL = (
    b"From: Ana Ruiz <ana@alderbay.example>\r\nTo: records@example.org\r\nSubject: Our answer\r\n"
    b"Date: Tue, 06 Oct 2026 10:00:00 -0700\r\nMessage-ID: <42@alderbay.example>\r\n\r\n"
    b"The contracts are attached.\r\n"
)
ONE_PAGE = pdf(b"BT /F1 12 Tf 72 700 Td (The contract itself) Tj ET")


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def request_(people: Team, settings: Any, tmp_path: Path) -> RecordsRequest:
    """A request with a mail, a call, and a file of every sort."""
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    made = factories.received_request(people)
    place_mail(receive_mail(MAIL, by=None, on=TODAY).mail, request=made, by=people.staff, on=TODAY)
    call = communications.record_communication(
        request=made,
        kind=CommunicationKind.OTHER,
        direction=Direction.IN,
        paper=Paper(happened_on=date(2026, 10, 7), subject="Call with the clerk", body="They look for more."),
        by=people.staff,
        on=TODAY,
    )
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    for name, data in (
        ("contract.pdf", ONE_PAGE),
        ("contract.pdf", ONE_PAGE + b"\n%"),  # the same name again
        ("../../etc/passwd.pdf", b"%PDF-1.7 and then nothing that is a PDF"),
        ("CON.csv", b"plate,read_at\nA,2026-01-01\n"),
        ("scan.png", picture.getvalue()),
        ("Ünï☃ " + "long " * 60 + ".docx", b"PK\x03\x04 no real Word file"),
    ):
        keep_document(data, file_name=name, title=f"=cmd {name}", by=people.staff, request=made, communication=call)
    return made


def made(of: Any, by: Any) -> Bundle:
    """The bundle as a worker makes it."""
    asked = bundles.ask_for_bundle(of=of, by=by, on=TODAY)
    claimed = bundles.claim_bundle(at=clock.now())
    assert claimed is not None
    assert claimed == asked
    return bundles.make_bundle(claimed)


def words_of(bundle: Bundle) -> list[str]:
    return [page.extract_text() for page in PdfReader(bundles.path_of(bundle, "pdf")).pages]


def test_the_pdf_has_a_cover_an_index_with_pages_and_every_paper_in_order_of_its_day(
    people: Team, request_: RecordsRequest
) -> None:
    bundle = made(request_, people.staff)
    assert (bundle.state, bundle.failure) == (BundleState.READY, "")
    pages = words_of(bundle)
    assert bundle.page_count == len(pages)
    assert f"{request_.number} Alder Bay PD" in pages[0]
    assert "INDEX OF PAPERS" in pages[1]
    mail = next(place for place, page in enumerate(pages) if "The contracts are attached." in page)
    call = next(place for place, page in enumerate(pages) if "They look for more." in page)
    assert "ana@alderbay.example" in pages[mail]
    assert mail < call
    assert sum("The contract itself" in page for page in pages) == 2
    assert "Tue 6 Oct 2026" in pages[1]
    titles = [str(line.title) for line in PdfReader(bundles.path_of(bundle, "pdf")).outline]  # type: ignore[union-attr]
    assert titles[:2] == ["Cover", "Index of papers"]
    assert any(title.endswith("Tue 6 Oct 2026 – Our answer") for title in titles)


def test_a_file_without_pages_is_named_on_a_slip_with_its_hash_and_the_reason(
    people: Team, request_: RecordsRequest
) -> None:
    bundle = made(request_, people.staff)
    # the broken PDF, the table and the Word file; the picture is a page
    assert bundle.slip_count == 3
    broken = Document.objects.get(file_name__contains="passwd")
    (slip,) = [page for page in words_of(bundle) if broken.sha256 in page]
    assert "stands in place of a file" in slip
    assert "Why no pages" in slip
    assert "passwd.pdf" in slip


def test_the_zip_has_every_file_as_it_came_under_names_that_cannot_collide_or_escape(
    people: Team, request_: RecordsRequest
) -> None:
    bundle = made(request_, people.staff)
    with zipfile.ZipFile(bundles.path_of(bundle, "zip")) as packed:
        names = packed.namelist()
        manifest = json.loads(packed.read("manifest.json"))["files"]
        rows = list(csv.DictReader(io.StringIO(packed.read("manifest.csv").decode("utf-8-sig"))))
        for row in manifest:
            data = packed.read(f"{row['folder']}/{row['name']}")
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["sha256"], row["bytes"])
            assert len(row["name"]) <= 120
            assert len(row["name"].encode()) <= 180
            assert not {"/", "\\", ":"} & set(row["name"])
        assert MAIL in [packed.read(name) for name in names if name.endswith(".eml")]
    assert len({name.casefold() for name in names}) == len(names) == len(manifest) + 2 == len(rows) + 2
    assert all(".." not in name.split("/") for name in names)
    assert all(not row["title"].startswith("=") for row in rows)
    (mail,) = [row for row in manifest if row["kind"] == "mail"]
    assert (mail["date"], mail["request"]) == ("2026-10-06", request_.number)
    assert mail["date_known"] == "to the day"
    assert mail["from"] == "Ana Ruiz <ana@alderbay.example>"


def test_the_same_papers_make_the_same_bytes(people: Team, request_: RecordsRequest) -> None:
    first, second = made(request_, people.staff), made(request_, people.staff)
    assert (first.pdf_sha256, first.zip_sha256) == (second.pdf_sha256, second.zip_sha256)
    assert first.pdf_sha256 == hashlib.sha256(bundles.path_of(first, "pdf").read_bytes()).hexdigest()


def test_a_matter_has_the_papers_of_all_its_requests_and_a_selection_only_of_those_chosen(
    people: Team, request_: RecordsRequest
) -> None:
    other = factories.received_request(people, agency=factories.agency("Other PD"), subject="Logs")
    communications.record_acknowledgement(
        request=other, paper=Paper(happened_on=MONDAY, body="We have it."), by=people.staff, on=TODAY
    )
    keep_document(b"A brief.", file_name="brief.txt", title="Brief", by=people.counsel, matter=people.matter)
    whole = made(people.matter, people.staff)
    assert "A brief." in "".join(words_of(whole))
    assert "We have it." in "".join(words_of(whole))
    chosen = made([other], people.staff)
    said = "".join(words_of(chosen))
    assert "We have it." in said
    assert "A brief." not in said
    assert "The contracts are attached." not in said


def test_a_determination_of_which_only_the_record_tells_says_what_it_decided(
    people: Team, request_: RecordsRequest
) -> None:
    communications.record_determination(
        request=request_,
        paper=Paper(happened_on=date(2026, 10, 8), precision=Precision.MONTH),
        outcome=DeterminationOutcome.PART,
        claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600", records_withheld="The logs")],
        by=people.staff,
        on=TODAY,
    )
    (page,) = [page for page in words_of(made(request_, people.staff)) if "Determines" in page]
    assert "Part is withheld" in page
    assert "§ 7923.600: The logs" in page
    assert "Oct 2026" in page
    assert "8 Oct" not in page


def test_a_letter_for_counsel_alone_is_left_out_for_others_and_nothing_tells_of_it(
    people: Team, request_: RecordsRequest
) -> None:
    letter = letters.propose_letter(request=request_, kind="request", by=people.counsel, on=TODAY)
    document = keep_document(
        ONE_PAGE, file_name="strategy.pdf", title="Strategy", by=people.counsel, request=request_, is_issued=True
    )
    letter.document, letter.counsel_only = document, True
    letter.save()
    for person, count in ((people.counsel, 1), (people.staff, 0)):
        bundle = bundles.ask_for_bundle(of=request_, by=person, on=TODAY)
        assert sum(piece.document == document for piece in gather(bundle)) == count
    counsel_s = made_again(bundle=Bundle.objects.get(asked_by=people.counsel))
    assert not bundles.may_take(people.staff, counsel_s)


def made_again(bundle: Bundle) -> Bundle:
    Bundle.objects.exclude(pk=bundle.pk).delete()
    claimed = bundles.claim_bundle(at=clock.now())
    assert claimed == bundle
    return bundles.make_bundle(claimed)


def test_only_its_owner_takes_it_and_only_while_they_may_see_all_of_it(
    people: Team, request_: RecordsRequest
) -> None:
    bundle = made(request_, people.reader)
    browsers = {}
    for name in ("reader", "staff", "stranger", "admin"):
        browsers[name] = Client()
        browsers[name].force_login(getattr(people, name), backend="django.contrib.auth.backends.ModelBackend")
    for kind in ("pdf", "zip"):
        address = reverse("bundle-file", args=[bundle.pk, kind])
        response = browsers["reader"].get(address)
        assert hashlib.sha256(response.getvalue()).hexdigest() == getattr(bundle, f"{kind}_sha256")
        assert response["Content-Disposition"].startswith("attachment")
        for other in ("staff", "stranger", "admin"):
            assert browsers[other].get(address).status_code == 404
    matters.remove_member(membership=people.matter.memberships.get(user=people.reader), by=people.admin)
    assert browsers["reader"].get(reverse("bundle-file", args=[bundle.pk, "pdf"])).status_code == 404
    assert "no longer yours" in browsers["reader"].get(bundle.get_absolute_url()).content.decode()
    with pytest.raises(AccessError):
        bundles.ask_for_bundle(of=request_, by=people.reader, on=TODAY)


def test_a_worker_that_dies_loses_its_lease_and_the_next_one_makes_it(people: Team, request_: RecordsRequest) -> None:
    bundles.ask_for_bundle(of=request_, by=people.staff, on=TODAY)
    dead = bundles.claim_bundle(at=clock.now())
    assert dead is not None
    assert bundles.claim_bundle(at=clock.now()) is None
    alive = bundles.claim_bundle(at=clock.now() + timedelta(seconds=61))
    assert alive == dead
    assert alive is not None
    assert bundles.make_bundle(alive).state == BundleState.READY
    hashes = (alive.pdf_sha256, alive.zip_sha256)
    assert bundles.make_bundle(dead).state == BundleState.READY  # it wakes up, and changes nothing
    alive.refresh_from_db()
    assert (alive.pdf_sha256, alive.zip_sha256) == hashes
    assert JournalEntry.objects.filter(verb="make_bundle").count() == 1


def test_a_bundle_that_ends_its_worker_again_and_again_is_given_up_until_its_owner_asks(
    people: Team, request_: RecordsRequest
) -> None:
    bundles.ask_for_bundle(of=request_, by=people.staff, on=TODAY)
    Bundle.objects.update(attempt_count=3)
    given_up = made_again(Bundle.objects.get())
    assert given_up.state == BundleState.FAILED
    assert given_up.failure.startswith("The worker stopped three times while making this bundle.")
    bundles.retry_bundle(bundle=given_up, by=people.staff)
    assert made_again(given_up).state == BundleState.READY


def test_who_cancels_it_while_it_is_made_finds_nothing_left(
    people: Team, request_: RecordsRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundles.ask_for_bundle(of=request_, by=people.staff, on=TODAY)
    claimed = bundles.claim_bundle(at=clock.now())
    assert claimed is not None
    monkeypatch.setattr(queue, "HEARTBEAT_SECONDS", 0.0)
    bundles.cancel_bundle(bundle=Bundle.objects.get(), by=people.staff)
    bundles.make_bundle(claimed)
    assert Bundle.objects.get().state == BundleState.CANCELLED
    assert not bundles.path_of(claimed, "pdf").parent.exists()
    with pytest.raises(CaseworkError):
        bundles.cancel_bundle(bundle=Bundle.objects.get(), by=people.staff)
    bundles.retry_bundle(bundle=Bundle.objects.get(), by=people.staff)
    assert made_again(Bundle.objects.get()).state == BundleState.READY


def test_its_files_are_removed_after_a_fortnight_unless_they_are_kept(people: Team, request_: RecordsRequest) -> None:
    with time_machine.travel(clock.now().replace(year=2026, month=11, day=23, hour=20)):
        passing, kept = made(request_, people.staff), made(request_, people.staff)
    bundles.keep_bundle(bundle=kept, by=people.staff)
    assert bundles.expire_bundles(on=date(2026, 12, 6)) == 0
    assert bundles.expire_bundles(on=date(2026, 12, 7)) == 1
    passing.refresh_from_db()
    assert passing.state == BundleState.EXPIRED
    assert not bundles.path_of(passing, "zip").exists()
    assert bundles.path_of(kept, "zip").exists()


def test_a_file_that_is_not_what_it_was_fails_the_bundle_with_its_name(
    people: Team, request_: RecordsRequest
) -> None:
    Document.objects.filter(file_name="scan.png").update(sha256="ab" * 32)
    bundle = made(request_, people.staff)
    assert bundle.state == BundleState.FAILED
    assert "abab" in bundle.failure


def test_the_page_asks_makes_progress_and_offers_the_files(people: Team, request_: RecordsRequest) -> None:
    browser = Client()
    browser.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.post(reverse("bundle-new") + f"?request={request_.pk}", follow=True)
    bundle = Bundle.objects.get()
    assert "It waits for a worker" in page.content.decode()
    claimed = bundles.claim_bundle(at=clock.now())
    assert claimed is not None
    bundles.make_bundle(claimed)
    bundle.refresh_from_db()
    page = browser.get(bundle.get_absolute_url())
    assert bundle.pdf_sha256 in page.content.decode()
    browser.post(reverse("bundle-turn", args=[bundle.pk]), {"act": "remove"})
    bundle.refresh_from_db()
    assert bundle.state == BundleState.EXPIRED
    chosen = browser.get(reverse("bundle-new"), {"row": [request_.pk]})
    assert request_.subject in chosen.content.decode()


def test_names_stay_the_same_whatever_else_is_put_in(people: Team, request_: RecordsRequest) -> None:
    bundle = bundles.ask_for_bundle(of=request_, by=people.staff, on=TODAY)
    names = [one.name for one in file_pieces(gather(bundle))]
    assert names == [one.name for one in file_pieces(gather(bundle))]
    assert names[0].startswith("00001 2026-10-0")


def test_a_case_has_its_hearings_and_the_notes_everyone_may_read_but_no_strategy(
    people: Team, request_: RecordsRequest
) -> None:
    case = factories.court_case(people, request_)
    hearing = hearings.set_hearing(case=case, title="Argument", held_on=MONDAY, by=people.counsel, on=TODAY)
    hearings.continue_hearing(hearing=hearing, held_on=TODAY, why="By the court", by=people.counsel, on=TODAY)
    notes.write_note(about=case, words="The clerk is new", kind=NoteKind.NOTE, by=people.staff)
    notes.write_note(about=request_, words="Ask for the index", kind=NoteKind.NOTE, by=people.staff)
    notes.write_note(about=case, words="Offer them less", kind=NoteKind.STRATEGY, by=people.counsel)
    bundle = made(case, people.counsel)
    words = " ".join(" ".join(words_of(bundle)).split())
    assert "from Mon 5 Oct 2026 to Mon 23 Nov 2026: By the court" in words
    assert "The clerk is new" in words
    assert "Ask for the index" in words
    assert "Offer them less" not in words
    with zipfile.ZipFile(bundles.path_of(bundle, "zip")) as packed:
        said = b" ".join(packed.read(name) for name in packed.namelist() if name.endswith(".txt"))
    assert b"The clerk is new" in said
    assert b"Offer them less" not in said


def test_of_a_very_large_mail_only_the_beginning_is_read_for_its_page(
    people: Team, request_: RecordsRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_pages, "LONGEST_MAIL_BYTES", len(MAIL) - 11)
    words = " ".join(" ".join(words_of(made(request_, people.staff))).split())
    assert "The contracts are" in words
    assert "attached." not in words
    assert "read only as far as it is shown here; the ZIP has it as it came" in words
