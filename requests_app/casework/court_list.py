"""The courts of California, put on record from a list: Gov. Code §§ 69100-69107 for the districts and divisions."""

import csv
from pathlib import Path
from typing import Any

from django.db import transaction

from requests_app.casework import records
from requests_app.models import Court, User

LIST = Path(__file__).parent / "data" / "california_courts.csv"


@transaction.atomic
def load_courts(*, by: User | None) -> int:
    """Add the courts that are missing, and fill in what an older row leaves blank; gives how many were added.

    What a person wrote stays. Safe to repeat.
    """
    on_record = {court.name: court for court in Court.objects.all()}
    added = 0
    with LIST.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            listed = {**line, "district": int(line["district"]) if line["district"] else None}
            court = on_record.get(line["name"])
            if court is None:
                records.add(Court(**listed), by=by, verb="load_courts", summary=f"Added the {line['name']}.")
                added += 1
            else:
                _complete(court, listed, by=by)
    return added


def _complete(court: Court, listed: dict[str, Any], *, by: User | None) -> None:
    blanks = {name: value for name, value in listed.items() if value and not getattr(court, name)}
    records.change(court, by=by, verb="load_courts", summary=f"Completed the {court}.", **blanks)
