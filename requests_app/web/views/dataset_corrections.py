"""Lines set aside: looked at, corrected one by one or in a list, and corrections withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import datasets
from requests_app.access import may_see_raw
from requests_app.casework import corrections as verbs
from requests_app.casework.raw_rows import look_at_raw
from requests_app.casework.readings import store_of
from requests_app.errors import TrackerError
from requests_app.models import Dataset, DatasetState, LineCorrection
from requests_app.web import exports
from requests_app.web.acts import Act, perform
from requests_app.web.dataset_filters import CorrectionFilter
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.corrections import CorrectionsForm, LineForm
from requests_app.web.lists import PAGE_SIZE, Column, Listing, show_list

LISTING = Listing(
    title="Corrections",
    noun="correction",
    nouns="corrections",
    row="web/datasets/correction_row.html",
    default_sort="line",
    empty="Correct a line from the quarantine, or download the lines set aside, correct what is known in that table, "
    "and hand it in.",
    columns=(
        Column("Line", lambda row: row.line, "line", number=True),
        Column("As corrected", lambda row: " · ".join(row.cells)),
        Column("How it is known", lambda row: row.why, "why"),
        Column("By", lambda row: row.made_by or "the command line", "made_by__username"),
        Column("Recorded", lambda row: row.made_at, "made_at"),
        Column("Withdrawn", lambda row: row.withdrawn_at, "withdrawn_at"),
        Column("Withdrawn by", lambda row: row.withdrawn_by, shown=False),
    ),
)
ROWS = Dataset.objects.select_related("matter", "document", "request__agency")


def _ready(request: SignedInRequest, pk: int) -> Dataset:
    dataset = find(request, ROWS.all(), pk=pk)
    if dataset.state != DatasetState.READY:
        raise Http404
    return dataset


def _looked_at(request: SignedInRequest, pk: int, what: str) -> Dataset:
    """A dataset whose raw rows the person may see; the look is journalled.

    Raises: Http404 for everybody else.
    """
    dataset = _ready(request, pk)
    if not may_see_raw(request.user, dataset.matter):
        raise Http404
    look_at_raw(dataset=dataset, what=what, by=request.user)
    return dataset


def _crumbs(dataset: Dataset) -> list[tuple[str, str]]:
    return [
        ("Datasets", reverse("datasets")),
        (dataset.title, dataset.get_absolute_url()),
        ("Quarantine", reverse("dataset-quarantine", args=[dataset.pk])),
    ]


@signed_in
def quarantine(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The lines that were set aside, each with its reason, fifty at a time: their outline, or as they stand where
    the person may see raw rows and asks for it, which is journalled; or those chosen as a file."""
    dataset = _ready(request, pk)
    may_look = may_see_raw(request.user, dataset.matter)
    store = store_of(dataset)
    reason, order = request.GET.get("reason") or None, request.GET.get("sort", "line")
    total = dataset.quarantine_reasons.get(reason, 0) if reason else dataset.quarantined_count or 0
    if kind := request.GET.get("export"):
        rows = datasets.quarantine_rows(store, reason=reason, limit=verbs.AT_ONCE, order=order)
        return _taken_away(request, dataset, kind, rows, may_look=may_look)
    number = request.GET.get("page", "1")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 10 else 1
    offset = (page - 1) * PAGE_SIZE
    is_raw = may_look and "raw" in request.GET
    if is_raw:
        look_at_raw(dataset=dataset, what=f"quarantined lines, page {page},", by=request.user)
    return render(
        request,
        "web/datasets/quarantine.html",
        {
            "dataset": dataset,
            "lines": datasets.quarantine_rows(store, reason=reason, offset=offset, limit=PAGE_SIZE, order=order),
            "reason": reason,
            "default_sort": "line",
            "page": page,
            "has_more": offset + PAGE_SIZE < total,
            "total": total,
            "at_once": verbs.AT_ONCE,
            "correction_count": dataset.corrections.in_force().count(),
            "is_read_with": verbs.is_read_with(dataset),
            "may_look": may_look,
            "is_raw": is_raw,
        },
    )


