"""What every test may lean on: a closed network, a real worker, a real SMTP server."""

import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import services

# The same examples in every run, however slow the machine; `--hypothesis-profile=default` looks for new ones.
hypothesis_settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("same")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PURE = ("tests/unit/", "tests/properties/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Unit and property tests touch no database: asking for one is a mistake in the test.

    What can be tested on one database only, or with a large tool that is nobody's default, is left out elsewhere.
    """
    misplaced = [item for item in items if not _has_its_place(item)]
    if misplaced:
        items[:] = [item for item in items if item not in misplaced]
        config.hook.pytest_deselected(items=misplaced)
    for item in items:
        wants = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if item.nodeid.startswith(PURE) and (wants or item.get_closest_marker("django_db")):
            raise pytest.UsageError(f"{item.nodeid} asks for the database; move it to tests/integration.")


def _has_its_place(item: pytest.Item) -> bool:
    if "postgres_url" in getattr(item, "fixturenames", ()) and connection.vendor != "postgresql":
        return False
    condition = item.get_closest_marker("only_where")
    return condition is None or bool(condition.args[0])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep each phase's report on the test, so that a fixture can see whether it failed."""
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing leaves this machine: connecting anywhere but loopback fails the test that tries."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            assert host in ("localhost", "::1") or host.startswith("127."), f"a test reached for the network: {host}"
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of large real datasets beside this checkout; tests of them are left out where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the folder of large datasets is not beside this repository")
    return folder


@pytest.fixture(scope="session")
def _smtp() -> Iterator[services.SmtpServer]:
    with services.SmtpServer() as server:
        yield server


@pytest.fixture
def smtp_server(_smtp: services.SmtpServer, settings: Any) -> services.SmtpServer:
    """A real SMTP server with an empty box; mail sent in this process and by `worker` goes to it."""
    _smtp.messages.clear()
    _smtp.recipients.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _smtp.port
    return _smtp


@pytest.fixture(scope="session")
def _worker(django_db_setup: None, _smtp: services.SmtpServer) -> Iterator[None]:
    log = Path(django_settings.VAR) / "worker.log"
    with services.worker(services.environment(EMAIL_URL=_smtp.url), log):
        yield


@pytest.fixture
def worker(transactional_db: None, _worker: None) -> None:
    """A real Celery worker on this run's database and broker: a folder, or Redis where REDIS_URL says so."""


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Popen[bytes]]]:
    """Start a worker of one's own, to kill or to configure: `start_worker(EMAIL_URL=...)`; gives the process."""
    started: list[Any] = []

    def start(**more: str) -> Popen[bytes]:
        context = services.worker(services.environment(**more), tmp_path / f"worker-{len(started)}.log")
        started.append(context)
        return context.__enter__()

    yield start
    for context in started:
        context.__exit__(None, None, None)
