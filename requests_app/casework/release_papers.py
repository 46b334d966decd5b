"""The papers of a release: what is known of its risk, and the datasheet that goes with its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from requests_app import clock, datasets
from requests_app.casework.release_beside import TREATMENTS
from requests_app.casework.release_gate import crowd_of, standing_of
from requests_app.casework.release_plans import kept_in_spite
from requests_app.exhibits.papers import Block, Heading, Paper, Paragraph, Table
from requests_app.exhibits.papers_html import to_html
from requests_app.letters import print_html
from requests_app.models import Release, ReleaseForm
from requests_app.reminders import short_date

CELLS = (
    "A cell is what the known columns say together: of plate reads, one step of time in one square, and the camera "
    "where it is kept. Where few share a cell, somebody who knows that a car or a person was in it can tell which "
    "rows may be theirs. Who is dropped or withheld counts too, for a row of theirs is still theirs; who is named "
    "nowhere is counted by rows."
)
UNICITY = (
    "A trace is all rows under one pseudonym. Of {traces} traces drawn with the seed {seed}, as many of their own "
    "points as stated were drawn; a trace is singled out when no other holds all of them. Traces with fewer points "
    "are not counted. The interval is Wilson's, at 95 %."
)
"""The measure of de Montjoye and others, Scientific Reports 3, 1376 (2013)."""
NOISE = (
    "Every count has noise in it, so it may lie below 0. Whatever the files say, it is at most e to the power of "
    "epsilon times likelier than if {unit} had not been in the dataset at all (differential privacy; delta is 0). "
    "That holds because the days and the area were chosen and not taken from the data, every cell is given, empty "
    "ones too, and {bound}. All releases with noise that are made of the same original share one budget. What else "
    "is known of the dataset, such as its title, is not covered, nor is what leaves of the same rows without noise, "
    "nor are other files that hold some of them."
)
UNICITY_HEADS = ("Points", "Traces with as many", "Singled out", "Interval", "Median crowd")
COLUMN_HEADS = ("Column", "What became of it", "May be known from elsewhere")


@dataclass(frozen=True, slots=True)
class RiskTables:
    """The risk of one kind of those who are named, in rows to be shown."""

    crowd: str
    cells: list[tuple[str, str]]
    unicity: list[tuple[str, str, str, str, str]]


def facts_of(release: Release) -> list[tuple[str, str]]:
    """Where it comes from, what it holds and who decided, term by term."""
    document, stood = release.dataset.document, standing_of(release)
    facts = [
        ("Dataset", stood.dataset),
        ("Received", stood.received),
        ("From", stood.agency),
        ("SHA-256 of the original", document.sha256 if document else "not kept here"),
        ("Form", release.get_form_display()),
        *(_plate_facts(release) if not release.columns else ()),
        *_form_facts(release),
        ("Prepared by", str(release.prepared_by)),
    ]
    for column, reason in kept_in_spite(release).items():
        facts.append((f"“{column}” is kept though it may name people", f"{release.prepared_by}: {reason}"))
    if release.decided_by and release.decided_at:
        decided = "Kept inside" if release.state == "refused" else "Released"
        facts.append((f"{decided} by", f"{release.decided_by}, {_day(release.decided_at)}"))
        facts.append(("Because", release.decision_reason))
    facts += [("Left of the same rows before", words) for words in stood.beside]
    if release.beside_reason:
        facts.append(("Beside that because", f"{release.decided_by}: {release.beside_reason}"))
    if release.withdrawn_by:
        facts.append(("Withdrawn by", f"{release.withdrawn_by}: {release.withdrawal_reason}"))
    return facts


def _plate_facts(release: Release) -> list[tuple[str, str]]:
    place = "left out" if release.place_step is None else f"squares of {release.place_step.normalize()} degrees"
    return [
        ("Time", f"told by {release.get_time_step_display().lower()}, on the agency's clock"),
        ("Place", place),
        ("Columns kept", ", ".join(release.kept_columns) or "none besides time and place"),
        ("Columns dropped", ", ".join(standing_of(release).dropped) or "none"),
    ]


def _form_facts(release: Release) -> list[tuple[str, str]]:
    if release.form == ReleaseForm.NOISY:
        return _noise_facts(release)
    facts = [("Key", _key_in_words(release))]
    if release.form == ReleaseForm.COUNTS:
        facts.insert(0, ("Suppressed", f"cells of fewer than {release.least_plates} of any kind that is named"))
    else:
        names = "a new one for each every day" if release.renames_daily else "one for each"
        said = f"HMAC-SHA256 under a random key of 256 bits, 128 bits kept; {names}"
        facts.insert(0, ("Pseudonyms", said))
    for column, count in release.report.get("withheld", {}).items():
        rows = release.report["rows"]
        said = f"{count:,} of {rows:,} rows"
        if release.form == ReleaseForm.COUNTS:  # the sum of all cells would tell what the small ones hold
            said = f"about {count / rows:.0%} of the rows" if rows else "none"
        facts.append((f"Texts withheld in “{column}”", said))
    return facts


def _noise_facts(release: Release) -> list[tuple[str, str]]:
    stood = standing_of(release)
    drawn, days = release.report["drawn"], [day for day in (release.since_on, release.until_on) if day]
    facts = [
        ("Days", " to ".join(short_date(day) for day in days)),
        ("Epsilon", f"{release.epsilon} (delta 0)"),
        ("Noise", f"{drawn['mechanism']}, scale {drawn['scale']:g}"),
        ("19 in 20 counts are off by", f"{ceil(drawn['within']):,} at most"),
        ("Bound", _bound_in_words(release)),
        ("Spent on these rows by all releases", f"{stood.spent} of an epsilon of "
                                                  f"{stood.asked['most_epsilon']:.2f}"),
    ]  # fmt: skip
    if release.area:
        facts.insert(1, ("Area", "south {:g}, west {:g}, north {:g}, east {:g} degrees".format(*release.area)))
    return facts


def _bound_in_words(release: Release) -> str:
    unit = release.report["drawn"]["unit"].replace("_", " ")
    if not unit:
        return "each row is counted once, and each is hidden by itself"
    return f"of each of the {unit} at most {release.most_per_unit:,} rows are counted"


def noise_words(release: Release) -> str:
    """What the noise promises, in words; "" for other forms."""
    if release.form != ReleaseForm.NOISY:
        return ""
    unit = release.report["drawn"]["unit"].replace("_", " ")
    return NOISE.format(unit=f"one of the {unit}" if unit else "one row", bound=_bound_in_words(release))


def column_rows(release: Release) -> list[tuple[str, str, str]]:
    """Of a table other than plate reads: each column, what became of it, and whether it takes part in cells."""
    rows = []
    for row in release.columns:
        words = TREATMENTS[row["treatment"]].format(step=row.get("step") or 0)
        said = row["treatment"] not in ("drop", "pseudonym")
        rows.append((row["name"], words, ("yes" if row.get("is_known", True) else "no") if said else ""))
    return rows


def _key_in_words(release: Release) -> str:
    if release.key_destroyed_at:
        return f"{release.key_id}, destroyed by {release.key_destroyed_by}, {_day(release.key_destroyed_at)}"
    return f"{release.key_id}, kept apart from the data" if release.key_id else "none yet"


def _day(moment: datetime) -> str:
    return short_date(moment.astimezone(clock.COURT_ZONE).date())


def risks_of(release: Release) -> list[RiskTables]:
    """The risk for each kind of those who are named; none of counts with noise."""
    return [
        RiskTables(crowd_of(risk), _cell_rows(release, risk), _unicity_rows(risk)) for risk in release.report["risks"]
    ]


def _cell_rows(release: Release, risk: dict[str, Any]) -> list[tuple[str, str]]:
    cells, crowd = risk["cells"], crowd_of(risk)
    rows = [
        ("Cells", f"{cells['cells']:,}"),
        (f"of them with fewer than {cells['least']} {crowd}", f"{cells['few']:,} ({cells['share_few']:.1%})"),
        (f"Fewest {crowd} in a cell (k)", f"{cells['smallest']:,}"),
        ("Rows in small cells", f"{cells['rows_in_few']:,} of {cells['rows']:,}"),
    ]
    if release.form == ReleaseForm.COUNTS:
        rows.append(("Cells left out as too small", f"{release.report['suppressed']:,}"))
    return rows


def _unicity_rows(risk: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Points, traces with so many, share singled out, its interval, median crowd; none for counts."""
    return [
        (
            str(row["points"]),
            f"{row['eligible']:,}",
            f"{row['unique_share']:.1%}",
            f"{row['low']:.1%} to {row['high']:.1%}",
            f"{row['median_crowd']:g}",
        )
        for row in risk["unicity"]
    ]


