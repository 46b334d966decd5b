"""Read an agency's paper for a person to confirm: what it is, its days, its grounds, the exemptions it claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from requests_app.casework.paper_days import Found, Span, days_in, last_day
from requests_app.casework.paper_particulars import Particulars, particulars_of
from requests_app.law import citing
from requests_app.law.citing.echoes import sentence_spans, without_echoes
from requests_app.law.citing.withholding import Stance, stance
from requests_app.law.unusual import recognise
from requests_app.models import CommunicationKind, DeterminationOutcome

LONGEST_TEXT = 400_000  # characters that are read; no letter is longer
_HEAD = 1500  # characters in which a letter says its own date

_EXTENDS = re.compile(
    r"\bunusual circumstances\b|\bexten(?:d|ds|ded|ding|sion)\b|\b(?:14|fourteen)[- ](?:calendar )?day|"
    r"\badditional time\b|\bmore time\b",
    re.I,
)
_EXTENDS_THE_ANSWER = re.compile(
    r"\bunusual circumstances\b|7922\.535|6253\(c\)|\bdeterminat|\brespon[ds]|\bdeadline|\btime (?:limit|period)|"
    r"\b14\b|\bfourteen\b",
    re.I,
)
_NO_RECORDS = re.compile(
    r"\b(?:no|not (?:have|possess|locate|found|find|identify|maintain)\b[^.;]{0,40}|(?:unable|failed) to locate\b"
    r"[^.;]{0,30})\s*(?:\w+\s){0,3}(?:records?|documents?)\b|\b(?:records?|documents?) (?:do|does|did) not exist\b",
    re.I,
)
_GIVES = re.compile(
    r"\b(?:enclosed|attached|(?:will|has|have|is|are) (?:be )?(?:\w+ )?(?:produc|provid|releas|disclos|grant)\w*|"
    r"redacted (?:cop|version)|remaining records|in part|partially|being (?:produced|released|provided))",
    re.I,
)
_AVAILABLE = re.compile(
    r"\b(?:available|avail\w+|produc\w+|releas\w+|provid\w+|disclos\w+|instal?lments?|rolling)\b", re.I
)
_SEPARATES = re.compile(
    r"\bsegregab|\breasonably separat|\bnon-?exempt (?:portion|part|information|material|record)|"
    r"\bportions? (?:that|which) (?:are|is) not exempt|\bredacted (?:cop|version)",
    re.I,
)
_DISCLOSES = re.compile(r"\bdetermin\w+\b[^.]{0,120}\bdisclosable\b|\bwill (?:produce|disclose|release)\b", re.I)
_RECEIVED = re.compile(r"\b(?:acknowledge|confirm)\w*\b[^.]{0,60}\breceipt\b|\bwe (?:have )?received your\b", re.I)
_SENT = re.compile(r"^[ \t]*(?:dated?|sent)\s*:?\s*[^\n]{0,25}$", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a paper seems to say; nothing is recorded until a person confirms it.

    `kind` is a CommunicationKind. `claims` carry their own places in the text.
    """

    text: str
    kind: str
    dated_on: Found | None = None
    outcome: Found | None = None
    extended_until: Found | None = None
    ground: Found | None = None
    available_on: Found | None = None
    separates: Found | None = None
    claims: tuple[citing.ProposedClaim, ...] = ()
    also_cited: tuple[citing.Citation, ...] = ()
    more: Particulars = field(default_factory=Particulars)


