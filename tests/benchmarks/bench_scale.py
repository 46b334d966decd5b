"""Half a billion plate reads: one week and the whole, through the product's own measures beside plain SQL.

    Run: python tests/benchmarks/bench_scale.py --rows 500000000 --dir FOLDER [--rounds 3] [--keep]

The reads are made in FOLDER as a reading lays them down: a file for each million lines, in order of time, every row
with its cell, and the roll-up written by the product. 500,000,000 rows want 7 GB there and half an hour; a run that
was stopped goes on from where it was. They are deleted at the end unless --keep, and found again by the next run.
Each question is asked by turns: `run_measure` (opening the reading, a locked engine with the product's memory, the
compiled measure) and hand-written SQL on one plain connection to the same files. Bars: each measure over one week
under 1 s; the whole by the hour under 0.3 s.
"""

import argparse
import os
import shutil
import statistics
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from requests_app.datasets import Ledger, Mapping, open_store, run_measure  # noqa: E402 - the path comes first
from requests_app.datasets.cells import cells_of  # noqa: E402 - the path above comes first
from requests_app.datasets.engine import Engine  # noqa: E402 - the path above comes first
from requests_app.datasets.parts import ROWS_AS_PARQUET  # noqa: E402 - the path above comes first
from requests_app.datasets.reading import PART_LINES  # noqa: E402 - the path above comes first
from requests_app.datasets.rollup import write_rollup  # noqa: E402 - the path above comes first
from requests_app.datasets.shapes import PLATE_READS  # noqa: E402 - the path above comes first
from requests_app.datasets.store import seal  # noqa: E402 - the path above comes first
from tests.benchmarks.telling import clocks, say  # noqa: E402 - the path above comes first

PERIOD = (datetime(2023, 1, 1), datetime(2026, 4, 1))  # noqa: DTZ001 - the agency's clock
WEEK = (datetime(2025, 3, 10), datetime(2025, 3, 17))  # noqa: DTZ001 - the agency's clock
FIELDS = {
    "plate": ("plate",),
    "read_at": ("seen",),
    "device": ("camera",),
    "latitude": ("lat",),
    "longitude": ("lon",),
    "agency": ("agency",),
    "hit": ("hit",),
}
MAPPING = Mapping(
    shape=PLATE_READS.name,
    columns=("plate", "seen", "lat", "lon", "camera", "agency", "hit"),
    fields=FIELDS,
    time_formats=("%Y-%m-%d %H:%M:%S",),
)

# 180 devices, the last 40 in cars that stay about one place for an hour; few vehicles read often, most seldom;
# twice as many reads at noon as at midnight; seven characters for the plate.
ROWS = """
CREATE OR REPLACE TEMP TABLE laid AS
  WITH numbered AS (
    SELECT range AS number, hash(range * 7919) AS h, hash(range * 104729 + 1) AS g,
      range * {seconds}::DOUBLE / {rows} AS x
    FROM range({first}, {until})
  ), placed AS (
    SELECT number, g, (h % 180)::INTEGER AS camera,
      TIMESTAMP '{begin}' + to_seconds(floor(x - 4584 * sin(x * pi() / 43200))) AS local_at,
      (g % 1000000007) / 1000000007.0 AS u
    FROM numbered
  ), housed AS (
    SELECT *, hash(camera::BIGINT * 1000003 + CASE WHEN camera < 140 THEN 0
      ELSE epoch(local_at)::BIGINT // 3600 END) AS spot FROM placed
  )
  SELECT number + 2 AS line, local_at + INTERVAL 8 HOUR AS read_at, local_at,
    upper(to_base((hash((u * u * u * 30000000)::BIGINT) % 78364164096)::BIGINT, 36, 7)) AS plate,
    'CAM' || lpad((camera + 1)::VARCHAR, 3, '0') AS device,
    round(33.7 + (spot % 4000) / 1e4 + CASE WHEN camera < 140 THEN 0 ELSE (g % 97) / 1e4 END, 4) AS latitude,
    round(-118.5 + (spot // 4000 % 4000) / 1e4 + CASE WHEN camera < 140 THEN 0 ELSE (g % 89) / 1e4 END, 4)
      AS longitude,
    NULL::VARCHAR AS location, 'AGENCY ' || (camera % 7 + 1) AS agency, g % 600 = 0 AS hit
  FROM housed
"""

WHEN = f"local_at >= TIMESTAMP '{WEEK[0]}' AND local_at < TIMESTAMP '{WEEK[1]}'"
QUESTIONS = (
    (
        "reads_per_hour",
        WEEK,
        f"SELECT date_trunc('hour', local_at), count(*) FROM {{reads}} WHERE {WHEN} GROUP BY 1 ORDER BY 1",
        1.0,
    ),
    (
        "reads_per_device",
        WEEK,
        f"SELECT device, count(*) AS n, date_trunc('hour', min(local_at)), date_trunc('hour', max(local_at)) "
        f"FROM {{reads}} WHERE {WHEN} GROUP BY 1 ORDER BY n DESC, 1",
        1.0,
    ),
    (
        "map_cells",
        WEEK,
        f"SELECT printf('%x', cell), count(*) AS n FROM {{reads}} "
        f"WHERE {WHEN} AND cell IS NOT NULL GROUP BY cell ORDER BY n DESC, cell",
        1.0,
    ),
    ("totals", WEEK, f"SELECT count(*), count(DISTINCT plate) FROM {{reads}} WHERE {WHEN}", 1.0),
    (
        "plates_per_cell",
        WEEK,
        f"SELECT printf('%x', cell), count(*) AS n, count(DISTINCT plate) FROM {{reads}} "
        f"WHERE {WHEN} AND cell IS NOT NULL GROUP BY cell ORDER BY n DESC, cell",
        1.0,
    ),
    (
        "plates_by_times_read",
        WEEK,
        "SELECT CASE WHEN n < 5 THEN n::VARCHAR WHEN n < 10 THEN '5 to 9' WHEN n < 20 THEN '10 to 19' "
        "WHEN n < 50 THEN '20 to 49' WHEN n < 100 THEN '50 to 99' ELSE '100 or more' END, count(*) "
        f"FROM (SELECT count(*) AS n FROM {{reads}} WHERE {WHEN} GROUP BY plate) GROUP BY 1 ORDER BY min(n)",
        1.0,
    ),
    (
        "reads_per_hour",
        (None, None),
        "SELECT date_trunc('hour', local_at), count(*) FROM {reads} GROUP BY 1 ORDER BY 1",
        0.3,
    ),
)


