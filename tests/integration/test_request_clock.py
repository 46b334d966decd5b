"""From draft to determination: which day starts the clock, and what each answer does to it.

Days are worked by hand: received Monday 5 October 2026, the tenth day is Thursday 15 October.
"""

from datetime import date

import pytest
from django.test import Client

from requests_app.casework import communications, requests
from requests_app.casework.communications import Claim, Paper
from requests_app.errors import CaseworkError
from requests_app.models import (
    Deadline,
    DeadlineStatus,
    DeterminationOutcome,
    JournalEntry,
    Precision,
    RecordsRequest,
    RequestState,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


def determination(request: RecordsRequest) -> Deadline:
    return request.deadlines.current().get(rule_id="CPRA-DET")


def test_a_draft_has_no_clock(people: Team) -> None:
    request = factories.draft_request(people)
    assert request.state == RequestState.DRAFT
    assert not request.deadlines.exists()


def test_sending_alone_starts_no_clock(people: Team) -> None:
    request = factories.draft_request(people)
    requests.record_sending(request=request, sent_on=MONDAY, method="mail", by=people.staff, on=TODAY)
    assert request.state == RequestState.SENT
    assert not request.deadlines.exists()


def test_a_receipt_before_the_list_of_holidays_is_recorded_and_its_page_says_that_nothing_is_counted(
    people: Team, client: Client
) -> None:
    request = factories.draft_request(people, on=date(2011, 12, 1))
    requests.record_receipt(request=request, received_on=date(2011, 12, 30), by=people.staff, on=TODAY)
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=date(2012, 1, 20)),
        outcome=DeterminationOutcome.NONE,
        claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600")],
        by=people.staff,
        on=TODAY,
    )
    assert request.state == RequestState.DENIED
    assert not request.deadlines.exists()
    client.force_login(people.staff)
    page = client.get(request.get_absolute_url()).content.decode()
    assert "It was received before 2012, where the list of court holidays begins: no day is counted" in page
    assert "received the request.</p>" in page and "the clock starts" not in page


def test_the_clock_starts_on_the_day_of_receipt_not_of_the_draft(people: Team) -> None:
    request = factories.draft_request(people, on=date(2026, 10, 1))
    requests.record_sending(request=request, sent_on=date(2026, 10, 2), method="mail", by=people.staff, on=TODAY)
    requests.record_receipt(request=request, received_on=MONDAY, by=people.staff, on=TODAY)
    assert request.state == RequestState.WAITING
    assert determination(request).due_on == date(2026, 10, 15)


def test_a_due_date_says_why(people: Team) -> None:
    due = determination(factories.received_request(people, date(2026, 8, 26)))
    assert due.due_on == date(2026, 9, 8)  # day 10 is Saturday 5 September; Monday is Labor Day
    assert due.authority == "Gov. Code § 7922.535(a)"
    said = " ".join(due.reasons)
    assert "Labor Day" in said
    assert "Saturday" in said
    assert {step["kind"] for step in due.trace} >= {"count", "roll"}


def test_a_month_is_not_a_day_so_nothing_is_counted(people: Team) -> None:
    request = factories.draft_request(people, on=date(2012, 8, 1))
    requests.record_receipt(
        request=request, received_on=date(2012, 8, 1), precision=Precision.MONTH, by=people.staff, on=TODAY
    )
    assert request.state == RequestState.WAITING
    assert not request.deadlines.exists()


def test_a_corrected_receipt_moves_the_date_and_keeps_the_old_one_with_its_reason(people: Team) -> None:
    request = factories.received_request(people)
    old = determination(request)
    requests.record_receipt(request=request, received_on=date(2026, 10, 6), by=people.staff, on=TODAY)
    new = determination(request)
    old.refresh_from_db()
    assert new.due_on == date(2026, 10, 16)
    assert (old.status, old.is_current, old.replaced_by) == (DeadlineStatus.MOVED, False, new)
    assert "16 Oct 2026" in old.status_reason
    assert new.sequence == old.sequence + 1
    entry = JournalEntry.objects.get(verb="move_deadline")
    assert entry.changes == {"due_on": ["2026-10-15", "2026-10-16"]}
    assert entry.by == people.staff


def test_refreshing_twice_changes_nothing(people: Team) -> None:
    request = factories.received_request(people)
    entries = JournalEntry.objects.count()
    rows = list(request.deadlines.values())
    requests.refresh_request(request, by=None, on=TODAY)
    assert list(request.deadlines.values()) == rows
    assert JournalEntry.objects.count() == entries


def test_a_valid_extension_replaces_the_ten_days(people: Team) -> None:
    request = factories.received_request(people)
    communications.record_extension(
        request=request,
        paper=Paper(happened_on=date(2026, 10, 14)),
        extended_until=date(2026, 10, 29),
        ground="consultation",
        by=people.staff,
        on=TODAY,
    )
    assert request.state == RequestState.EXTENDED
    assert determination(request).status == DeadlineStatus.SUPERSEDED
    extended = request.deadlines.current().get(rule_id="CPRA-EXT")
    assert extended.due_on == date(2026, 10, 29)  # Thursday 15 October and 14 days
    assert extended.is_open


