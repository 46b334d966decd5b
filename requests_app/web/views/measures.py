"""Measures of a dataset over some days: answered at once or by a worker, with chart, table, SQL and files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import datasets
from requests_app.access import may_see_raw
from requests_app.casework import measure_answers as verbs
from requests_app.casework.agreements import retention_of
from requests_app.casework.chart_pictures import chart_png
from requests_app.casework.readings import store_of
from requests_app.errors import TrackerError
from requests_app.models import Dataset, DatasetState, MeasureAnswer
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.lists import PAGE_SIZE
from requests_app.web.tables import as_counted, has_words, in_order

LIMIT_DIGITS = 5  # of the days for which reads may be kept
NAMING = (datasets.Unit.NAME, datasets.Unit.WORDS, datasets.Unit.NUMBERED)  # columns that rows are chosen by


def _measured(request: SignedInRequest, pk: int, name: str) -> tuple[Dataset, datasets.Measure]:
    """A dataset that is read, and one of its measures.

    Raises: Http404 where the dataset is not ready or has no such measure.
    """
    dataset = find(request, Dataset.objects.select_related("request__agency", "matter"), pk=pk)
    if dataset.state != DatasetState.READY:
        raise Http404
    for measure in datasets.available(store_of(dataset)):
        if measure.name == name:
            return dataset, measure
    raise Http404


def _day(request: SignedInRequest, name: str) -> date | None:
    """A day in the address, None where there is none; both ends are included."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def _asked(request: SignedInRequest, dataset: Dataset, asked: datasets.Measure) -> dict[str, Any]:
    """What the address asks of a measure: days, and what ages are counted by where the measure counts them."""
    words: dict[str, Any] = {
        "since_on": _day(request, "since"),
        "until_on": _day(request, "until"),
        "retention": None,
    }
    if asked.counts_ages:
        limit = request.GET.get("limit", "")
        days = int(limit) if limit.isascii() and limit.isdecimal() and len(limit) <= LIMIT_DIGITS else None
        words["retention"] = retention_of(dataset, on=_day(request, "on"), limit_days=days)
    return words


def _found(
    request: SignedInRequest, dataset: Dataset, asked: datasets.Measure
) -> tuple[MeasureAnswer | None, datasets.Result | None]:
    """The question's row, where it has one, and what can be shown of it now."""
    words = _asked(request, dataset, asked)
    answer = verbs.find_answer(dataset, asked.name, **words)
    return answer, verbs.result_now(dataset, asked.name, answer, **words)


def _named_by(asked: datasets.Measure) -> datasets.Column | None:
    """The first column that names what its row is about; None where days choose the rows."""
    return next((column for column in asked.columns if column.unit in NAMING), None)


def _chosen(request: SignedInRequest, result: datasets.Result | None) -> datasets.Result | None:
    """The answer with the rows whose name has the words of the address."""
    words, column = request.GET.get("q", "").strip(), result and _named_by(result.measure)
    if result is None or column is None or not words:
        return result
    at = result.columns.index(column)
    return replace(result, rows=tuple(row for row in result.rows if has_words(row[at], words)))


def _sorted(result: datasets.Result, wanted: str) -> list[tuple[Any, ...]]:
    """The rows by the column of the address; what we word ourselves goes in the order of the answer."""
    places = {id(row): place for place, row in enumerate(result.rows)}

    def value(row: tuple[Any, ...], at: int, column: datasets.Column) -> Any:
        if column.unit is datasets.Unit.TEXT and at == 0:
            return places[id(row)]
        return as_counted(row[at]) if isinstance(row[at], str) else row[at]

    by: dict[str, Callable[[tuple[Any, ...]], Any]] = {
        column.name: partial(value, at=at, column=column) for at, column in enumerate(result.columns)
    }
    return list(in_order(result.rows, by, wanted))


