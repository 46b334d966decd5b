"""Rows as queues: two workers never have one row, and a row that ends its workers is given up, said, and retried."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from time import monotonic

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import inspections, queue
from requests_app.casework.documents import keep_document
from requests_app.models import Document, Inspection, InspectionState
from tests import factories
from tests.factories import Team
from tests.services import PATIENCE, environment

ROOT = Path(__file__).resolve().parents[2]
DIES = """
import os, signal
import django
django.setup()
from datetime import timedelta
from django.db import connections
from requests_app import clock
from requests_app.casework import inspections
inspections.documents.inspect = lambda *args, **more: os.kill(os.getpid(), signal.SIGKILL)
for turn in range(3):
    connections.close_all()
    worker = os.fork()
    if worker == 0:
        at = clock.now() - (4 - turn) * inspections.INSPECTIONS.lease
        inspections.inspect_document(inspections.claim_inspection(at=at))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
"""


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def document(people: Team) -> Document:
    request = factories.draft_request(people)
    return keep_document(b"plain words", file_name="a.txt", title="a", by=people.staff, request=request)


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_reader_is_killed_three_times_is_given_up_until_a_person_asks(
    people: Team, document: Document
) -> None:
    told = subprocess.run(
        [sys.executable, "-c", DIES], cwd=ROOT, env=environment(), capture_output=True, timeout=PATIENCE, check=True
    )
    assert told.stdout.split() == [b"-9"] * 3
    waiting = Inspection.objects.get()
    assert (waiting.state, waiting.attempt_count) == (InspectionState.READING, 3)

    fourth = inspections.claim_inspection(at=clock.now())
    assert fourth is not None
    assert inspections.inspect_document(fourth).state == InspectionState.FAILED
    assert inspections.claim_inspection(at=clock.now() + timedelta(days=1)) is None

    client = Client()
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("document-about", args=[document.pk])).content.decode()
    assert "The worker stopped three times while reading this file." in page
    client.post(reverse("document-retry", args=[document.pk]))
    again = inspections.claim_inspection(at=clock.now())
    assert again is not None
    assert inspections.inspect_document(again).state == InspectionState.READ


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_look_at_one_row_at_one_moment_one_has_it(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked = Barrier(2, timeout=PATIENCE)
    tokens: Iterator[str] = iter(["first", "second"])

    def token(size: int) -> str:
        both_looked.wait()
        return next(tokens)

    monkeypatch.setattr(queue.secrets, "token_hex", token)

    def claim(turn: int) -> Inspection | None:
        try:
            return inspections.INSPECTIONS.claim(at=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        claimed = [row for row in pool.map(claim, range(2)) if row]
    assert len(claimed) == 1
    row = Inspection.objects.get()
    assert (row.claim_token, row.attempt_count) == (claimed[0].claim_token, 1)


@pytest.mark.django_db
def test_a_worker_that_lost_its_row_writes_nothing_and_hears_of_it(document: Document) -> None:
    late = inspections.claim_inspection(at=clock.now() - 2 * queue.LEASE)
    mine = inspections.claim_inspection(at=clock.now())
    assert late is not None and mine is not None
    heart = queue.Heartbeat(inspections.INSPECTIONS, late)
    with pytest.raises(queue.NotMineError):
        heart.say(read_page_count=7)
    assert not inspections.INSPECTIONS.finish(late, state=InspectionState.FAILED, failure="x")
    assert inspections.INSPECTIONS.lock(late) is None
    queue.Heartbeat(inspections.INSPECTIONS, mine).say(read_page_count=1)
    mine.refresh_from_db()
    assert (mine.state, mine.read_page_count) == (InspectionState.READING, 1)


def test_a_long_silent_step_is_attended_and_stopped_when_the_row_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "HEARTBEAT_SECONDS", 0.01)
    beats: list[float] = []
    stopped: list[bool] = []

    def beat() -> None:
        beats.append(monotonic())
        if len(beats) == 3:
            raise queue.NotMineError

    def work() -> str:
        until = monotonic() + PATIENCE
        while not stopped and monotonic() < until:
            pass
        return "done"

    with pytest.raises(queue.NotMineError):
        queue.attend(work, beat, stop=lambda: stopped.append(True))
    assert len(beats) == 3
    assert queue.attend(lambda: "done", beat, stop=lambda: None) == "done"
