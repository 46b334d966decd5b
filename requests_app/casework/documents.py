"""Keep files: bytes into the archive, a row that says where they came from."""

from typing import IO

from django.db import transaction
from django.utils.text import get_valid_filename

from requests_app import archive, clock, documents
from requests_app.casework import journal, records
from requests_app.casework.inspections import queue_inspection
from requests_app.errors import CaseworkError
from requests_app.models import Communication, Document, Matter, Milestone, Production, RecordsRequest, User


def keep_document(
    source: bytes | IO[bytes] | archive.Kept,
    *,
    file_name: str,
    title: str,
    by: User | None,
    matter: Matter | None = None,
    request: RecordsRequest | None = None,
    communication: Communication | None = None,
    production: Production | None = None,
    milestone: Milestone | None = None,
    is_issued: bool = False,
    counsel_only: bool = False,
    claimed_type: str = "",
) -> Document:
    """Keep these bytes for ever, unless they are kept already, and record where they belong. The bytes are safe
    before the row is written.

    Raises:
        CaseworkError: the file is empty, or belongs nowhere.
        ArchiveError: the bytes could not be kept.
    """
    parent = milestone or production or communication or request or matter
    place = journal.place_of(parent) if parent else journal.Place()
    if place.matter is None and by is not None:
        raise CaseworkError("A document belongs to a matter; say which.")
    kept = source if isinstance(source, archive.Kept) else archive.keep(source)
    if kept.size_bytes == 0:
        raise CaseworkError(f"“{file_name}” is empty: there is nothing to keep.")
    with archive.open_kept(kept.sha256) as file:
        page_count = documents.page_count(file, kept.media_type)
    document = Document(
        matter=place.matter,
        request=request or place.request,
        communication=communication,
        production=production,
        milestone=milestone,
        title=title[:200],
        file_name=clean_name(file_name),
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        media_type=kept.media_type,
        claimed_type=claimed_type[:100],
        page_count=page_count,
        is_issued=is_issued,
        counsel_only=counsel_only,
        kept_by=by,
        kept_at=clock.now(),
    )
    summary = f"Kept “{title}” ({kept.size_bytes:,} bytes, SHA-256 {kept.sha256[:12]}…)."
    with transaction.atomic():
        records.add(document, by=by, verb="keep_document", summary=summary)
        queue_inspection(document)
    return document


def clean_name(name: str) -> str:
    """A file's name without any path, safe to offer for saving."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    return get_valid_filename(last)[-200:] if last else "file"
