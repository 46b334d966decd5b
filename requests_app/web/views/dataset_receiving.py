"""Receiving a dataset: a file in one go, or one that arrived piece by piece."""

from contextlib import nullcontext

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import reverse

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import arrivals, uploads
from requests_app.casework import datasets as verbs
from requests_app.models import Dataset, Matter, RecordsRequest, SettlementTerm, Upload
from requests_app.web.acts import Act, perform
from requests_app.web.context import current_matter
from requests_app.web.doors import SignedInRequest, changing
from requests_app.web.forms.datasets import ReceiveForm


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    matters = visible(request.user, Matter.objects.all())
    mine = visible(request.user, Upload.objects.filter(dataset=None))
    form = ReceiveForm(
        request.POST or None,
        request.FILES or None,
        requests=visible(request.user, RecordsRequest.objects.select_related("agency")),
        terms=visible(request.user, SettlementTerm.objects.select_related("case__matter")),
        matters=matters,
        uploads=mine,
        initial={
            "received_on": clock.today(),
            "request": request.GET.get("request"),
            "matter": request.GET.get("matter") or current_matter(request),
        },
    )
    act = Act(
        title="Receive a dataset",
        says="The file is kept exactly as it came. Then you confirm how its columns are read, and a worker reads it.",
        button="Receive it",
        done="Received. The file is kept as it came.",
        crumbs=[("Datasets", reverse("datasets"))],
        template="web/datasets/receive.html",
        extra={"uploads": mine, "here": _whole(form, mine)},
    )

    def save() -> Dataset:
        data = dict(form.cleaned_data)
        file, upload = data.pop("file"), data.pop("upload")
        if data["request"]:
            data["matter"] = None
        name = file.name if file else upload.file_name
        data["title"] = data["title"] or name[:200]
        if file and file.size > arrivals.AT_ONCE_BYTES:
            upload = uploads.send_at_once(file, by=request.user, at=clock.now())
        if upload and upload.size_bytes > arrivals.AT_ONCE_BYTES:
            return arrivals.receive_upload(upload, **data, by=request.user, on=clock.today())
        with nullcontext(file) if file else uploads.taken(upload) as source:
            return verbs.receive_dataset(source, file_name=name, **data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=_next)


def _next(made: Dataset) -> str:
    """Where the person goes on: the worker keeps a large file first."""
    return reverse("dataset-confirm" if made.document_id else "dataset", args=[made.pk])


def _whole(form: ReceiveForm, mine: QuerySet[Upload]) -> Upload | None:
    """The file that has arrived piece by piece, while the rest of the form is still being mended."""
    key = form.data.get("upload") if form.is_bound else None
    return next((row for row in mine if key and row.key == key and row.is_whole), None)