def unicity_words() -> str:
    """How unicity is measured, in words."""
    return UNICITY.format(traces="10,000", seed=datasets.SEED)


def datasheet_pdf(release: Release) -> bytes:
    """The datasheet, with the risk in it, as a PDF. Raises: LetterError when a character cannot be printed."""
    blocks: list[Block] = [_table(("What", "As"), [(term, value) for term, value in facts_of(release)], (28, 72))]
    if rows := column_rows(release):
        blocks += [Heading("What became of each column"), _table(COLUMN_HEADS, rows, (30, 50, 20))]
    if words := noise_words(release):
        blocks += [Heading("What the noise promises"), Paragraph(words, is_indented=False)]
    else:
        blocks += [
            Heading("What was found in the texts as received"),
            *_sentences(_found(release), "Nothing that looks like a plate or a person."),
        ]
    for risk in risks_of(release):
        blocks += [
            Heading(f"How many {risk.crowd} share a cell"),
            Paragraph(CELLS, is_indented=False),
            _table(("Measure", "Number"), risk.cells, (60, 40)),
        ]
        if risk.unicity:
            blocks += [
                Heading(f"How few points single one of the {risk.crowd} out"),
                Paragraph(unicity_words(), is_indented=False),
                _table(UNICITY_HEADS, risk.unicity, (12, 24, 20, 26, 18)),
            ]
    blocks += [
        Heading("What the organisation asks"),
        *_sentences(standing_of(release).objections, "Every threshold is met."),
        Heading("The files"),
        _table(("File", "Bytes", "SHA-256"), _files(release), (24, 14, 62)),
    ]
    paper = Paper(
        title="DATASHEET",
        short_title=f"Datasheet: {release.title}",
        note=release.title,
        blocks=tuple(blocks),
        is_landscape=True,
    )
    return print_html(to_html(paper))


