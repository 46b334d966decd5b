"""What ends a date, what takes its place, whose calendar counts, and what an order or a new law changes."""

from datetime import date
from typing import Any

import pytest

from requests_app.errors import RuleError
from requests_app.law import Closures, DueDate, Fact, Kind, Service, Severity, due_dates

RECEIVED = date(2026, 10, 5)


def fact(kind: str, on: date, key: str = "", /, service: Service | None = None, **particulars: Any) -> Fact:
    return Fact(kind, on, key, service, particulars)


def one(rule: str, facts: list[Fact], leg: str = "", **options: Any) -> DueDate:
    [found] = [due for due in due_dates(facts, **options) if (due.rule, due.leg) == (rule, leg)]
    return found


REQUEST = fact("request_received", RECEIVED, "request-1")


def test_a_date_says_what_it_is_and_what_it_rests_on() -> None:
    due = one("CPRA-DET", [REQUEST])
    assert due.due_on == date(2026, 10, 15)
    assert (due.kind, due.severity, due.must_act) == (Kind.ACT, Severity.AGENCY_DUTY, "agency")
    assert (due.trigger_key, due.trigger_on) == ("request-1", RECEIVED)
    assert due.authority == "Gov. Code § 7922.535(a)"
    assert due.former_citation == "Gov. Code, former § 6253(c)"
    assert due.verified == "P"
    assert due.unverified_note == ""
    assert due.slot == "request-1"
    assert due.list_version.startswith("judicial holidays 2012-2035, list ")


def test_a_request_of_the_old_law_cites_the_old_section() -> None:
    assert one("CPRA-DET", [fact("request_received", date(2022, 12, 30))]).authority == "Gov. Code, former § 6253(c)"
    assert one("CPRA-DET", [fact("request_received", date(2023, 1, 3))]).authority == "Gov. Code § 7922.535(a)"


def test_an_extension_is_governed_by_the_law_of_its_request() -> None:
    request = fact("request_received", date(2022, 12, 28))
    extended = one("CPRA-EXT", [request, fact("extension_notice", date(2023, 1, 4), calendar_days=14)])
    assert extended.authority == "Gov. Code, former § 6253(c)"


@pytest.mark.parametrize("kind", ["determination", "denial", "production"])
def test_a_determination_ends_the_time_for_one(kind: str) -> None:
    due = one("CPRA-DET", [REQUEST, fact(kind, date(2026, 10, 13), "paper-2")])
    assert (due.satisfied_by, due.satisfied_on) == ("paper-2", date(2026, 10, 13))


def test_a_part_of_the_records_is_no_determination_but_keeps_a_promise() -> None:
    promised = fact("estimated_availability", date(2026, 10, 13), available_on=date(2026, 11, 2))
    part = fact("production", date(2026, 11, 3), "box-1", complete=False)
    assert one("CPRA-DET", [REQUEST, promised, part]).satisfied_by is None
    assert one("CPRA-EST", [REQUEST, promised, part]).satisfied_by == "box-1"


def test_the_first_of_several_answers_ends_the_time() -> None:
    late, early = fact("denial", date(2026, 10, 20), "late"), fact("determination", date(2026, 10, 12), "early")
    assert one("CPRA-DET", [REQUEST, late, early]).satisfied_by == "early"


def test_an_answer_without_a_key_is_named_by_its_kind() -> None:
    assert one("CPRA-DET", [REQUEST, fact("determination", RECEIVED)]).satisfied_by == "determination"


def test_what_came_before_the_trigger_ends_nothing() -> None:
    petition = fact("writ_petition_filed", date(2026, 8, 3))
    assert one("CPRA-WRIT20", [petition, fact("notice_of_entry_served", date(2026, 9, 2))]).satisfied_by is None


def test_a_written_denial_is_its_own_fulfilment_and_a_spoken_one_is_not() -> None:
    assert one("CPRA-DENY", [fact("denial", RECEIVED, "d", written=True)]).satisfied_by == "d"
    assert one("CPRA-DENY", [fact("denial", RECEIVED, "d", written=False)]).satisfied_by is None
    assert one("CPRA-DENY", [fact("denial", RECEIVED, "d")]).satisfied_by is None


def test_a_reassessment_ends_the_one_before_it_and_not_itself() -> None:
    first = fact("reassessment_notice", date(2026, 8, 10), "first")
    second = fact("reassessment_notice", date(2026, 9, 8), "second")
    found = {due.trigger_key: due for due in due_dates([first, second])}
    assert found["first"].satisfied_by == "second"
    assert found["second"].satisfied_by is None


def test_an_act_that_was_done_ends_the_date_it_names() -> None:
    hearing = fact("hearing_set", date(2026, 12, 4), "hearing-1")
    other = fact("hearing_set", date(2026, 12, 18), "hearing-2")
    done = fact("act_done", date(2026, 11, 5), "filing-9", rule="MOT-MOVE", trigger="hearing-1")
    found = {(due.rule, due.trigger_key): due for due in due_dates([hearing, other, done])}
    assert found["MOT-MOVE", "hearing-1"].satisfied_by == "filing-9"
    assert found["MOT-MOVE", "hearing-2"].satisfied_by is None
    assert found["MOT-OPP", "hearing-1"].satisfied_by is None


