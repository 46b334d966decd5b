"""Is it what was agreed: the form, the report on a page and as PDF, and keeping it for a letter."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import clock, datasets
from requests_app.casework import agreements as verbs
from requests_app.casework.chart_pictures import chart_png
from requests_app.errors import TrackerError
from requests_app.models import DataAgreement, Dataset, DatasetState
from requests_app.web import exports
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.agreements import AgreementForm
from requests_app.web.lists import PAGE_SIZE
from requests_app.web.tables import as_counted, has_words, in_order

ROWS = Dataset.objects.select_related(
    "matter", "document", "request__agency", "settlement_term__case__matter", "production__request"
)
Hours = tuple[datasets.DeviceHours, tuple[int, ...]]


@changing
def agreement(request: SignedInRequest, pk: int) -> HttpResponseBase:
    dataset = find(request, ROWS.all(), pk=pk)
    found = verbs.agreement_of(dataset)
    begun: dict[str, object] = {"place": "settlement_term" if dataset.settlement_term_id else "dataset"}
    if found:
        begun = {name: getattr(found, name) for name in AgreementForm.base_fields if hasattr(found, name)}
        place = next(name for name in verbs.PLACES if getattr(found, f"{name}_id"))
        begun |= {"place": place, "fields_agreed": found.fields}
    form = AgreementForm(request.POST or None, dataset=dataset, initial=begun)
    report = reverse("dataset-coverage", args=[dataset.pk])
    act = Act(
        title="What was agreed",
        says="The data is held against this, hour by hour and device by device. Leave blank what nothing was agreed "
        "about.",
        button="Record it",
        crumbs=[("Datasets", reverse("datasets")), (dataset.title, dataset.get_absolute_url())],
    )

    def save() -> DataAgreement:
        data = form.values()
        place = data.pop("place")
        about = dataset if place == "dataset" else getattr(dataset, place)
        return verbs.record_agreement(about=about, by=request.user, **data)

    return perform(request, act, form, save, done=report)


@signed_in
def coverage(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The report; as PDF with ?as=pdf, its picture with ?as=svg or ?as=png, its table with ?export=csv."""
    dataset = find(request, ROWS.all(), pk=pk)
    if dataset.state != DatasetState.READY:
        raise Http404
    context: dict[str, object] = {"dataset": dataset, "refusal": "", "agreed": verbs.agreement_of(dataset)}
    if agreed := verbs.agreement_of(dataset):
        try:
            whole = verbs.cover_dataset(dataset, agreed)
            if request.GET.get("as") == "pdf":
                pdf = verbs.coverage_pdf(dataset, agreed, whole, on=clock.today())
                name = f'inline; filename="coverage-{dataset.pk}.pdf"'
                return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
            found = _of_devices(whole, request.GET.get("q", "").strip())
            if kind := request.GET.get("as"):
                return _picture(dataset, found, kind, is_saved="save" in request.GET)
            table, gaps = _sorted(found, request.GET.get("sort", ""))
            if kind := request.GET.get("export"):
                if kind not in exports.FORMATS:
                    raise Http404
                export = _gaps_taken_away if request.GET.get("of") == "gaps" else _hours_taken_away
                return export(dataset, table, gaps, kind)
            context |= {
                "table": table,
                "page": Paginator(table.rows, PAGE_SIZE).get_page(request.GET.get("page")),
                "gaps": gaps,
                "hours": whole.hours,
                "words": request.GET.get("q", "").strip(),
                "findings": verbs.findings(dataset, agreed, whole),
            }
        except TrackerError as error:
            context["refusal"] = str(error)
    return render(request, "web/datasets/coverage.html", context)