def datasheet_markdown(release: Release) -> str:
    """The same in Markdown, to lie beside the files."""
    lines = [f"# Datasheet: {_plain(release.title)}", ""]
    lines += [f"- **{_plain(term)}**: {_plain(value)}" for term, value in facts_of(release)]
    if rows := column_rows(release):
        lines += ["", "## What became of each column", "", *_markdown_table(COLUMN_HEADS, rows)]
    if words := noise_words(release):
        lines += ["", "## What the noise promises", "", words]
    else:
        lines += ["", "## What was found in the texts as received", ""]
        lines += [f"- {_plain(sentence)}" for sentence in _found(release)] or ["Nothing."]
    for risk in risks_of(release):
        lines += ["", f"## How many {_plain(risk.crowd)} share a cell", "", CELLS, ""]
        lines += [f"- {_plain(term)}: {value}" for term, value in risk.cells]
        if risk.unicity:
            lines += ["", f"## How few points single one of the {_plain(risk.crowd)} out", "", unicity_words(), ""]
            lines += _markdown_table(UNICITY_HEADS, risk.unicity)
    lines += ["", "## What the organisation asks", ""]
    lines += [f"- {name.replace('_', ' ')}: {value:g}" for name, value in standing_of(release).asked.items()]
    lines += ["", "## The files", ""]
    lines += [f"- `{name}`, {size} bytes, SHA-256 `{sha256}`" for name, size, sha256 in _files(release)]
    return "\n".join(lines) + "\n"


def _found(release: Release) -> list[str]:
    return [row["sentence"] for row in release.report["received"]]


def _markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(cell if cell == '---' else _plain(cell) for cell in line)} |" for line in lines]


def _files(release: Release) -> list[tuple[str, str, str]]:
    return [(row["name"], f"{row['size_bytes']:,}", row["sha256"]) for row in release.report["files"]]


def _table(heads: tuple[str, ...], rows: Any, widths: tuple[int, ...]) -> Table:
    return Table(columns=heads, rows=tuple(tuple(row) for row in rows), widths=widths)


def _sentences(said: list[str], otherwise: str) -> list[Block]:
    return [Paragraph(sentence, is_indented=False) for sentence in said or [otherwise]]


def _plain(text: str) -> str:
    """A text on one line that can begin no mark-up."""
    return " ".join(text.split()).replace("<", "&lt;").replace("[", "\\[").replace("`", "'").replace("|", "\\|")
