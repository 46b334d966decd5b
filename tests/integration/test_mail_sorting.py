"""What becomes of mail after it came: what came back, what is put aside, found, opened from it, read again."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from requests_app import clock, mailroom
from requests_app.casework import mail, mail_candidates, mail_rereading, mail_returns
from requests_app.casework.board import today_board
from requests_app.casework.timeline import request_timeline
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Communication, Document, JournalEntry, LetterMail, RecordsRequest
from tests import factories
from tests.factories import TODAY, Team
from tests.mail_corpus import KNOWN, known_requests, raw, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def requests(people: Team) -> dict[int, RecordsRequest]:
    return known_requests(people)


def test_a_letter_that_came_back_says_so_until_somebody_has_dealt_with_it(
    requests: dict[int, RecordsRequest], people: Team
) -> None:
    row = receive(raw("bounce_report")).mail
    sent = LetterMail.objects.get(letter__request=15)
    assert (row.returns, row.request_id) == (sent, 15)
    assert sent.failure.startswith("Returned by a mail server: ")
    assert row.server_says in sent.failure
    assert row.responsible == requests[15].responsible
    assert "did not arrive" in JournalEntry.objects.get(record_type="letter", verb="record_return").summary
    board = today_board(people.staff, on=TODAY)
    assert board.returned == [row]
    with pytest.raises(CaseworkError, match="not a member"):
        mail_returns.settle_mail(row, by=people.stranger)
    with pytest.raises(AccessError):
        mail_returns.settle_mail(row, by=people.reader)
    mail_returns.settle_mail(row, by=people.staff)
    assert today_board(people.staff, on=TODAY).returned == []
    (event,) = [event for event in request_timeline(requests[15]) if event.kind == "returned"]
    assert event.sentence == f"“{sent.letter.subject}” came back: it did not arrive."


def test_an_automatic_reply_is_news_on_today_and_a_line_of_the_timeline(
    requests: dict[int, RecordsRequest], people: Team
) -> None:
    row = receive(raw("out_of_office")).mail
    assert today_board(people.staff, on=clock.today()).automatic == [row]
    assert today_board(people.stranger, on=clock.today()).automatic == []
    assert [event.kind for event in request_timeline(requests[12]) if event.record == row] == ["automatic"]
    with pytest.raises(CaseworkError, match="Only mail that waits"):
        mail.set_aside(row, reason="", by=people.staff)
    with pytest.raises(CaseworkError, match="place this one"):
        mail_returns.settle_mail(receive(raw("denial")).mail, by=people.staff)


def test_what_was_set_aside_is_put_back_into_the_tray(requests: dict[int, RecordsRequest], people: Team) -> None:
    row = mail.set_aside(receive(raw("nobody_we_know")).mail, reason="An advertisement", by=people.staff)
    row = mail.put_back(row, by=people.staff)
    assert (row.outcome, row.set_aside_because) == ("tray", "")
    with pytest.raises(CaseworkError, match="not set aside"):
        mail.put_back(row, by=people.staff)


def test_a_request_that_is_not_on_record_is_opened_from_its_mail(
    requests: dict[int, RecordsRequest], people: Team
) -> None:
    row = receive(raw("nobody_we_know")).mail
    asked = {"agency": requests[12].agency, "subject": "Drones", "records_sought": "All."}
    made = mail.open_request_for(row, matter=people.matter, by=people.staff, on=TODAY, **asked)
    row.refresh_from_db()
    assert (row.outcome, row.request) == ("placed", made)
    with pytest.raises(CaseworkError, match="filed already"):
        mail.open_request_for(row, matter=people.matter, by=people.staff, on=TODAY, **asked)
    assert RecordsRequest.objects.count() == len(KNOWN) + 1  # the second was not opened


def test_reading_again_places_what_waited_and_changes_nothing_that_people_did(
    requests: dict[int, RecordsRequest], people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # a reader that understands nothing yet
        patch.setattr(mailroom, "parse", lambda data: mailroom.ParsedMail(problems=("Nothing could be read.",)))
        poor = receive(raw("production_with_pdf")).mail
        placed = mail.place_mail(receive(raw("denial")).mail, request=requests[15], by=people.staff, on=TODAY)
        aside = mail.set_aside(receive(raw("nobody_we_know")).mail, reason="No", by=people.staff)
    assert (poor.outcome, poor.subject, placed.subject) == ("tray", "", "")
    said = StringIO()
    call_command("reread_mail", stdout=said)
    for row in (poor, placed, aside):
        row.refresh_from_db()
    assert "Read again: 3. Placed now: 1." in said.getvalue()
    assert (poor.outcome, poor.request_id, poor.problems) == ("placed", 12, [])
    assert Document.objects.filter(communication=poor.communication).count() == 1
    assert (placed.request_id, placed.subject) == (15, "Denial")  # where a person placed it
    assert "section 7923.600" in placed.communication.body  # type: ignore[union-attr]
    assert (aside.outcome, aside.set_aside_because) == ("not_ours", "No")
    before = [Communication.objects.count(), Document.objects.count()]
    call_command("reread_mail", stdout=said)
    assert [Communication.objects.count(), Document.objects.count()] == before


def test_only_administrators_read_again(requests: dict[int, RecordsRequest], people: Team) -> None:
    row = receive(raw("denial")).mail
    with pytest.raises(AccessError):
        mail_rereading.reread_mail(row, by=people.staff, on=TODAY)
    assert mail_rereading.reread_mail(row, by=people.admin, on=TODAY).reread_at is not None


def test_a_sender_with_many_requests_is_asked_about_by_a_bounded_question(
    requests: dict[int, RecordsRequest], people: Team, django_assert_max_num_queries: Any
) -> None:
    sheriff = requests[15].agency
    RecordsRequest.objects.bulk_create(
        RecordsRequest(
            matter=people.matter,
            agency=sheriff,
            subject=f"Number {number}",
            records_sought="All.",
            agency_number=f"S27-{number:05}",
            drafted_on=TODAY,
        )
        for number in range(300)
    )
    parsed = mailroom.parse(raw("sender_of_two_requests"))
    with django_assert_max_num_queries(8):
        found = mail_candidates.candidates_for(parsed)
    assert len(found) == mail_candidates.MOST_OF_SENDER
    placement = mailroom.choose(parsed, found)
    assert (placement.request_id, placement.guess_id) == (None, None)
    assert placement.reasons[0].startswith("More than one request fits (numbers ")
    assert placement.reasons[0].endswith(" and 45 more).")
    numbered = mailroom.parse(b"From: x@elsewhere.example\nSubject: About S27 00123\n\nWords")
    assert [one.tracking_numbers for one in mail_candidates.candidates_for(numbered)] == [("S27-00123",)]
    table = "\n".join(f"{number} of {number + 7}" for number in range(10_000, 13_500))
    listing = mailroom.parse(f"From: x@elsewhere.example\nSubject: A list\n\nS27 00123\n\n{table}\n".encode())
    with django_assert_max_num_queries(8):
        (named,) = mail_candidates.candidates_for(listing)
    assert named.tracking_numbers == ("S27-00123",)


def test_a_request_is_found_by_number_agency_their_number_and_words(requests: dict[int, RecordsRequest]) -> None:
    def found(words: str, near: RecordsRequest | None = None) -> list[int]:
        return [row.pk for row in mail_candidates.find_requests(RecordsRequest.objects.all(), words, near=near)]

    assert found("DL-00015") == found("s26-1182") == found("agency 15") == [15]
    assert found("request 16") == [16]
    assert found("nothing like it") == []
    assert found("request")[-1] == 20  # closed ones come last
    assert found("", near=requests[12])[0] == 12
