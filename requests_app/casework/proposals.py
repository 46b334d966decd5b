"""Propose from an agency's paper what could be recorded of it; a person confirms, and nothing is saved here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import IO

from requests_app import archive, documents
from requests_app.casework.paper_days import Found
from requests_app.casework.paper_words import Reading, read_paper, tidy
from requests_app.errors import CaseworkError
from requests_app.law import citing
from requests_app.models import Exemption, ExemptionClaim, RecordsRequest

_DOOR = "7927.705"  # it lets another law in; the row of that law is the one meant


@dataclass(frozen=True, slots=True)
class ClaimProposal:
    """One exemption the paper seems to claim, with the row of the catalogue, if it has one."""

    exemption: Exemption | None
    cited_as: str
    records: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the paper seems to say, for the form."""

    reading: Reading
    claims: tuple[ClaimProposal, ...]


def read_file(source: IO[bytes]) -> tuple[str, str]:
    """The SHA-256 and the words of a file: its bytes are safe in the archive before anything reads them.

    Raises: CaseworkError when it has no words that can be read.
    """
    kept = archive.keep(source)
    return kept.sha256, words_of(kept.sha256)


def words_of(sha256: str) -> str:
    """The words of a file in the archive. Raises: as `read_file`."""
    with archive.local_path(sha256) as path:
        text = tidy(documents.extract_text(path))
    if not text:
        raise CaseworkError("No words could be read in this file; paste them below instead.")
    return text


def propose(text: str, *, request: RecordsRequest, on: date) -> Proposal:
    """Read a paper about this request. What it repeats of our own papers is left out.

    Raises: CaseworkError when there is nothing to read.
    """
    if not text.strip():
        raise CaseworkError("Choose the file, or paste the words of the paper; there is nothing to read.")
    reading = read_paper(text, ours=our_words(request), on=on)
    rows = _rows_by_section()
    return Proposal(reading, tuple(_proposed(claim, rows) for claim in reading.claims))


def our_words(request: RecordsRequest) -> list[str]:
    """Everything we wrote to the agency about this request."""
    letters = request.letters.values_list("body", flat=True)
    papers = request.communications.filter(direction="out").values_list("body", flat=True)
    return [words for words in (request.records_sought, *letters, *papers) if words]


def _proposed(claim: citing.ProposedClaim, rows: dict[tuple[str, str], Exemption]) -> ClaimProposal:
    sections = [key for form in (claim.cited, claim.current) for key in sections_of(form)]
    return ClaimProposal(
        exemption=next((rows[key] for key in sections if key in rows), None),
        cited_as=claim.cited[: ExemptionClaim._meta.get_field("cited_as").max_length or 120],
        records=claim.records,
        words=claim.words,
        start=claim.start,
        end=claim.end,
    )


def _rows_by_section() -> dict[tuple[str, str], Exemption]:
    """The catalogue by code and section; where two rows name one section, the row it stands first in."""
    ranked: dict[tuple[str, str], tuple[int, Exemption]] = {}
    for row in Exemption.objects.order_by("pk"):
        named = sections_of(row.citation)
        meant = [key for key in named if key[1] != _DOOR] or list(named)
        for rank, key in enumerate(meant):
            if key not in ranked or rank < ranked[key][0]:
                ranked[key] = (rank, row)
    return {key: row for key, (_, row) in ranked.items()}


@lru_cache(maxsize=4096)
def sections_of(text: str) -> tuple[tuple[str, str], ...]:
    """Each section a citation names, with its code.

    >>> sections_of("Pen. Code § 832.7, through Gov. Code § 7927.705")
    (('Pen. Code', '832.7'), ('Gov. Code', '7927.705'))
    """
    return tuple((found.code, section) for found in citing.find(text) for section in found.sections)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `says` names what was found there, "" for plain words."""

    text: str
    says: str = ""


def marked(text: str, places: Sequence[tuple[int, int, str]]) -> list[Piece]:
    """The text in pieces, with the places (start, end, what) marked; where two overlap the shorter one shows.

    >>> marked("exempt under section 7923.600.", [(13, 29, "claim")])[1]
    Piece(text='section 7923.600', says='claim')
    """
    places = sorted((place for place in places if place[0] < place[1] <= len(text)), key=lambda one: one[1] - one[0])
    cuts = sorted({0, len(text), *(edge for start, end, _ in places for edge in (start, end))})
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        says = next((what for first, last, what in places if first <= start and end <= last), "")
        pieces.append(Piece(text[start:end], says))
    return pieces


def marks_of(reading: Reading) -> list[Piece]:
    """The paper with everything marked that was found in it."""
    found: list[tuple[Found | None, str]] = [
        (reading.dated_on, "its date"),
        (reading.extended_until, "extended until"),
        (reading.ground, "ground of the extension"),
        (reading.available_on, "available on"),
        (reading.outcome, "what it says"),
        (reading.separates, "what can be separated"),
        (reading.more.signed_by, "signed by"),
        (reading.more.title, "title"),
        (reading.more.agency_number, "the agency's number"),
        (reading.more.instalment, "instalment"),
        (reading.more.page_count, "pages"),
        (reading.more.is_last, "the last"),
        *((promise.promised_on, "promised for") for promise in reading.more.promises),
    ]
    places = [(one.start, one.end, says) for one, says in found if one is not None]
    claims = [(claim.start, claim.end, f"claim {number}") for number, claim in enumerate(reading.claims, 1)]
    besides = [(one.start, one.end, "cited, not proposed") for one in reading.also_cited]
    return marked(reading.text, claims + places + besides)
