"""Is it what was agreed: the form, the report on a page and as PDF, and keeping it for a letter."""

from django.contrib import messages
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

ROWS = Dataset.objects.select_related(
    "matter", "document", "request__agency", "settlement_term__case__matter", "production__request"
)


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
            found = verbs.cover_dataset(dataset, agreed)
            if request.GET.get("as") == "pdf":
                pdf = verbs.coverage_pdf(dataset, agreed, found, on=clock.today())
                name = f'inline; filename="coverage-{dataset.pk}.pdf"'
                return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
            if kind := request.GET.get("as"):
                return _picture(dataset, found, kind, is_saved="save" in request.GET)
            if kind := request.GET.get("export"):
                return _table(dataset, found, kind)
            context |= {
                "table": datasets.hours_table(found),
                "found": found,
                "findings": verbs.findings(dataset, agreed, found),
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


def _table(dataset: Dataset, found: datasets.Coverage, kind: str) -> HttpResponseBase:
    """The table behind the picture as a file. Raises: Http404 for a kind that there is not."""
    if kind not in exports.FORMATS:
        raise Http404
    table = datasets.hours_table(found)
    days = (f"{begins:%Y-%m-%d}" for begins, _ in table.periods)
    titles = ["Device", "Reads", "Hours with reads", "Hours without", *days]
    agreed = ("Hours looked at", None, found.hours, None, *(hours for _, hours in table.periods))
    rows = [
        (row.device or "(not given)", row.reads, row.hours, row.empty_hours, *counts) for row, counts in table.rows
    ]
    return exports.download(kind, f"coverage-{dataset.pk}", titles, [*rows, agreed])


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
