"""The reasons read as sentences that stand in a letter or a declaration."""

from datetime import date

from requests_app.law import Fact, Service, due_dates, explain


def said(fact: Fact, rule: str) -> str:
    [due] = [due for due in due_dates([fact]) if due.rule == rule]
    return explain(due)


def test_a_determination_explains_itself_day_by_day() -> None:
    assert said(Fact("request_received", date(2026, 8, 26)), "CPRA-DET") == (
        "Determination: Tuesday, September 8, 2026. "
        "The time runs from Wednesday, August 26, 2026, when the agency received a request for copies; that day is "
        "not counted. "
        "10 calendar days from then end on Saturday, September 5, 2026. "
        "Saturday, September 5, 2026; Sunday, September 6, 2026 and Monday, September 7, 2026 (Labor Day) are "
        "closed, so the last day is Tuesday, September 8, 2026 (Code Civ. Proc. §§ 12, 12a). "
        "Authority: Gov. Code § 7922.535(a): “within 10 days from receipt of the request”. "
        "The agency must determine whether the records are disclosable; it need not produce them yet."
    )


def test_a_backward_count_explains_itself() -> None:
    text = said(Fact("hearing_set", date(2018, 6, 18), service=Service.MAIL), "MOT-MOVE")
    assert "The time is counted back from Monday, June 18, 2018, the day of the hearing of a noticed motion" in text
    assert "16 court days before it is Thursday, May 24, 2018." in text
    assert "Saturdays and Sundays are not counted, nor Monday, May 28, 2018 (Memorial Day)." in text
    assert "adds 5 calendar days, further back (Code Civ. Proc. § 1005(b)): Saturday, May 19, 2018." in text
    assert (
        "Saturday, May 19, 2018 is closed, so the last day is Friday, May 18, 2018 (Code Civ. Proc. § 12c)." in text
    )


def test_weekends_in_a_count_of_court_days_are_not_listed_one_by_one() -> None:
    text = said(Fact("cost_memorandum_served", date(2026, 3, 5), service=Service.ELECTRONIC), "COST-TAX")
    assert (
        "Service electronically adds 2 court days (Code Civ. Proc. § 1010.6(a)(3)(B)): Tuesday, March 24, 2026. "
        "Saturdays and Sundays are not counted. "
    ) in text


def test_a_rule_without_a_number_says_so() -> None:
    text = said(Fact("fees_paid", date(2026, 10, 29)), "CPRA-PROD")
    assert text.startswith("Copies: promptly. On Thursday, October 29, 2026 the copying fee was paid")
    assert "The law gives no number of days: the time is promptly." in text


def test_one_year_is_singular() -> None:
    assert "1 year from then ends on Tuesday, August 4, 2026." in said(
        Fact("critical_incident_known", date(2025, 8, 4)), "CPRA-VIDEO-1Y"
    )


def test_what_rests_on_memory_says_so() -> None:
    text = said(Fact("petition_filed", date(2026, 2, 2)), "SC-PROMPT")
    assert text.endswith(
        "Nobody has checked this against the text of Gov. Code § 7923.005; check it before relying on it."
    )


def test_more_time_by_order_is_counted_on() -> None:
    notice = Fact("notice_of_entry_served", date(2026, 9, 2))
    order = Fact("good_cause_extension", date(2026, 9, 10), particulars={"calendar_days": 15})
    [_, enlarged] = due_dates([notice, order])
    assert "15 calendar days more, by order for good cause, end on Wednesday, October 7, 2026." in enlarged.reasons


def test_a_decision_that_began_anew_names_both_days() -> None:
    decision = Fact(
        "court_of_appeal_decision", date(2015, 5, 6), particulars={"modified_judgment_on": date(2015, 5, 11)}
    )
    text = said(decision, "COA-FINAL-30")
    assert (
        "The decision of Wednesday, May 6, 2015 began this time; the modification of the judgment, on Monday, "
        "May 11, 2015, began it anew. 30 calendar days from then end on Wednesday, June 10, 2015."
    ) in text


def test_braces_in_a_closures_name_do_no_harm() -> None:
    fact = Fact("request_received", date(2026, 10, 14))
    [due] = due_dates([fact], extra_holidays={date(2026, 10, 14): "{0} {name}"})
    assert "a closed day ({0} {name})" in explain(due)
