"""How long one letter takes, and what two cores make of many (`python -m tests.benchmarks.bench_letters`)."""

import os
import resource
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from requests_app import letters  # noqa: E402 - Django must be set up first
from tests.benchmarks.telling import say  # noqa: E402 - Django must be set up first
from tests.processes.test_letters_pdf import PAPER  # noqa: E402

ROUNDS = 5
LETTERS = 100  # for each process, in each round: a thousand on two
LIMIT_SECONDS = 0.2
LIMIT_TIMES = 1.6
TWO_PAGES = replace(PAPER, body=PAPER.body * 7)


def batch(count: int) -> tuple[float, float]:
    """Print so many different letters; this process's peak in MB after the first tenth, and at the end."""
    early = 0.0
    for number in range(count):
        letters.render(replace(TWO_PAGES, subject=f"Request {number}"))
        if number == count // 10:
            early = peak_megabytes()
    return early, peak_megabytes()


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rate(pool: ProcessPoolExecutor, processes: int) -> float:
    """Letters per second when so many processes print LETTERS each, started and warm."""
    start = time.perf_counter()
    peaks = list(pool.map(batch, [LETTERS] * processes))
    speed = processes * LETTERS / (time.perf_counter() - start)
    memory = ", ".join(f"{early:.0f} -> {late:.0f} MB" for early, late in peaks)
    load = os.getloadavg()[0]
    say(f"{processes * LETTERS} letters, {processes} at a time: {speed:.1f}/s; peak {memory}; load {load:.1f}")
    return speed


def times_as_fast() -> float:
    """The rate of two processes over that of one, the median of rounds that take turns.

    What else the machine does slows both sides of a round alike, as long as it stays the same.
    """
    ratios = []
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(2) as two:
        for pool, processes in ((one, 1), (two, 2)):
            list(pool.map(batch, [2] * processes))
        for _ in range(ROUNDS):
            alone, together = rate(one, 1), rate(two, 2)
            ratios.append(together / alone)
            say(f"two processes print {ratios[-1]:.2f} times as fast as one")
    return statistics.median(ratios)


def main() -> None:
    times = []
    for number in range(51):
        start = time.perf_counter()
        letters.render(replace(TWO_PAGES, subject=f"Request {number}"))
        times.append(time.perf_counter() - start)
    first, *warm = times
    say(f"first letter of a process: {first:.3f} s")
    say(f"one letter, warm: median {statistics.median(warm):.3f} s, slowest {max(warm):.3f} s")

    ratio = times_as_fast()
    say(f"median of {ROUNDS} rounds: {ratio:.2f} times")
    if statistics.median(warm) >= LIMIT_SECONDS:
        sys.exit(f"One letter takes longer than {LIMIT_SECONDS} s.")
    sys.exit(0 if ratio >= LIMIT_TIMES else f"Two processes are less than {LIMIT_TIMES} times as fast as one.")


if __name__ == "__main__":
    main()
