"""The mail tray: what waits is seen with its guess, placed in one click, and looked at without harm."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from requests_app.casework.mail import receive_mail
from requests_app.models import Communication, ReceivedMail, RecordsRequest
from tests import factories
from tests.factories import TODAY, Team

HOSTILE = (
    b"From: records@nowhere.example\nSubject: <script>alert(1)</script>\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/html\n\n<p onclick=x>Words<script>alert(2)</script><img src=http://track.example/a></p>\n"
    b"--b\nContent-Type: text/html; name=../../evil.html\n\n<script>alert(3)</script>\n--b--\n"
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


def test_not_ours_leaves_the_tray_and_is_still_there(record: RecordsRequest, staff: Client) -> None:
    mail = guessed(record)
    staff.post(reverse("tray-set-aside", args=[mail.pk]), {"reason": "An advertisement"})
    assert b"Your letter" not in staff.get("/tray/").content
    assert b"An advertisement" in staff.get("/tray/?show=not_ours").content


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
