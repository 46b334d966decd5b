"""Kept files: the list, what is in one, and the bytes, handed out in a form that cannot run anything."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from requests_app import archive
from requests_app.access import visible
from requests_app.casework import inspections
from requests_app.casework.raw_rows import why_walled
from requests_app.errors import TrackerError
from requests_app.models import Document, Inspection
from requests_app.web.document_filters import DocumentFilter
from requests_app.web.doors import SignedInRequest, changing, find, look, signed_in
from requests_app.web.lists import Column, Listing, show_list

PAGES_SHOWN = 20  # pages of text at once
LISTING = Listing(
    title="Documents",
    lede="Every file received or issued, as it came. A worker reads each one: its words, and what a reader should "
    "know of it.",
    noun="document",
    nouns="documents",
    row="web/documents/row.html",
    default_sort="-kept_at",
    empty="Files come in with a paper recorded on a request, with mail, or as a dataset.",
    columns=(
        Column("Title", lambda row: row.title, "title"),
        Column("Kind", lambda row: row.media_type, "media_type"),
        Column("Pages", lambda row: row.inspection.page_count or row.page_count, "page_count", number=True),
        Column("Under", lambda row: row.request or row.matter, "request__subject"),
        Column("Agency", lambda row: row.request.agency.short_name if row.request else "", "request__agency__name"),
        Column("Handed over", lambda row: row.produced_on),
        Column("Kept", lambda row: row.kept_at, "kept_at"),
        Column("Reading", lambda row: row.inspection.get_state_display(), "inspection__state"),
        Column("Findings", lambda row: row.inspection.finding_count, "inspection__finding_count", number=True),
        Column("File", lambda row: row.file_name, shown=False),
        Column("Bytes", lambda row: row.size_bytes, shown=False),
        Column("SHA-256", lambda row: row.sha256, shown=False),
    ),
)
METADATA = {
    "title": "Title",
    "author": "Author",
    "creator": "Written with",
    "producer": "Made by",
    "created_at": "Made",
    "modified_at": "Changed",
}
ROWS = Document.objects.select_related(
    "inspection", "matter", "request__agency", "communication", "production", "kept_by"
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, ROWS.all()), DocumentFilter)


@signed_in
def about(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What is known of a file: where it came from, what was found in it, and its words page by page."""
    document = find(request, ROWS.select_related("milestone__case", "letter", "dataset"), pk=pk)
    at = request.GET.get("at", "")  # a page of the file, from a search; several are shown at once
    beginning = (int(at[:6]) - 1) // PAGES_SHOWN + 1 if at.isascii() and at.isdecimal() else 1
    page = Paginator(document.pages.all(), PAGES_SHOWN).get_page(request.GET.get("page", beginning))
    return render(
        request,
        "web/documents/about.html",
        {
            "document": document,
            "inspection": document.inspection,
            "twin": document,
            "metadata": _metadata_in_words(document.inspection),
            "findings": document.findings.all(),
            "notes": visible(request.user, document.notes.select_related("written_by")),
            "page": page,
            "why_walled": why_walled(document, request.user),
            "can_be_shown": document.media_type in SHOWN,
        },
    )


def _metadata_in_words(inspection: Inspection) -> list[tuple[str, object]]:
    said = inspection.metadata
    return [(words, _moment(said[name])) for name, words in METADATA.items() if said.get(name)]


def _moment(written: str) -> str:
    """A moment as pages write it, in the zone the file names; anything else as it is."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    return f"{moment:%a %-d %b %Y, %H:%M}" if moment.tzinfo is None else f"{moment:%a %-d %b %Y, %H:%M (%Z)}"


def _inspection(request: SignedInRequest, pk: int) -> Inspection:
    return find(request, Inspection.objects.select_related("document"), document=pk)


@signed_in
def status(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How far the reading is: one part of the page, fetched again until it is done."""
    return render(request, "web/documents/status.html", {"inspection": _inspection(request, pk)})


@require_POST
@changing
def cancel(request: SignedInRequest, pk: int) -> HttpResponseBase:
    inspection = _inspection(request, pk)
    try:
        inspections.cancel_inspection(inspection=inspection, by=request.user)
        messages.success(request, "The reading stops. The file itself stays as it came.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(inspection)


@require_POST
@changing
def retry(request: SignedInRequest, pk: int) -> HttpResponseBase:
    inspection = _inspection(request, pk)
    try:
        inspections.retry_inspection(inspection=inspection, by=request.user)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(inspection)


# What a browser may show in place; everything else is saved to disk.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})


@xframe_options_sameorigin
@signed_in
def download(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The bytes as kept: saved to disk, or with `?show` shown where that is harmless. What holds the original of a
    dataset is only for who may see raw rows, and each time is journalled."""
    document = find(request, Document.objects.all(), pk=pk)
    look(request, document, "the original file")
    shown = "show" in request.GET and document.media_type in SHOWN
    media_type = document.media_type if shown or document.media_type in SHOWN else "application/octet-stream"
    if media_type == "text/plain":
        media_type = "text/plain; charset=utf-8"
    response = FileResponse(
        archive.open_kept(document.sha256),
        as_attachment=not shown,
        filename=document.file_name,
        content_type=media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    response["Cache-Control"] = "private, no-transform"
    return response
