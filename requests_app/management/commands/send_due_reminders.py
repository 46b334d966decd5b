"""Plan and send the reminders that are due, as the schedule does."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from requests_app import clock
from requests_app.casework.reminders import send_due_reminders


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day, YYYY-MM-DD; today where left out")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        run = send_due_reminders(on=options["on"] or clock.today())
        if options["json"]:
            said = {"planned": run.planned, "sent": run.sent, "skipped": run.skipped, "failed": run.failed}
            self.stdout.write(json.dumps(said))
            return
        self.stdout.write(f"{run.planned} planned, {run.sent} sent.")
        for line in (*run.skipped, *run.failed):
            self.stdout.write(f"  {line}")
