"""What takes the place of a date: extensions, enlargements, records, earlier times to appeal."""

from datetime import date
from typing import Any

import pytest

from requests_app.law import due_dates
from tests.unit.law.law_asking import fact, one

RECEIVED = date(2026, 10, 5)

REQUEST = fact("request_received", RECEIVED, "request-1")


def test_a_valid_extension_takes_the_place_of_the_ten_days() -> None:
    notice = fact("extension_notice", date(2026, 10, 14), "notice-3", calendar_days=14, ground="consultation")
    determination = fact("determination", date(2026, 10, 29), "paper-4")
    ten = one("CPRA-DET", [REQUEST, notice, determination])
    extended = one("CPRA-EXT", [REQUEST, notice, determination])
    assert ten.due_on == date(2026, 10, 15)
    assert ten.superseded_by == "CPRA-EXT"
    assert "Another date counts instead: Determination after extension (CPRA-EXT)." in ten.reasons
    assert (extended.trigger_key, extended.due_on) == ("notice-3", date(2026, 10, 29))
    assert extended.superseded_by is None
    assert extended.satisfied_by == "paper-4"


def test_a_determination_before_the_notice_came_ends_the_extended_time_too() -> None:
    notice = fact("extension_notice", date(2026, 10, 14), calendar_days=14)
    early = fact("determination", date(2026, 10, 9), "early")
    assert one("CPRA-EXT", [REQUEST, notice, early]).satisfied_by == "early"


@pytest.mark.parametrize(
    ("on", "particulars", "said"),
    [
        (date(2026, 10, 16), {"calendar_days": 14}, "after the time had run out on Thursday, October 15, 2026"),
        (date(2026, 10, 14), {"calendar_days": 15}, "takes 15 days; the Act allows 14"),
        (date(2026, 10, 14), {"until": date(2026, 10, 30)}, "no day after Thursday, October 29, 2026"),
        (date(2026, 10, 14), {"until": date(2026, 10, 14)}, "no later than the time the Act gives anyway"),
        (date(2026, 10, 14), {}, "states no date"),
        (date(2026, 10, 14), {"calendar_days": 14, "written": False}, "not in writing"),
        (date(2026, 10, 14), {"calendar_days": 14, "by_head_or_designee": False}, "does not come from the head"),
        (date(2026, 10, 14), {"calendar_days": 14, "ground": "vacations"}, "“vacations”, is not one of the 6"),
    ],
)
def test_an_extension_that_is_not_valid_moves_nothing_and_says_so(
    on: date, particulars: dict[str, Any], said: str
) -> None:
    due = one("CPRA-DET", [REQUEST, fact("extension_notice", on, **particulars)])
    assert due.due_on == date(2026, 10, 15)
    assert due.superseded_by is None
    [reason] = [reason for reason in due.reasons if "does not move this date" in reason]
    assert said in reason


def test_a_second_extension_is_told_where_the_first_one_counts() -> None:
    first = fact("extension_notice", date(2026, 10, 14), calendar_days=7)
    second = fact("extension_notice", date(2026, 10, 21), calendar_days=7)
    ten, extended = due_dates([REQUEST, second, first])
    assert extended.due_on == date(2026, 10, 22)
    assert any("already extended on Wednesday, October 14, 2026" in reason for reason in extended.reasons)
    assert not any("does not move this date" in reason for reason in ten.reasons)


def test_a_notice_without_effect_leaves_room_for_a_valid_one() -> None:
    bad = fact("extension_notice", date(2026, 10, 12), calendar_days=14, ground="legal review")
    good = fact("extension_notice", date(2026, 10, 14), "good", calendar_days=14, ground="(c)(2)")
    assert one("CPRA-EXT", [REQUEST, bad, good]).trigger_key == "good"


def test_a_promise_on_a_closed_day_rolls_but_not_beyond_the_fourteen_days() -> None:
    notice = fact("extension_notice", date(2026, 10, 14), until=date(2026, 10, 24))
    assert one("CPRA-EXT", [REQUEST, notice]).due_on == date(2026, 10, 26)


def test_more_time_for_good_cause_takes_the_place_of_the_notice_it_enlarged_only() -> None:
    first = fact("notice_of_entry_served", date(2026, 9, 2), "first")
    second = fact("notice_of_entry_served", date(2026, 9, 16), "second")
    order = fact("good_cause_extension", date(2026, 9, 10), "order", calendar_days=10)
    found = {(due.rule, due.trigger_key): due for due in due_dates([first, second, order])}
    assert found["CPRA-WRIT20", "first"].superseded_by == "CPRA-WRIT20X"
    assert found["CPRA-WRIT20", "second"].superseded_by is None
    assert found["CPRA-WRIT20X", "order"].due_on == date(2026, 10, 2)


