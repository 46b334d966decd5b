"""The law changes: a day the courts are closed, a bill enacted, an agency's own list; open clocks are recomputed."""

import csv
from datetime import date
from io import StringIO

from django.db import transaction

from requests_app import law
from requests_app.access import Power
from requests_app.casework import records
from requests_app.casework.refreshing import refresh_after, refresh_all
from requests_app.errors import CaseworkError
from requests_app.models import Agency, AgencyClosure, CourtClosure, RuleInForce, User
from requests_app.reminders.ical import closed_days


def add_court_closure(*, closed_on: date, name: str, source: str, by: User | None, on: date) -> CourtClosure:
    """The courts are closed on a day the list does not name; dates that end on it move.

    Law: Code Civ. Proc. §§ 12, 12a, 12b.
    Raises: CaseworkError when the courts are closed that day anyway.
    """
    if known := law.holiday_name(closed_on):
        raise CaseworkError(f"The courts are closed on {closed_on:%a %-d %b %Y} already: {known}.")
    with transaction.atomic():
        closure = records.add(
            CourtClosure(closed_on=closed_on, name=name, source=source),
            by=by,
            verb="add_court_closure",
            summary=f"The courts are closed on {closed_on:%a %-d %b %Y}: {name}.",
            power=Power.ADMINISTER,
        )
        refresh_all(on=on)
    return closure


def put_in_force(*, rule_id: str, in_force_from: date, source: str, by: User | None, on: date) -> RuleInForce:
    """A pending rule was enacted: from its first day it governs, and the rule whose place it takes does not.

    Raises: CaseworkError for a rule that is not pending.
    """
    if rule_id not in law.PENDING_RULES:
        raise CaseworkError(f"{rule_id} is not a pending rule; there are {', '.join(law.PENDING_RULES)}.")
    with transaction.atomic():
        rule = records.add(
            RuleInForce(rule_id=rule_id, in_force_from=in_force_from, source=source),
            by=by,
            verb="put_in_force",
            summary=f"{rule_id} is in force from {in_force_from:%a %-d %b %Y}.",
            power=Power.ADMINISTER,
        )
        refresh_all(on=on)
    return rule


def import_closures(*, agency: Agency, data: bytes, file_name: str, by: User | None, on: date) -> int:
    """Add the days of an .ics or .csv file (columns date and name) to the agency's list; returns how many are new.

    Safe to repeat.
    Raises: CaseworkError with the line that cannot be read; nothing is added then.
    """
    days = closed_days(data) if data.lstrip().startswith(b"BEGIN:VCALENDAR") else _days_of_csv(data)
    if not days:
        raise CaseworkError(f"“{file_name}” holds no day.")
    known = set(agency.closures.values_list("closed_on", flat=True))
    new = {day: name for day, name in days if day not in known}
    with transaction.atomic():
        for day, name in new.items():
            records.add(
                AgencyClosure(agency=agency, closed_on=day, name=name[:120], source=file_name[:200]),
                by=by,
                verb="import_closures",
                summary=f"{agency.short_name} is closed on {day:%a %-d %b %Y}: {name}.",
            )
        refresh_after(agency, by=by, on=on)
    return len(new)


def _days_of_csv(data: bytes) -> list[tuple[date, str]]:
    try:
        rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CaseworkError("The file is neither a calendar (.ics) nor a table of text (.csv).") from error
    days = []
    for number, row in enumerate(rows, start=1):
        if not any(cell.strip() for cell in row):
            continue
        try:
            days.append((date.fromisoformat(row[0].strip()), row[1].strip() if len(row) > 1 else "Closed"))
        except ValueError as error:
            if number == 1:  # the heads of the columns
                continue
            raise CaseworkError(f"Line {number}: “{row[0]}” is not a date written YYYY-MM-DD.") from error
    return days
