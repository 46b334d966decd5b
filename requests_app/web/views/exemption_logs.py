"""The exemption log of a request, matter or case: read, edited row by row in its place, taken away as a file."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render

from requests_app import clock
from requests_app.access import Power, may
from requests_app.casework.exemption_log import COLUMNS, Subject, claims_of, heading_of, indexed, log_pdf, sheet
from requests_app.casework.exemptions import DESCRIBED, revise_row
from requests_app.errors import TrackerError
from requests_app.models import CourtCase, ExemptionClaim, Matter, RecordsRequest
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest, find, signed_in
from requests_app.web.forms.claims import LogRowForm


@signed_in
def of_request(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = find(request, RecordsRequest.objects.select_related("agency"), pk=pk)
    return _log(request, record, record.number)


@signed_in
def of_matter(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return _log(request, find(request, Matter.objects.all(), pk=pk), f"matter-{pk}")


@signed_in
def of_case(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return _log(request, find(request, CourtCase.objects.select_related("court"), pk=pk), f"case-{pk}")


def _log(request: SignedInRequest, subject: Subject, name: str) -> HttpResponseBase:
    kind = request.GET.get("export", "")
    if kind == "pdf":
        return _pdf(request, subject, name)
    claims = claims_of(subject, user=request.user)
    if kind in exports.FORMATS:
        return exports.download(kind, f"exemption-log-{name}", COLUMNS, sheet(claims))
    if kind:
        raise Http404
    rows = list(claims)
    editing, form, refusal = _edited(request, rows)
    if editing and form is None:
        messages.success(request, f"The row of {editing.cited_as} is kept.")
        return redirect(f"{request.path}#claim-{editing.pk}")
    several = len({row.request_id for row in rows}) > 1
    return render(
        request,
        "web/exemption_log.html",
        {
            "subject": subject,
            "heading": heading_of(subject),
            "rows": [(row, indexed(row, names_request=several)) for row in rows],
            "editing": editing,
            "form": form,
            "refusal": refusal,
        },
    )


def _pdf(request: SignedInRequest, subject: Subject, name: str) -> HttpResponseBase:
    try:
        pdf = log_pdf(subject, user=request.user, on=clock.today())
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    file_name = f"exemption-log-{name}-{clock.today().isoformat()}.pdf"
    return FileResponse(BytesIO(pdf), as_attachment=True, filename=file_name, content_type="application/pdf")


def _edited(
    request: SignedInRequest, rows: list[ExemptionClaim]
) -> tuple[ExemptionClaim | None, LogRowForm | None, str]:
    """The row that `?edit=` opens, its form, and why a verb refused it; no form once it is kept."""
    may_change = may(request.user, Power.CHANGE)
    if request.method == "POST" and not may_change:
        raise Http404
    wanted = request.GET.get("edit", "")
    claim = next((row for row in rows if str(row.pk) == wanted), None) if may_change else None
    if claim is None:
        if request.method == "POST":
            raise Http404
        return None, None, ""
    initial = {name: getattr(claim, name) for name in DESCRIBED} | {"answer": claim.our_answer}
    form = LogRowForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            revise_row(claim=claim, by=request.user, on=clock.today(), **form.facts())
        except TrackerError as error:
            claim.refresh_from_db()
            return claim, form, str(error)
        return claim, None, ""
    return claim, form, ""
