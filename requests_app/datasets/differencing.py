"""What counts tell together that were made of the same rows by different steps: cells that subtraction gives away.

Counts that leave out their small cells are safe one by one. Where each cell of one lies in a cell of another, what
the fine ones leave out is the coarse one less all that is told of it; it is safe if as many share it as must share a
cell. Counts that all nest one in another, every two of them safe, are safe together: what can be had by adding and
subtracting is then made of those remainders and of cells that are told. Where cells only overlap nothing is claimed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from requests_app.datasets.deidentify import coarser, plain
from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.datasets.store import Store
from requests_app.datasets.treatments import Plan, Treated, Treatment
from requests_app.errors import IngestError

MOST = 6  # of those that left: more are not held against each other


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of the rows as they were made: by a plan, without the cells that fewer than `least` share of any of the
    `kinds` that are named; `suppressed` says how many those were.

    Raises: IngestError, for a plan with texts of which some are withheld, for its cells are not told by the rows.
    """

    name: str
    plan: Plan
    kinds: tuple[Treated, ...]
    least: int
    suppressed: int

    def __post_init__(self) -> None:
        if any(column.treatment is Treatment.SCREEN for column in self.plan.values):
            raise IngestError("Counts by texts that are withheld in part are not held against others.")


@dataclass(frozen=True, slots=True)
class Subtracted:
    """For each release that left, by its name, how many small cells a subtraction gives away; absent where the cells
    do not nest. `is_chain` says whether all nest one in another."""

    told: dict[str, int]
    is_chain: bool


def subtract(engine: Engine, store: Store, mine: Counted, left: Sequence[Counted]) -> Subtracted:
    """Hold counts that may leave against those that left, on the rows themselves; `engine` reads the store."""
    told = {other.name: _told(engine, store, mine, other) for other in left[:MOST]}
    nests = [count is not None for count in told.values()]
    nests += [_told(engine, store, one, other) is not None for one, other in combinations(left[:MOST], 2)]
    is_chain = len(left) <= MOST and all(nests)
    return Subtracted({name: count for name, count in told.items() if count is not None}, is_chain)


def _told(engine: Engine, store: Store, mine: Counted, other: Counted) -> int | None:
    """How many small cells the two give away; None where they do not nest, or not as they were made."""
    kinds = {kind.source: kind for kind in (*mine.kinds, *other.kinds)}
    names = {source: f"kind_{at}" for at, source in enumerate(kinds)}
    named = "".join(f", {plain(identifier(source), kinds[source])} AS {name}" for source, name in names.items())
    sides = f"{_cell(mine.plan)} AS mine, {_cell(other.plan)} AS other"
    rows = f"read_parquet({literal(store.accepted)})"
    engine.run(f"CREATE OR REPLACE TEMP TABLE cells AS SELECT {sides}{named}, count(*) AS n FROM {rows} GROUP BY ALL")
    for side, counts in (("mine", mine), ("other", other)):
        few = _is_few((names[kind.source] for kind in counts.kinds), counts.least)
        engine.run(f"CREATE OR REPLACE TEMP TABLE small_{side} AS SELECT {side} FROM cells GROUP BY ALL HAVING {few}")
        if engine.row(f"SELECT count(*) FROM small_{side}") != (counts.suppressed,):
            return None  # made by other rules than today's
    few = _is_few(names.values(), max(mine.least, other.least))
    found = [
        _given_away(engine, fine, coarse, few)
        for fine, coarse in (("mine", "other"), ("other", "mine"))
        if _lies_in(engine, fine, coarse)
    ]
    return max(found) if found else None


def _cell(plan: Plan) -> str:
    values = ", ".join(f"{identifier(row.name)} := {coarser(identifier(row.source), row)}" for row in plan.values)
    return f"struct_pack({values})" if values else "0"


def _is_few(names: Iterable[str], least: int) -> str:
    kinds = [f"count(DISTINCT {name}) BETWEEN 1 AND {int(least) - 1}" for name in names]
    return " OR ".join([f"sum(n) < {int(least)}", *kinds])


def _lies_in(engine: Engine, fine: str, coarse: str) -> bool:
    """Whether each cell of one lies in one cell of the other."""
    torn = f"SELECT 1 FROM cells GROUP BY {fine} HAVING count(DISTINCT {coarse}) > 1 LIMIT 1"
    return not engine.rows(torn)


def _given_away(engine: Engine, fine: str, coarse: str, few: str) -> int:
    """The cells that are told whole, and less what is told of them leave few."""
    (count,) = engine.row(
        f"SELECT count(*) FROM (SELECT 1 FROM cells SEMI JOIN small_{fine} USING ({fine}) "
        f"ANTI JOIN small_{coarse} USING ({coarse}) GROUP BY {coarse} HAVING {few})"
    )
    return int(count)
