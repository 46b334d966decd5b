"""What `run.py test` runs: every check and every test, in two lanes, with one line for each part at the end."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from run import PANGO_PACKAGES, apt_install, end_with_parent, has_pango, name_what_is_missing
from tests import imap_server, services

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "var" / "test-artifacts"
BIN = Path(sys.executable).parent
NO_TESTS = 5  # pytest's exit code
PART_SECONDS = 1200  # a part that takes longer hangs
NOT_HERE = "not beside this repository"  # large or shared data is elsewhere: the one reason that is nobody's fault
TEMPLATES = sorted(str(path) for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "import contracts": ["lint-imports", "--no-cache"],
    "template lint": ["djlint", "--lint", "--quiet", "templates"],
    "template style": ["djade", "--check", "--target-version", "5.2", *TEMPLATES],
}


@dataclass
class Part:
    """One part's outcome: how many passed, failed and were skipped, why, and how long it took."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: dict[str, int] = field(default_factory=dict)  # reason -> how many
    seconds: float = 0.0

    def line(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed, {sum(self.skipped.values())} skipped"
        return f"{self.name:<22}{counts:<40}{self.seconds:7.1f} s"


class Suite:
    """The parts that have run, and one lock so that their output does not mix."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def stop(self, *_: object) -> None:
        """Ctrl-C and SIGTERM: end what runs and start nothing more, so that the servers are put away."""
        self._stopped = True
        for process in self._running.copy():
            process.terminate()

    def check(self, name: str, command: list[str]) -> None:
        """Run one tool over the tree; it counts as one test."""
        part, code, output = self._run(name, [str(BIN / command[0]), *command[1:]], {})
        part.failed, part.passed = (1, 0) if code else (0, 1)
        self._report(part, output)

    def tests(self, name: str, paths: list[str], **environment: str) -> None:
        """Run pytest over these paths in a process of its own, under this environment."""
        report = REPORTS / (name.replace(" ", "-") + ".xml")
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *paths]
        part, code, output = self._run(name, command, environment)
        if report.exists():
            _count(part, report)
        if code == NO_TESTS:
            part.skipped["it has no tests"] = 1
        elif code and not part.failed:  # it did not get as far as a test
            part.failed = 1
        self._report(part, output)

    def could_not_run(self, name: str, reason: str) -> None:
        """A whole part is left out, for this reason."""
        self._report(Part(name, skipped={reason: 1}), "")

    def broke(self, name: str, why: str) -> None:
        """A lane could not go on: a server did not start, for instance."""
        self._report(Part(name, failed=1), why)

    def _run(self, name: str, command: list[str], environment: dict[str, str]) -> tuple[Part, int, str]:
        began = time.monotonic()
        if self._stopped:
            return Part(name), 1, "Stopped."
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=end_with_parent,
        ) as process:
            self._running.add(process)
            try:
                output, _ = process.communicate(timeout=PART_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                output = process.communicate()[0] + f"\nIt took longer than {PART_SECONDS} s."
            self._running.discard(process)
        return Part(name, seconds=time.monotonic() - began), process.returncode, output

    def _report(self, part: Part, output: str) -> None:
        with self._lock:
            if part.failed:
                print(f"\n==== {part.name} failed ====\n{output.rstrip()}\n")
            print(part.line(), flush=True)
            self.parts.append(part)

    def finish(self) -> int:
        """Print the summary, what could not run, and the totals as the last line; return the exit code."""
        print("\nSummary")
        for part in self.parts:
            print("  " + part.line())
        failed = sum(part.failed for part in self.parts)
        reasons = [(part, reason) for part in self.parts for reason in part.skipped]
        if reasons:
            print("Could not run:")
        for part, reason in reasons:
            print(f"  {part.name}: {reason} ({part.skipped[reason]})")
        owed = [reason for _, reason in reasons if NOT_HERE not in reason]
        if os.environ.get("CI") == "true" and owed:
            print("Here (CI=true) everything has to run, so this is a failure.")
        passed = sum(part.passed for part in self.parts)
        skipped = sum(sum(part.skipped.values()) for part in self.parts)
        print(f"{passed} passed, {failed} failed, {skipped} skipped")
        return 1 if failed or (os.environ.get("CI") == "true" and owed) else 0


def _count(part: Part, report: Path) -> None:
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            part.failed += 1
        elif skip is not None:
            reason = skip.get("message") or "no reason given"
            part.skipped[reason] = part.skipped.get(reason, 0) + 1
        else:
            part.passed += 1


def _lane_of_sqlite(suite: Suite) -> None:
    for name, command in CHECKS.items():
        suite.check(name, command)
    suite.tests("examples in the law", ["requests_app/law"], PYTEST_ADDOPTS="--doctest-modules")
    here = {"DATABASE_URL": "", "REDIS_URL": "", "EMAIL_URL": ""}
    suite.tests("unit", ["tests/unit"], **here)
    suite.tests("properties", ["tests/properties"], **here)
    suite.tests("architecture", ["tests/architecture"], **here)
    suite.tests("processes", ["tests/processes"], **here)
    suite.tests("SQLite", ["tests/integration"], **here)


def _lane_of_servers(suite: Suite) -> None:
    missing = [name for name in ("initdb", "postgres") if not services.postgresql_program(name)]
    missing += [] if shutil.which("redis-server") else ["redis-server"]
    if missing:
        suite.could_not_run("PostgreSQL and Redis", f"{', '.join(missing)} not found on this machine")
    else:
        with services.postgresql() as database_url, services.redis() as redis_url:
            there = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "EMAIL_URL": ""}
            suite.tests("PostgreSQL and Redis", ["tests/integration"], **there)
    if services.chromium_program():
        suite.tests("browser", ["tests/browser"], DJANGO_ALLOW_ASYNC_UNSAFE="true", DATABASE_URL="", REDIS_URL="")
    else:
        suite.could_not_run("browser", "Chromium not found on this machine")


def _install_what_is_missing() -> None:
    """As root on Debian: the servers, the browser, the reader of scans and the PDF tools that the tests use."""
    wanted = {
        "postgresql": services.postgresql_program("initdb"),
        "redis-server": shutil.which("redis-server"),
        "chromium": services.chromium_program(),
        "poppler-utils": shutil.which("pdftotext"),
        "dovecot-imapd": imap_server.program(),
        "tesseract-ocr": shutil.which("tesseract"),
    }
    packages = [name for name, present in wanted.items() if not present]
    if packages and not apt_install(packages):
        print(f"  Missing for some tests: sudo apt-get install -y {' '.join(packages)}")
    if not has_pango():
        apt_install(PANGO_PACKAGES)
        name_what_is_missing()


def run_everything() -> int:
    """Run all parts in two lanes, one for each core; a failure in one part hides no other."""
    _install_what_is_missing()
    REPORTS.mkdir(parents=True, exist_ok=True)
    suite = Suite()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, suite.stop)
    threads = [threading.Thread(target=_run_lane, args=[lane, suite]) for lane in (_lane_of_sqlite, _lane_of_servers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return suite.finish()


def _run_lane(lane: Callable[[Suite], None], suite: Suite) -> None:
    try:
        lane(suite)
    except Exception:  # noqa: BLE001 - the other lane goes on, and this one's failure is counted
        suite.broke(lane.__name__.strip("_").replace("_", " "), traceback.format_exc())


def main(arguments: list[str]) -> int:
    """Without arguments everything; with arguments pytest, with those."""
    if arguments:
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT).returncode
    return run_everything()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
