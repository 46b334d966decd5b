"""Lay the accepted rows of a dataset down on the engine that DATA_ENGINE_URL names; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app.casework.measure_answers import ask_standing_questions
from requests_app.casework.readings import publish_dataset
from requests_app.errors import TrackerError
from requests_app.models import Dataset


class Command(BaseCommand):
    """Its measures are asked there from then on. What the engine counts must be what the reading counted."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = Dataset.objects.filter(pk=options["dataset"]).first()
        if dataset is None:
            raise CommandError(f"There is no dataset {options['dataset']}.")
        try:
            title, counts = publish_dataset(
                dataset=dataset, by=None, said=lambda table, count: self.stdout.write(f"{table}: {count:,} rows")
            )
            ask_standing_questions(dataset)
        except TrackerError as error:
            raise CommandError(str(error)) from error
        told = ", ".join(f"{count:,} {table}" for table, count in counts.items())
        self.stdout.write(f"{dataset.title} is on {title}: {told}.")
