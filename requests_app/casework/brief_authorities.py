"""The authorities a brief cites, each with the pages it is cited on."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from requests_app.casework.brief_footnotes import part_footnotes
from requests_app.exhibits.papers_of_fact import Authority, Cited
from requests_app.law.citing import Citation, CitationKind, find, find_federal

_REPORTERS = (
    r"Cal\.\s?(?:App\.\s?)?(?:2d|3d|4th|5th)?|U\.\s?S\.|S\.\s?Ct\.|F\.\s?Supp\.\s?(?:2d|3d)?|F\.\s?(?:2d|3d|4th)?"
)
_SHORT = re.compile(
    rf"\bsupra,?\s+(?P<volume>\d{{1,4}})\s+(?P<reporter>{_REPORTERS})"
    r"(?:\s?Supp\.)?\s+(?:at\s+pp?\.\s*(?P<pin>\d{1,5}))?"
)
_REPORT = re.compile(r"(?P<volume>\d{1,4}) (?P<reporter>(?:Cal|U\.S|S\.Ct|F)\.\S*)(?: Supp\.)? (?P<page>\d{1,5})$")
_SAME = re.compile(r"\b(?:[Ii]bid\.|[Ii]d\.)(?!\s?No)(?=[\s,;)\]]|$)")
# What stands between two authorities that are cited together, so that "id." after them names neither.
_TOGETHER = re.compile(r"[\s,;]*(?:(?:and|see|see also|accord|cf\.|citing|quoting|but see)\b[\s,]*)*")
_PINPOINT = re.compile(r"[\s,]*(?:\d{1,5}(?:\s?[-–]\s?\d{1,5})?|fns?\.\s?\d{1,3})*")


@dataclass(frozen=True, slots=True)
class _Mention:
    """An authority at a place of the text."""

    start: int
    end: int
    cited: Cited


class _Stream:
    """Pages read on end: the text of the brief, or its footnotes."""

    def __init__(self, pages: Sequence[str]) -> None:
        self.whole = "\f".join(pages)
        self._ends = list(accumulate(len(page) + 1 for page in pages))
        self.found = _citations(self.whole)

    def page_at(self, place: int) -> int:
        """The page a place lies on, from 1."""
        return bisect_right(self._ends, place) + 1


def authorities_of(pages: Iterable[str], *, first_page: int = 1) -> list[Cited]:
    """What these pages of a brief cite. `first_page`, counted from 1, is numbered 1; those before it are left out.

    A case cited without its name counts for the one named elsewhere; "Haynie, supra, 26 Cal.4th at p. 1066" counts
    for the case that report belongs to; "ibid." and "id." for the authority cited last before them, unless two were
    cited together there. In the text that is the last one in the text; in a footnote the last one in the same
    footnote or one before it: neither reaches across.
    """
    streams = [_Stream(part) for part in part_footnotes(list(pages)[first_page - 1 :])]
    every = [one for stream in streams for one in stream.found]
    names = {_report(one): one.parties for one in every if one.kind is CitationKind.CASE and one.parties}
    full = [
        [
            _Mention(one.start, one.end, _cited(one, names.get(_report(one), ""), stream.page_at(one.start)))
            for one in stream.found
        ]
        for stream in streams
    ]
    reports = [one.cited for mentions in full for one in mentions]
    cited: list[Cited] = []
    for stream, mentions in zip(streams, full, strict=True):
        named = [*mentions, *_short_forms(stream, reports)]
        again = _same_again(stream, sorted(named, key=lambda one: one.start))
        cited += [one.cited for one in (*named, *again)]
    return cited


def _citations(text: str) -> list[Citation]:
    """Of California and of federal law, in order; what is federal is not taken for a section of California's."""
    federal = find_federal(text)
    ours = [
        one for one in find(text) if not any(one.start < other.end and other.start < one.end for other in federal)
    ]
    return sorted([*ours, *federal], key=lambda one: (one.start, one.end))


def _report(citation: Citation) -> str:
    return citation.normal.removeprefix(citation.parties).strip()


def _cited(citation: Citation, name: str, page: int) -> Cited:
    if citation.kind is CitationKind.CASE:
        return Cited("case", name, _report(citation), page)
    text = citation.normal
    if citation.former:
        text = text.replace(", §", ", former §", 1)
    return Cited(_kind(citation), "", text, page)


def _kind(citation: Citation) -> Authority:
    if citation.kind is CitationKind.RULE:
        return "regulation" if "Regs." in citation.normal or "C.F.R." in citation.normal else "rule"
    return "constitution" if "Const." in citation.normal else "statute"


def _short_forms(stream: _Stream, cited: Sequence[Cited]) -> Iterator[_Mention]:
    """Pages on which a case is cited only by its volume, with "supra"."""
    reports = [(found, one) for one in cited if one.kind == "case" and (found := _REPORT.search(one.text))]
    for short in _SHORT.finditer(stream.whole):
        reporter = re.sub(r"\s", "", short["reporter"])
        same = {
            int(found["page"]): one
            for found, one in reports
            if (found["volume"], found["reporter"]) == (short["volume"], reporter)
            and (not short["pin"] or int(found["page"]) <= int(short["pin"]))
        }
        if same:
            one = same[max(same)]
            yield _Mention(
                short.start(), short.end(), Cited("case", one.name, one.text, stream.page_at(short.start()))
            )


def _same_again(stream: _Stream, mentions: Sequence[_Mention]) -> Iterator[_Mention]:
    """Pages on which the authority cited last is cited again, by "ibid." or "id."."""
    starts = [one.start for one in mentions]
    for same in _SAME.finditer(stream.whole):
        at = bisect_left(starts, same.start())
        before = mentions[max(0, at - 2) : at]
        if not before or (len(before) == 2 and _are_together(stream.whole, *before)):
            continue
        last = before[-1].cited
        yield _Mention(same.start(), same.end(), Cited(last.kind, last.name, last.text, stream.page_at(same.start())))


def _are_together(text: str, one: _Mention, other: _Mention) -> bool:
    """Whether two different authorities are cited in one breath."""
    if (one.cited.name, one.cited.text) == (other.cited.name, other.cited.text):
        return False
    between = text[one.end : max(one.end, other.start)]
    pinned = _PINPOINT.match(between)
    return bool(_TOGETHER.fullmatch(between[pinned.end() if pinned else 0 :]))
