"""Each step is told in its own words and kept as data: nothing of the way to a date is lost."""

from datetime import date

import pytest

from requests_app.errors import RuleError
from requests_app.law import Closures, Service, check_extension, due_dates
from requests_app.law.reckoning import known
from tests.unit.law.law_asking import fact, one

SUNDAY = fact("request_received", date(2026, 10, 4))
WEDNESDAY = fact("request_received", date(2026, 8, 26))
MAY = date(2026, 5, 4)
AUTHORITY = "Authority: Gov. Code § 7922.535(a): “within 10 days from receipt of the request”."


def test_a_request_on_a_sunday_is_taken_as_received_on_monday() -> None:
    due = one("CPRA-DET", [SUNDAY])
    assert due.reasons[:4] == (
        "The request came on Sunday, October 4, 2026, a closed day (Sunday); it is taken as received on Monday, "
        "October 5, 2026.",
        "The time runs from Monday, October 5, 2026, when the agency received a request for copies; that day is not "
        "counted.",
        "10 calendar days from then end on Thursday, October 15, 2026.",
        AUTHORITY,
    )
    assert [step.on for step in due.trace] == [date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 15)]


def test_a_request_on_a_sunday_may_be_taken_as_received_that_day() -> None:
    due = one("CPRA-DET", [SUNDAY], readings={"U2": "as_received"})
    assert due.reasons[:2] == (
        "The request came on Sunday, October 4, 2026, a closed day (Sunday); it is taken as received that day.",
        "The time runs from Sunday, October 4, 2026, when the agency received a request for copies; that day is not "
        "counted.",
    )
    assert due.trace[0].on == date(2026, 10, 4)


def test_a_request_after_hours_says_so() -> None:
    due = one("CPRA-DET", [fact("request_received", date(2026, 10, 5), after_hours=True)])
    assert due.reasons[0] == (
        "The request came on Monday, October 5, 2026, a day after office hours; it is taken as received on Tuesday, "
        "October 6, 2026."
    )


@pytest.mark.parametrize(
    ("side", "runs_from", "ends", "first"),
    [
        ("rolled", "The extension runs from Tuesday, September 8, 2026.", "Tuesday, September 22", date(2026, 9, 8)),
        (
            "unrolled",
            "The extension runs from Saturday, September 5, 2026, the last day before it rolled.",
            "Saturday, September 19",
            date(2026, 9, 5),
        ),
    ],
)
def test_an_extension_tells_where_it_runs_from(side: str, runs_from: str, ends: str, first: date) -> None:
    notice = fact("extension_notice", date(2026, 9, 4), calendar_days=14)
    due = one("CPRA-EXT", [WEDNESDAY, notice], readings={"U1": side})
    assert due.reasons[2].startswith("Saturday, September 5, 2026; Sunday")
    assert due.reasons[3] == runs_from
    assert due.reasons[4] == f"14 calendar days from then end on {ends}, 2026."
    assert due.trace[3].on == first


def test_a_promised_day_is_told_without_a_count() -> None:
    notice = fact("extension_notice", date(2026, 9, 4), until=date(2026, 9, 19))
    due = one("CPRA-EXT", [WEDNESDAY, notice])
    assert due.reasons[3:5] == (
        "The notice promises a determination by Saturday, September 19, 2026.",
        "Saturday, September 19, 2026 and Sunday, September 20, 2026 are closed, so the last day is Monday, "
        "September 21, 2026 (Code Civ. Proc. §§ 12, 12a).",
    )
    assert due.readings == ()


def test_several_problems_of_a_notice_are_told_in_one_breath() -> None:
    notice = fact("extension_notice", date(2026, 9, 4), calendar_days=20, written=False)
    [said] = [reason for reason in one("CPRA-DET", [WEDNESDAY, notice]).reasons if "does not move" in reason]
    assert said == (
        "The extension notice of Friday, September 4, 2026 does not move this date: The notice takes 20 days; the "
        "Act allows 14. The notice is not in writing."
    )


