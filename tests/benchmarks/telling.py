"""What benchmarks say, line by line, and the two clocks they read."""

import os
import sys
import time


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def clocks() -> tuple[float, float]:
    """The clock, and the seconds both processors worked for this process: what counts where others work too."""
    times = os.times()
    return time.perf_counter(), times.user + times.system
