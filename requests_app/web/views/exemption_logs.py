"""The exemption log of a request, matter or case: to read, and to take away as PDF, XLSX or CSV."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render

from requests_app import clock
from requests_app.casework.exemption_log import COLUMNS, Subject, claims_of, heading_of, indexed, log_pdf, sheet
from requests_app.errors import TrackerError
from requests_app.models import CourtCase, Matter, RecordsRequest
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest, find, signed_in


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
        try:
            pdf = log_pdf(subject, user=request.user, on=clock.today())
        except TrackerError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        file_name = f"exemption-log-{name}-{clock.today().isoformat()}.pdf"
        return FileResponse(BytesIO(pdf), as_attachment=True, filename=file_name, content_type="application/pdf")
    claims = claims_of(subject, user=request.user)
    if kind in exports.FORMATS:
        return exports.download(kind, f"exemption-log-{name}", COLUMNS, sheet(claims))
    if kind:
        raise Http404
    rows = list(claims)
    several = len({row.request_id for row in rows}) > 1
    return render(
        request,
        "web/exemption_log.html",
        {
            "subject": subject,
            "heading": heading_of(subject),
            "rows": [(row, indexed(row, names_request=several)) for row in rows],
        },
    )
