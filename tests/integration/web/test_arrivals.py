"""A large file is on record at once and kept by a worker: seen, stopped, begun again, refused, kept once."""

import errno
import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client

from requests_app import archive, clock, tasks
from requests_app.casework import arrivals, datasets, queue, uploads
from requests_app.errors import ArchiveError
from requests_app.models import Dataset, DatasetState, Document, JournalEntry, Upload
from tests.factories import Team

CONTENT = b"plate,read_at\n" + b"8ABC123,2026-01-05 08:00:00\n" * 30
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.UPLOADS_ROOT = tmp_path / "pieces"
    settings.DATASETS_ROOT = tmp_path / "datasets"
    monkeypatch.setattr(arrivals, "AT_ONCE_BYTES", 100)
    return tmp_path / "pieces"


def sent(client: Client, content: bytes) -> str:
    said = {"name": "week.csv", "size": len(content), "fingerprint": "ab" * 32}
    key: str = client.post("/uploads/new/", said).json()["key"]
    heads = {"Upload-Offset": "0", "Piece-SHA256": hashlib.sha256(content).hexdigest()}
    client.patch(f"/uploads/{key}/", data=content, content_type="application/octet-stream", headers=heads)
    return key


def received(client: Client, people: Team, content: bytes = CONTENT, **more: Any) -> Dataset:
    form = {"matter": people.matter.pk, "received_on": "2026-11-20", "upload": sent(client, content)} | more
    answer = client.post("/datasets/new/", form)
    dataset = Dataset.objects.get()
    assert answer["Location"] == f"/datasets/{dataset.pk}/"
    return dataset


def claimed() -> Dataset:
    dataset = arrivals.claim_arrival(at=clock.now())
    assert dataset is not None
    return dataset


def page(client: Client, dataset: Dataset) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(f"/datasets/{dataset.pk}/").content.decode()).split())


def test_a_large_file_is_on_record_at_once_and_a_worker_keeps_it_to_the_byte(
    staff: Client, people: Team, place: Path, django_capture_on_commit_callbacks: Any
) -> None:
    dataset = received(staff, people, sha256=SHA256)
    assert (dataset.state, dataset.document) == (DatasetState.ARRIVING, None)
    assert not Document.objects.exists()
    assert "Waiting for a worker to keep the file 0%" in page(staff, dataset)
    assert "854 bytes. You may leave this page." in page(staff, dataset)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.keep_received_uploads() == 1
    assert tasks.keep_received_uploads() == 0
    dataset.refresh_from_db()
    assert (dataset.state, dataset.upload, dataset.failure) == (DatasetState.TO_CONFIRM, None, "")
    assert dataset.document is not None
    assert (dataset.document.sha256, dataset.document.kept_by) == (SHA256, people.staff)
    with archive.open_kept(SHA256) as file:
        assert file.read() == CONTENT
    assert not Upload.objects.exists()
    assert list(place.iterdir()) == []
    said = page(staff, dataset)
    assert "Confirm how it is read" in said
    assert "A copy saved anew, as from Excel, has other bytes and is not known: receive it as a dataset too." in said


def test_how_far_the_keeping_is_stands_on_the_page_and_survives_a_reload(staff: Client, people: Team) -> None:
    dataset = received(staff, people)
    row = claimed()
    now = clock.now()
    arrivals.ARRIVALS.held(row).update(progress_percent=25, begun_at=now - timedelta(seconds=30), claimed_at=now)
    for _ in range(2):
        shown = page(staff, dataset)
        assert "Keeping the file and hashing it 25%" in shown
        assert "About 2 minutes left." in shown  # 30 s for a quarter: 90 s for the rest


def test_another_file_than_the_agency_described_is_not_kept_and_can_be_received_again(
    staff: Client, people: Team
) -> None:
    other = CONTENT + b"of its own\n"
    found = hashlib.sha256(other).hexdigest()
    dataset = received(staff, people, other, sha256="ab" * 32)
    tasks.keep_received_uploads()
    dataset.refresh_from_db()
    assert dataset.state == DatasetState.FAILED
    assert f"could not be kept: This is not the file that was described: its SHA-256 is {found}." in page(
        staff, dataset
    )
    with pytest.raises(ArchiveError, match="holds no file"):
        archive.verify(found)
    form = {"matter": people.matter.pk, "received_on": "2026-11-20", "upload": Upload.objects.get().key}
    staff.post("/datasets/new/", form)
    assert arrivals.keep_arrival(claimed()).document.sha256 == found  # type: ignore[union-attr]


def test_the_keeping_can_be_stopped_and_begun_again(
    staff: Client, people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "HEARTBEAT_SECONDS", 0)
    dataset = received(staff, people)
    staff.post(f"/datasets/{dataset.pk}/cancel/")
    dataset.refresh_from_db()
    assert dataset.state == DatasetState.CANCELLED, "nobody had begun"
    assert "Keep the file" in page(staff, dataset)
    staff.post(f"/datasets/{dataset.pk}/retry/")
    row = claimed()
    staff.post(f"/datasets/{dataset.pk}/cancel/")
    assert "Stopping, as asked…" in page(staff, dataset)
    assert arrivals.keep_arrival(row).state == DatasetState.CANCELLED
    assert not Document.objects.exists()
    staff.post(f"/datasets/{dataset.pk}/retry/")
    assert arrivals.keep_arrival(claimed()).state == DatasetState.TO_CONFIRM


