"""Datasets: received and kept, confirmed by a person, read by a worker, measured."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from requests_app import archive, clock, datasets
from requests_app.casework import journal, queue, records
from requests_app.casework.corrections import corrections_of
from requests_app.casework.documents import keep_document
from requests_app.casework.measure_answers import ask_standing_questions
from requests_app.casework.raw_rows import forget_words
from requests_app.casework.readings import folder_of
from requests_app.casework.search_index import index_record
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import (
    Dataset,
    DatasetState,
    Document,
    Matter,
    Production,
    RecordsRequest,
    SettlementTerm,
    User,
)

DATASETS = queue.Queue(
    rows=Dataset.objects.select_related("document", "request", "matter"),
    waiting=DatasetState.WAITING,
    working=DatasetState.READING,
    work="reading this file",
)
UNDER_WAY = {DatasetState.ARRIVING, DatasetState.WAITING, DatasetState.READING}
# What a row says before a worker takes it.
BEGIN: dict[str, Any] = {
    "stage": "",
    "progress_percent": 0,
    "rows_read_count": 0,
    "cancel_asked": False,
    **queue.AFRESH,
}
# Where each stage begins and ends on the progress bar, in percent.
SHARE_OF_WORK = {
    datasets.Stage.HASH: (0, 5),
    datasets.Stage.READ: (5, 75),
    datasets.Stage.DUPLICATES: (75, 85),
    datasets.Stage.SUMMARISE: (85, 100),
    datasets.Stage.DONE: (100, 100),
}


def receive_dataset(
    source: IO[bytes],
    *,
    file_name: str,
    title: str,
    by: User | None,
    on: date,
    request: RecordsRequest | None = None,
    matter: Matter | None = None,
    production: Production | None = None,
    settlement_term: SettlementTerm | None = None,
    received_on: date | None = None,
    note: str = "",
    sha256: str = "",
) -> Dataset:
    """Keep a received file byte for byte and put it on record. Nothing in it is read yet.

    `sha256` is what the agency says it is, in lower-case hex: another file is refused.

    Only the command line (`by` is None) may leave it unfiled, without a matter; then administrators alone see it.
    Raises: CaseworkError when it belongs to no matter, is empty, or is dated in the future.
    """
    if received_on and received_on > on:
        raise CaseworkError("A dataset cannot have been received in the future.")
    home = request.matter if request else matter
    if home is None and by is not None:
        raise CaseworkError("Say which request or matter the dataset was received under.")
    if sha256 and sha256 != (found := _sha256_of(source)):
        raise CaseworkError(f"This is not the file the agency described: its SHA-256 is {found}.")
    with transaction.atomic():
        document = keep_document(
            source, file_name=file_name, title=title, by=by, matter=home, request=request, production=production
        )
        dataset = records.add(
            Dataset(
                matter=home,
                request=request,
                production=production,
                settlement_term=settlement_term,
                document=document,
                title=title,
                received_on=received_on or on,
                note=note,
                created_by=by,
                created_at=clock.now(),
            ),
            by=by,
            verb="receive_dataset",
            summary=f"Received “{title}” as {document.file_name}.",
        )
        hide_words_of(document)
    return dataset


def hide_words_of(document: Document) -> None:
    """Where the same bytes came before, as a file of a mail, their words are no longer shown or found."""
    for one in forget_words(document):
        index_record(one)


def _sha256_of(source: IO[bytes]) -> str:
    """The hash of a file that can be read again; it is left at its beginning."""
    source.seek(0)
    found = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    source.seek(0)
    return found


def record_dataset_receipt(
    *,
    title: str,
    by: User | None,
    matter: Matter,
    received_on: date | None,
    note: str,
    request: RecordsRequest | None = None,
    settlement_term: SettlementTerm | None = None,
) -> Dataset:
    """Put on record that data was received where the file itself is not here."""
    return records.add(
        Dataset(
            matter=matter,
            request=request,
            settlement_term=settlement_term,
            title=title,
            received_on=received_on,
            note=note,
            state=DatasetState.RECEIPT,
            created_by=by,
            created_at=clock.now(),
        ),
        by=by,
        verb="record_dataset_receipt",
        summary=f"Recorded that “{title}” was received; the file is not here.",
    )


def propose_reading(
    dataset: Dataset, *, shape: datasets.Shape | None = None, hints: datasets.Hints | None = None
) -> datasets.Proposal:
    """How the file would be read, as a shape or as the one that fits, with the questions only a person can answer.

    Raises: IngestError when it cannot be read as a table at all.
    """
    with _file_of(dataset) as path:
        return datasets.propose(path, shape=shape, hints=hints or datasets.Hints(), limits=_limits())


def earlier_choices(dataset: Dataset) -> QuerySet[Dataset]:
    """Other datasets of the same request, agency or matter whose reading a person has confirmed, newest first."""
    kin = Q(request__isnull=False, request=dataset.request_id) | Q(matter__isnull=False, matter=dataset.matter_id)
    if dataset.request is not None:
        kin |= Q(request__agency=dataset.request.agency_id)
    return Dataset.objects.filter(kin).exclude(pk=dataset.pk).exclude(mapping={}).order_by("-received_on", "-pk")


def confirm_dataset(*, dataset: Dataset, mapping: datasets.Mapping, by: User | None) -> Dataset:
    """A person has confirmed how the columns are read; a worker will take it from here.

    Raises: CaseworkError while it is being kept or read, or where there is no file.
    """
    with transaction.atomic():
        records.hold(
            dataset,
            field="state",
            among=set(DatasetState) - UNDER_WAY,
            otherwise="The dataset is being kept or read already; cancel first to read it another way.",
        )
        if dataset.document is None:
            raise CaseworkError("The file of this dataset is not kept here; there is nothing to read.")
        return records.change(
            dataset,
            by=by,
            verb="confirm_dataset",
            summary=f"Confirmed how “{dataset.title}” is read.",
            mapping=mapping.to_json(),
            state=DatasetState.WAITING,
            **BEGIN,
        )


def cancel_dataset(*, dataset: Dataset, by: User | None) -> Dataset:
    """Stop the keeping or reading; the file stays, and either can be begun again.

    Raises: CaseworkError when neither is under way.
    """
    with transaction.atomic():
        records.hold(
            dataset,
            field="state",
            among=UNDER_WAY,
            otherwise="This dataset is not being read; there is nothing to cancel.",
        )
        what = "keeping" if dataset.state == DatasetState.ARRIVING else "reading"
        values: dict[str, Any] = {"cancel_asked": True}
        summary = f"Asked the {what} to stop."
        if dataset.claimed_at is None:
            values = {"state": DatasetState.CANCELLED}
            summary = f"Cancelled the {what} before it began."
        return records.change(dataset, by=by, verb="cancel_dataset", summary=summary, **values)


def retry_dataset(*, dataset: Dataset, by: User | None) -> Dataset:
    """Read the file again by the mapping confirmed before.

    Raises: as `confirm_dataset`, or CaseworkError where nothing was confirmed yet.
    """
    if not dataset.mapping:
        raise CaseworkError("Confirm first how the columns are read.")
    return confirm_dataset(dataset=dataset, mapping=datasets.Mapping.from_json(dataset.mapping), by=by)


def claim_dataset(*, at: datetime, pk: int | None = None) -> Dataset | None:
    """Take one dataset that waits, or whose worker died, for this process alone; None when there is none.

    `pk` asks for that one and no other.
    """
    among = None if pk is None else Q(pk=pk)
    return DATASETS.claim(at=at, among=among, stage="", progress_percent=0, rows_read_count=0, begun_at=at)


def ingest_dataset(dataset: Dataset) -> Dataset:
    """Read a claimed dataset to the end, saying how far it is. Safe to repeat after a kill at any point.

    The outcome is on the row: reconciled, cancelled, or failed with the reason.
    """
    try:
        DATASETS.refuse_worn_out(dataset)
        mapping = datasets.Mapping.from_json(dataset.mapping)
        corrections = corrections_of(dataset)
        dataset.corrected = datasets.fingerprint(corrections)
        folder = folder_of(dataset)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _file_of(dataset) as path:
            ledger = _attended(
                dataset,
                lambda steps: datasets.ingest(
                    path,
                    folder,
                    mapping,
                    progress=steps.say,
                    cancelled=steps.is_cancelled,
                    limits=_limits(),
                    corrections=corrections,
                ),
            )
    except datasets.IngestCancelledError:
        return _finish(dataset, DatasetState.CANCELLED, "Stopped, as asked.", stage="")
    except queue.NotMineError:
        return dataset
    except OSError as error:
        failure = f"The disk did not take the reading ({error.strerror}). Nothing was kept of it."
        return _finish(dataset, DatasetState.FAILED, f"Could not be read: {failure}", failure=failure)
    except TrackerError as error:
        return _finish(dataset, DatasetState.FAILED, f"Could not be read: {error}", failure=str(error))
    summary = f"Read and reconciled: {ledger.accepted:,} rows accepted, {ledger.quarantined:,} quarantined."
    if ledger.patched:
        summary = f"{summary} {ledger.patched:,} of the accepted are as corrected."
    finished = _finish(dataset, DatasetState.READY, summary, corrected=dataset.corrected, **columns_of(ledger))
    if finished.state == DatasetState.READY:
        ask_standing_questions(finished)
    return finished


def columns_of(ledger: datasets.Ledger) -> dict[str, Any]:
    """The ledger as the row keeps it."""
    return {
        "stage": "",
        "progress_percent": 100,
        "line_count": ledger.lines,
        "header_count": ledger.header,
        "blank_count": ledger.blank,
        "accepted_count": ledger.accepted,
        "quarantined_count": ledger.quarantined,
        "duplicate_count": ledger.duplicates,
        "quarantine_reasons": dict(ledger.reasons),
        "ledger": ledger.to_json(),
        "read_seconds": ledger.seconds,
        "read_at": clock.now(),
        "failure": "",
    }


def _limits() -> datasets.Limits:
    return datasets.Limits(text_bytes=settings.DATASET_MAX_BYTES)


@dataclass
class _Steps:
    """What the thread that reads says of itself, and is told."""

    columns: dict[str, Any] = field(default_factory=dict)
    is_stopped: bool = False

    def say(self, stage: datasets.Stage, fraction: float, lines: int) -> None:
        first, last = SHARE_OF_WORK[stage]
        percent = round(first + (last - first) * fraction)
        self.columns = {"stage": stage.sentence, "progress_percent": percent, "rows_read_count": lines}

    def is_cancelled(self) -> bool:
        return self.is_stopped

    def stop(self) -> None:
        self.is_stopped = True


def _attended(dataset: Dataset, read: Callable[[_Steps], datasets.Ledger]) -> datasets.Ledger:
    """Read in a thread that touches no database, while this one keeps the lease: some steps are long and silent."""
    heart, steps = queue.Heartbeat(DATASETS, dataset), _Steps()

    def beat() -> None:
        heart.say(**steps.columns)
        steps.is_stopped = heart.is_cancelled()

    beat()
    return queue.attend(lambda: read(steps), beat, stop=steps.stop)


@contextmanager
def _file_of(dataset: Dataset) -> Iterator[Path]:
    """The kept original as a file on this machine."""
    if dataset.document is None:
        raise CaseworkError("The file of this dataset is not kept here.")
    with archive.local_path(dataset.document.sha256) as path:
        yield path


def _finish(dataset: Dataset, state: DatasetState, summary: str, **values: Any) -> Dataset:
    """Write the outcome, unless another worker has the row by now."""
    before = journal.values_of(dataset)
    with transaction.atomic():
        if not DATASETS.finish(dataset, state=state, cancel_asked=False, **values):
            return dataset
        changes = journal.differences(before, journal.values_of(dataset))
        journal.write(dataset, by=None, verb="ingest_dataset", summary=summary, changes=changes)
    return dataset
