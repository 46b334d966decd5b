"""Is it what was agreed: what was agreed on record, the dataset held against it, and the report that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.template.loader import render_to_string

from requests_app import clock, datasets, letters
from requests_app.casework import records
from requests_app.casework.documents import keep_document
from requests_app.casework.readings import store_of
from requests_app.errors import CaseworkError
from requests_app.models import DataAgreement, Dataset, Document, User

PLACES = ("dataset", "settlement_term", "production")  # where it may be recorded, nearest first
GAPS_SHOWN = 8  # on the one page
DEVICES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the report; `is_kept` says whether the agency kept to what was agreed."""

    is_kept: bool
    sentence: str


def agreement_of(dataset: Dataset) -> DataAgreement | None:
    """What was agreed about this dataset itself, else about its settlement term, else about its production."""
    for name in PLACES:
        keys = {name: dataset.pk if name == "dataset" else getattr(dataset, f"{name}_id")}
        if keys[name] and (found := DataAgreement.objects.filter(**keys).first()):
            return found
    return None


def retention_of(dataset: Dataset, *, on: date | None = None, limit_days: int | None = None) -> datasets.Retention:
    """What the ages of its reads are counted by: unless others are given, from the day it was received, and held
    against the limit on record with what was agreed."""
    agreed = agreement_of(dataset) if limit_days is None else None
    received_on = dataset.received_on or dataset.created_at.astimezone(clock.COURT_ZONE).date()
    return datasets.Retention(on or received_on, agreed.retention_days if agreed else limit_days)


def record_agreement(*, dataset: Dataset, place: str, by: User | None, **values: Any) -> DataAgreement:
    """Record what was agreed, or change what is on record, for one of PLACES that the dataset has.

    Raises: CaseworkError where the dataset is unfiled or has no such place, or the period ends before it begins.
    """
    subject = dataset if place == "dataset" else getattr(dataset, place)
    if subject is None or dataset.matter is None:
        raise CaseworkError("The dataset is not filed under that; choose another place.")
    if values["until_on"] < values["since_on"]:
        raise CaseworkError("The agreed period ends before it begins.")
    earlier = DataAgreement.objects.filter(**{place: subject}).first()
    summary = f"Recorded what was agreed about “{subject}”."
    if earlier:
        return records.change(earlier, by=by, verb="record_agreement", summary=summary, **values)
    return records.add(
        DataAgreement(matter=dataset.matter, recorded_by=by, recorded_at=clock.now(), **{place: subject}, **values),
        by=by,
        verb="record_agreement",
        summary=summary,
    )


def cover_dataset(dataset: Dataset, agreement: DataAgreement) -> datasets.Coverage:
    """The dataset held against what was agreed.

    Raises: CaseworkError while it is not reconciled; IngestError when it is no table of plate reads.
    """
    store = store_of(dataset)
    if store.mapping.shape != datasets.PLATE_READS.name:
        raise CaseworkError("Coverage by hour and device is asked of tables of plate reads only.")
    return datasets.cover(
        store,
        datasets.Agreement(
            since=datetime.combine(agreement.since_on, time()),
            until=datetime.combine(agreement.until_on, time()) + timedelta(days=1),
            devices=_lines(agreement.devices),
            agencies=_lines(agreement.agencies),
            fields=tuple(agreement.fields),
            rows=agreement.row_count,
        ),
    )


def findings(dataset: Dataset, agreement: DataAgreement, found: datasets.Coverage) -> list[Finding]:
    """What the report says, one sentence for each thing that was agreed, in the order of weight."""
    said = [
        Finding(
            found.empty_hours == 0,
            f"{found.hours - found.empty_hours:,} of the {found.hours:,} agreed hours have reads"
            + (f"; {found.empty_hours:,} have none." if found.empty_hours else "."),
        ),
        Finding(
            found.rows_outside == 0,
            f"{found.rows_inside:,} rows are of the agreed period; {found.rows_outside:,} are outside it.",
        ),
    ]
    if found.rows_short is not None:
        short = found.rows_short
        difference = f"{short:,} too few" if short > 0 else f"{-short:,} more" if short else "as many"
        said.append(Finding(short <= 0, f"{agreement.row_count:,} rows were agreed: there are {difference}."))
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
            said.append(Finding(False, f"{what}: {', '.join(names)}."))
    kept = [
        (agreement.devices, found.missing_devices, "Every agreed device has reads."),
        (agreement.agencies, found.missing_agencies, "Every agreed agency has reads."),
        (agreement.fields, found.missing_fields, "Every agreed field is in the data."),
    ]
    said += [Finding(True, sentence) for agreed, missing, sentence in kept if agreed and not missing]
    return said


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


def _side(differ: int) -> str:
    return "are not there" if differ > 0 else "more than it says"


def coverage_pdf(dataset: Dataset, agreement: DataAgreement, found: datasets.Coverage, *, on: date) -> bytes:
    """The report on one page of US Letter, fit to attach to a letter.

    Raises: LetterError when a character cannot be printed.
    """
    context: Mapping[str, object] = {
        "dataset": dataset,
        "agreement": agreement,
        "found": found,
        "findings": findings(dataset, agreement, found),
        "gaps": found.gaps[:GAPS_SHOWN],
        "gaps_left": max(0, len(found.gaps) - GAPS_SHOWN),
        "devices": found.devices[:DEVICES_SHOWN],
        "devices_left": max(0, len(found.devices) - DEVICES_SHOWN),
        "on": on,
    }
    return letters.print_html(render_to_string("web/datasets/coverage_sheet.html", dict(context)))


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