def tidy(text: str) -> str:
    """The text as it is kept: one kind of line end, no blanks around, so that places in it stay where they are."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def read_paper(text: str, *, ours: Sequence[str], on: date) -> Reading:
    """Read the words of a paper that came. `ours`: the words of our own papers; `on`: the day it is read.

    Law: Gov. Code §§ 7922.535, 7922.540.
    """
    text = tidy(text)[:LONGEST_TEXT]
    own = without_echoes(text, ours)
    sentences = [(start, end) for start, end in sentence_spans(own) if own[start:end].strip()]
    claims = citing.propose_claims(text, ours=ours)
    dated_on = _own_date(own, on)
    written_on = dated_on.value if dated_on and isinstance(dated_on.value, date) else on
    extends, until = _extension(own, sentences, written_on)
    ground = _ground(own, extends, written_on)
    outcome = _outcome(own, sentences, claims)
    more = particulars_of(own, sentences, written_on)
    if outcome is not None:
        kind = CommunicationKind.DENIAL if claims else CommunicationKind.DETERMINATION
    elif extends:
        kind = CommunicationKind.EXTENSION
    elif more.brings:
        kind = CommunicationKind.PRODUCTION
    elif _RECEIVED.search(own):
        kind = CommunicationKind.ACKNOWLEDGEMENT
    else:
        kind = CommunicationKind.OTHER
    return Reading(
        text=text,
        kind=kind,
        dated_on=dated_on,
        outcome=outcome,
        extended_until=until if outcome is None else None,
        ground=ground if outcome is None else None,
        available_on=_available(own, sentences, written_on) if outcome is not None else None,
        separates=_first(_SEPARATES, own, "yes"),
        claims=claims,
        also_cited=citing.cited_besides(text, claims, ours=ours),
        more=more,
    )


def _own_date(own: str, on: date) -> Found | None:
    """The day the letter gives itself: alone on a line near its head, or after "Date:"."""
    for found in days_in(own, 0, _HEAD):
        line_start = own.rfind("\n", 0, found.start) + 1
        line_end = own.find("\n", found.end)
        line = own[line_start : line_end if line_end >= 0 else len(own)]
        rest = line.replace(own[found.start : found.end], "").strip(" ,.")
        is_a_day_alone = not rest or (rest.rstrip(",").casefold().endswith("day") and len(rest) < 11)
        if (is_a_day_alone or _SENT.match(line)) and isinstance(found.value, date) and found.value <= on:
            return found
    return None


def _extension(own: str, sentences: list[Span], written_on: date) -> tuple[list[Span], Found | None]:
    """The sentences that take more time for the answer, and the day they name, if one does."""
    found = [
        (start, end)
        for start, end in sentences
        if _EXTENDS.search(own, start, end) and _EXTENDS_THE_ANSWER.search(own, start, end)
    ]
    for place, (start, end) in enumerate(sentences):
        near = (start, end) in found or (place and sentences[place - 1] in found)
        if near and (until := last_day(own, start, end, written_on)):
            return found, until
    return found, None


def _ground(own: str, extends: list[Span], written_on: date) -> Found | None:
    """The ground of the list that the extension names, in it or in the sentence that follows."""
    for start, end in extends:
        for last in (end, min(end + 400, len(own))):
            if named := recognise(own[start:last], written_on):
                return Found(named[0].id, start, last if last == end else _sentence_end(own, end, last))
    return None


def _sentence_end(own: str, start: int, limit: int) -> int:
    stop = own.find(".", start + 1, limit)
    return stop + 1 if stop >= 0 else limit


def _outcome(own: str, sentences: list[Span], claims: Sequence[citing.ProposedClaim]) -> Found | None:
    gives = next(
        (
            match
            for start, end in sentences
            if (match := _GIVES.search(own, start, end)) and stance(own[start:end]) is not Stance.DISCLAIMS
        ),
        None,
    )
    if claims:
        if gives:
            return Found(DeterminationOutcome.PART.value, gives.start(), gives.end())
        return Found(DeterminationOutcome.NONE.value, claims[0].start, claims[0].end)
    if found := _first(_NO_RECORDS, own, DeterminationOutcome.NO_RECORDS.value):
        return found
    return _first(_DISCLOSES, own, DeterminationOutcome.ALL.value)


def _available(own: str, sentences: list[Span], written_on: date) -> Found | None:
    for start, end in sentences:
        if _AVAILABLE.search(own, start, end) and (found := last_day(own, start, end, written_on)):
            return found
    return None


def _first(pattern: re.Pattern[str], own: str, value: str) -> Found | None:
    match = pattern.search(own)
    return Found(value, match.start(), match.end()) if match else None
