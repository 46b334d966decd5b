"""Large files a browser has sent: put on record at once, and kept by a worker under the eyes of a person."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from requests_app import archive, clock
from requests_app.casework import journal, queue, records, uploads
from requests_app.casework.datasets import BEGIN, hide_words_of
from requests_app.casework.documents import keep_document
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import Dataset, DatasetState, Matter, RecordsRequest, SettlementTerm, Upload, User

AT_ONCE_BYTES = 64 << 20  # a smaller file is kept while its form is answered
STAGE = "Keeping the file and hashing it"
ARRIVALS = queue.Queue(
    rows=Dataset.objects.select_related("upload", "request", "matter", "production", "created_by"),
    waiting=DatasetState.ARRIVING,
    working=DatasetState.ARRIVING,
    work="keeping this file",
)


class _StoppedError(Exception):
    """A person asked for the keeping to stop, or the row is another worker's."""


def receive_upload(
    upload: Upload,
    *,
    title: str,
    by: User,
    on: date,
    request: RecordsRequest | None = None,
    matter: Matter | None = None,
    settlement_term: SettlementTerm | None = None,
    received_on: date | None = None,
    note: str = "",
    sha256: str = "",
) -> Dataset:
    """Put a file that has arrived whole on record; a worker puts it into the archive.

    `sha256` is what the agency says it is, in lower-case hex: the worker keeps no other file.

    Raises: CaseworkError when it is not whole, belongs to no matter, or is dated in the future.
    """
    if received_on and received_on > on:
        raise CaseworkError("A dataset cannot have been received in the future.")
    home = request.matter if request else matter
    if home is None:
        raise CaseworkError("Say which request or matter the dataset was received under.")
    uploads.require_whole(upload)
    return records.add(
        Dataset(
            matter=home,
            request=request,
            settlement_term=settlement_term,
            upload=upload,
            expected_sha256=sha256,
            title=title,
            received_on=received_on or on,
            note=note,
            state=DatasetState.ARRIVING,
            created_by=by,
            created_at=clock.now(),
        ),
        by=by,
        verb="receive_dataset",
        summary=f"Received “{title}”, {upload.size_bytes:,} bytes; a worker keeps the file.",
    )


def keep_again(*, dataset: Dataset, by: User | None) -> Dataset:
    """Have a file that could not be kept, or was stopped, taken up by a worker once more.

    Raises: CaseworkError where it is kept or being kept, or nothing that was sent belongs to it any more.
    """
    with transaction.atomic():
        records.hold(
            dataset,
            field="state",
            among={DatasetState.FAILED, DatasetState.CANCELLED},
            otherwise="The file is being kept already.",
        )
        if dataset.upload is None or dataset.document is not None:
            raise CaseworkError("There is no file here that is still to be kept. Receive it again.")
        return records.change(
            dataset,
            by=by,
            verb="keep_again",
            summary=f"Asked for the file of “{dataset.title}” to be kept once more.",
            state=DatasetState.ARRIVING,
            **BEGIN,
        )


def claim_arrival(*, at: datetime, pk: int | None = None) -> Dataset | None:
    """Take one file that waits to be kept, or whose worker died, for this process alone; None when there is none."""
    among = None if pk is None else Q(pk=pk)
    return ARRIVALS.claim(at=at, among=among, stage=STAGE, progress_percent=0, begun_at=at)


def keep_arrival(dataset: Dataset) -> Dataset:
    """Put the file of a claimed dataset into the archive, saying how far it is. Safe to repeat after a kill.

    The outcome is on the row: to be confirmed, cancelled, or failed with the reason; what was sent stays till then.
    """
    try:
        ARRIVALS.refuse_worn_out(dataset)
        return _take_in(dataset, _kept(dataset))
    except queue.NotMineError:
        return dataset
    except _StoppedError:
        return _finish(dataset, DatasetState.CANCELLED, "Stopped keeping the file, as asked.", stage="")
    except archive.OtherBytesError as error:
        failure = f"{error} What was sent can be received again without that hash, or discarded."
        return _finish(dataset, DatasetState.FAILED, f"Not kept: {error}", stage="", failure=failure, upload=None)
    except uploads.LostError as error:
        failure = f"{error} This stays on record."
        return _finish(dataset, DatasetState.FAILED, f"Not kept: {error}", stage="", failure=failure, upload=None)
    except OSError as error:
        failure = f"The disk did not give what was sent ({error.strerror or error}). It was left as it is."
        return _finish(dataset, DatasetState.FAILED, f"Could not be kept: {failure}", stage="", failure=failure)
    except TrackerError as error:
        return _finish(dataset, DatasetState.FAILED, f"Could not be kept: {error}", stage="", failure=str(error))


def _kept(dataset: Dataset) -> archive.Kept:
    """Copy what was sent into the archive in a thread, while this one keeps the lease."""
    upload = dataset.upload
    if upload is None:
        raise CaseworkError("What was sent is not here any more. Receive it again.")
    heart = queue.Heartbeat(ARRIVALS, dataset)
    done = 0
    is_stopped = False

    def said(size_bytes: int) -> None:
        nonlocal done
        done = size_bytes
        if is_stopped:
            raise _StoppedError

    def beat() -> None:
        nonlocal is_stopped
        heart.at(STAGE, min(done / upload.size_bytes, 0.99))
        is_stopped = heart.is_cancelled()

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = True

    beat()
    with uploads.whole_file(upload) as source:
        return queue.attend(
            lambda: archive.keep(source, expected_sha256=dataset.expected_sha256, said=said), beat, stop=stop
        )


def _take_in(dataset: Dataset, kept: archive.Kept) -> Dataset:
    """Write the document, and let go of what was sent."""
    upload = dataset.upload
    assert upload is not None  # noqa: S101 - it was just kept
    with transaction.atomic():
        held = ARRIVALS.lock(dataset)
        if held is None:
            raise queue.NotMineError
        document = keep_document(
            kept,
            file_name=upload.file_name,
            title=dataset.title,
            by=dataset.created_by,
            matter=dataset.matter,
            request=dataset.request,
        )
        hide_words_of(document)
        finished = _finish(
            dataset,
            DatasetState.TO_CONFIRM,
            f"Kept “{dataset.title}” as {document.file_name}, {kept.size_bytes:,} bytes.",
            document=document,
            upload=None,
            stage="",
            failure="",
        )
        uploads.discard_upload(upload=upload)
    return finished


def _finish(dataset: Dataset, state: DatasetState, summary: str, **values: Any) -> Dataset:
    """Write the outcome, unless another worker has the row by now."""
    before = journal.values_of(dataset)
    with transaction.atomic():
        if ARRIVALS.finish(dataset, state=state, cancel_asked=False, progress_percent=0, **values):
            changes = journal.differences(before, journal.values_of(dataset))
            journal.write(dataset, by=None, verb="keep_arrival", summary=summary, changes=changes)
    return dataset
