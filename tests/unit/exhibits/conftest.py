"""A maker of small PDF files in the test's own folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.exhibits.specimens import Leaf, pdf


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Write a PDF file: `make("a.pdf", Leaf(...), objects=..., catalog=...)`."""

    def write(name: str, *leaves: Leaf, **more: Any) -> Path:
        path = tmp_path / name
        path.write_bytes(pdf(list(leaves), **more))
        return path

    return write
