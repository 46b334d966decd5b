"""Reading a received file whole against plain DuckDB on the same file: seconds and peak memory, both sides.

    Run: python tests/benchmarks/bench_datasets.py [ROWS] [ROUNDS]

Each side runs in a process of its own, by turns, so that a busy machine is unfair to both alike. The plain
side is `read_csv` straight to Parquet, which accounts for nothing. On the dirty file it must be told to reject
what it cannot read to come through at all, and the sound rows it loses are told. Bars: 3 times plain and 1 GiB
on the clean file, 6 times on the dirty one, and no line unaccounted for on either.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from requests_app.datasets import ingest, propose  # noqa: E402 - the path above comes first
from requests_app.datasets.scans import write_scans  # noqa: E402 - the path above comes first
from tests.benchmarks.telling import clocks, say  # noqa: E402 - the path above comes first

DIRTY_OPTIONS = ", all_varchar = true, strict_mode = false, store_rejects = true"


def plain(source: Path, folder: Path) -> dict:
    """What DuckDB does alone."""
    folder.mkdir()
    with duckdb.connect(config={"threads": 2}) as connection:
        options = DIRTY_OPTIONS if source.stem == "dirty" else ""
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{source}'{options})) TO '{folder}/rows.parquet' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        (rows,) = connection.execute(f"SELECT count(*) FROM '{folder}/rows.parquet'").fetchone()
    return {"rows": rows}


def whole(source: Path, folder: Path) -> dict:
    """Hash, frame, parse, reconcile, Parquet, duplicates, roll-up."""
    mapping = propose(source).mapping
    begun = clocks()
    ledger = ingest(source, folder, mapping)
    took = since_then(begun)
    told = ledger.to_json()
    truth = json.loads(source.with_suffix(".truth.json").read_text())
    wrong = [key for key in truth if key in told and told[key] != truth[key]]
    return {"rows": ledger.accepted, "wrong": wrong} | took


def one(side: str, source: Path, folder: Path) -> None:
    """Run one side once and print what it took, as JSON."""
    begun = clocks()
    told = {"plain": plain, "whole": whole}[side](source, folder)
    told = since_then(begun) | told
    told["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(json.dumps(told))


def since_then(begun: tuple[float, float]) -> dict[str, float]:
    """What both have gone on by."""
    wall, cpu = clocks()
    return {"seconds": wall - begun[0], "cpu": cpu - begun[1]}


def run(side: str, source: Path, folder: Path) -> dict:
    """One side in a fresh process."""
    shutil.rmtree(folder, ignore_errors=True)
    ended = subprocess.run(
        [sys.executable, __file__, "--one", side, str(source), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ended.stdout)


def main(rows: int, rounds: int) -> None:
    """Both files, both sides, by turns."""
    with tempfile.TemporaryDirectory(prefix="bench-datasets-") as name:
        folder = Path(name)
        for kind, bar in (("clean", 3), ("dirty", 6)):
            source = folder / f"{kind}.csv"
            write_scans(source, rows=rows, seed=1, dirty=kind == "dirty")
            truth = json.loads(source.with_suffix(".truth.json").read_text())
            sides: dict[str, list[dict]] = {"plain": [], "whole": []}
            for _ in range(rounds):
                for side, runs in sides.items():
                    runs.append(run(side, source, folder / "out"))
            say(f"{kind}: {truth['lines']:,} lines, {source.stat().st_size:,} bytes, {rounds} rounds, medians")
            for side, runs in sides.items():
                seconds = statistics.median(run["seconds"] for run in runs)
                cpu = statistics.median(run["cpu"] for run in runs)
                peak = max(run["peak_mib"] for run in runs)
                missing = truth["accepted"] - runs[-1]["rows"]
                say(
                    f"  {side:5}  {seconds:6.2f} s  {cpu:6.2f} cpu s  {peak:6.0f} MiB peak  "
                    f"{runs[-1]['rows']:>10,} rows, {missing:,} sound ones missing"
                )
            ratios = {
                clock: statistics.median(
                    w[clock] / p[clock] for w, p in zip(sides["whole"], sides["plain"], strict=True)
                )
                for clock in ("seconds", "cpu")
            }
            wrong = sides["whole"][-1]["wrong"]
            say(
                f"  whole / plain = {ratios['seconds']:.2f} on the clock (bar {bar}), {ratios['cpu']:.2f} in cpu s; "
                f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; "
                f"ledger against truth: {'wrong in ' + ', '.join(wrong) if wrong else 'equal in every count'}"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
