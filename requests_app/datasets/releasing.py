"""Make a de-identified version ready to leave: its risk in numbers, and the files a release would hand out."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from requests_app.datasets.deidentify import Deidentified, Plan, deidentify
from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.datasets.risk import CellRisk, cell_risk, unicity
from requests_app.datasets.screening import Finding, screen
from requests_app.datasets.store import Store

SEED = 0  # of the traces and points that unicity draws; written in the datasheet
TRACES = 10_000
# What spreadsheet programs take for the start of a formula, plain and in full-width form.
FORMULA = "^[ \u00a0\u3000]*[-=+@|\t\r\n\uff1d\uff0b\uff0d\uff20\uff5c]"


class Form(StrEnum):
    """What a release hands out: a row for each read, or counts for each cell."""

    ROWS = "rows"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One file of a release, with its name, size and SHA-256."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found and made. `received` are findings in the table as received, `left` in what would leave;
    `unicity` is empty for counts, which hold no traces. `suppressed` are cells left out for being too small."""

    rows: int
    pseudonyms: int
    key_id: str
    received: tuple[Finding, ...]
    left: tuple[Finding, ...]
    cells: CellRisk
    unicity: tuple[dict[str, Any], ...]
    suppressed: int
    files: tuple[HandedOut, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values for JSON; findings with their sentence and share."""
        value = asdict(self)
        for name, findings in (("received", self.received), ("left", self.left)):
            value[name] = [{**asdict(row), "share": row.share, "sentence": row.sentence} for row in findings]
        value["cells"]["share_few"] = self.cells.share_few
        return value


def prepare(
    store: Store,
    folder: Path,
    plan: Plan,
    form: Form,
    key: bytes,
    *,
    least: int,
    said: Callable[[str, int], None] = lambda stage, percent: None,
) -> Prepared:
    """De-identify, screen, measure the risk and write the files into `folder`, which must not exist.

    `said` hears the stage and the percentage done before each step; what it raises stops the work.
    Raises: IngestError, as `deidentify`.
    """
    said("Looking for plates, names and numbers in every text", 5)
    with Engine(store.folder) as engine:
        received = tuple(screen(engine, store.accepted))
    said("Naming plates by the key, making time and place coarser", 35)
    version = deidentify(store, folder, plan, key)
    said("Counting how many share each cell", 65)
    cells = cell_risk(version, least=least)
    points: tuple[dict[str, Any], ...] = ()
    if form is Form.ROWS:
        said("Drawing points to see whom they single out", 75)
        points = tuple(asdict(row) for row in unicity(version, traces=TRACES, seed=SEED))
    said("Writing the files", 85)
    suppressed = 0
    leaving = folder / "release.parquet"
    with Engine(folder) as engine:
        if form is Form.COUNTS:
            suppressed = _count(engine, version, leaving, least)
            cells = _cells_left(engine, leaving, least)
            Path(version.rows_file).unlink()
        else:
            Path(version.rows_file).rename(leaving)
        left = tuple(screen(engine, str(leaving.resolve())))
        _write_csv(engine, leaving, folder / "release.csv.gz")
    files = tuple(_handed_out(folder / name) for name in ("release.csv.gz", "release.parquet"))
    return Prepared(
        version.rows, version.pseudonyms, version.key_id, received, left, cells, points, suppressed, files
    )


def _count(engine: Engine, version: Deidentified, leaving: Path, least: int) -> int:
    """Counts instead of rows, without the cells of fewer than `least` plates; returns how many those are."""
    place = ("latitude", "longitude") if version.plan.place_step is not None else ()
    by = ", ".join(("local_from", *place, *version.plan.keep))
    engine.run(
        f"CREATE TEMP TABLE counted AS SELECT {by}, count(*) AS reads, count(DISTINCT pseudonym) AS plates "
        f"FROM read_parquet({literal(version.rows_file)}) GROUP BY {by}"
    )
    (suppressed,) = engine.row("SELECT count(*) FROM counted WHERE plates < ?", [least])
    engine.run(
        f"COPY (SELECT * FROM counted WHERE plates >= {int(least)} ORDER BY {by}) "
        f"TO {_literal(leaving)} (FORMAT parquet, COMPRESSION zstd)"
    )
    return int(suppressed)


def _cells_left(engine: Engine, leaving: Path, least: int) -> CellRisk:
    cells, few, reads, reads_in_few, smallest = engine.row(
        "SELECT count(*), count(*) FILTER (plates < ?), coalesce(sum(reads), 0)::BIGINT, "
        "coalesce(sum(reads) FILTER (plates < ?), 0)::BIGINT, coalesce(min(plates), 0) "
        f"FROM read_parquet({_literal(leaving)})",
        [least, least],
    )
    return CellRisk(least, cells, few, reads, reads_in_few, smallest)


def _write_csv(engine: Engine, leaving: Path, target: Path) -> None:
    """The same as CSV, where no text can start a formula in a spreadsheet."""
    table = f"read_parquet({_literal(leaving)})"
    columns = ", ".join(
        f"CASE WHEN regexp_matches({identifier(name)}, {literal(FORMULA)}) THEN chr(39) || {identifier(name)} "
        f"ELSE {identifier(name)} END AS {identifier(name)}"
        if kind == "VARCHAR"
        else identifier(name)
        for name, kind, *_ in engine.rows(f"DESCRIBE SELECT * FROM {table}")
    )
    engine.run(f"COPY (SELECT {columns} FROM {table}) TO {_literal(target)} (FORMAT csv, HEADER, COMPRESSION gzip)")


def _literal(path: Path) -> str:
    return literal(str(path.resolve()))


def _handed_out(path: Path) -> HandedOut:
    with path.open("rb") as file:
        return HandedOut(path.name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
