"""Read what follows a code's name: section numbers, their subdivisions, lists and ranges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from requests_app.law.citing import concordance

MARK = r"(?:(?:Â ?)?§ ?(?:(?:Â ?)?§)?|(?:sections?|sectlons?|secs?\b\.?|sects?\b\.?))"
"""Pattern of a section sign, in its ways of going wrong too; read with IGNORECASE."""

_PLURAL = re.compile(r"§ ?(?:Â ?)?§|s\.?$", re.I)
_ACT_MISREAD = r"79[23][\doOlI](?:[.,]| ?\. ?)[\doOlI]{3}(?![\w])"
_NUMBER = re.compile(
    rf"{_ACT_MISREAD}|\d{{1,2}}[oOlI]\d{{1,3}}(?![\w.])|"
    rf"\d{{1,6}}(?:\.\d{{1,4}}){{0,3}}(?:[a-z](?![\w]))?(?![\w%$])(?!\.\d|,\d{{3}}\b)"
)
_SHORTENED = re.compile(r"\.\d{3}(?!\w)")
_FIXED = str.maketrans("oOlI,", "0011.", " ")

_LETTER = r"(?:[a-z]|\d{1,2}|[ivx]{2,4}|([a-z])\1|a[b-h])"
_GROUP = re.compile(rf" ?\({_LETTER}\)", re.I)
_SUB_WORD = (
    r"(?:subdivisions?|subds?\b\.?|subdivs?\b\.?|subsections?|subsecs?\b\.?|paragraphs?|paras?\b\.?|pars?\b\.)"
)
_SUB_LEAD = re.compile(rf",? ?{_SUB_WORD} ?(?=\()", re.I)
_SUB_NEXT = re.compile(rf"(?:, ?(?:and |or |& ?)?| (?:and|or|&) ?)(?:{_SUB_WORD} )?(?=\()", re.I)
_DEEPER = re.compile(r",? ?(?:paragraphs?|paras?\b\.?|pars?\b\.|subparagraphs?) ?(?=\()", re.I)
_TO = re.compile(rf" ?(?:-{{1,2}}|through|thru|to) ?(?:{MARK} ?)?(?=[.\d])", re.I)
_TO_GROUP = re.compile(r" ?(?:-|through|to) ?(?=\()", re.I)
_ET_SEQ = re.compile(
    r",? ?et\.? ?seq\b\.?|,? and following\b(?! (?:sections|the|th[io]se?|that|an?|our|your|its|their|"
    r"up|review|receipt|consultation|discussion)\b)",
    re.I,
)
_NEXT = re.compile(r"[,;]? ?(?:and/or|and|or|&) |, ?|; ?|(?: / |/)(?=\d)")
_COUNTED = re.compile(
    r" (?:responsive |separate |individual |calendar |business |more |of (?:the|these|those|our) )?(?:pages?|"
    r"records?|"
    r"documents?|e-?mails?|days?|files?|hours?|minutes?|items?|entries|reports?|people|persons?|cents|dollars|"
    r"copies|"
    r"videos?|times|years?|months?|weeks?|percent|a\.m|p\.m|January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True)
class Section:
    """One section as printed: `text[start:end]` of the plain text, its number set right, its last if a range."""

    start: int
    end: int
    number: str
    last: str = ""
    et_seq: bool = False
    subdivisions: list[str] = field(default_factory=list)

    @property
    def pinpoint(self) -> str:
        """What follows the code's name in Style Manual form: "§ 6254, subds. (c) & (k)"."""
        if self.last:
            return f"§§ {self.number}-{self.last}"
        return f"§ {self.number}{' et seq.' if self.et_seq else ''}{subdivisions_in_full(self.subdivisions)}"


def subdivisions_in_full(parts: list[str]) -> str:
    """
    >>> subdivisions_in_full(["(c)", "(f)", "(k)"])
    ', subds. (c), (f) & (k)'
    """
    if not parts:
        return ""
    if len(parts) == 1:
        return f", subd{'s' if ')-(' in parts[0] else ''}. {parts[0]}"
    return f", subds. {', '.join(parts[:-1])} & {parts[-1]}"


