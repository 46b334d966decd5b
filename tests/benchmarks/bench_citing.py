"""How the time to find citations grows, on letters and on texts made to be slow: a megabyte against a quarter of one.

Run by hand: python -m tests.benchmarks.bench_citing.
"""

import sys
from pathlib import Path
from time import perf_counter

from requests_app.law.citing import find, propose_claims

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
LETTERS = "\n\n".join(path.read_text() for path in sorted((ROOT / "tests/data/citations").rglob("*.txt")))
UNITS = {
    "the labelled letters": LETTERS,
    "code, then spaces": "Gov. Code" + " " * 500,
    "section signs": "§ ",
    "subdivisions": "subdivision (a), (b) and (c) of ",
    "lists": "7923.600, ",
    "whole numbers": "section 1, 2, 3, ",
    "sections of sections": "section 1 of section 1 of ",
    "cases cut off": "(2017) 3 Cal.5th 1 [2 Cal.",
    "parties": "A v. B ",
    "opening quotes": "“",
    "straight quotes": '"',
    "attributions": "On x wrote:\n",
    "mail headers": "From: a\n",
    "introductions": "your request reads as follows:\n",
    "requests, responses": "Request: a\nresponse\n",
    "colons": ":\n",
    "line ends": "\n",
    "quoted lines": ">\n",
    "dashes": "-\n",
    "tables": "a | ",
    "denials": "is denied, and ",
    "one long word": "x",
}


def seconds(text: str) -> tuple[float, float]:
    """To find the citations, with a letter of ours to compare; and to propose the claims."""
    started = perf_counter()
    find(text, ours=[text[:5000]])
    found = perf_counter()
    propose_claims(text)
    return found - started, perf_counter() - found


def main() -> None:
    """Linear time makes the ratio about 4; what is quadratic makes it 16."""
    sys.stdout.write(f"{'1 MB of':24}{'find':>8}{'ratio':>7}{'claims':>9}{'ratio':>7}\n")
    for name, unit in UNITS.items():
        small, large = ((unit * (size // len(unit) + 1))[:size] for size in (MEGABYTE // 4, MEGABYTE))
        before, after = seconds(small), seconds(large)
        ratios = [late / early for early, late in zip(before, after, strict=True)]
        sys.stdout.write(f"{name:24}{after[0]:7.2f}s{ratios[0]:7.1f}{after[1]:8.2f}s{ratios[1]:7.1f}\n")


if __name__ == "__main__":
    main()
