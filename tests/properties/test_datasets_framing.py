"""Whatever the bytes, the framing pass accounts for every line and hands on only what the parser can read."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.datasets.framing import INNER_LINE_END, PLACEHOLDER, Block, Framer
from requests_app.datasets.mapping import Text

CELLS = st.sampled_from(
    [b"", b"a", b"12.5", b'"q"', b'"a,b"', b'"x""y"', b'"two\nlines"', b'"', b"\xff", b"\x00", b"\r", b"\xc3\xb1"]
)
LINES = st.lists(CELLS, min_size=1, max_size=5).map(b",".join)
FILES = st.one_of(
    st.binary(max_size=400),
    st.tuples(st.lists(LINES, max_size=25), st.sampled_from([b"\n", b"\r\n"]), st.booleans()).map(
        lambda parts: parts[1].join(parts[0]) + (parts[1] if parts[2] else b"")
    ),
    st.text(alphabet='ab,"\n\r', max_size=200).map(str.encode),
)


def frame(data: bytes, chunk: int, width: int, header_lines: int = 0) -> list[Block]:
    framer = Framer(Text("utf-8", ",", header_lines), width)
    return list(framer.blocks(iter([data[at : at + chunk] for at in range(0, len(data), chunk)]), header_lines))


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a file, by the meaning of a line end; a return at the very end is half of one."""
    lines = (data + b"\n" * data.endswith(b"\r")).replace(b"\r\n", b"\n").split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


@given(FILES, st.integers(1, 50), st.integers(2, 4), st.integers(0, 2))
@settings(max_examples=600)
def test_every_line_goes_to_exactly_one_place(data: bytes, chunk: int, width: int, header_lines: int):
    blocks = frame(data, chunk, width, header_lines)
    lines = lines_of(data)
    assert sum(block.lines for block in blocks) == len(lines)
    for block in blocks:
        assert block.lines == block.framed + block.joined + block.blank + block.header + len(block.set_aside)
        assert block.records.count(b"\n") == block.lines
    assert [block.first_line for block in blocks] == [
        1 + sum(block.lines for block in blocks[:at]) for at in range(len(blocks))
    ]


@given(FILES, st.integers(1, 50), st.integers(2, 4))
@settings(max_examples=600)
def test_the_whole_text_can_be_put_together_again_from_what_was_framed_and_set_aside(
    data: bytes, chunk: int, width: int
):
    lines = lines_of(data)
    blocks = frame(data, chunk, width)
    aside = {line.line: line.raw for block in blocks for line in block.set_aside}
    framed = b"".join(block.records for block in blocks).split(b"\n")
    number = 1
    while number <= len(lines):
        slot = framed[number - 1]
        if slot.startswith(PLACEHOLDER):
            assert lines[number - 1] == aside[number] if number in aside else not lines[number - 1].strip(b" \t")
            number += 1
        else:
            inner = slot.split(INNER_LINE_END)
            assert inner == lines[number - 1 : number - 1 + len(inner)]
            number += len(inner)


@given(FILES, st.integers(1, 50), st.integers(2, 4))
@settings(max_examples=400)
def test_what_is_framed_is_read_alike_by_another_parser(data: bytes, chunk: int, width: int):
    for block in frame(data, chunk, width):
        for slot in block.records.split(b"\n")[:-1]:
            if not slot.startswith(PLACEHOLDER):
                text = slot.decode("utf-8").replace("\x1e", "\n")
                rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
                assert [len(row) for row in rows] == [width]


@given(FILES, st.integers(1, 50), st.integers(51, 400), st.integers(2, 4))
@settings(max_examples=300)
def test_how_the_bytes_were_cut_into_chunks_changes_nothing(data: bytes, small: int, large: int, width: int):
    def outcome(chunk: int) -> tuple[bytes, list[tuple[int, str, bytes]]]:
        blocks = frame(data, chunk, width)
        asides = [(line.line, line.reason, line.raw) for block in blocks for line in block.set_aside]
        return b"".join(block.records for block in blocks), asides

    assert outcome(small) == outcome(large)
