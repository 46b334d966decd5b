"""Facts of a request that no paper carries: their clocks start, and stop when the fact is taken back."""

from datetime import date

import pytest
from django.test import Client

from requests_app.casework import communications, courts, request_facts
from requests_app.casework.communications import Claim, Paper
from requests_app.errors import CaseworkError
from requests_app.models import DeadlineStatus, JournalEntry, RecordsRequest
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db


def dates(record: RecordsRequest) -> dict[str, date | None]:
    return {row.rule_id: row.due_on for row in record.deadlines.current()}


def test_an_incident_recorded_on_the_page_starts_all_three_clocks_of_its_video(
    staff: Client, record: RecordsRequest
) -> None:
    place = f"/requests/{record.pk}/facts/new/?kind=critical_incident_known"
    looked = staff.post(place, {"happened_on": "2026-10-05", "check": "1"})
    assert b"Critical-incident video, first delay" in looked.content
    assert not record.facts.exists()
    staff.post(place, {"happened_on": "2026-10-05", "note": "The stop on Pier Street"})
    # 45 days from Monday 5 October: 26 of October, 19 of November. A year on is Tuesday 5 October 2027; 30 days more
    # are Thursday 4 November.
    found = dates(record)
    assert found["CPRA-VIDEO-45"] == date(2026, 11, 19)
    assert found["CPRA-VIDEO-1Y"] == date(2027, 10, 5)
    assert found["CPRA-VIDEO-30"] == date(2027, 11, 4)
    page = staff.get(f"/requests/{record.pk}/").content
    assert b"The agency knew of the critical incident" in page
    assert b"The stop on Pier Street" in page


def test_a_fact_taken_back_stops_its_clock_and_stays_in_the_journal(staff: Client, record: RecordsRequest) -> None:
    place = f"/requests/{record.pk}/facts/new/?kind=immediate_disclosure_request"
    assert b"This field is required" in staff.post(place, {"happened_on": "2026-10-05"}).content  # which city?
    staff.post(place, {"happened_on": "2026-10-05", "of_place": "oakland"})
    assert dates(record)["CPRA-IDR-OAK"] == date(2026, 10, 8)  # three business days from Monday
    back = f"/requests/facts/{record.facts.get().pk}/take-back/"
    assert b"This field is required" in staff.post(back, {"why": ""}).content
    staff.post(back, {"why": "Not sent to Oakland"})
    assert "CPRA-IDR-OAK" not in dates(record)
    assert JournalEntry.objects.filter(summary__contains="Not sent to Oakland").exists()


def test_a_fact_to_come_or_before_the_receipt_is_refused(people: Team, record: RecordsRequest) -> None:
    with pytest.raises(CaseworkError, match="in the future"):
        request_facts.record_fact(
            request=record, fact_kind="fees_paid", happened_on=date(2027, 1, 4), by=people.staff, on=TODAY
        )
    draft = factories.draft_request(people, agency=record.agency)
    with pytest.raises(CaseworkError, match="received the request"):
        request_facts.record_fact(request=draft, fact_kind="fees_paid", happened_on=MONDAY, by=people.staff, on=TODAY)


def test_the_petition_ends_the_time_to_sue(people: Team, record: RecordsRequest) -> None:
    communications.record_determination(
        request=record,
        paper=Paper(happened_on=date(2026, 10, 15)),
        outcome="none",
        claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600")],
        by=people.staff,
        on=TODAY,
    )
    last_day = record.deadlines.current().get(rule_id="CPRA-SOL")
    assert last_day.is_open
    case = factories.court_case(people, record)
    courts.record_milestone(
        case=case,
        title="Petition filed",
        fact_kind="petition_filed",
        happened_on=date(2026, 11, 2),
        by=people.counsel,
        on=TODAY,
    )
    last_day.refresh_from_db()
    assert (last_day.status, last_day.met_on) == (DeadlineStatus.MET, date(2026, 11, 2))
    assert not record.deadlines.filter(rule_id="SC-PROMPT").exists()  # the court's clock is the case's
