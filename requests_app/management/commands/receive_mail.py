"""Take mails that were saved as .eml files: keep them, read them, place them with their requests."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app import clock
from requests_app.casework.mail import Receipt, receive_mail
from requests_app.errors import TrackerError


class Command(BaseCommand):
    """One line of JSON for each file:

    `{"file", "sha256", "outcome", "request", "communication", "subject", "attachments", "problems"}`. The outcome is
    placed, tray, duplicate, bounce or auto_reply. A file that cannot be read ends the command with status 1, after
    all others were taken.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for path in options["files"]:
            try:
                receipt = receive_mail(path.read_bytes(), by=None, on=clock.today())
            except (OSError, TrackerError) as error:
                failed.append(f"{path}: {error}")
                continue
            self.stdout.write(json.dumps(_told(path, receipt), ensure_ascii=False))
        if failed:
            raise CommandError("\n".join(failed))


def _told(path: Path, receipt: Receipt) -> dict[str, object]:
    mail = receipt.mail
    return {
        "file": str(path),
        "sha256": mail.sha256,
        "outcome": receipt.outcome,
        "request": mail.request_id,
        "communication": mail.communication_id,
        "subject": mail.subject,
        "attachments": [
            {"name": one.name, "bytes": one.size_bytes, "type": one.media_type} for one in receipt.attachments
        ],
        "problems": mail.problems,
    }
