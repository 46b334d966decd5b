"""Print the rows of one named measure of a dataset."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from requests_app.casework.agreements import retention_of
from requests_app.casework.readings import ask_measure
from requests_app.errors import TrackerError
from requests_app.models import Dataset


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", type=int)
        parser.add_argument("name", help="a measure, for example reads_per_hour")
        parser.add_argument("--since", type=_day, metavar="DAY", help="the first day, on the agency's clock")
        parser.add_argument("--until", type=_day, metavar="DAY", help="the last day, included")
        parser.add_argument("--on", type=_day, metavar="DAY", help="the day that ages are counted from")
        parser.add_argument(
            "--limit", type=int, metavar="DAYS", help="for how many days the agency says it keeps reads"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = Dataset.objects.filter(pk=options["dataset"]).first()
        if dataset is None:
            raise CommandError(f"There is no dataset {options['dataset']}.")
        try:
            result = ask_measure(
                dataset,
                options["name"],
                since_on=options["since"],
                until_on=options["until"],
                retention=retention_of(dataset, on=options["on"], limit_days=options["limit"]),
            )
        except TrackerError as error:
            raise CommandError(str(error)) from error
        names = [column.name for column in result.columns]
        if options["json"]:
            rows = [dict(zip(names, row, strict=True)) for row in result.rows]
            said = {
                "measure": result.measure.name,
                "title": result.measure.title,
                "engine": result.engine,
                "sql": result.sql,
                "rows": rows,
            }
            self.stdout.write(json.dumps(said, cls=DjangoJSONEncoder))
            return
        self.stdout.write("\t".join(names))
        for row in result.rows:
            self.stdout.write("\t".join("" if value is None else str(value) for value in row))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day; write it as 2026-08-03") from error
