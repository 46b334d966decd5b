"""A letter's life: proposed, revised, issued, made by a worker, frozen, sent."""

import hashlib
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.conf import settings
from pypdf import PdfReader

from requests_app import archive, clock
from requests_app.casework import letters, requests
from requests_app.errors import CaseworkError, LetterError
from requests_app.letters import is_available
from requests_app.models import Communication, Letter, LetterState, RequestState
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db
needs_pango = pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing")


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def draft(people: Team) -> Letter:
    request = factories.draft_request(people)
    return letters.propose_letter(request=request, kind="request", by=people.staff, on=MONDAY)


def made(letter: Letter, people: Team) -> Letter:
    letters.issue_letter(letter=letter, by=people.staff)
    claimed = letters.claim_letter(at=clock.now())
    assert claimed is not None
    return letters.make_letter(claimed)


def test_the_app_proposes_the_whole_letter(draft: Letter) -> None:
    assert draft.state == LetterState.DRAFT
    assert "All contracts since 2020." in draft.body
    assert "§ 7922.535" in draft.body.replace("\xa0", " ")


def test_a_letter_that_lacks_a_fact_says_which(people: Team) -> None:
    request = factories.draft_request(people)
    with pytest.raises(LetterError, match="cannot be proposed yet"):
        letters.propose_letter(request=request, kind="overdue_determination", by=people.staff, on=MONDAY)


def test_an_overdue_letter_states_how_the_date_was_counted(people: Team) -> None:
    request = factories.received_request(people, date(2026, 8, 26))
    letter = letters.propose_letter(request=request, kind="overdue_determination", by=people.staff, on=TODAY)
    assert "September 8, 2026" in letter.body
    assert "Labor Day" in letter.body


@needs_pango
def test_issuing_freezes_the_words_and_keeps_the_pdf_under_its_hash(people: Team, draft: Letter) -> None:
    letter = made(draft, people)
    assert (letter.state, letter.failure) == (LetterState.ISSUED, "")
    assert letter.document is not None
    with archive.open_kept(letter.document.sha256) as file:
        data = file.read()
    assert data.startswith(b"%PDF-")
    assert hashlib.sha256(data).hexdigest() == letter.document.sha256
    assert letter.document.page_count == len(PdfReader(BytesIO(data)).pages)
    assert letter.facts["subject"] == letter.subject
    with pytest.raises(CaseworkError, match="frozen"):
        letters.revise_letter(letter=letter, subject="x", body="y", dated_on=MONDAY, by=people.staff)


@needs_pango
def test_two_workers_make_a_letter_once(people: Team, draft: Letter) -> None:
    letters.issue_letter(letter=draft, by=people.staff)
    at = clock.now()
    assert letters.claim_letter(at=at) is not None
    assert letters.claim_letter(at=at) is None


@needs_pango
def test_a_letter_whose_worker_died_is_taken_up_again(people: Team, draft: Letter) -> None:
    letters.issue_letter(letter=draft, by=people.staff)
    at = clock.now()
    letters.claim_letter(at=at)
    again = letters.claim_letter(at=at + timedelta(seconds=settings.LETTER_LEASE_SECONDS + 1))
    assert again is not None
    assert letters.make_letter(again).state == LetterState.ISSUED


@needs_pango
def test_a_letter_that_ends_its_worker_five_times_is_given_up_until_a_person_asks(
    people: Team, draft: Letter
) -> None:
    letters.issue_letter(letter=draft, by=people.staff)
    Letter.objects.update(attempt_count=4)
    fifth = letters.claim_letter(at=clock.now() - timedelta(hours=1))
    sixth = letters.claim_letter(at=clock.now())
    assert fifth is not None and sixth is not None
    given_up = letters.make_letter(sixth)
    assert given_up.state == LetterState.FAILED
    assert given_up.failure.startswith("The worker stopped five times while making this letter.")
    assert letters.make_letter(fifth).document is None  # it was not dead, only slow: the row is not its own any more
    assert Letter.objects.get().state == LetterState.FAILED
    letters.retry_letter(letter=given_up, by=people.staff)
    again = letters.claim_letter(at=clock.now())
    assert again is not None
    assert letters.make_letter(again).state == LetterState.ISSUED


def test_what_cannot_be_made_says_why_and_can_be_tried_again(
    people: Team, draft: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(paper: object) -> bytes:
        raise LetterError("The Pango library is missing.")

    monkeypatch.setattr("requests_app.letters.render", missing)
    letter = made(draft, people)
    assert (letter.state, letter.failure) == (LetterState.FAILED, "The Pango library is missing.")
    letters.retry_letter(letter=letter, by=people.staff)
    assert letter.state == LetterState.ISSUING


@needs_pango
def test_sending_the_request_letter_sends_the_request_but_starts_no_clock(people: Team, draft: Letter) -> None:
    letter = made(draft, people)
    letters.record_letter_sent(letter=letter, method="mail", sent_on=MONDAY, by=people.staff, on=TODAY)
    letter.request.refresh_from_db()
    assert letter.request.state == RequestState.SENT
    assert not letter.request.deadlines.exists()
    paper = Communication.objects.get()
    assert paper.documents.get() == letter.document
    requests.record_receipt(request=letter.request, received_on=date(2026, 10, 8), by=people.staff, on=TODAY)
    assert letter.request.deadlines.current().get(rule_id="CPRA-DET").due_on == date(2026, 10, 19)  # day 10 is Sunday


def test_a_draft_cannot_be_recorded_as_sent(people: Team, draft: Letter) -> None:
    with pytest.raises(CaseworkError, match="Only an issued letter"):
        letters.record_letter_sent(letter=draft, method="mail", sent_on=MONDAY, by=people.staff, on=TODAY)


def test_a_discarded_draft_leaves_its_words_in_the_journal(people: Team, draft: Letter) -> None:
    request, body = draft.request, draft.body
    letters.discard_letter(letter=draft, by=people.staff)
    assert not request.letters.exists()
    entry = request.journal.get(verb="remove")
    assert entry.changes["body"] == [body, None]


@needs_pango
def test_a_page_opened_before_the_issue_cannot_thaw_the_letter(people: Team, draft: Letter) -> None:
    opened_earlier = Letter.objects.get(pk=draft.pk)
    issued = made(draft, people)
    with pytest.raises(CaseworkError, match="frozen"):
        letters.revise_letter(letter=opened_earlier, subject="x", body="y", dated_on=MONDAY, by=people.staff)
    opened_earlier = Letter.objects.get(pk=draft.pk)
    opened_earlier.state = LetterState.DRAFT  # what a second browser still shows
    with pytest.raises(CaseworkError, match="Only a draft"):
        letters.issue_letter(letter=opened_earlier, by=people.counsel)
    issued.refresh_from_db()
    assert (issued.state, issued.body) == (LetterState.ISSUED, draft.body)
