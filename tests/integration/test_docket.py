"""The docket: entries, hearings and their continuances, services, and orders that set dates.

Expected days are those of the authorities, worked by hand in each test.
"""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app.casework import courts, docket, hearings, orders
from requests_app.casework.naming import name_deadline
from requests_app.errors import CaseworkError, RuleError
from requests_app.models import (
    CourtCase,
    Deadline,
    DeadlineStatus,
    Document,
    EntryKind,
    Hearing,
    Milestone,
)
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db

AHEAD = date(2027, 1, 15)


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people, factories.received_request(people))


@pytest.fixture
def hearing(people: Team, case: CourtCase) -> Hearing:
    return hearings.set_hearing(
        case=case,
        title="Motion to compel",
        held_on=AHEAD,
        starts_at=time(9, 30),
        fact_kind="hearing_set",
        particulars={"of": "motion"},
        by=people.counsel,
        on=TODAY,
    )


@pytest.fixture
def writ(people: Team, case: CourtCase) -> Milestone:
    """An order to show cause of Tuesday 27 October 2026; the return is due in thirty days."""
    return courts.record_milestone(
        case=case,
        title="Order to show cause",
        fact_kind="order_to_show_cause",
        happened_on=date(2026, 10, 27),
        by=people.counsel,
        on=TODAY,
    )


@pytest.fixture
def counsel(people: Team) -> Client:
    client = Client()
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    return client


def the_return(case: CourtCase) -> Deadline:
    return case.deadlines.current().get(rule_id="COA-RETURN")


def set_return(people: Team, case: CourtCase, due_on: date = date(2026, 12, 11), set_by: str = "order") -> Milestone:
    return orders.set_date(
        case=case,
        deadline=the_return(case),
        due_on=due_on,
        made_on=date(2026, 11, 2),
        set_by=set_by,
        made_by="Presiding Justice",
        by=people.counsel,
        on=TODAY,
    )


def test_a_hearing_continued_keeps_its_old_day_and_moves_what_is_counted_back(
    people: Team, case: CourtCase, hearing: Hearing
) -> None:
    reply = case.deadlines.current().get(rule_id="MOT-REPLY")
    assert reply.due_on == date(2027, 1, 8)  # five court days back from Friday 15 January
    hearings.continue_hearing(
        hearing=hearing,
        held_on=date(2027, 1, 29),
        starts_at=time(8, 30),
        why="Stipulated",
        by=people.counsel,
        on=TODAY,
    )
    old = hearing.continuances.get()
    assert (old.from_on, old.from_at, old.to_on, old.to_at) == (AHEAD, time(9, 30), date(2027, 1, 29), time(8, 30))
    moved = case.deadlines.current().get(rule_id="MOT-REPLY")
    assert moved.due_on == date(2027, 1, 22)  # five court days back from Friday 29 January
    reply.refresh_from_db()
    assert (reply.status, reply.replaced_by) == (DeadlineStatus.MOVED, moved)


def test_a_hearing_is_not_continued_to_where_it_is_nor_from_off_calendar(people: Team, hearing: Hearing) -> None:
    with pytest.raises(CaseworkError, match="already"):
        hearings.continue_hearing(
            hearing=hearing, held_on=AHEAD, starts_at=time(9, 30), why="x", by=people.counsel, on=TODAY
        )
    docket.vacate_entry(milestone=hearing.milestone, why="Motion withdrawn", by=people.counsel, on=TODAY)
    with pytest.raises(CaseworkError, match="off calendar"):
        hearings.continue_hearing(hearing=hearing, held_on=TODAY, why="x", by=people.counsel, on=TODAY)
    assert hearing.standing(on=TODAY) == "off calendar"
    assert not hearing.milestone.case.deadlines.current().exists()


def test_what_is_no_hearing_is_not_set_as_one(people: Team, case: CourtCase) -> None:
    with pytest.raises(CaseworkError, match="not a hearing"):
        hearings.set_hearing(
            case=case, title="x", held_on=AHEAD, fact_kind="judgment_entered", by=people.counsel, on=TODAY
        )


def test_hearings_of_a_span_are_those_set_then_that_one_may_see(
    people: Team, case: CourtCase, hearing: Hearing
) -> None:
    off = hearings.set_hearing(case=case, title="Conference", held_on=AHEAD, by=people.counsel, on=TODAY)
    docket.vacate_entry(milestone=off.milestone, why="By the court", by=people.counsel, on=TODAY)
    assert list(hearings.hearings_between(people.reader, AHEAD, AHEAD)) == [hearing]
    assert not hearings.hearings_between(people.stranger, AHEAD, AHEAD)
    assert not hearings.hearings_between(people.reader, TODAY, date(2027, 1, 14))


