"""Counts with noise for differential privacy: drawn by OpenDP, over cells that were fixed before anybody looked.

Differential privacy (Dwork, McSherry, Nissim and Smith, "Calibrating Noise to Sensitivity in Private Data Analysis",
2006) promises that no output becomes more than e^epsilon times likelier by what one plate, or whatever the unit is,
did. It holds only if the cells do not depend on the data and each unit counts a bounded number of times: so
the period and the area are chosen, and at most so many rows of each unit are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.metadata import version
from typing import Any

from requests_app.datasets.deidentify import coarser, plain
from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.datasets.store import Store
from requests_app.datasets.treatments import TIMES, Plan, Treated, Treatment
from requests_app.errors import IngestError

library: Any
try:
    import opendp.prelude as library
    from opendp.mod import OpenDPException

    REFUSALS: tuple[type[Exception], ...] = (OpenDPException, OverflowError, ValueError)
except (ImportError, OSError):  # not installed, or not for this machine
    library, REFUSALS = None, ()

MOST_CELLS = 200_000
ALPHA = 0.05
LARGEST_EPSILON = 20.0
MOST_PER_UNIT = 1000
ABSENT = "Counts with noise need OpenDP, which is not installed here: pip install 'opendp~=0.16.0'."
REFUSED = "OpenDP refused to draw the noise, so nothing was drawn. Choose another epsilon or bound."
STEPS = {Treatment.HOUR: "1 HOUR", Treatment.DAY: "1 DAY", Treatment.MONTH: "1 MONTH", Treatment.YEAR: "1 YEAR"}


@dataclass(frozen=True, slots=True)
class Noise:
    """What is chosen for counts with noise: epsilon, how many rows of one unit are counted at most, the days (both
    included) and, where place is told, the area: south, west, north and east in degrees.

    Raises: IngestError, for what cannot be.
    """

    epsilon: float
    most_per_unit: int
    since_on: date
    until_on: date
    area: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        if not 0 < self.epsilon <= LARGEST_EPSILON:
            raise IngestError(f"Epsilon lies above 0 and is at most {LARGEST_EPSILON:g}.")
        if not 1 <= self.most_per_unit <= MOST_PER_UNIT:
            raise IngestError(f"Between 1 and {MOST_PER_UNIT:,} rows of each can be counted.")
        if self.until_on < self.since_on:
            raise IngestError("The last day lies before the first.")
        if self.area is not None:
            south, west, north, east = self.area
            if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
                raise IngestError("The area's south must lie below its north, and its west before its east.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: whom it hides, such as plates ("": each row by itself), the epsilon that the library says was
    spent (delta is 0), the scale of the noise, and how far 19 in 20 counts lie from what was counted at most."""

    unit: str
    epsilon: float
    scale: float
    within: float
    cells: int
    mechanism: str


def is_available() -> bool:
    """Whether the library is installed."""
    return library is not None


def check_noise(plan: Plan, noise: Noise) -> None:
    """Say at once what would be refused later.

    Raises: IngestError, where the library is absent, or the plan's cells are not fixed beforehand or too many.
    """
    if not is_available():
        raise IngestError(ABSENT)
    _time_of(plan)
    if len(plan.identities) > 1:
        raise IngestError("Noise hides one kind of pseudonym: choose whom, and drop the other columns that name.")
    places = _places_of(plan)
    others = [column.name for column in plan.values if column not in (_time_of(plan), *places)]
    if others:
        raise IngestError(f"Counts with noise are by time and place alone: drop {', '.join(others)}.")
    if bool(places) != (noise.area is not None):
        raise IngestError("Squares need the area they are laid over, and the area needs squares.")
    if (count := _count_cells(plan, noise)) > MOST_CELLS:
        raise IngestError(f"There would be {count:,} cells, and {MOST_CELLS:,} are the most. Choose larger ones.")


def draw_counts(engine: Engine, store: Store, plan: Plan, noise: Noise, target: str) -> Drawn:
    """Count, let the library add its noise to every cell, empty ones too, and write the cells to the Parquet file
    `target`. What was counted itself stays in the memory of `engine` and ends with it.

    Raises: IngestError, as `check_noise`, and where the library refuses.
    """
    check_noise(plan, noise)
    moment, places = _time_of(plan), _places_of(plan)
    names = [moment.name, *(column.name for column in places)]
    _lay_cells(engine, moment, places, noise)
    _count_rows(engine, store, plan, noise)
    same = " AND ".join(f"cells.{name} = counted.{name}" for name in map(identifier, names))
    engine.run(
        "CREATE TEMP TABLE joined AS SELECT row_number() OVER () AS _cell, * FROM (SELECT "
        f"{', '.join(f'cells.{identifier(name)}' for name in names)}, coalesce(counted._count, 0) AS _count "
        f"FROM cells LEFT JOIN counted ON {same} ORDER BY {', '.join(map(str, range(1, len(names) + 1)))})"
    )
    counts = [count for batch in engine.batches("SELECT _count FROM joined ORDER BY _cell") for (count,) in batch]
    try:
        drawn, noisy = _add_noise(counts, plan, noise)
    except REFUSALS as error:  # whose words may quote what was counted
        raise IngestError(REFUSED) from error
    engine.run("CREATE TEMP TABLE noisy AS SELECT unnest(?::BIGINT[]) AS _count, unnest(range(1, ? + 1)) AS _cell", [
        noisy, len(noisy)
    ])  # fmt: skip
    engine.run(
        f"COPY (SELECT joined.* EXCLUDE (_cell, _count), noisy._count AS {identifier(plan.row_word)} "
        f"FROM joined JOIN noisy USING (_cell) ORDER BY _cell) "
        f"TO {literal(target)} (FORMAT parquet, COMPRESSION zstd)"
    )
    return drawn


