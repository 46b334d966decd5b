"""After an edit: recompute whatever hangs from the place that was edited."""

from datetime import date

from requests_app.casework.deadlines import refresh_deadlines
from requests_app.casework.journal import Place
from requests_app.casework.requests import refresh_request
from requests_app.models import CourtCase, RecordsRequest, User


def refresh_place(place: Place, *, by: User | None, on: date) -> None:
    """Recompute the request or the case of this place, or everything in its matter. Safe to repeat."""
    if place.request is not None:
        refresh_request(place.request, by=by, on=on)
    elif place.case is not None:
        refresh_deadlines(place.case, by=by, on=on)
    elif place.matter is not None:
        for request in RecordsRequest.objects.filter(matter=place.matter):
            refresh_request(request, by=by, on=on)
        for case in CourtCase.objects.filter(matter=place.matter):
            refresh_deadlines(case, by=by, on=on)


def refresh_all(*, on: date) -> int:
    """Recompute every open request and every case, as the schedule does each night; returns how many.

    Safe to repeat.
    """
    count = 0
    for request in RecordsRequest.objects.open().iterator():
        refresh_request(request, by=None, on=on)
        count += 1
    for case in CourtCase.objects.iterator():
        refresh_deadlines(case, by=None, on=on)
        count += 1
    return count
