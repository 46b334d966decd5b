"""Propose, from a denial's own sentences, which exemptions it claims, for which records, in its words."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from requests_app.law.citing import concordance
from requests_app.law.citing.echoes import sentence_spans, without_echoes
from requests_app.law.citing.find import find
from requests_app.law.citing.footnotes import footnotes
from requests_app.law.citing.shapes import Citation, CitationKind, ProposedClaim
from requests_app.law.citing.withholding import (
    Stance,
    decides,
    goes_on_in_general,
    records_withheld,
    releases,
    speaks_in_general,
    stance,
    undecided,
)

_DOOR = "7927.705"  # lets in other laws; not an exemption of its own: law.md section C
_DOOR_IN_FULL = f"Gov. Code, § {_DOOR}"
_PROCEDURE = (("7920", "7922"), ("7922.500", "7922.581"), ("7922.6", "7923.5999"))
_FORMER_PROCEDURE = re.compile(
    r"625(?:0|1|2(?:\.\d+)?|3(?:\.(?:1|3|4|9|31))?|4\.5|6(?:\.\d)?|7(?:\.\d)?|8|9(?:\.\d)?)|626[0-5]"
)
_NEVER = {"Evid. Code 915", "Cal. Const. 3", "Code Civ. Proc. 1085", "Code Civ. Proc. 1094.5", "Gov. Code 68106.2"}
_JUDICIAL_RECORDS = "10.500"  # the rule that stands for the Act in the courts: Cal. Rules of Court, rule 10.500
_ROW = re.compile(
    r"\n(?=[ \t]*(?:[-*•·▪◦|☐☑☒]|\(?\d{1,3}[.,)|]|\[.?\]|[A-Z][.)]|[^\n|]{1,300}\||\d+ +\||"
    r"[^\n]{1,90}?\S(?: {3,60}|\t)\S[^\n]{0,90}?\S(?: {3,60}|\t)\S))"
)
_ITEM = re.compile(
    r"\s*(?:[-*•·▪◦|☐☑☒]|\(?\d{1,3}[.,)|]|\d+ +\||\[.?\]|\(?[A-Za-z][.)]\s|\(?[ivx]{1,4}\)|"
    r"(?:First|Second|Third|Fourth|Fifth|Next|Finally),)"
)
_UNTICKED = re.compile(r"\s*(?:\[ ?\]|☐)")
_LIST_AHEAD = re.compile(r"\b(?:below|following)\b")
_BEGINS_WITH_LAW = re.compile(r"[(\s]*(?:see |under |pursuant to |per )?(?:the )?", re.I)
_POINTS_BACK = re.compile(r"(?:they|these|this|those|it|such \w+) (?:is|are|was|were)\b", re.I)
_GLOSS = re.compile(r"\(([A-Za-z][^()]{3,60})\)[ .;]*$")
_WORD = re.compile(r"[A-Za-z]{3,}")
_CUT = re.compile(
    r";|,?\s(?:but|although|though|however)\s|,\sand\s|\sand\s(?=(?:\w+ )?reserv)|"
    r"\b(?:reserv|preserv)ing\b[^,;.]{3,120},\s",
    re.I,
)
_ASIDE = re.compile(r"(?:\b(?:see also|cf|compare|but see|accord)\b|;\s*see\b)[^;]{0,160}\Z", re.I)
_HEADING_WORDS = 14
_LEANING_WORDS = 3
_NEAR = 240  # characters: no clause of a letter is longer
_BACK = 12  # sentences of a paragraph that a door may stand behind


@dataclass(slots=True)
class _Passage:
    """One sentence, item or row of the letter's own words, with the citations in it."""

    start: int
    end: int
    text: str
    citations: list[Citation]
    stance: Stance
    follows: bool  # in the same paragraph as the one before
    item: str = ""  # the head of the list's item it stands in
    inherits: bool = False  # a heading, or the sentence it leans on, withholds
    in_general: bool = False  # it tells of the law, and nothing of this request


@dataclass(slots=True)
class _Draft:
    claim: ProposedClaim
    said: set[int]  # the passages whose words it rests on


