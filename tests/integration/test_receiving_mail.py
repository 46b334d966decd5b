"""Mail that comes in is kept, read, and filed with its request or left in the tray; nothing is lost."""

import hashlib
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from requests_app import archive, mailroom
from requests_app.access import visible
from requests_app.casework import mail
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import (
    Communication,
    Document,
    JournalEntry,
    MailOutcome,
    Matter,
    ReceivedMail,
    RecordsRequest,
)
from tests import factories
from tests.factories import TODAY, Team
from tests.mail_corpus import CORPUS, EXPECTED, known_requests, raw, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def requests(people: Team) -> dict[int, RecordsRequest]:
    return known_requests(people)


def outcome_of(expected: dict[str, Any]) -> str:
    """What the corpus says, in the words of the command."""
    kind = str(expected.get("kind", "answer"))
    if kind != "answer":
        return kind
    return "placed" if expected.get("request", 12) else "tray"


@pytest.mark.parametrize("name", EXPECTED)
def test_each_mail_of_the_corpus_has_its_outcome(requests: dict[int, RecordsRequest], name: str) -> None:
    expected = EXPECTED[name]
    receipt = receive(raw(name))
    row = receipt.mail
    assert receipt.outcome == outcome_of(expected), row.reasons
    assert row.sha256 == hashlib.sha256(raw(name)).hexdigest()
    assert archive.verify(row.sha256) == len(raw(name)) == row.size_bytes
    assert (row.request_id or 0) == expected.get("request", 12)
    if not row.request_id:
        assert (row.guess_id or 0) == expected["guess"]
    assert (row.communication is not None) == (receipt.outcome == "placed")


def test_the_whole_corpus_at_once_loses_nothing_and_takes_nothing_twice(requests: dict[int, RecordsRequest]) -> None:
    files = sorted(CORPUS.glob("*.eml"))
    first = told(*files)
    different = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert len(first) == len(files)
    assert set(ReceivedMail.objects.values_list("sha256", flat=True)) == different
    assert {line["outcome"] for line in told(*files)} == {"duplicate"}
    assert ReceivedMail.objects.count() == len(different)
    assert Communication.objects.count() == ReceivedMail.objects.filter(outcome="placed").count()


def told(*files: Path) -> list[dict[str, Any]]:
    output = StringIO()
    call_command("receive_mail", *map(str, files), stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_the_command_tells_one_line_for_each_file(requests: dict[int, RecordsRequest]) -> None:
    path = CORPUS / "production_with_pdf.eml"
    (line,) = told(path)
    row = ReceivedMail.objects.get()
    pdf = Document.objects.get(communication=row.communication)
    assert line == {
        "file": str(path),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "outcome": "placed",
        "request": 12,
        "communication": row.communication_id,
        "subject": row.subject,
        "attachments": [{"name": "2026-10-06 Instalment 1.pdf", "bytes": pdf.size_bytes, "type": "application/pdf"}],
        "problems": [],
    }


def test_a_file_that_cannot_be_read_fails_the_command_after_the_others(
    requests: dict[int, RecordsRequest], tmp_path: Path
) -> None:
    output = StringIO()
    with pytest.raises(CommandError, match=r"missing\.eml"):
        call_command("receive_mail", str(tmp_path / "missing.eml"), str(CORPUS / "denial.eml"), stdout=output)
    assert json.loads(output.getvalue())["outcome"] == "placed"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.tuples(st.sampled_from(sorted(EXPECTED)), st.binary(max_size=20), st.integers(0, 2000)).map(
            lambda made: raw(made[0])[: made[2]] + made[1] + raw(made[0])[made[2] : 4000]
        ),
    )
)
@example(b"")
@example(b"\x00")
@example(b"Subject: =?utf-8?q?=00=ED=A0=80?=\nMessage-ID: <\xff\x00@a>\nFrom: \xff@\xfe\n\n\x00")
def test_any_bytes_are_archived_and_answered_with_a_row(requests: dict[int, RecordsRequest], data: bytes) -> None:
    receipt = receive(data)
    assert ReceivedMail.objects.filter(sha256=hashlib.sha256(data).hexdigest()).count() == 1
    assert receipt.mail.outcome in MailOutcome.values
    assert mail.raw_bytes(receipt.mail) == data


