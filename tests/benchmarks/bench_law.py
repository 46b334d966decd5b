"""How fast the law engine reckons request clocks, and what share of that goes into saying why.

Run by hand: python -m tests.benchmarks.bench_law [clocks]. A clock is a receipt, an extension and a determination.
"""

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from requests_app.law import Fact, deadlines, due_dates, explain

CLOCKS = 100_000
LIMIT_SECONDS = 10
FIRST, DAYS = date(2012, 1, 3), 23 * 365


def clock(number: int) -> tuple[Fact, Fact, Fact]:
    """The facts of one request; the days of receipt walk through the years in no order."""
    received_on = FIRST + timedelta(days=number * 997 % DAYS)
    return (
        Fact("request_received", received_on, f"r{number}"),
        Fact(
            "extension_notice",
            received_on + timedelta(days=9),
            f"x{number}",
            particulars={"calendar_days": 14, "ground": "voluminous"},
        ),
        Fact("determination", received_on + timedelta(days=20), f"d{number}"),
    )


def timed(spent: list[float], function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, adding what each call takes to `spent`."""

    def call(*args: Any, **options: Any) -> Any:
        began = time.perf_counter()
        result = function(*args, **options)
        spent[0] += time.perf_counter() - began
        return result

    return call


def run(clocks: int) -> tuple[float, int]:
    """Seconds taken and dates given for so many clocks, each with its trace and its sentences."""
    began, dates = time.perf_counter(), 0
    for number in range(clocks):
        dates += len(due_dates(clock(number)))
    return time.perf_counter() - began, dates


def main(clocks: int) -> None:
    """Time the whole, then once more with a watch on the sentences."""
    processor = time.process_time()
    seconds, dates = run(clocks)
    processor = time.process_time() - processor
    print(
        f"{clocks:,} clocks, {dates:,} dates with traces in {seconds:.2f} s: {clocks / seconds:,.0f} clocks a second"
    )
    print(f"processor time: {processor:.2f} s; the limit for 100,000 clocks is {LIMIT_SECONDS} s")
    spent = [0.0]
    untimed = deadlines._Docket._reasons
    deadlines._Docket._reasons = timed(spent, untimed)  # type: ignore[method-assign]
    watched, _ = run(clocks // 10)
    deadlines._Docket._reasons = untimed  # type: ignore[method-assign]
    print(f"share spent putting the trace into sentences: {spent[0] / watched:.0%}")
    print(f"longest explanation: {max(len(explain(due)) for due in due_dates(clock(5)))} characters")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CLOCKS)
