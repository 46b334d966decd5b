"""A worker that is killed anywhere while it keeps or reads a file: the next one makes the same of it, once."""

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from requests_app import archive, clock
from requests_app import datasets as tool
from requests_app.casework import arrivals, datasets, readings, uploads
from requests_app.datasets.engine import Engine
from requests_app.models import Dataset, DatasetState, Document, JournalEntry, Upload
from tests import factories, services
from tests.factories import TODAY, Team

ROOT = Path(__file__).resolve().parents[2]
DEAD = -signal.SIGKILL
# 1,600 lines of data in four parts: every fourth of another device, every fiftieth with a time that is none.
LINES = [
    f"8ABC{at % 97:03},2026-01-05 {at % 24 if at % 50 else 25:02}:{at % 60:02}:00,cam-{at % 4}" for at in range(1600)
]
SCANS = "\n".join(["plate,read_at,device", *LINES, LINES[1]]).encode() + b"\n"
# Where a reader dies: at eight of its ten reports of progress, the last among them, with all done but the row; and
# after moments that fall where nothing is reported.
PLACES: list[dict[str, Any]] = [
    *({"report": number} for number in (1, 2, 3, 5, 7, 8, 9, 10)),
    {"published": True},
    *({"after": seconds} for seconds in (0.02, 0.06, 0.12, 0.2)),
]


class Readers:
    """The process whose children are the workers."""

    def __init__(self, folder: Path) -> None:
        self._folders = {"datasets": str(folder / "datasets"), "uploads": str(folder / "pieces")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.drills.readers"],
            cwd=ROOT,
            env=services.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._said() == "ready"

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def send(self, verb: str, pk: int, *, later: int = 0, **kill: Any) -> int:
        """Have a worker take a row; its exit status."""
        assert self._process.stdin is not None
        print(json.dumps({"verb": verb, "pk": pk, "later": later, **self._folders, **kill}), file=self._process.stdin)
        self._process.stdin.flush()
        return int(self._said())

    def stop(self) -> None:
        """Let it end by itself."""
        self._process.communicate()


@pytest.fixture
def readers(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Readers]:
    settings.DATASETS_ROOT, settings.UPLOADS_ROOT = tmp_path / "datasets", tmp_path / "pieces"
    started = Readers(tmp_path)
    yield started
    started.stop()


def confirmed(people: Team) -> Dataset:
    dataset = datasets.receive_dataset(
        BytesIO(SCANS), file_name="scans.csv", title="Scans", matter=people.matter, by=people.staff, on=TODAY
    )
    mapping = tool.Mapping.from_json(datasets.propose_reading(dataset).draft)
    return datasets.confirm_dataset(dataset=dataset, mapping=mapping, by=people.staff)


def account(dataset: Dataset) -> dict[str, Any]:
    """What a reading says of itself, but for how long it took, and what lies on the disk."""
    store = readings.store_of(dataset)
    with Engine(store.folder) as engine:
        rows = engine.rows(f"SELECT * FROM '{store.accepted}' ORDER BY line")
    aside = [(row.line, row.reason, row.raw) for row in tool.quarantine_rows(store, limit=1000)]
    return {"ledger": dataset.ledger | {"seconds": 0}, "rows": rows, "aside": aside}


def test_a_reader_killed_anywhere_is_followed_by_one_that_makes_the_same_of_the_file_once(readers: Readers) -> None:
    people = factories.team()
    undisturbed = confirmed(people)
    assert readers.send("read", undisturbed.pk) == 0
    undisturbed.refresh_from_db()
    expected = account(undisturbed)
    assert (undisturbed.line_count, undisturbed.accepted_count, undisturbed.quarantined_count) == (1602, 1569, 32)
    killed = 0
    for place in PLACES:
        dataset = confirmed(people)
        status = readers.send("read", dataset.pk, **place)
        dataset.refresh_from_db()
        if status == DEAD and dataset.state == DatasetState.READING:
            killed += 1
            folder = readings.folder_of(dataset)
            assert not folder.exists() or tool.open_store(folder).ledger.accepted == 1569, (
                "half a reading looks whole"
            )
        if dataset.state != DatasetState.READY:
            assert readers.send("read", dataset.pk, later=61) == 0
            dataset.refresh_from_db()
        assert (dataset.state, dataset.failure) == (DatasetState.READY, ""), place
        assert account(dataset) == expected, place
        folder = readings.folder_of(dataset)
        assert {path.name for path in folder.parent.iterdir()} == {folder.name, f".{folder.name}.lock"}, place
        read = JournalEntry.objects.filter(verb="ingest_dataset", record_id=dataset.pk)
        assert read.count() == 1, place
    assert killed >= 9, "the kills came when all was over"


def arriving(people: Team, number: int) -> Dataset:
    fingerprint = hashlib.sha256(bytes([number])).hexdigest()
    upload = uploads.begin_upload(
        file_name="scans.csv", size_bytes=len(SCANS), fingerprint=fingerprint, by=people.staff, at=clock.now()
    )
    sha256 = hashlib.sha256(SCANS).hexdigest()
    uploads.add_piece(upload, BytesIO(SCANS), offset=0, size_bytes=len(SCANS), sha256=sha256, at=clock.now())
    return arrivals.receive_upload(
        upload, title="Scans", by=people.staff, on=TODAY, matter=people.matter, received_on=date(2026, 1, 6)
    )


def test_a_worker_killed_while_it_keeps_a_file_is_followed_by_one_that_keeps_it_once(
    readers: Readers, tmp_path: Path
) -> None:
    people = factories.team()
    for number, place in enumerate([{"report": 1}, {"report": 4}, {"published": True}, {"after": 0.05}]):
        dataset = arriving(people, number)
        status = readers.send("keep", dataset.pk, **place)
        dataset.refresh_from_db()
        assert "after" in place or (status, dataset.state) == (DEAD, DatasetState.ARRIVING)
        if dataset.state == DatasetState.ARRIVING:
            assert dataset.document is None
            assert readers.send("keep", dataset.pk, later=61) == 0
            dataset.refresh_from_db()
        assert (dataset.state, dataset.failure) == (DatasetState.TO_CONFIRM, ""), place
        assert dataset.document is not None
        assert archive.verify(dataset.document.sha256) == len(SCANS)
    assert Document.objects.count() == 4
    assert not Upload.objects.exists()
    assert list((tmp_path / "pieces").iterdir()) == []