def test_a_mail_that_breaks_the_reader_waits_in_the_tray_with_its_failure(
    requests: dict[int, RecordsRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(mailroom, "choose", broken)
    receipt = receive(raw("denial"))
    assert receipt.outcome == "tray"
    assert "ZeroDivisionError: by zero" in receipt.mail.problems[0]
    assert mail.raw_bytes(receipt.mail) == raw("denial")


def test_the_same_mail_by_another_way_is_recognised(requests: dict[int, RecordsRequest]) -> None:
    first = receive(raw("denial")).mail
    again = receive(b"Received: from elsewhere; Tue, 6 Oct 2026 17:00:00 +0000\r\n" + raw("denial"))
    assert again.outcome == "duplicate"
    assert (again.mail.original, again.mail.request_id, again.mail.communication) == (first, 12, None)
    assert Communication.objects.count() == 1


def test_another_mail_under_a_known_identifier_is_not_taken_for_a_copy(requests: dict[int, RecordsRequest]) -> None:
    receive(raw("denial"))
    forged = receive(raw("denial").replace(b"7923.600", b"7922.000"))
    assert forged.outcome == "placed"
    assert Communication.objects.count() == 2


def test_a_placed_mail_is_a_communication_with_its_attachments_in_the_archive(
    requests: dict[int, RecordsRequest],
) -> None:
    row = receive(raw("production_with_pdf")).mail
    communication = row.communication
    assert communication is not None
    assert (communication.direction, communication.kind) == ("in", "other")
    assert "second instalment by November 3, 2026" in communication.body
    assert communication.happened_on == date(2026, 10, 6)  # 16:15 in London is 09:15 in Los Angeles
    (document,) = communication.documents.all()
    assert archive.verify(document.sha256) == document.size_bytes
    assert {entry.verb for entry in JournalEntry.objects.filter(request=12)} >= {
        "receive_mail",
        "record_communication",
        "keep_document",
        "place_mail",
    } - {"receive_mail"}


def test_an_answer_to_a_mail_that_came_is_placed_by_its_identifier(requests: dict[int, RecordsRequest]) -> None:
    receive(raw("denial"))
    known = ReceivedMail.objects.get().message_id
    answer = f"From: x@elsewhere.example\r\nMessage-ID: <n@e>\r\nIn-Reply-To: <{known}>\r\n\r\nMore.\r\n".encode()
    receipt = receive(answer)
    assert (receipt.outcome, receipt.mail.request_id) == ("placed", 12)


def test_a_person_places_what_waits_and_only_once(requests: dict[int, RecordsRequest], people: Team) -> None:
    row = receive(raw("nobody_we_know")).mail
    row = mail.place_mail(row, request=requests[19], by=people.staff, on=TODAY)
    assert (row.outcome, row.request) == ("placed", requests[19])
    with pytest.raises(CaseworkError, match="filed already"):
        mail.place_mail(row, request=requests[12], by=people.staff, on=TODAY)
    with pytest.raises(CaseworkError, match="filed already"):
        mail.set_aside(row, reason="", by=people.staff)


def test_what_is_not_ours_is_kept_and_can_still_be_placed(requests: dict[int, RecordsRequest], people: Team) -> None:
    row = receive(raw("nobody_we_know")).mail
    row = mail.set_aside(row, reason="An advertisement", by=people.staff)
    assert (row.outcome, row.set_aside_because) == ("not_ours", "An advertisement")
    assert archive.verify(row.sha256)
    assert mail.place_mail(row, request=requests[12], by=people.staff, on=TODAY).outcome == "placed"


def test_nobody_places_mail_in_a_matter_of_others_or_without_the_power(
    requests: dict[int, RecordsRequest], people: Team
) -> None:
    row = receive(raw("nobody_we_know")).mail
    with pytest.raises(AccessError):
        mail.place_mail(row, request=requests[12], by=people.stranger, on=TODAY)
    for act in (
        lambda: mail.place_mail(row, request=requests[12], by=people.reader, on=TODAY),
        lambda: mail.set_aside(row, reason="", by=people.reader),
        lambda: receive(raw("denial"), by=people.reader),
    ):
        with pytest.raises(AccessError):
            act()
    row.refresh_from_db()
    assert row.outcome == "tray"
    assert ReceivedMail.objects.count() == 1


def test_unplaced_mail_is_seen_by_who_may_change_and_placed_mail_by_its_matter(
    requests: dict[int, RecordsRequest], people: Team
) -> None:
    waiting, placed = receive(raw("nobody_we_know")).mail, receive(raw("denial")).mail
    seen = {
        name: set(visible(getattr(people, name), ReceivedMail.objects.all()))
        for name in ("admin", "staff", "counsel", "reader", "stranger")
    }
    assert seen["admin"] == seen["staff"] == seen["counsel"] == {waiting, placed}
    assert seen["reader"] == {placed}
    assert seen["stranger"] == {waiting}


def test_who_hands_a_mail_in_need_not_be_of_its_matter(requests: dict[int, RecordsRequest], people: Team) -> None:
    receipt = receive(raw("denial"), by=people.stranger)
    assert receipt.outcome == "placed"
    assert receipt.mail.handed_in_by == people.stranger
    assert not Matter.objects.filter(memberships__user=people.stranger, pk=people.matter.pk).exists()


def test_every_new_request_has_a_secret_of_its_own_that_the_journal_does_not_tell(people: Team) -> None:
    one, other = factories.draft_request(people), factories.draft_request(people, agency=factories.agency("Other"))
    assert len(one.mail_secret) == len(other.mail_secret) == 12
    assert one.mail_secret != other.mail_secret
    assert one.mail_secret not in str(list(JournalEntry.objects.values_list("changes", flat=True)))
