"""Make a mail's HTML safe to show and readable as text. The only module that knows the cleaner."""

import html
import re
from collections import Counter

import nh3

CHARACTERS = 5_000_000
# The cleaner's time grows with the square of the depth; no letter needs more.
DEPTH = 500

_BLOCKS = {
    "address", "blockquote", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_WORDS = {"b", "br", "caption", "code", "del", "em", "i", "ins", "s", "small", "span", "strong", "sub", "sup", "u"}
_TAGS = _BLOCKS | _WORDS
_SPANS = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_SILENT = {"script", "style", "title", "template", "noscript", "svg", "math", "select", "object", "iframe"}

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"}
_CLOSES_ITSELF = {"p", "li", "td", "th", "tr", "dd", "dt", "option"}
_LINK = re.compile(r'<a(?: href="([^"]*)")?>(.*?)</a>', re.DOTALL)
_SPACES = re.compile(r"\s+")
_BREAK = re.compile(r"<br>|</?(?:address|blockquote|center|d[ltd]|div|h[1-6r]|li|[ou]l|p|pre|table|tr)\b[^>]*>")
_QUOTE = re.compile(r"(</?blockquote>)")
_CELL = re.compile(r"</t[dh]>")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_ANY_TAG = re.compile(r"<[^<>]*>")


def clean(source: str) -> tuple[str, str | None]:
    """The HTML without anything that runs, fetches, submits or hides, and a problem sentence where it was too much.

    Pictures, forms, styles, scripts and comments go; a link becomes its words and its target, both as text.
    """
    problem = None
    if len(source) > CHARACTERS:
        source = source[:CHARACTERS]
        problem = f"The mail's HTML was cut at {CHARACTERS:,} characters."
    if _depth(source) > DEPTH:
        words = html.escape(html.unescape(_ANY_TAG.sub(" ", source)))
        return (
            f"<pre>{words}</pre>",
            f"The mail's HTML is nested deeper than {DEPTH} levels; only its words are shown.",
        )
    linked = nh3.clean(
        source,
        tags=_TAGS | {"a"},
        clean_content_tags=_SILENT,
        attributes={**_SPANS, "a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return nh3.clean(_LINK.sub(_as_text, linked), tags=_TAGS, attributes=_SPANS).strip(), problem


def words_of(cleaned: str) -> str:
    """The text of HTML that `clean` made: one line to a block, a tab between the cells of a table.

    What is quoted stands after "> ", as in a mail of plain text: it repeats somebody, often ourselves.
    """
    pieces: list[str] = []
    depth = 0
    for part in _QUOTE.split(cleaned):
        if part == "<blockquote>":
            depth += 1
        elif part == "</blockquote>":
            depth = max(0, depth - 1)
        elif words := _lines_of(part):
            mark = "> " * depth
            pieces.append("\n".join(f"{mark}{line}".rstrip() for line in words.split("\n")) if depth else words)
    return "\n".join(pieces)


def _lines_of(cleaned: str) -> str:
    flowing = "".join(part if part.startswith("<pre>") else _SPACES.sub(" ", part) for part in _PRE.split(cleaned))
    lines = _CELL.sub("\t", _BREAK.sub("\n", flowing))
    text = html.unescape(_ANY_TAG.sub("", lines)).replace("\xa0", " ")
    stripped = ["\t".join(cell.strip() for cell in line.split("\t")).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(stripped)).strip()


def _as_text(link: re.Match[str]) -> str:
    """The link's words, then its target where the words do not already say it."""
    target, words = link[1] or "", link[2]
    shown = html.unescape(_ANY_TAG.sub("", words)).strip()
    address = html.unescape(target).strip()
    if not address or address.removeprefix("mailto:").rstrip("/") in (shown, shown.rstrip("/")):
        return words
    return f"{words} [{html.escape(address)}]"


def _depth(source: str) -> int:
    """How deep the tags stand inside each other, at most; those whose end HTML lets a writer leave out count not."""
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for tag in _TAG.finditer(source):
        name = tag[2].lower()
        if name in _VOID or name in _CLOSES_ITSELF:
            continue
        if not tag[1]:
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif opened[name]:  # an end without a beginning closes nothing
            opened[name] -= 1
            depth -= 1
    return deepest
