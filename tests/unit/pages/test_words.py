"""Days, distances and reasons as the pages say them."""

from datetime import date

import pytest

from requests_app.datasets import Column, Unit
from requests_app.models import Dataset, Deadline
from requests_app.templatetags import why, words
from requests_app.templatetags.daylight import mid_sentence
from requests_app.templatetags.measures import ledger_bar, measured

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 29), "in 6 days"),
        (date(2026, 11, 13), "10 days ago"),
        (date(2027, 2, 23), "in 3 months"),
        (date(2013, 5, 6), "13 years ago"),
    ],
)
def test_a_distance_is_said_in_words(day: date, says: str) -> None:
    assert words.distance_in_words(day, TODAY) == says


def test_a_day_known_to_the_month_claims_no_more() -> None:
    assert words.day_in_words(date(2012, 8, 1), "month") == "Aug 2012"
    assert words.day_in_words(date(2012, 8, 1), "unknown") == "about Wed 1 Aug 2012"


def test_lateness_counts_court_days_and_falls_back_beyond_the_list() -> None:
    # Monday 23 November is two court days after Thursday 19.
    assert why.lateness(date(2026, 11, 19), TODAY) == "2 court days late"
    assert why.lateness(date(1999, 11, 19), date(1999, 11, 20)) == "1 day late"


def step(kind: str, text: str = "", on: str | None = None, **more: object) -> dict[str, object]:
    return {"kind": kind, "on": on, "text": text, "amount": 0, "unit": "", "skipped": [], "authority": "", **more}


def test_the_reasons_of_a_deadline_are_short_steps() -> None:
    deadline = Deadline(
        title="Determination",
        due_on=date(2026, 9, 8),
        trace=[
            step("trigger", "received {day}", "2026-08-26"),
            step("count", "", "2026-09-05", amount=10, unit="calendar days"),
            step(
                "roll",
                "",
                "2026-09-08",
                skipped=[
                    {"on": "2026-09-05", "name": "Saturday"},
                    {"on": "2026-09-06", "name": "Sunday"},
                    {"on": "2026-09-07", "name": "Labor Day"},
                ],
                authority="Code Civ. Proc. § 12a",
            ),
        ],
    )
    assert [(row.text, row.result) for row in why.steps_of(deadline)] == [
        ("received Wed 26 Aug 2026", "day 0"),
        ("+ 10 calendar days", "Sat 5 Sep 2026"),
        ("closed: Sat 5 Sep · Sun 6 Sep · Mon 7 Sep Labor Day", "Tue 8 Sep 2026"),
        ("Determination", "Tue 8 Sep 2026"),
    ]


def test_court_days_name_the_holidays_they_pass_over_and_count_backwards_with_a_minus() -> None:
    thanksgiving = [{"on": "2026-11-26", "name": "Thanksgiving Day"}, {"on": "2026-11-28", "name": "Saturday"}]
    deadline = Deadline(
        title="Reply", trace=[step("count", "", "2026-11-20", amount=-5, unit="court days", skipped=thanksgiving)]
    )
    first = why.steps_of(deadline)[0]
    assert first.text == "− 5 court days, not counting weekends and Thu 26 Nov Thanksgiving Day"


def test_an_open_question_says_the_side_taken_and_what_the_other_gives() -> None:
    deadline = Deadline(readings=["U1=rolled"], alternatives=[{"reading": "U1", "due_on": "2026-09-22"}])
    (question,) = why.questions_of(deadline)
    assert "tenth day rolled" in question.taken
    assert question.otherwise == "Tue 22 Sep 2026"


def test_the_ledger_bar_shows_even_one_line_among_a_million() -> None:
    dataset = Dataset(
        accepted_count=999_998, quarantined_count=1, blank_count=0, header_count=1, ledger={"joined": 0}
    )
    parts = ledger_bar(dataset)["parts"]
    assert isinstance(parts, list)
    widths = {part["name"]: float(part["width"]) for part in parts}
    assert widths["quarantined"] == 2
    assert widths["blank"] == 0
    assert "joined" not in widths


@pytest.mark.parametrize(
    ("value", "unit", "says"),
    [
        (93490, Unit.COUNT, "93,490"),
        (0.8394, Unit.SHARE, "83.94%"),
        (7, Unit.HOUR_OF_DAY, "07:00"),
        (None, Unit.COUNT, "–"),
    ],
)
def test_a_measured_value_is_written_by_its_unit(value: object, unit: Unit, says: str) -> None:
    assert measured(value, Column("x", "X", unit)) == says


@pytest.mark.parametrize(
    ("said", "within"),
    [("Mail within California", "mail within California"), ("In person", "in person"), ("", "")],
)
def test_a_name_within_a_sentence_keeps_its_capital(said: str, within: str) -> None:
    assert mid_sentence(said) == within
