"""The door for JSON lines: good lines are answered, bad ones say why, and the rest go on."""

import json
from typing import Any

import pytest

from requests_app.law.lines import answer


def asked(*facts: dict[str, Any], **more: Any) -> tuple[dict[str, Any], bool]:
    reply, good = answer(json.dumps({"id": "x", "facts": list(facts), **more}))
    return dict(reply), good


RECEIVED = {"kind": "request_received", "on": "2026-10-05"}


def test_the_answer_has_the_agreed_shape() -> None:
    reply, good = answer(
        '{"id": "13", "facts": [{"kind": "notice_of_entry_served", "on": "2026-09-02", "service": "mail"}], '
        '"readings": {"U3": "extended"}}'
    )
    assert good
    assert reply["id"] == "13"
    [due] = reply["deadlines"]
    assert list(due)[:9] == [
        "rule",
        "due_on",
        "kind",
        "authority",
        "verified",
        "readings",
        "alternatives",
        "agency_practice_on",
        "reasons",
    ]
    assert (due["rule"], due["due_on"], due["kind"]) == ("CPRA-WRIT20", "2026-09-28", "act")
    assert (due["authority"], due["verified"]) == ("Gov. Code § 7923.500", "P/S")
    assert (due["readings"], due["alternatives"], due["agency_practice_on"]) == ([], [], None)


def test_both_sides_of_a_question_are_given() -> None:
    reply, _ = asked({"kind": "notice_of_entry_served", "on": "2026-09-02", "service": "electronic"})
    [due] = reply["deadlines"]
    assert due["readings"] == ["U3=not_extended"]
    assert due["alternatives"] == [{"reading": "U3=extended", "due_on": "2026-09-24"}]


def test_closures_new_law_and_new_holidays_can_be_given_too() -> None:
    reply, good = asked(
        RECEIVED, closures={"2026-10-15": "Founders' Day"}, extra_holidays={"2026-10-15": "Flood"}, in_force=None
    )
    assert good
    assert reply["deadlines"][0]["due_on"] == "2026-10-16"
    assert reply["deadlines"][0]["agency_practice_on"] == "2026-10-16"
    reply, _ = asked({**RECEIVED, "on": "2027-01-04"}, in_force={"CPRA-DET-2027": "2027-01-01"})
    assert reply["deadlines"][0]["rule"] == "CPRA-DET-2027"


def test_a_key_comes_back_and_a_null_is_left_out() -> None:
    reply, good = asked({**RECEIVED, "key": "row-7", "service": None, "after_hours": None})
    assert good
    assert reply["deadlines"][0]["trigger_key"] == "row-7"


def test_a_choice_may_be_written_in_capitals() -> None:
    reply, good = asked({"kind": "immediate_disclosure_request", "on": "2026-10-05", "place": " Oakland"})
    assert good
    assert reply["deadlines"][0]["due_on"] == "2026-10-08"


def test_no_facts_are_a_good_line() -> None:
    assert asked() == ({"id": "x", "deadlines": []}, True)


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        ({"kind": "wish", "on": "2026-10-05"}, "There is no kind of fact called 'wish'."),
        ({"on": "2026-10-05"}, "kind must be text, not null."),
        ({"kind": "request_received"}, "on of request_received must be a date written YYYY-MM-DD, not None."),
        ({"kind": "request_received", "on": "5 Oct"}, "must be a date written YYYY-MM-DD, not '5 Oct'."),
        ({"kind": "request_received", "on": "20261005"}, "must be a date written YYYY-MM-DD, not '20261005'."),
        (
            {"kind": "request_received", "on": "2026-02-30"},
            "on of request_received is '2026-02-30', and there is no such",
        ),
        ({"kind": "request_received", "on": 20261005}, "must be a date written YYYY-MM-DD, not 20261005."),
        ({**RECEIVED, "key": 7}, "key must be text, not 7."),
        (
            {**RECEIVED, "service": "pigeon"},
            "There is no manner of service called 'pigeon'; there are personal, mail",
        ),
        ({**RECEIVED, "service": ["mail"]}, "There is no manner of service called"),
        ({**RECEIVED, "mood": "good"}, "no particular called 'mood'"),
        ({**RECEIVED, "after_hours": [1]}, "after_hours of request_received cannot be [1]."),
        ({**RECEIVED, "after_hours": 1.5}, "after_hours of request_received cannot be 1.5."),
        ({"kind": "estimated_availability", "on": "2026-10-05", "available_on": "soon"}, "available_on of estimated"),
        ({"kind": "request_received", "on": "2036-01-02"}, "outside the holiday list"),
        ({"kind": "immediate_disclosure_request", "on": "2026-10-05", "place": "berkeley"}, "must be oakland"),
        ("request_received", "A fact must be a JSON object."),
    ],
)
def test_a_fact_that_cannot_be_read_becomes_a_sentence(fact: Any, sentence: str) -> None:
    reply, good = asked(fact)
    assert not good
    assert reply["id"] == "x"
    assert sentence in reply["error"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"readings": {"U1": 1}}, "U1 must be text, not 1."),
        ({"readings": ["U1"]}, "readings must be a JSON object."),
        ({"readings": {"U8": "x"}}, "There is no open question 'U8'"),
        ({"closures": {"2026-13-01": "x"}}, "closures is '2026-13-01', and there is no such day."),
        ({"in_force": {"CPRA-DET-2027": 1}}, "CPRA-DET-2027 must be a date"),
        ({"colour": "red"}, "A line has no 'colour'; it has id, facts, readings"),
    ],
)
def test_a_line_that_cannot_be_read_becomes_a_sentence(more: dict[str, Any], sentence: str) -> None:
    reply, good = asked(RECEIVED, **more)
    assert not good
    assert sentence in reply["error"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "The line is not JSON."),
        ("{", "The line is not JSON."),
        ("[" * 100_000, "The line is not JSON."),
        (b"\xff\xfe{", "The line is not JSON."),
        ("[]", "A line must be a JSON object."),
        ("{}", "A line must have facts, a list."),
        ('{"facts": {}}', "A line must have facts, a list."),
    ],
)
def test_what_is_no_question_at_all_becomes_a_sentence(line: str | bytes, sentence: str) -> None:
    reply, good = answer(line)
    assert not good
    assert reply == {"id": None, "error": sentence}


def test_any_id_comes_back_as_it_was() -> None:
    for given in (7, None, ["a"], {"b": 1}):
        reply, _ = answer(json.dumps({"id": given, "facts": []}))
        assert reply["id"] == given


def test_a_line_of_bytes_is_read_as_utf_8() -> None:
    reply, good = answer('{"id": "é", "facts": []}'.encode())
    assert good
    assert reply["id"] == "é"
