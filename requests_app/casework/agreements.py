"""Is it what was agreed: what was agreed on record, the dataset held against it, and the report that says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from requests_app import clock, datasets, letters
from requests_app.casework import journal, records
from requests_app.casework.documents import keep_document
from requests_app.casework.readings import store_of
from requests_app.errors import CaseworkError
from requests_app.exhibits.pdf import Source
from requests_app.models import DataAgreement, Dataset, Document, Production, SettlementTerm, User
from requests_app.reminders import short_date

Subject = Dataset | SettlementTerm | Production
PLACES = ("dataset", "settlement_term", "production")  # where it may be recorded, nearest first
MOST_DAYS = 4000  # of an agreed period
MEANWHILE = (
    "Somebody else recorded at this moment what was agreed about it. Look at that, and change it where needed."
)
NAMES_SHOWN = 12  # of devices that are missing or were not agreed
ROWS_SHOWN = (12, 8, 6, 4, 2)  # of devices and of gaps on the one page: as many as there is room for


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the report; `is_kept` says whether the agency kept to what was agreed."""

    is_kept: bool
    sentence: str


def agreement_of(dataset: Dataset) -> DataAgreement | None:
    """What was agreed about this dataset itself, else about its settlement term, else about its production."""
    return next(_agreements_on(dataset), None)


def _agreements_on(dataset: Dataset) -> Iterator[DataAgreement]:
    for name in PLACES:
        keys = {name: dataset.pk if name == "dataset" else getattr(dataset, f"{name}_id")}
        if keys[name] and (found := DataAgreement.objects.filter(**keys).first()):
            yield found


def retention_of(dataset: Dataset, *, on: date | None = None, limit_days: int | None = None) -> datasets.Retention:
    """What the ages of its reads are counted by: unless others are given, from the day it was received, and held
    against the limit on record with what was agreed, the nearest that states one."""
    if limit_days is None:
        stated = (row.retention_days for row in _agreements_on(dataset) if row.retention_days is not None)
        limit_days = next(stated, None)
    received_on = dataset.received_on or dataset.created_at.astimezone(clock.COURT_ZONE).date()
    return datasets.Retention(on or received_on, limit_days)


def record_agreement(*, about: Subject | None, by: User | None, **values: Any) -> DataAgreement:
    """Record what was agreed about a dataset, a settlement term or a production, or change what is on record.

    Raises: CaseworkError where that is filed in no matter, the period is half, ends before it begins or is too long
    to be looked at hour by hour, or somebody else recorded it at the same moment.
    """
    matter = journal.place_of(about).matter if about is not None else None
    if about is None or matter is None:
        raise CaseworkError("The dataset is not filed under that; choose another place.")
    since, until = values.get("since_on"), values.get("until_on")
    if since and until and until < since:
        raise CaseworkError("The agreed period ends before it begins.")
    if until == date.max:
        raise CaseworkError("The agreed period ends with the calendar. Look at the years.")
    if since and until and (until - since).days >= MOST_DAYS:
        raise CaseworkError(f"The agreed period is longer than {MOST_DAYS:,} days. Look at the years.")
    place = {Dataset: "dataset", SettlementTerm: "settlement_term", Production: "production"}[type(about)]
    earlier = DataAgreement.objects.filter(**{place: about}).first()
    summary = f"Recorded what was agreed about “{about}”."[:500]
    if earlier:
        return records.change(earlier, by=by, verb="record_agreement", summary=summary, **values)
    agreement = DataAgreement(matter=matter, recorded_by=by, recorded_at=clock.now(), **{place: about}, **values)
    try:
        with transaction.atomic():
            return records.add(agreement, by=by, verb="record_agreement", summary=summary)
    except IntegrityError as error:  # somebody else's came between our look and ours
        raise CaseworkError(MEANWHILE) from error


def cover_dataset(dataset: Dataset, agreement: DataAgreement) -> datasets.Coverage:
    """The dataset held against what was agreed; where no period was, from its own first hour to its last.

    Raises: CaseworkError while it is not reconciled, holds no reads, or nothing was agreed.
    """
    if not agreement.promises_anything:
        raise CaseworkError("Nothing is on record of period, devices, rows or fields to hold it against.")
    store = store_of(dataset)
    if store.mapping.shape != datasets.PLATE_READS.name:
        raise CaseworkError("Coverage by hour and device is asked of tables of plate reads only.")
    period = datasets.period_of(store)
    if agreement.since_on and agreement.until_on:
        since = datetime.combine(agreement.since_on, time())
        period = since, datetime.combine(agreement.until_on, time()) + timedelta(days=1)
    if period is None:
        raise CaseworkError("It has no row with a time.")
    return datasets.cover(
        store,
        datasets.Agreement(
            *period,
            devices=_lines(agreement.devices),
            agencies=_lines(agreement.agencies),
            fields=tuple(agreement.fields),
            rows=agreement.row_count,
        ),
    )


