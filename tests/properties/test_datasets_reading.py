"""Whatever a file holds, a reading accounts for all of it or refuses in a sentence; and opening never crashes."""

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.datasets import Limits, Mapping, Text, ingest, open_store, propose, quarantine_rows
from requests_app.datasets.readers import Source
from requests_app.errors import IngestError
from tests.benchmarks import fuzz_inputs as inputs

MAPPING = Mapping(
    shape="plate_reads",
    columns=("plate", "time", "lat", "lon"),
    fields={"plate": ("plate",), "read_at": ("time",), "latitude": ("lat",), "longitude": ("lon",)},
    text=Text(),
    time_formats=("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"),
)
TIMES = ["2026-08-03 12:00:00", "2026-03-08 02:30:00", "2026-11-01 01:30:00", "2026-08-03T12:00:00Z"]
NUMBERS = ["34.5", "-118", "nan", "inf", "1e400", "94.6", "0", "-0.0", "1_0", "٣", "9" * 400]
HOSTILE = ['"q"', '"a,b"', '"two\nlines"', '"', "é", "\x00", "=1+1", "\ud800", "\x1d", "\u2028", "\ufeff", "\x0b"]
CELLS = st.sampled_from(["A1", "", "NA", *TIMES, *NUMBERS, *HOSTILE])
LINES = st.lists(CELLS, min_size=1, max_size=5).map(",".join)
FILES = st.lists(LINES, max_size=30).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))
MAGIC = [
    b"[{",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK\x03\x04",
    b"PAR1",
    b"SQLite format 3\x00",
    b"BZh",
    b"\x1f\x8b",
]
MAKERS = (
    *(inputs.lines, inputs.json_lines, inputs.json_array, inputs.fixed, inputs.workbook, inputs.document),
    *(inputs.binary_book, inputs.old_book, inputs.packed, inputs.database, inputs.parquet),
)
PACKED = st.one_of(
    st.binary(max_size=300),
    st.tuples(st.sampled_from(MAGIC), st.binary(max_size=600)).map(b"".join),
    FILES,
    FILES.map(gzip.compress),
    FILES.map(bz2.compress),
    st.tuples(FILES.map(gzip.compress), st.integers(0, 60)).map(lambda pair: pair[0][: -pair[1] or None]),
    st.tuples(st.sampled_from(["a.csv", "../../a.csv", "/etc/a.csv", "a/b.txt", "x.pdf"]), FILES).map(
        lambda pair: zipped(*pair)
    ),
    st.tuples(FILES.map(lambda data: bytearray(zipped("a.csv", data))), st.integers(0, 400), st.integers(0, 255)).map(
        lambda parts: damaged(*parts)
    ),
)


def zipped(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


def damaged(data: bytearray, at: int, byte: int) -> bytes:
    data[at % len(data)] = byte
    return bytes(data)


@given(FILES)
@settings(max_examples=40)
def test_a_reading_accounts_for_every_line(data: bytes):
    with TemporaryDirectory() as name:
        source = Path(name) / "received.csv"
        source.write_bytes(b"plate,time,lat,lon\n" + data)
        ledger = ingest(source, Path(name) / "reading", MAPPING)
        lines = source.read_bytes().split(b"\n")
        assert ledger.lines == len(lines) - (lines[-1] == b"")
        asides = quarantine_rows(open_store(Path(name) / "reading"), limit=1000)
        assert len(asides) == ledger.quarantined
        for aside in asides:
            inner = aside.raw.count(b"\n") + 1
            assert b"\n".join(lines[aside.line - 1 : aside.line - 1 + inner]) == aside.raw


@given(PACKED)
@settings(max_examples=250)
def test_opening_gives_text_or_a_sentence(data: bytes):
    with TemporaryDirectory() as name:
        path = Path(name) / "received"
        path.write_bytes(data)
        try:
            with Source(path, Limits(text_bytes=1 << 20)) as source:
                for part in source.parts():
                    assert sum(len(chunk) for chunk in part.chunks) <= 1 << 20
        except IngestError as error:
            assert str(error).endswith((".", ").", "?"))


@given(PACKED)
@settings(max_examples=100)
def test_proposing_gives_a_proposal_or_a_sentence(data: bytes):
    with TemporaryDirectory() as name:
        path = Path(name) / "received"
        path.write_bytes(data)
        try:
            proposal = propose(path)
        except IngestError:
            return
        assert len(proposal.columns) == len(set(proposal.columns)) >= 2
        assert all(len(row) == len(proposal.columns) for row in proposal.preview)


@given(st.sampled_from(MAKERS), st.integers(0, 1 << 32))
@settings(max_examples=30)
def test_a_damaged_file_of_any_form_ends_in_a_ledger_that_holds_or_in_a_sentence(
    make: Callable[[Random], bytes], seed: int
):
    with TemporaryDirectory() as name:
        path, folder = Path(name) / "received", Path(name) / "reading"
        path.write_bytes(make(Random(seed)))  # noqa: S311 - inputs, no secrets
        try:
            proposal = propose(path)
            free = {**proposal.draft, "shape": "free_table", "fields": {}, "kinds": {}}
            ledger = ingest(path, folder, proposal.mapping or Mapping.from_json(free))
        except IngestError as error:
            assert str(error).endswith((".", ").", "?", "”"))
            assert not folder.exists()
            return
        assert ledger.lines == ledger.header + ledger.blank + ledger.joined + ledger.accepted + ledger.quarantined
        assert len(quarantine_rows(open_store(folder), limit=10_000)) == ledger.quarantined
