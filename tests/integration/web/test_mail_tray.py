"""The mail tray: what waits is seen with its guess, placed in one click, and looked at without harm."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from requests_app.casework.letters import propose_letter
from requests_app.casework.mail import place_mail, receive_mail
from requests_app.models import Communication, LetterMail, ReceivedMail, RecordsRequest
from tests import factories
from tests.factories import TODAY, Team

HOSTILE = (
    b"From: records@nowhere.example\nSubject: <script>alert(1)</script>\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/html\n\n<p onclick=x>Words<script>alert(2)</script><img src=http://track.example/a></p>\n"
    b"--b\nContent-Type: text/html; name=../../evil.html\n\n<script>alert(3)</script>\n--b--\n"
)

DENIAL = (
    b"From: ana@alder.example\nSubject: Your request\nDate: Tue, 13 Oct 2026 09:00:00 -0700\n\n"
    b"Your request has been assigned request number AB-2026-31. Enclosed are the policies. The Department withholds "
    b"the deployment rosters under Government Code section 7923.600. The first installment of other records will be "
    b"produced by December 4, 2026.\n\nSincerely,\nAna Ruiz\nCustodian of Records\n"
)
BOUNCE = (
    b"From: mailer-daemon@alder.example\nReturn-Path: <>\nSubject: Undelivered mail\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nNot delivered.\n--b\n"
    b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.alder.example\n\n"
    b"Final-Recipient: rfc822; gone@alder.example\nAction: failed\nStatus: 5.1.1\n"
    b"Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
    b"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <l1@r.example>\n\n--b--\n"
)


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    return factories.received_request(people)


def guessed(record: RecordsRequest) -> ReceivedMail:
    """A mail from the agency's domain, by somebody we do not know."""
    record.agency.email = "records@alder.example"
    record.agency.save()
    mail = receive_mail(b"From: clerk@alder.example\nSubject: Your letter\n\nHello", by=None, on=TODAY).mail
    assert (mail.outcome, mail.guess) == ("tray", record)
    return mail


def test_what_waits_is_counted_shown_with_its_guess_and_placed_in_one_click(
    record: RecordsRequest, staff: Client
) -> None:
    mail = guessed(record)
    assert b"1 mail in the tray" in staff.get("/").content
    page = staff.get("/tray/").content.decode()
    assert f'Perhaps <a href="{record.get_absolute_url()}">' in page
    assert "domain is one that writes about request" in page
    response = staff.post(reverse("tray-place", args=[mail.pk]), {"request": record.pk}, follow=True)
    assert f"Placed with {record.number}." in response.content.decode()
    mail.refresh_from_db()
    assert (mail.outcome, mail.request) == ("placed", record)
    assert Communication.objects.get(mail=mail).recorded_by.username == "mara"  # type: ignore[union-attr]
    assert b"Your letter" in staff.get(record.get_absolute_url()).content


