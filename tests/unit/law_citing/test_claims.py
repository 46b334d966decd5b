import pytest

from requests_app.law.citing import ProposedClaim, cited_besides, propose_claims


def claims(text: str) -> list[tuple[str, str]]:
    return [(claim.cited, claim.records) for claim in propose_claims(text)]


def test_a_claim_has_the_records_the_words_and_both_numbers() -> None:
    text = "We looked.\nThe jail logs are exempt under\nGovernment Code section 7923.600. Call us."
    at = text.index("Government")
    assert propose_claims(text) == (
        ProposedClaim(
            cited="Gov. Code, § 7923.600",
            current="Gov. Code, § 7923.600",
            former="Gov. Code, § 6254, subd. (f)",
            via="",
            records="jail logs",
            words="The jail logs are exempt under Government Code section 7923.600.",
            start=at,
            end=at + len("Government Code section 7923.600"),
        ),
    )


def test_a_former_section_is_matched_with_the_present_one() -> None:
    [claim] = propose_claims("The drafts are withheld under section 6254(a).")
    assert (claim.current, claim.former) == ("Gov. Code, § 7927.500", "Gov. Code, § 6254, subd. (a)")


def test_each_subdivision_of_the_old_section_6254_is_a_claim() -> None:
    assert [
        claim.current for claim in propose_claims("The files are exempt under section 6254, subds. (c) and (f).")
    ] == [
        "Gov. Code, § 7927.700",
        "Gov. Code, § 7923.600",
    ]


def test_sections_on_time_cost_and_procedure_are_not_claims() -> None:
    text = (
        "The request is denied. We extended the time under section 7922.535, subdivision (b), name the persons "
        "responsible for the denial under section 7922.540 and withhold nothing for want "
        "of fees under section 7922.530."
    )
    assert claims(text) == []


def test_a_section_said_not_to_apply_is_not_a_claim() -> None:
    assert claims("We do not assert section 7927.500, and section 7922.000 is not claimed.") == []
    assert claims("You contend that section 7928.400 applies.") == []
    assert claims("We withdraw our reliance on section 7927.200.") == []


def test_but_turns_a_sentence() -> None:
    text = "The City does not rely on section 7927.500, but withholds the memoranda under section 7927.200."
    assert [cited for cited, _ in claims(text)] == ["Gov. Code, § 7927.200"]


def test_another_law_comes_in_through_the_door_of_section_7927_705() -> None:
    text = "The memo is privileged under Evidence Code section 954 and Government Code section 7927.705."
    [claim] = propose_claims(text)
    assert (claim.cited, claim.via) == ("Evid. Code, § 954", "Gov. Code, § 7927.705")


def test_the_door_named_at_the_end_lets_in_the_laws_of_its_own_paragraph_only() -> None:
    text = (
        "The calendar is confidential under Evidence Code section 1040.\n\n"
        "The drafts are exempt under section 7927.500. The charts are confidential under Civil Code section 56.10. "
        "They are therefore exempt under section 7927.705."
    )
    door = "Gov. Code, § 7927.705"
    assert [(claim.cited, claim.via) for claim in propose_claims(text)] == [
        ("Evid. Code, § 1040", ""),
        ("Gov. Code, § 7927.500", ""),
        ("Civ. Code, § 56.10", door),
    ]


def test_a_bare_citation_leans_only_on_what_was_said_shortly_before() -> None:
    near = "The names are withheld. We looked twice. (Gov. Code, § 7927.410.)"
    far = "The names are withheld. We looked. We asked. We wrote. (Gov. Code, § 7927.410.)"
    assert [cited for cited, _ in claims(near)] == ["Gov. Code, § 7927.410"]
    assert claims(far) == []


@pytest.mark.parametrize(
    "words",
    ["are sealed", "may not be copied", "are not a public record", "are being held for 45 days", "fall under this"],
)
def test_withholding_has_many_words(words: str) -> None:
    assert [cited for cited, _ in claims(f"The tapes {words} (Gov. Code, § 7923.625).")] == ["Gov. Code, § 7923.625"]


def test_the_door_alone_is_a_claim() -> None:
    assert claims("The memo is exempt under section 7927.705.") == [("Gov. Code, § 7927.705", "memo")]


def test_a_citation_after_the_sentence_belongs_to_it() -> None:
    assert claims("The names may not be released. (Gov. Code, § 7927.410.)") == [("Gov. Code, § 7927.410", "names")]


def test_boxes_not_ticked_are_not_claimed() -> None:
    text = "Reasons for denial:\n[X] Investigation. Gov. Code 7923.600\n[ ] Litigation. Gov. Code 7927.200\n"
    assert [cited for cited, _ in claims(text)] == ["Gov. Code, § 7923.600"]


