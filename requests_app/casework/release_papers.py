"""The papers of a release: what is known of its risk, and the datasheet that goes with its files."""

from datetime import datetime
from typing import Any

from requests_app import clock, datasets
from requests_app.casework.release_gate import objections, thresholds_of
from requests_app.casework.releases import policy_of
from requests_app.exhibits.papers import Block, Heading, Paper, Paragraph, Table
from requests_app.exhibits.papers_html import to_html
from requests_app.letters import print_html
from requests_app.models import Release, ReleaseForm
from requests_app.reminders import short_date

CELLS = (
    "A cell is one step of time in one square, or what stands for it in the version. Where few plates share a cell, "
    "somebody who knows that a car was there then can tell which rows may be its own."
)
UNICITY = (
    "A trace is all reads under one pseudonym. Of {traces} traces drawn with the seed {seed}, as many of their own "
    "points as stated were drawn; a trace is singled out when no other holds all of them. Traces with fewer points "
    "are not counted. The interval is Wilson's, at 95 %."
)
"""The measure of de Montjoye and others, Scientific Reports 3, 1376 (2013)."""


def facts_of(release: Release) -> list[tuple[str, str]]:
    """Where it comes from, what it keeps and who decided, term by term."""
    dataset, document = release.dataset, release.dataset.document
    place = "left out" if release.place_step is None else f"squares of {release.place_step.normalize()} degrees"
    names = "a new one for each plate every day" if release.renames_daily else "one for each plate"
    facts = [
        ("Dataset", dataset.title),
        ("Received", short_date(dataset.received_on) if dataset.received_on else "not on record"),
        ("From", str(dataset.request.agency) if dataset.request else "not on record"),
        ("SHA-256 of the original", document.sha256 if document else "not kept here"),
        ("Form", release.get_form_display()),
        ("Time", f"told by {release.get_time_step_display().lower()}, on the agency's clock"),
        ("Place", place),
        ("Columns kept", ", ".join(release.kept_columns) or "none besides time and place"),
        ("Columns dropped", ", ".join(dropped_columns(release)) or "none"),
        ("Pseudonyms", f"HMAC-SHA256 under a random key of 256 bits, 128 bits kept; {names}"),
        ("Key", _key_in_words(release)),
        ("Prepared by", str(release.prepared_by)),
    ]
    if release.form == ReleaseForm.COUNTS:
        facts[9:9] = [("Suppressed", f"cells of fewer than {release.least_plates} different plates")]
        facts = [fact for fact in facts if fact[0] != "Pseudonyms"]
    if release.decided_by and release.decided_at:
        decided = "Kept inside" if release.state == "refused" else "Released"
        facts.append((f"{decided} by", f"{release.decided_by}, {_day(release.decided_at)}"))
        facts.append(("Because", release.decision_reason))
    if release.withdrawn_by:
        facts.append(("Withdrawn by", f"{release.withdrawn_by}: {release.withdrawal_reason}"))
    return facts


def dropped_columns(release: Release) -> list[str]:
    """The columns of the original that are not in the version, by their names in the file."""
    mapping = datasets.Mapping.from_json(release.dataset.mapping)
    coarser = {field.name for field in mapping.known_shape.fields if field.kind is datasets.Kind.TIME}
    if release.place_step is not None:
        coarser |= {"latitude", "longitude"}
    kept = {
        source
        for name, sources in mapping.fields.items()
        if name in coarser | set(release.kept_columns)
        for source in sources
    }
    return [column for column in mapping.columns if column not in kept]


def _key_in_words(release: Release) -> str:
    if release.key_destroyed_at:
        return f"{release.key_id}, destroyed by {release.key_destroyed_by}, {_day(release.key_destroyed_at)}"
    return f"{release.key_id}, kept apart from the data" if release.key_id else "none yet"


def _day(moment: datetime) -> str:
    return short_date(moment.astimezone(clock.COURT_ZONE).date())


