import re
from dataclasses import fields, replace
from datetime import date

import pytest

from requests_app import letters
from requests_app.errors import LetterError
from requests_app.letters.authorities import SECTIONS
from requests_app.letters.vocabulary import CAPTIONS, words_of

EVERY_KIND = sorted(letters.KINDS)
# The fact that stands behind a word of the wordings, where the two have different names.
SOURCES = {"records": "records_sought", "due_on": "due", "due_how": "due", "fee_estimate": "fee_estimate_cents"}


def bare(facts: letters.Facts, kind: str) -> letters.Facts:
    """Only what this kind needs and what every letter has."""
    nothing = letters.Facts(facts.dated_on, facts.organisation, facts.agency, facts.subject)
    needed = {SOURCES.get(name, name) for name in letters.kind_of(kind).needs}
    return replace(nothing, **{name: getattr(facts, name) for name in needed})


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_letter_can_be_written_with_everything_on_record(kind: str, facts: letters.Facts) -> None:
    draft = letters.propose(kind, facts)

    assert draft.body.startswith("Dear Custodian of Records:\n\n")
    assert "license plate reader policy" in draft.subject


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_letter_can_be_written_with_no_more_than_it_says_it_needs(kind: str, facts: letters.Facts) -> None:
    draft = letters.propose(kind, bare(facts, kind))

    for text in (draft.subject, draft.body):
        assert "  " not in text
        assert not re.search(r" [.,;:)]|\( |\.\.|,\.|\bby\.|None|[{}%]", text)
        assert all(line == line.strip() for line in text.split("\n"))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_letter_that_lacks_a_fact_says_which_in_words(kind: str, facts: letters.Facts) -> None:
    for name in letters.kind_of(kind).needs:
        known = bare(facts, kind)
        source = SOURCES.get(name, name)
        default = next(field.default for field in fields(letters.Facts) if field.name == source)

        with pytest.raises(LetterError, match=re.escape(CAPTIONS[name])):
            letters.propose(kind, replace(known, **{source: default}))


def test_all_missing_facts_are_named_at_once(facts: letters.Facts) -> None:
    nothing = letters.Facts(facts.dated_on, facts.organisation, facts.agency, facts.subject)

    with pytest.raises(LetterError) as refusal:
        letters.propose("fee_estimate_answer", nothing)

    assert str(refusal.value) == (
        "This letter cannot be proposed yet. It needs the agency's estimate of fees and "
        "what the agency says the fees are for."
    )
    assert letters.missing_facts("request", facts) == ()


def test_a_letter_is_not_overdue_on_its_last_day_and_not_after_an_answer(facts: letters.Facts) -> None:
    on_the_last_day = replace(facts, dated_on=date(2026, 9, 22))  # the fixture's extended day
    answered = replace(facts, answered_on=date(2026, 10, 2))

    assert letters.obstacles("overdue_determination", replace(facts, answered_on=None)) == ()
    for early, sentence in ((on_the_last_day, "due on September 22, 2026"), (answered, "made its determination")):
        with pytest.raises(LetterError, match=sentence):
            letters.propose("overdue_determination", early)
    assert letters.propose("follow_up", on_the_last_day)


def test_a_letter_does_not_say_what_the_records_contradict(facts: letters.Facts) -> None:
    named = replace(facts, denial_names_persons=True)
    not_passed = replace(facts, promised_on=facts.dated_on)

    assert letters.obstacles("names_and_titles", named) == ("The denial says who is responsible for it.",)
    assert letters.obstacles("missed_promise", not_passed) == (
        "The day promised, November 23, 2026, has not passed.",
    )


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if "respond_by }" in letters.kind_of(kind).source])
def test_a_letter_that_asks_for_an_answer_by_a_day_says_how_it_was_counted(kind: str, facts: letters.Facts) -> None:
    # December 4 is eleven days after November 23.
    assert "December 4, 2026 (11 days after the date of this letter)" in letters.propose(kind, facts).body


def test_a_draft_keeps_every_fact_its_wording_read_and_no_other(facts: letters.Facts) -> None:
    used = letters.propose("withdrawal", facts).used

    assert used == {
        "organisation": "Civic Records Project",
        "requested_on": "August 25, 2026",
        "salutation": "Custodian of Records",
        "subject": "license plate reader policy",
    }
    assert letters.propose("request", replace(facts, purpose="")).used["purpose"] == ""  # chosen by, not printed


def test_an_unknown_kind_is_refused_by_name(facts: letters.Facts) -> None:
    with pytest.raises(LetterError, match='no kind of letter called "subpoena"'):
        letters.propose("subpoena", facts)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_section_a_letter_cites_is_in_the_table(kind: str) -> None:
    assert set(letters.kind_of(kind).cites) <= set(SECTIONS)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_wording_cites_a_section_or_a_case_by_hand(kind: str) -> None:
    # A number written by hand would escape the table and the former numbering. The Constitution kept its own.
    by_hand = re.sub(r"{%.*?%}", "", letters.kind_of(kind).source).replace("art. I, § 3(b)(2)", "")

    assert "§" not in by_hand
    assert not re.search(r"\b(?:79\d\d|62\d\d)\b|Cal\.\d|Cal\.App", by_hand)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_says_what_it_is_for_and_what_it_needs(kind: str) -> None:
    described = letters.kind_of(kind)

    assert described.title
    assert described.purpose.endswith(".")
    assert len(described.needs_captions) == len(described.needs)


