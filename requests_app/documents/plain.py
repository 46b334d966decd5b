"""Read plain text and HTML in whatever encoding they are."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from requests_app.documents.findings import Found, Limits, Page, Problem

_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BLOCKS = frozenset(["address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "header"])
_BLOCKS |= {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
}
_SILENT = frozenset(["script", "style", "template", "noscript"])


def keepable(text: str) -> str:
    """The text with line ends made "\\n", and without what a database refuses: zeros and halves of characters."""
    return _UNKEEPABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))


def read(path: Path, limits: Limits, *, is_html: bool = False) -> Iterator[Found]:
    """The words of a text file, or of an HTML page without its scripts and styles."""
    with path.open("rb") as file:
        data = file.read(limits.text_characters + 1)
    if len(data) > limits.text_characters:
        yield Problem(f"The file is longer than {limits.text_characters:,} bytes; only so much was read.")
    text = decode(data[: limits.text_characters])
    if is_html:
        text, is_whole = words_of_html(text)
        if not is_whole:
            yield Problem("The HTML is broken; only its beginning was read.")
    yield Page(text, has_text=bool(text.strip()))


def words_of_html(html: str) -> tuple[str, bool]:
    """What is to be read of a page, and whether it could be read to its end."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # how the standard parser says that a declaration is broken
        return reader.words(), False
    return reader.words(), True


def decode(data: bytes) -> str:
    """Bytes as text: by their mark, as UTF-8 or UTF-16 where they are that, else as Windows-1252."""
    if data.startswith(codecs.BOM_UTF8):
        return keepable(data.decode("utf-8-sig", "replace"))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return keepable(data.decode("utf-16", "replace"))
    sample = data[:4096]
    # Western text in UTF-16 is half zeros: the odd bytes, or the even ones.
    for zeros, name in ((sample[1::2], "utf-16-le"), (sample[::2], "utf-16-be")):
        if zeros and zeros.count(0) > 0.7 * len(zeros):
            return keepable(data.decode(name, "replace"))
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return keepable(decoder.decode(data))  # a character cut off at the end is no mistake of the file
    except UnicodeDecodeError:
        return keepable(data.decode("cp1252", "replace"))


class _Words(HTMLParser):
    """Gathers what is to be read, one line to a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self._pieces.append("\n")
        elif tag in ("td", "th"):
            self._pieces.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            self._silent.remove(tag)
        elif tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def words(self) -> str:
        """The words so far, without empty lines."""
        lines = (line.strip() for line in keepable("".join(self._pieces)).split("\n"))
        return "\n".join(line for line in lines if line)
