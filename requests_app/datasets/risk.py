"""What a de-identified version still gives away: small cells, and how few points single a trace out.

Unicity follows de Montjoye and others, "Unique in the Crowd" (Scientific Reports 3, 1376, 2013): of traces
with at least p different points, draw p at random; the trace is unique if no other holds all of them.
"""

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from requests_app.datasets.deidentify import WITHHELD, Deidentified
from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.datasets.treatments import Treated

FEW = 5
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class CellRisk:
    """Cells, such as a time step in a square, by how many share them: `few` counts those under `least`."""

    least: int
    cells: int
    few: int
    rows: int
    rows_in_few: int
    smallest: int

    @property
    def share_few(self) -> float:
        """The share of cells that hold too few."""
        return self.few / self.cells if self.cells else 0.0


@dataclass(frozen=True, slots=True)
class Unicity:
    """Of `traces` drawn among the `eligible` (at least `points` points), the share that those points single
    out, with its 95 % Wilson interval; the median crowd (traces that hold all points, the own one
    included), and the share of traces whose crowd is under five."""

    points: int
    eligible: int
    traces: int
    unique_share: float
    low: float
    high: float
    median_crowd: float
    few_share: float


def only_withheld(shown: str | None) -> str:
    """SQL for a filter on those whose text in a column is withheld: what is told of the others is told by choice."""
    return "" if shown is None else f" FILTER (WHERE {identifier(shown)} = {literal(WITHHELD)})"


def cell_risk(
    version: Deidentified, identity: Treated | None, *, least: int = FEW, withheld: str | None = None
) -> CellRisk:
    """How many cells hold fewer than `least` different pseudonyms of one column, or rows where none is named. Rows
    that name nobody in that column endanger nobody by it; of one that is `withheld` in part, only those count where
    it is."""
    crowd, named = "count(*)", ""
    if identity is not None:
        crowd, named = (
            f"count(DISTINCT {identifier(identity.name)})",
            f"WHERE {identifier(identity.name)} IS NOT NULL",
        )
    if withheld is not None:
        named += f" AND {identifier(withheld)} = {literal(WITHHELD)}"
    known = ", ".join(map(identifier, version.plan.known)) or "()"
    with TemporaryDirectory(prefix="risk-") as spill, Engine(version.folder, spill=Path(spill)) as engine:
        cells, few, rows, rows_in_few, smallest = engine.row(
            "SELECT count(*), count(*) FILTER (crowd < ?), coalesce(sum(n), 0)::BIGINT, "
            "coalesce(sum(n) FILTER (crowd < ?), 0)::BIGINT, coalesce(min(crowd), 0) FROM "
            f"(SELECT count(*) AS n, {crowd} AS crowd FROM "
            f"read_parquet({literal(version.rows_file)}) {named} GROUP BY {known})",
            [least, least],
        )
    return CellRisk(least, cells, few, rows, rows_in_few, smallest)


def unicity(
    version: Deidentified,
    identity: Treated,
    *,
    points: Iterable[int] = (2, 3, 4),
    traces: int = 10_000,
    seed: int = 0,
) -> list[Unicity]:
    """Unicity of one column's pseudonyms at each number of points; the same seed draws the same traces and points.

    A point is what the known columns say together, such as a time step and a square; none where no column is known.
    """
    if not version.plan.known:
        return []
    with TemporaryDirectory(prefix="risk-") as spill, Engine(version.folder, spill=Path(spill)) as engine:
        _index(engine, version, identifier(identity.name))
        return [_unicity(engine, count, traces, seed) for count in points]


def _index(engine: Engine, version: Deidentified, identity: str) -> None:
    """The table `held`: one row for each different point of each trace, both as small numbers."""
    known = list(map(identifier, version.plan.known))
    spot = ", ".join(known)
    rows = f"read_parquet({literal(version.rows_file)}) WHERE {identity} IS NOT NULL"
    engine.run(
        f"CREATE TEMP TABLE traces AS SELECT {identity}, row_number() OVER () AS trace "
        f"FROM (SELECT DISTINCT {identity} FROM {rows} ORDER BY {identity})"
    )
    engine.run(
        f"CREATE TEMP TABLE spots AS SELECT *, row_number() OVER () AS spot "
        f"FROM (SELECT DISTINCT {spot} FROM {rows} ORDER BY {spot})"
    )
    # Where a column says nothing, that too is a point.
    same = " AND ".join(f"spots.{name} IS NOT DISTINCT FROM said.{name}" for name in known)
    engine.run(
        "CREATE TEMP TABLE held AS SELECT DISTINCT trace, spot FROM "
        f"(SELECT {identity}, {spot} FROM {rows}) AS said JOIN traces USING ({identity}) JOIN spots ON {same}"
    )
    engine.run("CREATE TEMP TABLE sizes AS SELECT trace, count(*) AS points FROM held GROUP BY trace")


def _unicity(engine: Engine, points: int, traces: int, seed: int) -> Unicity:
    (eligible,) = engine.row("SELECT count(*) FROM sizes WHERE points >= ?", [points])
    drawn = engine.rows(
        "SELECT trace, list(spot ORDER BY spot) FROM held WHERE trace IN (SELECT trace FROM sizes "
        "WHERE points >= ? ORDER BY md5(trace::VARCHAR || ?), trace LIMIT ?) GROUP BY trace ORDER BY trace",
        [points, f"|{seed}", traces],
    )
    chance = random.Random(f"{seed}/{points}")  # noqa: S311 - a sample that can be drawn again
    chosen = [chance.sample(spots, points) for _, spots in drawn]
    crowds = _crowds(engine, chosen)
    count = len(crowds)
    unique = sum(crowd == 1 for crowd in crowds)
    low, high = _wilson(unique, count)
    return Unicity(
        points=points,
        eligible=eligible,
        traces=count,
        unique_share=unique / count if count else 0.0,
        low=low,
        high=high,
        median_crowd=float(median(crowds)) if crowds else 0.0,
        few_share=sum(crowd < FEW for crowd in crowds) / count if count else 0.0,
    )


def _crowds(engine: Engine, chosen: list[list[int]]) -> list[int]:
    """For each choice of spots, how many traces hold them all: posting lists, the shortest walked."""
    wanted = sorted({spot for spots in chosen for spot in spots})
    engine.run("CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest(?::BIGINT[]) AS spot", [wanted])
    holders = {
        spot: frozenset(traces)
        for batch in engine.batches("SELECT spot, list(trace) FROM held SEMI JOIN wanted USING (spot) GROUP BY spot")
        for spot, traces in batch
    }
    crowds = []
    for spots in chosen:
        shortest, *others = sorted((holders[spot] for spot in spots), key=len)
        crowds.append(len(shortest.intersection(*others)))
    return crowds


def _wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, NORMAL_95**2
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = NORMAL_95 * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2)) / (1 + square / trials)
    return max(0.0, centre - half), min(1.0, centre + half)
