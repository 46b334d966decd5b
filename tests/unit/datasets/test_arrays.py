"""A JSON array is read object by object, however it is laid out, and nothing in it goes without a word."""

import gzip
import json
from pathlib import Path

import pytest

from requests_app.datasets import Limits, Mapping, ingest, open_store, propose, quarantine_rows
from requests_app.datasets.arrays import elements_of
from requests_app.datasets.framing import LONGEST_LINE
from requests_app.datasets.readers import Source
from requests_app.errors import IngestError
from tests.unit.datasets.files import accepted

GOOD = {"plate": "A", "seen": "2026-08-03 12:00:00", "more": [1.0, {"a": None}]}


def elements(data: bytes, size: int) -> list[bytes]:
    return [raw for raw, _ in elements_of(iter([data[at : at + size] for at in range(0, len(data), size)]))]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]", []),
        (b' [ {"a": 1} ] \n', [b'{"a": 1}']),
        (b'[{"a":1},{"b":"]},{["}]', [b'{"a":1}', b'{"b":"]},{["}']),
        (b'[{"a":"\\"}]\\\\"}\n, {"a":[1,{"b":[]}]}]', [b'{"a":"\\"}]\\\\"}', b'{"a":[1,{"b":[]}]}']),
        (b'[{\n  "a": 1\n},\n{\n  "a": 2\n}]', [b'{\n  "a": 1\n}', b'{\n  "a": 2\n}']),
        (b'[{"a":1},,{"a":2},]', [b'{"a":1}', b"", b'{"a":2}']),
        (b'[{"a":1} {"a":2}, 7, "x", [1], }]', [b'{"a":1} {"a":2}', b"7", b'"x"', b"[1]", b"}"]),
        (b'[{"a":1}]\n[{"a":2}]', [b'{"a":1}', b'{"a":2}']),
        (b'[{"a":1}] and more\n', [b'{"a":1}', b"and more\n"]),
    ],
)
def test_elements_are_told_apart_by_brackets_and_quotation_marks(data: bytes, expected: list[bytes], size: int):
    assert elements(data, size) == expected


@pytest.mark.parametrize(
    "data", [b"[", b'[{"a":1}', b'[{"a":1},', b'[{"a":"1}, {"a":1}]', b'[{"a":{"b":1}, {"a":1}]']
)
def test_an_array_that_does_not_end_is_refused_in_a_sentence(data: bytes):
    with pytest.raises(IngestError, match="cut short or damaged"):
        elements(data, 1000)


def test_an_element_longer_than_any_row_is_refused_while_it_is_still_arriving():
    def endless():
        yield b'[{"a": "'
        for _ in range(5):
            yield b"x" * (LONGEST_LINE // 2)
        raise AssertionError("more was asked for than any row is long")

    with pytest.raises(IngestError, match="Element 1 of the JSON array is longer than any row"):
        list(elements_of(endless()))


@pytest.mark.parametrize("indent", [None, 2])
def test_objects_that_fit_no_column_are_set_aside_by_their_number_with_their_bytes(
    tmp_path: Path, indent: int | None
):
    rows = [
        GOOD,
        GOOD | {"seen": "no time"},
        {"colour": "red"},
        7,
        GOOD | {"plate": "\ud800"},
        {"plate": "x" * LONGEST_LINE},
        GOOD,
    ]
    path = tmp_path / "rows.json"
    texts = [json.dumps(row, indent=indent) for row in rows]
    path.write_text("[\n" + ",\n".join(texts) + "\n]\n")
    draft = propose(path).draft | {
        "columns": ["plate", "seen", "more"],
        "fields": {"plate": ["plate"], "read_at": ["seen"]},
        "shape": "plate_reads",
        "kinds": {},
        "time_formats": ["%Y-%m-%d %H:%M:%S"],
    }
    ledger = ingest(path, tmp_path / "reading", Mapping.from_json(draft))
    assert (ledger.lines, ledger.accepted, ledger.duplicates) == (7, 2, 1)
    assert ledger.reasons == {
        "not_an_object": 1,
        "not_text": 1,
        "too_long": 1,
        "unknown_name": 1,
        "unreadable_read_at": 1,
    }
    asides = quarantine_rows(open_store(tmp_path / "reading"))
    assert [aside.line for aside in asides] == [2, 3, 4, 5, 6]
    assert [aside.raw.decode() for aside in asides[:4]] == texts[1:5]
    assert asides[4].raw == texts[5].encode()[: 64 << 10]
    assert accepted(tmp_path / "reading", "line, given_more") == [
        (1, '[1.0, {"a": null}]'),
        (7, '[1.0, {"a": null}]'),
    ]


def test_a_bomb_of_an_array_is_refused_by_its_ratio(tmp_path: Path):
    path = tmp_path / "rows.json.gz"
    path.write_bytes(gzip.compress(b"[" + b'{"a": 1, "b": 2},' * 200_000 + b"{}]"))
    with Source(path, Limits(free_bytes=1 << 20, ratio=100)) as source, pytest.raises(IngestError, match="bomb"):
        for part in source.parts():
            for _ in elements_of(part.chunks):
                pass


def test_brackets_without_end_are_refused_and_not_followed(tmp_path: Path):
    path = tmp_path / "rows.json"
    path.write_bytes(b'[{"a": 1, "b": 2}, ' + b"[" * 3_000_000)
    with pytest.raises(IngestError, match="Element 2 of the JSON array is longer than any row"):
        elements(path.read_bytes(), 8 << 20)


def test_a_proposal_says_so_where_the_array_does_not_end(tmp_path: Path):
    path = tmp_path / "rows.json"
    path.write_bytes(json.dumps([GOOD] * 3).encode()[:-1])
    with pytest.raises(IngestError, match="does not end after its 2 elements"):
        propose(path)


def test_a_table_whose_first_name_stands_in_brackets_is_no_array(tmp_path: Path):
    path = tmp_path / "rows.csv"
    path.write_text("[Plate],[Seen]\n8ABC123,2026-08-03 12:00:00\n")
    assert propose(path).columns == ("[Plate]", "[Seen]")
