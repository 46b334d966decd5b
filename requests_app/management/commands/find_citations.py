"""Find the California citations in letters, in normal form and with their places."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app.documents import extract_text
from requests_app.documents.plain import decode
from requests_app.law.citing import Citation, find
from requests_app.mailroom import parse


class Command(BaseCommand):
    """Nothing is kept or changed. With `--json`, one line for each file:

    `{"file", "citations": [{"text", "normal", "former", "start", "end"}]}`, places counted in characters of the
    decoded text: of a mail its plain text, of another file its words as the documents' reader gives them.
    """

    help = __doc__
    requires_system_checks = ()  # it needs neither pages nor a database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--json", action="store_true", help="one line of JSON for each file")
        parser.add_argument(
            "--ours",
            action="append",
            default=[],
            metavar="FILE",
            type=Path,
            help="a letter of ours it may quote",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [path for path in (*options["ours"], *options["files"]) if not path.is_file()]
        ours = [_text(path) for path in options["ours"] if path not in missing]
        for path in options["files"]:
            text = "" if path in missing else _text(path)
            if path not in missing and not text.strip():
                self.stderr.write(f"{path}: no words could be read in it.")
            found = find(text, ours=ours)
            if options["json"]:
                self.stdout.write(json.dumps({"file": str(path), "citations": _listed(found)}, ensure_ascii=False))
            elif path not in missing:
                self._tell(path, found)
        if missing:
            raise CommandError(f"There is no file {', '.join(map(str, missing))}.")

    def _tell(self, path: Path, found: Sequence[Citation]) -> None:
        self.stdout.write(f"{path}: {len(found)} citations")
        for citation in found:
            note = "  (former)" if citation.former else ""
            self.stdout.write(f"  {citation.start}-{citation.end}  {citation.normal}{note}")


def _text(path: Path) -> str:
    match path.suffix.lower():
        case ".eml":
            return parse(path.read_bytes()).text
        case ".txt" | "":
            return decode(path.read_bytes())
        case _:
            return extract_text(path)


def _listed(found: Sequence[Citation]) -> list[dict[str, str | bool | int]]:
    return [
        {
            "text": citation.text,
            "normal": citation.normal,
            "former": citation.former,
            "start": citation.start,
            "end": citation.end,
        }
        for citation in found
    ]