def test_the_time_for_fees_lists_every_branch_and_the_earliest() -> None:
    entered = fact("judgment_entered", date(2026, 3, 2))
    clerk = fact("notice_of_entry_served", date(2026, 3, 9), of="judgment", by="clerk")
    due = one("FEE-TRIAL", [entered, clerk])
    assert due.reasons == (
        "The time runs from Monday, March 9, 2026, when the clerk served notice of entry or a file-stamped copy; "
        "that day is not counted.",
        "60 calendar days from then end on Friday, May 8, 2026.",
        "The time to appeal under Cal. Rules of Court, rule 8.104(a)(1)(A) ends on Friday, May 8, 2026.",
        "The time to appeal under Cal. Rules of Court, rule 8.104(a)(1)(C) ends on Monday, August 31, 2026.",
        "Whichever comes first counts: Friday, May 8, 2026.",
        "Authority: Cal. Rules of Court, rule 3.1702(b)(1): “within the time for filing a notice of appeal”.",
        "The parties may stipulate to more time, but only before it runs out (rule 3.1702(b)(2)).",
    )
    assert [step.authority for step in due.trace if step.kind == "branch"] == [
        "Cal. Rules of Court, rule 8.104(a)(1)(A)",
        "Cal. Rules of Court, rule 8.104(a)(1)(C)",
    ]


def test_a_single_branch_is_not_compared_with_anything() -> None:
    due = one("FEE-TRIAL", [fact("judgment_entered", date(2026, 3, 2))])
    assert not any("Whichever comes first" in reason for reason in due.reasons)


def test_two_judgments_of_one_day_each_have_their_own_time_for_fees() -> None:
    one_day = [fact("judgment_entered", date(2026, 3, 2), key) for key in ("a", "b")]
    assert [due.trigger_key for due in due_dates(one_day) if due.rule == "FEE-TRIAL"] == ["a", "b"]


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (None, "No manner of service is stated, so no days are added for service."),
        (Service.PERSONAL, "Service personally adds no days."),
        (
            Service.MAIL,
            "Service by mail within California adds 5 calendar days (Code Civ. Proc. § 1013(a)): Sunday, March 22, "
            "2026.",
        ),
    ],
)
def test_what_service_adds_is_told_even_where_it_is_nothing(service: Service | None, said: str) -> None:
    due = one("COST-TAX", [fact("cost_memorandum_served", date(2026, 3, 2), "", service)])
    assert due.reasons[2] == said


def test_a_rule_that_service_does_not_touch_says_why_only_when_it_was_served() -> None:
    served = one("COST-APP", [fact("remittitur_issued", date(2026, 3, 3), "", Service.ELECTRONIC)])
    assert served.reasons[2] == "The time runs from issuance, not from service, so no manner of service extends it."
    unserved = one("COST-APP", [fact("remittitur_issued", date(2026, 3, 3))])
    assert not any("service extends" in reason for reason in unserved.reasons)


def test_days_for_mail_are_added_to_the_last_day_itself_whatever_reading_u5_says() -> None:
    # Day 5 is Saturday 7 March; five days more lead to Thursday 12, not from a Monday to Saturday 14.
    served = fact("writ_application_served", date(2026, 3, 2), "", Service.MAIL)
    due = one("WRIT-OPP-1107", [served], readings={"U5": "roll_first"})
    assert due.due_on == date(2026, 3, 12)
    assert due.readings == ()


def test_a_day_that_rolls_first_is_told_before_the_court_days() -> None:
    served = fact("writ_application_served", date(2026, 3, 2), "", Service.ELECTRONIC)
    due = one("WRIT-OPP-1107", [served], readings={"U5": "roll_first"})
    assert due.reasons[2].startswith("Saturday, March 7, 2026 and Sunday, March 8, 2026 are closed")
    assert due.reasons[3].startswith("Service electronically adds 2 court days")


def test_court_days_skip_an_observed_holiday_whatever_binds_the_agency() -> None:
    # Back from Friday 10 July: 9, 8, 7, 6, past the observed Friday 3, then 2, 1, 30, 29, 26 June.
    due = one("MOT-OPP", [fact("hearing_set", date(2026, 7, 10))], readings={"U6": "observed_does_not_bind"})
    assert due.due_on == date(2026, 6, 26)