@pytest.mark.parametrize(
    ("on", "outcome", "said"),
    [
        (TODAY, "", "set"),
        (date(2027, 1, 16), "", "past, no outcome recorded"),
        (date(2027, 1, 16), "Granted", "held"),
    ],
)
def test_a_hearing_says_how_it_stands(people: Team, hearing: Hearing, on: date, outcome: str, said: str) -> None:
    docket.correct_entry(milestone=hearing.milestone, outcome=outcome, by=people.counsel, on=TODAY)
    assert hearing.standing(on=on) == said


def test_an_order_sets_a_date_and_the_rules_own_stays_beside_it(
    people: Team, case: CourtCase, writ: Milestone
) -> None:
    assert the_return(case).due_on == date(2026, 11, 30)  # thirty days: Thanksgiving; Friday and the weekend closed
    order = set_return(people, case)
    due = the_return(case)
    assert (due.due_on, due.rule_gives_on) == (date(2026, 12, 11), date(2026, 11, 30))
    assert due.override_sentence == ("Set by order of Mon 2 Nov 2026; the rule would give Mon 30 Nov 2026.")
    assert due.set_by == f"milestone-{order.pk}"
    assert name_deadline(due).reasons[0] == due.override_sentence  # what mails and calendars say first
    assert order.entry_kind == EntryKind.ORDER


def test_a_vacated_order_gives_the_rules_date_back_and_reinstated_it_counts_again(
    people: Team, case: CourtCase, writ: Milestone
) -> None:
    order = set_return(people, case)
    docket.vacate_entry(
        milestone=order, vacated_on=date(2026, 11, 9), why="Vacated on reconsideration", by=people.counsel, on=TODAY
    )
    due = the_return(case)
    assert (due.due_on, due.override_sentence) == (date(2026, 11, 30), "")
    docket.reinstate_entry(milestone=order, by=people.counsel, on=TODAY)
    assert the_return(case).due_on == date(2026, 12, 11)


def test_a_vacated_entry_says_why(people: Team, writ: Milestone) -> None:
    with pytest.raises(CaseworkError, match="Say why"):
        docket.vacate_entry(milestone=writ, why=" ", by=people.counsel, on=TODAY)


def test_a_stipulation_is_called_one_and_the_last_word_counts(people: Team, case: CourtCase, writ: Milestone) -> None:
    set_return(people, case, date(2026, 12, 4))
    later = set_return(people, case, date(2026, 12, 18), set_by="stipulation")
    due = the_return(case)
    assert due.due_on == date(2026, 12, 18)
    assert due.set_words == "stipulation of Mon 2 Nov 2026"
    assert any("By stipulation of Monday, November 2, 2026 the parties set" in reason for reason in due.reasons)
    assert later.entry_kind == EntryKind.STIPULATION


def test_an_extension_is_called_one(people: Team, case: CourtCase, writ: Milestone) -> None:
    set_return(people, case, set_by="extension")
    assert any("By an extension granted on Monday, November 2, 2026" in why for why in the_return(case).reasons)


def test_a_date_the_court_may_not_set_is_refused(people: Team, case: CourtCase) -> None:
    courts.record_milestone(
        case=case,
        title="Notice",
        fact_kind="notice_of_entry_served",
        happened_on=date(2026, 11, 9),
        by=people.counsel,
        on=TODAY,
    )
    jurisdictional = case.deadlines.current().get(rule_id="CPRA-WRIT20")
    assert jurisdictional not in orders.settable(case)
    with pytest.raises(RuleError, match="cannot set"):
        orders.set_date(case=case, deadline=jurisdictional, due_on=AHEAD, made_on=TODAY, by=people.counsel, on=TODAY)
    assert not case.milestones.filter(fact_kind="date_set_by_order").exists()


def test_an_order_needs_a_date_of_this_chain_and_a_known_kind(people: Team, case: CourtCase, writ: Milestone) -> None:
    with pytest.raises(CaseworkError, match="an order, a stipulation or an extension"):
        set_return(people, case, set_by="rumour")
    other = factories.court_case(people, number="26CV2")
    with pytest.raises(CaseworkError, match="another case"):
        orders.set_date(
            case=other, deadline=the_return(case), due_on=AHEAD, made_on=TODAY, by=people.counsel, on=TODAY
        )