def since_then(begun: tuple[float, float]) -> tuple[float, float]:
    """What both have gone on by."""
    wall, cpu = clocks()
    return wall - begun[0], cpu - begun[1]


def make(folder: Path, rows: int) -> None:
    """Lay the reads down part by part, write the roll-up, seal the reading."""
    accepted = folder / "accepted"
    accepted.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    seconds = int((PERIOD[1] - PERIOD[0]).total_seconds())
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GiB"}) as connection:
        for at, first in enumerate(range(0, rows, PART_LINES)):
            target = accepted / f"part-{at:05d}.parquet"
            if target.exists():
                continue
            until = min(first + PART_LINES, rows)
            connection.execute(ROWS.format(first=first, until=until, rows=rows, seconds=seconds, begin=PERIOD[0]))
            connection.execute("CREATE OR REPLACE TEMP TABLE spots AS SELECT DISTINCT latitude, longitude FROM laid")
            spots = connection.execute(
                "SELECT list(latitude ORDER BY rowid), list(longitude ORDER BY rowid) FROM spots"
            ).fetchone()
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE cells AS SELECT * FROM spots "
                "POSITIONAL JOIN (SELECT unnest($1::BIGINT[]) AS cell)",
                [cells_of(*spots)],
            )
            partial = target.with_suffix(".partial")
            connection.execute(
                "COPY (SELECT laid.*, cell FROM laid LEFT JOIN cells USING (latitude, longitude)) "
                f"TO '{partial}' ({ROWS_AS_PARQUET})"
            )
            partial.replace(target)
    made = time.perf_counter()
    with Engine(folder) as engine:
        write_rollup(engine, folder, PLATE_READS)
    summed = time.perf_counter()
    shutil.rmtree(folder / "spill", ignore_errors=True)
    size = sum(path.stat().st_size for path in accepted.iterdir())
    seal(
        folder,
        Ledger(
            sha256="0" * 64,
            source_bytes=0,
            text_bytes=0,
            lines=rows,
            header=0,
            blank=0,
            joined=0,
            framed=rows,
            accepted=rows,
            quarantined=0,
            reasons={},
            duplicates=0,
        ),
        MAPPING,
    )
    say(
        f"made {rows:,} reads in {made - begun:.0f} s: {size:,} bytes in {len(list(accepted.iterdir()))} files; "
        f"roll-up in {summed - made:.0f} s"
    )


def ask(folder: Path, rounds: int) -> None:
    """Every question, both sides by turns, and whether both say the same."""
    reads = f"read_parquet('{folder.resolve()}/accepted/*.parquet')"
    with duckdb.connect(config={"threads": 2}) as plain:
        (cells,) = plain.execute(
            f"SELECT count(*) FROM read_parquet('{folder.resolve()}/rollup*.parquet')"
        ).fetchone()
        say(
            f"roll-up: {cells:,} rows; medians of {rounds} by turns; "
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        )
        for name, (since, until), sql, bar in QUESTIONS:
            took: dict[str, list[tuple[float, float]]] = {"product": [], "plain": []}
            for _ in range(rounds):
                begun = clocks()
                ours = run_measure(open_store(folder), name, since=since, until=until).rows
                took["product"].append(since_then(begun))
                begun = clocks()
                theirs = plain.execute(sql.format(reads=reads)).fetchall()
                took["plain"].append(since_then(begun))
            same = [row[: len(theirs[0])] for row in ours] == theirs
            sides = {
                side: (statistics.median(wall for wall, _ in runs), statistics.median(cpu for _, cpu in runs))
                for side, runs in took.items()
            }
            told = "  ".join(f"{side} {wall:6.3f} s {cpu:5.2f} cpu s" for side, (wall, cpu) in sides.items())
            say(
                f"  {name:20} {'one week' if since else 'the whole':9}  {told}  "
                f"bar {bar} s: {'kept' if sides['product'][0] < bar else 'MISSED'}; {len(ours):,} rows, "
                f"{'equal' if same else 'DIFFERENT'}"
            )


def main() -> None:
    """Make the reads where they are not there yet, ask, and clear away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=500_000_000)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    folder = options.dir / f"{options.rows}-reads"
    manifest = folder / "manifest.json"
    if not manifest.exists():
        free = shutil.disk_usage(options.dir).free
        if free < 30 * options.rows:
            raise SystemExit(f"{options.rows:,} rows may want {30 * options.rows:,} bytes; {free:,} are free.")
        make(folder, options.rows)
    ask(folder, options.rounds)
    if not options.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