def _picture(dataset: Dataset, found: datasets.Coverage, kind: str, *, is_saved: bool) -> HttpResponseBase:
    """The hours of each device as SVG or PNG. Raises: Http404 for any other kind."""
    svg, name = datasets.draw_coverage(found), f"coverage-{dataset.pk}"
    if kind == "png":
        saved = {"Content-Disposition": f'attachment; filename="{name}.png"'}
        return HttpResponse(chart_png(svg, title="Hours with reads"), content_type="image/png", headers=saved)
    if kind != "svg":
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if is_saved:
        response["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return response


def _of_devices(found: datasets.Coverage, words: str) -> datasets.Coverage:
    """What was found of the devices whose name has these words; gaps of all devices stay."""
    return replace(
        found,
        devices=tuple(row for row in found.devices if has_words(row.device, words)),
        missing_devices=tuple(name for name in found.missing_devices if has_words(name, words)),
        gaps=tuple(gap for gap in found.gaps if gap.device is None or has_words(gap.device, words)),
    )


def _sorted(found: datasets.Coverage, wanted: str) -> tuple[datasets.HoursTable, Sequence[datasets.Gap]]:
    """Both tables of the page, one of them by the column of the address."""
    table = datasets.hours_table(found)
    by: dict[str, Callable[[Hours], Any]] = {
        "device": lambda row: as_counted(row[0].device),
        "reads": lambda row: row[0].reads,
        "hours": lambda row: row[0].hours,
        "empty_hours": lambda row: row[0].empty_hours,
    }
    for at, (begins, _) in enumerate(table.periods):
        by[f"{begins:%Y-%m-%d}"] = partial(_hours_of_period, at)
    gaps_by: dict[str, Callable[[datasets.Gap], Any]] = {
        "gap_device": lambda gap: as_counted(gap.device or ""),
        "gap_begins": lambda gap: gap.begins,
        "gap_hours": lambda gap: gap.hours,
        "gap_expected": lambda gap: gap.expected,
    }
    ordered = replace(table, rows=tuple(in_order(table.rows, by, wanted)))
    return ordered, in_order(found.gaps, gaps_by, wanted)


def _hours_of_period(at: int, row: Hours) -> int:
    return row[1][at]


def _hours_taken_away(
    dataset: Dataset, table: datasets.HoursTable, _: Sequence[datasets.Gap], kind: str
) -> HttpResponseBase:
    """The hours of each device as a file."""
    days = (f"{begins:%Y-%m-%d}" for begins, _ in table.periods)
    titles = ["Device", "Reads", "Hours with reads", "Hours without", *days]
    looked_at = [hours for _, hours in table.periods]
    agreed = ("Hours looked at", None, sum(looked_at), None, *looked_at)
    rows = [
        (row.device or "(not given)", row.reads, row.hours, row.empty_hours, *counts) for row, counts in table.rows
    ]
    return exports.download(kind, f"coverage-{dataset.pk}", titles, [*rows, agreed])


def _gaps_taken_away(
    dataset: Dataset, _: datasets.HoursTable, gaps: Sequence[datasets.Gap], kind: str
) -> HttpResponseBase:
    """The improbable gaps as a file; a chance of none is a number from 0 to 1."""
    titles = ["Device", "From", "Hours", "Reads expected", "Chance of none"]
    rows = [
        (
            "All devices" if gap.device is None else gap.device or "(not given)",
            gap.begins,
            gap.hours,
            round(gap.expected, 1),
            gap.improbability,
        )
        for gap in gaps
    ]
    return exports.download(kind, f"gaps-{dataset.pk}", titles, rows)


@require_POST
@changing
def keep(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Keep the report as a document, for a letter to enclose."""
    dataset = find(request, ROWS.all(), pk=pk)
    agreed = verbs.agreement_of(dataset)
    if agreed is None:
        raise Http404
    try:
        document = verbs.keep_coverage_report(dataset=dataset, agreement=agreed, by=request.user, on=clock.today())
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect("dataset-coverage", dataset.pk)
    messages.success(request, "The report is kept as a document; a letter of this request can enclose it.")
    return redirect(document)
