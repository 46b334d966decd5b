"""Binders of exhibits: asked for, watched, taken away, kept as issued."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from requests_app.casework import binders as verbs
from requests_app.casework.documents import clean_name
from requests_app.errors import AccessError, CaseworkError, TrackerError
from requests_app.models import Binder
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.views.exhibits import SETS, progress_of

ROWS = Binder.objects.select_related("exhibit_set__case__matter", "document")


@require_POST
@changing
def ask(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, SETS, pk=pk)
    try:
        verbs.ask_for_binder(exhibit_set=row, by=request.user)
        messages.success(request, "The binder is being made.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(row)


@signed_in
def status(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The progress bar alone, fetched while it is made."""
    binder = find(request, ROWS, pk=pk)
    return render(request, "web/exhibits/status.html", {"binder": binder, **progress_of(binder)})


@signed_in
def download(request: SignedInRequest, pk: int) -> HttpResponseBase:
    binder = find(request, ROWS, pk=pk)
    try:
        file = verbs.open_binder(binder, by=request.user)
    except (AccessError, CaseworkError) as error:
        raise Http404 from error
    name = clean_name(verbs.file_name(binder))
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store, no-transform"
    return response


@require_POST
@changing
def turn(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Cancel it, try again, keep it as issued or remove its file, as the button says."""
    binder = find(request, ROWS, pk=pk)
    acts = {
        "cancel": (verbs.cancel_binder, "Cancelled; nothing of it is kept, and its numbers are free."),
        "retry": (verbs.retry_binder, "It is made again, as the set stands now."),
        "issue": (verbs.issue_binder, "It is kept for good, as a document that was issued."),
        "remove": (verbs.remove_binder, "Its file is removed. Its numbers are not given again."),
    }
    act, said = acts.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        raise Http404
    try:
        act(binder=binder, by=request.user)
        messages.success(request, said)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(binder)
