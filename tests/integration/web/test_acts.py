"""Acts in the browser: what is typed stays, what is refused is explained, what moves is said."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from requests_app import archive
from requests_app.errors import ArchiveError
from requests_app.models import (
    Communication,
    Deadline,
    Document,
    ExemptionClaim,
    JournalEntry,
    Milestone,
    RecordsRequest,
)
from tests import factories
from tests.factories import Team

PAPER = {"happened_on": "2026-10-13", "method": "electronic", "precision": "day"}


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_request_is_opened_and_its_receipt_starts_the_clock(people: Team, staff: Client) -> None:
    agency = factories.agency()
    response = staff.post(
        "/requests/new/",
        {"matter": people.matter.pk, "agency": agency.pk, "subject": "Audits", "records_sought": "All audits."},
        follow=True,
    )
    record = RecordsRequest.objects.get()
    assert response.redirect_chain[-1][0] == record.get_absolute_url()
    assert record.handled_by == people.staff
    RecordsRequest.objects.update(drafted_on="2026-11-09")
    response = staff.post(
        f"/requests/{record.pk}/receipt/", {"received_on": "2026-11-16", "method": "electronic"}, follow=True
    )
    # Monday 16 November and ten days: Thursday 26 November is Thanksgiving, the Friday after is a holiday too.
    assert "Starts: Determination, due Mon 30 Nov 2026." in said(response)


def test_a_look_ahead_says_what_would_move_and_changes_nothing(staff: Client, record: RecordsRequest) -> None:
    before = JournalEntry.objects.count()
    response = staff.post(
        f"/requests/{record.pk}/extension/",
        {**PAPER, "extended_until": "2026-10-29", "ground": "consultation", "in_writing": "on", "check": "1"},
    )
    page = response.content.decode()
    assert "Nothing is recorded yet" in page
    assert "Thu 29 Oct 2026" in page
    assert not Communication.objects.exists()
    assert JournalEntry.objects.count() == before


def test_a_look_ahead_keeps_no_file(staff: Client, record: RecordsRequest) -> None:
    words = b"Only looked at, never kept."
    file = SimpleUploadedFile("ack.txt", words)
    staff.post(f"/requests/{record.pk}/acknowledgement/", {**PAPER, "file": file, "check": "1"})
    assert not Document.objects.exists()
    with pytest.raises(ArchiveError):
        archive.open_kept(sha256(words).hexdigest())


def test_a_paper_is_kept_with_what_it_says(staff: Client, record: RecordsRequest) -> None:
    file = SimpleUploadedFile("../../etc/ack.txt", b"We have it.")
    staff.post(f"/requests/{record.pk}/acknowledgement/", {**PAPER, "file": file, "agency_number": "26-77"})
    document = Document.objects.get()
    assert document.communication == Communication.objects.get()
    assert document.file_name == "ack.txt"
    record.refresh_from_db()
    assert record.agency_number == "26-77"


def test_a_refusal_is_a_sentence_and_what_was_typed_stays(staff: Client, record: RecordsRequest) -> None:
    response = staff.post(
        f"/requests/{record.pk}/acknowledgement/", {**PAPER, "happened_on": "2026-09-30", "body": "Dear requester"}
    )
    page = response.content.decode()
    assert "before the agency received the request" in page
    assert "Dear requester" in page
    assert not Communication.objects.exists()


def test_a_missing_answer_names_its_field(staff: Client, record: RecordsRequest) -> None:
    page = staff.post(f"/requests/{record.pk}/acknowledgement/", {**PAPER, "happened_on": ""}).content.decode()
    assert 'href="#id_happened_on"' in page
    assert 'aria-invalid="true"' in page


def claims(*rows: dict[str, Any]) -> dict[str, Any]:
    data = {"claims-TOTAL_FORMS": str(len(rows)), "claims-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"claims-{number}-{name}": str(value) for name, value in row.items()}
    return data


def test_a_denial_is_recorded_with_several_claims(staff: Client, record: RecordsRequest) -> None:
    one, two = factories.exemption(), factories.exemption("§ 7922.000", "6255(a)")
    response = staff.post(
        f"/requests/{record.pk}/determination/",
        {**PAPER, "outcome": "part"}
        | claims({"exemption": one.pk}, {"exemption": two.pk, "cited_as": "section 6255"}, {"exemption": ""}),
        follow=True,
    )
    assert list(ExemptionClaim.objects.values_list("cited_as", flat=True)) == ["§ 7923.600", "section 6255"]
    assert "Ends: Determination, due Thu 15 Oct 2026." in said(response)


def test_another_row_for_a_claim_is_added_without_scripts_and_loses_nothing(
    staff: Client, record: RecordsRequest
) -> None:
    exemption = factories.exemption()
    page = staff.post(
        f"/requests/{record.pk}/determination/",
        {**PAPER, "outcome": "part", "body": "We deny", "again": "claim"} | claims({"exemption": exemption.pk}),
    ).content.decode()
    assert "Claim 2" in page
    assert "We deny" in page
    assert not Communication.objects.exists()


def test_words_without_an_exemption_are_not_lost_in_silence(staff: Client, record: RecordsRequest) -> None:
    page = staff.post(
        f"/requests/{record.pk}/determination/", {**PAPER, "outcome": "part"} | claims({"justification": "Secret."})
    ).content.decode()
    assert "Choose the exemption that is claimed" in page
    assert not Communication.objects.exists()


def test_a_production_keeps_a_promise_and_starts_the_next(staff: Client, record: RecordsRequest) -> None:
    staff.post(f"/requests/{record.pk}/determination/", {**PAPER, "outcome": "all"} | claims())
    response = staff.post(
        f"/requests/{record.pk}/production/",
        {**PAPER, "happened_on": "2026-11-02", "page_count": "40", "next_promised_on": "2026-12-01"},
        follow=True,
    )
    assert "Starts: Promised records, due Tue 1 Dec 2026." in said(response)
    assert [row.page_count for row in record.productions.order_by("instalment")] == [40, None]


def test_a_milestone_asks_what_the_law_needs_and_says_what_it_starts(
    people: Team, record: RecordsRequest, staff: Client
) -> None:
    case = factories.court_case(people, record)
    address = f"/cases/{case.pk}/milestones/new/?kind=notice_of_entry_served"
    assert "Entry of" in staff.get(address).content.decode()
    data = {
        "title": "Order denying disclosure",
        "happened_on": "2026-11-09",
        "service": "mail",
        "of_of": "disclosure_order",
    }
    page = staff.post(address, data | {"check": "1"}).content.decode()
    # Served by mail on Monday 9 November: 20 days and 5 for mail end on Friday 4 December.
    assert "Writ petition, due Fri 4 Dec 2026" in page
    assert not Milestone.objects.exists()
    staff.post(address, data)
    assert Deadline.objects.get(case=case, status="open").due_on.isoformat() == "2026-12-04"  # type: ignore[union-attr]


def test_an_unknown_kind_of_milestone_is_not_found(people: Team, record: RecordsRequest, staff: Client) -> None:
    case = factories.court_case(people, record)
    assert staff.get(f"/cases/{case.pk}/milestones/new/?kind=nonsense").status_code == 404


def test_a_claim_is_answered_and_ended(staff: Client, record: RecordsRequest) -> None:
    staff.post(
        f"/requests/{record.pk}/determination/",
        {**PAPER, "outcome": "none"} | claims({"exemption": factories.exemption().pk}),
    )
    claim = ExemptionClaim.objects.get()
    staff.post(f"/claims/{claim.pk}/answer/", {"answer": "It is no investigation."})
    staff.post(f"/claims/{claim.pk}/outcome/", {"status": "overruled", "happened_on": "2026-11-20", "proof": "Order"})
    page = staff.get(f"/claims/{claim.pk}/").content.decode()
    assert "It is no investigation." in page
    assert "Overruled" in page


def test_readers_see_the_page_and_none_of_its_actions(
    people: Team, record: RecordsRequest, client_of: Callable[[Any], Client]
) -> None:
    page = client_of(people.reader).get(record.get_absolute_url()).content.decode()
    assert "Determination due" in page
    for action in ("Record what came", "Propose a letter", "Withdraw", reverse("request-receipt", args=[record.pk])):
        assert action not in page
    staff_page = client_of(people.staff).get(record.get_absolute_url()).content.decode()
    assert "Record what came" in staff_page


def test_a_deadline_says_why_in_place(people: Team, record: RecordsRequest, staff: Client) -> None:
    page = staff.get(record.get_absolute_url()).content.decode()
    assert "+ 10 calendar days" in page
    # Thursday 15 October to Monday 23 November: 26 court days, Veterans Day not among them.
    assert "26 court days late" in page


def test_a_button_pressed_twice_is_one_act_and_both_presses_end_at_the_same_page(
    staff: Client, record: RecordsRequest
) -> None:
    page = staff.get(f"/requests/{record.pk}/acknowledgement/").content.decode()
    key = page.split('name="once" value="')[1].split('"')[0]
    typed = {**PAPER, "once": key}
    first = staff.post(f"/requests/{record.pk}/acknowledgement/", typed)
    second = staff.post(f"/requests/{record.pk}/acknowledgement/", typed, follow=True)
    assert Communication.objects.count() == 1
    assert second.redirect_chain == [(first.headers["Location"], 302)]
    assert "acted on once" in said(second)


def test_a_form_that_was_refused_can_be_mended_and_sent_again(staff: Client, record: RecordsRequest) -> None:
    address = f"/requests/{record.pk}/acknowledgement/"
    key = "0123456789abcdef0123456789abcdef"
    refused = staff.post(address, {**PAPER, "happened_on": "2011-01-01", "once": key})
    assert key in refused.content.decode()
    assert not Communication.objects.exists()
    staff.post(address, {**PAPER, "once": key})
    assert Communication.objects.count() == 1


def test_two_people_may_send_the_same_key(
    people: Team, client_of: Callable[[Any], Client], record: RecordsRequest
) -> None:
    for person in (people.staff, people.counsel):
        client_of(person).post(f"/requests/{record.pk}/acknowledgement/", {**PAPER, "once": "a" * 32})
    assert Communication.objects.count() == 2


def test_what_is_one_line_is_written_on_one_line(people: Team, staff: Client) -> None:
    typed = {"matter": people.matter.pk, "agency": factories.agency().pk, "records_sought": "All\naudits."}
    broken = staff.post("/requests/new/", {**typed, "subject": "Audits\r\nBcc: all@example.org"})
    assert "Subject: write it on one line." in broken.content.decode()
    assert not RecordsRequest.objects.exists()
    staff.post("/requests/new/", {**typed, "subject": "Audits"})
    assert RecordsRequest.objects.get().records_sought == "All\naudits."
