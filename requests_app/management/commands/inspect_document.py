"""Look into files and say what they hold and hide: pages, type, words, text under redactions."""

import json
from argparse import BooleanOptionalAction
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app.documents import HiddenText, Inspection, inspect


class Command(BaseCommand):
    """Nothing is kept or changed. With `--json`, one line for each file:

    `{"file", "type", "bytes", "pages", "text_length", "pages_without_text": [n], "hidden_text": [{"page", "box":
    [left, bottom, right, top] in points, "text", "reason"}], "metadata": {}, "problems": [], "complete": true}`
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--json", action="store_true", help="one line of JSON for each file")
        parser.add_argument("--text", action="store_true", help="the words too")
        parser.add_argument("--ocr", action=BooleanOptionalAction, default=True, help="read the words in pictures")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = 0
        for path in options["files"]:
            try:
                inspection = inspect(path, path.name, with_ocr=options["ocr"])
            except OSError as error:
                missing += 1
                problem = f"The file cannot be opened: {error.strerror or error}."
                inspection = Inspection(path.name, "", 0, problems=(problem,), is_complete=False)
            if options["json"]:
                self.stdout.write(json.dumps(_line(path, inspection, with_text=options["text"]), ensure_ascii=False))
            else:
                self._tell(path, inspection, with_text=options["text"])
        if missing:
            raise CommandError(f"{missing} of {len(options['files'])} files could not be opened.")

    def _tell(self, path: Path, inspection: Inspection, *, with_text: bool) -> None:
        pages = "" if inspection.page_count is None else f", {inspection.page_count} pages"
        self.stdout.write(f"{path}: {inspection.media_type or 'unknown'}{pages}, {len(inspection.text):,} characters")
        if inspection.pages_without_text:
            self.stdout.write(f"  pages without text: {', '.join(map(str, inspection.pages_without_text))}")
        for hidden in inspection.hidden:
            place = f"page {hidden.page}: " if hidden.page else ""
            self.stdout.write(f"  hidden: {place}“{hidden.text}”, {hidden.reason}")
        for problem in inspection.problems:
            self.stdout.write(f"  {problem}")
        if with_text:
            self.stdout.write(inspection.text)


def _line(path: Path, inspection: Inspection, *, with_text: bool) -> dict[str, Any]:
    return {
        "file": str(path),
        "type": inspection.media_type,
        "bytes": inspection.size_bytes,
        "pages": inspection.page_count,
        "text_length": len(inspection.text),
        "pages_without_text": list(inspection.pages_without_text),
        "hidden_text": [_hidden(hidden) for hidden in inspection.hidden],
        "metadata": asdict(inspection.metadata),
        "problems": list(inspection.problems),
        "complete": inspection.is_complete,
        **({"text": inspection.text} if with_text else {}),
    }


def _hidden(hidden: HiddenText) -> dict[str, Any]:
    box = hidden.box
    return {
        "page": hidden.page,
        "box": [box.left, box.bottom, box.right, box.top] if box else None,
        "text": hidden.text,
        "reason": hidden.reason,
    }
