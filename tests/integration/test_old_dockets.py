"""A docket older than the list of court holidays is taken in, and what is reinstated counts as before."""

from datetime import date

import pytest
from django.test import Client

from requests_app.casework import courts, docket, hearings
from requests_app.models import CourtCase
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people, factories.received_request(people))


@pytest.fixture
def counsel(people: Team, client: Client) -> Client:
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_docket_from_before_the_list_of_holidays_is_taken_in_and_says_that_nothing_is_counted(
    people: Team, case: CourtCase, counsel: Client
) -> None:
    address = f"/cases/{case.pk}/milestones/new/?kind=notice_of_entry_served"
    said = {"title": "Notice of entry", "happened_on": "2011-12-20", "precision": "day", "of_of": "disclosure_order"}
    looked = counsel.post(address, {**said, "check": "1"}).content.decode()
    assert "Counts nothing:</strong> It lies before 2012, where the list of court holidays begins" in looked
    assert "It lies before 2012" in counsel.post(address, said, follow=True).content.decode()
    hearings.set_hearing(
        case=case, title="Trial", held_on=date(2012, 1, 31), fact_kind="writ_trial_set", by=people.counsel, on=TODAY
    )
    courts.record_milestone(  # means nothing without the notice, which no day is counted from
        case=case,
        title="More time for good cause",
        fact_kind="good_cause_extension",
        happened_on=date(2012, 1, 5),
        particulars={"calendar_days": 10},
        by=people.counsel,
        on=TODAY,
    )
    for register in ("05/06/2011 Petition\n", "Date,Text\n2011-05-09,Petition served\n"):
        page = counsel.post(f"/cases/{case.pk}/register/", {"text": register})
        assert "before 2012: starts no clock" in page.content.decode()
        line = 1 if register.startswith("05") else 2
        fact = "fact:petition_filed" if line == 1 else "fact:petition_served"
        taken = {"text": register, "seen": page.context["seen"], f"take-{line}": fact}
        counsel.post(f"/cases/{case.pk}/register/", taken)
    assert case.milestones.count() == 5
    assert not case.deadlines.exists()
    for page in (case.get_absolute_url(), f"/cases/{case.pk}/chain/", "/calendar/?day=2011-12-20", "/cases/docket/"):
        assert counsel.get(page).status_code == 200


def test_what_can_happen_only_once_counts_again_when_reinstated(people: Team, case: CourtCase) -> None:
    granted = courts.record_milestone(
        case=case,
        title="Review granted",
        fact_kind="review_granted",
        happened_on=date(2026, 10, 27),
        by=people.counsel,
        on=TODAY,
    )
    docket.vacate_entry(milestone=granted, why="Dismissed as improvidently granted", by=people.counsel, on=TODAY)
    docket.reinstate_entry(milestone=granted, by=people.counsel, on=TODAY)
    # Tuesday 27 October and thirty days is Thanksgiving; its Friday is closed too: Monday 30 November.
    assert case.deadlines.current().get(rule_id="SC-OBM").due_on == date(2026, 11, 30)
