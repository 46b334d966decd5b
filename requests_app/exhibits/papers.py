"""A court paper before it is paper: caption, title, and blocks of words, tables and signatures."""

from dataclasses import dataclass
from math import ceil
from textwrap import wrap

from requests_app.exhibits.shapes import ExhibitError

LINE = 24  # points from one numbered line to the next; words that are single spaced take half of it
_CAPITALS, _LETTERS = 24, 28  # signs that certainly fit beside each other in half a caption


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the caption: names as they stand in it, and what they are: "Petitioners"."""

    names: str
    role: str


@dataclass(frozen=True, slots=True)
class Caption:
    """The first page of a paper filed in court.

    `filers` are the lines from line 1: name and State Bar number, firm, address, telephone, e-mail, whom they
    represent. `court` and `county` stand on line 8 ("SUPERIOR COURT OF CALIFORNIA", "COUNTY OF LOS ANGELES").
    `particulars` are label and value beside the title: ("Dept.", "85"), ("Hearing", "March 3, 2027, 9:30 a.m.").
    Law: Cal. Rules of Court, rule 2.111.
    """

    filers: tuple[str, ...]
    court: str
    county: str
    parties: tuple[Party, ...]
    case_number: str
    particulars: tuple[tuple[str, str], ...] = ()

    def height(self, title: str) -> int:
        """Points that the parties and the number beside them need at most: whole numbered lines, so that what

        comes below stands beside its numbers.
        """
        parties = sum(_rows(f"{party.names},", _CAPITALS) + 3 for party in self.parties) + 2 * (len(self.parties) > 1)
        beside = 3 + sum(_rows(line, _LETTERS) for line in title.splitlines())
        beside += sum(_rows(f"{name}: {value}", _LETTERS) + 1 for name, value in self.particulars)
        return LINE * ceil(max(parties, beside) / 2)


def _rows(text: str, signs: int) -> int:
    return len(wrap(text, signs)) or 1


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, double spaced; `number` is printed before it: "1."."""

    text: str
    number: int | None = None
    is_indented: bool = True


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of another, or a list of lines, single spaced and set in. A line break begins a new line."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns, single spaced; `widths` are shares of the line, one for each column.

    `numbers` are the places of columns whose cells stand at the right; `has_total` sets off the last row.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()
    has_total: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in (*self.rows, self.widths)):
            raise ExhibitError("Every row of a table needs a cell for each column.")


@dataclass(frozen=True, slots=True)
class Leader:
    """A line of a table of authorities: a name in italics, the rest of the citation, dots, pages."""

    name: str
    text: str
    pages: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines for place and date, and one to sign on above a name; what is empty is left to be written by hand."""

    name: str = ""
    below: tuple[str, ...] = ()
    has_date: bool = True


Block = Heading | Paragraph | Quotation | Table | Leader | Signature


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. Without a caption it is an attachment, which begins with its title.

    `short_title` stands in the footer; the title does where it is empty. `is_landscape` is for wide tables: such
    an attachment has no numbered lines.
    Law: Cal. Rules of Court, rules 2.100-2.119.
    """

    title: str
    blocks: tuple[Block, ...]
    caption: Caption | None = None
    short_title: str = ""
    note: str = ""
    is_landscape: bool = False
    language: str = "en-US"

    @property
    def footer(self) -> str:
        """The title in the footer of every page."""
        return self.short_title or " – ".join(self.title.splitlines())
