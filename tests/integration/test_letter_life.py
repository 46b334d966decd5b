"""Before counsel, out by e-mail, received, corrected: what happens to a letter around its issue."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from requests_app import archive, clock
from requests_app.casework import letter_batches, letter_mail, letter_review, letters
from requests_app.casework.letter_paper import paper_of
from requests_app.casework.mail import receive_mail
from requests_app.errors import AccessError, CaseworkError
from requests_app.letters import is_available
from requests_app.models import Letter, LetterMail, LetterState, MailState, ReceivedMail
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing"),
]


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def draft(people: Team) -> Letter:
    request = factories.draft_request(people)
    return letters.propose_letter(request=request, kind="request", by=people.staff, on=MONDAY)


def issued(letter: Letter, people: Team) -> Letter:
    letters.issue_letter(letter=letter, by=people.staff)
    claimed = letters.claim_letter(at=clock.now())
    assert claimed is not None
    return letters.make_letter(claimed)


def test_where_counsel_must_approve_nothing_is_issued_before(people: Team, draft: Letter) -> None:
    people.matter.organisation.letters_need_counsel = True
    people.matter.organisation.save()
    with pytest.raises(CaseworkError, match="Counsel must approve"):
        letters.issue_letter(letter=draft, by=people.staff)
    letter_review.ask_for_review(letter=draft, by=people.staff)
    with pytest.raises(AccessError):
        letter_review.approve_letter(letter=draft, by=people.staff)
    letter_review.approve_letter(letter=draft, by=people.counsel)
    assert issued(draft, people).state == LetterState.ISSUED


def test_changing_a_word_takes_the_approval_away(people: Team, draft: Letter) -> None:
    letter_review.ask_for_review(letter=draft, by=people.staff)
    letter_review.approve_letter(letter=draft, by=people.counsel)
    letters.revise_letter(letter=draft, subject="Another", body="Other words.", dated_on=MONDAY, by=people.staff)
    assert draft.reviewed_by is None


def test_words_changed_while_counsel_read_the_others_are_not_approved(
    people: Team, draft: Letter, client: Client
) -> None:
    letter_review.ask_for_review(letter=draft, by=people.staff)
    client.force_login(people.counsel)
    page = client.get(draft.get_absolute_url()).content.decode()
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    letters.revise_letter(letter=draft, subject="Another", body="Other words.", dated_on=MONDAY, by=people.staff)
    answer = client.post(reverse("letter-approve", args=[draft.pk]), {"seen": seen}, follow=True)
    assert "changed while you read it" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.reviewed_by is None
    client.post(reverse("letter-approve", args=[draft.pk]), {"seen": draft.fingerprint})
    draft.refresh_from_db()
    assert draft.reviewed_by == people.counsel


def test_a_letter_put_into_a_portal_says_so_and_keeps_its_number(people: Team, draft: Letter) -> None:
    letters.record_letter_sent(
        letter=issued(draft, people), method="portal", sent_on=MONDAY, tracking_number="R-2026-77",
        by=people.staff, on=MONDAY,
    )  # fmt: skip
    draft.refresh_from_db()
    assert (draft.get_sent_by_method_display(), draft.tracking_number) == ("Portal", "R-2026-77")
    assert draft.request.sent_by_method == "portal"


def test_counsel_sends_a_letter_back_with_a_note(people: Team, draft: Letter) -> None:
    letter_review.ask_for_review(letter=draft, by=people.staff)
    with pytest.raises(CaseworkError, match="what should change"):
        letter_review.send_back(letter=draft, note=" ", by=people.counsel)
    letter_review.send_back(letter=draft, note="Cite the statute.", by=people.counsel)
    assert (draft.state, draft.review_note) == (LetterState.DRAFT, "Cite the statute.")


def test_an_issued_letter_is_frozen_as_pdf_and_as_word_with_its_wording(people: Team, draft: Letter) -> None:
    letter = issued(draft, people)
    assert letter.document and letter.word_document
    assert letter.document.file_name.endswith(".pdf")
    assert letter.word_document.file_name.endswith(".docx")
    with archive.open_kept(letter.word_document.sha256) as file:
        assert file.read(2) == b"PK"
    assert letter.wording_version.startswith("shipped ")


def test_a_letter_goes_out_by_e_mail_with_its_pdf_and_is_recorded_as_sent(people: Team, draft: Letter) -> None:
    letter = issued(draft, people)
    letter_mail.mail_letter(letter=letter, to="records@agency.example.org", by=people.staff, on=TODAY)
    assert letter_mail.mail_waiting_letters(on=TODAY).sent == 1
    assert letter_mail.mail_waiting_letters(on=TODAY).sent == 0
    (message,) = mail.outbox
    assert message.to == ["records@agency.example.org"]
    assert message.reply_to == ["records@example.org"]
    ((_, data, media_type),) = message.attachments
    assert media_type == "application/pdf"
    assert bytes(data).startswith(b"%PDF-")
    letter.refresh_from_db()
    assert (letter.state, letter.sent_on, letter.sent_by_method) == (LetterState.SENT, TODAY, "electronic")
    assert letter.communication is not None


def test_where_mail_is_fetched_the_answer_comes_to_the_request_s_own_address(
    people: Team, draft: Letter, settings: Any
) -> None:
    settings.MAIL_DOMAIN = "desk.example.org"
    letter_mail.mail_letter(letter=issued(draft, people), to="records@agency.example.org", by=people.staff, on=TODAY)
    letter_mail.mail_waiting_letters(on=TODAY)
    secret = draft.request.mail_secret
    assert mail.outbox[0].reply_to == [f"request+{draft.request.pk}-{secret}@desk.example.org"]


def test_a_mail_server_that_refuses_keeps_the_letter_unsent_with_the_reason(
    people: Team, draft: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = issued(draft, people)
    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)

    def refuse(self: EmailBackend, messages: object) -> int:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert len(letter_mail.mail_waiting_letters(on=TODAY).failed) == 1
    row = LetterMail.objects.get()
    assert (row.state, "nobody listens" in row.failure) == (MailState.WAITING, True)
    letter.refresh_from_db()
    assert letter.state == LetterState.ISSUED
    letter_mail.stop_mail(letter=letter, by=people.staff)
    assert not LetterMail.objects.exists()


def test_a_letter_is_not_mailed_for_somebody_who_may_no_longer_act(people: Team, draft: Letter) -> None:
    letter = issued(draft, people)
    letter_mail.mail_letter(letter=letter, to="a@example.org", by=people.staff, on=TODAY)
    people.matter.memberships.filter(user=people.staff).delete()
    letter_mail.mail_waiting_letters(on=TODAY)
    assert mail.outbox == []
    assert LetterMail.objects.get().state == MailState.SKIPPED


def test_delivery_by_hand_keeps_its_proof_and_the_post_its_number(people: Team, draft: Letter) -> None:
    letter = issued(draft, people)
    letters.record_letter_sent(
        letter=letter, method="personal", sent_on=MONDAY, by=people.staff, on=TODAY,
        tracking_number="9400 1", proof=BytesIO(b"stamped"), proof_name="stamp.txt",
    )  # fmt: skip
    assert letter.tracking_number == "9400 1"
    assert letter.proof and letter.proof.communication == letter.communication


def test_the_receipt_of_the_request_letter_starts_the_clock(people: Team, draft: Letter) -> None:
    letter = issued(draft, people)
    letters.record_letter_sent(letter=letter, method="mail", sent_on=MONDAY, by=people.staff, on=TODAY)
    letter.refresh_from_db()
    with pytest.raises(CaseworkError, match="between the day of sending and today"):
        letter_review.record_letter_received(
            letter=letter, received_on=date(2026, 10, 4), proof="", by=people.staff, on=TODAY
        )
    letter_review.record_letter_received(
        letter=letter, received_on=date(2026, 10, 8), proof="Return receipt", by=people.staff, on=TODAY
    )
    assert letter.state == LetterState.RECEIVED
    due = letter.request.deadlines.current().get(rule_id="CPRA-DET")
    assert due.due_on == date(2026, 10, 19)  # day 10 is a Sunday


def test_a_correction_is_a_new_letter_that_names_the_one_it_replaces(people: Team, draft: Letter) -> None:
    with pytest.raises(CaseworkError, match="still be changed itself"):
        letter_review.correct_letter(letter=draft, by=people.staff, on=TODAY)
    letter = issued(draft, people)
    correction = letter_review.correct_letter(letter=letter, by=people.staff, on=TODAY)
    assert ("Replaces", "our letter of October 5, 2026") in paper_of(correction).references
    assert letter.state == LetterState.ISSUED
    with pytest.raises(CaseworkError, match="correction already"):
        letter_review.correct_letter(letter=letter, by=people.staff, on=TODAY)


def test_letters_issued_together_are_followed_and_those_not_begun_can_be_taken_back(people: Team) -> None:
    request = factories.draft_request(people)
    drafts = [letters.propose_letter(request=request, kind="request", by=people.staff, on=MONDAY) for _ in range(3)]
    key, refused = letter_batches.issue_letters(drafts, by=people.staff)
    assert refused == []
    claimed = letters.claim_letter(at=clock.now())
    assert claimed is not None
    batch = letter_batches.batch_of(key, person=people.reader)
    assert (batch.total_count, batch.made_count, batch.is_done) == (3, 0, False)
    assert letter_batches.cancel_batch(key, by=people.staff) == 2  # the third is in a worker's hands
    letters.make_letter(claimed)
    batch = letter_batches.batch_of(key, person=people.reader)
    assert (batch.total_count, batch.made_count, batch.percent, batch.is_done) == (1, 1, 100, True)
    assert Letter.objects.filter(state=LetterState.DRAFT).count() == 2
    with pytest.raises(CaseworkError, match="no such batch"):
        letter_batches.batch_of(key, person=people.stranger)


def test_a_letter_that_must_be_approved_is_left_out_of_a_batch_with_its_reason(people: Team, draft: Letter) -> None:
    people.matter.organisation.letters_need_counsel = True
    people.matter.organisation.save()
    _, refused = letter_batches.issue_letters([Letter.objects.get()], by=people.staff)
    assert len(refused) == 1
    assert "Counsel must approve" in refused[0]


def test_a_letter_that_came_back_goes_out_again_to_another_address_and_is_dealt_with(
    people: Team, draft: Letter
) -> None:
    letter = issued(draft, people)
    letter_mail.mail_letter(letter=letter, to="old@agency.example.org", by=people.staff, on=TODAY)
    with pytest.raises(CaseworkError, match="on its way already"):
        letter_mail.mail_letter(letter=letter, to="new@agency.example.org", by=people.staff, on=TODAY)
    letter_mail.mail_waiting_letters(on=TODAY)
    letter.refresh_from_db()
    with pytest.raises(CaseworkError, match="only one that came back"):
        letter_mail.mail_letter(letter=letter, to="new@agency.example.org", by=people.staff, on=TODAY)

    report = (
        f"From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nReturn-Path: <>\n"
        f"X-Failed-Recipients: old@agency.example.org\nIn-Reply-To: {mail.outbox[0].extra_headers['Message-ID']}\n\n"
        "550 no such user\n"
    )
    bounce = receive_mail(report.encode(), by=None, on=TODAY).mail
    assert ReceivedMail.objects.returned().get() == bounce

    letter_mail.mail_letter(letter=letter, to="new@agency.example.org", by=people.staff, on=TODAY)
    letter_mail.mail_waiting_letters(on=TODAY)
    assert [one.to for one in mail.outbox] == [["old@agency.example.org"], ["new@agency.example.org"]]
    assert mail.outbox[0].extra_headers["Message-ID"] != mail.outbox[1].extra_headers["Message-ID"]
    assert not ReceivedMail.objects.returned().exists()  # dealt with by who sent it again
    papers = letter.request.communications.filter(direction="out").order_by("pk")
    assert [paper.subject for paper in papers] == [
        letter.subject,
        f"Sent again to new@agency.example.org: {letter.subject}",
    ]
    assert not letter_mail.may_be_mailed(letter)
