"""Texts that try to read files, reach the network, call methods, print other records or exhaust the machine."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from requests_app import letters
from requests_app.errors import LetterError
from requests_app.letters.docx import render_docx

ATTACKS = {
    "include a file": "{% include '/etc/passwd' %}",
    "extend a template": "{% extends 'base.html' %}",
    "old server-side include": "{% ssi '/etc/passwd' %}",
    "load a library": "{% load static %}",
    "load from a library": "{% load static from static %}",
    "address of a page": "{% url 'letters' %}",
    "static address": "{% static 'x' %}",
    "debug": "{% debug %}",
    "the clock": "{% now 'Y' %}",
    "lorem": "{% lorem 999999 w %}",
    "widthratio": "{% widthratio 1 1 1 %}",
    "csrf token": "{% csrf_token %}",
    "with": "{% with agency as x %}{{ x }}{% endwith %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "autoescape": "{% autoescape off %}x{% endautoescape %}",
    "verbatim": "{% verbatim %}{{ agency }}{% endverbatim %}",
    "comment": "{% comment %}x{% endcomment %}",
    "block": "{% block a %}x{% endblock %}",
    "regroup": "{% regroup claims by title as x %}",
    "cycle": "{% cycle 'a' 'b' as x %}",
    "firstof": "{% firstof agency organisation %}",
    "ifchanged": "{% ifchanged %}x{% endifchanged %}",
    "spaceless": "{% spaceless %}x{% endspaceless %}",
    "templatetag": "{% templatetag openblock %}",
    "safe": "{{ agency|safe }}",
    "default": "{{ agency|default:organisation }}",
    "join": "{{ records|join:agency }}",
    "pprint": "{{ claims|pprint }}",
    "upper in a choice": "{% if agency|upper %}x{% endif %}",
    "a method of text": "{{ agency.encode }}",
    "format of text": "{{ agency.format }}",
    "class of text": "{{ agency.__class__ }}",
    "class in a choice": "{% if agency.__class__ %}x{% endif %}",
    "class in a loop": "{% for c in claims.__class__ %}x{% endfor %}",
    "item by number": "{{ claims.0.title }}",
    "copy of a row": "{% for c in claims %}{{ c.copy }}{% endfor %}",
    "values of a row": "{% for c in claims %}{{ c.values }}{% endfor %}",
    "parent of a loop": "{% for c in claims %}{{ forloop.parentloop }}{% endfor %}",
    "settings": "{{ settings.SECRET_KEY }}",
    "the request": "{{ request.user }}",
    "the person": "{{ user.password }}",
    "the block": "{{ block.super }}",
    "another matter": "{{ matter.requests.all }}",
    "another letter": "{{ letter.request.matter }}",
    "delete": "{{ letter.delete }}",
    "own day": "{{ _dated_on }}",
    "own facts used": "{{ _used.clear }}",
    "own list of gaps": "{% if _missing.append %}x{% endif %}",
    "constants": "{{ None }}",
    "loop over text": "{% for c in agency %}{{ c }}{% endfor %}",
    "loop with two names": "{% for a, b in claims %}x{% endfor %}",
    "loop over itself": "{% for claims in claims %}x{% endfor %}",
    "loops in loops": "{% for a in claims %}{% for b in claims %}x{% endfor %}{% endfor %}",
    "choices in choices": "{% if agency %}" * 2000 + "x" + "{% endif %}" * 2000,
    "a long condition": "{% if " + "not " * 4000 + "agency %}x{% endif %}",
    "a long name": "{{ " + "agency." * 3000 + "x }}",
    "a long condition further down": "{% if agency %}{% elif " + "not " * 4000 + "agency %}x{% endif %}",
    "openings that never close": "{{" * 10_000,
    "tags that never close": "{%" * 10_000,
    "a list as it is in memory": "{{ records }}",
    "own day as an entry": "{% for _dated_on in records %}{% cite '7922.000' %}{% endfor %}",
    "own facts used as an entry": "{% for _used in records %}{{ agency }}{% endfor %}",
    "the loop as an entry": "{% for forloop in records %}{{ forloop }}{% endfor %}",
    "an entry with a dot": "{% for a.b in records %}x{% endfor %}",
    "a long text": "x" * 20_001,
    "never closed": "{% if agency %}",
    "cite in code": '{% cite "7922.000"|safe %}',
    "cite a file": '{% cite "../../etc/passwd" %}',
}


@pytest.mark.parametrize("source", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("part", ["subject", "body"])
def test_a_hostile_wording_is_refused_in_a_sentence_and_at_once(part: str, source: str) -> None:
    words = {"subject": "About {{ subject }}", "body": "Words.", part: source}
    start = time.process_time()
    with pytest.raises(LetterError) as refusal:
        letters.check_wording(letters.WordingText("thanks", words["subject"], words["body"], "x"))
    assert time.process_time() - start < 2  # seconds of its own work; each takes milliseconds
    assert "Line 1: " in str(refusal.value) or "A wording has at most " in str(refusal.value)
    assert "Traceback" not in str(refusal.value)


# What the language does not know as a command is only words, and is printed as the words it is.
WORDS = {
    "a script": "<script>fetch('https://evil.example')</script>",
    "a picture of a file": '<img src="file:///etc/passwd">',
    "a picture of the network": '<img src="https://evil.example/x.png">',
    "a style": "<style>@import url(https://evil.example/x.css);</style>",
    "a frame": '<iframe src="http://169.254.169.254/"></iframe>',
    "an attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "a markdown picture": "![x](file:///etc/passwd)",
    "another language": "${7*7} <%= 7*7 %> #{7*7}",
    "text in braces": "{{ 'a' }}",
}


@pytest.mark.parametrize("source", WORDS.values(), ids=WORDS)
def test_markup_in_a_wording_is_printed_as_words_and_fetches_nothing(source: str, facts: letters.Facts) -> None:
    text = letters.WordingText("thanks", "About {{ subject }}", f"Words. {source}", "x")
    letters.check_wording(text)
    draft, missing = letters.sketch(text, facts)
    paper = letters.LetterPaper(
        letterhead=letters.Letterhead("Civic Records Project"),
        dated_on=facts.dated_on,
        addressee=letters.Addressee("Custodian of Records"),
        subject=draft.subject,
        body=draft.body,
        signers=(letters.Signer("Mara Lindqvist"),),
    )
    html = letters.to_html(paper)
    assert missing == ()
    for opening in ("<script", "<img", "<style", "<iframe", '<link rel="attachment"'):
        assert opening not in html


REPEATED = {
    "words": "{% for one in records %}" + "x" * 15_000 + "{% endfor %}",
    "a fact": "{% for one in records %}" + "{{ subject }}" * 500 + "{% endfor %}",
    "tags that print nothing": "{% for one in records %}"
    + "{% if fee_limit == '' %}{% endif %}" * 450
    + "{% endfor %}",
    "loops": "{% for one in records %}{{ one }}{% endfor %}" * 300,
}


@pytest.mark.parametrize("source", REPEATED.values(), ids=REPEATED)
def test_what_repeats_itself_without_end_is_stopped_in_a_sentence(source: str, facts: letters.Facts) -> None:
    long = replace(facts, records_sought="All policies and contracts.\n" * 300)
    text = letters.WordingText("thanks", "S", source, "x")
    letters.check_wording(text)
    with pytest.raises(LetterError, match="more than 100,000 characters"):
        letters.sketch(text, long)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Words of a letter. " * 6000, "at most 100,000 characters"),
        ("# A heading\n\n" * 2001, "at most 2,000 paragraphs and points"),
        ("*Some* " * 1500, "at most 2,000 paragraphs and points"),
        ("x" * 2001, "A word of a letter has at most 2,000 characters"),
    ],
)
@pytest.mark.parametrize("make", [letters.to_html, render_docx])
def test_what_would_keep_the_printer_for_minutes_is_no_letter(
    make: Callable[[letters.LetterPaper], object], body: str, sentence: str
) -> None:
    paper = letters.LetterPaper(
        letterhead=letters.Letterhead("Civic Records Project"),
        dated_on=date(2026, 11, 23),
        addressee=letters.Addressee("Custodian of Records"),
        subject="S",
        body=body,
        signers=(letters.Signer("Mara Lindqvist"),),
    )
    with pytest.raises(LetterError, match=sentence):
        make(paper)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("One.\n\nSee Gov. Code section 6253(c).", "Line 3: Gov. Code § 6253 is the Act’s numbering before 2023"),
        ("One.\nTwo Gov. Code § 6254(f).", "since 2023 it is § 7923.600."),
        (
            "See Government Code section 7922.999.",
            "Line 1: The rulebook does not know Gov. Code § 7922.999.",
        ),
        ("> Penal Code section 99999", "Line 1: The rulebook does not know Pen. Code § 99999."),
        ('{% cite "7922.999" %}', 'Line 1: "7922.999" is not in the table of authorities.'),
    ],
)
def test_law_the_rulebook_does_not_know_is_named_with_its_line(source: str, sentence: str) -> None:
    with pytest.raises(LetterError) as refusal:
        letters.check_wording(letters.WordingText("thanks", "S", source, "x"))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    "source",
    [
        "Gov. Code § 7922.535(a) (former § 6253(c)).",
        "Gov. Code § 7922.000; Pen. Code § 832.7(b)(11); Evid. Code § 1040.",
        "Cal. Const., art. I, § 3(b)(2).",
    ],
)
def test_law_the_rulebook_knows_may_be_written_out(source: str) -> None:
    letters.check_wording(letters.WordingText("thanks", "S", source, "x"))


def test_every_line_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(LetterError) as refusal:
        letters.check_wording(letters.WordingText("thanks", "{{ x }}", "a\n{{ y }}\nGov. Code § 6250", "x"))
    said = str(refusal.value)
    assert 'Subject line. Line 1: There is no fact called "x".' in said
    assert 'Line 2: There is no fact called "y".' in said
    assert "Line 3: Gov. Code § 6250" in said


@pytest.mark.parametrize("kind", letters.KINDS)
def test_every_wording_that_ships_passes_the_check(kind: str) -> None:
    letters.check_wording(letters.kind_of(kind).shipped)


def test_a_look_at_a_wording_names_every_fact_that_is_missing(facts: letters.Facts) -> None:
    text = letters.WordingText("thanks", "S", "On {{ met_on }} and {{ met_on }}, {{ purpose }}.", "x")
    bare = letters.Facts(facts.dated_on, "We", "They", "this")
    draft, missing = letters.sketch(text, bare)
    assert draft.body == ("On [the day of the meeting] and [the day of the meeting], [why the records are wanted].")
    assert missing == (
        "The letter needs the day of the meeting, which is not known yet.",
        "The letter needs why the records are wanted, which is not known yet.",
    )
