"""Words are made alike, questions are read, and excerpts show where the words stand."""

import doctest

import pytest

from requests_app.search import asking, excerpt, indexed, indexed_in_parts, marked, parse, words
from requests_app.search.asking import Term


@pytest.mark.parametrize("module", [words, asking], ids=lambda module: module.__name__)
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_case_accents_and_plural_make_no_difference() -> None:
    assert indexed(["Los NÚÑEZ, agencies’ plates"]) == "los nunez agency plate"
    assert indexed(["Nu\u0301n\u0303ez"]) == "nunez"  # the accents apart from their letters


def test_a_number_is_its_parts_and_a_ligature_its_letters() -> None:
    assert indexed(["§ 7923.600(a)", "ﬁle 26CV00001"]) == "7923 600 a file 26cv00001"


def test_a_body_is_cut_into_parts_that_fit_a_row_and_share_their_last_words() -> None:
    words = [f"word{number:030}" for number in range(40_000)]  # 34 bytes each: 1.36 million
    first, second = indexed_in_parts([" ".join(words[:30_000]), " ".join(words[30_000:])])
    held = 900_000 // 34
    assert first.split() == words[:held]
    assert second.split() == words[held - 100 :]
    assert indexed_in_parts([" ".join(words[:held] * 2)]) == [" ".join(words[:held] * 2)]  # as often as it stands
    assert indexed_in_parts([]) == [""]


def test_a_question_is_words_phrases_beginnings_and_exclusions() -> None:
    query = parse('Records "Public Records Act" plat* -draft -"not sent" 7923.600 - "" *')
    assert [(term.words, term.is_prefix) for term in query.wanted] == [
        (("record",), False),
        (("public", "record", "act"), False),
        (("plat",), True),
        (("7923", "600"), False),
    ]
    assert [term.words for term in query.unwanted] == [("draft",), ("not", "sent")]


def test_the_beginning_of_a_hash_is_enough() -> None:
    assert parse("9F86d081").wanted == (Term(("9f86d081",), is_prefix=True, typed="9F86d081"),)


@pytest.mark.parametrize("typed", ["", "   ", "-draft", '"', "...", "-", "*"])
def test_without_a_word_to_look_for_nothing_is_asked(typed: str) -> None:
    assert parse(typed).is_empty


def test_what_was_asked_for_is_marked_as_it_was_written() -> None:
    pieces = marked("Die NÚÑEZ records & <b>", parse("nunez record"))
    assert [(piece.text, piece.is_hit) for piece in pieces] == [
        ("Die ", False),
        ("NÚÑEZ", True),
        (" ", False),
        ("records", True),
        (" & <b>", False),
    ]


def test_a_phrase_is_marked_whole_and_its_words_alone_are_not() -> None:
    pieces = marked("public hearing on public records", parse('"public records"'))
    assert [piece.text for piece in pieces if piece.is_hit] == ["public records"]


def test_an_excerpt_shows_where_most_of_the_words_stand() -> None:
    text = "plate " + "filler " * 200 + "the reader of the plate was bought " + "filler " * 200
    found = excerpt(text, parse("plate reader"))
    assert found.term_count == 2
    assert [piece.text for piece in found.pieces if piece.is_hit] == ["reader", "plate"]
    assert found.pieces[0].text == "… " and found.pieces[-1].text == " …"
    assert sum(len(piece.text) for piece in found.pieces) < 270


def test_an_excerpt_without_the_words_is_the_beginning() -> None:
    found = excerpt("Some words of a letter", parse("zebra"))
    assert (found.term_count, [piece.text for piece in found.pieces]) == (0, ["Some words of a letter"])


def test_a_term_keeps_what_was_typed() -> None:
    assert parse("Núñez").wanted == (Term(("nunez",), typed="Núñez"),)
