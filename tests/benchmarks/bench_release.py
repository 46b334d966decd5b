"""De-identifying plate reads against plain DuckDB doing the same, and unicity: seconds and CPU seconds, both sides.

    Run: python tests/benchmarks/bench_release.py [ROWS] [ROUNDS]

The plain side is what one would write by hand: distinct plates, HMAC in SQL, join, hours and squares, Parquet; in
the order of the file, which tells who passed first. The product also draws a new order and counts. They go by
turns, so that a busy machine is unfair to both. Bars: 1.2 million rows a second, and four points in under 5 seconds.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from requests_app.datasets import deidentify, ingest, open_store, plan_of_reads, propose, unicity  # noqa: E402 - the path above
from requests_app.datasets.scans import write_scans  # noqa: E402 - the path above comes first

KEY = bytes(range(32))
PLAN = plan_of_reads()


def plain(accepted: str, folder: Path) -> None:
    """What DuckDB does alone."""
    folder.mkdir()
    inner, outer = (bytes(byte ^ pad for byte in KEY.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(
            "CREATE TEMP TABLE names AS SELECT plate, unhex(left(sha256(?::BLOB || unhex(sha256(?::BLOB || "
            f"encode(plate)))), 32)) AS pseudonym FROM (SELECT DISTINCT plate FROM read_parquet('{accepted}'))",
            [outer, inner],
        )
        connection.execute(
            "COPY (SELECT pseudonym, date_trunc('hour', local_at) AS local_from, floor(latitude / 0.01) * 0.01 AS "
            "latitude, floor(longitude / 0.01) * 0.01 AS longitude, device, agency, hit "
            f"FROM read_parquet('{accepted}') JOIN names USING (plate)) "
            f"TO '{folder}/rows.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )


def timed(work) -> tuple[float, float]:
    """Seconds on the clock and of both processors."""
    wall, cpu = time.perf_counter(), os.times()
    work()
    now = os.times()
    return time.perf_counter() - wall, now.user + now.system - cpu.user - cpu.system


def main(rows: int, rounds: int) -> None:
    """Both sides by turns, then unicity."""
    with tempfile.TemporaryDirectory(prefix="bench-release-") as name:
        folder = Path(name)
        write_scans(folder / "scans.csv", rows=rows, seed=1, dirty=False)
        ingest(folder / "scans.csv", folder / "reading", propose(folder / "scans.csv").mapping)
        store, out = open_store(folder / "reading"), folder / "out"
        sides = {"plain": lambda: plain(store.accepted, out), "daylight": lambda: deidentify(store, out, PLAN, KEY)}
        took: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
        for _ in range(rounds):
            for side, work in sides.items():
                shutil.rmtree(out, ignore_errors=True)
                took[side].append(timed(work))
        print(f"{rows:,} rows, {rounds} rounds, medians; load {os.getloadavg()[0]:.1f}")
        for side, runs in took.items():
            wall, cpu = (statistics.median(run[at] for run in runs) for at in (0, 1))
            print(f"  {side:8} {wall:6.2f} s  {cpu:6.2f} cpu s  {rows / wall / 1e6:5.2f} M rows/s (bar 1.2)")
        shutil.rmtree(out, ignore_errors=True)
        version = deidentify(store, out, PLAN, KEY)
        found = []
        wall, cpu = timed(lambda: found.extend(unicity(version, PLAN.identities[0], points=(4,))))
        print(f"  unicity at four points {wall:6.2f} s  {cpu:6.2f} cpu s (bar 5): {found[0].unique_share:.1%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
