"""The tree reads like its own table of contents: short modules, captioned, well named, nothing left open."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path.relative_to(ROOT)
    for folder in ("requests_app", "tracker", "tests", ".")
    for path in (ROOT / folder).glob("*.py" if folder == "." else "**/*.py")
    if "migrations" not in path.parts
)
PRODUCT = [path for path in MODULES if path.parts[0] != "tests"]
LINES = 400
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "stuff"}
NAMED_BASE = {Path("requests_app/admin/base.py")}  # every admin inherits its saving from there
# The specimens of what must not stand here are split, so that this file does not hold them itself.
WORKPLACE = re.compile(r"\.\./shar" r"ed|/wor" r"k/|bash_jo" r"bs|/roo" r"t/|/opt/(?:wheels|pypi|tools)")
REGISTRY = re.compile(r"--(?:extra-)?index-url|--find-links|https?://\S*(?:pypi|pythonhosted)")
LEFT_OPEN = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|raise NotImplemented" r"Error)\b")


def committed() -> list[Path]:
    """Every file that git would hand to a stranger, binary ones left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where the pattern stands: file:line."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("path", [path for path in MODULES if not path.name.startswith("test_")], ids=str)
def test_a_module_is_captioned_by_one_sentence(path: Path) -> None:
    source = (ROOT / path).read_text()
    caption = (ast.get_docstring(ast.parse(source)) or "").partition("\n\n")[0]
    assert caption or not source.strip(), "it has no docstring"
    assert not caption or caption.endswith((".", "`.", ".)")), caption
    assert "\n" not in caption, "the caption is longer than a line"


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        str(path): lines
        for path in MODULES
        if (lines := len((ROOT / path).read_text().splitlines())) > LINES
        and path.parent != Path("requests_app/law/rulebook")  # data: read a rule at a time
    }
    assert long == {}


def test_no_module_is_called_by_a_name_that_says_nothing() -> None:
    assert [str(path) for path in MODULES if path.stem in NAMES_THAT_SAY_NOTHING and path not in NAMED_BASE] == []


def test_nothing_is_left_open_in_the_code() -> None:
    templates = list((ROOT / "templates").rglob("*.html"))
    assert found(LEFT_OPEN, [*(ROOT / path for path in PRODUCT), *templates]) == []


def test_no_signal_is_connected() -> None:
    signal = re.compile(r"django\.db\.models\.signals|django\.dispatch|@receiver")
    assert found(signal, [ROOT / path for path in PRODUCT]) == []


def test_only_the_clock_knows_what_day_it_is() -> None:
    asks = re.compile(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|timezone\.now|timezone\.localdate)\(")
    modules = [ROOT / path for path in PRODUCT if path != Path("requests_app/clock.py")]
    assert found(asks, modules) == []


def test_no_import_hides_from_the_contracts() -> None:
    # WeasyPrint is looked up when a letter is made, since everything else has to work where Pango is missing.
    hidden = re.compile(r"\b(?:import_module|__import__)\(")
    modules = [ROOT / path for path in PRODUCT if path != Path("requests_app/letters/pdf.py")]
    assert found(hidden, modules) == []


def test_no_committed_file_names_the_place_it_was_written_in() -> None:
    assert found(WORKPLACE, committed()) == []


def test_the_locks_name_no_registry_and_pin_everything_by_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert found(REGISTRY, [ROOT / lock]) == []
        pins = re.split(r"\n(?=[A-Za-z0-9])", "\n" + text)[1:]
        assert pins and all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_the_tests_lock_holds_everything_of_the_other_at_the_same_version() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[A-Za-z0-9][^ ]*==[^ ;\\]+", (ROOT / lock).read_text(), re.M))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_law_loads_without_django_or_a_clock() -> None:
    ask = (
        "import pkgutil, sys, importlib, requests_app.law as law\n"
        "for found in pkgutil.walk_packages(law.__path__, 'requests_app.law.'): importlib.import_module(found.name)\n"
        "print(sorted({'django', 'celery', 'requests_app.clock'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_no_migration_is_missing() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    assert [str(operation) for change in changes.get("requests_app", []) for operation in change.operations] == []


def test_run_py_can_be_read_by_the_old_pythons_it_turns_away() -> None:
    ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 6))
