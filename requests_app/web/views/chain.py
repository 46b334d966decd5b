"""The whole chain of courts on one page, as a line in time that prints."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from requests_app import clock
from requests_app.casework.chain import Moment, chain_in_time
from requests_app.models import CourtCase
from requests_app.web import exports
from requests_app.web.doors import SignedInRequest, find, signed_in
from requests_app.web.lanes import draw

SHOWN = (("", "Everything"), ("happened", "What happened"), ("due", "Last days"))
HEADS = ("Day", "Known", "Court", "Number", "What", "Kind", "How it turned out", "Source", "Accounts differ")


@signed_in
def chain(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CourtCase.objects.select_related("court", "matter", "came_from"), pk=pk)
    found = chain_in_time(case)
    court, shown = request.GET.get("court", ""), request.GET.get("shown", "")
    newest_first = request.GET.get("sort") == "-on"
    moments = [moment for moment in found.moments if _fits(moment, court, shown)]
    if newest_first:
        moments.reverse()
    if kind := request.GET.get("export"):
        if kind not in exports.FORMATS:
            raise Http404
        return exports.download(kind, f"chain-{case.number}", HEADS, map(_cells, moments))
    return render(
        request,
        "web/cases/chain.html",
        {
            "case": case,
            "chain": found,
            "moments": moments,
            "drawing": draw(found, on=clock.today()),
            "court": court,
            "shown": shown,
            "choices": SHOWN,
            "newest_first": newest_first,
        },
    )


def _fits(moment: Moment, court: str, shown: str) -> bool:
    wanted = {"happened": not moment.is_last_day, "due": moment.is_last_day}
    return court in ("", str(moment.case.pk)) and wanted.get(shown, True)


def _cells(moment: Moment) -> list[object]:
    record = moment.record
    return [
        moment.on,
        moment.precision,
        moment.case.court,
        moment.case.number,
        moment.what,
        moment.sort,
        moment.note,
        getattr(record, "source", "") or getattr(record, "authority", ""),
        getattr(record, "accounts_differ", ""),
    ]
