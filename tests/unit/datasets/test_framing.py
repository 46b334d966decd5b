"""The framing pass: every line goes to exactly one place, and only sound records go on."""

import pytest

from requests_app.datasets.framing import INNER_LINE_END, LONGEST_LINE, PLACEHOLDER, Block, Framer
from requests_app.datasets.mapping import Text


def frame(data: bytes, *, width: int = 3, header_lines: int = 0, chunk: int = 1 << 20, encoding: str = "utf-8"):
    framer = Framer(Text(encoding, ",", header_lines), width)
    pieces = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    return list(framer.blocks(iter(pieces), header_lines))


def reasons(blocks: list[Block]) -> list[tuple[int, str]]:
    return [(aside.line, aside.reason) for block in blocks for aside in block.set_aside]


def framed_lines(blocks: list[Block]) -> list[bytes]:
    return b"".join(block.records for block in blocks).split(b"\n")[:-1]


def test_sound_lines_pass_unchanged():
    blocks = frame(b"a,b,c\nd,,f\n")
    assert framed_lines(blocks) == [b"a,b,c", b"d,,f"]
    assert reasons(blocks) == []


def test_a_last_line_without_a_line_end_is_a_line():
    assert framed_lines(frame(b"a,b,c\nd,e,f")) == [b"a,b,c", b"d,e,f"]


def test_windows_line_ends_are_line_ends():
    blocks = frame(b"a,b,c\r\nd,e,f\r\n")
    assert framed_lines(blocks) == [b"a,b,c", b"d,e,f"]


def test_a_line_end_cut_between_two_chunks_is_one_line_end():
    assert framed_lines(frame(b"a,b,c\r\nd,e,f\r\n", chunk=6)) == [b"a,b,c", b"d,e,f"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"a,b", "too_few_fields"),
        (b"a,b,c,d", "too_many_fields"),
        (b'"a,b",c', "too_few_fields"),
        (b'a,b"c,d', "stray_quote"),
        (b'a,b"c"d,e', "stray_quote"),
        (b'a,"b"c,d', "stray_quote"),
        (b"a,\xff\xfe,c", "not_text"),
        (b"a,\x00,c", "control_character"),
        (PLACEHOLDER + b"a,b,c", "control_character"),
        (b"a,b" + INNER_LINE_END + b",c", "control_character"),
        (b"a,b\rb,c", "stray_return"),
    ],
)
def test_a_damaged_line_is_set_aside_with_its_number_bytes_and_reason(line: bytes, reason: str):
    blocks = frame(b"1,2,3\n" + line + b"\n4,5,6\n")
    (aside,) = [aside for block in blocks for aside in block.set_aside]
    assert (aside.line, aside.reason, aside.raw, aside.length) == (2, reason, line, len(line))
    lines = framed_lines(blocks)
    assert (lines[0], lines[2]) == (b"1,2,3", b"4,5,6")
    assert lines[1].startswith(PLACEHOLDER)


def test_an_open_quotation_costs_its_own_line_and_no_other():
    blocks = frame(b'1,2,3\n4,"5,6\n' + b"7,8,9\n" * 50)
    assert reasons(blocks) == [(2, "stray_quote")]
    assert sum(block.framed for block in blocks) == 51


def test_two_open_quotations_do_not_swallow_the_sound_line_between_them():
    blocks = frame(b'1,"2,3\n4,5,6\n7",8\n')
    assert [reason for _, reason in reasons(blocks)] == ["stray_quote", "stray_quote"]
    assert b"4,5,6" in framed_lines(blocks)


def test_a_field_over_several_lines_is_one_record_on_its_first_line():
    blocks = frame(b'1,"two\nand, more",3\n4,5,6\n')
    assert framed_lines(blocks)[0] == b'1,"two' + INNER_LINE_END + b'and, more",3'
    assert framed_lines(blocks)[2] == b"4,5,6"
    assert sum(block.joined for block in blocks) == 1
    assert reasons(blocks) == []


def test_every_line_below_the_first_of_a_record_is_counted_as_joined():
    blocks = frame(b'1,"a\nb\n\nc",3\n')
    assert sum(block.joined for block in blocks) == 3
    assert sum(block.framed for block in blocks) == 1


def test_a_field_over_several_lines_is_joined_across_chunks():
    blocks = frame(b'1,"two\nand, more",3\n4,5,6\n', chunk=7)
    assert framed_lines(blocks)[0] == b'1,"two' + INNER_LINE_END + b'and, more",3'
    assert sum(block.joined for block in blocks) == 1


def test_quoted_fields_may_hold_separators_and_doubled_quotes():
    record = b'"a,b","say ""no""",c'
    assert framed_lines(frame(record + b"\n")) == [record]


def test_blank_lines_are_counted_as_blank():
    blocks = frame(b"1,2,3\n\n  \t\n4,5,6\n\n")
    assert sum(block.blank for block in blocks) == 3
    assert sum(block.framed for block in blocks) == 2


def test_the_header_is_counted_and_a_repeated_header_too():
    blocks = frame(b"x,y,z\n1,2,3\nx,y,z\n4,5,6\n", header_lines=1)
    assert sum(block.header for block in blocks) == 2
    assert sum(block.framed for block in blocks) == 2


def test_lines_above_the_header_are_header():
    blocks = frame(b"Report of 1 May\n\nx,y,z\n1,2,3\n", header_lines=3, chunk=5)
    assert sum(block.header for block in blocks) == 3
    assert framed_lines(blocks)[3] == b"1,2,3"


def test_letters_of_windows_1252_are_text_in_that_encoding_and_not_in_utf_8():
    assert reasons(frame(b"Pe\xf1a,b,c\n")) == [(1, "not_text")]
    assert reasons(frame(b"Pe\xf1a,b,c\n", encoding="cp1252")) == []
    assert reasons(frame(b"Pe\x81a,b,c\n", encoding="cp1252")) == [(1, "not_text")]


@pytest.mark.parametrize("length", [LONGEST_LINE + 1, 3 * LONGEST_LINE, 20 * LONGEST_LINE])
def test_an_endless_line_is_set_aside_whole_and_the_next_line_stands(length: int):
    data = b"1,2,3\n" + b"x" * length + b"\n4,5,6\n"
    blocks = frame(data, chunk=8 << 20)
    (aside,) = [aside for block in blocks for aside in block.set_aside]
    assert (aside.line, aside.reason, aside.length) == (2, "too_long", length)
    assert framed_lines(blocks)[2] == b"4,5,6"


def test_an_endless_line_that_looks_sound_is_still_too_long():
    data = b"1,2," + b"x" * (LONGEST_LINE + 10) + b"\n4,5,6\n"
    assert reasons(frame(data, chunk=8 << 20)) == [(1, "too_long")]


def test_an_open_quotation_before_an_endless_line_is_set_aside():
    data = b'1,"2,3\n' + b"x" * (5 * LONGEST_LINE) + b"\n4,5,6\n"
    assert reasons(frame(data, chunk=1 << 20)) == [(1, "stray_quote"), (2, "too_long")]


def test_a_clean_file_of_many_chunks_has_as_many_lines_out_as_in():
    data = b"".join(b"%d,b,c\n" % number for number in range(50_000))
    blocks = frame(data, chunk=65_537)
    assert b"".join(block.records for block in blocks) == data
    assert sum(block.lines for block in blocks) == 50_000