@signed_in
def measure(request: SignedInRequest, pk: int, name: str) -> HttpResponseBase:
    """One measure: chart, table and the question asked of the data; or its whole table as a file."""
    dataset, asked = _measured(request, pk, name)
    since, until = _day(request, "since"), _day(request, "until")
    may_look = asked.hides_names and may_see_raw(request.user, dataset.matter)
    is_unmasked = may_look and "raw" in request.GET
    refusal, answer, result = "", None, None
    try:
        if since and until and until < since:
            refusal = "The last day is before the first."
        elif is_unmasked:
            result = verbs.look_unmasked(dataset=dataset, name=name, since_on=since, until_on=until, by=request.user)
        else:
            answer, result = _found(request, dataset, asked)
    except TrackerError as error:
        refusal = str(error)
    result = _chosen(request, result)
    rows = _sorted(result, request.GET.get("sort", "")) if result else []
    if (kind := request.GET.get("export")) and result:
        if kind not in exports.FORMATS:
            raise Http404
        titles = [column.title for column in result.columns]
        return exports.download(kind, f"{dataset.pk}-{name}", titles, rows)
    return render(
        request,
        "web/datasets/measure.html",
        {
            "dataset": dataset,
            "measure": asked,
            "answer": answer,
            "is_running": answer is not None and answer.state in verbs.UNDERWAY and result is None,
            "result": result,
            "refusal": refusal,
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "named_by": _named_by(asked),
            "words": request.GET.get("q", "").strip(),
            "since": since,
            "until": until,
            "retention": _asked(request, dataset, asked)["retention"],
            "may_look": may_look,
            "is_unmasked": is_unmasked,
        },
    )


@signed_in
def chart(request: SignedInRequest, pk: int, name: str) -> HttpResponseBase:
    """The chart of one measure as a picture to save: SVG, or PNG with ?as=png."""
    dataset, asked = _measured(request, pk, name)
    try:
        _, result = _found(request, dataset, asked)
    except TrackerError as error:
        raise Http404(str(error)) from error  # the page says it in words
    result = _chosen(request, result)
    if result is None:
        raise Http404  # the page shows how far its worker is instead
    if request.GET.get("as") == "png":
        try:
            png = chart_png(datasets.draw(result), title=result.measure.title)
        except TrackerError as error:
            messages.error(request, f"{error} The picture can be saved as SVG.")
            return redirect(_page(request, pk, name))
        saved = f'attachment; filename="{dataset.pk}-{name}.png"'
        return HttpResponse(png, content_type="image/png", headers={"Content-Disposition": saved})
    response = HttpResponse(datasets.draw(result), content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if "save" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return response


@require_POST
@signed_in
def ask(request: SignedInRequest, pk: int, name: str) -> HttpResponseBase:
    """Put the question in the queue; asking is reading, so every member may."""
    dataset, asked = _measured(request, pk, name)
    try:
        verbs.ask_in_background(
            dataset=dataset,
            name=asked.name,
            by=request.user,
            **_asked(request, dataset, asked),
        )
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(_page(request, pk, name))


@signed_in
def answer_status(request: SignedInRequest, pk: int, name: str) -> HttpResponseBase:
    """How far the worker is: one part of the page, fetched again until it is done."""
    dataset, asked = _measured(request, pk, name)
    answer = verbs.find_answer(dataset, name, **_asked(request, dataset, asked))
    running = answer is not None and answer.state in verbs.UNDERWAY
    return render(
        request,
        "web/datasets/answer_status.html",
        {"dataset": dataset, "measure": asked, "answer": answer, "is_running": running},
    )


@require_POST
@changing
def answer_cancel(request: SignedInRequest, pk: int, name: str) -> HttpResponseBase:
    dataset, asked = _measured(request, pk, name)
    answer = verbs.find_answer(dataset, name, **_asked(request, dataset, asked))
    if answer is None:
        raise Http404
    try:
        verbs.cancel_answer(answer=answer, by=request.user)
        messages.success(request, "The question is stopped.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(_page(request, pk, name))


def _page(request: SignedInRequest, pk: int, name: str) -> str:
    """The measure's page with the same question."""
    said = {key: request.GET[key] for key in ("since", "until", "on") if _day(request, key)}
    if request.GET.get("limit", "").isdecimal():
        said["limit"] = request.GET["limit"]
    return reverse("measure", args=[pk, name]) + (f"?{urlencode(said)}" if said else "")
