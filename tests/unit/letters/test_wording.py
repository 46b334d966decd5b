from datetime import date

import pytest

from requests_app import letters
from requests_app.errors import LetterError
from requests_app.letters.vocabulary import words_of
from requests_app.letters.wording import Wording

ON = date(2026, 11, 23)


def write(source: str, facts: letters.Facts) -> str:
    return Wording(source).render(words_of(facts), dated_on=ON, requested_on=None)


def test_a_wording_prints_chooses_and_repeats(facts: letters.Facts) -> None:
    source = (
        "{{ agency }}{% if purpose and not case_nlg == '' %}, for {{ purpose }}{% else %}!{% endif %}\n\n"
        "{% for claim in claims %}- {{ claim.title }}{% if not forloop.last %};{% else %}.{% endif %}\n{% endfor %}"
    )

    assert write(source, facts) == (
        "Los Angeles Police Department, for research on retention\n\n- investigations;\n- public interest."
    )


def test_lines_of_a_paragraph_are_joined_so_that_people_can_edit_it(facts: letters.Facts) -> None:
    assert write("One\n  two\nthree.\n\n\n\nFour.", facts) == "One two three.\n\nFour."
    assert write("One\r\ntwo.\r\n\r\nThree.", facts) == "One two.\n\nThree."  # as browsers send it


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("a\n\n{{ agncy }}", 'Line 3: There is no fact called "agncy".'),
        ("{{ agency.upper }}", 'Line 1: There is no fact called "agency.upper".'),
        ("{{ agency.__class__ }}", "Line 1: Variables and attributes may not begin with underscores"),
        ("{{ _dated_on }}", "Line 1: Variables and attributes may not begin with underscores"),
        ("{% for c in claims %}\n{{ c.secret }}{% endfor %}", 'Line 2: There is no fact called "c.secret".'),
        ("{% for c in claims %}{{ c }}{% endfor %}", 'Line 1: There is no fact called "c".'),
        ("{% for r in records %}{{ r.upper }}{% endfor %}", 'Line 1: There is no fact called "r.upper".'),
        ("{% for c in claims %}{% endfor %}{{ c.title }}", 'Line 1: There is no fact called "c.title".'),
        ("{% for c in agency %}x{% endfor %}", 'Line 1: "agency" is not a list of facts.'),
        ("{% for agency in claims %}x{% endfor %}", 'Line 1: "agency" is the name of a fact already.'),
        ("{% for a, b in claims %}x{% endfor %}", 'Line 1: Write a loop as "for claim in claims".'),
        ("{{ forloop.counter }}", 'Line 1: There is no fact called "forloop.counter".'),
        ("{% if agncy %}x{% endif %}", 'Line 1: There is no fact called "agncy".'),
        ("x\n{% include 'secret.txt' %}", 'Line 2: A wording cannot use "include"'),
        ("{% load static %}", 'Line 1: A wording cannot use "load"'),
        ("{% extends 'base.html' %}", 'Line 1: A wording cannot use "extends"'),
        ("{% debug %}", 'Line 1: A wording cannot use "debug"'),
        ("{% now 'Y' %}", 'Line 1: A wording cannot use "now"'),
        ("{{ agency|safe }}", "Line 1: Invalid filter: 'safe'."),
        ("{% if agency %}never closed", "Line 1: Unclosed tag"),
        ("{% if agency %}{% endfor %}", "Line 1: Invalid block tag"),
        ('{% cite "9999.999" %}', 'Line 1: "9999.999" is not in the table of authorities.'),
        ("{% section 7922.000 %}", "Line 1: 7922.000 is not in the table of authorities."),
    ],
)
def test_what_a_wording_may_not_do_is_refused_with_its_line(source: str, sentence: str) -> None:
    with pytest.raises(LetterError) as refusal:
        Wording(source)

    assert str(refusal.value).startswith(sentence)


def test_printing_a_fact_that_is_not_known_is_refused_in_words(facts: letters.Facts) -> None:
    with pytest.raises(LetterError, match=r"^The letter needs the day of the meeting, which is not known yet\.$"):
        Wording("On {{ met_on }}").render({**words_of(facts), "met_on": ""}, dated_on=ON, requested_on=None)
