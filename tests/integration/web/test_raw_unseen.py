"""Files that cannot be looked into: closed where raw rows may be in them, with the reason, and open elsewhere."""

from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import (
    agreements,
    bundle_contents,
    bundles,
    datasets,
    enclosures,
    mail,
    matters,
    raw_rows,
    terms,
)
from requests_app.casework.documents import keep_document
from requests_app.models import Bundle, Document, JournalEntry, Letter, Matter, Membership, RecordsRequest
from tests.factories import TODAY, Team, agency, court_case, received_request

pytestmark = pytest.mark.django_db

SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04 and the rest"
ROWS = b"plate,read_at\n8ABC123,2026-01-05 08:00:00\n"
WHY = "It is or holds a 7-Zip archive, which cannot be looked into here, so it may hold raw rows, which name people"


@pytest.fixture
def request_of(people: Team) -> RecordsRequest:
    """A request that brought a dataset."""
    made = received_request(people)
    datasets.receive_dataset(BytesIO(ROWS), file_name="w.csv", title="Week", request=made, by=people.staff, on=TODAY)
    return made


@pytest.fixture
def elsewhere(people: Team) -> Matter:
    """A matter of the same people without any data."""
    return matters.open_matter(
        title="Contracts",
        organisation=people.matter.organisation,
        lead=people.counsel,
        by=people.staff,
        on=date(2026, 9, 1),
    )


def packed(people: Team, **home: Any) -> Document:
    return keep_document(SEVEN, file_name="a.7z", title="Packed", by=people.staff, **home)


def status(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        assert response.getvalue() == SEVEN
    return response.status_code


def test_it_is_closed_and_says_why_where_its_matter_has_a_dataset(
    request_of: RecordsRequest, people: Team, staff: Client, client_of: Any
) -> None:
    document = packed(people, request=request_of)
    page = staff.get(document.get_absolute_url()).content.decode()
    assert f"{WHY}: its matter or agency has a dataset, or is to hand one over." in page
    address = reverse("document", args=[document.pk])
    assert f'href="{address}"' not in page
    assert status(staff, address) == 404
    assert enclosures.why_not_enclosed(Letter(request=request_of), [document]) == {
        document.pk: "“Packed” is or may hold the raw data of a dataset; enclose a release of it."
    }
    member = Membership.objects.get(user=people.counsel)
    matters.let_see_raw(membership=member, sees_raw=True, by=people.admin)
    assert status(client_of(people.counsel), address) == 200
    look = JournalEntry.objects.get(verb="look_at_raw", by=people.counsel)
    assert look.summary == "Took what may hold raw rows and cannot be looked into: a 7-Zip archive."


def test_it_is_open_in_a_matter_that_neither_has_nor_expects_data(
    request_of: RecordsRequest, elsewhere: Matter, people: Team, staff: Client
) -> None:
    document = packed(people, matter=elsewhere)
    page = staff.get(document.get_absolute_url()).content.decode()
    assert WHY not in page
    assert status(staff, reverse("document", args=[document.pk])) == 200


def test_it_is_closed_where_the_same_agency_gave_data_in_another_matter(
    request_of: RecordsRequest, elsewhere: Matter, people: Team
) -> None:
    people.matter = elsewhere
    of_theirs = received_request(people, agency=request_of.agency)
    of_others = received_request(people, agency=agency("Elm Bay PD"))
    assert WHY in raw_rows.why_walled(packed(people, request=of_theirs), people.staff)
    assert raw_rows.why_walled(packed(people, request=of_others), people.staff) == ""


def test_it_is_closed_where_data_is_promised_and_the_matter_can_name_who_may_look(
    people: Team, client_of: Any
) -> None:
    request = received_request(people)
    document = packed(people, request=request)
    assert raw_rows.why_walled(document, people.staff) == ""
    case = court_case(people, request)
    term = terms.record_settlement_term(case=case, what="Data", obliged="Agency", by=people.counsel, on=TODAY)
    agreements.record_agreement(about=term, by=people.counsel, day_count=7)
    assert WHY in raw_rows.why_walled(document, people.staff)
    assert "Let<" in client_of(people.admin).get(people.matter.get_absolute_url()).content.decode()


def test_a_bundle_stays_inside_once_it_may_hold_raw_rows(
    people: Team, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BUNDLES_ROOT = tmp_path
    request = received_request(people)
    packed(people, request=request)
    keep_document(ROWS, file_name="w.csv", title="Week", by=people.staff, request=request)

    def bundle() -> Bundle:
        bundles.ask_for_bundle(of=request, by=people.staff, on=TODAY)
        claimed = bundles.claim_bundle(at=clock.now())
        assert claimed
        return bundles.make_bundle(claimed)

    early = bundle()
    assert bundles.may_take(people.staff, early)
    term = terms.record_settlement_term(
        case=court_case(people, request), what="Data", obliged="Agency", by=people.counsel, on=TODAY
    )
    agreements.record_agreement(about=term, by=people.counsel, day_count=7)
    assert not bundles.may_take(people.staff, early)
    write = bundles.write_zip

    def meanwhile(*filed: Any, **said: Any) -> None:
        write(*filed, **said)
        row = BytesIO(ROWS)
        datasets.receive_dataset(row, file_name="w.csv", title="Week", request=request, by=people.staff, on=TODAY)

    monkeypatch.setattr(bundles, "write_zip", meanwhile)
    assert not bundles.may_take(people.staff, bundle())


def test_an_attachment_is_closed_until_its_mail_is_placed_where_no_data_is(
    request_of: RecordsRequest, elsewhere: Matter, people: Team, staff: Client, tmp_path: Path, settings: Any
) -> None:
    settings.MAIL_FOLDER = tmp_path
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@elm.example", "Papers", "<7@x>"
    message.set_content("As promised.")
    message.add_attachment(SEVEN, maintype="application", subtype="octet-stream", filename="a.7z")
    received = mail.receive_mail(message.as_bytes(), by=None, on=TODAY).mail
    page = staff.get(received.get_absolute_url()).content.decode()
    assert f"{WHY}: there are datasets here, and to which request this belongs is not known yet; place it" in page
    assert "As promised." in page
    file = reverse("tray-file", args=[received.pk, 0])
    assert status(staff, file) == 404
    people.matter = elsewhere
    other = received_request(people, agency=agency("Elm Bay PD"))
    mail.place_mail(received, request=other, by=people.staff, on=TODAY)
    assert status(staff, file) == 200
    pieces, said = bundle_contents.without_raw_rows(bundle_contents._of_request(other, people.staff))
    assert said == []
    assert any(piece.mail for piece in pieces)
