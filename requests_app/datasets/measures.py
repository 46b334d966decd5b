"""The named questions asked of plate reads, each written once as an Ibis expression and compiled to SQL."""

from collections.abc import Callable

import ibis
from ibis.expr.types import Table

from requests_app.datasets.questions import Chart, Column, Measure, Tables, Unit, total

SCHEMAS = {
    "reads": {
        "line": "int64",
        "read_at": "timestamp",
        "local_at": "timestamp",
        "plate": "string",
        "device": "string",
        "latitude": "float64",
        "longitude": "float64",
        "location": "string",
        "agency": "string",
        "hit": "boolean",
        "cell": "int64",
    },
    "rollup": {
        "device": "string",
        "agency": "string",
        "local_hour": "timestamp",
        "cell": "int64",
        "reads": "int64",
        "hits": "int64",
    },
}

READS_COUNT = Column("reads", "Reads", Unit.COUNT)
HITS_COUNT = Column("hits", "Hits", Unit.COUNT)
PLATES_COUNT = Column("plates", "Different plates", Unit.COUNT)
HIT_SHARE = Column("hit_share", "Hits per read", Unit.SHARE)


def _totals(tables: Tables) -> Table:
    reads = tables.reads
    per_plate = reads.group_by("plate").agg(times=reads.count())
    plates = per_plate.agg(
        plates=per_plate.count(),
        plates_read_once=(per_plate.times == 1).sum().cast("int64"),
    )
    whole = reads.agg(
        reads=reads.count(),
        devices=reads.device.nunique(),
        without_coordinates=reads.latitude.isnull().sum().cast("int64"),
        first_read_at=reads.local_at.min(),
        last_read_at=reads.local_at.max(),
    )
    joined = whole.cross_join(plates)
    return joined.select(
        "reads",
        "plates",
        "plates_read_once",
        share_read_once=joined.plates_read_once / joined.plates.nullif(0),
        devices=joined.devices,
        without_coordinates=joined.without_coordinates,
        first_read_at=joined.first_read_at,
        last_read_at=joined.last_read_at,
    )


def _per_hour(tables: Tables) -> Table:
    rollup = tables.rollup
    return rollup.group_by(hour=rollup.local_hour).agg(reads=total(rollup.reads)).order_by("hour")


def _per_day(tables: Tables) -> Table:
    rollup = tables.rollup
    days = rollup.group_by(day=rollup.local_hour.date())
    return days.agg(reads=total(rollup.reads)).order_by("day")


def _by_clock(tables: Tables) -> Table:
    rollup = tables.rollup
    hours = rollup.group_by(hour_of_day=rollup.local_hour.hour().cast("int64"))
    return hours.agg(reads=total(rollup.reads)).order_by("hour_of_day")


def _per_named(name: str) -> Callable[[Tables], Table]:
    """Reads by one of the roll-up's names (device or agency), most first."""

    def ask(tables: Tables) -> Table:
        rollup = tables.rollup
        summed = rollup.group_by(name).agg(
            reads=total(rollup.reads),
            first_hour=rollup.local_hour.min(),
            last_hour=rollup.local_hour.max(),
        )
        return summed.order_by(ibis.desc("reads"), name)

    return ask


def _hits_per(name: str) -> Callable[[Tables], Table]:
    """Hits among reads by one of the roll-up's names, highest share first."""

    def ask(tables: Tables) -> Table:
        rollup = tables.rollup
        summed = rollup.group_by(name).agg(reads=total(rollup.reads), hits=total(rollup.hits))
        shared = summed.mutate(hit_share=summed.hits / summed.reads.nullif(0))
        return shared.order_by(ibis.desc("hit_share"), ibis.desc("reads"), name)

    return ask


def _map_cells(tables: Tables) -> Table:
    rollup = tables.rollup.filter(tables.rollup.cell.notnull())
    return rollup.group_by("cell").agg(reads=total(rollup.reads)).order_by(ibis.desc("reads"), "cell")


def _plates_per_cell(tables: Tables) -> Table:
    placed = tables.reads.filter(tables.reads.cell.notnull())
    cells = placed.group_by("cell").agg(reads=placed.count(), plates=placed.plate.nunique())
    return cells.order_by(ibis.desc("reads"), "cell")


def _plates_by_times_read(tables: Tables) -> Table:
    per_plate = tables.reads.group_by("plate").agg(times=tables.reads.count())
    steps = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 9), (10, 19), (20, 49), (50, 99))
    at_least = ibis.cases(*[(per_plate.times.between(low, high), low) for low, high in steps], else_=100)
    step = per_plate.mutate(at_least=at_least.cast("int64"))
    summed = step.group_by("at_least").agg(plates=step.count(), reads=total(step.times))
    whole = summed.mutate(share_of_plates=summed.plates / summed.plates.sum().over())
    labels = [(low, str(low) if low == high else f"{low} to {high}") for low, high in steps]
    named = whole.mutate(
        times_read=ibis.cases(*[(whole.at_least == low, label) for low, label in labels], else_="100 or more")
    )
    return named.order_by("at_least").select("times_read", "plates", "share_of_plates", "reads")