def test_a_filing_rolls_off_an_observed_holiday_whatever_binds_the_agency() -> None:
    served = fact("cost_memorandum_served", date(2026, 6, 18), "", Service.PERSONAL)
    due = one("COST-TAX", [served], readings={"U6": "observed_does_not_bind"})
    assert due.due_on == date(2026, 7, 6)
    assert due.readings == ()


def test_business_days_are_those_of_the_agency_where_its_list_is_known() -> None:
    closures = Closures("Oakland", {date(2026, 10, 6): "Furlough"}, date(2026, 1, 1), date(2026, 12, 31))
    request = fact("immediate_disclosure_request", date(2026, 10, 5), place="oakland")
    due = one("CPRA-IDR-OAK", [request], closures=closures)
    assert (due.due_on, due.agency_practice_on) == (date(2026, 10, 8), date(2026, 10, 9))


def test_the_agencys_list_carries_through_receipt_and_extension() -> None:
    closures = Closures("City", {date(2026, 10, 5): "Furlough"}, date(2026, 1, 1), date(2026, 12, 31))
    notice = fact("extension_notice", date(2026, 10, 15), calendar_days=14)
    due = one("CPRA-EXT", [SUNDAY, notice], closures=closures)
    # Courts: Monday 5 October, 15, 29. City: Tuesday 6 October, 16, 30.
    assert (due.due_on, due.agency_practice_on) == (date(2026, 10, 29), date(2026, 10, 30))


def test_a_roll_is_kept_as_data_day_by_day() -> None:
    due = one("CPRA-DET", [WEDNESDAY])
    assert due.trace[2].to_json() == {
        "kind": "roll",
        "on": "2026-09-08",
        "text": "last day",
        "amount": 0,
        "unit": "",
        "skipped": [
            {"on": "2026-09-05", "name": "Saturday"},
            {"on": "2026-09-06", "name": "Sunday"},
            {"on": "2026-09-07", "name": "Labor Day"},
        ],
        "authority": "Code Civ. Proc. §§ 12, 12a",
    }


def test_counts_that_run_back_carry_their_sign() -> None:
    due = one("MOT-MOVE", [fact("hearing_set", date(2018, 6, 18), "", Service.MAIL)])
    assert [(step.kind.value, step.amount, step.unit) for step in due.trace] == [
        ("trigger", 0, ""),
        ("count", -16, "court days"),
        ("service", -5, "calendar days"),
        ("roll", 0, ""),
    ]
    assert due.trace[1].text == ""


def test_an_order_is_a_step_with_the_day_it_set() -> None:
    writ = fact("order_to_show_cause", date(2026, 10, 27))
    order = fact("date_set_by_order", date(2026, 10, 28), rule="COA-RETURN", due_on=date(2026, 11, 6))
    due = one("COA-RETURN", [writ, order])
    assert due.trace[-1].on == date(2026, 11, 6)
    assert due.reasons[3] == (
        "By order of Wednesday, October 28, 2026 the court set Friday, November 6, 2026. Without the order it would "
        "be Monday, November 30, 2026."
    )


def test_a_modification_without_a_change_is_a_step_of_its_day() -> None:
    due = one("COA-FINAL-30", [fact("court_of_appeal_decision", date(2015, 5, 6), modified_on=date(2015, 5, 11))])
    assert due.reasons[0] == (
        "The modification of Monday, May 11, 2015 left the judgment as it was and moves nothing."
    )
    assert due.trace[0].on == date(2015, 5, 11)


@pytest.mark.parametrize("changed_on", [date(2026, 5, 4), date(2026, 6, 3)])
def test_a_decision_may_change_from_its_own_day_to_the_day_it_is_final(changed_on: date) -> None:
    decision = fact("court_of_appeal_decision", date(2026, 5, 4), modified_judgment_on=changed_on)
    assert one("COA-FINAL-30", [decision]).trace[-1].amount == 30


def test_more_time_may_be_given_on_the_very_day_of_service() -> None:
    notice = fact("notice_of_entry_served", date(2026, 9, 2))
    due = one("CPRA-WRIT20X", [notice, fact("good_cause_extension", date(2026, 9, 2), calendar_days=10)])
    assert due.due_on == date(2026, 10, 2)


