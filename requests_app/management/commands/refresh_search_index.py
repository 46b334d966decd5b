"""Make the index of words equal to the records, after an upgrade or a restore; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.casework.search_index import Source, refresh_search_index


class Command(BaseCommand):
    """One line for each batch; the schedule does the same every night."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        total = refresh_search_index(self._said if options["verbosity"] > 1 else None)
        self.stdout.write(f"{total:,} records are in the index.")

    def _said(self, source: Source, done: int) -> None:
        self.stdout.write(f"{source.kind.label}: {done:,}")