READ_MEASURES = (
    Measure(
        "totals",
        "In all",
        "All accepted reads: how many, of how many different plates, how many of those were read once only, "
        "by how many devices, and the first and last time on the agency's clock.",
        (),
        Chart.NONE,
        (
            READS_COUNT,
            PLATES_COUNT,
            Column("plates_read_once", "Plates read once", Unit.COUNT),
            Column("share_read_once", "Share of plates read once", Unit.SHARE),
            Column("devices", "Devices", Unit.COUNT),
            Column("without_coordinates", "Reads without coordinates", Unit.COUNT),
            Column("first_read_at", "First read", Unit.TIME),
            Column("last_read_at", "Last read", Unit.TIME),
        ),
        _totals,
    ),
    Measure(
        "reads_per_hour",
        "Reads per hour",
        "Accepted reads in each hour of the agency's clock that has any.",
        (),
        Chart.TIMELINE,
        (Column("hour", "Hour beginning", Unit.TIME), READS_COUNT),
        _per_hour,
    ),
    Measure(
        "reads_per_day",
        "Reads per day",
        "Accepted reads on each day, midnight to midnight on the agency's clock, that has any.",
        (),
        Chart.TIMELINE,
        (Column("day", "Day", Unit.DAY), READS_COUNT),
        _per_day,
    ),
    Measure(
        "reads_by_hour_of_day",
        "Reads by hour of the day",
        "Accepted reads of all days together, by the hour on the agency's clock.",
        (),
        Chart.COLUMNS,
        (Column("hour_of_day", "Hour", Unit.HOUR_OF_DAY), READS_COUNT),
        _by_clock,
    ),
    Measure(
        "reads_per_device",
        "Reads per device",
        "Accepted reads by each camera or device, with the first and last hour it read in.",
        ("device",),
        Chart.BARS,
        (
            Column("device", "Device", Unit.NAME),
            READS_COUNT,
            Column("first_hour", "First hour", Unit.TIME),
            Column("last_hour", "Last hour", Unit.TIME),
        ),
        _per_named("device"),
    ),
    Measure(
        "reads_per_agency",
        "Reads per agency",
        "Accepted reads by each agency named in the file, with the first and last hour it read in.",
        ("agency",),
        Chart.BARS,
        (
            Column("agency", "Agency", Unit.NAME),
            READS_COUNT,
            Column("first_hour", "First hour", Unit.TIME),
            Column("last_hour", "Last hour", Unit.TIME),
        ),
        _per_named("agency"),
    ),
    Measure(
        "map_cells",
        "Where plates were read",
        "Accepted reads with coordinates in each hexagon of about 0.7 km² (H3, resolution 8).",
        ("latitude", "longitude"),
        Chart.MAP,
        (Column("cell", "Cell", Unit.CELL), READS_COUNT),
        _map_cells,
    ),
    Measure(
        "plates_per_cell",
        "How many different plates were read where",
        "Accepted reads with coordinates, and the different plates among them, in each hexagon of about "
        "0.7 km² (H3, resolution 8).",
        ("latitude", "longitude"),
        Chart.MAP,
        (Column("cell", "Cell", Unit.CELL), READS_COUNT, PLATES_COUNT),
        _plates_per_cell,
    ),
    Measure(
        "plates_by_times_read",
        "How often the same plate was read",
        "Different plates by how many times each was read, and the share of all plates they are.",
        (),
        Chart.BARS,
        (
            Column("times_read", "Times read", Unit.TEXT),
            PLATES_COUNT,
            Column("share_of_plates", "Share of plates", Unit.SHARE),
            READS_COUNT,
        ),
        _plates_by_times_read,
    ),
    Measure(
        "hit_rate_per_device",
        "Hits per device",
        "Reads the agency marked as a hit on a hot list, and their share of all reads of each device.",
        ("hit", "device"),
        Chart.BARS,
        (Column("device", "Device", Unit.NAME), READS_COUNT, HITS_COUNT, HIT_SHARE),
        _hits_per("device"),
    ),
    Measure(
        "hit_rate_per_agency",
        "Hits per agency",
        "Reads the agency marked as a hit on a hot list, and their share of all reads of each agency.",
        ("hit", "agency"),
        Chart.BARS,
        (Column("agency", "Agency", Unit.NAME), READS_COUNT, HITS_COUNT, HIT_SHARE),
        _hits_per("agency"),
    ),
)