def test_the_dates_of_an_overdue_letter_come_with_their_counting(facts: letters.Facts) -> None:
    body = letters.propose("overdue_determination", facts).body

    assert "ended on September 22, 2026" in body
    assert "- The tenth day was Tuesday, September 8, 2026." in body
    assert "- Fourteen more days end on September 22, 2026." in body


def test_an_objection_names_the_day_without_the_extension_and_not_the_extended_one(facts: letters.Facts) -> None:
    body = letters.propose("extension_objection", facts).body

    assert "Without a valid extension, the last day for the determination was September 8, 2026:" in body
    assert "- The next court day was September 8, 2026." in body
    assert "Fourteen more days" not in body


def test_a_challenge_answers_each_claim_under_its_own_heading(facts: letters.Facts) -> None:
    body = letters.propose("exemption_challenge", facts).body

    first, second = body.index("# Gov. Code § 7923.600: investigations"), body.index("# Gov. Code § 7922.000")
    assert first < body.index("> It is all exempt.") < body.index("It is not.") < second
    assert second < body.index("No weighing was done.")


def test_a_claim_without_an_answer_is_a_missing_fact_and_not_a_blank(facts: letters.Facts) -> None:
    unanswered = replace(facts, claims=(letters.Claim("Gov. Code § 7923.600"),))

    with pytest.raises(LetterError, match=r"needs our answer to the claim of Gov\. Code § 7923\.600"):
        letters.propose("exemption_challenge", unanswered)


def test_a_letter_before_the_renumbering_knows_only_the_former_sections(facts: letters.Facts) -> None:
    counted = letters.CountedDate(date(2012, 9, 10), ("The tenth day was September 9, 2012.",))
    then = replace(
        facts,
        dated_on=date(2012, 10, 1),
        requested_on=date(2012, 8, 30),
        due=counted,
        unextended_due=counted,
        promised_on=date(2012, 9, 20),
    )

    for kind in EVERY_KIND:
        claims = (letters.Claim("Gov. Code § 6254(f)", answer="It is not."),)
        assert "792" not in letters.propose(kind, replace(then, claims=claims)).body
    assert "Gov. Code § 6250 et seq." in letters.propose("request", then).body
    assert "(Gov. Code § 6253(c))" in letters.propose("overdue_determination", then).body


def test_a_letter_of_today_about_a_request_of_2022_gives_both_numbers(facts: letters.Facts) -> None:
    old = replace(facts, requested_on=date(2022, 12, 20))

    body = letters.propose("overdue_determination", old).body

    assert "Gov. Code § 7922.535(a) (former § 6253(c))" in body


def test_no_letter_cites_a_case_that_was_not_decided_yet(facts: letters.Facts) -> None:
    before = replace(facts, dated_on=date(2017, 8, 30))
    after = replace(facts, dated_on=date(2017, 8, 31))  # the day of the opinion, 3 Cal.5th 1032

    assert "3 Cal.5th 1032" not in letters.propose("segregation_demand", before).body
    assert "(2017) 3 Cal.5th 1032" in letters.propose("segregation_demand", after).body
    assert "9 Cal.5th 488" not in letters.propose("request", after).body
    assert "9 Cal.5th 488" in letters.propose("request", facts).body


def test_records_typed_with_their_own_bullets_are_numbered_once(facts: letters.Facts) -> None:
    typed = replace(facts, records_sought="1. Policies\n\n  - Contracts\n(c) Invoices\n• 3 logs")

    body = letters.propose("request", typed).body

    assert "1. Policies\n2. Contracts\n3. Invoices\n4. 3 logs\n" in body


def test_money_is_written_in_dollars_and_cents(facts: letters.Facts) -> None:
    assert "estimate of $1,842.50, dated October 2, 2026, for" in letters.propose("fee_estimate_answer", facts).body


def test_a_very_long_subject_is_cut_at_a_word(facts: letters.Facts) -> None:
    draft = letters.propose("request", replace(facts, subject="records of traffic " * 30))

    assert len(draft.subject) <= 200
    assert draft.subject.endswith((" of…", "records…", "traffic…"))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_nothing_people_typed_adds_a_heading_a_list_or_a_tag_to_a_letter(kind: str, facts: letters.Facts) -> None:
    poison = "x\n\n# Forged heading\n\n- forged point {{ our_number }} {% include 'secret' %} <script>"
    texts = {field.name: poison for field in fields(letters.Facts) if isinstance(getattr(facts, field.name), str)}
    claims = tuple(replace(claim, cited_as=poison, records=poison, agency_words=poison) for claim in facts.claims)
    lists = {"records_sought": "one record", "claims": claims, "failed_conditions": (poison,)}
    hostile = replace(facts, **{**texts, **lists})

    clean, forged = letters.propose(kind, facts).body, letters.propose(kind, hostile).body

    assert "\n# Forged" not in forged
    assert "\n- forged" not in forged
    assert forged.count("\n# ") == clean.count("\n# ")
    if "Forged" in forged:
        assert "{{ our_number }}" in forged


def test_every_fact_has_a_caption_that_people_can_read(facts: letters.Facts) -> None:
    assert set(words_of(facts)) == set(CAPTIONS)
