"""An invented week of scans, a stand-in for a real production, so that a dataset can be watched being read."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from requests_app import datasets
from requests_app.casework import datasets as verbs
from requests_app.datasets.scans import write_scans
from requests_app.management.demo.people import Team
from requests_app.models import Dataset, Matter

ROWS = 30_000


def receive(matter: Matter, team: Team, *, on: date) -> Dataset:
    """Receive the stand-in and confirm how it is read; a worker reads it soon after the start."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "invented-week-of-scans.csv"
        write_scans(file, rows=ROWS, seed=2012, dirty=True)
        with file.open("rb") as source:
            dataset = verbs.receive_dataset(
                source,
                file_name=file.name,
                title="Invented stand-in for a week of scans",
                matter=matter,
                received_on=on - timedelta(days=1),
                note="Made up by a program, damaged lines included; it says nothing about real drivers.",
                by=team.staff,
                on=on,
            )
    mapping = datasets.Mapping.from_json(verbs.propose_reading(dataset).draft)
    return verbs.confirm_dataset(dataset=dataset, mapping=mapping, by=team.staff)
