"""What an agency sent is held against the Act, and each fault comes with a sentence for the reply."""

from datetime import date
from typing import Any

import pytest

from requests_app.errors import RuleError
from requests_app.law import Fact, Finding, Judgment, check_denial, check_extension, unusual_circumstances
from requests_app.law.unusual import recognise

REQUEST = Fact("request_received", date(2026, 10, 5))


def notice(on: date = date(2026, 10, 14), **particulars: Any) -> Fact:
    return Fact("extension_notice", on, particulars=particulars)


def checked(found: Fact, *more: Fact, request: Fact = REQUEST) -> list[Finding]:
    return list(check_extension([request, *more, found], found))


def problems(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Judgment.PROBLEM]


def test_a_faultless_notice_has_no_problem_and_needs_no_reply() -> None:
    findings = checked(notice(calendar_days=14, ground="voluminous", written=True, by_head_or_designee=True))
    assert [finding.severity for finding in findings] == [Judgment.OK] * 6
    assert all(finding.reply == "" for finding in findings)
    assert all(finding.citation.startswith("Gov. Code § 7922.535") for finding in findings)
    assert "voluminous records, Gov. Code § 7922.535(c)(2)" in findings[3].sentence


def test_what_is_not_recorded_is_unknown_and_not_a_fault() -> None:
    unknown = [finding for finding in checked(notice(calendar_days=14)) if finding.severity is Judgment.UNKNOWN]
    assert [finding.moves_no_date for finding in unknown] == [False, False, False]
    assert unknown[0].reply == (
        "Please state which of the unusual circumstances of Gov. Code § 7922.535(c) you rely on, and why it applies."
    )


@pytest.mark.parametrize(
    ("late", "reply"),
    [
        (
            notice(date(2026, 10, 16), calendar_days=14),
            "Your extension notice of Friday, October 16, 2026 came after the time for a determination had run out "
            "on Thursday, October 15, 2026, so it extended nothing (Gov. Code § 7922.535(b)).",
        ),
        (
            notice(),
            "Your notice does not state the date on which a determination is expected, as it must "
            "(Gov. Code § 7922.535(b)).",
        ),
        (
            notice(calendar_days=20),
            "Your notice takes 20 days; the Act allows no extension of more than 14 (Gov. Code § 7922.535(b)).",
        ),
        (
            notice(until=date(2026, 11, 6)),
            "Your notice puts off the determination to Friday, November 6, 2026; the Act allows no extension beyond "
            "Thursday, October 29, 2026 (Gov. Code § 7922.535(b)).",
        ),
        (
            notice(calendar_days=14, ground="legal review"),
            "The reason you give, “legal review”, is not an unusual circumstance that allows an extension "
            "(Gov. Code § 7922.535(c)).",
        ),
        (
            notice(calendar_days=14, written=False),
            "An extension requires written notice (Gov. Code § 7922.535(b)); none was given.",
        ),
        (
            notice(calendar_days=14, by_head_or_designee=False),
            "An extension must be given by the head of the agency or a designee (Gov. Code § 7922.535(b)).",
        ),
    ],
)
def test_each_fault_comes_with_its_sentence_for_the_reply(late: Fact, reply: str) -> None:
    [problem] = problems(checked(late))
    assert problem.reply == reply
    assert problem.moves_no_date


def test_the_last_day_itself_is_in_time() -> None:
    assert problems(checked(notice(date(2026, 10, 15), calendar_days=14))) == []


def test_a_promise_on_the_very_last_day_is_allowed_and_the_day_after_is_not() -> None:
    assert problems(checked(notice(until=date(2026, 10, 29)))) == []
    assert len(problems(checked(notice(until=date(2026, 10, 30))))) == 1


def test_a_promise_no_later_than_the_ten_days_extends_nothing() -> None:
    [problem] = problems(checked(notice(until=date(2026, 10, 14))))
    assert "no later than the time the Act gives anyway" in problem.sentence
    assert problem.reply == ""
    assert problems(checked(notice(until=date(2026, 10, 15)))) == []


def test_a_second_extension_is_a_fault() -> None:
    first, second = notice(date(2026, 10, 9), calendar_days=7), notice(calendar_days=7)
    [problem] = problems(checked(second, first))
    assert problem.reply.startswith("You already extended the time by your notice of Friday, October 9, 2026")


def test_a_first_notice_that_was_void_leaves_the_second_the_first() -> None:
    void, second = notice(date(2026, 10, 9), calendar_days=30), notice(calendar_days=7)
    assert problems(checked(second, void)) == []


def test_only_a_notice_among_the_facts_can_be_checked() -> None:
    with pytest.raises(RuleError, match="not among the facts"):
        check_extension([REQUEST], notice(calendar_days=14))


