"""The import contracts hold, and each of them catches the breach it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract: (the file that breaks it, the line that does)
GATE = "requests_app/access/gate.py"
BREACHES = {
    "Data flows one way": (GATE, "import requests_app.casework.requests"),
    "The domain does not know the project": ("requests_app/checks.py", "import tracker.settings"),
    "The law is pure": ("requests_app/law/facts.py", "import django.conf"),
    "One module knows each heavy tool": ("requests_app/archive/keeping.py", "import weasyprint"),
    "No circles between siblings": ("requests_app/casework/circle.py", "import requests_app.casework.turn"),
    "Outsiders import records from the models facade": (GATE, "import requests_app.models.users"),
    "Inside models, siblings name the file": ("requests_app/models/users.py", "import requests_app.models"),
    "The rulebook is read only inside the law": (GATE, "import requests_app.law.rulebook"),
}


def contracts(folder: Path) -> str:
    """What import-linter says of the tree in `folder`: one line per contract, ending in KEPT or BROKEN."""
    linter = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True).stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packages, to break."""
    for package in ("requests_app", "tracker"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("static", "fonts", "*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds() -> None:
    said = contracts(ROOT)
    assert "0 broken" in said, said
    assert said.count(" KEPT") == len(BREACHES), "a contract without a breach to show that it works"


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_is_caught_by_its_contract(copy: Path, contract: str) -> None:
    name, line = BREACHES[contract]
    (copy / "requests_app/casework/turn.py").write_text('"""One half."""\n\nimport requests_app.casework.circle\n')
    (copy / "requests_app/casework/circle.py").write_text('"""The other half."""\n')
    with (copy / name).open("a") as source:
        source.write(f"\n{line}\n")
    said = contracts(copy)
    assert f"{contract} BROKEN" in said, said


def test_a_stray_module_that_no_layer_names_is_caught(copy: Path) -> None:
    (copy / "requests_app/stray.py").write_text('"""Belongs nowhere."""\n')
    said = contracts(copy)
    assert "Data flows one way BROKEN" in said, said