def cell_rows(release: Release) -> list[tuple[str, str]]:
    """The risk of cells, label and number."""
    cells = release.report["cells"]
    rows = [
        ("Cells", f"{cells['cells']:,}"),
        (f"of them with fewer than {cells['least']} plates", f"{cells['few']:,} ({cells['share_few']:.1%})"),
        ("Fewest plates in a cell (k)", f"{cells['smallest']:,}"),
        ("Reads in small cells", f"{cells['rows_in_few']:,} of {cells['rows']:,}"),
    ]
    if release.form == ReleaseForm.COUNTS:
        rows.append(("Cells left out as too small", f"{release.report['suppressed']:,}"))
    return rows


def unicity_rows(release: Release) -> list[tuple[str, str, str, str, str]]:
    """Points, traces with so many, share singled out, its interval, median crowd; none for counts."""
    return [
        (
            str(row["points"]),
            f"{row['eligible']:,}",
            f"{row['unique_share']:.1%}",
            f"{row['low']:.1%} to {row['high']:.1%}",
            f"{row['median_crowd']:g}",
        )
        for row in release.report["unicity"]
    ]


def unicity_words() -> str:
    """How unicity is measured, in words."""
    return UNICITY.format(traces="10,000", seed=datasets.SEED)


def datasheet_pdf(release: Release) -> bytes:
    """The datasheet, with the risk in it, as a PDF. Raises: LetterError when a character cannot be printed."""
    blocks: list[Block] = [
        _table(("What", "As"), [(term, value) for term, value in facts_of(release)], (28, 72)),
        Heading("What was found in the texts as received"),
        *_sentences(
            [row["sentence"] for row in release.report["received"]], "Nothing that looks like a plate or a person."
        ),
        Heading("How many share a cell"),
        Paragraph(CELLS, is_indented=False),
        _table(("Measure", "Number"), cell_rows(release), (60, 40)),
    ]
    if rows := unicity_rows(release):
        blocks += [
            Heading("How few points single somebody out"),
            Paragraph(unicity_words(), is_indented=False),
            _table(
                ("Points", "Traces with as many", "Singled out", "Interval", "Median crowd"),
                rows,
                (12, 24, 20, 26, 18),
            ),
        ]
    blocks += [
        Heading("What the organisation asks"),
        *_sentences(objections(release, policy_of(release.dataset)), "Every threshold is met."),
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
    lines += [f"- **{term}**: {_plain(value)}" for term, value in facts_of(release)]
    lines += ["", "## What was found in the texts as received", ""]
    lines += [f"- {_plain(row['sentence'])}" for row in release.report["received"]] or ["Nothing."]
    lines += ["", "## How many share a cell", "", CELLS, ""]
    lines += [f"- {term}: {value}" for term, value in cell_rows(release)]
    if rows := unicity_rows(release):
        lines += ["", "## How few points single somebody out", "", unicity_words(), ""]
        lines += ["| Points | Traces with as many | Singled out | Interval | Median crowd |", "|---|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    asked = release.thresholds or thresholds_of(policy_of(release.dataset))
    lines += ["", "## What the organisation asks", ""]
    lines += [f"- {name.replace('_', ' ')}: {value:g}" for name, value in asked.items()]
    lines += ["", "## The files", ""]
    lines += [f"- `{name}`, {size} bytes, SHA-256 `{sha256}`" for name, size, sha256 in _files(release)]
    return "\n".join(lines) + "\n"


def _files(release: Release) -> list[tuple[str, str, str]]:
    return [(row["name"], f"{row['size_bytes']:,}", row["sha256"]) for row in release.report["files"]]


def _table(heads: tuple[str, ...], rows: Any, widths: tuple[int, ...]) -> Table:
    return Table(columns=heads, rows=tuple(tuple(row) for row in rows), widths=widths)


def _sentences(said: list[str], otherwise: str) -> list[Block]:
    return [Paragraph(sentence, is_indented=False) for sentence in said or [otherwise]]


def _plain(text: str) -> str:
    """A text on one line that can begin no mark-up."""
    return " ".join(text.split()).replace("<", "&lt;").replace("[", "\\[").replace("`", "'").replace("|", "\\|")
