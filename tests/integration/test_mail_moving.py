"""A mail placed with the wrong request moves with everything recorded from it, or says what keeps it."""

from datetime import date
from typing import Any

import pytest

from requests_app.casework import communications, exemptions, mail, mail_moving, matters, requests
from requests_app.casework.communications import Claim, Paper
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import (
    Communication,
    Deadline,
    Document,
    JournalEntry,
    ReceivedMail,
    RecordsRequest,
    RequestState,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db

RAW = (
    b"From: a@nowhere.example\nMessage-ID: <d@nowhere.example>\nSubject: Your request\n"
    b"Date: Tue, 13 Oct 2026 09:00:00 -0700\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nWe deny it.\n"
    b"--b\nContent-Type: text/plain; name=a.txt\n\nwords\n--b--\n"
)


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def wrong(people: Team) -> RecordsRequest:
    return factories.received_request(people, subject="Drone flights")


@pytest.fixture
def right(people: Team) -> RecordsRequest:
    return factories.received_request(people, agency=factories.agency("Sheriff"), subject="Plate readers")


@pytest.fixture
def placed(people: Team, wrong: RecordsRequest) -> ReceivedMail:
    return mail.place_mail(mail.receive_mail(RAW, by=None, on=TODAY).mail, request=wrong, by=people.staff, on=TODAY)


def paper_of(row: ReceivedMail, **more: Any) -> Paper:
    assert row.communication is not None
    return Paper(happened_on=date(2026, 10, 13), filed=row.communication, **more)


def denied(people: Team, placed: ReceivedMail) -> Communication:
    """The mail is recorded as a denial with one claim."""
    assert placed.request is not None
    return communications.record_determination(
        request=placed.request,
        paper=paper_of(placed, body="We deny it."),
        outcome="none",
        claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600")],
        by=people.staff,
        on=TODAY,
    ).communication


def move(placed: ReceivedMail, request: RecordsRequest, people: Team) -> ReceivedMail:
    return mail_moving.move_mail(placed, request=request, by=people.staff, on=TODAY)


def open_rules(request: RecordsRequest) -> set[str]:
    return set(Deadline.objects.open().filter(request=request).values_list("rule_id", flat=True))


def test_what_a_filed_mail_says_is_recorded_of_that_mail_and_makes_no_second_paper(
    people: Team, placed: ReceivedMail
) -> None:
    paper = denied(people, placed)
    assert paper == placed.communication
    assert Communication.objects.count() == 1
    assert (paper.kind, paper.subject, paper.happened_on) == ("denial", "Your request", date(2026, 10, 13))
    with pytest.raises(CaseworkError, match="recorded already"):
        denied(people, placed)


def test_a_paper_of_one_request_is_not_recorded_of_another(
    people: Team, placed: ReceivedMail, right: RecordsRequest
) -> None:
    with pytest.raises(CaseworkError, match="another request"):
        communications.record_acknowledgement(request=right, paper=paper_of(placed), by=people.staff, on=TODAY)


def test_everything_recorded_from_the_mail_moves_and_both_requests_count_anew(
    people: Team, placed: ReceivedMail, wrong: RecordsRequest, right: RecordsRequest
) -> None:
    copy = mail.receive_mail(RAW.replace(b"Subject", b"X-Way: 2\nSubject"), by=None, on=TODAY).mail
    assert (copy.outcome, copy.original, copy.request) == ("duplicate", placed, wrong)
    denied(people, placed)
    wrong.refresh_from_db()
    assert wrong.state == RequestState.DENIED
    assert "CPRA-DET" not in open_rules(wrong)
    moved = move(placed, right, people)
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (moved.request, moved.communication.request) == (right, right)  # type: ignore[union-attr]
    assert (wrong.state, right.state) == (RequestState.WAITING, RequestState.DENIED)
    assert "CPRA-DET" in open_rules(wrong)  # nothing has answered it any more
    assert "CPRA-DET" not in open_rules(right)
    assert (wrong.claims.count(), right.claims.count()) == (0, 1)
    assert Document.objects.get(communication=placed.communication).request == right
    copy.refresh_from_db()
    assert copy.request == right
    assert "Moved the mail" in JournalEntry.objects.filter(request=wrong, verb="move_mail").get().summary


def test_a_promise_and_an_extension_move_with_their_mail(
    people: Team, placed: ReceivedMail, wrong: RecordsRequest, right: RecordsRequest
) -> None:
    extension = communications.record_extension(
        request=wrong, paper=paper_of(placed), extended_until=date(2026, 10, 29), by=people.staff, on=TODAY
    )
    communications.record_promise(
        communication=extension.communication,
        instalment=None,
        promised_on=date(2026, 12, 1),
        by=people.staff,
        on=TODAY,
    )
    assert open_rules(wrong) >= {"CPRA-EST"}
    move(placed, right, people)
    assert [row.instalment for row in right.productions.all()] == [1]
    assert open_rules(right) >= {"CPRA-EST"}
    assert "CPRA-EST" not in open_rules(wrong)
    right.refresh_from_db()
    assert right.state == RequestState.EXTENDED


def test_an_answered_claim_keeps_its_mail_and_says_so_before_anything_moves(
    people: Team, placed: ReceivedMail, wrong: RecordsRequest, right: RecordsRequest
) -> None:
    paper = denied(people, placed)
    exemptions.answer_claim(claim=paper.claims.get(), answer="No.", by=people.staff, on=TODAY)
    (obstacle,) = mail_moving.obstacles(paper, right)
    assert "§ 7923.600 was answered or decided since" in obstacle
    with pytest.raises(CaseworkError, match="answered or decided"):
        move(placed, right, people)
    placed.refresh_from_db()
    assert placed.request == wrong


def test_an_instalment_that_the_other_request_has_already_keeps_its_mail(
    people: Team, placed: ReceivedMail, wrong: RecordsRequest, right: RecordsRequest
) -> None:
    communications.record_production(request=wrong, paper=paper_of(placed), by=people.staff, on=TODAY)
    communications.record_production(request=right, paper=Paper(happened_on=MONDAY), by=people.staff, on=TODAY)
    with pytest.raises(CaseworkError, match="has an instalment 1 already"):
        move(placed, right, people)


def test_an_answer_does_not_move_to_a_request_nobody_has_received_or_that_is_younger(
    people: Team, placed: ReceivedMail
) -> None:
    denied(people, placed)
    assert placed.communication is not None
    draft = factories.draft_request(people, agency=factories.agency("City"), subject="Draft")
    assert "Record first when the agency received" in mail_moving.obstacles(placed.communication, draft)[0]
    late = factories.received_request(
        people, received_on=date(2026, 10, 20), agency=factories.agency("County"), subject="Late"
    )
    assert "before the agency received" in mail_moving.obstacles(placed.communication, late)[0]


def test_who_may_not_see_both_requests_moves_nothing_and_the_first_is_not_told_of_another_matter(
    people: Team, placed: ReceivedMail, wrong: RecordsRequest
) -> None:
    other = factories.user("otto")
    matter = matters.open_matter(
        title="Secret matter", organisation=people.matter.organisation, lead=other, by=other, on=MONDAY
    )
    theirs = requests.open_request(
        matter=matter, agency=wrong.agency, subject="Theirs", records_sought="All.", by=other, on=MONDAY
    )
    with pytest.raises(AccessError):
        move(placed, theirs, people)
    with pytest.raises(CaseworkError, match="not a member"):
        mail_moving.move_mail(placed, request=theirs, by=other, on=TODAY)
    mail_moving.move_mail(placed, request=theirs, by=people.admin, on=TODAY)
    entry = JournalEntry.objects.filter(request=wrong, verb="move_mail").get()
    assert theirs.number not in entry.summary
    assert Document.objects.get(communication=placed.communication).matter == matter
