"""After an edit, and each night: recompute whatever is counted from what may have changed."""

import logging
from datetime import date

from django.db.models import Model, QuerySet

from requests_app.casework.deadlines import refresh_deadlines
from requests_app.casework.journal import place_of
from requests_app.casework.requests import refresh_request
from requests_app.errors import TrackerError
from requests_app.models import Agency, CourtCase, Organisation, RecordsRequest, User

logger = logging.getLogger(__name__)


def refresh_after(record: Model, *, by: User | None, on: date) -> None:
    """Recompute what counts from this record: its request, its case and the requests that case is over, or
    everything its agency's closed days, its organisation's readings or its matter reach. Safe to repeat.

    Raises: RuleError when the facts contradict each other.
    """
    if isinstance(record, Agency):
        return _refresh(RecordsRequest.objects.open().filter(agency=record), CourtCase.objects.none(), by=by, on=on)
    if isinstance(record, Organisation):
        requests = RecordsRequest.objects.open().filter(matter__organisation=record)
        return _refresh(requests, CourtCase.objects.filter(matter__organisation=record), by=by, on=on)
    place = place_of(record)
    if place.request is not None:
        refresh_request(place.request, by=by, on=on)
    elif place.case is not None:
        for request in place.case.requests.all():
            refresh_request(request, by=by, on=on)
        refresh_deadlines(place.case, by=by, on=on)
    elif place.matter is not None:
        _refresh(place.matter.requests.all(), place.matter.cases.all(), by=by, on=on)
    return None


def _refresh(requests: QuerySet[RecordsRequest], cases: QuerySet[CourtCase], *, by: User | None, on: date) -> None:
    """Only the dates: a list of closed days or a reading reaches matters of which the person is no member."""
    for request in requests:
        refresh_deadlines(request, by=by, on=on)
    for case in cases:
        refresh_deadlines(case, by=by, on=on)


def refresh_all(*, on: date) -> int:
    """Recompute every open request and every case, as the schedule does each night; returns how many.

    One whose facts contradict each other keeps its dates, is named in the log, and stops no other.
    Safe to repeat.
    """
    count = 0
    for request in RecordsRequest.objects.open().iterator():
        try:
            refresh_request(request, by=None, on=on)
            count += 1
        except TrackerError as error:
            logger.error("%s could not be recomputed: %s", request.number, error)
    for case in CourtCase.objects.iterator():
        try:
            refresh_deadlines(case, by=None, on=on)
            count += 1
        except TrackerError as error:
            logger.error("%s could not be recomputed: %s", case.number, error)
    return count
