"""The examples in the docstrings of the citation finder hold."""

import doctest
import importlib
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "requests_app" / "law" / "citing"
MODULES = [path.stem for path in sorted(FOLDER.glob("*.py")) if ">>>" in path.read_text()]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"requests_app.law.citing.{name}"))
    assert tried
    assert not failed
