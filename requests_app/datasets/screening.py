"""Find what names a person in a table's texts: plates, VINs, telephone numbers, e-mail addresses, names, bare hashes.

It looks at every text column, whatever its head says and whatever the agency said it had removed. A value
counts where the pattern stands in it as a word of its own. Patterns find much and not all: what is found is
to be looked at by a person, and what is not found is no promise.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from requests_app.datasets.dialect import plain_words
from requests_app.datasets.engine import Engine, identifier, literal

EXAMPLES = 3
MANY = 10  # names that look like plates; fewer may be the names of cameras
LETTERS_VARY = 0.3  # of different plates, the share whose letters differ; the numbers of cameras share theirs
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)


class Trace(StrEnum):
    """What a value gives away."""

    PLATE = "licence plates"
    VIN = "vehicle identification numbers"
    PHONE = "telephone numbers"
    EMAIL = "e-mail addresses"
    NAME = "names of people"
    HASH = "hashes"


# California's passenger and truck plates, and the forms of letters and digits most other states issue; the last
# form, with a space, only where nothing else stands beside it.
PLATE = (
    r"\b(?:[1-9][A-Z]{3}[- ]?[0-9]{3}|[1-9][A-Z][0-9]{5}|[0-9]{5}[A-Z][0-9]"
    r"|[A-Z]{3}-?[0-9]{3,4}|[0-9]{3,4}-?[A-Z]{3})\b"
    r"|^(?:[A-Z]{3} [0-9]{3,4}|[0-9]{3,4} [A-Z]{3})$"
)
NO_PLATES = (  # letters that number cameras, cars, roads, rooms and months
    "CAM LPR DEV CAR VEH MOB FIX POL SYS RTE HWY APT AVE STE SEC ART ROW BOX RD LN "
    "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
)
VIN = r"\b[A-HJ-NPR-Z0-9]{17}\b"
PHONE = r"(?:^|[^0-9.+-])(?:\+?1[-. ]?)?\(?[2-9][0-9]{2}\)?[-. ]?[2-9][0-9]{2}[-. ]?[0-9]{4}(?:[^0-9.]|$)"
EMAIL = r"[A-Z0-9._%+-]+@[A-Z0-9.-]+\.[A-Z]{2,}"
HASH = r"^(?:[0-9A-F]{32}|[0-9A-F]{40}|[0-9A-F]{64})$"
# Given names borne by most people in the United States, as its Social Security Administration lists them.
GIVEN = (
    "JAMES JOHN ROBERT MICHAEL WILLIAM DAVID RICHARD JOSEPH THOMAS CHARLES CHRISTOPHER DANIEL MATTHEW ANTHONY MARK "
    "DONALD STEVEN PAUL ANDREW JOSHUA KENNETH KEVIN BRIAN GEORGE EDWARD RONALD TIMOTHY JASON JEFFREY RYAN JACOB GARY "
    "NICHOLAS ERIC JONATHAN STEPHEN LARRY JUSTIN SCOTT BRANDON BENJAMIN SAMUEL FRANK GREGORY RAYMOND ALEXANDER "
    "PATRICK JACK DENNIS JERRY TYLER AARON JOSE HENRY ADAM DOUGLAS NATHAN PETER ZACHARY KYLE JUAN LUIS CARLOS JESUS "
    "MIGUEL MARY PATRICIA JENNIFER LINDA ELIZABETH BARBARA SUSAN JESSICA SARAH KAREN LISA NANCY BETTY MARGARET "
    "SANDRA ASHLEY KIMBERLY EMILY DONNA MICHELLE CAROL AMANDA DOROTHY MELISSA DEBORAH STEPHANIE REBECCA SHARON LAURA "
    "CYNTHIA KATHLEEN AMY ANGELA SHIRLEY ANNA BRENDA PAMELA EMMA NICOLE HELEN SAMANTHA KATHERINE CHRISTINE DEBRA "
    "RACHEL CAROLYN JANET CATHERINE MARIA HEATHER DIANE RUTH JULIE OLIVIA JOYCE VIRGINIA ANA GUADALUPE ROSA JANE"
)
_GIVEN = GIVEN.replace(" ", "|")
NAME = rf"\b(?:{_GIVEN})(?: [A-Z]\.?)? [A-Z][A-Z'-]+\b|\b[A-Z][A-Z'-]+, (?:{_GIVEN})\b"
# What follows a given name in the name of a place.
PLACES = (
    r"\b(?:ST|STREET|AVE?|AVENUE|BLVD|BOULEVARD|RD|ROAD|DR|DRIVE|LN|LANE|CT|COURT|WAY|PL|PLACE|PKWY|HWY|CIR|SQ|SQUARE"
    r"|PARK|SCHOOL|BRIDGE|COUNTY|CITY|HOSPITAL|AIRPORT)\b"
)
WITHHELD = "(withheld)"
# Heads of columns that name people, whatever stands below them: a plate may be any word.
_NAMING_HEAD = re.compile(
    r"\b(?:(?:plates?|lp|lpn|licen[cs]e|tag|vin|owner|driver|suspect|victim|person|subject|phone|telephone|e ?mail"
    r"|(?:first|last|full|given|family|middle|user|log ?in) ?names?|dob|birth|ssn|officer|user|log ?in|employee|badge"
    r"|operator|requester)\d*|(?:searched|requested|queried|entered|run) by)\b|^names?$"
)
# One word of letters and digits: in a preview it is hidden, whatever it may be.
_PLATE_LIKE = re.compile(r"^(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{5,8}$", re.IGNORECASE)
PATTERNS = {
    Trace.PLATE: PLATE,
    Trace.VIN: VIN,
    Trace.PHONE: PHONE,
    Trace.EMAIL: EMAIL,
    Trace.NAME: NAME,
    Trace.HASH: HASH,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of trace in one column: rows that hold it, rows that hold anything, and masked examples."""

    column: str
    trace: Trace
    rows: int
    given: int
    examples: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of the rows that say anything in this column, those that hold the trace."""
        return self.rows / self.given if self.given else 0.0

    @property
    def sentence(self) -> str:
        """The finding in words, with the share and a masked example."""
        examples = ", ".join(self.examples)
        warning = "; a hash made without a key is no secret" if self.trace is Trace.HASH else ""
        return f"“{self.column}” holds {self.trace} in {self.share:.1%} of its values ({examples}){warning}."


def screen(engine: Engine, files: str, *, most_rows: int | None = None) -> list[Finding]:
    """Every finding in the texts and whole numbers of these Parquet files, a path or pattern the engine may read; in
    so many rows at most, drawn from all."""
    table = f"read_parquet({literal(files)})"
    if most_rows is not None:
        engine.run(f"CREATE TEMP TABLE drawn AS SELECT * FROM {table} USING SAMPLE reservoir({int(most_rows)} ROWS)")
        table = "drawn"
    texts = [
        name
        for name, kind, *_ in engine.rows(f"DESCRIBE SELECT * FROM {table}")
        if kind in ("VARCHAR", "BIGINT") and name != "line"  # our own count of the lines
    ]
    return [finding for column in texts for finding in _in_column(engine, table, column)]


def mask(value: str) -> str:
    """A value that can be shown: its first sign, its length and its punctuation, nothing else."""
    hidden = re.sub(r"\w", "•", value)
    return value[:1] + hidden[1:41]


def gives_away(value: str) -> bool:
    """Whether one value alone, such as a cell of a preview, holds a trace."""
    text = value.upper()
    found = [trace for trace, pattern in PATTERNS.items() if re.search(pattern, text)]
    for trace in found:
        if trace is Trace.PLATE and not _is_plate(text):
            continue
        if trace is Trace.NAME and re.search(PLACES, text):
            continue
        if trace is Trace.VIN and not any(map(is_vin, re.findall(VIN, text))):
            continue
        return True
    return False


def is_vin(value: str) -> bool:
    """Whether the ninth sign is the check digit of the others (49 CFR 565.15)."""
    total = sum(VIN_VALUES[sign] * weight for sign, weight in zip(value, VIN_WEIGHTS, strict=True))
    return value[8] == "0123456789X"[total % 11]


def _is_plate(text: str) -> bool:
    return any(re.sub("[^A-Z]", "", found.group()) not in NO_PLATES.split() for found in re.finditer(PLATE, text))


def _in_column(engine: Engine, table: str, column: str) -> Iterator[Finding]:
    name = identifier(column)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE seen AS SELECT upper({name}::VARCHAR) AS value, count(*) AS n FROM {table} "
        f"WHERE {name} IS NOT NULL GROUP BY 1"
    )
    (given,) = engine.row("SELECT coalesce(sum(n), 0)::BIGINT FROM seen")
    shown = column.removeprefix("given_")
    for trace, pattern in PATTERNS.items():
        engine.run(
            "CREATE OR REPLACE TEMP TABLE hits AS SELECT value, n, regexp_extract(value, ?) AS held FROM seen "
            "WHERE regexp_matches(value, ?)",
            [pattern, pattern],
        )
        _leave_out_lookalikes(engine, trace)
        rows, distinct, lettered = engine.row(
            "SELECT coalesce(sum(n), 0)::BIGINT, count(DISTINCT held), "
            "count(DISTINCT regexp_replace(held, '[^A-Z]', '', 'g')) FROM hits"
        )
        if not rows or (trace is Trace.PLATE and lettered < LETTERS_VARY * min(distinct, 50)):
            continue
        examples = engine.rows(f"SELECT DISTINCT trim(held) AS held FROM hits ORDER BY held LIMIT {EXAMPLES}")
        yield Finding(shown, trace, rows, given, tuple(mask(held) for (held,) in examples))


def _leave_out_lookalikes(engine: Engine, trace: Trace) -> None:
    """Take out of `hits` what only looks like the trace: cameras, streets, VINs whose check digit fails."""
    if trace is Trace.PLATE:
        letters = "regexp_replace(held, '[^A-Z]', '', 'g')"
        engine.run(f"DELETE FROM hits WHERE list_contains(?, {letters})", [NO_PLATES.split()])
    if trace is Trace.NAME:
        engine.run("DELETE FROM hits WHERE regexp_matches(value, ?)", [PLACES])
    if trace is Trace.VIN:
        held = [vin for batch in engine.batches("SELECT DISTINCT held FROM hits") for (vin,) in batch]
        wrong = [vin for vin in held if not is_vin(vin)]
        engine.run("DELETE FROM hits WHERE list_contains(?::VARCHAR[], held)", [wrong])


def withhold(values: Sequence[str | None], *, typed: bool) -> list[str | None]:
    """Values that a page shows, with those withheld that give somebody away.

    What people `typed` is withheld for any trace. The names of devices and agencies are withheld for an e-mail
    address, and for looking like a plate where most of them do: then the wrong column was chosen for them.
    """
    if typed:
        return [WITHHELD if value and gives_away(value) else value for value in values]
    named = [value.upper() for value in values if value]
    plates = {value for value in named if _is_plate(value)}
    letters = {re.sub("[^A-Z]", "", value) for value in plates}
    if len(plates) < MANY or len(plates) * 2 <= len(named) or len(letters) < LETTERS_VARY * len(plates):
        plates = set()
    return [
        WITHHELD if value and (value.upper() in plates or re.search(EMAIL, value.upper())) else value
        for value in values
    ]


def names_people(head: str) -> bool:
    """Whether a column is called by what names people, such as owner or plate."""
    return bool(_NAMING_HEAD.search(plain_words(head)))


def outline(value: str) -> str:
    """The outline of a line: its punctuation stays, every letter is x and every digit 0, so that it names nobody."""
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "0", value))


def hide_columns(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, always: Collection[str]
) -> list[list[str]]:
    """The rows with every column masked that is named in `always`, whose head names people, or in which any value
    gives somebody away."""
    hidden = {
        at
        for at, column in enumerate(columns)
        if column in always
        or names_people(column)
        or any(gives_away(row[at]) or _PLATE_LIKE.search(row[at]) for row in rows if at < len(row))
    }
    return [[mask(value) if at in hidden else value for at, value in enumerate(row)] for row in rows]


def heads_of_people(columns: Sequence[str]) -> list[str]:
    """The heads of columns that give somebody away, masked: a line of data was taken for the head of the table.

    Heads with the same letters are numbered, and no plates.
    """
    found = [head for head in columns if gives_away(head)]
    letters = {re.sub(r"[^A-Z]", "", head.upper()) for head in found}
    return [mask(head) for head in found] if len(letters) == len(found) else []