def findings(dataset: Dataset, agreement: DataAgreement, found: datasets.Coverage) -> list[Finding]:
    """What the report says, one sentence for each thing that was agreed, in the order of weight."""
    said = list(_of_period(agreement, found))
    if found.rows_short is not None:
        short, percent = found.rows_short, agreement.rows_within_percent
        difference = f"{short:,} too few" if short > 0 else f"{-short:,} more" if short else "as many"
        about = f", give or take {percent} % (at least {agreement.least_row_count:,})" if percent else ""
        is_kept = found.rows_inside >= agreement.least_row_count
        said.append(Finding(is_kept, f"{agreement.row_count:,} rows were agreed{about}: there are {difference}."))
    if agreement.claimed_row_count is not None and dataset.row_count is not None:
        differ = agreement.claimed_row_count - dataset.row_count
        says = f"The agency says it gave {agreement.claimed_row_count:,} rows; the file has {dataset.row_count:,}"
        said.append(Finding(differ == 0, f"{says}." if not differ else f"{says}: {abs(differ):,} {_side(differ)}."))
    if agreement.retention_days is not None:
        said.append(_kept_for(dataset, agreement.retention_days))
    if dataset.quarantined_count:
        count = f"{dataset.quarantined_count:,} rows"
        said.append(Finding(False, f"{count} cannot be read and are set aside; no other figure here counts them."))
    for names, what in (
        (found.missing_devices, "Devices agreed and not in the data"),
        (found.unexpected_devices, "Devices in the data that were not agreed"),
        (found.missing_agencies, "Agencies agreed and not in the data"),
        (tuple(field.title for field in found.missing_fields), "Fields agreed and not in the data"),
    ):
        if names:
            said.append(Finding(False, f"{what}: {_named(names)}."))
    kept = [
        (agreement.devices, found.missing_devices, "Every agreed device has reads."),
        (agreement.agencies, found.missing_agencies, "Every agreed agency has reads."),
        (agreement.fields, found.missing_fields, "Every agreed field is in the data."),
    ]
    said += [Finding(True, sentence) for agreed, missing, sentence in kept if agreed and not missing]
    return said


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more


def _kept_for(dataset: Dataset, days: int) -> Finding:
    """Whether the agency kept reads no longer than it says, on the day the file was received."""
    retention = retention_of(dataset, limit_days=days)
    (row,) = datasets.run_measure(store_of(dataset), "retention", retention=retention).rows
    reads, oldest, older, share = row[2], row[4], row[5] or 0, row[6] or 0.0
    says = f"The agency says it keeps reads for {days:,} days"
    if not older:
        return Finding(True, f"{says}: none was older when the file was received.")
    return Finding(
        False,
        f"{says}: {older:,} of {reads:,} ({share:.1%}) were older when the file was received, the oldest "
        f"{oldest:,} days.",
    )


def _of_period(agreement: DataAgreement, found: datasets.Coverage) -> Iterator[Finding]:
    """Whether the days came, and their hours: empty ones that chance explains break no promise, whole days do."""
    is_whole = found.rows_inside > 0 and not found.empty_days and not any(gap.device is None for gap in found.gaps)
    hours = f"{found.hours - found.empty_hours:,} of the {found.hours:,}"
    silent = f"; {found.empty_hours:,} have none" if found.empty_hours else ""
    explained = ", which chance explains" if silent and is_whole else ""
    if agreement.since_on:
        yield Finding(is_whole, f"{hours} agreed hours have reads{silent}{explained}.")
        yield Finding(
            found.rows_outside == 0,
            f"{found.rows_inside:,} rows are of the agreed period; {found.rows_outside:,} are outside it.",
        )
        return
    first, last = found.agreement.since.date(), (found.agreement.until - timedelta(hours=1)).date()
    days = (last - first).days + 1
    if agreement.day_count:
        yield Finding(
            days >= agreement.day_count,
            f"{_days(agreement.day_count)} were agreed, whichever they are: the rows are of {_days(days)}, "
            f"{short_date(first)} to {short_date(last)}.",
        )
        yield Finding(is_whole, f"{hours} hours from the first to the last have reads{silent}{explained}.")


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"


def _side(differ: int) -> str:
    return "are not there" if differ > 0 else "more than it says"


def coverage_pdf(dataset: Dataset, agreement: DataAgreement, found: datasets.Coverage, *, on: date) -> bytes:
    """The report on one page of US Letter, fit to attach to a letter.

    Raises: LetterError when a character cannot be printed.
    """
    context: dict[str, object] = {
        "dataset": dataset,
        "agreement": agreement,
        "found": found,
        "findings": findings(dataset, agreement, found),
        "on": on,
    }
    pdf = b""
    for rows in ROWS_SHOWN:
        context |= {
            "gaps": found.gaps[:rows],
            "gaps_left": max(0, len(found.gaps) - rows),
            "devices": found.devices[:rows],
            "devices_left": max(0, len(found.devices) - rows),
            "picture": mark_safe(datasets.draw_coverage(found, most_devices=rows)),  # noqa: S308 - our own drawing
        }
        pdf = letters.print_html(render_to_string("web/datasets/coverage_sheet.html", context))
        if _pages(pdf) == 1:
            break
    return pdf


def _pages(pdf: bytes) -> int:
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        with Source(Path(file.name)) as source:
            return source.page_count


def keep_coverage_report(*, dataset: Dataset, agreement: DataAgreement, by: User | None, on: date) -> Document:
    """Keep the report as a document of the matter and request, to be attached to letters.

    Raises: as `cover_dataset` and `coverage_pdf`.
    """
    pdf = coverage_pdf(dataset, agreement, cover_dataset(dataset, agreement), on=on)
    return keep_document(
        pdf,
        file_name=f"coverage-{dataset.pk}-{on.isoformat()}.pdf",
        title=f"Coverage of “{dataset.title}”"[:200],
        by=by,
        matter=dataset.matter,
        request=dataset.request,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(str.strip, text.splitlines()))))