def test_the_answer_runs_from_the_record_once_it_is_received() -> None:
    served = fact("petition_served", date(2026, 3, 2))
    assert one("WRIT-ANS", [served]).superseded_by is None
    both = [served, fact("administrative_record_received", date(2026, 3, 20))]
    assert one("WRIT-ANS", both).superseded_by == "WRIT-ANS"
    assert one("WRIT-ANS", both, "record").superseded_by is None


def test_of_several_times_the_earliest_counts_and_all_are_kept() -> None:
    entered = fact("judgment_entered", date(2026, 3, 2))
    clerk = fact("notice_of_entry_served", date(2026, 3, 20), of="judgment", by="clerk")
    party = fact("notice_of_entry_served", date(2026, 3, 16), of="judgment", by="party")
    found = {due.rule: due for due in due_dates([entered, clerk, party]) if due.rule.startswith("NOA")}
    assert {rule: due.superseded_by for rule, due in found.items()} == {
        "NOA-60C": "NOA-60P",
        "NOA-60P": None,
        "NOA-180": "NOA-60P",
    }
    fees = one("FEE-TRIAL", [entered, clerk, party])
    assert fees.due_on == found["NOA-60P"].due_on
    branches = [step.on for step in fees.trace if step.kind == "branch"]
    assert branches == sorted(due.due_on for due in found.values() if due.due_on)


def test_two_services_of_one_judgment_leave_the_first_memorandum_date() -> None:
    first = fact("notice_of_entry_served", date(2026, 3, 2), "first", of="judgment", by="clerk")
    second = fact("notice_of_entry_served", date(2026, 3, 9), "second", of="judgment", by="party")
    found = {due.trigger_key: due for due in due_dates([second, first]) if due.rule == "COST-MEMO"}
    assert found["first"].superseded_by is None
    assert found["second"].superseded_by == "COST-MEMO"


def test_each_judgment_has_its_own_times() -> None:
    old = fact("judgment_entered", date(2024, 3, 4), "old")
    new = fact("judgment_entered", date(2026, 3, 2), "new")
    notice = fact("notice_of_entry_served", date(2026, 3, 9), "notice", of="judgment", by="clerk")
    fee_order = fact("notice_of_entry_served", date(2026, 6, 1), "fees", of="fee_order", by="clerk")
    found = {(due.rule, due.trigger_key): due for due in due_dates([old, new, notice, fee_order])}
    assert found["NOA-180", "old"].superseded_by is None
    assert found["NOA-180", "new"].superseded_by == "NOA-60C"
    assert found["NOA-60C", "fees"].superseded_by is None
    assert found["FEE-TRIAL", "old"].due_on == date(2024, 9, 3)
    assert found["FEE-TRIAL", "new"].due_on == date(2026, 5, 8)


def test_a_dismissal_is_the_judgment_of_its_case() -> None:
    entered = fact("judgment_entered", date(2026, 3, 2))
    notice = fact("notice_of_entry_served", date(2026, 3, 9), of="dismissal", by="party")
    assert one("NOA-180", [entered, notice]).superseded_by == "NOA-60P"


def test_when_nobody_says_who_served_both_times_to_appeal_are_shown() -> None:
    notice = fact("notice_of_entry_served", date(2026, 3, 9), of="judgment")
    rules = {due.rule: due.superseded_by for due in due_dates([notice])}
    assert rules["NOA-60C"] is None
    assert rules["NOA-60P"] is None


def test_only_the_last_petition_for_review_opens_the_courts_window() -> None:
    first = fact("petition_for_review_filed", date(2026, 3, 2), "first")
    last = fact("petition_for_review_filed", date(2026, 3, 5), "last")
    assert one("SC-GRANT", [last, first]).trigger_key == "last"


def test_amici_count_from_the_last_brief_once_it_is_filed() -> None:
    answer = fact("answer_brief_filed", date(2026, 3, 2), "answer")
    reply = fact("reply_brief_filed", date(2026, 3, 20), "reply")
    assert one("SC-AMICUS", [answer]).trigger_key == "answer"
    assert one("SC-AMICUS", [answer, reply]).trigger_key == "reply"


@pytest.mark.parametrize(("ordered_on", "late"), [(date(2026, 9, 22), False), (date(2026, 9, 23), True)])
def test_more_time_given_after_the_time_had_run_is_told(ordered_on: date, late: bool) -> None:
    notice = fact("notice_of_entry_served", date(2026, 9, 2))
    due = one("CPRA-WRIT20X", [notice, fact("good_cause_extension", ordered_on, calendar_days=10)])
    assert due.due_on == date(2026, 10, 2)
    assert any("came after the time had run" in reason for reason in due.reasons) is late
