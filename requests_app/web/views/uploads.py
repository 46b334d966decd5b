"""Files sent in pieces: begun, gone on with, discarded. A script speaks with these addresses; forms do without."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.casework import uploads as verbs
from requests_app.errors import TrackerError
from requests_app.models import Upload
from requests_app.web.doors import SignedInRequest, changing, find


@require_POST
@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    """Begin, or find what was begun before: its key, and how much of it is here."""
    size = request.POST.get("size", "")
    try:
        upload = verbs.begin_upload(
            file_name=request.POST.get("name", ""),
            size_bytes=int(size) if size.isdecimal() and len(size) < 18 else 0,
            fingerprint=request.POST.get("fingerprint", ""),
            by=request.user,
            at=clock.now(),
        )
    except TrackerError as error:
        return JsonResponse({"refusal": str(error)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _stand(upload)


@changing
def one(request: SignedInRequest, key: str) -> HttpResponseBase:
    """How much is here; or the next piece, its place in Upload-Offset and its hash in Piece-SHA256."""
    upload = find(request, Upload.objects.all(), key=key)
    if request.method == "GET":
        return _stand(upload)
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["GET", "PATCH"])
    offset, size = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length") or ""
    if not (offset.isdecimal() and size.isdecimal()):
        return JsonResponse({"refusal": "A piece says where it begins and how long it is."}, status=400)
    try:
        verbs.add_piece(
            upload,
            request,
            offset=int(offset),
            size_bytes=int(size),
            sha256=request.headers.get("Piece-SHA256", ""),
            at=clock.now(),
        )
    except TrackerError as error:
        upload.refresh_from_db()
        return _stand(upload, refusal=str(error), status=HTTPStatus.CONFLICT)
    return _stand(upload)


def _stand(upload: Upload, *, refusal: str = "", status: HTTPStatus = HTTPStatus.OK) -> JsonResponse:
    stand = {"key": upload.key, "received": upload.received_bytes, "size": upload.size_bytes, "refusal": refusal}
    return JsonResponse(stand, status=status)


@require_POST
@changing
def discard(request: SignedInRequest, key: str) -> HttpResponseBase:
    upload = find(request, Upload.objects.all(), key=key)
    try:
        verbs.discard_upload(upload=upload)
        messages.success(request, f"“{upload.file_name}” is discarded. Nothing of it was kept.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect("dataset-new")