class _Drafts:
    """The claims so far: the same section for the same records, or for records not said, is one claim."""

    def __init__(self) -> None:
        self.all: list[_Draft] = []
        self._by_section: dict[str, dict[str, _Draft]] = {}  # then by the records
        self._by_passage: dict[tuple[str, int], _Draft] = {}

    def add(self, new: ProposedClaim, said: set[int]) -> None:
        section = new.current.partition(", subd")[0]
        alike = self._by_section.setdefault(new.current, {})
        both_numbers = self._by_passage.get((section, max(said)))
        draft = both_numbers or alike.get(new.records) or alike.get("")
        if not draft and not new.records:
            draft = next(iter(alike.values()), None)
        if draft:
            old = draft.claim
            draft.claim = replace(
                old,
                cited=new.cited if both_numbers and old.cited == old.former else old.cited,
                current=max(old.current, new.current, key=len),
                via=old.via or new.via,
                records=old.records or new.records,
            )
            draft.said |= said
            if not old.records:
                alike.pop("", None)
        else:
            draft = _Draft(new, said)
            self.all.append(draft)
        self._by_section.setdefault(draft.claim.current, {}).setdefault(draft.claim.records, draft)
        self._by_passage[section, max(said)] = draft

    def let_in(self, start: int) -> bool:
        """Let the other laws claimed from `start` on come in by the door; whether there were any."""
        found = False
        for draft in reversed(self.all):
            if draft.claim.start < start:
                break
            if not draft.claim.former and not draft.claim.via:
                draft.claim = replace(draft.claim, via=_DOOR_IN_FULL)
                found = True
        return found


def propose_claims(text: str, *, ours: Sequence[str] = ()) -> tuple[ProposedClaim, ...]:
    """Each exemption the letter seems to claim, in order of its first mention; a person confirms.

    Left out: sections on time, cost and procedure, sections said not to apply or not relied on, and what the
    letter repeats of `ours`. Another law brought in by § 7927.705 in the same sentence is one claim with `via`.

    Law: Gov. Code, §§ 7922.000, 7927.705.

    >>> [claim] = propose_claims("The reports are exempt under former section 6254(f).")
    >>> claim.current, claim.records
    ('Gov. Code, § 7923.600', 'reports')
    """
    passages = _passages(text, ours)
    drafts = _Drafts()
    for index, passage in enumerate(passages):
        if not _UNTICKED.match(passage.item):
            _add(drafts, passages, index, text)
    return tuple(
        replace(draft.claim, words=" ".join(passages[said].text for said in sorted(draft.said)))
        for draft in drafts.all
    )


def cited_besides(text: str, claims: Sequence[ProposedClaim], *, ours: Sequence[str] = ()) -> tuple[Citation, ...]:
    """Sections that may be exemptions and are in none of `claims`, each at its first mention: told of in general,
    reserved, disclaimed, or cited in words that do not say that something is withheld.

    >>> [one.normal for one in cited_besides("The County reserves its rights under Evid. Code, § 1040.", ())]
    ['Evid. Code, § 1040']
    """
    said = [one for claim in claims for words in (claim.cited, claim.via) for one in find(words)]
    claimed = {ground for one in said for ground in _grounds(one, one.sections)}
    besides: dict[str, Citation] = {}
    for citation in find(text, ours=ours):
        if _can_exempt(citation) and not _grounds(citation, citation.sections[:1]) <= claimed:
            besides.setdefault(citation.normal, citation)
    return tuple(besides.values())


def _passages(text: str, ours: Sequence[str]) -> list[_Passage]:
    own = without_echoes(text, ours)
    citations = find(text, ours=ours)
    starts = [citation.start for citation in citations]
    passages: list[_Passage] = []
    notes = footnotes(own)
    new_paragraph, listing = True, False
    for start, end in _pieces(own, notes):
        written = own[start:end]
        if not written.strip():
            new_paragraph = new_paragraph or written.count("\n") > 1
            continue
        inside = citations[bisect_left(starts, start) : bisect_left(starts, end)]
        even = " ".join(written.split())
        passage = _Passage(start, end, even, list(inside), stance(even), not new_paragraph)
        before = passages[-1] if passages and passage.follows else None
        passage.in_general = speaks_in_general(even) or bool(
            before and before.in_general and goes_on_in_general(even)
        )
        passage.item = even if _ITEM.match(even) else before.item if before else ""
        if passage.stance is Stance.WITHHOLDS and _announces(even):
            listing = True
        elif not passage.item and not passage.follows:
            listing = False
        passage.inherits = (
            bool(passage.item and listing and not releases(even))
            or _leans_on(passage, passages)
            or any(_withholds_at(passages, mark) for note, mark in notes.items() if start <= note < end)
        )
        passages.append(passage)
        new_paragraph = bool(re.search(r"\n[ \t]*\n\s*\Z", written))
    _leave_open(passages)
    return passages


