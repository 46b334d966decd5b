"""Make a de-identified version ready to leave: its risk in numbers, and the files a release would hand out."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from requests_app import archive
from requests_app.datasets.deidentify import Deidentified, deidentify
from requests_app.datasets.differencing import Counted, Subtracted, subtract
from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.datasets.noise import Drawn, Noise, draw_counts
from requests_app.datasets.risk import CellRisk, cell_risk, only_withheld, unicity
from requests_app.datasets.screening import Finding, names_people, screen
from requests_app.datasets.store import Store
from requests_app.datasets.treatments import CROWDS, Plan, Treated, Treatment, choices_of
from requests_app.errors import IngestError

SEED = 0  # of the traces and points that unicity draws; written in the datasheet
TRACES = 10_000
MOSTLY = 0.5  # of a column's values: where as many name people, each value is taken for somebody
SAMPLE = 20_000  # rows that are looked over before anything is asked for
# What spreadsheet programs take for the start of a formula, plain and in full-width form.
FORMULA = "^[ \u00a0\u3000]*[-=+@|\t\r\n\uff1d\uff0b\uff0d\uff20\uff5c]"


class Form(StrEnum):
    """What a release hands out: a row for each row, counts for each cell, or such counts with noise."""

    ROWS = "rows"
    COUNTS = "counts"
    NOISY = "noisy"


@dataclass(frozen=True, slots=True)
class Risk:
    """What is given away about those of one kind, such as plates: `unicity` is empty for counts, which hold no
    traces, and where nobody is named."""

    crowd: str
    cells: CellRisk
    unicity: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One file of a release, with its name, size and SHA-256."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Left:
    """Counts of the same rows that left: their name, plan and least, and how many cells they leave out."""

    name: str
    plan: Plan
    least: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found and made. `received` are findings in the table as received, `left` in what would leave. A risk
    for each kind of those that are named, or for rows; none for counts with noise, whose promise is `drawn`.
    `suppressed` are cells left out for being too small, `withheld` texts not told, by column; `subtracted` is what
    counts give away beside those that left."""

    rows: int
    key_id: str
    received: tuple[Finding, ...]
    left: tuple[Finding, ...]
    risks: tuple[Risk, ...]
    drawn: Drawn | None
    suppressed: int
    withheld: dict[str, int]
    files: tuple[HandedOut, ...]
    subtracted: Subtracted | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values for JSON; findings with their sentence and share."""
        value = asdict(self)
        for name, findings in (("received", self.received), ("left", self.left)):
            value[name] = [{**asdict(row), "share": row.share, "sentence": row.sentence} for row in findings]
        for row, risk in zip(value["risks"], self.risks, strict=True):
            row["cells"]["share_few"] = risk.cells.share_few
        return value


def prepare(
    store: Store,
    folder: Path,
    plan: Plan,
    form: Form,
    key: bytes,
    *,
    least: int,
    noise: Noise | None = None,
    before: Sequence[Left] = (),
    said: Callable[[str, int], None] = lambda stage, percent: None,
) -> Prepared:
    """De-identify, screen, measure the risk and write the files into `folder`, which must not exist. Counts are held
    against those that left `before` of the same rows.

    `said` hears the stage and the percentage done before each step; what it raises stops the work. Counts with
    noise, which need `noise`, name nobody, so they use no key.
    Raises: IngestError, as `deidentify` and `draw_counts`.
    """
    said("Looking for plates, names and numbers in every text", 5)
    with Engine(store.folder) as engine:
        received = _by_their_heads(store, screen(engine, store.accepted))
    leaving = folder / "release.parquet"
    if form is Form.NOISY:
        if noise is None:
            raise IngestError("Choose an epsilon, a bound and a period for the noise.")
        said("Counting, and drawing the noise", 40)
        folder.mkdir()
        with Engine(folder, reads_from=store.folder) as engine:
            drawn = draw_counts(engine, store, plan, noise, str(leaving.resolve()))
        made = Prepared(store.ledger.accepted, "", received, (), (), drawn, 0, {}, ())
    else:
        besides = hidden_identities(store, plan, received)
        made = _without_noise(store, folder, plan, form, key, least, besides, said)
        if before:
            said("Subtracting it from what left before", 80)
            mine = Left("", plan, least, made.suppressed)
            made = replace(made, subtracted=_subtracted(store, folder, received, mine, before))
    said("Writing the files", 85)
    with Engine(folder) as engine:
        left = tuple(screen(engine, str(leaving.resolve())))
        _write_csv(engine, leaving, folder / "release.csv.gz")
    files = tuple(handed_out(folder / name) for name in ("release.csv.gz", "release.parquet"))
    return replace(made, received=received, left=left, files=files)


def _subtracted(
    store: Store, folder: Path, received: Sequence[Finding], mine: Left, before: Sequence[Left]
) -> Subtracted:
    counted = [
        Counted(
            row.name,
            row.plan,
            (*row.plan.identities, *hidden_identities(store, row.plan, received)),
            row.least,
            row.suppressed,
        )
        for row in (mine, *before)
    ]
    with Engine(folder, reads_from=store.folder) as engine:
        return subtract(engine, store, counted[0], counted[1:])


def look_over(store: Store) -> tuple[Finding, ...]:
    """What a screening finds in some rows of a table, drawn from all of them."""
    with TemporaryDirectory(prefix="look-") as spill, Engine(store.folder, spill=Path(spill)) as engine:
        return _by_their_heads(store, screen(engine, store.accepted, most_rows=SAMPLE))


def _by_their_heads(store: Store, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with the names that columns have in a release; of plate reads they are those of the fields."""
    names = {choice.source.removeprefix("given_"): choice.name for choice in choices_of(store.mapping)}
    return tuple(replace(finding, column=names.get(finding.column, finding.column)) for finding in findings)


