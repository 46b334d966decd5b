"""A file sent piece by piece: it goes on after a cut, nothing damaged is taken, and it ends as a dataset."""

import hashlib
import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from requests_app import archive, clock
from requests_app.casework import uploads
from requests_app.models import Dataset, Upload
from tests import factories
from tests.factories import Team

CONTENT = b"plate,read_at\n" + b"8ABC123,2026-01-05 08:00:00\n" * 30
HALF = 300


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Path:
    settings.UPLOADS_ROOT = tmp_path / "pieces"
    return tmp_path / "pieces"


def begun(client: Client, **more: Any) -> dict[str, Any]:
    said = {"name": "week.csv", "size": len(CONTENT), "fingerprint": "ab" * 32} | more
    return client.post("/uploads/new/", said).json()


def sent(client: Client, key: str, offset: int, piece: bytes, sha256: str = "") -> HttpResponse:
    return client.patch(
        f"/uploads/{key}/",
        data=piece,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset), "Piece-SHA256": sha256 or hashlib.sha256(piece).hexdigest()},
    )


def test_a_file_sent_in_pieces_becomes_a_dataset_and_the_upload_ends(
    staff: Client, people: Team, place: Path, django_capture_on_commit_callbacks: Any
) -> None:
    key = begun(staff)["key"]
    assert sent(staff, key, 0, CONTENT[:HALF]).json()["received"] == HALF
    assert begun(staff) == {"key": key, "received": HALF, "size": len(CONTENT), "refusal": ""}  # chosen again
    assert sent(staff, key, HALF, CONTENT[HALF:]).json()["received"] == len(CONTENT)
    form = {"upload": key, "matter": people.matter.pk, "received_on": "2026-11-20"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = staff.post("/datasets/new/", form)
    assert answer.status_code == 302
    dataset = Dataset.objects.get()
    assert (dataset.title, dataset.document.file_name) == ("week.csv", "week.csv")  # type: ignore[union-attr]
    with archive.open_kept(hashlib.sha256(CONTENT).hexdigest()) as file:
        assert file.read() == CONTENT
    assert not Upload.objects.exists()
    assert list(place.iterdir()) == []


def test_a_damaged_piece_is_not_taken_and_can_be_sent_again(staff: Client) -> None:
    key = begun(staff)["key"]
    refused = sent(staff, key, 0, CONTENT[:HALF], sha256="0" * 64)
    assert (refused.status_code, refused.json()["received"]) == (409, 0)
    assert "damaged" in refused.json()["refusal"]
    assert sent(staff, key, 0, CONTENT[:HALF]).json()["received"] == HALF


def test_a_piece_counts_once_and_only_in_its_place(staff: Client) -> None:
    key = begun(staff)["key"]
    sent(staff, key, 0, CONTENT[:HALF])
    again = sent(staff, key, 0, CONTENT[:HALF])
    assert (again.status_code, again.json()["received"]) == (409, HALF)
    beyond = sent(staff, key, HALF, CONTENT[HALF:] + b"more")
    assert (beyond.status_code, beyond.json()["received"]) == (409, HALF)


def test_a_connection_cut_within_a_piece_loses_only_that_piece(
    transactional_db: None, live_server: Any, place: Path
) -> None:
    client = Client()
    client.force_login(factories.team().staff)
    key = begun(client)["key"]
    sent(client, key, 0, CONTENT[:HALF])
    address = urlsplit(live_server.url)
    token = "a" * 32
    head = (
        f"PATCH /uploads/{key}/ HTTP/1.1\r\nHost: {address.netloc}\r\nX-CSRFToken: {token}\r\n"
        f"Cookie: csrftoken={token}; sessionid={client.cookies['sessionid'].value}\r\n"
        f"Upload-Offset: {HALF}\r\nPiece-SHA256: {hashlib.sha256(CONTENT[HALF:]).hexdigest()}\r\n"
        f"Content-Length: {len(CONTENT) - HALF}\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as cut:
        cut.sendall(head.encode() + CONTENT[HALF : HALF + 50])
        cut.shutdown(socket.SHUT_WR)
        assert b"409" in cut.recv(4096).split(b"\r\n")[0]
    assert begun(client)["received"] == HALF
    assert sent(client, key, HALF, CONTENT[HALF:]).json()["received"] == len(CONTENT)
    assert (place / f"{key}.part").read_bytes() == CONTENT


def test_a_file_that_is_not_whole_is_not_taken_and_the_form_keeps_its_words(staff: Client, people: Team) -> None:
    key = begun(staff)["key"]
    sent(staff, key, 0, CONTENT[:HALF])
    form = {"upload": key, "matter": people.matter.pk, "received_on": "2026-11-20", "title": "Week 31"}
    page = staff.post("/datasets/new/", form).content.decode()
    assert "has not arrived whole yet" in page
    assert 'value="Week 31"' in page
    assert "300 of 854 bytes are here (35%)" in page
    assert not Dataset.objects.exists()


def test_another_file_than_the_agency_described_is_refused(staff: Client, people: Team) -> None:
    key = begun(staff)["key"]
    sent(staff, key, 0, CONTENT)
    form = {"upload": key, "matter": people.matter.pk, "received_on": "2026-11-20", "sha256": "AB " * 32}
    page = staff.post("/datasets/new/", form).content.decode()
    assert f"its SHA-256 is {hashlib.sha256(CONTENT).hexdigest()}" in page
    assert not Dataset.objects.exists()
    right = hashlib.sha256(CONTENT).hexdigest().upper()
    assert staff.post("/datasets/new/", form | {"sha256": right}).status_code == 302


def test_too_large_a_file_is_refused_before_anything_is_sent(staff: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 853
    assert begun(staff)["refusal"].startswith("The file has 854 bytes; at most 853")
    assert begun(staff, size="0")["refusal"].startswith("The file is empty")
    assert not Upload.objects.exists()


def test_nobody_goes_on_with_somebody_elses_upload(staff: Client, people: Team, client_of: Any) -> None:
    key = begun(staff)["key"]
    for other in (people.counsel, people.admin, people.stranger):
        assert sent(client_of(other), key, 0, CONTENT).status_code == 404
        form = {"upload": key, "matter": people.matter.pk, "received_on": "2026-11-20"}
        client_of(other).post("/datasets/new/", form)
    assert not Dataset.objects.exists()
    assert Upload.objects.get().received_bytes == 0


def test_an_upload_nobody_goes_on_with_is_forgotten_with_its_bytes(
    staff: Client, place: Path, django_capture_on_commit_callbacks: Any
) -> None:
    key = begun(staff)["key"]
    sent(staff, key, 0, CONTENT[:HALF])
    stray = place / f"{'c' * 32}.part"
    stray.write_bytes(b"of no upload")
    old = (clock.now() - uploads.KEPT_FOR - timedelta(hours=1)).timestamp()
    os.utime(stray, (old, old))
    assert uploads.forget_uploads(at=clock.now() + uploads.KEPT_FOR - timedelta(minutes=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.forget_uploads(at=clock.now() + uploads.KEPT_FOR + timedelta(minutes=1)) == 1
    assert list(place.iterdir()) == []


def test_bytes_that_the_disk_lost_are_sent_again(staff: Client, place: Path) -> None:
    key = begun(staff)["key"]
    sent(staff, key, 0, CONTENT[:HALF])
    (place / f"{key}.part").unlink()
    assert begun(staff)["received"] == 0