def test_a_date_carries_the_words_of_the_law_and_of_its_trigger() -> None:
    due = one("CPRA-DET", [WEDNESDAY])
    assert due.quoted == "within 10 days from receipt of the request"
    assert due.trigger == "the agency received a request for copies"


def test_an_authority_without_words_is_cited_alone() -> None:
    due = one("CPRA-SOL", [fact("denial", date(2026, 3, 2))])
    assert "Authority: Code Civ. Proc. § 338(a); Kao v. CDCR (2016) 244 Cal.App.4th 1326." in due.reasons
    assert due.checkpoints[0].title == "60 days since the denial: laches may be argued"


def test_a_notice_is_checked_under_the_chosen_readings_and_calendars() -> None:
    notice = fact("extension_notice", date(2026, 10, 15), calendar_days=14)
    assert not any(finding.moves_no_date for finding in check_extension([SUNDAY, notice], notice))
    early = check_extension([SUNDAY, notice], notice, readings={"U2": "as_received"})
    assert early[0].moves_no_date
    closed = check_extension(
        [SUNDAY, notice], notice, readings={"U2": "as_received"}, extra_holidays={date(2026, 10, 14): "Flood"}
    )
    assert not closed[0].moves_no_date


def test_a_promise_tells_both_its_days() -> None:
    due = one("CPRA-EST", [fact("estimated_availability", date(2026, 10, 29), available_on=date(2026, 11, 21))])
    assert due.reasons[:2] == (
        "On Thursday, October 29, 2026 the agency stated when the records would be available.",
        "The day stated is Saturday, November 21, 2026.",
    )
    assert [step.on for step in due.trace] == [date(2026, 10, 29), date(2026, 11, 21)]


def test_a_decision_final_when_filed_counts_nothing() -> None:
    due = one("COA-FINAL-0", [fact("court_of_appeal_decision", date(2026, 10, 16), summary_denial=True)])
    assert due.reasons[0] == (
        "On Friday, October 16, 2026 the court denied or dismissed without an order to show cause, or as moot; "
        "nothing is counted."
    )
    assert len(due.trace) == 1


def test_a_late_order_for_more_time_is_told_whole() -> None:
    notice = fact("notice_of_entry_served", date(2026, 9, 2))
    due = one("CPRA-WRIT20X", [notice, fact("good_cause_extension", date(2026, 9, 24), calendar_days=10)])
    assert due.reasons[2] == (
        "The order of Thursday, September 24, 2026 came after the time had run; whether it revives it is for counsel "
        "to say."
    )
    assert due.trace[2].to_json()["kind"] == "note"


def test_a_refused_fact_is_refused_in_a_whole_sentence() -> None:
    order = fact("good_cause_extension", date(2026, 9, 24), calendar_days=10)
    judgment = fact("notice_of_entry_served", date(2026, 9, 2), of="judgment")
    decision = fact("court_of_appeal_decision", date(2026, 9, 2), summary_denial=True, civil_appeal=True)
    notice = fact("extension_notice", date(2026, 10, 15), calendar_days=14)
    writs = [fact("order_to_show_cause", date(2026, 3, day)) for day in (2, 3)]
    for ask, sentence in (
        (
            lambda: due_dates([judgment, order]),
            "An extension for good cause needs an earlier notice of entry of the disclosure order.",
        ),
        (
            lambda: due_dates([decision]),
            "A decision of the Court of Appeal cannot be both a summary denial and a civil appeal: "
            "appeals are decided.",
        ),
        (lambda: check_extension([SUNDAY], notice), "The notice to be checked is not among the facts."),
        (
            lambda: due_dates([*writs, fact("date_set_by_order", date(2026, 3, 4), rule="COA-AG", due_on=MAY)]),
            "The order of 2026-03-04 sets a date for COA-AG, but more than one fact starts it; name one by its key.",
        ),
        (lambda: known(None), "The facts do not give this rule the day it needs."),
    ):
        with pytest.raises(RuleError) as refused:
            ask()
        assert str(refused.value) == sentence