def test_a_service_the_clock_counts_from_moves_it(people: Team, case: CourtCase) -> None:
    notice = courts.record_milestone(
        case=case,
        title="Notice of entry",
        fact_kind="notice_of_entry_served",
        happened_on=date(2026, 9, 2),
        service="personal",
        by=people.counsel,
        on=TODAY,
    )
    say = {"served_by": "Clerk", "served_on_whom": "Petitioner", "method": "mail", "by": people.counsel, "on": TODAY}
    service = docket.record_service(milestone=notice, served_on=date(2026, 9, 2), **say)
    assert not service.is_counted
    assert case.deadlines.current().get(rule_id="CPRA-WRIT20").due_on == date(2026, 9, 22)
    service = docket.record_service(milestone=notice, served_on=date(2026, 9, 2), counts=True, **say)
    assert service.is_counted
    # 22 September and five days: Sunday 27, so Monday 28.
    assert case.deadlines.current().get(rule_id="CPRA-WRIT20").due_on == date(2026, 9, 28)
    with pytest.raises(CaseworkError, match="future"):
        docket.record_service(milestone=notice, served_on=AHEAD, **say)
    brief = courts.record_milestone(case=case, title="Brief", happened_on=TODAY, by=people.counsel, on=TODAY)
    with pytest.raises(CaseworkError, match="No clock counts"):
        docket.record_service(milestone=brief, served_on=TODAY, counts=True, **say)


def test_a_corrected_entry_moves_its_dates_and_cannot_lie_ahead(
    people: Team, case: CourtCase, writ: Milestone
) -> None:
    docket.correct_entry(milestone=writ, happened_on=date(2026, 10, 20), by=people.counsel, on=TODAY)
    assert the_return(case).due_on == date(2026, 11, 19)
    with pytest.raises(CaseworkError, match="future"):
        docket.correct_entry(milestone=writ, happened_on=AHEAD, by=people.counsel, on=TODAY)


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        ("petition_for_review_filed", EntryKind.PETITION),
        ("answer_brief_filed", EntryKind.BRIEF),
        ("supreme_court_decision", EntryKind.DECISION),
        ("notice_of_entry_served", EntryKind.NOTICE),
        ("settlement", EntryKind.OTHER),
        ("", ""),
    ],
)
def test_a_fact_of_the_law_has_its_usual_kind_of_entry(fact: str, kind: str) -> None:
    assert courts.entry_kind_of(fact) == kind


def test_an_order_is_recorded_on_its_page_after_a_look_at_what_moves(
    people: Team, case: CourtCase, writ: Milestone, counsel: Client
) -> None:
    said = {
        "deadline": the_return(case).pk,
        "set_by": "stipulation",
        "made_on": "2026-11-02",
        "due_on": "2026-12-11",
    }
    address = f"/cases/{case.pk}/orders/new/"
    page = counsel.post(address, said).content.decode()
    assert "counts only with its proof" in page
    looked = counsel.post(address, {**said, "check": "1"}).content.decode()  # as scripts ask, without the file
    assert "from Mon 30 Nov 2026 to Fri 11 Dec 2026" in looked
    paper = SimpleUploadedFile("stipulation.txt", b"It is stipulated.")
    page = counsel.post(address, {**said, "file": paper, "check": "1"}).content.decode()
    assert "from Mon 30 Nov 2026 to Fri 11 Dec 2026" in page
    assert not Document.objects.exists()
    paper = SimpleUploadedFile("stipulation.txt", b"It is stipulated.")
    page = counsel.post(address, {**said, "file": paper}, follow=True).content.decode()
    assert "set by stipulation of Mon 2 Nov 2026" in page
    assert "the rule would give Mon 30 Nov 2026" in page
    order = case.milestones.get(fact_kind="date_set_by_order")
    assert Document.objects.get().milestone == order
    assert f"/cases/docket/{order.pk}/" in page  # the way to the paper that proves it
    listed = counsel.get("/deadlines/?export=csv").getvalue().decode()
    assert "Set by stipulation of Mon 2 Nov 2026; the rule would give Mon 30 Nov 2026." in listed


def test_where_no_date_runs_the_page_of_orders_says_what_to_do_first(case: CourtCase, counsel: Client) -> None:
    assert "Record first what starts it" in counsel.get(f"/cases/{case.pk}/orders/new/").content.decode()


