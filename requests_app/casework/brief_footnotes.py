"""Parting the pages of a brief into text and footnotes, so that neither is read into the other."""

import re
from collections.abc import Iterable

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# A figure right behind a word, a bracket or a quotation mark, as in “denied.”1, or a number that ends a sentence;
# but “section 6254.1” is a section.
_MARK = (
    r"(?:(?:[^\W\d_]|[)\]”’\"'])[.,;:]?[)\]”’\"']{{0,3}}"
    r"|(?:\d{{4}}\.\d{{3}}|(?<!§ )(?<!section )(?<!sections )(?<![\d.§])\d{{3,5}})\.){number}(?!\w)"
)
_NOTE = r"^[ \t]*{number}[.)]?[ \t]*(?=[A-Z“\"'(\[])"


def part_footnotes(pages: Iterable[str]) -> tuple[list[str], list[str]]:
    """The text of each page without its footnotes, and the footnotes of each page.

    The footnotes of a page begin with the line that opens with the number next in turn, where a word before it
    carries that number; they reach to the end of the page. What goes on overleaf counts there as text.
    """
    bodies, notes = [], []
    number = 1
    for page in pages:
        plain = page.translate(_SUPERSCRIPT)
        begins, number = _begins(plain, number)
        bodies.append(page[:begins])
        notes.append(page[begins:])
    return bodies, notes


def _begins(page: str, number: int) -> tuple[int, int]:
    """Where the footnotes of a page begin, its end where there are none; and the number next in turn."""
    begins = at = len(page)
    for found in re.finditer(_NOTE.format(number=number), page, re.MULTILINE):
        if re.search(_MARK.format(number=number), page[: found.start()]):
            begins, at = found.start(), found.end()
            number += 1
            break
    while following := re.compile(_NOTE.format(number=number), re.MULTILINE).search(page, at):
        at = following.end()
        number += 1
    return begins, number
