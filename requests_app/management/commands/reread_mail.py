"""Read kept mail again from its raw bytes, as a newer reader would; nothing that people recorded is changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app import clock
from requests_app.casework.mail_rereading import reread_mail
from requests_app.errors import TrackerError
from requests_app.models import MailOutcome, ReceivedMail


class Command(BaseCommand):
    """All mail, or only these numbers; `--waiting` only what waits in the tray. Safe to repeat."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", type=int, metavar="NUMBER", help="numbers of received mails")
        parser.add_argument("--waiting", action="store_true", help="only mail in the tray")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = ReceivedMail.objects.order_by("pk")
        if options["numbers"]:
            rows = rows.filter(pk__in=options["numbers"])
        if options["waiting"]:
            rows = rows.filter(outcome=MailOutcome.TRAY)
        read, placed, failed = 0, 0, []
        for mail in rows.iterator(chunk_size=100):
            before = mail.outcome
            try:
                after = reread_mail(mail, by=None, on=clock.today()).outcome
            except TrackerError as error:
                failed.append(f"{mail.pk} “{mail}”: {error}")
                continue
            read += 1
            placed += before != after == MailOutcome.PLACED
        self.stdout.write(f"Read again: {read}. Placed now: {placed}.")
        if failed:
            raise CommandError("\n".join(failed))