def test_before_2023_the_former_section_is_cited() -> None:
    request = Fact("request_received", date(2019, 5, 1))
    findings = checked(notice(date(2019, 5, 10), calendar_days=14, ground="workload"), request=request)
    assert findings[0].citation == "Gov. Code, former § 6253(c)"
    assert "one of the 4 unusual circumstances" in findings[3].sentence
    assert findings[3].citation == "Gov. Code, former § 6253(c)"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("field_facilities", "field_facilities"),
        ("records stored at separate facilities", "field_facilities"),
        ("The need to examine a voluminous amount of records", "voluminous"),
        ("Consultation with another agency", "consultation"),
        ("programming", "programming"),
        ("need to compile data", "programming"),
        ("State of Emergency", "emergency"),
        ("cyberattack", "cyberattack"),
        ("ransomware", "cyberattack"),
        ("facilities", "field_facilities"),
        ("emergency that closed our facilities", "emergency"),
        ("2", "voluminous"),
        ("(3)", "consultation"),
        ("(c)(4)", "programming"),
        ("§ 7922.535(c)(5)", "emergency"),
        ("Section 6253(c)(1)", "field_facilities"),
    ],
)
def test_a_ground_is_known_by_its_words_or_its_number(words: str, found: str) -> None:
    assert [ground.id for ground in recognise(words, date(2026, 5, 4))] == [found]


@pytest.mark.parametrize("words", ["staff workload", "vacation", "legal review", "unusual circumstances", "7", "22"])
def test_other_reasons_are_no_ground(words: str) -> None:
    assert recognise(words, date(2026, 5, 4)) == ()


@pytest.mark.parametrize(
    ("on", "numbers"),
    [
        (date(2024, 12, 31), [1, 2, 3, 4]),
        (date(2025, 1, 1), [1, 2, 3, 4, 5]),
        (date(2025, 12, 31), [1, 2, 3, 4, 5]),
        (date(2026, 1, 1), [1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_list_of_circumstances_is_that_of_the_day(on: date, numbers: list[int]) -> None:
    assert [ground.number for ground in unusual_circumstances(on)] == numbers
    assert ("directly" in unusual_circumstances(on)[-1].words) is False
    if 5 in numbers:
        assert ("directly" in unusual_circumstances(on)[4].words) is (on.year >= 2026)


def test_a_cyberattack_is_no_ground_before_2026() -> None:
    assert recognise("cyberattack", date(2025, 12, 31)) == ()


def test_a_faultless_denial_has_no_problem() -> None:
    denial = Fact(
        "denial",
        date(2026, 10, 15),
        particulars={
            "written": True,
            "names_given": True,
            "titles_given": True,
            "sections": "Gov. Code § 7922.000",
            "segregation_addressed": True,
        },
    )
    findings = check_denial(denial)
    assert [finding.severity for finding in findings] == [Judgment.OK] * 5
    assert "cites Gov. Code § 7922.000" in findings[3].sentence


def test_a_bare_denial_is_answered_point_by_point() -> None:
    denial = Fact(
        "denial",
        date(2026, 10, 15),
        particulars={
            "written": False,
            "names_given": False,
            "titles_given": False,
            "sections": " ",
            "segregation_addressed": False,
        },
    )
    findings = check_denial(denial)
    assert [finding.severity for finding in findings] == [Judgment.PROBLEM] * 5
    assert [finding.citation for finding in findings] == [
        "Gov. Code § 7922.540(a)",
        "Gov. Code § 7922.540(b)",
        "Gov. Code § 7922.540(b)",
        "Gov. Code §§ 7922.000, 7922.540(c)",
        "Gov. Code § 7922.525(b)",
    ]
    assert all(finding.citation in finding.reply for finding in findings)


def test_a_denial_of_which_nothing_is_known_only_lacks_a_section() -> None:
    findings = check_denial(Fact("denial", date(2026, 10, 15)))
    assert [finding.severity for finding in findings] == [
        Judgment.UNKNOWN,
        Judgment.UNKNOWN,
        Judgment.UNKNOWN,
        Judgment.PROBLEM,
        Judgment.UNKNOWN,
    ]


def test_a_spoken_request_may_be_denied_by_word_of_mouth() -> None:
    denial = Fact("denial", date(2026, 10, 15), particulars={"request_written": False, "written": False})
    assert check_denial(denial)[0].severity is Judgment.OK


def test_an_old_denial_is_held_against_the_old_sections() -> None:
    citations = [finding.citation for finding in check_denial(Fact("denial", date(2014, 1, 10)))]
    assert citations == [
        "Gov. Code, former § 6255(b)",
        "Gov. Code, former § 6253(d)",
        "Gov. Code, former § 6253(d)",
        "Gov. Code, former § 6255(a)",
        "Gov. Code, former § 6253(a)",
    ]