def test_a_determination_ends_the_clock(people: Team) -> None:
    request = factories.received_request(people)
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=date(2026, 10, 13)),
        outcome=DeterminationOutcome.ALL,
        by=people.staff,
        on=TODAY,
    )
    due = determination(request)
    assert (due.status, due.met_on) == (DeadlineStatus.MET, date(2026, 10, 13))
    assert request.state == RequestState.GRANTED


def test_a_denial_carries_each_of_its_claims(people: Team) -> None:
    request = factories.received_request(people)
    catch_all = factories.exemption("§ 7922.000", "6255(a)")
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=date(2026, 10, 13)),
        outcome=DeterminationOutcome.PART,
        claims=[
            Claim(exemption=factories.exemption(), cited_as="§ 7923.600", justification="Investigations."),
            Claim(exemption=catch_all, cited_as="§ 7922.000"),
        ],
        by=people.staff,
        on=TODAY,
    )
    assert [claim.cited_as for claim in request.claims.order_by("pk")] == ["§ 7923.600", "§ 7922.000"]
    assert request.state == RequestState.PARTLY_DENIED


def test_a_claim_with_full_disclosure_is_refused_and_nothing_is_kept(people: Team) -> None:
    request = factories.received_request(people)
    with pytest.raises(CaseworkError, match="withholds"):
        communications.record_determination(
            request=request,
            paper=Paper(happened_on=date(2026, 10, 13)),
            outcome=DeterminationOutcome.ALL,
            claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600")],
            by=people.staff,
            on=TODAY,
        )
    assert not request.communications.exists()


def test_a_production_in_instalments_keeps_its_promises(people: Team) -> None:
    request = factories.received_request(people)
    first = communications.record_production(
        request=request,
        paper=Paper(happened_on=date(2026, 10, 20)),
        next_promised_on=date(2026, 11, 3),
        by=people.staff,
        on=TODAY,
    )
    promise = request.deadlines.current().get(rule_id="CPRA-EST")
    assert (first.instalment, promise.due_on, promise.is_open) == (1, date(2026, 11, 3), True)
    second = communications.record_production(
        request=request, paper=Paper(happened_on=date(2026, 11, 5)), by=people.staff, on=TODAY
    )
    promise.refresh_from_db()
    assert (second.instalment, second.promised_on) == (2, date(2026, 11, 3))
    assert (promise.status, promise.met_on) == (DeadlineStatus.MET, date(2026, 11, 5))


def test_an_instalment_comes_once(people: Team) -> None:
    request = factories.received_request(people)
    paper = Paper(happened_on=date(2026, 10, 20))
    communications.record_production(request=request, paper=paper, instalment=1, by=people.staff, on=TODAY)
    with pytest.raises(CaseworkError, match="was received on"):
        communications.record_production(request=request, paper=paper, instalment=1, by=people.staff, on=TODAY)


def test_a_withdrawn_request_is_no_longer_timed(people: Team) -> None:
    request = factories.received_request(people)
    requests.withdraw_request(request=request, by=people.staff, on=TODAY)
    assert determination(request).status == DeadlineStatus.CANCELLED
    assert not Deadline.objects.late(on=TODAY).exists()


@pytest.mark.parametrize("day", [date(2026, 10, 4), date(2026, 12, 24)])
def test_a_receipt_before_the_draft_or_in_the_future_is_refused(people: Team, day: date) -> None:
    request = factories.draft_request(people)
    with pytest.raises(CaseworkError):
        requests.record_receipt(request=request, received_on=day, by=people.staff, on=TODAY)
    request.refresh_from_db()
    assert request.received_on is None


def test_a_sending_after_the_receipt_is_refused_in_a_sentence(people: Team) -> None:
    request = factories.received_request(people)
    with pytest.raises(CaseworkError, match="It cannot be sent after it was received on Mon 5 Oct 2026"):
        requests.record_sending(request=request, sent_on=date(2026, 10, 6), method="mail", by=people.staff, on=TODAY)


def test_an_answer_before_the_receipt_is_refused(people: Team) -> None:
    request = factories.received_request(people)
    with pytest.raises(CaseworkError, match="before the agency received"):
        communications.record_acknowledgement(
            request=request, paper=Paper(happened_on=date(2026, 10, 1)), by=people.staff, on=TODAY
        )


def test_the_agency_is_late_only_after_the_last_day(people: Team) -> None:
    factories.received_request(people)
    assert not Deadline.objects.late(on=date(2026, 10, 15)).filter(rule_id="CPRA-DET").exists()
    assert Deadline.objects.late(on=date(2026, 10, 16)).filter(rule_id="CPRA-DET").exists()
