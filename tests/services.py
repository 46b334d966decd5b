"""Real peers for tests, on free ports, in temporary folders: PostgreSQL, Redis, a Celery worker, an SMTP server."""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from psycopg.sql import SQL, Identifier

from run import end_with_parent

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0  # seconds for what a busy machine works at; costs nothing where it comes, and only fails what hangs
PORTS = range(15_000, 32_000)  # below those that the system gives to outgoing connections and to port 0


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now, and that nobody is given by chance before it is used."""
    while True:
        port = PORTS[secrets.randbelow(len(PORTS))]
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def answers(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Return as soon as `happened()` is true. Raises: AssertionError naming `what` when `seconds` were not enough."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, f"waited {seconds:g} s in vain for this: {what}"
        time.sleep(0.05)


def postgresql_program(name: str) -> str | None:
    """Where this PostgreSQL server program is: on the PATH, or in Debian's own folder, newest first."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return shutil.which(name) or (str(debian[-1]) if debian else None)


def chromium_program() -> str | None:
    """Where the browser is: Debian's Chromium, or another of the family."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A private PostgreSQL that trusts everyone and never waits for the disk; gives its DATABASE_URL."""
    initdb, postgres = postgresql_program("initdb"), postgresql_program("postgres")
    assert initdb and postgres, "PostgreSQL's programs initdb and postgres are needed"
    with _folder("daylight-postgresql-") as folder:
        identity = other_identity(folder)  # PostgreSQL refuses to run as root
        port, log = free_port(), folder / "log"
        make = [initdb, "-D", f"{folder}/data", "-U", "daylight", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **identity)
        serve = [postgres, "-D", f"{folder}/data", "-k", str(folder), "-h", "127.0.0.1", "-p", str(port)]
        serve += ["-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off"]
        with running(serve, log, stop_with=signal.SIGINT, cwd=folder, **identity) as server:
            ready = "database system is ready to accept connections"
            wait_until(lambda: ready in log.read_text() or server.poll() is not None, "PostgreSQL starts")
            assert server.poll() is None, log.read_text()
            yield f"postgresql://daylight@127.0.0.1:{port}/daylight"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A private Redis that keeps nothing on disk; gives its REDIS_URL."""
    with _folder("daylight-redis-") as folder:
        port, log = free_port(), folder / "log"
        serve = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        with running(serve, log) as server:
            wait_until(lambda: answers(port) or server.poll() is not None, "Redis starts")
            assert server.poll() is None, log.read_text()
            yield f"redis://127.0.0.1:{port}/0"


def environment(**more: str) -> dict[str, str]:
    """The environment in which another process sees this test run's database, broker and folder."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings", "DATABASE_URL": url, **more}


@contextlib.contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker as production runs it (two processes), ready for tasks, under this environment."""
    command = [sys.executable, "-m", "celery", "-A", "tracker", "worker", "--pool", "prefork", "--concurrency", "2"]
    command += ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    with running(command, log, cwd=ROOT, env=environment) as process:
        wait_until(lambda: " ready." in log.read_text() or process.poll() is not None, "the worker starts")
        assert process.poll() is None, log.read_text()
        yield process


@contextlib.contextmanager
def schedule(environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The schedule as production runs it, under this environment; what it remembers and says is in `folder`."""
    command = [sys.executable, "-m", "celery", "-A", "tracker", "beat", "--pidfile=", "-s", str(folder / "schedule")]
    with running(command, folder / "schedule.log", cwd=ROOT, env=environment) as process:
        yield process


@contextlib.contextmanager
def site(var: Path, *, port: int | None = None, **more: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The whole thing as a newcomer starts it, with its records in `var`; gives the address and run.py's process.

    On this run's servers where it has some: a database of its own, named after `var`, and Redis's second.
    """
    chosen, log = port or free_port(), var.parent / f"{var.name}.log"
    environment = {**site_environment(var), **more}
    command = [sys.executable, "run.py", "--port", str(chosen)]
    with running(command, log, stop_seconds=20, cwd=ROOT, env=environment) as process:
        wait_until(
            lambda: " is ready " in log.read_text() or process.poll() is not None, "the site starts", 2 * PATIENCE
        )
        assert process.poll() is None, log.read_text()
        yield f"http://127.0.0.1:{chosen}", process


def site_environment(var: Path) -> dict[str, str]:
    """The environment of a site whose records are in `var`, untouched by the settings of this test run."""
    settled = {"DAYLIGHT_VAR": str(var), "ENV_FILE": os.devnull, "PYTHONUNBUFFERED": "1"}
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgresql:"):
        name = re.sub(r"[^a-z0-9]", "_", f"site{var}".lower())[-60:]
        with psycopg.connect(server.rpartition("/")[0] + "/postgres", autocommit=True) as connected:
            if not connected.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connected.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        settled["DATABASE_URL"] = server.rpartition("/")[0] + "/" + name
        settled["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + "/1"
    return {**plain_environment(), **settled}


def plain_environment() -> dict[str, str]:
    """The environment without what chooses settings, records and services for this test run."""
    ours = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "SITE_URL")
    return {name: value for name, value in os.environ.items() if name not in (*ours, "DAYLIGHT_VAR", "ENV_FILE")}


def descendants(process: int) -> set[int]:
    """The ids of all living processes that this one started, directly or not."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    parents = {int(pid): int(ppid) for pid, ppid, state in rows if not state.startswith("Z")}
    found: set[int] = set()
    while more := {pid for pid, ppid in parents.items() if ppid in found | {process}} - found:
        found |= more
    return found


@contextlib.contextmanager
def running(
    command: list[str],
    log: Path,
    *,
    stop_with: signal.Signals = signal.SIGTERM,
    stop_seconds: float = 10,
    **options: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, its output in `log`; at the end asked to stop, then killed with its group."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, preexec_fn=end_with_parent, **options
        )
    try:
        yield process
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.send_signal(stop_with)
            process.wait(stop_seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class SmtpServer:
    """An SMTP server on loopback that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=PATIENCE)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 kept"

    @property
    def url(self) -> str:
        """What to put in EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> "SmtpServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def other_identity(folder: Path) -> dict[str, Any]:
    """As root: give `folder` to the user postgres (or nobody) and return what makes Popen run as that user."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