def test_who_is_not_of_the_matter_is_not_told_the_guess_and_cannot_place_there(
    people: Team, record: RecordsRequest, client: Client
) -> None:
    mail = guessed(record)
    client.force_login(people.stranger, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/tray/", mail.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Your letter" in page
        assert record.subject not in page
        assert record.number not in page
        assert "writes about request" not in page
    client.post(reverse("tray-place", args=[mail.pk]), {"request": record.pk})
    mail.refresh_from_db()
    assert mail.outcome == "tray"


def test_chosen_mails_are_dealt_with_together_and_one_that_cannot_be_stays_with_the_reason(
    record: RecordsRequest, staff: Client
) -> None:
    known, unknown = guessed(record), receive_mail(b"From: a@b.example\nSubject: Lunch\n\nHi", by=None, on=TODAY).mail
    address = reverse("tray-selection")
    shown = staff.get(address, {"all": "1", "query": "show=tray"})
    assert {mail.pk for mail in shown.context["chosen"]} == {known.pk, unknown.pk}
    assert f"Perhaps {record.number}" in shown.content.decode()
    assert [mail.pk for mail in staff.get(address, {"all": "1", "query": "q=lunch"}).context["chosen"]] == [
        unknown.pk
    ]

    late = receive_mail(b"From: a@b.example\nSubject: Came later\n\nHi", by=None, on=TODAY).mail
    both = {"row": [known.pk, unknown.pk], "all": "1", "how": "place"}
    page = staff.post(address, both, follow=True).content.decode()
    assert "1 mail placed with the request guessed." in page
    assert "“Lunch”: Nothing says where it belongs" in page
    outcomes = {mail.pk: mail.outcome for mail in ReceivedMail.objects.all()}
    assert outcomes == {known.pk: "placed", unknown.pk: "tray", late.pk: "tray"}  # never what was not shown
    refused = staff.post(address, {"row": [unknown.pk], "how": "settle"}).content.decode()
    assert "Only a returned mail or an automatic reply" in refused
    staff.post(address, {"row": [unknown.pk, late.pk], "how": "set_aside", "reason": "Private"})
    assert set(ReceivedMail.objects.filter(set_aside_because="Private")) == {unknown, late}
    assert "Choose at least one mail." in staff.post(address, {"how": "place"}).content.decode()


def test_who_is_not_of_the_matter_does_not_learn_the_guess_from_a_selection_or_a_file(
    people: Team, record: RecordsRequest, client: Client
) -> None:
    mail = guessed(record)
    client.force_login(people.stranger, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(reverse("tray-selection"), {"row": [mail.pk]}).content.decode()
    assert "Your letter" in shown and record.number not in shown and record.subject not in shown
    client.post(reverse("tray-selection"), {"row": [mail.pk], "how": "place"})
    mail.refresh_from_db()
    assert mail.outcome == "tray"
    exported: Any = client.get("/tray/?export=csv")
    taken = exported.getvalue().decode()
    assert "Your letter" in taken
    assert not [word for word in (record.number, record.subject, "writes about") if word in taken]


def test_the_tray_is_sorted_by_its_columns(staff: Client) -> None:
    for subject in (b"Bravo", b"Alpha", b"Charlie"):
        receive_mail(b"From: a@b.example\nSubject: " + subject + b"\n\nHi", by=None, on=TODAY)
    found = staff.get("/tray/", {"sort": "subject"}).context["page"]
    assert [mail.subject for mail in found] == ["Alpha", "Bravo", "Charlie"]


def test_not_ours_leaves_the_tray_and_is_still_there(record: RecordsRequest, staff: Client) -> None:
    mail = guessed(record)
    staff.post(reverse("tray-set-aside", args=[mail.pk]), {"reason": "An advertisement"})
    assert b"Your letter" not in staff.get("/tray/").content
    assert b"An advertisement" in staff.get("/tray/?show=not_ours").content
    staff.post(reverse("tray-put-back", args=[mail.pk]))
    assert b"Your letter" in staff.get("/tray/").content


def test_the_chooser_finds_a_request_and_the_mail_is_placed_and_read_there(
    people: Team, record: RecordsRequest, staff: Client
) -> None:
    factories.exemption("Gov. Code § 7923.600")
    mail = receive_mail(DENIAL, by=None, on=TODAY).mail
    page = staff.get(mail.get_absolute_url(), {"find": "plate"}).content.decode()
    assert f"Place with {record.number}" in page
    assert "No request you may see" in staff.get(mail.get_absolute_url(), {"find": "zebra"}).content.decode()
    place = {"request": record.pk, "stay": "1"}
    page = staff.post(reverse("tray-place", args=[mail.pk]), place, follow=True).content.decode()
    mail.refresh_from_db()
    assert mail.communication is not None
    address = reverse("communication-record", args=[mail.communication.pk])
    assert address in page
    assert address in staff.get(record.get_absolute_url()).content.decode()
    shown = staff.get(address)
    page = shown.content.decode()
    assert "Record the determination" in page
    assert "Government Code section 7923.600<span" in page
    assert f'<input type="hidden" name="filed" value="{mail.communication.pk}"' in page
    form = shown.context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, "", False)}
    assert values["signed_by_name"] == "Ana Ruiz"
    assert values["signed_by_title"] == "Custodian of Records"
    assert values["agency_number"] == "AB-2026-31"
    assert values["filed"] == mail.communication.pk
    claims, promises = shown.context["claims"], shown.context["promises"]
    for row in (claims.management_form, *claims, promises.management_form, *promises):
        values |= {field.html_name: field.value() for field in row if field.value() not in (None, "")}
    values |= {"method": "electronic"}
    page = staff.post(reverse("request-determination", args=[record.pk]), values, follow=True).content.decode()
    assert "Ends: Determination, due" in page
    mail.communication.refresh_from_db()
    record.refresh_from_db()
    assert (mail.communication.kind, record.agency_number) == ("denial", "AB-2026-31")
    assert mail.communication.claims.get().records_withheld == "deployment rosters"
    assert [(row.instalment, f"{row.promised_on}") for row in record.productions.all()] == [(1, "2026-12-04")]
    assert Communication.objects.count() == 1


def test_a_mail_is_moved_after_a_look_at_what_would_follow(
    people: Team, record: RecordsRequest, staff: Client
) -> None:
    other = factories.received_request(people, agency=factories.agency("Sheriff"), subject="Drone flights")
    mail = receive_mail(DENIAL, by=None, on=TODAY).mail
    place_mail(mail, request=record, by=people.staff, on=TODAY)
    address = reverse("tray-move", args=[mail.pk])
    assert f'href="{address}"' in staff.get(mail.get_absolute_url()).content.decode()
    assert f'href="{address}?to={other.pk}"' in staff.get(address, {"find": "drone"}).content.decode()
    page = staff.get(address, {"to": other.pk}).content.decode()
    assert f"Move it to {other.number}" in page
    assert "nothing was recorded from it yet" in page
    page = staff.post(address, {"request": other.pk, "check": "1"}).content.decode()
    assert "No deadline starts, moves or ends." in page
    staff.post(address, {"request": other.pk})
    mail.refresh_from_db()
    assert mail.request == other
    assert staff.get(record.get_absolute_url()).status_code == 200


