from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.letters.marks import BlockKind, blocks_to_html, one_line, read_marks


def shape(text: str) -> list[tuple[str, list[str]]]:
    return [
        (str(block.kind), ["".join(run.text for run in item) for item in block.items]) for block in read_marks(text)
    ]


def test_headings_lists_quotations_and_paragraphs_are_told_apart() -> None:
    text = "Dear Chief:\n\n# Records\n1. Policies\n2. Contracts\n\n- one\n- two\n> your words\n\nThank you."

    assert shape(text) == [
        ("paragraph", ["Dear Chief:"]),
        ("heading", ["Records"]),
        ("numbers", ["Policies", "Contracts"]),
        ("bullets", ["one", "two"]),
        ("quotation", ["your words"]),
        ("paragraph", ["Thank you."]),
    ]


def test_a_line_break_typed_inside_a_paragraph_stays_one() -> None:
    assert shape("100 Main Street\r\nLos Angeles") == [("paragraph", ["100 Main Street\nLos Angeles"])]
    assert blocks_to_html(read_marks("a\nb")) == "<p>a<br>b</p>"


def test_a_blank_line_between_points_does_not_start_the_numbers_again() -> None:
    assert shape("1. one\n\n2. two\n   more of two\n\n3. three") == [
        ("numbers", ["one", "two\nmore of two", "three"])
    ]


def test_a_quotation_keeps_its_lines_together() -> None:
    assert shape("> one\n> two\nthree") == [("quotation", ["one\ntwo"]), ("paragraph", ["three"])]


@pytest.mark.parametrize(
    "text", ["#hashtag", "-5 degrees", "1.5 million", "-", "# ", "1812 overture", "*.csv and *.pdf"]
)
def test_text_that_only_resembles_a_mark_is_a_paragraph(text: str) -> None:
    assert shape(text) == [("paragraph", [text.strip()])]


def test_the_name_of_a_case_can_be_set_in_italics() -> None:
    html = blocks_to_html(read_marks("See *NLG v. Hayward* (2020) 9 Cal.5th 488, 2*3*4."))

    assert html == "<p>See <em>NLG v. Hayward</em> (2020) 9 Cal.5th 488, 2*3*4.</p>"


def test_a_section_sign_and_a_month_keep_their_number_beside_them() -> None:
    (block,) = read_marks("Gov. Code § 7922.535, by September 8, under article I, section 3(b)")

    assert (
        block.items[0][0].text == "Gov. Code §\u00a07922.535, by September\u00a08, under article I, section\u00a03(b)"
    )


def test_an_apostrophe_is_set_as_a_printer_sets_it() -> None:
    (block,) = read_marks("the agency's 5'10\" rule")

    assert block.items[0][0].text == "the agency’s 5'10\" rule"


def test_control_and_direction_characters_do_not_reach_the_page() -> None:
    assert shape("a\x00b\u202ec\ufeffd\x1b") == [("paragraph", ["abcd"])]
    assert one_line(" a\n\n# b\t c ") == "a # b c"


@pytest.mark.parametrize("mark", ["", "# ", "- ", "1. ", "> "])
def test_html_typed_into_any_block_is_text(mark: str) -> None:
    html = blocks_to_html(read_marks(f'{mark}<b>bold</b> *<i>* & "quoted"'))

    assert "&lt;b&gt;bold&lt;/b&gt; <em>&lt;i&gt;</em> &amp; &quot;quoted&quot;" in html
    assert "<b>" not in html


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


OURS = {"h2", "p", "ul", "ol", "li", "blockquote", "em", "br"}


@given(st.text(alphabet=st.sampled_from("<>&\"'=/*#-1.> \n\tabcscript"), max_size=200) | st.text(max_size=100))
def test_no_text_whatever_makes_a_tag_that_is_not_ours(text: str) -> None:
    seen = Tags(blocks_to_html(read_marks(text)))

    assert seen.tags <= OURS
    assert seen.attributes == []


@given(st.text(max_size=200))
def test_no_word_is_lost_between_the_text_and_the_page(text: str) -> None:
    read = "".join(run.text for block in read_marks(text) for item in block.items for run in item)
    letters_typed = [character for character in text if character.isalpha()]

    assert [character for character in read if character.isalpha()] == letters_typed


def test_every_kind_of_block_has_its_own_html() -> None:
    html = blocks_to_html(read_marks("# h\n\np\n\n- b\n\n1. n\n\n> q"))

    assert html.split("\n") == [
        "<h2>h</h2>",
        "<p>p</p>",
        "<ul><li>b</li></ul>",
        "<ol><li>n</li></ol>",
        "<blockquote><p>q</p></blockquote>",
    ]
    assert len(BlockKind) == 5
