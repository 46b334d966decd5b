"""Court cases: milestones start deadlines, across a whole chain of courts.

Expected days are those of the authorities, worked by hand in each test.
"""

from datetime import date

import pytest

from requests_app.casework import courts
from requests_app.errors import CaseworkError, RuleError
from requests_app.models import CaseState, Court, CourtLevel, DeadlineStatus, Milestone, RequestState
from requests_app.web.acts import rehearse
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


def test_a_case_puts_its_requests_in_court(people: Team) -> None:
    request = factories.received_request(people)
    case = factories.court_case(people, request)
    request.refresh_from_db()
    assert request.state == RequestState.IN_COURT
    courts.close_case(case=case, outcome="Settled", by=people.counsel, on=TODAY)
    request.refresh_from_db()
    assert request.state == RequestState.WAITING


def test_a_case_is_over_requests_of_its_own_matter(people: Team) -> None:
    request = factories.received_request(people)
    other = type(people.matter).objects.create(
        title="Other", organisation=people.matter.organisation, lead=people.counsel, opened_on=TODAY
    )
    people.matter = other
    with pytest.raises(CaseworkError, match="own matter"):
        factories.court_case(people, request)


@pytest.mark.parametrize(
    ("service", "due_on"),
    [
        ("personal", date(2026, 9, 22)),  # Wednesday 2 September and 20 days
        ("mail", date(2026, 9, 28)),  # and 5 more: Sunday 27 September, so Monday
    ],
)
def test_notice_of_entry_starts_the_twenty_days(people: Team, service: str, due_on: date) -> None:
    case = factories.court_case(people, factories.received_request(people))
    courts.record_milestone(
        case=case,
        title="Notice of entry served",
        happened_on=date(2026, 9, 2),
        fact_kind="notice_of_entry_served",
        service=service,
        by=people.counsel,
        on=TODAY,
    )
    due = case.deadlines.current().get(rule_id="CPRA-WRIT20")
    assert (due.due_on, due.severity) == (due_on, "jurisdictional")


def test_a_preview_shows_what_a_milestone_would_start_and_saves_nothing(people: Team) -> None:
    case = factories.court_case(people, factories.received_request(people))

    def record() -> Milestone:
        return courts.record_milestone(
            case=case,
            fact_kind="notice_of_entry_served",
            title="Notice",
            happened_on=date(2026, 9, 2),
            service="personal",
            by=people.counsel,
            on=TODAY,
        )

    (starts,) = [move for move in rehearse(case, record) if "22 Sep 2026" in move.words]
    assert starts.verb == "Starts"
    assert not case.milestones.exists()
    assert not case.deadlines.exists()


def test_a_decision_in_one_court_starts_the_clock_of_the_next(people: Team) -> None:
    trial = factories.court_case(people, factories.received_request(people))
    appeal = courts.open_case(
        matter=people.matter,
        court=Court.objects.create(name="Court of Appeal", level=CourtLevel.APPEAL),
        number="B1",
        caption="Same",
        requests=[],
        came_from=trial,
        by=people.counsel,
        on=TODAY,
    )
    supreme = courts.open_case(
        matter=people.matter,
        court=Court.objects.create(name="Supreme Court", level=CourtLevel.SUPREME),
        number="S1",
        caption="Same",
        requests=[],
        came_from=appeal,
        by=people.counsel,
        on=TODAY,
    )
    courts.record_milestone(
        case=appeal,
        title="Opinion",
        fact_kind="court_of_appeal_decision",
        happened_on=date(2015, 5, 6),
        by=people.counsel,
        on=TODAY,
    )
    rows = {row.rule_id: row for row in appeal.deadlines.current()}
    assert rows["COA-REHEAR"].due_on == date(2015, 5, 21)
    assert rows["COA-FINAL-30"].due_on == date(2015, 6, 5)
    assert rows["SC-PFR"].due_on == date(2015, 6, 15)
    courts.record_milestone(
        case=supreme,
        title="Petition for review filed",
        fact_kind="petition_for_review_filed",
        happened_on=date(2015, 6, 15),
        by=people.counsel,
        on=TODAY,
    )
    assert appeal.deadlines.current().get(rule_id="SC-PFR").status == DeadlineStatus.MET
    assert supreme.deadlines.current().get(rule_id="SC-PFR-ANS").due_on == date(2015, 7, 6)  # 5 July is a Sunday


def test_a_milestone_the_law_cannot_take_is_refused_and_nothing_is_kept(people: Team) -> None:
    case = factories.court_case(people, factories.received_request(people))
    with pytest.raises(RuleError):
        courts.record_milestone(
            case=case,
            title="Something",
            fact_kind="no_such_fact",
            happened_on=date(2026, 9, 2),
            by=people.counsel,
            on=TODAY,
        )
    assert not case.milestones.exists()


def test_a_closed_case_times_nothing_any_more(people: Team) -> None:
    case = factories.court_case(people, factories.received_request(people))
    courts.record_milestone(
        case=case,
        title="Notice of entry served",
        happened_on=date(2026, 9, 2),
        fact_kind="notice_of_entry_served",
        by=people.counsel,
        on=TODAY,
    )
    courts.close_case(case=case, outcome="Settled", state=CaseState.CLOSED, by=people.counsel, on=TODAY)
    assert not case.deadlines.current().filter(status=DeadlineStatus.OPEN).exists()


def test_what_has_not_happened_yet_starts_no_clock_but_a_hearing_can_be_set(people: Team) -> None:
    case = factories.court_case(people, factories.received_request(people))
    ahead = date(2027, 1, 15)
    with pytest.raises(CaseworkError, match="in the future"):
        courts.record_milestone(
            case=case,
            title="Judgment",
            fact_kind="judgment_entered",
            happened_on=ahead,
            by=people.counsel,
            on=TODAY,
        )
    courts.record_milestone(
        case=case, title="Hearing", fact_kind="hearing_set", happened_on=ahead, by=people.counsel, on=TODAY
    )
    assert case.deadlines.current().get(rule_id="MOT-REPLY").due_on == date(2027, 1, 8)  # five court days back
