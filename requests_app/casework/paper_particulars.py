"""Who signed a paper, the number it gives the request, the instalments it brings and promises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from requests_app.casework.paper_days import Found, Span, days_in

_CLOSING = re.compile(
    r"^[ \t]*(?:(?:very )?(?:truly|sincerely|respectfully|cordially)(?: yours| submitted)?|yours (?:truly|sincerely)|"
    r"(?:best |kind |warm )?regards|thank you(?: for [^\n]{1,60})?)[,.]?[ \t]*$",
    re.I | re.M,
)
_SIGNATURE_LINES = 8
_NAME = re.compile(
    r"(?:(?:Mr|Ms|Mrs|Mx|Dr|Lt|Sgt|Capt|Det|Cmdr|Chief)\.? )?"
    r"[A-Z](?:[\w’'-]+|\.)(?: (?:[A-Z]\.|[A-Z][\w’'-]+|de|la|van|von|del)){1,3}(?:,? (?:Jr|Sr|Esq|Ph\.?D|I{2,3})\.?)?"
)
_OFFICE = re.compile(
    r"\b(?:department|division|office|city|county|section|unit|bureau|district|police|sheriff|records|public|street|"
    r"avenue|suite|california|university|school|transit)\b",
    re.I,
)
_NOT_A_TITLE = re.compile(r"\d|@|https?:|^\W*$|^(?:cc|enc|enclosure|attachment|sent from)\b", re.I)
_NUMBERED = re.compile(
    r"\b(?:(?:request|reference|tracking|control|case|file|cpra|pra)[ \t]*(?:number|no\.?|id|#)|"
    r"(?:assigned|given)(?: it| your request)?(?: the)?(?: \w+){0,2}? (?:number|no\.?|id|#)|"
    r"(?:assigned|logged) as(?: request)?)[ \t]*(?:is|:|#)?[ \t]*#?(?P<number>[A-Z0-9][\w/.-]{3,38}\w)",
    re.I,
)
_OUR_NUMBER = re.compile(r"DL-\d{5}", re.I)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WHICH = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<ordinal>\d{{1,2}})(?:st|nd|rd|th))(?= (?:\w+ )?(?:instal|production|"
    r"batch|set|by|on)|\b)|\binstal?lment (?:no\. ?|number |#)?(?P<number>\d{1,2}|one|two|three|four|five|six)\b",
    re.I,
)
_COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_INSTALMENT = re.compile(r"\binstal?l?ments?\b|\b(?:rolling|batch(?:es)?|tranche)\b|\bproductions?\b", re.I)
_PROMISES = re.compile(r"\b(?:will|expects?|anticipates?|estimates?|intends?|plans?|should|no later than|by)\b", re.I)
_BRINGS = re.compile(
    r"\b(?:enclosed|attached|uploaded|posted|now available|available (?:for|to) (?:download|you)|here (?:is|are))\b"
    r"[^.]{0,120}\b(?:instal?l?ment|production|records|documents|files)\b|"
    r"\b(?:instal?l?ment|production|records|documents)\b[^.]{0,80}"
    r"\b(?:(?:is|are) (?:enclosed|attached|now available)|"
    r"(?:has|have) been (?:uploaded|posted|released))",
    re.I,
)
_TO_COME = re.compile(r"\bwill\b|\bwhen\b|\bonce\b|\bshall\b", re.I)
_PAGES = re.compile(r"\b(?P<count>\d{1,3}(?:,\d{3})*|\d{1,7}) pages?\b", re.I)
_LAST = re.compile(
    r"\b(?:final|last) (?:instal?l?ment|production|batch)\b|"
    r"\b(?:complet|conclud)\w+ (?:our|the|its|this) (?:production|response)|\bno (?:further|additional) records\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A day promised for records; `instalment` is None where the paper does not number it."""

    instalment: int | None
    promised_on: Found


