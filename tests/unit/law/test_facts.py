"""Facts are refused in a sentence when they cannot be read or cannot stand together."""

from datetime import date
from typing import Any

import pytest

from requests_app.errors import RuleError
from requests_app.law import FACT_KINDS, Fact, Home, Service, ValueType, due_dates

MAY = date(2026, 5, 4)


def fact(kind: str, on: date = MAY, /, **particulars: Any) -> Fact:
    return Fact(kind, on, particulars=particulars)


@pytest.mark.parametrize(
    ("kind", "particulars", "sentence"),
    [
        ("wish", {}, "There is no kind of fact called 'wish'"),
        ("settlement", {"mood": "good"}, "A settlement fact has no particular called 'mood'"),
        ("estimated_availability", {}, "must say available_on"),
        ("estimated_availability", {"available_on": "soon"}, "available_on of estimated_availability must be a date"),
        ("extension_notice", {"calendar_days": 0}, "a whole number from 1 to 366, not 0"),
        ("extension_notice", {"calendar_days": 367}, "a whole number from 1 to 366, not 367"),
        ("extension_notice", {"calendar_days": True}, "a whole number from 1 to 366, not True"),
        ("extension_notice", {"written": "yes"}, "must be true or false"),
        ("extension_notice", {"ground": 2}, "must be text"),
        (
            "notice_of_entry_served",
            {"by": "mayor"},
            "by of notice_of_entry_served must be clerk or party",
        ),
    ],
)
def test_a_fact_that_cannot_be_read_says_why(kind: str, particulars: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        fact(kind, **particulars)


def test_a_particular_left_out_takes_its_default() -> None:
    notice = fact("notice_of_entry_served")
    assert notice.words("of") == "disclosure_order"
    assert notice.get("by") is None
    assert notice.words("by") == ""
    assert fact("extension_notice").day("until") is None
    assert fact("extension_notice").number("calendar_days") is None
    assert fact("extension_notice", calendar_days=366).number("calendar_days") == 366


def test_a_fact_goes_by_its_key_or_else_by_its_kind() -> None:
    assert Fact("settlement", MAY, "milestone-7").id == "milestone-7"
    assert Fact("settlement", MAY).id == "settlement"


def test_every_kind_can_be_shown_as_a_form() -> None:
    for name, kind in FACT_KINDS.items():
        assert kind.kind == name
        assert kind.title
        assert kind.home in Home
        assert {*kind.after, *kind.needs} <= set(FACT_KINDS)
        for particular in kind.particulars.values():
            assert particular.title
            assert bool(particular.choices) is (particular.type is ValueType.CHOICE)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            [fact("request_received"), fact("request_received")],
            "“Request received by the agency” is recorded 2 times",
        ),
        (
            [fact("extension_notice", calendar_days=14)],
            "“Extension notice” means nothing without “Request received by the agency”",
        ),
        (
            [fact("request_received"), fact("extension_notice", date(2026, 5, 1), calendar_days=14)],
            "dated before “Request received by the agency” of 2026-05-04",
        ),
        (
            [fact("request_received"), fact("denial", date(2026, 5, 1))],
            "dated before “Request received by the agency”",
        ),
        (
            [fact("request_received"), fact("extension_notice", calendar_days=14, until=date(2026, 5, 20))],
            "says 14 days and 2026-05-20, which do not agree",
        ),
        ([fact("good_cause_extension", calendar_days=10)], "means nothing without “Notice of entry served”"),
        (
            [fact("notice_of_entry_served"), fact("good_cause_extension", date(2026, 5, 8), calendar_days=21)],
            "at most 20 days for good cause, not 21",
        ),
        (
            [
                fact("notice_of_entry_served", of="judgment"),
                fact("good_cause_extension", date(2026, 5, 8), calendar_days=10),
            ],
            "needs an earlier notice of entry of the disclosure order",
        ),
        (
            [
                fact("notice_of_entry_served", date(2026, 5, 1), of="judgment"),
                fact("notice_of_entry_served", date(2026, 5, 6)),
                fact("good_cause_extension", date(2026, 5, 5), calendar_days=10),
            ],
            "needs an earlier notice of entry of the disclosure order",
        ),
        (
            [fact("court_of_appeal_decision", summary_denial=True, civil_appeal=True)],
            "cannot be both a summary denial and a civil appeal",
        ),
        (
            [fact("court_of_appeal_decision", summary_denial=True, modified_judgment_on=date(2026, 5, 8))],
            "final when filed cannot have modified_judgment_on",
        ),
        (
            [fact("court_of_appeal_decision", moot=True, publication_ordered_on=date(2026, 5, 8))],
            "final when filed cannot have publication_ordered_on",
        ),
        (
            [fact("court_of_appeal_decision", modified_on=date(2026, 5, 1))],
            "modified_on of the court_of_appeal_decision lies before the decision",
        ),
        (
            [fact("court_of_appeal_decision", modified_judgment_on=date(2026, 6, 4))],
            "final by 2026-06-03; nothing could change it on 2026-06-04",
        ),
        (
            [fact("judgment_entered"), fact("notice_of_entry_served", date(2026, 5, 1), of="judgment")],
            "served on 2026-05-01, before entry on 2026-05-04",
        ),
        (
            [fact("return_filed", date(2026, 5, 1)), fact("order_to_show_cause")],
            "before “Alternative writ, order to show cause",
        ),
        ([fact("settlement", date(2036, 1, 2))], "outside the holiday list"),
        ([fact("estimated_availability", available_on=date(2036, 1, 2))], "outside the holiday list"),
        ([fact("denial", date(2033, 5, 4))], "outside the holiday list"),
        ([fact("supreme_court_decision", date(2035, 12, 15))], "outside the holiday list"),
        (
            [fact("date_set_by_order", rule="COA-RETURN", due_on=date(2026, 6, 1))],
            "sets a date for COA-RETURN, but nothing here starts it",
        ),
        (
            [
                fact("order_to_show_cause"),
                fact("order_to_show_cause", date(2026, 5, 5)),
                fact("date_set_by_order", rule="COA-RETURN", due_on=date(2026, 6, 1)),
            ],
            "more than one fact starts it",
        ),
        (
            [fact("request_received"), fact("date_set_by_order", rule="CPRA-DET", due_on=date(2026, 6, 1))],
            "An order of the court cannot set the date of CPRA-DET",
        ),
        ([fact("act_done", rule="CPRA-NONE")], "There is no rule called 'CPRA-NONE'"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(facts: list[Fact], sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        due_dates(facts)


def test_facts_may_come_in_any_order() -> None:
    request, notice = fact("request_received"), fact("extension_notice", date(2026, 5, 8), calendar_days=14)
    assert due_dates([request, notice]) == due_dates([notice, request])


def test_until_and_days_that_agree_are_one_promise() -> None:
    notice = fact("extension_notice", date(2026, 5, 8), calendar_days=14, until=date(2026, 5, 28))
    _, extended = due_dates([fact("request_received"), notice])
    assert extended.due_on == date(2026, 5, 28)


def test_service_is_kept_with_the_fact() -> None:
    assert Fact("petition_served", MAY, service=Service.FAX).service is Service.FAX


@pytest.mark.parametrize("until", [date(2026, 9, 19), date(2026, 9, 21), date(2026, 9, 22)])
def test_until_and_days_agree_on_either_side_of_the_open_question(until: date) -> None:
    # Day 10 is Saturday 5 September and rolls to Tuesday 8: 14 days lead to the 19th, so the 21st, or to the 22nd.
    request = fact("request_received", date(2026, 8, 26))
    notice = fact("extension_notice", date(2026, 9, 4), calendar_days=14, until=until)
    assert [due.rule for due in due_dates([request, notice])] == ["CPRA-DET", "CPRA-EXT"]
