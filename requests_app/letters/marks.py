"""The plain text people edit, read into real headings, lists, quotations and paragraphs.

    # A heading                   a line that begins with "# "
    - a point                     lines that begin with "- "
    1. a numbered point           lines that begin with a number and a dot
    > quoted words                lines that begin with "> "
    everything else               a paragraph; a blank line ends it, a line break stays a line break
    *words*                       italics, for the names of cases

There is no other mark, and no way to write HTML.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

LONGEST_LETTER = 100_000  # characters; some thirty pages of words
MOST_PIECES = 2_000  # paragraphs, points and stretches in italics: each costs the printer more than its letters
LONGEST_WORD = 2_000  # characters; a word is broken anywhere, and looked at anew for each line


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face. A line break is a newline in `text`."""

    text: str
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `items` has one entry per point of a list, and exactly one in every other block."""

    kind: BlockKind
    items: tuple[tuple[Run, ...], ...]


_MARKS = (
    (BlockKind.HEADING, re.compile(r"#{1,6}[ \t]+(?=\S)")),
    (BlockKind.BULLETS, re.compile(r"[-•][ \t]+(?=\S)")),
    (BlockKind.NUMBERS, re.compile(r"\d{1,3}[.)][ \t]+(?=\S)")),
    (BlockKind.QUOTATION, re.compile(r">[ \t]?(?=\S)")),
)
_LISTS = (BlockKind.BULLETS, BlockKind.NUMBERS)
_ITALIC = re.compile(r"(?<!\w)\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)")
_KEEP_TOGETHER = re.compile(
    r"(?<=[§]) (?=\d)|(?<=\bart\.) (?=[IVX])|(?<=\bsection) (?=\d)"
    r"|(?:(?<=January)|(?<=February)|(?<=March)|(?<=April)|(?<=May)|(?<=June)|(?<=July)|(?<=August)|(?<=September)"
    r"|(?<=October)|(?<=November)|(?<=December)) (?=\d)"
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
# XML, and so HTML and DOCX, cannot carry these; the others would hide or turn text around.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """`text` without control and direction characters; line ends become newlines, tabs become spaces."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def one_line(text: str) -> str:
    """`text` on one line, so that nothing in it can begin a block of its own."""
    return " ".join(printable(text).split())


def read_marks(text: str) -> tuple[Block, ...]:
    """The blocks of a letter's body, in order."""
    found: list[tuple[BlockKind, list[str]]] = []
    open_kind: BlockKind | None = None
    for line in printable(text).split("\n"):
        stripped = line.strip()
        if not stripped:
            open_kind = None
            continue
        kind, words = _marked(stripped)
        if kind is None and open_kind in _LISTS and line[0] == " ":
            found[-1][1][-1] += f"\n{stripped}"
        elif kind in _LISTS and found and found[-1][0] is kind:
            found[-1][1].append(words)  # blank lines between points do not end the list
            open_kind = kind
        elif kind in (None, BlockKind.QUOTATION) and open_kind is (kind or BlockKind.PARAGRAPH):
            found[-1][1][-1] += f"\n{words}"
        else:
            found.append((kind or BlockKind.PARAGRAPH, [words]))
            open_kind = None if kind is BlockKind.HEADING else (kind or BlockKind.PARAGRAPH)
    return tuple(Block(kind, tuple(_runs(item) for item in items)) for kind, items in found)


def is_marked(line: str) -> bool:
    """True when the line begins a block or a point of its own."""
    return _marked(line)[0] is not None


def is_point(line: str) -> bool:
    """True when the line is a point of a list."""
    return _marked(line)[0] in _LISTS


def _marked(line: str) -> tuple[BlockKind | None, str]:
    for kind, mark in _MARKS:
        if match := mark.match(line):
            return kind, line[match.end() :]
    return None, line


def _runs(text: str) -> tuple[Run, ...]:
    parts = _ITALIC.split(_typeset(text))
    runs = [Run(part, is_italic=bool(index % 2)) for index, part in enumerate(parts)]
    return tuple(run for run in runs if run.text)


def _typeset(text: str) -> str:
    """What a typesetter would do: a section or a day stays with its sign, an apostrophe is curled."""
    return _APOSTROPHE.sub("’", _KEEP_TOGETHER.sub("\u00a0", text))


def blocks_to_html(blocks: tuple[Block, ...]) -> SafeString:
    """The blocks as HTML, everything in them escaped. Headings are h2: the letter's subject is its h1."""
    return format_html_join("\n", "{}", ((_block_html(block),) for block in blocks))


def _block_html(block: Block) -> SafeString:
    match block.kind:
        case BlockKind.HEADING:
            return format_html("<h2>{}</h2>", _runs_html(block.items[0]))
        case BlockKind.QUOTATION:
            return format_html("<blockquote><p>{}</p></blockquote>", _runs_html(block.items[0]))
        case BlockKind.BULLETS | BlockKind.NUMBERS:
            points = format_html_join("", "<li>{}</li>", ((_runs_html(item),) for item in block.items))
            template = "<ul>{}</ul>" if block.kind is BlockKind.BULLETS else "<ol>{}</ol>"
            return format_html(template, points)
        case BlockKind.PARAGRAPH:
            return format_html("<p>{}</p>", _runs_html(block.items[0]))


def _runs_html(runs: tuple[Run, ...]) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<em>{}</em>" if run.is_italic else "{}", _lines_html(run.text)),) for run in runs)
    )


def _lines_html(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))