def _add_noise(counts: Sequence[int], plan: Plan, noise: Noise) -> tuple[Drawn, list[int]]:
    """One unit more or less moves the counts together by at most `bound`: that is their L1 distance."""
    library.enable_features("contrib")
    space = library.vector_domain(library.atom_domain(T="i64")), library.l1_distance(T="i64")
    unit = "".join(column.crowd for column in plan.identities)
    bound = noise.most_per_unit if unit else 1
    scale = library.binary_search_param(
        lambda scale: library.m.make_laplace(*space, scale=scale), d_in=bound, d_out=noise.epsilon
    )
    mechanism = library.m.make_laplace(*space, scale=scale)
    spent = mechanism.map(bound)
    if spent > noise.epsilon:
        raise IngestError("The library would spend more than the epsilon chosen.")
    within = library.discrete_laplacian_scale_to_accuracy(scale=scale, alpha=ALPHA)
    words = f"discrete Laplace, OpenDP {version('opendp')}"
    return Drawn(unit, spent, scale, within, len(counts), words), [int(count) for count in mechanism(list(counts))]


def _lay_cells(engine: Engine, moment: Treated, places: Sequence[Treated], noise: Noise) -> None:
    """The table `cells`: every step of the period in every square of the area, whatever the data say."""
    step = moment.treatment.value
    parts = [
        f"(SELECT unnest(generate_series(date_trunc('{step}', ?::TIMESTAMP), ?::TIMESTAMP, "
        f"INTERVAL {STEPS[moment.treatment]})) AS {identifier(moment.name)})"
    ]
    bounds: list[Any] = list(_period(noise))
    for column, (low, high) in zip(places, _bounds(noise), strict=True):
        parts.append(f"(SELECT unnest(range(?, ? + 1)) AS {identifier(column.name)})")
        bounds += [_square(low, column), _last_square(high, column)]
    corners = [f"round({identifier(row.name)}::DOUBLE * {row.step}, 6) AS {identifier(row.name)}" for row in places]
    told = ", ".join([identifier(moment.name), *corners])
    engine.run(f"CREATE TEMP TABLE cells AS SELECT {told} FROM {' CROSS JOIN '.join(parts)}", bounds)


def _count_rows(engine: Engine, store: Store, plan: Plan, noise: Noise) -> None:
    """The table `counted`: of each unit `most_per_unit` rows at most, chosen by what its own rows say alone."""
    moment, places = _time_of(plan), _places_of(plan)
    accepted = f"read_parquet({literal(store.accepted)})"
    sources = [identifier(column.source) for column in (moment, *places)]
    first, last = _period(noise)
    within = [f"{sources[0]} BETWEEN ? AND ?"]
    for source, column, (low, high) in zip(sources[1:], places, _bounds(noise), strict=True):
        square = f"floor(round({source} / {column.step}, 6))"
        within.append(f"{square} BETWEEN {_square(low, column)} AND {_last_square(high, column)}")
    bound = ""
    if plan.identities:
        (unit,) = plan.identities
        name = identifier(unit.source)
        order = f"hash({', '.join(sources)}), {', '.join(sources)}"
        bound = (
            f" QUALIFY {name} IS NULL OR row_number() OVER (PARTITION BY {plain(name, unit)} ORDER BY {order}) "
            f"<= {noise.most_per_unit}"
        )
    told = ", ".join(
        f"{coarser(source, column)} AS {identifier(column.name)}"
        for source, column in zip(sources, (moment, *places), strict=True)
    )
    engine.run(
        f"CREATE TEMP TABLE counted AS SELECT {told}, count(*) AS _count FROM "
        f"(SELECT {', '.join(sources)} FROM {accepted} WHERE {' AND '.join(within)}{bound}) GROUP BY ALL",
        [first, last],
    )


def _count_cells(plan: Plan, noise: Noise) -> int:
    days = (noise.until_on - noise.since_on).days + 1
    count = days * 24 if _time_of(plan).treatment is Treatment.HOUR else days
    for column, (low, high) in zip(_places_of(plan), _bounds(noise), strict=False):
        count *= _last_square(high, column) - _square(low, column) + 1
    return count


def _time_of(plan: Plan) -> Treated:
    """The one column that tells the time of the cells."""
    times = [column for column in plan.values if column.treatment in TIMES]
    if len(times) != 1:
        raise IngestError("Counts with noise need one column that is told by the hour, day, month or year.")
    return times[0]


def _places_of(plan: Plan) -> tuple[Treated, ...]:
    return tuple(column for column in plan.values if column.source in ("latitude", "longitude"))


def _period(noise: Noise) -> tuple[datetime, datetime]:
    last = datetime.combine(noise.until_on, time()) + timedelta(days=1, microseconds=-1)
    return datetime.combine(noise.since_on, time()), last


def _bounds(noise: Noise) -> tuple[tuple[float, float], ...]:
    if noise.area is None:
        return ()
    south, west, north, east = noise.area
    return (south, north), (west, east)


def _square(value: float, column: Treated) -> int:
    """The number of the square a coordinate lies in, as `coarser` counts it."""
    return int(round(value / (column.step or 1), 6) // 1)


def _last_square(value: float, column: Treated) -> int:
    """The square before one that only begins at the edge."""
    edge = round(value / (column.step or 1), 6)
    return _square(value, column) - (1 if edge == edge // 1 else 0)
