"""Court papers laid out from facts: chronology, exemption index, proof of service, errata, table of authorities."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from requests_app.exhibits.papers import (
    Block,
    Caption,
    Heading,
    Leader,
    Paper,
    Paragraph,
    Quotation,
    Signature,
    Table,
)
from requests_app.exhibits.shapes import ExhibitError
from requests_app.law import plain_date

Authority = Literal["constitution", "case", "statute", "rule", "regulation", "other"]
Manner = Literal["personal", "mail", "overnight", "electronic", "fax"]

_CATEGORIES: dict[Authority, str] = {
    "case": "Cases",
    "constitution": "Constitutional Provisions",
    "statute": "Statutes",
    "rule": "Rules of Court",
    "regulation": "Regulations",
    "other": "Other Authorities",
}
_PASSIM = 5
_TO_FILL_IN = "____________________"
_MANNERS: dict[Manner, str] = {
    "personal": "by handing the papers to each person named, or leaving them where the law allows.",
    "mail": "by placing the papers in a sealed envelope addressed as shown and depositing it, postage fully prepaid, "
    "with the United States Postal Service at {place}.",
    "overnight": "by placing the papers in a sealed envelope of an overnight carrier addressed as shown, with fees "
    "paid or provided for, and depositing it where that carrier regularly collects.",
    "electronic": "by transmitting the papers electronically to each address shown. No message came back that the "
    "transmission had failed.",
    "fax": "by transmitting the papers to each fax number shown. The machine reported no error.",
}
_UNSTATED = 8  # as wide as the longest word of a head: “Withheld”, “Segregable”
_MANNER_TITLES: dict[Manner, str] = {
    "personal": "By personal service",
    "mail": "By mail",
    "overnight": "By overnight delivery",
    "electronic": "By electronic service",
    "fax": "By fax",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of a chronology: the day, what happened, and the paper that shows it ("Ex. C, DL000012").

    `precision` is "day", "month", or anything else for a day that is only about right.
    """

    happened_on: date
    what: str
    source: str = ""
    precision: str = "day"

    @property
    def dated(self) -> str:
        """The day as far as it is known."""
        if self.precision == "month":
            return f"{self.happened_on:%B %Y}"
        return plain_date(self.happened_on) if self.precision == "day" else f"About {plain_date(self.happened_on)}"


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """One row of an exemption index; what nobody has said yet is empty, and shows as a dash.

    `withheld` says how much, by page and line; `citation` gives the section now, `former_citation` before 2023.
    """

    bates: str
    dated: str
    author_and_recipient: str
    description: str
    withheld: str
    citation: str
    former_citation: str
    factual_basis: str
    segregable: str
    declarant: str
    response: str
    ruling: str


@dataclass(frozen=True, slots=True)
class Served:
    """A person served: name, whom they stand for, and the address the papers went to, line by line."""

    name: str
    stands_for: str
    address: tuple[str, ...]
    manner: Manner


@dataclass(frozen=True, slots=True)
class Erratum:
    """One mistake: where it is, what is there, and what should be."""

    place: str
    reads: str
    should_read: str


@dataclass(frozen=True, slots=True)
class Cited:
    """An authority cited on a page of the brief. `name` is the part in italics; both parts are as they will print."""

    kind: Authority
    name: str
    text: str
    page: int


def chronology(happenings: Sequence[Happening], *, title: str = "CHRONOLOGY", note: str = "") -> Paper:
    """An attachment to a declaration, in order of the days; `note` is the lawyer's, above the table."""
    _some(happenings, "A chronology")
    rows = [(one.dated, one.what, one.source or "–") for one in sorted(happenings, key=lambda one: one.happened_on)]
    table = Table(("Date", "What happened", "Shown by"), tuple(rows), (22, 56, 22))
    return Paper(title=title, blocks=(table,), note=note)


def exemption_index(records: Sequence[IndexedRecord], *, title: str = "EXEMPTION INDEX", note: str = "") -> Paper:
    """The index by which each claim to withhold is weighed, on sheets laid across: one row for each record."""
    _some(records, "An exemption index")
    columns = (
        ("Bates range", 8),
        ("Date", 7),
        ("Author / recipient", 9),
        ("Description", 12),
        ("Withheld or redacted (page, line)", 9),
        ("Exemption (former section)", 11),
        ("Factual basis", 16),
        ("Segregable", 10),
        ("Declarant", 9),
        ("Requester’s response", 14),
        ("Ruling", 18),
    )
    rows = [
        (
            one.bates,
            one.dated,
            one.author_and_recipient,
            one.description,
            one.withheld,
            one.citation + (f"\n(former {one.former_citation})" if one.former_citation else ""),
            one.factual_basis,
            one.segregable,
            one.declarant,
            one.response,
            one.ruling,
        )
        for one in records
    ]
    dashed = tuple(tuple(cell.strip() or "–" for cell in row) for row in rows)
    # A column in which nothing is stated leaves its room to the others; its head needs the width it keeps.
    widths = [
        width if any(row[place] != "–" for row in dashed) else min(width, _UNSTATED)
        for place, (_, width) in enumerate(columns)
    ]
    table = Table(tuple(name for name, _ in columns), dashed, tuple(widths))
    return Paper(title=title, blocks=(table,), note=note, is_landscape=True)


