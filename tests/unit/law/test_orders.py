"""What an order of the court, a changed decision, a new holiday or a new law does to a date."""

from datetime import date

import pytest

from requests_app.errors import RuleError
from requests_app.law import due_dates
from requests_app.law.reckoning import known
from tests.unit.law.law_asking import fact, one

RECEIVED = date(2026, 10, 5)

REQUEST = fact("request_received", RECEIVED, "request-1")


def test_an_order_sets_a_date_and_the_date_without_it_is_told() -> None:
    writ = fact("order_to_show_cause", date(2026, 10, 27), "osc")
    order = fact("date_set_by_order", date(2026, 10, 27), rule="COA-RETURN", due_on=date(2026, 11, 6), trigger="osc")
    due = one("COA-RETURN", [writ, order])
    assert due.due_on == date(2026, 11, 6)
    assert any("Without the order it would be Monday, November 30, 2026." in reason for reason in due.reasons)


def test_the_last_order_counts_and_a_closed_day_it_names_rolls() -> None:
    writ = fact("order_to_show_cause", date(2026, 10, 27))
    first = fact("date_set_by_order", date(2026, 10, 27), rule="COA-RETURN", due_on=date(2026, 11, 6))
    last = fact("date_set_by_order", date(2026, 11, 2), rule="COA-RETURN", due_on=date(2026, 11, 28))
    assert one("COA-RETURN", [writ, last, first]).due_on == date(2026, 11, 30)


def test_early_finality_by_order_moves_what_follows_and_stays_where_it_falls() -> None:
    decision = fact("court_of_appeal_decision", date(2026, 3, 2))
    order = fact("date_set_by_order", date(2026, 3, 2), rule="COA-FINAL-30", due_on=date(2026, 3, 14))
    assert one("COA-FINAL-30", [decision, order]).due_on == date(2026, 3, 14)
    assert one("SC-PFR", [decision, order]).due_on == date(2026, 3, 24)


def test_what_ends_a_chain_ends_its_last_link() -> None:
    decision = fact("court_of_appeal_decision", date(2015, 5, 6), "decision")
    review = fact("petition_for_review_filed", date(2015, 6, 15), "review")
    due = one("SC-PFR", [decision, review])
    assert (due.trigger_key, due.satisfied_by) == ("decision", "review")
    assert [step.on for step in due.trace if step.kind == "trigger"] == [date(2015, 5, 6), date(2015, 6, 5)]


def test_a_changed_decision_begins_its_time_anew_while_it_still_can() -> None:
    decision = fact(
        "court_of_appeal_decision",
        date(2026, 3, 2),
        publication_ordered_on=date(2026, 3, 20),
        modified_judgment_on=date(2026, 4, 10),
    )
    # Published on 20 March, so final on 19 April at the earliest; the modification of 10 April restarts it.
    due = one("COA-FINAL-30", [decision])
    assert due.due_on == date(2026, 5, 10)
    assert any("the modification of the judgment, on Friday, April 10, 2026" in reason for reason in due.reasons)


def test_a_modification_without_a_change_is_told_and_moves_nothing() -> None:
    decision = fact("court_of_appeal_decision", date(2015, 5, 6), modified_on=date(2015, 5, 11))
    due = one("COA-FINAL-30", [decision])
    assert due.due_on == date(2015, 6, 5)
    assert any("left the judgment as it was" in reason for reason in due.reasons)


def test_a_new_holiday_moves_the_dates_that_touch_it() -> None:
    closed = {date(2026, 10, 15): "Earthquake"}
    due = one("CPRA-DET", [REQUEST], extra_holidays=closed)
    assert due.due_on == date(2026, 10, 16)
    assert any("Earthquake" in reason for reason in due.reasons)
    assert due.list_version.endswith("1 court closure added")


def test_the_pending_bill_waits_until_a_person_gives_it_a_day() -> None:
    request = fact("request_received", date(2027, 1, 4))
    notice = fact("extension_notice", date(2027, 1, 11), calendar_days=14)
    assert {due.rule for due in due_dates([request, notice])} == {"CPRA-DET", "CPRA-EXT"}
    in_force = {"CPRA-DET-2027": date(2027, 1, 1)}
    ten = one("CPRA-DET-2027", [request, notice], in_force=in_force)
    extended = one("CPRA-EXT-2027", [request, notice], in_force=in_force)
    # Ten business days from Monday 4 January, past King Day on the 18th: Tuesday 19.
    assert ten.due_on == date(2027, 1, 19)
    assert ten.superseded_by == "CPRA-EXT-2027"
    # Fourteen more: three of that week, the 25th to the 29th, the 1st to the 5th; Monday 8 February.
    assert extended.due_on == date(2027, 2, 8)
    assert len(due_dates([request, notice], in_force=in_force)) == 2


def test_the_pending_bill_leaves_earlier_requests_alone() -> None:
    in_force = {"CPRA-EXT-2027": date(2027, 1, 1)}
    request = fact("request_received", date(2026, 12, 31))
    notice = fact("extension_notice", date(2027, 1, 5), calendar_days=14)
    assert {due.rule for due in due_dates([request, notice], in_force=in_force)} == {"CPRA-DET", "CPRA-EXT"}


def test_under_the_pending_bill_a_request_after_hours_is_received_the_next_open_day() -> None:
    request = fact("request_received", date(2027, 1, 4), after_hours=True)
    due = one("CPRA-DET-2027", [request], in_force={"CPRA-DET-2027": date(2027, 1, 1)})
    assert due.due_on == date(2027, 1, 20)
    assert due.readings == ()


def test_a_rule_that_is_not_pending_cannot_be_put_in_force() -> None:
    with pytest.raises(RuleError, match="CPRA-DET is not a pending rule"):
        due_dates([REQUEST], in_force={"CPRA-DET": date(2027, 1, 1)})


def test_the_rules_of_one_bill_begin_on_one_day() -> None:
    with pytest.raises(RuleError, match="come from one bill"):
        due_dates([REQUEST], in_force={"CPRA-DET-2027": date(2027, 1, 1), "CPRA-EXT-2027": date(2027, 2, 1)})


@pytest.mark.parametrize(
    ("readings", "said"), [({"U9": "x"}, "no open question 'U9'"), ({"U1": "x"}, "unrolled or rolled")]
)
def test_a_reading_that_does_not_exist_is_refused(readings: dict[str, str], said: str) -> None:
    with pytest.raises(RuleError, match=said):
        due_dates([REQUEST], readings=readings)


def test_no_facts_set_nothing_running() -> None:
    assert due_dates([]) == ()


def test_dates_come_in_the_order_of_the_rulebook() -> None:
    facts = [
        fact("hearing_set", date(2026, 12, 18), "later"),
        fact("hearing_set", date(2026, 12, 4), "sooner"),
        fact("denial", date(2026, 3, 2)),
    ]
    assert [(due.rule, due.trigger_key) for due in due_dates(facts)] == [
        ("CPRA-NOTIFY", "denial"),
        ("CPRA-DENY", "denial"),
        ("CPRA-SOL", "denial"),
        ("WRIT-NOTICE-1088", "sooner"),
        ("WRIT-NOTICE-1088", "later"),
        ("MOT-MOVE", "sooner"),
        ("MOT-MOVE", "later"),
        ("MOT-OPP", "sooner"),
        ("MOT-OPP", "later"),
        ("MOT-REPLY", "sooner"),
        ("MOT-REPLY", "later"),
    ]


def test_a_day_the_facts_do_not_give_is_refused_and_never_guessed() -> None:
    with pytest.raises(RuleError, match="do not give this rule the day it needs"):
        known(None)