def test_a_worker_that_died_is_followed_by_another_and_the_file_is_kept_once(staff: Client, people: Team) -> None:
    received(staff, people)
    dead = claimed()
    archive.keep(CONTENT)  # it died between the bytes and the row
    alive = arrivals.claim_arrival(at=clock.now() + queue.LEASE + timedelta(seconds=1))
    assert alive is not None
    assert arrivals.keep_arrival(alive).state == DatasetState.TO_CONFIRM
    arrivals.keep_arrival(dead)
    assert Dataset.objects.get().state == DatasetState.TO_CONFIRM
    assert Document.objects.count() == 1
    assert JournalEntry.objects.filter(verb="keep_arrival").count() == 1


def test_a_disk_that_is_full_is_told_and_what_was_sent_stays(
    staff: Client, people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise ArchiveError("The archive could not keep the file: No space left on device.")

    dataset = received(staff, people)
    with monkeypatch.context() as patched:
        patched.setattr(archive, "keep", full)
        tasks.keep_received_uploads()
    assert "The file could not be kept: The archive could not keep the file: No space left" in page(staff, dataset)
    staff.post(f"/datasets/{dataset.pk}/retry/")
    assert arrivals.keep_arrival(claimed()).state == DatasetState.TO_CONFIRM


def test_a_file_that_vanished_is_told_stays_on_record_and_can_be_sent_again(
    staff: Client, people: Team, place: Path
) -> None:
    dataset = received(staff, people)
    (place / f"{Upload.objects.get().key}.part").unlink()
    assert arrivals.keep_arrival(claimed()).state == DatasetState.FAILED
    assert "“week.csv” had arrived, and is not on the disk any more. Send it again. This stays" in page(
        staff, dataset
    )
    form = {"matter": people.matter.pk, "received_on": "2026-11-20", "upload": sent(staff, CONTENT)}
    staff.post("/datasets/new/", form)
    assert arrivals.keep_arrival(claimed()).document.sha256 == SHA256  # type: ignore[union-attr]
    assert Dataset.objects.filter(pk=dataset.pk, state=DatasetState.FAILED).exists()


def test_a_disk_that_does_not_give_a_file_is_told_and_asked_again(
    staff: Client, people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    dataset = received(staff, people)
    with monkeypatch.context() as patched:
        patched.setattr(uploads, "path_of", broken)
        arrivals.keep_arrival(claimed())
    said = page(staff, dataset)
    assert "The disk did not give what was sent (Input/output error). It was left as it is." in said
    staff.post(f"/datasets/{dataset.pk}/retry/")
    assert arrivals.keep_arrival(claimed()).state == DatasetState.TO_CONFIRM


def test_a_large_file_that_a_form_brings_whole_is_moved_and_kept_by_a_worker_too(staff: Client, people: Team) -> None:
    with TemporaryUploadedFile("week.csv", "text/csv", 0, None) as file:
        file.write(CONTENT)
        file.seek(0)
        form = {"matter": people.matter.pk, "received_on": "2026-11-20", "file": file}
        staff.post("/datasets/new/", form)
    dataset = Dataset.objects.get()
    assert dataset.state == DatasetState.ARRIVING
    assert arrivals.keep_arrival(claimed()).document.sha256 == SHA256  # type: ignore[union-attr]


def test_what_a_worker_keeps_is_neither_discarded_nor_forgotten_nor_sent_again(staff: Client, people: Team) -> None:
    dataset = received(staff, people)
    upload = Upload.objects.get()
    staff.post(f"/uploads/{upload.key}/discard/")
    later = clock.now() + uploads.KEPT_FOR + timedelta(minutes=1)
    assert uploads.forget_uploads(at=later) == 0
    again = staff.post("/uploads/new/", {"name": "week.csv", "size": len(CONTENT), "fingerprint": "ab" * 32})
    assert "received already" in again.json()["refusal"]
    assert Upload.objects.filter(dataset=dataset).exists()
    datasets.cancel_dataset(dataset=dataset, by=people.staff)
    assert uploads.forget_uploads(at=later) == 1
    dataset.refresh_from_db()
    assert dataset.upload is None
    assert "Only its receipt is on record" in page(staff, dataset)
    staff.post(f"/datasets/{dataset.pk}/retry/")
    assert Dataset.objects.get().state == DatasetState.CANCELLED


def test_what_a_dead_process_left_half_kept_is_deleted_after_three_days(staff: Client) -> None:
    half = archive.keeping.archive_storage().incoming_folder() / "keep-half"
    half.write_bytes(b"half")
    archive.forget_unfinished(before=clock.now() - timedelta(days=3))
    assert half.exists()
    archive.forget_unfinished(before=clock.now() + timedelta(days=1))
    assert not half.exists()