def _taken_away(
    request: SignedInRequest, dataset: Dataset, kind: str, rows: list[datasets.QuarantinedLine], *, may_look: bool
) -> HttpResponseBase:
    """The lines as a table to correct, where the person may see raw rows, which is journalled; else in outline.

    Raises: Http404 for a kind of file that is not made.
    """
    if kind not in exports.FORMATS:
        raise Http404
    name = f"{dataset.pk}-quarantine"
    if not may_look:
        outlines = ([row.line, row.sentence, datasets.outline(row.text)] for row in rows)
        return exports.download(kind, name, [*CorrectionsForm.heads, "In outline"], outlines)
    look_at_raw(dataset=dataset, what="all quarantined lines", by=request.user)
    mapping = store_of(dataset).mapping
    cells = ([row.line, row.sentence, *datasets.cells_to_begin_with(row.raw, mapping)] for row in rows)
    return exports.download(kind, name, [*CorrectionsForm.heads, *mapping.columns], cells)


@changing
def line(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """One line set aside, its bytes as text and in hexadecimal, and a field for each column to say what is right."""
    dataset = _looked_at(request, pk, f"line {number:,}")
    store = store_of(dataset)
    aside = next(iter(datasets.quarantine_rows(store, lines=[number])), None)
    earlier = dataset.corrections.in_force().filter(line=number).first()
    if aside is None and earlier is None:
        raise Http404
    begun = earlier.cells if earlier else datasets.cells_to_begin_with(aside.raw, store.mapping) if aside else ()
    form = LineForm(request.POST or None, mapping=store.mapping, cells=begun)
    reason = aside.sentence if aside else "It stands as corrected."
    act = Act(
        title=f"Correct line {number:,}",
        says=f"{reason} The file stays as it came; the correction counts from the next reading.",
        button="Record the correction",
        done="Recorded. Read the dataset again for it to count.",
        crumbs=_crumbs(dataset),
        template="web/datasets/line.html",
        extra={"aside": aside, "earlier": earlier},
    )

    def save() -> list[LineCorrection]:
        return verbs.correct_lines(
            dataset=dataset, cells={number: form.cells()}, why=form.cleaned_data["why"], by=request.user
        )

    return perform(request, act, form, save, done=reverse("dataset-quarantine", args=[dataset.pk]))


@changing
def index(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Every correction on record, in force or withdrawn."""
    dataset = _looked_at(request, pk, "the corrected lines")
    made = dataset.corrections.select_related("made_by", "withdrawn_by")
    extra = {"dataset": dataset, "crumbs": _crumbs(dataset), "is_read_with": verbs.is_read_with(dataset)}
    return show_list(request, LISTING, made, CorrectionFilter, extra, template="web/datasets/corrections.html")


@changing
def many(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A list of corrected lines, taken from the download of the quarantine."""
    dataset = _looked_at(request, pk, "the corrected lines")
    store = store_of(dataset)
    form = CorrectionsForm(request.POST or None, request.FILES or None, mapping=store.mapping)
    act = Act(
        title="Hand in a corrected table",
        says="Download the lines set aside as a table, correct what is known, and hand the table in. Rows left as "
        "they were change nothing. The file stays as it came.",
        button="Record the corrections",
        done="Recorded. Read the dataset again for them to count.",
        crumbs=[*_crumbs(dataset), ("Corrections", reverse("dataset-corrections", args=[dataset.pk]))],
        template="web/datasets/corrected_table.html",
        extra={"dataset": dataset},
    )

    def save() -> list[LineCorrection]:
        given = form.cleaned_data["table"]
        aside = datasets.quarantine_rows(store, lines=list(given), limit=verbs.AT_ONCE)
        begun = {row.line: datasets.cells_to_begin_with(row.raw, store.mapping) for row in aside}
        changed = {number: cells for number, cells in given.items() if begun.get(number) != cells}
        return verbs.correct_lines(dataset=dataset, cells=changed, why=form.cleaned_data["why"], by=request.user)

    return perform(request, act, form, save, done=reverse("dataset-corrections", args=[dataset.pk]))


@require_POST
@changing
def withdraw(request: SignedInRequest, pk: int, correction_pk: int) -> HttpResponseBase:
    dataset = find(request, ROWS.all(), pk=pk)
    correction = find(request, LineCorrection.objects.filter(dataset=dataset), pk=correction_pk)
    try:
        verbs.withdraw_correction(correction=correction, by=request.user)
        messages.success(request, "Withdrawn. Read the dataset again: the line is set aside then.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect("dataset-corrections", dataset.pk)
