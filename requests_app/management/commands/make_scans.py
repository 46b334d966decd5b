"""Write invented licence-plate reads with known truth, to try a reading on."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app.datasets.scans import write_scans


class Command(BaseCommand):
    """manage.py make_scans --rows N --seed S OUT.csv [--dirty]"""

    help = "Write invented licence-plate reads to OUT.csv, and what they hold to OUT.truth.json."

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments of the command."""
        parser.add_argument("out", type=Path, metavar="OUT.csv")
        parser.add_argument("--rows", type=int, required=True, help="how many sound rows")
        parser.add_argument("--seed", type=int, required=True, help="the same seed gives the same file")
        parser.add_argument("--dirty", action="store_true", help="with damage of every kind among them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write both files."""
        out: Path = options["out"]
        if options["rows"] < 0:
            raise CommandError("The number of rows cannot be negative.")
        if not out.parent.is_dir():
            raise CommandError(f"There is no folder {out.parent}.")
        told = write_scans(out, rows=options["rows"], seed=options["seed"], dirty=options["dirty"])
        self.stdout.write(f"{out} ({out.stat().st_size:,} bytes), {told}")