def read_number(text: str, pos: int) -> tuple[str, int] | None:
    """The section number at `pos`, misread characters set right, and its end."""
    match = _NUMBER.match(text, pos)
    if not match:
        return None
    number = match[0].translate(_FIXED).replace(" ", "") if re.search(r"^79|\d[oOlI]\d", match[0]) else match[0]
    return number, match.end()


def read_groups(text: str, pos: int) -> tuple[str, int]:
    """A chain such as "(b)(2)" at `pos`, and its end; paragraph words inside it are left out."""
    chain = ""
    while match := _GROUP.match(text, pos):
        group = match[0].strip()
        chain += "(1)" if group in ("(l)", "(I)") and re.fullmatch(r"\([a-z]\)", chain) else group
        pos = match.end()
        if deeper := _DEEPER.match(text, pos):
            pos = deeper.end()
    return chain, pos


def read_subdivisions(text: str, pos: int) -> tuple[list[str], int]:
    """All subdivisions that stand at `pos`, ranges kept as "(a)-(c)", and the end of the last."""
    lead = _SUB_LEAD.match(text, pos)
    start = lead.end() if lead else pos
    if not lead and text[start : start + 1] == " " and text[start + 2 : start + 3].isdigit():
        return [], pos  # "section 7927.700 (2) drafts": the number counts the letter's own points
    chains: list[str] = []
    end = pos
    for _ in range(12):
        chain, after = read_groups(text, start)
        if not chain:
            break
        if (to := _TO_GROUP.match(text, after)) and (last := read_groups(text, to.end()))[0]:
            chain, after = f"{chain}-{last[0]}", last[1]
        chains.append(chain)
        end = after
        following = _SUB_NEXT.match(text, end)
        if not following:
            break
        start = following.end()
    return chains, end


def read_sections(text: str, pos: int, *, plural: bool, whole_only: bool = False) -> Iterator[Section]:
    """The section at `pos` and those listed after it; `plural` when the sign before it was.

    Further members need a point in their number, a subdivision, or a plural sign before the list.
    """
    section = _read_section(text, pos, "")
    while section:
        yield section
        following = _NEXT.match(text, section.end)
        if whole_only or not following:
            return
        here = _read_section(text, following.end(), section.number)
        section = here if here and _belongs(text, here, plural) else None


def _read_section(text: str, pos: int, before: str) -> Section | None:
    found = read_number(text, pos)
    if not found and before and (short := _SHORTENED.match(text, pos)):
        found = before.partition(".")[0] + short[0], short.end()
    if not found:
        return None
    section = Section(pos, found[1], found[0])
    section.subdivisions, section.end = read_subdivisions(text, section.end)
    if match := _ET_SEQ.match(text, section.end):
        section.et_seq, section.end = True, match.end()
    elif not section.subdivisions and (to := _TO.match(text, section.end)):
        _extend(section, text, to.end())
    return section


def _extend(section: Section, text: str, pos: int) -> None:
    """Make it a range when what follows "to" is a later section of the same shape."""
    found = read_number(text, pos)
    if not found and (short := _SHORTENED.match(text, pos)):
        found = section.number.partition(".")[0] + short[0], short.end()
    if found and _rises(section.number, found[0]) and not _COUNTED.match(text, found[1]):
        section.last, section.end = found


def _rises(first: str, last: str) -> bool:
    ends = [[int(part) for part in re.findall(r"\d+", number)] for number in (first, last)]
    return ends[0] < ends[1] and abs(len(first) - len(last)) <= 4 and ends[1][0] - ends[0][0] < 1000


def _belongs(text: str, section: Section, plural: bool) -> bool:
    number = section.number
    if concordance.is_current(number) or section.subdivisions:
        return True
    if _COUNTED.match(text, section.end) or (len(number) < 3) or (_YEAR.fullmatch(number) and not plural):
        return False
    closed = not re.match(r" (?!and\b|or\b|&|to\b|of the\b)\w", text[section.end : section.end + 8])
    return "." in number or plural or (len(number) < 6 and closed)


def is_plural(mark: str) -> bool:
    """Whether a section sign announces more than one.

    >>> is_plural("§§"), is_plural("sections"), is_plural("§")
    (True, True, False)
    """
    return bool(_PLURAL.search(mark.strip()))
