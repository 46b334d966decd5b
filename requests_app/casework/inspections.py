"""Kept files are read in the background: one row for each document, waiting, taken by one worker, and answered."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from requests_app import archive, clock, documents
from requests_app.casework import journal, queue, records
from requests_app.casework.document_findings import findings_of
from requests_app.casework.raw_rows import dataset_of_bytes, held_in
from requests_app.casework.search_index import index_record
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import (
    Document,
    DocumentFinding,
    DocumentPage,
    Inspection,
    InspectionState,
    TextSource,
    User,
)

INSPECTIONS = queue.Queue(
    rows=Inspection.objects.select_related("document__production", "document__communication"),
    waiting=InspectionState.WAITING,
    working=InspectionState.READING,
    work="reading this file",
    order=("document__is_issued", "pk"),
)
LIMITS = documents.Limits(seconds=settings.INSPECTION_SECONDS, text_characters=2_000_000)
RUNNING = (InspectionState.WAITING, InspectionState.READING)


def queue_inspection(document: Document) -> Inspection:
    """Let a worker read a document that was just kept; part of keeping it, and journalled there."""
    return Inspection.objects.create(document=document)


def retry_inspection(*, inspection: Inspection, by: User | None) -> Inspection:
    """Read the file again from its beginning.

    Raises: CaseworkError while it is being read.
    """
    if inspection.state in RUNNING:
        raise CaseworkError("The document is being read already.")
    return records.change(
        inspection,
        by=by,
        verb="retry_inspection",
        summary=f"Asked for “{inspection.document}” to be read again.",
        state=InspectionState.WAITING,
        read_page_count=0,
        cancel_asked=False,
        **queue.AFRESH,
    )


@transaction.atomic
def cancel_inspection(*, inspection: Inspection, by: User | None) -> Inspection:
    """Stop the reading; the file stays, and can be read again.

    Raises: CaseworkError when it is not being read.
    """
    records.hold(inspection, field="state", among=RUNNING, otherwise="This document is not being read.")
    if inspection.state == InspectionState.READING:
        return records.change(
            inspection, by=by, verb="cancel_inspection", summary="Asked the reading to stop.", cancel_asked=True
        )
    return records.change(
        inspection,
        by=by,
        verb="cancel_inspection",
        summary="Cancelled the reading before it began.",
        state=InspectionState.CANCELLED,
    )


def claim_inspection(*, at: datetime) -> Inspection | None:
    """Take one document that waits, or whose worker died, for this process alone; received files come first.

    None when there is none, or when as many are being read as may be at once: other work needs its workers.
    """
    alive = Inspection.objects.filter(state=InspectionState.READING, claimed_at__gte=at - INSPECTIONS.lease)
    if alive.count() >= settings.INSPECTIONS_AT_ONCE:
        return None
    return INSPECTIONS.claim(at=at, read_page_count=0)


def inspect_document(inspection: Inspection) -> Inspection:
    """Read a claimed document to the end, saying how far it is. Safe to repeat after a kill at any point.

    The outcome is on the row: read, of a kind that is not read, cancelled, or failed with the reason.
    """
    document = inspection.document
    if held_in(document).originals:
        return _leave_unread(inspection)
    beat = _Heartbeat(inspection)
    try:
        INSPECTIONS.refuse_worn_out(inspection)
        with archive.local_path(document.sha256) as path:
            seen = documents.inspect(
                path, document.file_name, on_page=beat.page, should_stop=beat.is_cancelled, limits=LIMITS
            )
    except queue.NotMineError:
        return inspection
    except (TrackerError, OSError) as error:
        return _finish(inspection, InspectionState.FAILED, f"Could not be read: {error}", failure=str(error))
    if beat.is_stopped:
        return _finish(inspection, InspectionState.CANCELLED, "Stopped, as asked.")
    return _conclude(inspection, seen)


def _leave_unread(inspection: Inspection) -> Inspection:
    said = "It holds the original of a dataset: its rows are read there, and their words are not kept here."
    return _finish(inspection, InspectionState.NOT_READ, said, pages=[], problems=[said], read_at=clock.now())


def _conclude(inspection: Inspection, seen: documents.Inspection) -> Inspection:
    """Write down what was seen; what could be read of a file that broke is kept too."""
    document = inspection.document
    if dataset_of_bytes(document) is not None:  # recorded while the file was read
        return _leave_unread(inspection)
    failure = ""
    if not seen.is_complete or (seen.problems and not seen.pages and documents.is_read(seen.media_type)):
        failure = seen.problems[-1] if seen.problems else "The reading ended before the file did."
    if failure:
        state, said = InspectionState.FAILED, f"Could not be read: {failure}"
    elif not documents.is_read(seen.media_type):
        state, said = InspectionState.NOT_READ, " ".join(seen.problems)
    else:
        state, said = InspectionState.READ, f"Read “{document}”: {len(seen.text):,} characters."
    findings = findings_of(document, seen)
    pages = [
        DocumentPage(document=document, number=number, text=page.text, source=_source(page))
        for number, page in enumerate(seen.pages, 1)
    ]
    sources = [page.source for page in pages]
    return _finish(
        inspection,
        state,
        said,
        pages=pages,
        findings=findings,
        failure=failure,
        page_count=seen.page_count,
        read_page_count=len(pages),
        blank_page_count=sources.count(TextSource.NONE),
        ocr_page_count=sources.count(TextSource.OCR),
        character_count=sum(len(page.text) for page in pages),
        finding_count=len(findings),
        metadata={name: value for name, value in asdict(seen.metadata).items() if value},
        problems=list(seen.problems),
        read_at=clock.now(),
    )


def _source(page: documents.Page) -> TextSource:
    if not page.text.strip():
        return TextSource.NONE
    return TextSource.OCR if page.is_read_by_ocr else TextSource.FILE


def _finish(
    inspection: Inspection,
    state: InspectionState,
    said: str,
    *,
    pages: list[DocumentPage] | None = None,
    findings: list[DocumentFinding] | None = None,
    **values: Any,
) -> Inspection:
    """Write the outcome, unless another worker has the row by now. Pages and findings replace those of before."""
    with transaction.atomic():
        if not INSPECTIONS.finish(inspection, state=state, cancel_asked=False, **values):
            return inspection
        if pages is not None:
            document = inspection.document
            document.pages.all().delete()
            document.findings.all().delete()
            DocumentPage.objects.bulk_create(pages, batch_size=500)
            DocumentFinding.objects.bulk_create(findings or [], batch_size=500)
            index_record(document)
        changes = {"state": [InspectionState.READING.value, state.value]}
        journal.write(inspection, by=None, verb="inspect_document", summary=said, changes=changes)
    return inspection


class _Heartbeat(queue.Heartbeat[Inspection]):
    """Knows how many pages are read."""

    def __init__(self, inspection: Inspection) -> None:
        super().__init__(INSPECTIONS, inspection)
        self._read, self._total = 0, inspection.page_count

    def page(self, read: int, total: int | None) -> None:
        """One more page is read."""
        self._read, self._total = read, total

    def is_cancelled(self) -> bool:
        """Renews the lease too: it is asked several times a second."""
        self.say(read_page_count=self._read, page_count=self._total)
        return super().is_cancelled()
