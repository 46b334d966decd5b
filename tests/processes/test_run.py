"""The first command, as a newcomer meets it: it serves, explains what is wrong, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of records for these tests; the first start fills it."""
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture
def site(records: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with services.site(records) as started:
        yield started


def said(records: Path) -> str:
    return records.with_name("var.log").read_text()


def start(records: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run run.py to its end and keep what it says."""
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=ROOT,
        env=services.site_environment(records),
        capture_output=True,
        text=True,
        timeout=services.PATIENCE,
    )


def test_it_prints_the_address_how_long_it_took_and_how_to_sign_in(
    site: tuple[str, "subprocess.Popen[bytes]"], records: Path
) -> None:
    address, _ = site
    assert re.search(rf"ready after \d+\.\d s: {address}/\n", said(records))
    assert "Sign in with" in said(records)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{address}/sign-in/", timeout=services.PATIENCE) as page:
        assert page.status == 200
        assert b"/static/" in page.read()


def test_a_second_start_over_the_same_records_is_refused_in_one_sentence(
    site: tuple[str, "subprocess.Popen[bytes]"], records: Path
) -> None:
    second = start(records, "--port", str(services.free_port()))
    assert second.returncode == 1
    assert second.stderr.startswith("Daylight is already running")
    assert second.stderr.count("\n") == 1


def test_a_worker_that_is_killed_is_started_again(site: tuple[str, "subprocess.Popen[bytes]"], records: Path) -> None:
    _, process = site
    log = records / "log" / "worker.log"
    pids = services.descendants(process.pid)
    worker = next(pid for pid in pids if _is_worker(pid) and os.getpgid(pid) == pid)
    signal_after = 6  # a process that ends within five seconds of its start is given up, not started again
    services.wait_until(lambda: _age_seconds(worker) > signal_after, "the worker is past its start")
    os.kill(worker, signal.SIGKILL)
    services.wait_until(lambda: "The worker process ended" in said(records), "run.py says so")
    services.wait_until(
        lambda: any(_is_worker(pid) for pid in services.descendants(process.pid) - pids), "a new worker"
    )
    assert process.poll() is None
    assert log.exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_it_stops_cleanly_and_leaves_no_process(
    site: tuple[str, "subprocess.Popen[bytes]"], records: Path, how: signal.Signals
) -> None:
    address, process = site
    pids = services.descendants(process.pid)
    assert len(pids) >= 3
    process.send_signal(how)
    assert process.wait(services.PATIENCE) == 0
    services.wait_until(lambda: not _alive(pids), "what it has killed is gone")
    assert said(records).endswith("Stopped.\n")
    assert not services.answers(int(address.rpartition(":")[2]))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child's life to its parent's")
def test_when_it_is_killed_outright_its_processes_end_too(site: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    _, process = site
    pids = services.descendants(process.pid)
    process.kill()
    process.wait()
    services.wait_until(lambda: not _alive(pids), "all processes end")


def test_a_port_in_use_is_explained_in_one_sentence(records: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(records, "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be used")
    assert done.stderr.count("\n") == 1


def test_a_port_that_cannot_exist_is_explained_in_one_sentence(records: Path) -> None:
    done = start(records, "--port", "99999")
    assert done.returncode == 1
    assert done.stderr.startswith("Port 99999 cannot be used")
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_explained_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = start(tmp_path / "file" / "var")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_explained_without_a_traceback(records: Path) -> None:
    nowhere = f"postgresql://daylight@127.0.0.1:{services.free_port()}/daylight"
    environment = {**services.site_environment(records), "DATABASE_URL": nowhere}
    done = subprocess.run(
        [sys.executable, "run.py", "--port", str(services.free_port())],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=services.PATIENCE,
    )
    assert done.returncode == 1
    assert "could not be brought up to date" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_manage_passes_its_arguments_through(records: Path) -> None:
    assert start(records, "manage", "check").stdout.startswith("System check identified no issues")


def _alive(pids: set[int]) -> set[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return pids & {int(pid) for pid, state in rows if not state.startswith("Z")}


def _is_worker(pid: int) -> bool:
    """Whether it is Celery's: the web server's command speaks of workers too."""
    said = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout
    return "celery" in said and " worker " in said


def _age_seconds(pid: int) -> int:
    listed = subprocess.run(["ps", "-o", "etimes=", "-p", str(pid)], capture_output=True, text=True).stdout
    return int(listed)