@dataclass(frozen=True, slots=True)
class Particulars:
    """The smaller things a paper says. `brings` is where it says that records came with it."""

    signed_by: Found | None = None
    title: Found | None = None
    agency_number: Found | None = None
    promises: tuple[Promise, ...] = ()
    brings: Found | None = None
    instalment: Found | None = None
    page_count: Found | None = None
    is_last: Found | None = None


def particulars_of(own: str, sentences: list[Span], written_on: date) -> Particulars:
    """Read them from the agency's own words; `sentences` are its sentences, `written_on` the day of the paper."""
    signed_by, title = _signature(own)
    brings = _brought(own, sentences)
    which = pages = None
    if brings is not None:
        which = _WHICH.search(own, max(0, brings.start - 60), brings.end + 200)
        pages = _PAGES.search(own, brings.start, brings.end + 400)
    last = _LAST.search(own)
    return Particulars(
        signed_by=signed_by,
        title=title,
        agency_number=_number(own),
        promises=tuple(_promises(own, sentences, written_on)),
        brings=brings,
        instalment=Found(str(_counted(which)), which.start(), which.end()) if which else None,
        page_count=Found(pages["count"].replace(",", ""), pages.start(), pages.end()) if pages else None,
        is_last=Found("yes", last.start(), last.end()) if last else None,
    )


def _signature(own: str) -> tuple[Found | None, Found | None]:
    """The name under the first closing words, and the position beside or below it."""
    closing = _CLOSING.search(own)
    if closing is None:
        return None, None
    lines = [line for line in re.finditer(r"[^\n]+", own[closing.end() :]) if line[0].strip()]
    for place, line in enumerate(lines[:_SIGNATURE_LINES]):
        words = line[0].strip().removeprefix("/s/").strip()
        name = _NAME.match(words)
        if name is None or _OFFICE.search(name[0]) or len(name[0]) > 60:
            continue
        start = closing.end() + line.start() + line[0].index(name[0])
        signed_by = Found(name[0], start, start + len(name[0]))
        rest = words[name.end() :].strip(" ,–—-")
        if rest:
            at = own.index(rest, signed_by.end)
            return signed_by, None if _NOT_A_TITLE.search(rest) else Found(rest[:120], at, at + len(rest))
        if name.end() < len(words) or place + 1 >= len(lines):
            return signed_by, None
        below = lines[place + 1]
        title = below[0].strip()
        at = closing.end() + below.start() + below[0].index(title)
        is_title = not _NOT_A_TITLE.search(title) and len(title) <= 120
        return signed_by, Found(title, at, at + len(title)) if is_title else None
    return None, None


def _number(own: str) -> Found | None:
    """The number the agency keeps the request under: not a day, and not ours."""
    for match in _NUMBERED.finditer(own):
        number = match["number"].rstrip(".")
        is_day = next(days_in(number), None) is not None
        if any(letter.isdigit() for letter in number) and not is_day and not _OUR_NUMBER.fullmatch(number):
            return Found(number, match.start("number"), match.start("number") + len(number))
    return None


def _promises(own: str, sentences: list[Span], written_on: date) -> Iterator[Promise]:
    """Each day ahead that a sentence about instalments names, with the instalment named before it."""
    for start, end in sentences:
        if not (_INSTALMENT.search(own, start, end) and _PROMISES.search(own, start, end)):
            continue
        since = start
        for day in days_in(own, start, end):
            which = list(_WHICH.finditer(own, since, day.start))
            since = day.end
            if isinstance(day.value, date) and day.value > written_on:
                yield Promise(_counted(which[-1]) if which else None, day)


def _counted(which: re.Match[str]) -> int:
    if which["word"]:
        return _ORDINALS.index(which["word"].lower()) + 1
    said = which["ordinal"] or which["number"]
    return _COUNTED.get(said.lower()) or int(said)


def _brought(own: str, sentences: list[Span]) -> Found | None:
    """Where a sentence says that records came with the paper, not that they will."""
    for start, end in sentences:
        match = _BRINGS.search(own, start, end)
        if match and not _TO_COME.search(own, start, match.end()):
            return Found("yes", match.start(), match.end())
    return None
