"""Campaigns: one text to many agencies, each made by a worker into a request of its own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import campaigns, matters, requests
from requests_app.errors import CaseworkError
from requests_app.models import Agency, Campaign, CampaignEntry, EntryState, LetterState, RecordsRequest
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def browser(people: Team) -> Client:
    client = Client()
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def start(people: Team, count: int = 3, **more: object) -> Campaign:
    agencies = [factories.agency(f"Agency {number}") for number in range(count)]
    return campaigns.start_campaign(
        matter=people.matter,
        title="Plate readers everywhere",
        subject="Plate-reader contracts",
        records_sought="All contracts since 2020.",
        agencies=agencies,
        by=people.staff,
        **more,  # type: ignore[arg-type]
    )


def work() -> int:
    count = 0
    while entry := campaigns.claim_entry(at=clock.now()):
        campaigns.make_entry(entry, on=TODAY)
        count += 1
    return count


def test_each_agency_gets_a_request_and_a_letter_of_its_own(people: Team) -> None:
    campaign = start(people)
    assert work() == 3
    made = RecordsRequest.objects.filter(campaign_entry__campaign=campaign)
    assert {request.agency.short_name for request in made} == {"Agency 0", "Agency 1", "Agency 2"}
    assert all(request.letters.get().state == LetterState.DRAFT for request in made)
    assert {request.handled_by for request in made} == {people.staff}


def test_each_agency_has_a_clock_of_its_own(people: Team) -> None:
    start(people, 2)
    work()
    first, second = RecordsRequest.objects.order_by("pk")
    requests.record_receipt(request=first, received_on=TODAY, by=people.staff, on=TODAY)
    assert first.deadlines.current().exists()
    assert not second.deadlines.current().exists()


def test_letters_are_issued_at_once_where_that_was_chosen(people: Team) -> None:
    start(people, 2, issues_letters=True)
    work()
    assert {entry.letter.state for entry in CampaignEntry.objects.all() if entry.letter} == {LetterState.ISSUING}


def test_cancelling_leaves_out_the_rest_and_keeps_what_was_made(people: Team) -> None:
    campaign = start(people)
    entry = campaigns.claim_entry(at=clock.now())
    assert entry is not None
    campaigns.make_entry(entry, on=TODAY)
    assert campaigns.cancel_campaign(campaign=campaign, by=people.staff) == 2
    assert work() == 0
    assert RecordsRequest.objects.count() == 1


def test_an_entry_cancelled_while_a_worker_holds_it_is_not_made(people: Team) -> None:
    campaign = start(people, 1)
    entry = campaigns.claim_entry(at=clock.now())
    assert entry is not None
    campaigns.cancel_campaign(campaign=campaign, by=people.staff)
    campaigns.make_entry(entry, on=TODAY)
    assert not RecordsRequest.objects.exists()


def test_no_agency_is_taken_by_two_workers(people: Team) -> None:
    start(people, 2)
    now = clock.now()
    taken = [campaigns.claim_entry(at=now) for _ in range(3)]
    assert len({entry.pk for entry in taken if entry}) == 2
    assert taken[2] is None


def test_what_a_dead_worker_held_is_taken_again_and_made_once(people: Team) -> None:
    start(people, 1)
    campaigns.claim_entry(at=clock.now() - timedelta(hours=1))
    again = campaigns.claim_entry(at=clock.now())
    assert again is not None and again.attempt_count == 2
    campaigns.make_entry(again, on=TODAY)
    campaigns.make_entry(again, on=TODAY)
    assert RecordsRequest.objects.count() == 1


def test_an_entry_that_ends_its_worker_five_times_is_given_up_until_a_person_asks(people: Team) -> None:
    campaign = start(people, 1)
    CampaignEntry.objects.update(attempt_count=5)
    work()
    entry = CampaignEntry.objects.get()
    assert entry.state == EntryState.FAILED
    assert entry.failure.startswith("The worker stopped five times while opening this request.")
    campaigns.retry_campaign(campaign=campaign, by=people.staff)
    work()
    entry.refresh_from_db()
    assert (entry.state, entry.failure) == (EntryState.MADE, "")


def test_a_failure_stays_on_its_row_and_can_be_tried_again(people: Team) -> None:
    campaign = start(people, 1)
    membership = people.matter.memberships.get(user=people.staff)
    matters.remove_member(membership=membership, by=people.admin)
    work()
    entry = CampaignEntry.objects.get()
    assert (entry.state, entry.failure) == (EntryState.FAILED, "You are not a member of this matter.")
    matters.add_member(matter=people.matter, user=people.staff, by=people.admin)
    assert campaigns.retry_campaign(campaign=campaign, by=people.staff) == 1
    work()
    entry.refresh_from_db()
    assert (entry.state, entry.failure) == (EntryState.MADE, "")


def test_a_campaign_needs_an_agency(people: Team) -> None:
    with pytest.raises(CaseworkError, match="at least one agency"):
        start(people, 0)


def test_three_hundred_agencies_are_chosen_by_kind_and_watched(browser: Client, people: Team) -> None:
    Agency.objects.bulk_create(
        Agency(name=f"Police of town {number}", short_name=f"Town {number}", kind="police") for number in range(300)
    )
    answer = browser.post(
        reverse("campaign-new"),
        {
            "matter": people.matter.pk,
            "title": "Everywhere",
            "subject": "Contracts",
            "records_sought": "All contracts.",
            "kinds": ["police"],
        },
    )
    campaign = Campaign.objects.get()
    assert answer["Location"] == campaign.get_absolute_url()
    assert b"0 of 300 agencies done." in browser.get(reverse("campaign-status", args=[campaign.pk])).content
    assert work() == 300
    page = browser.get(campaign.get_absolute_url()).content.decode()
    assert "Making the requests" not in page
    assert "<strong>300</strong>made" in page
    assert "1 to 50 of 300 agencies" in page
    last = browser.get(campaign.get_absolute_url(), {"sort": "-agency__name", "q": "town 29", "made": "made"})
    assert [entry.agency.short_name for entry in last.context["page"]][:2] == ["Town 299", "Town 298"]
    assert last.context["page"].paginator.count == 13  # 29, 129, 229 and 290 to 299


def test_the_page_shows_the_state_of_each(browser: Client, people: Team) -> None:
    campaign = start(people, 2)
    work()
    request = RecordsRequest.objects.order_by("pk").first()
    assert request is not None
    requests.record_receipt(request=request, received_on=TODAY, by=people.staff, on=TODAY)
    answer = browser.get(campaign.get_absolute_url(), {"export": "csv"}).getvalue().decode()
    assert "Waiting for a determination" in answer and "2026-11-23" in answer