def hidden_identities(store: Store, plan: Plan, received: Iterable[Finding]) -> tuple[Treated, ...]:
    """The columns that name somebody and are dropped or withheld, as pseudonyms beside the plan's: officers, plates
    and case numbers of a search log, and whatever is called by what names people or was found to name them mostly."""
    planned = {column.source for column in plan.columns if column.treatment is not Treatment.SCREEN}
    naming = {finding.column for finding in received if finding.share >= MOSTLY}
    longest = "_" * max(len(column.name) for column in plan.columns)  # so that no name is any of the plan's
    return tuple(
        Treated(
            choice.source,
            f"{longest}{at}",
            Treatment.PSEUDONYM,
            crowd=CROWDS.get(choice.source, f"different {choice.name}"),
        )
        for at, choice in enumerate(choices_of(store.mapping), start=1)
        if choice.source not in planned
        and Treatment.PSEUDONYM in choice.allowed
        and (choice.source in CROWDS or choice.name in naming or names_people(choice.name))
    )


def _without_noise(
    store: Store,
    folder: Path,
    plan: Plan,
    form: Form,
    key: bytes,
    least: int,
    besides: tuple[Treated, ...],
    said: Callable[[str, int], None],
) -> Prepared:
    said("Naming plates by the key, making time and place coarser", 35)
    version = deidentify(store, folder, plan, key, least=least, besides=besides)
    leaving, suppressed = folder / "release.parquet", 0
    if form is Form.COUNTS:
        said("Counting how many share each cell", 65)
        with Engine(folder) as engine:
            suppressed = _count(engine, version, besides, leaving, least)
            risks = tuple(_cells_left(engine, crowd, plan.row_word, leaving, least) for crowd in crowds_of(plan))
        Path(version.rows_file).unlink()
    else:
        risks = tuple(_risks(version, besides, least, said))
        _leave(folder, version, besides, leaving)
    return Prepared(version.rows, version.key_id, (), (), risks, None, suppressed, version.withheld, ())


def crowds_of(plan: Plan) -> tuple[str, ...]:
    """Those who share a cell: each kind that is named by a pseudonym, or rows."""
    return tuple(column.crowd for column in plan.identities) or (plan.row_word,)


def _leave(folder: Path, version: Deidentified, besides: tuple[Treated, ...], leaving: Path) -> None:
    """Put the rows where they leave from, in their order, without what was named only to be counted."""
    if not besides:
        Path(version.rows_file).rename(leaving)
        return
    with Engine(folder) as engine:
        hidden = ", ".join(identifier(column.name) for column in besides)
        engine.run(
            f"COPY (SELECT * EXCLUDE ({hidden}) FROM read_parquet({literal(version.rows_file)})) "
            f"TO {_literal(leaving)} (FORMAT parquet, COMPRESSION zstd)"
        )
    Path(version.rows_file).unlink()


