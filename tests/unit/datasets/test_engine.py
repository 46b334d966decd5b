"""The data engine sees one folder, loads nothing, and cannot be unlocked."""

from pathlib import Path

import pytest

from requests_app.datasets.engine import Engine, identifier, literal
from requests_app.errors import IngestError

FULL = Path("/dev/full")  # where every write finds the disk full


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/outside.csv'",
        "ATTACH '/tmp/outside.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
    ],
)
def test_what_lies_outside_the_folder_is_out_of_reach(tmp_path: Path, statement: str):
    with Engine(tmp_path) as engine, pytest.raises(IngestError):
        engine.run(statement)


def test_the_folder_itself_can_be_read_and_written(tmp_path: Path):
    with Engine(tmp_path) as engine:
        target = literal(str(tmp_path / "one.parquet"))
        engine.run(f"COPY (SELECT 1 AS one) TO {target} (FORMAT parquet)")
        assert engine.rows(f"SELECT * FROM read_parquet({target})") == [(1,)]


@pytest.mark.only_where(FULL.exists())
def test_a_full_disk_is_told_in_a_sentence_that_names_no_place():
    with Engine(FULL.parent) as engine, pytest.raises(IngestError) as told:
        engine.run(f"COPY (SELECT range FROM range(100000)) TO {literal(str(FULL))} (USE_TMP_FILE false)")
    assert str(told.value) == "The disk is full: what was read could not be written. Nothing was kept."


def test_variables_of_the_program_are_no_tables(tmp_path: Path):
    secret = [(1,)]
    with Engine(tmp_path) as engine, pytest.raises(IngestError):
        engine.rows("SELECT * FROM secret")
    assert secret


def test_names_and_texts_cannot_break_out_of_a_statement(tmp_path: Path):
    name, text = 'a"; DROP TABLE b; --', "x'; DROP TABLE b; --"
    with Engine(tmp_path) as engine:
        assert engine.rows(f"SELECT {literal(text)} AS {identifier(name)}") == [(text,)]
