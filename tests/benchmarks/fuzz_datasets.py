"""Throw invented and damaged files at the reading of datasets and count what becomes of them.

    Run: python -m tests.benchmarks.fuzz_datasets [--inputs 1000000] [--first 0]

Every input has a number, and the same number is the same input. Each must be read with nothing lost, or refused
in a sentence, within ten seconds of work. They run in processes of their own, so that one which ends
its process is counted and named, and the others go on. Exit 1 if any crashed, lost or hung.
"""

import argparse
import json
import mmap
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from requests_app.datasets import Limits, Mapping, Text, ingest, open_store, propose, quarantine_rows  # noqa: E402
from requests_app.datasets.arrays import elements_of  # noqa: E402
from requests_app.datasets.framing import INNER_LINE_END, PLACEHOLDER, Block, Framer  # noqa: E402
from requests_app.datasets.readers import Source  # noqa: E402
from requests_app.datasets.rows import RowFramer  # noqa: E402
from requests_app.datasets.textrows import rows_of_text  # noqa: E402
from requests_app.errors import IngestError  # noqa: E402
from tests.benchmarks import fuzz_inputs as inputs  # noqa: E402

SECONDS = 10  # of work; and ten times as long on the clock, for the machine may be busy
MEMORY = 4 << 30  # of addresses; DuckDB and Python map some two of them without using them
BATCH = 20_000
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - shared memory, emptied when done
LIMITS = Limits(text_bytes=64 << 20, free_bytes=4 << 20)


class HungError(BaseException):
    """An input took too long. No exception that what is tried could take for its own."""


class LostError(Exception):
    """Something of the input is neither accepted nor set aside."""


def expect(sound: bool, what: str) -> None:
    """Raise LostError unless `sound`."""
    if not sound:
        raise LostError(what)


