"""Add the exemptions the law engine knows and the catalogue lacks."""

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.casework.exemptions import load_catalogue


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_catalogue(by=None)} exemptions added.")