def proof_of_service(
    *,
    papers: Sequence[str],
    served: Sequence[Served],
    served_on: date,
    server: str,
    server_address: Sequence[str],
    county: str,
    place: str,
    server_email: str = "",
    caption: Caption | None = None,
) -> Paper:
    """A declaration of service for the server to read, correct and sign; `place` is city and state.

    Law: Code Civ. Proc. §§ 1010.6, 1011, 1013, 1013a, 2015.5; Cal. Rules of Court, rule 2.251.
    """
    _some(papers, "A proof of service")
    _some(served, "A proof of service")
    address = ", ".join(server_address)
    email = f" My electronic service address is {server_email}." if server_email else ""
    blocks: list[Block] = [
        Paragraph(
            f"I am over the age of eighteen and not a party to this action. I am employed in, or reside in, the "
            f"County of {county}. My address is {address}.{email}"
        ),
        Paragraph(f"On {plain_date(served_on)}, I served:"),
        Quotation("\n".join(papers)),
    ]
    for manner, title in _MANNER_TITLES.items():
        people = [one for one in served if one.manner == manner]
        if not people:
            continue
        blocks.append(Paragraph(f"{title}, {_MANNERS[manner].format(place=place)}"))
        rows = tuple((one.name, one.stands_for or "–", "\n".join(one.address) or _TO_FILL_IN) for one in people)
        blocks.append(Table(("Person served", "For", "Address"), rows, (30, 28, 42)))
    blocks += [
        Paragraph(
            "I declare under penalty of perjury under the laws of the State of California that the foregoing is true "
            f"and correct. Executed on {plain_date(served_on)}, at {place}."
        ),
        Signature(name=server, has_date=False),
    ]
    return Paper(title="PROOF OF SERVICE", blocks=tuple(blocks), caption=caption)


def notice_of_errata(
    errata: Sequence[Erratum], *, paper: str, filed_on: date, caption: Caption, counsel: str, for_whom: str
) -> Paper:
    """A notice that a paper on file has mistakes, each beside what it should say."""
    _some(errata, "A notice of errata")
    rows = tuple((one.place, one.reads, one.should_read) for one in errata)
    blocks: tuple[Block, ...] = (
        Paragraph("TO THE COURT, ALL PARTIES, AND THEIR COUNSEL OF RECORD:", is_indented=False),
        Paragraph(f"{for_whom} give notice of the following errata in {paper}, filed on {plain_date(filed_on)}:"),
        Table(("Where", "It reads", "It should read"), rows, (20, 40, 40)),
        Signature(name=counsel, below=(f"Attorneys for {for_whom}",)),
    )
    return Paper(title=f"NOTICE OF ERRATA\n{paper}", blocks=blocks, caption=caption, short_title="NOTICE OF ERRATA")


def table_of_authorities(citations: Sequence[Cited], *, passim_at: int = _PASSIM) -> Paper:
    """The authorities of a brief by kind, each with its pages; "passim" for one cited on `passim_at` pages or more.

    Cases go by name, the rest by code and then by number, so that section 7923 stands before section 10000.
    """
    _some(citations, "A table of authorities")
    pages: dict[tuple[Authority, str, str], set[int]] = defaultdict(set)
    for cited in citations:
        pages[cited.kind, cited.name, cited.text].add(cited.page)
    blocks: list[Block] = []
    for kind, title in _CATEGORIES.items():
        found = sorted((key for key in pages if key[0] == kind), key=lambda key: _in_order(f"{key[1]} {key[2]}"))
        if found:
            blocks.append(Heading(title))
        blocks += [Leader(key[1], key[2], _pages(pages[key], passim_at)) for key in found]
    return Paper(title="TABLE OF AUTHORITIES", blocks=tuple(blocks))


def _pages(pages: set[int], passim_at: int) -> str:
    return "passim" if len(pages) >= passim_at else ", ".join(map(str, sorted(pages)))


def _in_order(text: str) -> list[tuple[int, int, str]]:
    """Words by letter, numbers by size."""
    parts = re.findall(r"\d+|[^\W\d]+", text.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _some(rows: Sequence[object], what: str) -> None:
    if not rows:
        raise ExhibitError(f"{what} needs at least one entry.")
