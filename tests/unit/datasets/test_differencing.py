"""Counts of the same rows by other steps: what subtracting one from the other gives away."""

from pathlib import Path

import pytest

from requests_app.datasets import Mapping, Store, Treated, Treatment, ingest, open_store
from requests_app.datasets.differencing import Counted, subtract
from requests_app.datasets.engine import Engine
from requests_app.datasets.treatments import plan_of_table
from requests_app.errors import IngestError

FINES = Mapping(shape="free_table", columns=("Area", "Street", "Side", "Who"), fields={})
# Of Alder three fines in its first street and one in its second; of Brook two, one and one.
ALDER = ["Alder,1,N,a", "Alder,1,N,b", "Alder,1,S,c", "Alder,2,N,d"]
BROOK = ["Brook,1,N,e", "Brook,1,S,f", "Brook,3,N,g", "Brook,4,S,g"]
WHO = Treated("given_who", "who", Treatment.PSEUDONYM)


def store_of(folder: Path, lines: list[str]) -> Store:
    (folder / "received.csv").write_text("\n".join(["Area,Street,Side,Who", *lines, ""]))
    ingest(folder / "received.csv", folder / "reading", FINES)
    return open_store(folder / "reading")


def by(*columns: str, suppressed: int, kinds: tuple[Treated, ...] = ()) -> Counted:
    plan = plan_of_table(FINES, [Treated("", name, Treatment.KEEP) for name in columns])
    return Counted("/".join(columns), plan, kinds, 2, suppressed)


def held(folder: Path, lines: list[str], mine: Counted, *left: Counted) -> tuple[dict[str, int], bool]:
    store = store_of(folder, lines)
    (folder / "work").mkdir()
    with Engine(folder / "work", reads_from=store.folder) as engine:
        found = subtract(engine, store, mine, left)
    return found.told, found.is_chain


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_whole_less_its_told_parts_gives_a_single_small_part_away(tmp_path: Path, is_turned: bool) -> None:
    areas, streets = by("Area", suppressed=0), by("Area", "Street", suppressed=3)
    mine, other = (streets, areas) if is_turned else (areas, streets)
    # Alder is four, its first street three: one fine in the second. Brook leaves two, in two streets.
    assert held(tmp_path, ALDER + BROOK, mine, other) == ({other.name: 1}, True)


def test_several_small_parts_that_enough_share_hide_each_other(tmp_path: Path) -> None:
    assert held(tmp_path, BROOK, by("Area", suppressed=0), by("Area", "Street", suppressed=2)) == (
        {"Area/Street": 0},
        True,
    )


def test_what_is_left_over_may_be_many_rows_of_one_person(tmp_path: Path) -> None:
    areas = by("Area", suppressed=0, kinds=(WHO,))
    streets = by("Area", "Street", suppressed=2, kinds=(WHO,))
    assert held(tmp_path, BROOK, areas, streets) == ({"Area/Street": 1}, True)


def test_nothing_is_claimed_of_cells_that_overlap_nor_of_three_that_do_not_all_nest(tmp_path: Path) -> None:
    areas, streets, sides = by("Area", suppressed=0), by("Street", suppressed=3), by("Side", suppressed=0)
    assert held(tmp_path, ALDER + BROOK, areas, streets) == ({}, False)
    (tmp_path / "three").mkdir()
    both = by("Area", "Side", suppressed=1)
    # Areas by sides nest in both, and leave out Alder's one fine of the south; areas and sides overlap.
    assert held(tmp_path / "three", ALDER + BROOK, both, areas, sides) == ({"Area": 1, "Side": 1}, False)


def test_counts_made_by_other_rules_than_todays_are_not_worked_out(tmp_path: Path) -> None:
    assert held(tmp_path, BROOK, by("Area", suppressed=0), by("Area", "Street", suppressed=1)) == ({}, False)


def test_texts_that_are_withheld_in_part_are_not_worked_out() -> None:
    plan = plan_of_table(FINES, [Treated("", "Area", Treatment.SCREEN)])
    with pytest.raises(IngestError, match="not held against others"):
        Counted("x", plan, (), 2, 0)
