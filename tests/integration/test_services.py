"""The peers that other tests lean on are real, and the network beyond this machine is closed."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection

from requests_app import tasks
from tests import services


def test_a_tick_reaches_the_worker_through_the_broker_and_is_done_on_this_database(worker: None) -> None:
    log = Path(settings.VAR) / "worker.log"
    already = log.read_text().count("refresh_all_deadlines")
    tasks.refresh_all_deadlines.delay()
    services.wait_until(
        lambda: (
            "succeeded" in log.read_text().partition("ready.")[2]
            and log.read_text().count("refresh_all_deadlines") > already
        ),
        "the worker says that it has succeeded",
    )


def test_a_worker_of_ones_own_can_be_killed_outright(start_worker: Callable[..., "Popen[bytes]"]) -> None:
    assert _pool_left_by_killing(start_worker()) == set()


def test_a_pool_that_was_only_starting_ends_with_its_killed_worker(
    start_worker: Callable[..., "Popen[bytes]"], tmp_path: Path
) -> None:
    # Of two processes one is late to ask that it end with its worker; the other dies with the lock the first awaits.
    late = "import os, time\nos.register_at_fork(after_in_child=lambda: time.sleep(4 * (os.getpid() % 2)))\n"
    (tmp_path / "sitecustomize.py").write_text(late)
    process = start_worker(PYTHONPATH=str(tmp_path))
    time.sleep(2)
    assert _pool_left_by_killing(process) == set()


def _pool_left_by_killing(process: "Popen[bytes]") -> set[int]:
    """The ids of the processes of this worker's pool that outlive it by as long as tests are patient."""
    pool = services.descendants(process.pid)
    assert len(pool) >= 2
    process.kill()
    process.wait()
    with suppress(AssertionError):
        services.wait_until(lambda: not pool & services.descendants(1), "its pool ends too")
    return pool & services.descendants(1)


def test_mail_arrives_at_a_real_server(smtp_server: services.SmtpServer) -> None:
    send_mail("Due tomorrow", "The determination is due.", "daylight@example.org", ["staff@example.org"])
    assert [message["Subject"] for message in smtp_server.messages] == ["Due tomorrow"]
    assert smtp_server.recipients == [["staff@example.org"]]


def test_connecting_beyond_this_machine_fails_the_test_that_tries() -> None:
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_sqlite_is_asked_for_its_durable_and_unhurried_ways() -> None:
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return

    def ask(pragma: str) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]

    assert (ask("journal_mode"), ask("foreign_keys"), ask("busy_timeout")) == ("wal", 1, 20_000)
