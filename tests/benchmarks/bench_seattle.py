"""From the upload of a real week to its charts, in a browser on the whole product; plain DuckDB beside.

    Run: python tests/benchmarks/bench_seattle.py [FILE] [ROUNDS]

The product is started as a newcomer starts it, in a temporary folder: web, worker and schedule on SQLite. What a
person thinks between two buttons is not counted. The plain side reads the file to Parquet and asks it three of the
charts' questions, in a process of its own; it keeps no original, asks nothing about dates, sets no line aside and
draws nothing. One round goes before, while the worker starts. Bar: 10 seconds for all steps together.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import services  # noqa: E402 - the path above comes first
from tests.benchmarks.telling import say  # noqa: E402 - the path above comes first

WEEK = ROOT.parent / "shared" / "data" / "seattle-alpr-week.csv.gz"
BAR_SECONDS = 10
STEPS = ("upload and proposal", "confirming", "waiting and reading", "charts")
DRAWN = "[...document.querySelectorAll('figure.chart img')].every(one => one.complete && one.naturalWidth)"
PLAIN = """
import sys, time, duckdb
begun = time.perf_counter()
OPTIONS = "delim='|', nullstr='NA', types={'dt': 'VARCHAR'}"
with duckdb.connect(config={"threads": 2}) as connection:
    connection.execute("COPY (SELECT *, strptime(dt, '%m/%d/%Y - %H:%M:%S') AS read_at FROM read_csv("
        f"'{sys.argv[1]}', {OPTIONS})) TO '{sys.argv[2]}' (COMPRESSION zstd)")
    for question in (
        "SELECT date_trunc('hour', read_at), count(*) FROM '{}' GROUP BY 1 ORDER BY 1",
        "SELECT device, count(*) FROM '{}' GROUP BY 1 ORDER BY 2 DESC",
        "SELECT times, count(*) FROM (SELECT count(*) AS times FROM '{}' GROUP BY plate_hash) GROUP BY 1 ORDER BY 1",
    ):
        connection.execute(question.format(sys.argv[2])).fetchall()
    rows = connection.execute(f"SELECT count(*) FROM '{sys.argv[2]}'").fetchone()[0]
print(f"{time.perf_counter() - begun:.3f} {rows}")
"""


def plain(source: Path, folder: Path) -> tuple[float, int]:
    """Seconds and rows of DuckDB alone."""
    command = [sys.executable, "-c", PLAIN, str(source), str(folder / "plain.parquet")]
    seconds, rows = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), int(rows)


def signed_in(page: Page, address: str, var: Path) -> None:
    """Sign the demonstration's member of staff in."""
    accounts = dict(line.split()[:2] for line in (var / "demo-accounts.txt").read_text().splitlines() if line.strip())
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill(accounts["staff"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")


def steps(page: Page, address: str, source: Path) -> list[float]:
    """Seconds of each step, from the first button to the last chart."""

    def timed(act: Callable[[], object], shown: Callable[[], object]) -> float:
        begun = time.perf_counter()
        act()
        shown()
        return time.perf_counter() - begun

    def drawn() -> None:
        while not page.evaluate(DRAWN):
            time.sleep(0.02)

    def heading(name: str) -> Callable[[], None]:
        return lambda: expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=60_000)

    page.goto(f"{address}/datasets/new/")
    page.locator("#id_matter").select_option(index=1)
    page.locator("#id_file").set_input_files(source)
    upload = timed(page.get_by_role("button", name="Receive it").click, heading("Confirm how it is read"))
    confirm = page.get_by_role("button", name="Read it this way")
    confirming = timed(confirm.click, lambda: page.wait_for_url(lambda url: "confirm" not in url))
    reading = timed(lambda: None, heading("The ledger: every line accounted for"))
    lazy = "document.querySelectorAll('figure.chart img').forEach(one => { one.loading = 'eager' })"
    return [upload, confirming, reading, timed(lambda: page.evaluate(lazy), drawn)]


def main(source: Path, rounds: int) -> None:
    """Both sides by turns, and the medians."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-seattle-") as name,
        services.site(Path(name) / "var") as (address, _),
        sync_playwright() as playwright,
    ):
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=services.chromium_program(), args=flags)
        page = browser.new_page()
        signed_in(page, address, Path(name) / "var")
        taken, alone, rows = [], [], 0
        steps(page, address, source)
        for number in range(rounds):
            taken.append(steps(page, address, source))
            seconds, rows = plain(source, Path(name))
            alone.append(seconds)
            told = "  ".join(f"{step} {one:.2f}" for step, one in zip(STEPS, taken[-1], strict=True))
            say(f"round {number + 1}: {sum(taken[-1]):.2f} s  ({told})")
        browser.close()
    whole = statistics.median(map(sum, taken))
    say(f"{source.name}, {source.stat().st_size:,} bytes, {rounds} rounds, medians")
    for at, step in enumerate(STEPS):
        say(f"  {step:<20} {statistics.median(one[at] for one in taken):6.2f} s")
    said = "within" if whole < BAR_SECONDS else "over"
    say(f"  {'all together':<20} {whole:6.2f} s, {said} the bar of {BAR_SECONDS} s")
    say(f"  {'plain DuckDB':<20} {statistics.median(alone):6.2f} s, {rows:,} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WEEK, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
