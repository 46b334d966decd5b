"""Bind PDF files outside the records into one, stamped and indexed, and say in JSON what was made."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import requests_app.letters
from requests_app.errors import TrackerError
from requests_app.exhibits.binder import bind
from requests_app.exhibits.shapes import Binder, Exhibit

_FONTS = Path(requests_app.letters.__file__).parent / "fonts"


class Command(BaseCommand):
    """`manage.py binder FILE.pdf... --prefix DL --width 6 --start 1 --output OUT.pdf`; no database is touched."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.pdf", help="exhibits, in order")
        parser.add_argument("--prefix", default="", help="what Bates numbers begin with: DL")
        parser.add_argument("--width", type=int, default=6, help="how many digits they have")
        parser.add_argument("--start", type=int, default=1, help="the first number")
        parser.add_argument("--labels", choices=("letters", "numbers"), default="letters")
        parser.add_argument("--title", default="Exhibits", help="the title of the file")
        parser.add_argument("--no-covers", action="store_true", help="leave out the cover sheets")
        parser.add_argument("--no-index", action="store_true", help="leave out the index")
        parser.add_argument("--recognise-text", action="store_true", help="make scans searchable (needs Tesseract)")
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        binder = Binder(
            exhibits=tuple(Exhibit(path, title=path.stem) for path in options["files"]),
            prefix=options["prefix"],
            width=options["width"],
            start=options["start"],
            labels=options["labels"],
            title=options["title"],
            cover_sheets=not options["no_covers"],
            index=not options["no_index"],
            recognise_text=options["recognise_text"],
        )
        started = perf_counter()
        try:
            bound = bind(binder, options["output"], fonts=_FONTS)
        except TrackerError as error:
            raise CommandError(str(error)) from error
        made = {
            "pages": bound.pages,
            "first_bates": bound.first_bates,
            "last_bates": bound.last_bates,
            "seconds": round(perf_counter() - started, 3),
            "pages_without_text": list(bound.pages_without_text),
            "exhibits": [
                {
                    "label": entry.label,
                    "title": entry.title,
                    "pages": entry.page_count,
                    "first_bates": entry.first_bates,
                    "last_bates": entry.last_bates,
                    "first_page": entry.first_page,
                }
                for entry in bound.entries
            ],
            "output": str(options["output"]),
        }
        self.stdout.write(json.dumps(made, ensure_ascii=False, indent=2))
