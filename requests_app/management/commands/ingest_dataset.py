"""Receive a file as a dataset, read it here and now, and print its ledger; exit 1 where it does not reconcile."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app import clock, datasets
from requests_app.casework import datasets as verbs
from requests_app.errors import TrackerError
from requests_app.models import Dataset, DatasetState, RecordsRequest


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--title", required=True)
        parser.add_argument(
            "--request", type=int, help="the request it was received under; without one it is unfiled"
        )
        parser.add_argument("--mapping", type=Path, help="a JSON file that says how the columns are read")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dataset = self._receive(options)
        except OSError as error:
            raise CommandError(f"{options['path']} cannot be opened: {error.strerror}.") from error
        except TrackerError as error:
            raise CommandError(str(error)) from error
        if dataset.state != DatasetState.READY:
            raise CommandError(f"Dataset {dataset.pk} was kept but not read: {dataset.failure or dataset.stage}")
        ledger = self._ledger(dataset)
        if options["json"]:
            self.stdout.write(json.dumps(ledger))
        else:
            for name, value in ledger.items():
                self.stdout.write(f"{name}: {value}")

    def _receive(self, options: dict[str, Any]) -> Dataset:
        path: Path = options["path"]
        request = None
        if options["request"] is not None:
            request = RecordsRequest.objects.filter(pk=options["request"]).first()
            if request is None:
                raise CommandError(f"There is no request {options['request']}.")
        with path.open("rb") as source:
            dataset = verbs.receive_dataset(
                source, file_name=path.name, title=options["title"], request=request, by=None, on=clock.today()
            )
        verbs.confirm_dataset(dataset=dataset, mapping=self._mapping(dataset, options["mapping"]), by=None)
        claimed = verbs.claim_dataset(at=clock.now(), pk=dataset.pk)
        if claimed is None:
            raise CommandError(f"A worker is reading dataset {dataset.pk} already; look at it on its page.")
        return verbs.ingest_dataset(claimed)

    def _mapping(self, dataset: Dataset, file: Path | None) -> datasets.Mapping:
        if file is not None:
            try:
                return datasets.Mapping.from_json(json.loads(file.read_text(encoding="utf-8")))
            except ValueError as error:
                raise CommandError(f"{file} is not JSON: {error}") from error
        proposal = verbs.propose_reading(dataset)
        if proposal.mapping is None:
            missing = ", ".join(field.title for field in proposal.missing)
            self.stderr.write(f"Not recognised: {missing or 'the table'}. Read as a table of any kind.")
            proposal = verbs.propose_reading(dataset, shape=datasets.FREE_TABLE)
        if proposal.mapping is None:
            raise CommandError("Say with --mapping how the columns are read.")
        for question in proposal.questions:
            words = {choice.value: choice.sentence for choice in question.choices}[question.proposed]
            self.stderr.write(f"{question.sentence} Taken as proposed: {words}")
        return proposal.mapping

    def _ledger(self, dataset: Dataset) -> dict[str, Any]:
        return {
            "dataset": dataset.pk,
            "sha256": dataset.ledger["sha256"],
            "lines": dataset.line_count,
            "header": dataset.header_count,
            "blank": dataset.blank_count,
            "joined": dataset.ledger["joined"],
            "accepted": dataset.accepted_count,
            "quarantined": dataset.quarantined_count,
            "reasons": dataset.quarantine_reasons,
            "duplicates": dataset.duplicate_count,
            "seconds": dataset.read_seconds,
        }
