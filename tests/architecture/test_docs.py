"""What the documents say about the code is true of the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.name != "CHANGELOG.md"  # it tells what was
)
FIRST = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"var", "docs"}
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
NAMED = re.compile(rf"`((?:{'|'.join(map(re.escape, sorted(FIRST)))})/[\w./-]+|[\w-]+\.(?:py|toml|lock|yml|md))`")
COMMAND = re.compile(r"(?:python manage\.py|run\.py manage) ([a-z_]+)")
DJANGOS = {"changepassword", "check", "collectstatic", "createsuperuser", "makemigrations", "migrate", "shell"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_link_and_every_file_it_names_exists(path: Path) -> None:
    text = (ROOT / path).read_text()
    broken = [link for link in LINK.findall(text) if not (ROOT / path.parent / link).exists()]
    absent = [name for name in NAMED.findall(text) if not _exists(name)]
    assert broken + absent == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_command_it_names_exists(path: Path) -> None:
    own = {command.stem for command in (ROOT / "requests_app/management/commands").glob("*.py")}
    named = set(COMMAND.findall((ROOT / path).read_text()))
    assert named <= own | DJANGOS


def test_operations_tells_every_variable_of_the_example_environment() -> None:
    named = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    told = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs/operations.md").read_text()))
    assert named <= told


def _exists(name: str) -> bool:
    return (ROOT / name).exists() or any((ROOT / "requests_app").rglob(name)) or any((ROOT / "docs").rglob(name))
