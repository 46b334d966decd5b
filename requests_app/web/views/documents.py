"""Hand out kept files, through the gate and in a form that cannot run anything."""

from django.http import FileResponse, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

from requests_app import archive
from requests_app.models import Document
from requests_app.web.doors import SignedInRequest, find, signed_in

# What a browser may show in place; everything else is saved to disk.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})


@xframe_options_sameorigin
@signed_in
def download(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The bytes as kept: saved to disk, or with `?show` shown where that is harmless."""
    document = find(request, Document.objects.all(), pk=pk)
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