def test_hearings_are_set_continued_and_taken_off_on_their_pages(
    case: CourtCase, counsel: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = counsel.get(f"/cases/{case.pk}/milestones/new/?kind=hearing_set")
    assert kinds["Location"] == f"/cases/{case.pk}/hearings/new/?kind=hearing_set"
    assert counsel.get(f"/cases/{case.pk}/milestones/new/?kind=date_set_by_order")["Location"].endswith(
        "/orders/new/"
    )
    said = {
        "heard": "writ_trial_set/",
        "title": "Trial",
        "held_on": "2027-03-12",
        "starts_at": "13:30",
        "link": "https://court.example/1",
    }
    counsel.post(f"/cases/{case.pk}/hearings/new/", said)
    hearing = Hearing.objects.get()
    assert (hearing.milestone.fact_kind, hearing.starts_at) == ("writ_trial_set", time(13, 30))
    paper = SimpleUploadedFile("order.txt", b"Continued.")
    counsel.post(
        f"/cases/hearings/{hearing.pk}/continue/",
        {"held_on": "2027-04-09", "starts_at": "09:00", "why": "By the court", "file": paper},
    )
    counsel.post(f"/cases/hearings/{hearing.pk}/place/", {"department": "86", "place": "Room 835"})
    page = counsel.get(case.get_absolute_url()).content.decode()
    for words in ("Fri 12 Mar 2027, 13:30", "By the court", "Department 86", "Room 835", "09:00"):
        assert words in page
    counsel.post(f"/cases/docket/{hearing.milestone.pk}/vacate/", {"why": "Settled"})
    assert "Settled" in counsel.get("/cases/docket/?counts=no").content.decode()
    assert "Trial" in counsel.get("/cases/hearings/?held=off").content.decode()
    assert "Trial" not in counsel.get("/cases/hearings/?held=ahead&export=csv").getvalue().decode()
    counsel.post(f"/cases/docket/{hearing.milestone.pk}/reinstate/")
    assert "Trial" in counsel.get("/cases/hearings/?q=trial").content.decode()


def test_an_entry_is_corrected_and_served_on_its_pages(case: CourtCase, writ: Milestone, counsel: Client) -> None:
    page = counsel.get(f"/cases/docket/{writ.pk}/correct/").content.decode()
    assert 'value="2026-10-27"' in page
    corrected = {"title": "OSC", "happened_on": "2026-10-20", "filed_by": "The court", "outcome": "Issued"}
    counsel.post(f"/cases/docket/{writ.pk}/correct/", corrected)
    assert the_return(case).due_on == date(2026, 11, 19)
    proof = SimpleUploadedFile("proof.txt", b"I served it.")
    said = {"served_by": "Clerk", "served_on_whom": "All", "method": "mail", "served_on": "2026-10-20", "file": proof}
    counsel.post(f"/cases/docket/{writ.pk}/service/", said)
    assert writ.services.get().proof == Document.objects.get()
    assert "Served by Clerk on All" in counsel.get(case.get_absolute_url()).content.decode()
    assert counsel.get(f"/cases/docket/{writ.pk}/")["Location"].endswith(f"#milestone-{writ.pk}")
    listed = counsel.get(f"/cases/docket/?case={case.pk}&entry_kind=order").content.decode()
    assert "OSC" in listed


def test_what_an_order_was_about_stays_when_it_is_corrected(
    people: Team, case: CourtCase, writ: Milestone, counsel: Client
) -> None:
    order = set_return(people, case)
    said = {"title": "Order", "happened_on": "2026-11-02", "of_due_on": "2026-12-18", "of_by": "order"}
    counsel.post(f"/cases/docket/{order.pk}/correct/", said)
    assert the_return(case).due_on == date(2026, 12, 18)


def test_lists_of_the_docket_and_of_hearings_take_as_many_queries_for_ten_rows_as_for_one(
    people: Team,
    case: CourtCase,
    counsel: Client,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    def count(address: str) -> int:
        with django_assert_max_num_queries(60) as asked:  # type: ignore[attr-defined]
            counsel.get(address)
        return len(asked)

    def add() -> None:
        hearings.set_hearing(case=case, title="Conference", held_on=AHEAD, by=people.counsel, on=TODAY)

    add()
    before = [count(address) for address in ("/cases/docket/", "/cases/hearings/", case.get_absolute_url())]
    for _ in range(4):
        add()
    assert [count(address) for address in ("/cases/docket/", "/cases/hearings/", case.get_absolute_url())] == before