def test_the_rows_of_a_table_say_which_records() -> None:
    text = "No. | Withheld | Pages | Basis\n1 | Complaint file | 41 | GC 7927.700\n2 | Test keys | 3 | GC 7929.605\n"
    assert claims(text) == [("Gov. Code, § 7927.700", "Complaint file"), ("Gov. Code, § 7929.605", "Test keys")]


def test_the_same_section_for_other_records_is_another_claim_and_for_the_same_is_one() -> None:
    text = (
        "The jail logs are exempt under section 7923.600. The tow sheets are exempt under section 7923.600.\n\n"
        "Again, section 7923.600 exempts them."
    )
    found = propose_claims(text)
    assert [claim.records for claim in found] == ["jail logs", "tow sheets"]
    assert found[0].words.endswith("Again, section 7923.600 exempts them.")


def test_a_case_or_a_comparison_is_not_a_claim() -> None:
    text = "The logs are exempt under section 7923.600; see also section 7922.000 and "
    text += "Haynie v. Superior Court (2001) 26 Cal.4th 1061."
    assert [cited for cited, _ in claims(text)] == ["Gov. Code, § 7923.600"]


def test_what_the_letter_repeats_of_ours_claims_nothing() -> None:
    assert propose_claims("> The logs are exempt under section 7923.600.\n\nWe will answer soon.") == ()


@pytest.mark.parametrize(
    "letter",
    [
        "The requested records, including but not limited to body camera footage, are exempt from disclosure under "
        "Government Code section 7923.600.",
        "As a general rule public records are open. The complaint files are exempt from disclosure under Government "
        "Code section 7923.600.",
        "The request seeks certain types of records that are exempt under Government Code section 7923.600.",
        "Certain categories of records are exempt under Government Code section 7923.600 and will not be produced.",
        "Nothing can be released because the logs are withheld under Government Code section 7923.600.",
        "No determination has been made on item 2. Item 1 is withheld under Government Code section 7923.600.",
        "The logs are withheld under Government Code section 7923.600 and we reserve all rights.",
        "We are withholding the logs under Government Code section 7923.600. We have not decided if video exists.",
        "The logs are exempt (Gov. Code, § 7923.600). The City has not yet determined whether other logs exist.",
        "While reserving all rights, the City withholds the logs under Government Code section 7923.600.",
        "The logs are withheld under Government Code section 7923.600 and following our review the rest is enclosed.",
        "The following records are exempt. For example, notes are exempt under Government Code section 7923.600.",
    ],
)
def test_a_denial_in_the_words_of_general_advice_is_a_denial(letter: str) -> None:
    assert [cited for cited, _ in claims(letter)] == ["Gov. Code, § 7923.600"]


@pytest.mark.parametrize(
    "letter",
    [
        "The County reserves the right to assert Government Code section 7922.000.",
        "Nothing here waives, and the City expressly preserves, the privilege of Evidence Code section 954.",
        "Should further review show that it applies, we will invoke Government Code section 7922.000.",
        "No determination has been made. Some of the logs are likely exempt under Government Code section 7923.600.",
        "We anticipate that parts may be exempt under Government Code section 7923.600.",
        "Please note that personnel files may be exempt where privacy outweighs (Gov. Code, § 7927.700).",
        "No pages were withheld under Government Code section 7923.600.",
        "Your letter claims that Government Code section 7923.600 protects only open cases.",
        'Your question 2: "Do you withhold anything under section 7923.600?"\nResponse: Everything is enclosed.',
    ],
)
def test_what_is_reserved_open_general_or_ours_is_not_proposed(letter: str) -> None:
    assert claims(letter) == []


def test_a_footnote_stands_where_its_mark_does() -> None:
    letter = (
        "We produce 12 entries and withhold nine.1 The rest is public.2\n\n"
        "1 These tell who was met. Gov. Code, § 7922.000.\n"
        "2 Gov. Code, § 7922.525."
    )
    assert [cited for cited, _ in claims(letter)] == ["Gov. Code, § 7922.000"]


def test_what_could_exempt_and_is_not_proposed_is_named_once_and_procedure_is_not() -> None:
    letter = (
        "The logs are exempt (Gov. Code, § 7923.600). We reserve our rights under Evid. Code, § 1040, "
        "and again Evid. Code, § 1040. See Gov. Code, § 7922.535, and Haynie v. Superior Court (2001) "
        "26 Cal.4th 1061."
    )
    assert [one.normal for one in cited_besides(letter, propose_claims(letter))] == ["Evid. Code, § 1040"]


def test_both_numbers_of_a_claim_are_one_and_each_subdivision_of_the_old_section_6254_is_its_own() -> None:
    both = "The names are withheld under former Government Code section 6254(c), now section 7927.700. "
    door = "The tip is withheld under section 6254(k) and Evidence Code section 1040. "
    reserved = "We reserve our rights under section 6254(f)."
    letter = both + door + reserved
    besides = cited_besides(letter, propose_claims(letter))
    assert [one.normal for one in besides] == ["Gov. Code, § 6254, subd. (f)"]