def _withholds_at(passages: list[_Passage], place: int) -> bool:
    """Whether the passage that holds a footnote's mark withholds something."""
    return any(one.stance is Stance.WITHHOLDS and one.start <= place <= one.end for one in passages)


def _leave_open(passages: list[_Passage]) -> None:
    """In a paragraph that says nothing was decided yet, what does not withhold tells of the law only."""
    starts = [index for index, passage in enumerate(passages) if not passage.follows]
    for start, end in pairwise([*starts, len(passages)]):
        paragraph = passages[start:end]
        if any(undecided(passage.text) for passage in paragraph):
            for passage in paragraph:
                passage.in_general |= not decides(passage.text)


def _pieces(own: str, notes: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Sentences, cut again where a line begins an item, a footnote or a row of a table."""
    for start, end in sentence_spans(own):
        cut = start
        for place in sorted({row.start() for row in _ROW.finditer(own, start, end)} | _within(notes, start, end)):
            yield cut, place
            cut = place
        yield cut, end


def _within(notes: dict[int, int], start: int, end: int) -> set[int]:
    return {note for note in notes if start < note < end}


def _announces(passage: str) -> bool:
    """Whether a list of grounds may follow: it ends with a colon, names what is below, or is a heading or a row."""
    last = passage.rstrip()[-1:]
    row = "|" in passage or (passage.count(",") > 2 and last not in ".;")
    heading = last not in ".;" and len(passage.split()) <= _HEADING_WORDS
    return last == ":" or row or heading or bool(_LIST_AHEAD.search(passage))


def _only_cites(passage: _Passage) -> bool:
    """Whether a sentence begins with its citation or is hardly more, so that it belongs to the one before it."""
    if not passage.citations:
        return False
    lead = _BEGINS_WITH_LAW.match(passage.text)
    first = " ".join(passage.citations[0].text.split())
    begins = bool(lead) and passage.text.startswith(first, lead.end() if lead else 0)
    cited = sum(len(_WORD.findall(citation.text)) for citation in passage.citations)
    return begins or " see " in passage.text or len(_WORD.findall(passage.text)) - cited <= _LEANING_WORDS


def _leans_on(passage: _Passage, earlier: list[_Passage]) -> bool:
    """Whether a sentence that only cites stands after one, in the same paragraph, that withholds something."""
    if not passage.follows or not (_only_cites(passage) or _POINTS_BACK.match(passage.text)):
        return False
    for before in reversed(earlier[-3:]):
        if before.stance is not Stance.SAYS_NOTHING:
            return before.stance is Stance.WITHHOLDS
        if before.inherits:
            return True
        if not before.follows:
            break
    return False


def _records_near(passages: list[_Passage], index: int) -> str:
    """The records a passage withholds: said in it, in the sentence its citations lean on, or heading its item."""
    passage = passages[index]
    if records := records_withheld(passage.text) or _cell(passage):
        return records
    if passage.follows and _only_cites(passage) and (records := records_withheld(passages[index - 1].text)):
        return records
    if passage.item and passage.item != passage.text and len(passage.item.split()) <= _HEADING_WORDS:
        return _without_number(passage.item)
    gloss = _GLOSS.search(passage.text)
    return gloss[1] if gloss and passage.item else ""


def _without_number(item: str) -> str:
    number = _ITEM.match(item)
    return item[number.end() if number else 0 :].strip(" .:")


def _cell(passage: _Passage) -> str:
    """Of a row of a table, the wordiest cell without a citation."""
    if "|" not in passage.text and passage.text.count(",") < 3:
        return ""
    cells = [cell.strip(' "') for cell in re.split(r"\||,(?! )", passage.text)]
    words = [
        cell
        for cell in cells
        if re.search(r"[A-Za-z]{3} ?[A-Za-z]", cell) and not re.search(r"§|\d{3}|\bCode\b", cell)
    ]
    return max(words, key=len, default="") if len(cells) > 2 else ""


def _add(drafts: _Drafts, passages: list[_Passage], index: int, text: str) -> None:
    """Draft the claims of one passage."""
    passage = passages[index]
    claimable = [citation for citation in passage.citations if _claimable(citation, passage, text)]
    if not claimable:
        return
    parts = [(citation, part) for citation in claimable for part in _parts(citation)]
    is_door = [_current(citation, part) == _DOOR for citation, part in parts]
    has_others = any(not _of_the_act(citation) for citation in claimable)
    leans = passage.stance is Stance.SAYS_NOTHING and passage.follows
    if passage.follows and all(is_door) and drafts.let_in(_paragraph_start(passages, index)):
        return
    records = _records_near(passages, index)
    for (citation, part), door in zip(parts, is_door, strict=True):
        if not (has_others and door):
            via = _DOOR_IN_FULL if any(is_door) and not _of_the_act(citation) else ""
            drafts.add(_proposed(citation, part, via, records), {index - 1, index} if leans else {index})


def _paragraph_start(passages: list[_Passage], index: int) -> int:
    start = index
    while passages[start].follows and index - start < _BACK:
        start -= 1
    return passages[start].start


def _proposed(citation: Citation, part: str, via: str, records: str) -> ProposedClaim:
    number = citation.sections[0]
    if _of_the_act(citation) and concordance.is_former(number):
        cited = former = f"Gov. Code, § {number}{f', subd. {part}' if part else ''}"
        current = f"Gov. Code, § {new}" if (new := _current(citation, part)) else cited
    else:
        cited = current = citation.normal
        section, _, subdivision = concordance.former_of(number if _of_the_act(citation) else "").partition("(")
        former = f"Gov. Code, § {section}{f', subd. ({subdivision}' if subdivision else ''}" if section else ""
    return ProposedClaim(cited, current, former, via, records, "", citation.start, citation.end)


def _parts(citation: Citation) -> tuple[str, ...]:
    """Former § 6254 held an exemption in each subdivision: one claim for each."""
    if citation.sections[0] == "6254" and citation.subdivisions:
        return citation.subdivisions
    return (" & ".join(citation.subdivisions),)


def _of_the_act(citation: Citation) -> bool:
    return citation.code == "Gov. Code" and (
        concordance.is_current(citation.sections[0]) or concordance.is_former(citation.sections[0])
    )


def _current(citation: Citation, part: str) -> str:
    """The Act's section a citation means today, "" when it is of another law or not known."""
    if not _of_the_act(citation):
        return ""
    number = citation.sections[0]
    return number if concordance.is_current(number) else concordance.current_of(number, part)


def _grounds(citation: Citation, sections: Sequence[str]) -> set[tuple[str, str]]:
    """The code and the sections by the numbers of today, so that both numbers of an exemption are one."""
    today = {_current(citation, part) for part in _parts(citation)} if concordance.is_former(sections[0]) else set()
    return {(citation.code, number) for number in today - {""} or sections}


def _claimable(citation: Citation, passage: _Passage, text: str) -> bool:
    """Whether a record can be withheld under it, and it is not only compared."""
    if (
        passage.in_general
        or not _can_exempt(citation)
        or _ASIDE.search(text, max(passage.start, citation.start - _NEAR), citation.start)
    ):
        return False
    said = stance(_clause(passage, citation, text))
    if said is Stance.SAYS_NOTHING:
        said = passage.stance
    return said is Stance.WITHHOLDS or (said is Stance.SAYS_NOTHING and passage.inherits)


def _can_exempt(citation: Citation) -> bool:
    """Whether it may be an exemption at all: no case, and nothing on time, cost and procedure."""
    number = citation.sections[0] if citation.sections else ""
    if citation.kind is CitationKind.CASE:
        return False
    if citation.kind is CitationKind.RULE and citation.code == "Cal. Rules of Court":
        return number == _JUDICIAL_RECORDS
    if f"{citation.code} {number}" in _NEVER:
        return False
    if citation.code == "Gov. Code" and concordance.is_former(number):
        return not _FORMER_PROCEDURE.fullmatch(number)
    return not (_of_the_act(citation) and any(low <= number < high for low, high in _PROCEDURE))


def _clause(passage: _Passage, citation: Citation, text: str) -> str:
    """The part of the sentence the citation stands in, cut at "but" and semicolons."""
    first, last = max(passage.start, citation.start - _NEAR), min(passage.end, citation.end + _NEAR)
    start = max((cut.end() for cut in _CUT.finditer(text, first, citation.start)), default=first)
    after = _CUT.search(text, citation.end, last)
    return " ".join(text[start : after.start() if after else last].split())
