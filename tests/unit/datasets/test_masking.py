"""What a preview and a refusal show of rows that may name people."""

from pathlib import Path

import pytest

from requests_app.datasets import Mapping, heads_of_people, hide_columns, ingest, names_people, propose
from requests_app.errors import IngestError


@pytest.mark.parametrize(
    "head", ["username", "User_Name2", "Login", "Searched By", "requested_by", "LPN1", "phone 2"]
)
def test_a_head_that_names_people_is_known_in_its_usual_forms(head: str) -> None:
    assert names_people(head)


@pytest.mark.parametrize("head", ["passed by", "search type", "blog", "Logged At", "nearby"])
def test_a_head_of_other_things_names_nobody(head: str) -> None:
    assert not names_people(head)


def test_a_column_whose_head_names_people_is_hidden_whatever_it_holds() -> None:
    heads = ("Vanity Plate", "camera name", "owner", "reads")
    assert hide_columns(heads, [["COOLCAT", "north gate", "roe", "12"]], always=()) == [
        ["C••••••", "north gate", "r••", "12"]
    ]


@pytest.mark.parametrize(
    ("heads", "hidden"),
    [
        (("7ABC123", "2026-01-05", "John Roe"), ["7••••••", "J••• •••"]),
        (("COL001", "COL002"), []),
        (("plate", "read_at"), []),
    ],
)
def test_a_line_of_data_taken_for_a_head_is_told_apart(heads: tuple[str, ...], hidden: list[str]) -> None:
    assert heads_of_people(heads) == hidden


def test_a_refused_file_does_not_say_the_plate_it_begins_with(tmp_path: Path) -> None:
    good, other = tmp_path / "good.csv", tmp_path / "other.csv"
    good.write_text("plate,read_at,device\n1ABC121,2026-01-05 08:00:00,cam-1\n")
    other.write_text("7QZX913,never,cam-1\n1ABC121,2026-01-05 08:00:00,cam-1\n")
    mapping = Mapping.from_json(propose(good).draft)
    with pytest.raises(IngestError, match="has other columns") as refused:
        ingest(other, tmp_path / "made", mapping)
    assert "7QZX913" not in str(refused.value)
