"""Search-audit logs and tables of any kind: typed as a person confirmed, and no value other than it was written."""

from dataclasses import replace
from pathlib import Path

import pytest

from requests_app.datasets import (
    SEARCH_AUDIT,
    Hints,
    Mapping,
    available,
    deidentify,
    ingest,
    open_store,
    plan_of_reads,
    propose,
    quarantine_rows,
    reason_sentence,
    run_measure,
)
from requests_app.errors import IngestError
from tests.unit.datasets.files import accepted

LOG = """User Name,Agency,Search Date,Search Time,Reason,Case #,License Plate
smith,Alder Bay PD,08/13/2026,09:05 AM,stolen vehicle,26-1001,8ABC123
smith,Alder Bay PD,08/13/2026,09:06 AM,inv,,8ABC123
,Alder Bay PD,08/13/2026,09:07 AM,inv,,7XYZ999
jones,Harbor PD,08/13/2026,25:07 PM,,,7XYZ999
"""
LOG += "".join(f"jones,Harbor PD,08/14/2026,11:{minute:02d} PM,drill,,\n" for minute in range(40))
FREE = """id,opened,paid,count,sure,zip
a,2026-08-03,94.6,12,yes,00712
b,2026-08-04,1.005,-3,no,94102
"""


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "received.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def reasons_for(path: Path, folder: Path, mapping: Mapping) -> dict[str, int]:
    return ingest(path, folder, mapping).reasons


def test_a_search_log_is_told_from_plate_reads_and_typed(file, tmp_path: Path):
    path = file(LOG)
    proposal = propose(path)
    assert proposal.draft["shape"] == "search_audit"
    assert proposal.draft["fields"]["searched_at"] == ["Search Date", "Search Time"]
    mapping = Mapping.from_json({**proposal.draft, "time_formats": ["%m/%d/%Y %I:%M %p"]})
    ledger = ingest(path, tmp_path / "reading", mapping)
    assert (ledger.accepted, ledger.reasons) == (42, {"missing_officer": 1, "unreadable_searched_at": 1})
    columns = "officer, agency, searched_at::VARCHAR, local_at::VARCHAR, reason, plate, case_number"
    rows = accepted(tmp_path / "reading", columns)
    # Nine in the morning by the clock of Los Angeles is 16:05 in UTC in August.
    assert rows[0] == (
        *("smith", "Alder Bay PD", "2026-08-13 16:05:00", "2026-08-13 09:05:00"),
        *("stolen vehicle", "8ABC123", "26-1001"),
    )


def test_what_is_asked_of_plate_reads_is_not_asked_of_a_search_log(file, tmp_path: Path):
    path = file(LOG)
    mapping = Mapping.from_json({**propose(path).draft, "time_formats": ["%m/%d/%Y %I:%M %p"]})
    ingest(path, tmp_path / "reading", mapping)
    store = open_store(tmp_path / "reading")
    assert not {"totals", "reads_per_hour"} & {measure.name for measure in available(store)}
    with pytest.raises(IngestError, match="another kind"):
        run_measure(store, "reads_per_agency")
    with pytest.raises(IngestError):
        deidentify(store, tmp_path / "version", plan_of_reads(), bytes(32))


def test_a_shape_a_person_names_is_taken_though_columns_are_missing(file):
    proposal = propose(file(FREE), shape=SEARCH_AUDIT)
    assert [field.name for field in proposal.missing] == ["searched_at", "officer"]
    assert proposal.mapping is None


