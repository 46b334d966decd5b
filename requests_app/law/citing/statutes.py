"""Find statutes, the Constitution, regulations and rules of court, and keep other laws from being taken for them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from requests_app.law.citing import concordance, heads
from requests_app.law.citing.names import code_named
from requests_app.law.citing.sections import Section, is_plural, read_groups, read_sections, read_subdivisions
from requests_app.law.citing.shapes import CitationKind

GOV = "Gov. Code"
CONSTITUTION = "Cal. Const."
REGULATIONS = "Cal. Code Regs."
RULES = "Cal. Rules of Court"
_ROMANS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_SHORTEST_BARE = 3  # digits: "section 4" may be of anything, "section 1040" is of the code just named


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision in the plain text: `text[start:end]`, its law, and how the Style Manual writes it."""

    start: int
    end: int
    kind: CitationKind
    code: str
    normal: str
    former: bool
    sections: tuple[str, ...]
    subdivisions: tuple[str, ...] = ()


@dataclass(slots=True)
class Reader:
    """Reads a plain text once from the front, and remembers which law was named: a bare "section" leans on it."""

    text: str
    pos: int = 0
    code: str = ""  # the code named last, "" when another law was
    named: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)  # "Gov. Code 7922.000"

    def read(self) -> Iterator[Provision]:
        """Every provision of California law, in order."""
        while head := heads.HEAD.search(self.text, self.pos):
            self.pos = head.end()
            reads = next(reads for group, reads in _READS.items() if head[group] is not None)
            yield from reads(self, head)

    def _code(self, head: re.Match[str]) -> Iterator[Provision]:
        lead = heads.TO_SECTION.match(self.text, head.end())
        if not lead or (not lead["mark"] and "," in lead[0] and not head["initials"]):
            self.code = code_named(head, "")
            return
        listed = list(read_sections(self.text, lead.end(), plural=is_plural(lead["mark"] or "")))
        self.code = code_named(head, listed[0].number if listed else "")
        former = bool(head["code_former"] or lead["former"] or lead["then_former"])
        yield from self._statutes(listed, self.code, head.start(), former=former)

    def _mark(self, head: re.Match[str]) -> Iterator[Provision]:
        listed = list(read_sections(self.text, head.end(), plural=is_plural(head["mark"])))
        former = bool(head["mark_former"] or head["then_former"])
        yield from self._bare(listed, head.start(), former=former)

    def _number(self, head: re.Match[str]) -> Iterator[Provision]:
        listed = list(read_sections(self.text, head.start("number"), plural=False))
        yield from self._statutes(listed, GOV, head.start(), former=bool(head["number_former"]))

    def _sub(self, head: re.Match[str]) -> Iterator[Provision]:
        """ "Paragraph (7) of subdivision (b) of Section 832.7 of the Penal Code"."""
        chains, end = read_subdivisions(self.text, head.end())
        lead = heads.OF_SECTION.match(self.text, end)
        for _ in range(3):
            if not lead or lead["sub"] is None:
                break
            outer, end = read_groups(self.text, lead.end())
            chains = [outer + chain for chain in chains]
            lead = heads.OF_SECTION.match(self.text, end)
        if not chains or not lead or lead["sub"] is not None:
            return
        listed = list(read_sections(self.text, lead.end(), plural=False, whole_only=True))
        for section in listed:
            section.subdivisions = chains
        former = bool(lead["former"] or lead["then_former"])
        if lead["code"] and listed:
            self.code = code_named(lead, listed[0].number)
            yield from self._statutes(listed, self.code, head.start(), former=former)
        else:
            yield from self._bare(listed, head.start(), former=former)

    def _bare(self, listed: list[Section], start: int, *, former: bool) -> Iterator[Provision]:
        """Sections whose law follows them ("of the Penal Code"), or else is the one named before."""
        if not listed:
            return
        end = self.pos = listed[-1].end
        if after := heads.OF_CODE.match(self.text, end):
            self.code = code_named(after, listed[0].number)
            listed[-1].end = after.end()
            yield from self._statutes(listed, self.code, start, former=former)
        elif after := heads.OF_TITLE.match(self.text, end):
            yield from self._of_title(after, listed, start)
        elif after := heads.OF_ARTICLE.match(self.text, end):
            if after["named"] or CONSTITUTION in self.named:
                listed[-1].end = after.end()
                yield from self._articles(listed, after["article"], start)
        else:
            code = self._law_of(listed[0].number, end)
            if code:
                yield from self._statutes(listed, code, start, former=former)

    def _law_of(self, number: str, end: int) -> str:
        """The code a bare section belongs to, "" when that cannot be told."""
        elsewhere = heads.OF_ANYTHING.match(self.text, end) and not heads.OF_THE_ACT.match(self.text, end)
        if concordance.is_current(number):
            return GOV
        if elsewhere:
            return ""
        if self.code and f"{self.code} {number}" in self.cited:
            return self.code
        if concordance.is_former(number):
            return GOV
        return self.code if len(number.partition(".")[0]) >= _SHORTEST_BARE else ""

    def _statutes(self, listed: list[Section], code: str, start: int, *, former: bool) -> Iterator[Provision]:
        for section in listed:
            self.cited.add(f"{code} {section.number}")
        yield from self._provisions(listed, start, CitationKind.STATUTE, code, former=former)

    def _provisions(
        self,
        listed: list[Section],
        start: int,
        kind: CitationKind,
        code: str,
        *,
        part: str = "",
        former: bool = False,
    ) -> Iterator[Provision]:
        """Each section listed; `part` stands between the law's name and the section: "art. I, "."""
        for section in listed:
            self.pos = section.end
            law = GOV if not part and concordance.is_current(section.number) else code
            yield Provision(
                start=start if section is listed[0] else section.start,
                end=section.end,
                kind=kind,
                code=law,
                normal=f"{law}, {part}{section.pinpoint}",
                former=former or (law == GOV and concordance.is_former(section.number)),
                sections=_meant(section),
                subdivisions=tuple(section.subdivisions),
            )

    def _const(self, head: re.Match[str]) -> Iterator[Provision]:
        self.named.add(CONSTITUTION)
        if lead := heads.TO_ARTICLE.match(self.text, head.end()):
            listed = list(read_sections(self.text, lead.end(), plural=False))
            yield from self._articles(listed, lead["article"], head.start())

    def _article(self, head: re.Match[str]) -> Iterator[Provision]:
        lead = heads.TO_SECTION.match(self.text, head.end())
        listed = list(read_sections(self.text, lead.end(), plural=False)) if lead else []
        if not listed:
            return
        end = self.pos = listed[-1].end
        if after := heads.OF_CONSTITUTION.match(self.text, end):
            self.named.add(CONSTITUTION)
            listed[-1].end = after.end()
        elif CONSTITUTION not in self.named or heads.OF_ANYTHING.match(self.text, end):
            return
        yield from self._articles(listed, head["article"], head.start())

    def _articles(self, listed: list[Section], article: str, start: int) -> Iterator[Provision]:
        part = f"art. {_roman(article)}, "
        yield from self._provisions(listed, start, CitationKind.STATUTE, CONSTITUTION, part=part)

    def _regs(self, head: re.Match[str]) -> Iterator[Provision]:
        if lead := heads.TO_PART.match(self.text, head.end()):
            listed = list(read_sections(self.text, lead.end(), plural=is_plural(lead[0])))
            yield from self._regulations(listed, head["regs_title"] or head["regs_volume"], head.start())

    def _title(self, head: re.Match[str]) -> Iterator[Provision]:
        lead = heads.TO_PART.match(self.text, head.end())
        listed = list(read_sections(self.text, lead.end(), plural=is_plural(lead[0]))) if lead else []
        if not listed:
            return
        end = self.pos = listed[-1].end
        if after := heads.OF_REGULATIONS.match(self.text, end):
            listed[-1].end = after.end()
        elif not head["title_of"]:
            self.code = ""
            return
        yield from self._regulations(listed, head["title"], head.start())

    def _of_title(self, after: re.Match[str], listed: list[Section], start: int) -> Iterator[Provision]:
        """Sections with their title behind them: of the Code of Regulations, or a federal one to be passed over."""
        self.pos = after.end()
        if not after["of"]:
            self.code = ""
            return
        listed[-1].end = after.end()
        yield from self._regulations(listed, after["title"], start)

    def _regulations(self, listed: list[Section], title: str, start: int) -> Iterator[Provision]:
        yield from self._provisions(listed, start, CitationKind.RULE, REGULATIONS, part=f"tit. {title}, ")

    def _rules(self, head: re.Match[str]) -> Iterator[Provision]:
        self.named.add(RULES)
        if lead := heads.TO_RULE.match(self.text, head.end()):
            yield from self._court_rules(self._rule_list(lead.end()), head.start())

    def _rule(self, head: re.Match[str]) -> Iterator[Provision]:
        listed = self._rule_list(head.end())
        if not listed:
            return
        end = self.pos = listed[-1][1]
        if after := heads.OF_RULES.match(self.text, end):
            self.named.add(RULES)
            listed[-1] = (listed[-1][0], after.end(), listed[-1][2])
        elif (
            RULES not in self.named
            or heads.OF_ANYTHING.match(self.text, end)
            or heads.LOCAL_RULE.search(self.text[max(0, head.start() - 24) : head.start()])
        ):
            return
        yield from self._court_rules(listed, head.start())

    def _rule_list(self, pos: int) -> list[tuple[int, int, str]]:
        """Each rule listed from `pos`: start, end, "8.500(e)(1)"."""
        listed = []
        start = pos
        while number := heads.RULE_NUMBER.match(self.text, pos):
            subdivisions, end = read_subdivisions(self.text, number.end())
            written = number[1] + " & ".join(subdivisions)
            to = heads.TO_LAST_RULE.match(self.text, end)
            if to and (last := heads.RULE_NUMBER.match(self.text, to.end())):
                written, end = f"{written}-{last[1]}", last.end()
            listed.append((start, end, written))
            following = heads.NEXT_RULE.match(self.text, end)
            if not following:
                break
            start, pos = following.end("joined"), following.end()
        return listed

    def _court_rules(self, listed: list[tuple[int, int, str]], start: int) -> Iterator[Provision]:
        for index, (begin, end, written) in enumerate(listed):
            self.pos = end
            number, _, subdivision = written.partition("(")
            yield Provision(
                start=begin if index else start,
                end=end,
                kind=CitationKind.RULE,
                code=RULES,
                normal=f"{RULES}, rule{'s' if '-' in number else ''} {written}",
                former=False,
                sections=tuple(number.split("-")),
                subdivisions=(f"({subdivision}",) if subdivision else (),
            )

    def _elsewhere(self, head: re.Match[str]) -> Iterator[Provision]:
        """Another law with its sections: passed over, and no bare section leans on it."""
        self.code = ""
        for section in read_sections(self.text, self.pos, plural=True):
            self.pos = section.end
        yield from ()

    def _federal(self, head: re.Match[str]) -> Iterator[Provision]:
        self.code = ""
        if "onst" in head[0]:
            after = heads.TO_AMENDMENT.match(self.text, head.end())
            self.pos = after.end() if after else head.end()
            return
        if lead := heads.TO_PART.match(self.text, head.end()):
            for section in read_sections(self.text, lead.end(), plural=True):
                self.pos = section.end
        yield from ()

    def _unknown(self, head: re.Match[str]) -> Iterator[Provision]:
        """ "Brannoc Code": not a code of the state, unless it only points back ("the Code")."""
        if head[0].split()[0].lower() not in ("the", "this", "that", "said", "same"):
            self.code = ""
        yield from ()


_READS: dict[str, Callable[[Reader, re.Match[str]], Iterator[Provision]]] = {
    "federal": Reader._federal,
    "regs": Reader._regs,
    "title": Reader._title,
    "const": Reader._const,
    "article": Reader._article,
    "rules": Reader._rules,
    "rule": Reader._rule,
    "code": Reader._code,
    "elsewhere": Reader._elsewhere,
    "unknown": Reader._unknown,
    "sub": Reader._sub,
    "mark": Reader._mark,
    "number": Reader._number,
}


def find_provisions(text: str) -> Iterator[Provision]:
    """Every provision of California law cited in a plain text, in order, none overlapping."""
    return Reader(text).read()


def _meant(section: Section) -> tuple[str, ...]:
    return concordance.between(section.number, section.last) if section.last else (section.number,)


def _roman(article: str) -> str:
    """
    >>> _roman("1"), _roman("xiii d")
    ('I', 'XIII D')
    """
    number, _, letter = article.upper().partition(" ")
    if number.isdigit():
        left, number = int(number), ""
        for value, roman in _ROMANS:
            while left >= value:
                left, number = left - value, number + roman
    return f"{number} {letter}".strip()
