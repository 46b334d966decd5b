"""The authorities a brief cites, each with the pages it is cited on."""

import re
from collections.abc import Callable, Iterable

from requests_app.exhibits.papers_of_fact import Authority, Cited
from requests_app.law.citing import Citation, CitationKind, find

_SHORT = re.compile(
    r"\bsupra,?\s+(?P<volume>\d{1,4})\s+(?P<reporter>Cal\.\s?(?:App\.\s?)?(?:2d|3d|4th|5th)?)"
    r"(?:\s?Supp\.)?\s+(?:at\s+pp?\.\s*(?P<pin>\d{1,5}))?"
)
_REPORT = re.compile(r"(?P<volume>\d{1,4}) (?P<reporter>Cal\.\S*)(?: Supp\.)? (?P<page>\d{1,5})$")


def authorities_of(pages: Iterable[str], *, first_page: int = 1) -> list[Cited]:
    """What these pages of a brief cite. `first_page`, counted from 1, is numbered 1; those before it are left out.

    A case cited without its name counts for the one named elsewhere; "Haynie, supra, 26 Cal.4th at p. 1066" counts
    for the case that report belongs to. "Ibid." and "id." are not told apart, nor is federal law found.
    """
    texts = list(pages)[first_page - 1 :]
    whole = "\f".join(texts)
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(text) + 1)

    def page_at(place: int) -> int:
        return sum(end <= place for end in ends[1:]) + 1

    found = find(whole)
    names = {_report(one): one.parties for one in found if one.kind is CitationKind.CASE and one.parties}
    cited = [_cited(one, names.get(_report(one), ""), page_at(one.start)) for one in found]
    return cited + list(_short_forms(whole, cited, page_at))


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
        return "regulation" if "Regs." in citation.normal else "rule"
    return "constitution" if "Const." in citation.normal else "statute"


def _short_forms(text: str, cited: list[Cited], page_at: Callable[[int], int]) -> Iterable[Cited]:
    """Pages on which a case is cited only by its volume, with "supra"."""
    reports = [(found, one) for one in cited if one.kind == "case" and (found := _REPORT.search(one.text))]
    for short in _SHORT.finditer(text):
        reporter = re.sub(r"\s", "", short["reporter"])
        same = {
            int(found["page"]): one
            for found, one in reports
            if (found["volume"], found["reporter"]) == (short["volume"], reporter)
            and (not short["pin"] or int(found["page"]) <= int(short["pin"]))
        }
        if same:
            one = same[max(same)]
            yield Cited("case", one.name, one.text, page_at(short.start()))