def test_the_columns_of_any_table_are_typed_only_where_every_value_is_surely_so(file, tmp_path: Path):
    path = file(FREE)
    proposal = propose(path)
    assert proposal.draft["kinds"] == {
        "value_2": "day",
        "value_3": "number",
        "value_4": "whole number",
        "value_5": "yes or no",
    }
    ledger = ingest(path, tmp_path / "reading", Mapping.from_json(proposal.draft))
    assert ledger.accepted == 2
    columns = "given_id, value_2::VARCHAR, value_3, value_4, value_5, given_zip"
    assert accepted(tmp_path / "reading", columns) == [
        ("a", "2026-08-03", 94.6, 12, True, "00712"),
        ("b", "2026-08-04", 1.005, -3, False, "94102"),
    ]


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("whole number", ["94.6", "007", "1e3", "99999999999999999999", "1_0", "٣", " 5", "0x1F"]),
        ("number", ["nan", "inf", "-Infinity", "1e400", "1,234", "007.5", "0.1234567890123456", "5."]),
        ("yes or no", ["maybe", "2", "ja"]),
        ("day", ["2026-08-03 12:00:00", "2026-02-30", "08/03/2026"]),
        ("time", ["2026-08-03", "2026-08-03 12:00:00+02", "2026-08-03 12:00", "2026-03-08 02:30:00"]),
    ],
)
def test_a_value_that_is_not_exactly_of_its_kind_sets_its_row_aside(file, tmp_path: Path, kind: str, bad: list[str]):
    good = {
        "whole number": "-12",
        "number": "94.6",
        "yes or no": "Y",
        "day": "2026-08-03",
        "time": "2026-08-03 12:00:00",
    }
    path = file("id\tvalue\n" + "".join(f"x\t{value}\n" for value in [good[kind], "", *bad]))
    formats = {"day": ["%Y-%m-%d"], "time": ["%Y-%m-%d %H:%M:%S"]}.get(kind, [])
    draft = propose(path).draft | {
        "fields": {"value_2": ["value"]},
        "kinds": {"value_2": kind},
        "time_formats": formats,
    }
    mapping = Mapping.from_json({**draft, "shape": "free_table"})
    ledger = ingest(path, tmp_path / "reading", mapping)
    assert (ledger.accepted, ledger.quarantined) == (2, len(bad))
    asides = quarantine_rows(open_store(tmp_path / "reading"))
    assert [aside.raw.decode() for aside in asides] == [f"x\t{value}" for value in bad]
    assert reason_sentence("unreadable_value_2", mapping.known_shape).startswith("value: ")


def test_rows_of_any_table_are_duplicates_only_when_every_column_is_equal(file, tmp_path: Path):
    path = file("id,note\na,x\na,x\na,y\n")
    assert ingest(path, tmp_path / "reading", Mapping.from_json(propose(path).draft)).duplicates == 1


@pytest.mark.parametrize(
    ("doubled", "instants", "reasons"),
    [
        ("first", ["2026-11-01 08:30:00", "2026-11-01 10:30:00"], {"no_such_time": 1}),
        ("second", ["2026-11-01 09:30:00", "2026-11-01 10:30:00"], {"no_such_time": 1}),
        ("set_aside", ["2026-11-01 10:30:00"], {"no_such_time": 1, "time_twice": 1}),
    ],
)
def test_a_time_that_came_twice_is_what_a_person_says(file, tmp_path: Path, doubled: str, instants, reasons):
    # The clock of Los Angeles went from 02:00 (UTC-7) back to 01:00 (UTC-8) on 1 November 2026.
    path = file("plate,seen\nA,2026-11-01 01:30:00\nA,2026-11-01 02:30:00\nA,2026-03-08 02:30:00\n")
    mapping = replace(Mapping.from_json(propose(path).draft), doubled=doubled)
    assert ingest(path, tmp_path / "reading", mapping).reasons == reasons
    assert [str(at) for (at,) in accepted(tmp_path / "reading", "read_at")] == instants


def test_a_mapping_kept_before_there_were_other_forms_is_the_same_text_still(mapping: Mapping):
    kept = mapping.to_json()
    assert set(kept) == {"shape", "columns", "fields", "text", "time_formats", "zone", "blanks", "yes", "no"}
    assert set(kept["text"]) == {"encoding", "separator", "header_lines"}
    later = replace(mapping, doubled="second", tables=("Week 1",))
    assert Mapping.from_json(later.to_json()) == later


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kinds": {"plate": "number"}}, "free table"),
        ({"doubled": "third"}, "came twice"),
        ({"shape": "free_table", "fields": {"a": ["plate"]}, "kinds": {"a": "colour"}}, "cannot be read as “colour”"),
        ({"text": {"form": "fixed"}}, "places where they begin"),
        ({"text": {"form": "fixed", "cuts": [0, 5]}}, "as many places"),
        ({"text": {"form": "runes"}}, "one of separated"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(mapping: Mapping, change: dict, sentence: str):
    with pytest.raises(IngestError, match=sentence):
        Mapping.from_json({**mapping.to_json(), **change})


def test_what_a_person_says_about_a_file_goes_before_what_is_found(file):
    path = file("a;b,c\n1;2,3\n4;5,6\n")
    assert propose(path, hints=Hints(separator=";")).columns == ("a", "b,c")
    assert propose(path, hints=Hints(separator=",", header_lines=0)).columns == ("column 1", "column 2")
