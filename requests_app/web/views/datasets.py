"""Datasets: received, confirmed, read under the eyes of a person, and measured."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import datasets
from requests_app.access import may_see_raw, visible
from requests_app.casework import arrivals, measure_answers
from requests_app.casework import datasets as verbs
from requests_app.casework.readings import store_of
from requests_app.casework.release_plans import may_prepare
from requests_app.errors import IngestError, TrackerError
from requests_app.models import Dataset, DatasetState
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.filters import DatasetFilter
from requests_app.web.lists import Column, Listing, show_list

SOME_TIME = datetime(2026, 12, 31, 15, 4, 9, tzinfo=UTC)  # no number in it could be another part of a date
RUNNING = verbs.UNDER_WAY

LISTING = Listing(
    title="Datasets",
    noun="dataset",
    nouns="datasets",
    row="web/datasets/row.html",
    default_sort="-received_on",
    empty="A dataset is a file of data an agency handed over: receive one under the request it answers.",
    columns=(
        Column("Title", lambda row: row.title, "title"),
        Column("Received", lambda row: row.received_on, "received_on"),
        Column("Under", lambda row: row.request or row.matter, "request__subject"),
        Column("State", lambda row: row.get_state_display(), "state"),
        Column("Rows accepted", lambda row: row.accepted_count, "accepted_count", number=True),
        Column("Quarantined", lambda row: row.quarantined_count, "quarantined_count", number=True),
        Column("SHA-256", lambda row: row.document.sha256 if row.document else "", shown=False),
    ),
)
ROWS = Dataset.objects.select_related(
    "request__agency", "matter", "document", "upload", "settlement_term__case", "production", "created_by"
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    extra = {"button": "Receive a dataset", "button_url": reverse("dataset-new")}
    return show_list(request, LISTING, visible(request.user, ROWS.all()), DatasetFilter, extra)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    dataset = find(request, ROWS.all(), pk=pk)
    measures: list[datasets.Measure] = []
    results: dict[str, datasets.Result | None] = {}
    unanswered: set[str] = set()
    refusal = ""
    if dataset.state == DatasetState.READY:
        try:
            measures = datasets.available(store_of(dataset))
            unanswered = measure_answers.unanswered(dataset, measures)
            plain = [row.name for row in measures if row.chart == datasets.Chart.NONE and row.name not in unanswered]
            results = {name: measure_answers.whole_result(dataset, name) for name in plain}
        except TrackerError as error:
            refusal = str(error)
    return render(
        request,
        "web/datasets/detail.html",
        {
            "dataset": dataset,
            "twin": dataset,
            "is_running": dataset.state in RUNNING,
            "measures": [
                (row, results.get(row.name), row.name in unanswered)
                for row in measures
                if row.chart != datasets.Chart.AGES
            ],
            "ages": [row for row in measures if row.chart == datasets.Chart.AGES],
            "refusal": refusal,
            "mapping": _mapping_in_words(dataset),
            "remarks": _remarks(dataset),
            "may_look": may_see_raw(request.user, dataset.matter),
            "may_release": may_prepare(dataset),
            "releases": visible(request.user, dataset.releases.all()),
        },
    )


def _mapping_in_words(dataset: Dataset) -> list[tuple[str, str]]:
    """What a person confirmed: field and its columns; empty before that."""
    if not dataset.mapping:
        return []
    try:
        mapping = datasets.Mapping.from_json(dataset.mapping)
    except IngestError:
        return []
    shape = mapping.known_shape
    rows = [("Read as", shape.title)]
    rows += [(shape.field(name).title, " + ".join(columns)) for name, columns in mapping.fields.items()]
    if mapping.kinds:
        rows = [("Read as", shape.title), *((field.title, field.kind.value) for field in shape.fields)]
    if mapping.tables:
        rows.append(("Sheets or members", ", ".join(mapping.tables)))
    if mapping.time_formats:
        rows.append(("Times written", " or ".join(f"like {SOME_TIME:{form}}" for form in mapping.time_formats)))
    return [*rows, ("Time zone", mapping.zone)]


def _remarks(dataset: Dataset) -> tuple[str, ...]:
    """What is worth knowing about the reading; none before it."""
    try:
        ledger = datasets.Ledger.from_json(dataset.ledger)
        besides = ledger.read_besides(datasets.Mapping.from_json(dataset.mapping).tables)
    except IngestError:
        return ()
    if not besides:
        return ledger.remarks
    return (*ledger.remarks, f"Read though not chosen, by an earlier version: {', '.join(besides)}. Read it again.")


@signed_in
def status(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How far the reading is: one part of the page, fetched again until it is done."""
    dataset = find(request, ROWS.all(), pk=pk)
    return render(request, "web/datasets/status.html", {"dataset": dataset, "is_running": dataset.state in RUNNING})


@require_POST
@changing
def cancel(request: SignedInRequest, pk: int) -> HttpResponseBase:
    dataset = find(request, ROWS.all(), pk=pk)
    try:
        verbs.cancel_dataset(dataset=dataset, by=request.user)
        messages.success(request, "It stops. The file itself stays as it came.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(dataset)


@require_POST
@changing
def retry(request: SignedInRequest, pk: int) -> HttpResponseBase:
    dataset = find(request, ROWS.all(), pk=pk)
    try:
        if dataset.upload_id:
            arrivals.keep_again(dataset=dataset, by=request.user)
        else:
            verbs.retry_dataset(dataset=dataset, by=request.user)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(dataset)