def _risks(
    version: Deidentified, besides: tuple[Treated, ...], least: int, said: Callable[[str, int], None]
) -> Iterator[Risk]:
    """Of those whom a pseudonym names, cells and traces; of those who are hidden, cells alone: nothing ties one row
    of theirs to another, but many rows of one person are still one person's."""
    withheld = _withheld_in(version.plan)
    for identity in version.plan.identities or (None,):
        said("Counting how many share each cell", 65)
        cells = cell_risk(version, identity, least=least)
        if identity is None:
            yield Risk(version.plan.row_word, cells)
            continue
        said("Drawing points to see whom they single out", 75)
        points = unicity(version, identity, traces=TRACES, seed=SEED)
        yield Risk(identity.crowd, cells, tuple(asdict(row) for row in points))
    for hidden in besides:
        yield Risk(hidden.crowd, cell_risk(version, hidden, least=least, withheld=withheld.get(hidden.source)))


def _withheld_in(plan: Plan) -> dict[str, str]:
    """By its source, the name of each column of which some texts are withheld."""
    return {column.source: column.name for column in plan.values if column.treatment is Treatment.SCREEN}


def _count(engine: Engine, version: Deidentified, besides: tuple[Treated, ...], leaving: Path, least: int) -> int:
    """Counts instead of rows, without the cells in which anybody is one of fewer than `least`, those included who
    are named `besides` and are not told; returns how many those are. A cell in which nobody of a kind is named
    endangers nobody of that kind."""
    plan = version.plan
    by = ", ".join(identifier(column.name) for column in plan.values) or "()"
    crowds = "".join(
        f", count(DISTINCT {identifier(column.name)}) AS {identifier(column.crowd)}" for column in plan.identities
    )
    withheld = _withheld_in(plan)
    small = " OR ".join(
        [f"count(*) < {int(least)}"]
        + [
            f"count(DISTINCT {identifier(column.name)}){only_withheld(withheld.get(column.source))} "
            f"BETWEEN 1 AND {int(least) - 1}"
            for column in (*plan.identities, *besides)
        ]
    )
    said = "" if by == "()" else f"{by}, "
    rows = f"FROM read_parquet({literal(version.rows_file)}) GROUP BY {by}"
    (suppressed,) = engine.row(f"SELECT count(*) FROM (SELECT 1 {rows} HAVING {small})")
    order = "" if by == "()" else f"ORDER BY {by}"
    engine.run(
        f"COPY (SELECT {said}count(*) AS {identifier(plan.row_word)}{crowds} {rows} HAVING NOT ({small}) {order}) "
        f"TO {_literal(leaving)} (FORMAT parquet, COMPRESSION zstd)"
    )
    return int(suppressed)


def _cells_left(engine: Engine, crowd: str, row_word: str, leaving: Path, least: int) -> Risk:
    """Of the cells that leave, those in which somebody is named."""
    count, rows = identifier(crowd), identifier(row_word)
    cells, reads, smallest = engine.row(
        f"SELECT count(*), coalesce(sum({rows}), 0)::BIGINT, coalesce(min({count}), 0) "
        f"FROM read_parquet({_literal(leaving)}) WHERE {count} > 0"
    )
    return Risk(crowd, CellRisk(least, cells, 0, reads, 0, smallest))


def _write_csv(engine: Engine, leaving: Path, target: Path) -> None:
    """The same as CSV, where no text can start a formula in a spreadsheet."""
    table = f"read_parquet({_literal(leaving)})"
    columns = ", ".join(
        f"CASE WHEN regexp_matches({identifier(name)}, {literal(FORMULA)}) THEN chr(39) || {identifier(name)} "
        f"ELSE {identifier(name)} END AS {_head(name)}"
        if kind == "VARCHAR"
        else f"{identifier(name)} AS {_head(name)}"
        for name, kind, *_ in engine.rows(f"DESCRIBE SELECT * FROM {table}")
    )
    engine.run(f"COPY (SELECT {columns} FROM {table}) TO {_literal(target)} (FORMAT csv, HEADER, COMPRESSION gzip)")


def _head(name: str) -> str:
    """The name of a column, which came from the agency too."""
    return identifier(f"'{name}" if re.match(FORMULA, name) else name)


def _literal(path: Path) -> str:
    return literal(str(path.resolve()))


def handed_out(path: Path) -> HandedOut:
    """What a file is now."""
    return HandedOut(path.name, path.stat().st_size, archive.hash_of(path))