def test_a_request_is_opened_from_a_mail_with_what_the_mail_tells(people: Team, staff: Client) -> None:
    agency = factories.agency()
    agency.email = "records@alder.example"
    agency.save()
    raw = b"From: clerk@alder.example\nSubject: RE: Fwd: Drone flights\n\nHello"
    mail = receive_mail(raw, by=None, on=TODAY).mail
    address = reverse("tray-new-request", args=[mail.pk])
    form = staff.get(address).context["form"]
    assert (form.initial["agency"], form.initial["subject"]) == (agency, "Drone flights")
    answers = {"matter": people.matter.pk, "agency": agency.pk, "subject": "Drones", "records_sought": "All."}
    page = staff.post(address, answers, follow=True).content.decode()
    assert "The request is open and has the mail." in page
    mail.refresh_from_db()
    assert mail.request is not None and mail.request.subject == "Drones"
    assert staff.get(address).status_code == 404


def test_what_came_back_stands_on_today_and_its_request_until_it_is_dealt_with(
    people: Team, record: RecordsRequest, staff: Client
) -> None:
    letter = propose_letter(request=record, kind="follow_up", by=people.staff, on=TODAY)
    LetterMail.objects.create(
        letter=letter, to="gone@alder.example", asked_by=people.staff, send_on=TODAY, message_id="<l1@r.example>"
    )
    mail = receive_mail(BOUNCE, by=None, on=TODAY).mail
    for address in ("/", record.get_absolute_url(), mail.get_absolute_url(), "/tray/?show=bounce"):
        page = staff.get(address).content.decode()
        assert "550 5.1.1 no such user" in page, address
        assert f"{record.responsible} must" in page, address
    page = staff.get(letter.get_absolute_url()).content.decode()
    assert "It did not arrive at gone@alder.example" in page
    assert "550 5.1.1 no such user" in page
    staff.post(reverse("tray-settle", args=[mail.pk]))
    assert b"Came back" not in staff.get("/").content
    assert f"dealt with by {people.staff}" in staff.get(record.get_absolute_url()).content.decode()


def test_many_saved_mails_are_dropped_in_at_once(record: RecordsRequest, staff: Client) -> None:
    files = [
        SimpleUploadedFile(f"{number}.eml", f"Subject: Mail {number}\n\nWords".encode()) for number in range(120)
    ]
    response = staff.post(
        "/tray/drop/", {"files": [*files, SimpleUploadedFile("again.eml", b"Subject: Mail 0\n\nWords")]}, follow=True
    )
    assert ReceivedMail.objects.count() == 120
    assert "Taken in: 120 waiting in the tray, 1 here before." in response.content.decode()


def test_hostile_mail_is_shown_without_scripts_or_outside_pictures_in_a_sandbox(people: Team, staff: Client) -> None:
    mail = receive_mail(HOSTILE, by=None, on=TODAY).mail
    page = staff.get(mail.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert f'<iframe class="sheet" sandbox src="{reverse("tray-html", args=[mail.pk])}"' in page
    inner = staff.get(reverse("tray-html", args=[mail.pk]))
    assert b"Words" in inner.content
    assert not {part for part in (b"script", b"track.example", b"onclick") if part in inner.content}
    assert inner["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_attachments_and_the_raw_mail_are_saved_never_shown(people: Team, staff: Client) -> None:
    mail = receive_mail(HOSTILE, by=None, on=TODAY).mail
    file = staff.get(reverse("tray-file", args=[mail.pk, 0]))
    assert file["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert file["Content-Type"] == "application/octet-stream"
    raw: Any = staff.get(reverse("tray-raw", args=[mail.pk]))
    assert b"".join(raw.streaming_content) == HOSTILE
    assert staff.get(reverse("tray-file", args=[mail.pk, 1])).status_code == 404


def test_who_only_reads_has_no_tray(people: Team, record: RecordsRequest, client: Client) -> None:
    guessed(record)
    client.force_login(people.reader, backend="django.contrib.auth.backends.ModelBackend")
    assert b"Mail tray" not in client.get("/").content
    assert b"in the tray" not in client.get("/").content
    assert client.get("/tray/").status_code == 404


def test_a_request_shows_its_own_address_where_mail_is_set_up(
    people: Team, record: RecordsRequest, staff: Client, settings: Any
) -> None:
    settings.MAIL_DOMAIN = "requests.example"
    address = f"request+{record.pk}-{record.mail_secret}@requests.example"
    assert address in staff.get(record.get_absolute_url()).content.decode()
    settings.MAIL_DOMAIN = ""
    assert record.mail_secret not in staff.get(record.get_absolute_url()).content.decode()
