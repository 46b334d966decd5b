"""Re-hash every kept file and say which are missing or changed; exit 1 where any is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app import archive
from requests_app.models import Document, Letterhead, ReceivedMail


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        logos = Letterhead.objects.order_by().exclude(logo_sha256="").values_list("logo_sha256", flat=True)
        files = Document.objects.order_by().values_list("sha256", flat=True)
        expected = files.union(ReceivedMail.objects.order_by().values_list("sha256", flat=True), logos)
        sound, problems = 0, []
        for finding in archive.verify_all(expected):
            if finding.is_sound:
                sound += 1
            else:
                problems.append(finding)
                self.stderr.write(f"{finding.name}: {finding.problem}")
        self.stdout.write(f"{sound} kept files are sound, {len(problems)} are not.")
        if problems:
            raise CommandError("The archive is not whole.")
