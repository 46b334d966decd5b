"""Writes docs/law.md from the rulebook and the worked cases, so that a lawyer can review them as a document."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from requests_app.law.document import law_document

ROOT = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Write docs/law.md from the rulebook and the worked cases."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Overwrite the document. Safe to repeat."""
        cases = tomllib.loads((ROOT / "tests" / "law_cases.toml").read_text(encoding="utf-8"))["case"]
        document = ROOT / "docs" / "law.md"
        document.write_text(law_document(cases), encoding="utf-8")
        self.stdout.write(f"{len(cases)} worked cases are in {document.relative_to(ROOT)}.")
