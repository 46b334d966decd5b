"""Find published California cases, Style Manual form or Bluebook form, with their parties where they can be told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from requests_app.law.citing.parties import name_before

_REPORTER = r"Cal\. ?(?:(?:App\. ?(?:2d|3d|4th|5th)?|Rptr\. ?(?:2d|3d)?|(?:2d|3d|4th|5th)?)(?: ?Supp\.)?)(?= ?\d)"
_HEAD = re.compile(
    rf"(?<![\w.])(?:\((?P<before>\d{{4}})\) )?(?P<volume>\d{{1,4}}) (?P<reporter>{_REPORTER}) ?(?P<page>\d{{1,5}})\b"
)
_PIN = re.compile(
    r"(?:,(?: at pp?\.)?|:) (?P<first>\d{1,5})(?:-\d{1,5})?(?!\w| (?:Cal|P)\.)|,? fns?\. \d{1,3}(?:-\d{1,3})?"
)
_PARALLEL = re.compile(
    r", \d{1,4} (?:Cal\. ?Rptr\. ?(?:2d|3d)?|P\. ?(?:2d|3d)?|Cal\. ?(?:2d|3d|4th|"
    r"5th)?) ?\d{1,5}(?:, \d{1,5}(?:-\d{1,5})?(?!\w| (?:Cal|P)\.))?"
)
_BRACKET = re.compile(r" ?\[\d{1,4} (?:Cal\.|P\.)[^\[\]\n]{1,160}\]")
_AFTER = re.compile(r" \((?:Cal\.? ?(?:Ct\.? ?)?(?:App\.?)? ?(?:\d\w\w )?(?:Dist\.? ?)?)?(?P<year>\d{4})\)")
_SHORT = re.compile(r"\bsupra,? ?$", re.I)


@dataclass(frozen=True, slots=True)
class Case:
    """A case in the plain text, from its name where that is told, or else from its year or volume.

    `normal`: "Haynie v. Superior Court (2001) 26 Cal.4th 1061", or without the name "(2001) 26 Cal.4th 1061".
    """

    start: int
    end: int
    normal: str
    parties: str


def find_cases(text: str) -> Iterator[Case]:
    """Every full case citation in a plain text; short forms ("supra, 3 Cal.5th at p. 1040") are none."""
    done = 0
    for head in _HEAD.finditer(text):
        if head.start() < done or _SHORT.search(text[max(0, head.start() - 8) : head.start()]):
            continue
        start, name = name_before(text, head.start(), after=done)
        end, year = _tail(text, head.end(), int(head["page"]))
        year = head["before"] or year
        done = end
        reporter = re.sub(r" ?(Supp\.)", r" \1", head["reporter"].replace(" ", ""))
        normal = f"{head['volume']} {reporter} {head['page']}"
        report = f"({year}) {normal}" if year else normal
        yield Case(start, end, f"{name} {report}".strip(), name)


def _tail(text: str, pos: int, page: int) -> tuple[int, str]:
    """Past the pages pointed at, the parallel reports and a year in brackets; the year, or ""."""
    for _ in range(12):
        if (match := _PARALLEL.match(text, pos) or _BRACKET.match(text, pos)) or (
            (match := _PIN.match(text, pos)) and (not match["first"] or page <= int(match["first"]) < page + 400)
        ):
            pos = match.end()
        else:
            break
    after = _AFTER.match(text, pos)
    return (after.end(), after["year"]) if after else (pos, "")
