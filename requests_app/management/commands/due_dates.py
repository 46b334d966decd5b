"""Reads facts as JSON lines on standard input, writes the due dates of each as a JSON line, touches no database."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from requests_app.law.lines import answer


class Command(BaseCommand):
    help = "Read facts as JSON lines, write the due dates they set running; exit 1 if any line is bad."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer every line, the bad ones with a sentence; blank lines are passed over."""
        all_good = True
        for line in getattr(sys.stdin, "buffer", sys.stdin):
            if not line.strip():
                continue
            reply, good = answer(line)
            all_good = all_good and good
            self.stdout.write(json.dumps(reply, ensure_ascii=False))
        if not all_good:
            sys.exit(1)
