"""Build the demonstration: the model case and invented requests around today."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from requests_app import clock
from requests_app.casework.court_list import load_courts
from requests_app.casework.exemptions import load_catalogue
from requests_app.management.demo import invented_fees, mails, model_case, people, present_day, scans, second_case
from requests_app.models import User


class Command(BaseCommand):
    """`--if-empty` does nothing where anyone is on record already, so that it is safe to run at every start."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where records exist")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if not options["if_empty"]:
                raise CommandError("There are records already; the demonstration is built on an empty database only.")
        else:
            self._build()
        if people.accounts_file().exists():
            self.stdout.write("Sign in with one of the demonstration's accounts:")
            self.stdout.write(people.accounts_file().read_text().rstrip())

    def _build(self) -> None:
        today = clock.today()
        with transaction.atomic():
            load_catalogue(by=None)
            load_courts(by=None)
            team = people.make_team()
            case = model_case.build(team, on=today)
            invented_fees.record(case.matter, case.trial, team, on=today)
            survey = present_day.PresentDay(team, on=today).build()
            mails.receive(survey, team, on=today)
            scans.receive(case.matter, team, on=today)
            second_case.build(team, on=today)
