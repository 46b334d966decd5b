"""List the kinds of letter, what each is for, needs and cites."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from requests_app import letters


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [
            {
                "kind": kind.key,
                "title": kind.title,
                "purpose": kind.purpose,
                "needs": list(kind.needs_captions),
                "cites": list(kind.cites),
            }
            for kind in letters.KINDS.values()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(kinds, ensure_ascii=False))
            return
        for kind in kinds:
            self.stdout.write(f"{kind['kind']}: {kind['purpose']}")
