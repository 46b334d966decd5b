"""Add the courts of California that are not on record yet."""

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.casework.court_list import load_courts


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_courts(by=None)} courts added.")
