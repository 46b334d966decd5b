"""Find what a California brief cites of federal law: cases, the Code, regulations, rules and the Constitution."""

import re
from collections.abc import Iterator

from requests_app.law.citing.parties import name_before
from requests_app.law.citing.plain import Plain
from requests_app.law.citing.shapes import Citation, CitationKind

_OFFICIAL = r"U\. ?S\.|F\. ?(?:2d|3d|4th)?|F\. ?Supp\. ?(?:2d|3d)?|Fed\. ?Appx\.|F\. ?App'x"
_PARALLEL = r"S\. ?Ct\.|L\. ?Ed\. ?(?:2d)?"
# Where it was decided and when, before the report as California writes it, or after it as others do.
_WHERE = r"(?:(?:\d{1,2}(?:st|nd|rd|th|d)|D\. ?C\.|Fed\.|[NSEWCMD]\. ?(?:D\. ?)?[A-Z][\w. ]{1,12}?) ?(?:Cir\. ?)?)?"
_BEFORE = rf"\((?P<before>{_WHERE}\d{{4}})\) "
_CASE = re.compile(
    rf"(?<![\w.])(?:{_BEFORE})?(?P<volume>\d{{1,4}}) (?P<reporter>{_OFFICIAL}|{_PARALLEL}) ?(?P<page>\d{{1,5}})\b"
)
_TAIL = re.compile(
    rf"(?:,(?: at pp?\.)? \d{{1,5}}(?:-\d{{1,5}})?(?! ?[A-Z]\.)|,? fns?\. \d{{1,3}}"
    rf"|,? ?\[?\d{{1,4}} (?:{_PARALLEL}) ?\d{{1,5}}\]?)*(?: \((?P<after>{_WHERE}\d{{4}})\))?"
)
_SUPRA = re.compile(r"\bsupra,? ?$", re.I)
_SUBDIVISIONS = r"(?:,? subds?\.)? ?(?P<within>(?:\([A-Za-z0-9]{1,5}\))*)"
_SECTION = rf"(?:§§?|[Ss]ecs?\.|[Ss]ections?) ?(?P<section>\d{{1,5}}[a-z]{{0,2}}(?:-\d{{1,3}}[a-z]?)?){_SUBDIVISIONS}"
_CODE = re.compile(rf"\b(?P<title>\d{{1,2}}) U\.? ?S\.? ?C\.? ?(?:A\.? ?)?{_SECTION}")
_TITLE = re.compile(rf"\b[Tt]itle (?P<title>\d{{1,2}}) (?:of the )?United States Code,? {_SECTION}")
_REGULATION = re.compile(
    r"\b(?P<title>\d{1,2}) (?:C\. ?F\. ?R\.|Code Fed\. ?Regs\.) ?(?:§§?|[Ss]ecs?\.|[Ss]ections?|[Pp]arts?) ?"
    rf"(?P<section>\d{{1,4}}(?:\.\d{{1,4}})?){_SUBDIVISIONS}"
)
_CONSTITUTION = re.compile(
    r"\bU\. ?S\. Const\.,? (?P<part>(?:\d{1,2}(?:st|nd|rd|th|d) Amend\.|[Aa]mend\. [IVX]{1,6}|[Aa]rt\. [IVX]{1,4}))"
    r"(?P<section>, §§? ?\d{1,2}(?:, cl\. \d{1,2})?)?"
)
_RULE = re.compile(
    r"\bFed\. ?(?:Rules?|R\.) ?(?P<of>Civ\. ?Proc?\.?|Civ\. ?P\.|Evid\.|App\. ?Proc?\.?|App\. ?P\.),? ?"
    rf"(?:[Rr]ule )?(?P<number>\d{{1,4}}){_SUBDIVISIONS}"
)
_RULES = {"C": "Fed. Rules Civ.Proc., rule", "E": "Fed. Rules Evid., rule", "A": "Fed. Rules App.Proc., rule"}


def find_federal(text: str) -> tuple[Citation, ...]:
    """Every full citation of federal law in `text`, in order; short forms with "supra" are none.

    `normal` is the California Style Manual's form: "Doe v. Roe (9th Cir. 2017) 850 F.3d 1000", "5 U.S.C. § 552(b)".

    >>> [one.normal for one in find_federal("See Milner v. Navy (2011) 562 U.S. 562; 5 U.S.C. section 552(b)(2).")]
    ['Milner v. Navy (2011) 562 U.S. 562', '5 U.S.C. § 552(b)(2)']
    """
    plain = Plain(text)
    found = [*_cases(plain.text), *_provisions(plain.text)]
    citations = []
    for first, last, normal, kind, parties in sorted(found):
        start, end = plain.place(first, last)
        citations.append(Citation(text[start:end], normal, kind, False, start, end, parties=parties))
    return tuple(citations)


Found = tuple[int, int, str, CitationKind, str]


def _cases(text: str) -> Iterator[Found]:
    done = 0
    for head in _CASE.finditer(text):
        if head.start() < done or _SUPRA.search(text[max(0, head.start() - 8) : head.start()]):
            continue
        start, name = name_before(text, head.start(), after=done)
        tail = _TAIL.match(text, head.end())
        done = tail.end() if tail else head.end()
        when = " ".join((head["before"] or (tail["after"] if tail else "") or "").split())
        reporter = head["reporter"].replace(" ", "")
        report = f"{head['volume']} {reporter} {head['page']}"
        normal = " ".join(filter(None, (name, f"({when})" if when else "", report)))
        yield start, done, normal, CitationKind.CASE, name


def _provisions(text: str) -> Iterator[Found]:
    for pattern, of in ((_CODE, "U.S.C."), (_TITLE, "U.S.C."), (_REGULATION, "C.F.R.")):
        kind = CitationKind.RULE if of == "C.F.R." else CitationKind.STATUTE
        for match in pattern.finditer(text):
            normal = f"{match['title']} {of} § {match['section']}{match['within']}"
            yield match.start(), match.end(), normal, kind, ""
    for match in _CONSTITUTION.finditer(text):
        normal = f"U.S. Const., {match['part']}{match['section'] or ''}"
        yield match.start(), match.end(), normal, CitationKind.STATUTE, ""
    for match in _RULE.finditer(text):
        normal = f"{_RULES[match['of'][0]]} {match['number']}{match['within']}"
        yield match.start(), match.end(), normal, CitationKind.RULE, ""
