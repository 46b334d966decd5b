"""Find published California cases, Style Manual form or Bluebook form, with their parties where they can be told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
_LONGEST_NAME = 160
_SIGNAL = re.compile(
    r"^(?:(?:see|also|compare|accord|but|cf\.|and|in|under|e\.g\.,?|citing|quoting|following|the) )+", re.I
)
_ADVERSE = re.compile(r"(?P<left>[^;()\n]{2,110}) vs?\. (?P<right>[^;()\n]{2,90})$")
_LEFT_WORD = re.compile(r"[A-Z0-9&'\"]|(?:of|the|and|for|de|la|del|v|ex|rel\.|on|in|to)$")
_SOLE = re.compile(r"(?:In re|Ex parte|Marriage of|Estate of) [A-Z][^;()\n]{0,80}$")


@dataclass(frozen=True, slots=True)
class Case:
    """A case in the plain text: `start`, `end` without the parties; `normal` "(2017) 3 Cal.5th 1032"."""

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
        end, year = _tail(text, head.end(), int(head["page"]))
        year = head["before"] or year
        done = end
        reporter = re.sub(r" ?(Supp\.)", r" \1", head["reporter"].replace(" ", ""))
        normal = f"{head['volume']} {reporter} {head['page']}"
        yield Case(head.start(), end, f"({year}) {normal}" if year else normal, parties_before(text, head.start()))


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


def parties_before(text: str, end: int) -> str:
    """The parties whose names end at `end`, signals such as "See" left off; "" when they cannot be told.

    >>> parties_before("relies on Haynie v. Superior Court (2001) 26 Cal.4th 1061", 34)
    'Haynie v. Superior Court'
    """
    before = text[max(0, end - _LONGEST_NAME) : end].rstrip(" ,(")
    if sole := _SOLE.search(before):
        return sole[0]
    adverse = _ADVERSE.search(before)
    if not adverse:
        return ""
    kept: list[str] = []
    for word in reversed(adverse["left"].split()):
        if not _LEFT_WORD.match(word) or (kept and word.endswith((".", ":")) and len(word) > 5):
            break
        kept.insert(0, word)
    while kept and kept[0][0].islower():
        kept.pop(0)
    left = _SIGNAL.sub("", " ".join(kept))
    return f"{left} v. {adverse['right']}" if left else ""