def test_an_act_done_names_the_leg_it_did() -> None:
    trial = fact("writ_trial_set", date(2026, 10, 30))
    done = fact("act_done", date(2026, 8, 31), "brief", rule="LASC-3.231", leg="opening")
    found = {due.leg: due for due in due_dates([trial, done])}
    assert found["opening"].satisfied_by == "brief"
    assert found["reply"].satisfied_by is None
    assert found["reply"].slot == "writ_trial_set/reply"


def test_a_forward_act_done_before_its_trigger_does_not_count() -> None:
    done = fact("act_done", date(2026, 3, 2), rule="COST-TAX")
    assert one("COST-TAX", [done, fact("cost_memorandum_served", date(2026, 3, 3))]).satisfied_by is None


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


def test_the_two_calendars_are_both_shown() -> None:
    closures = Closures("City", {date(2026, 10, 15): "Founders' Day"}, date(2026, 1, 1), date(2026, 12, 31))
    due = one("CPRA-DET", [REQUEST], closures=closures)
    assert due.due_on == date(2026, 10, 15)
    assert due.agency_practice_on == date(2026, 10, 16)
    assert "By the agency's own list of closures it would be Friday, October 16, 2026." in due.reasons


def test_an_agency_open_on_a_judicial_holiday_has_an_earlier_practice_date() -> None:
    closures = Closures("Oakland", {date(2026, 9, 7): "Labor Day"}, date(2026, 1, 1), date(2026, 12, 31))
    due = one("CPRA-DET", [fact("request_received", date(2026, 9, 15))], closures=closures)
    assert (due.due_on, due.agency_practice_on) == (date(2026, 9, 28), date(2026, 9, 25))


def test_the_practice_date_is_not_guessed_beyond_the_agencys_list() -> None:
    closures = Closures("City", {date(2026, 1, 1): "New Year"}, date(2026, 1, 1), date(2026, 10, 14))
    due = one("CPRA-DET", [REQUEST], closures=closures)
    assert due.agency_practice_on is None


def test_the_practice_date_is_told_only_where_it_differs_and_only_for_agencies() -> None:
    closures = Closures("City", {date(2026, 1, 1): "New Year"}, date(2026, 1, 1), date(2026, 12, 31))
    due = one("CPRA-DET", [REQUEST], closures=closures)
    assert due.agency_practice_on == due.due_on
    assert not any("own list of closures" in reason for reason in due.reasons)
    notice = fact("notice_of_entry_served", date(2026, 9, 2))
    assert one("CPRA-WRIT20", [notice], closures=closures).agency_practice_on is None


def test_open_questions_name_both_sides_and_the_other_date() -> None:
    request = fact("request_received", date(2026, 8, 26))
    notice = fact("extension_notice", date(2026, 9, 4), calendar_days=14)
    due = one("CPRA-EXT", [request, notice])
    assert due.readings == ("U1=rolled",)
    assert [tuple(other) for other in due.alternatives] == [("U1=unrolled", date(2026, 9, 21))]
    [said] = [reason for reason in due.reasons if reason.startswith("Open question U1")]
    assert "takes it that the extension runs from the open day" in said
    assert said.endswith("it would be Monday, September 21, 2026.")


def test_a_question_that_changes_nothing_is_not_open() -> None:
    # Day 10 is Saturday 17 October; 14 days from it or from Monday 19 both lead to Monday 2 November.
    request = fact("request_received", date(2026, 10, 7))
    due = one("CPRA-EXT", [request, fact("extension_notice", date(2026, 10, 16), calendar_days=14)])
    assert due.due_on == date(2026, 11, 2)
    assert due.readings == ()
    assert due.alternatives == ()


def test_the_other_side_beyond_the_list_is_said_not_guessed() -> None:
    due = one("CPRA-SOL", [fact("denial", date(2032, 5, 3))])
    assert due.due_on == date(2035, 5, 3)
    assert [tuple(other) for other in due.alternatives] == [("U7=four_years", None)]
    assert any("lies beyond the holiday list" in reason for reason in due.reasons)


def test_two_open_questions_are_each_turned_alone() -> None:
    # Received Tuesday 23 June after hours: from Wednesday 24 day 10 is Saturday 4 July, so Monday 6. As received,
    # day 10 is Friday 3 July, which the courts observe, so Monday 6 again; only with both turned would it be the 3rd.
    request = fact("request_received", date(2026, 6, 23), after_hours=True)
    due = one("CPRA-DET", [request])
    assert due.due_on == date(2026, 7, 6)
    assert due.readings == ()
    turned = one("CPRA-DET", [request], readings={"U2": "as_received", "U6": "observed_does_not_bind"})
    assert turned.due_on == date(2026, 7, 3)
    assert turned.readings == ("U2=as_received", "U6=observed_does_not_bind")
    assert [other.due_on for other in turned.alternatives] == [date(2026, 7, 6), date(2026, 7, 6)]


def test_the_time_to_sue_warns_at_sixty_days_and_six_months() -> None:
    due = one("CPRA-SOL", [fact("denial", date(2026, 3, 2))])
    assert [checkpoint.on for checkpoint in due.checkpoints] == [date(2026, 5, 1), date(2026, 9, 2)]
    assert due.severity is Severity.WARNING
    assert due.unverified_note.startswith("The law is unsettled here")
    assert due.unverified_note in due.reasons


def test_the_courts_window_shows_how_far_it_may_be_extended() -> None:
    due = one("SC-GRANT", [fact("petition_for_review_filed", date(2026, 3, 2))])
    assert [checkpoint.on for checkpoint in due.checkpoints] == [date(2026, 5, 31)]


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