def chunks(data: bytes, random: Random) -> Iterator[bytes]:
    """The bytes in pieces of one size."""
    size = random.choice((1, 3, 17, 4096))
    return iter([data[at : at + size] for at in range(0, len(data), size)])


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a text; a return at the very end is half a line end."""
    found = (data + b"\n" * data.endswith(b"\r")).replace(b"\r\n", b"\n").split(b"\n")
    return found[:-1] if found[-1] == b"" else found


def reconcile(blocks: list[Block], count: int) -> None:
    """Every line in one place, one slot for each."""
    expect(sum(block.lines for block in blocks) == count, f"{count} lines")
    for block in blocks:
        parts = block.framed + block.joined + block.blank + block.header + len(block.set_aside)
        expect(block.lines == parts == block.records.count(b"\n"), "a block")


def frame(random: Random, _: Path) -> str:
    """The framing pass: every line accounted for, and the text put together again from what came out."""
    data = inputs.lines(random)
    encoding = random.choice(("utf-8", "utf-8", "mixed", "cp1252"))
    framer = Framer(Text(encoding, random.choice((",", ",", "\t", "|"))), random.randrange(2, 5))
    blocks = list(framer.blocks(chunks(data, random), random.randrange(3)))
    lines = lines_of(data)
    reconcile(blocks, len(lines))
    aside = {one.line: one.raw for block in blocks for one in block.set_aside}
    source = [b"".join(block.originals) if encoding == "mixed" else block.records for block in blocks]
    slots = b"".join(source).split(b"\n")
    at = 0
    while at < len(lines):
        if slots[at].startswith(PLACEHOLDER):
            expect(aside.get(at + 1, lines[at]) == lines[at], f"line {at + 1}")
            at += 1
        else:
            inner = slots[at].split(INNER_LINE_END)
            expect(inner == lines[at : at + len(inner)], f"record at {at + 1}")
            at += len(inner)
    return "read"


def rows(random: Random, _: Path) -> str:
    """Lines of JSON and of fixed width."""
    is_json = random.random() < 0.5
    data = (inputs.json_lines if is_json else inputs.fixed)(random)
    text = Text("utf-8", ",", 0, "json" if is_json else "fixed", () if is_json else (0, 12, 24))
    columns = ("plate", "time", "x")
    framer = RowFramer(text, 3, frozenset((0, 1)))
    blocks = list(framer.blocks(rows_of_text(chunks(data, random), text, columns), 0))
    lines = data.split(b"\n")
    lines = lines[:-1] if lines[-1] == b"" else lines
    reconcile(blocks, len(lines))
    for block in blocks:
        for one in block.set_aside:
            expect(one.raw == lines[one.line - 1].removesuffix(b"\r"), f"line {one.line}")
    return "read"


def array(random: Random, _: Path) -> str:
    """One JSON array: its elements in their order, and nothing between them but what parts them."""
    data = inputs.json_array(random)
    found = list(elements_of(chunks(data, random)))
    at = 0
    for raw, length in found:
        begin = data.index(raw, at)
        expect(not data[at:begin].strip(b"[], \t\r\n"), f"bytes before {begin}")
        at = begin + length
    expect(not data[at:].strip(b"[], \t\r\n"), "bytes at the end")
    try:
        told = json.loads(data)
        expect(not isinstance(told, list) or len(told) == len(found), "elements")
    except ValueError:
        pass
    framer = RowFramer(Text("utf-8", ",", 0, "array"), 3, frozenset((0, 1)))
    blocks = list(framer.blocks(rows_of_text(chunks(data, random), framer.text, ("plate", "time", "x")), 0))
    reconcile(blocks, len(found))
    for block in blocks:
        for one in block.set_aside:
            expect(one.raw == found[one.line - 1][0], f"element {one.line}")
    return "read"


def opened(make: Callable[[Random], bytes]) -> Callable[[Random, Path], str]:
    """Opening a file and taking out all it holds."""

    def check(random: Random, folder: Path) -> str:
        path = folder / "received"
        path.write_bytes(make(random))
        with Source(path, LIMITS) as source:
            for part in source.parts():
                for _ in part.chunks if part.rows is None else part.rows:
                    pass
        return "read"

    return check


def proposed(random: Random, folder: Path) -> str:
    """Proposing how to read it."""
    path = folder / "received"
    path.write_bytes(inputs.anything(random))
    proposal = propose(path, limits=LIMITS)
    expect(len(proposal.columns) == len(set(proposal.columns)) >= 2, "columns")
    expect(all(len(row) == len(proposal.columns) for row in proposal.preview), "preview")
    return "read"


def ingested(random: Random, folder: Path) -> str:
    """Reading it to the end, as proposed or as a free table."""
    path = folder / "received"
    path.write_bytes(inputs.anything(random))
    proposal = propose(path, limits=LIMITS)
    mapping = proposal.mapping
    if mapping is None:
        mapping = Mapping.from_json({**proposal.draft, "shape": "free_table", "fields": {}, "kinds": {}})
    reading = folder / "reading"
    ledger = ingest(path, reading, mapping, limits=LIMITS)
    asides = quarantine_rows(open_store(reading), limit=10_000)
    expect(len(asides) == ledger.quarantined, "quarantine")
    return "read"


# What is tried, and how many of a thousand inputs it gets.
KINDS: tuple[tuple[str, Callable[[Random, Path], str], int], ...] = (
    ("framing", frame, 575),
    ("json, fixed", rows, 120),
    ("json array", array, 80),
    ("workbook", opened(inputs.workbook), 50),
    ("opendocument", opened(inputs.document), 40),
    ("binary book", opened(inputs.binary_book), 40),
    ("old book", opened(inputs.old_book), 25),
    ("packed", opened(inputs.packed), 40),
    ("sqlite", opened(inputs.database), 15),
    ("parquet", opened(inputs.parquet), 2),
    ("proposal", proposed, 10),
    ("ingest", ingested, 3),
)
NAMES = [name for name, _, share in KINDS for _ in range(share)]
CHECKS = {name: check for name, check, _ in KINDS}
OUTCOMES = ("read", "refused", "crashed", "lost", "hung")


def one(number: int, folder: Path) -> tuple[str, str, str]:
    """Try one input: which kind, what became of it, and details where that is bad."""
    kind = NAMES[number * 7919 % len(NAMES)]
    try:
        return kind, CHECKS[kind](Random(number), folder), ""  # noqa: S311 - inputs, no secrets
    except IngestError as error:
        told = str(error)
        return (
            (kind, "refused", "")
            if told.endswith((".", ").", "?", "”"))
            else (kind, "crashed", f"no sentence: {told}")
        )
    except LostError as error:
        return kind, "lost", str(error)
    except HungError:
        return kind, "hung", ""
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is counted
        return kind, "crashed", f"{type(error).__name__}: {error}"


def hang(*_: object) -> None:
    """Called when an input has taken too long."""
    raise HungError


def batch(numbers: range, current: mmap.mmap, out: int) -> None:
    """Try some inputs in this process; one line for each to `out`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, hang)
    signal.signal(signal.SIGPROF, hang)
    if MEMORY_DISK.is_dir():  # a million small files are hard on a disk
        tempfile.tempdir = str(MEMORY_DISK)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name, os.fdopen(out, "w") as told:
        for number in numbers:
            current[:8] = number.to_bytes(8, "little")
            with tempfile.TemporaryDirectory(dir=name) as folder:
                signal.setitimer(signal.ITIMER_REAL, 10 * SECONDS)
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                kind, outcome, detail = one(number, Path(folder))
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.setitimer(signal.ITIMER_PROF, 0)
            told.write(f"{number}\t{kind}\t{outcome}\t{detail!r}\n")


def main(first: int, count: int) -> int:
    """Try `count` inputs from `first` on, and print what became of them."""
    begun = time.monotonic()
    totals: Counter[tuple[str, str]] = Counter()
    current = mmap.mmap(-1, 8)
    at, end = first, first + count
    while at < end:
        numbers = range(at, min(at + BATCH, end))
        ours, theirs = os.pipe()
        child = os.fork()
        if not child:
            os.close(ours)
            batch(numbers, current, theirs)
            os._exit(0)
        os.close(theirs)
        with os.fdopen(ours) as told:
            for line in told:
                number, kind, outcome, detail = line.rstrip("\n").split("\t", 3)
                totals[kind, outcome] += 1
                if outcome not in ("read", "refused"):
                    print(f"input {number} ({kind}) {outcome}: {detail}", flush=True)
        status = os.waitpid(child, 0)[1]
        at = numbers.stop
        if status:
            at = int.from_bytes(current[:8], "little") + 1
            kind = NAMES[(at - 1) * 7919 % len(NAMES)]
            totals[kind, "crashed"] += 1
            print(f"input {at - 1} ({kind}) ended its process, status {status}", flush=True)
    print(f"{'':14}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES))
    for name in CHECKS:
        print(f"{name:14}" + "".join(f"{totals[name, outcome]:>10,}" for outcome in OUTCOMES))
    bad = sum(number for (_, outcome), number in totals.items() if outcome not in ("read", "refused"))
    print(f"{totals.total():,} inputs in {time.monotonic() - begun:,.0f} s, {bad:,} crashed, lost or hung")
    return 1 if bad else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args()
    sys.exit(main(chosen.first, chosen.inputs))
