"""What is asked of a search-audit log, on ten searches counted by hand; nobody is named who was not let to look."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from requests_app.datasets import MEASURES, SEARCH_AUDIT, Store, available, run_measure
from requests_app.datasets.screening import withhold
from tests.measured import LOG, LOG_BY, read_as_one

wall = datetime.fromisoformat
OF_SEARCHES = [measure.name for measure in MEASURES.values() if measure.shape == SEARCH_AUDIT.name]
A_THIRD = pytest.approx(1 / 3)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return read_as_one(tmp_path_factory.mktemp("searched"), LOG, LOG_BY)


@pytest.fixture
def ask(store: Store) -> Callable[..., list[tuple]]:
    def asking(name: str, **asked) -> list[tuple]:
        return list(run_measure(store, name, **asked).rows)

    return asking


def test_in_all(ask):
    assert ask("searches_in_all") == [(10, 4, 2, 3, 4, wall("2026-08-03 09:00:00"), wall("2026-08-05 08:20:00"))]


def test_searches_over_time(ask):
    assert ask("searches_per_day") == [(date(2026, 8, 3), 4), (date(2026, 8, 4), 3), (date(2026, 8, 5), 3)]
    assert ask("searches_by_hour_of_day") == [(8, 4), (9, 2), (10, 1), (23, 3)]
    assert ask("searches_per_hour")[:3] == [
        (wall("2026-08-03 09:00"), 2),
        (wall("2026-08-03 10:00"), 1),
        (wall("2026-08-03 23:00"), 1),
    ]


def test_reasons_typed_in_several_ways_are_one_and_those_that_few_gave_are_withheld(ask):
    assert ask("searches_by_reason") == [
        ("stolen vehicle", 4, 0.4, 1, 3, 2),
        ("inv", 3, 0.3, 1, 3, 3),
        ("(reasons that few gave, words withheld)", 1, 0.1, 1, 1, 1),
        (".", 1, 0.1, 1, 1, 0),
        (None, 1, 0.1, 0, 1, 1),
    ]


def test_reasons_that_few_gave_are_counted_together(tmp_path):
    rows = "smith,Alder PD,2026-08-03 09:00:00,Maria Lopez,,\nlee,Alder PD,2026-08-03 09:00:00,my neighbour,1,\n"
    store = read_as_one(tmp_path, LOG.split("\n")[0] + "\n" + rows, LOG_BY)
    withheld = ("(reasons that few gave, words withheld)", 2, 1.0, 2, 2, 1)
    assert run_measure(store, "searches_by_reason").rows == (withheld,)
    named = run_measure(store, "searches_by_reason", unmasked=True).rows
    assert named == (("maria lopez", 1, 0.5, 1, 1, 1), ("my neighbour", 1, 0.5, 1, 1, 0))


def test_reasons_that_would_fit_any_search(ask):
    assert ask("vague_reasons") == [("inv", 3, 0.3, 1, 3, 3), (".", 1, 0.1, 1, 1, 0)]


def test_what_searches_do_not_say(ask):
    assert ask("searches_without_reason") == [
        ("Alder PD", 6, 1, pytest.approx(1 / 6)),
        ("Harbor PD", 3, 0, 0.0),
        (None, 1, 0, 0.0),
    ]
    assert ask("searches_without_case_number") == [
        ("Harbor PD", 3, 3, 1.0),
        ("Alder PD", 6, 4, pytest.approx(2 / 3)),
        (None, 1, 0, 0.0),
    ]


def test_agencies_and_officers(ask):
    assert ask("searches_per_agency") == [("Alder PD", 6, 2, 2), ("Harbor PD", 3, 2, 2), (None, 1, 1, 0)]
    assert ask("searches_per_officer") == [
        ("Officer 1", 4, 1, 2, 1, 3),
        ("Officer 2", 2, 2, 2, 0, 1),
        ("Officer 3", 2, 2, 2, 0, 2),
        ("Officer 4", 2, 0, 2, 0, 1),
    ]
    assert ask("officers_by_times_searched") == [("2 to 9", 4, 1.0, 10)]


def test_the_same_plate_again(ask):
    assert ask("plates_by_times_searched") == [("1", 1, A_THIRD, 1), ("2", 1, A_THIRD, 2), ("5 to 9", 1, A_THIRD, 5)]
    assert ask("plates_searched_again") == [
        ("Plate 1", 5, 2, 1, wall("2026-08-03 09:00:00"), wall("2026-08-05 08:10:00")),
        ("Plate 2", 2, 2, 2, wall("2026-08-03 10:00:00"), wall("2026-08-03 23:10:00")),
    ]
    assert ask("same_officer_same_plate") == [
        ("Officer 1", "Plate 1", 4, 2, 3, wall("2026-08-03 09:00:00"), wall("2026-08-05 08:10:00"))
    ]


def test_an_officer_has_the_same_number_whichever_days_are_asked(ask):
    tuesday = {"since": wall("2026-08-04 00:00"), "until": wall("2026-08-05 00:00")}
    assert [row[:2] for row in ask("searches_per_officer", **tuesday)] == [
        ("Officer 2", 1),
        ("Officer 3", 1),
        ("Officer 4", 1),
    ]
    assert ask("searches_by_reason", **tuesday) == [("inv", 3, 1.0, 1, 3, 3)]


@pytest.mark.parametrize("name", OF_SEARCHES)
def test_no_answer_names_an_officer_a_plate_or_what_one_person_typed(ask, name: str):
    told = repr(ask(name)).lower()
    for word in ("smith", "jones", "lee", "kim", "8abc", "7xyz", "5qqq", "maria", "lopez"):
        assert word not in told


def test_who_may_see_raw_rows_is_told_the_names(ask):
    assert ask("searches_per_officer", unmasked=True)[0][0] == "SMITH (Officer 1)"
    assert ask("same_officer_same_plate", unmasked=True)[0][:2] == ("SMITH (Officer 1)", "8ABC123 (Plate 1)")
    assert ask("searches_by_reason", unmasked=True)[2][0] == "maria lopez"


def test_a_common_reason_is_withheld_all_the_same_where_it_gives_somebody_away(tmp_path):
    rows = "".join(f"{who},Alder PD,2026-08-03 09:00:00,bolo 8abc123,,\n" for who in ("smith", "jones", "lee"))
    store = read_as_one(tmp_path, LOG.split("\n")[0] + "\n" + rows, LOG_BY)
    assert run_measure(store, "searches_by_reason").rows == (("(withheld)", 3, 1.0, 1, 3, 3),)


def test_names_of_devices_are_withheld_where_the_column_holds_plates_or_addresses():
    plates = [f"8{letters}12{digit}" for digit, letters in enumerate(("ABC", "XYZ", "QRS", "KLM", "DEF") * 2)]
    assert set(withhold(plates, typed=False)) == {"(withheld)"}
    cameras = [f"CAM{number:03}" for number in range(40)]
    assert withhold(cameras, typed=False) == cameras
    assert withhold(["SPD1234", "LPR-7", None], typed=False) == ["SPD1234", "LPR-7", None]
    assert withhold(["lee@example.org", "CAM1"], typed=False) == ["(withheld)", "CAM1"]


def test_a_log_is_asked_only_what_its_fields_answer(store: Store):
    fields = {name: store.mapping.fields[name] for name in ("officer", "searched_at")}
    bare = replace(store, mapping=replace(store.mapping, fields=fields))
    names = {measure.name for measure in available(bare)}
    assert "searches_per_officer" in names
    assert not {"searches_by_reason", "plates_searched_again", "searches_without_case_number"} & names


def test_an_empty_log_answers_every_question(tmp_path):
    empty = read_as_one(tmp_path, LOG.split("\n")[0] + "\n", LOG_BY)
    assert run_measure(empty, "searches_in_all").rows == ((0, 0, 0, 0, 0, None, None),)
    assert not any(run_measure(empty, name).rows for name in OF_SEARCHES if name != "searches_in_all")


@pytest.mark.parametrize("unmasked", [False, True])
def test_a_reading_made_before_searches_had_files_of_their_own_answers_alike(tmp_path, store, unmasked):
    older = replace(store, folder=Path(shutil.copytree(store.folder, tmp_path / "older")))
    for file in older.folder.glob("searches-*.parquet"):
        file.unlink()
    assert (store.is_current, older.is_current) == (True, False)
    for name in OF_SEARCHES:
        assert run_measure(older, name, unmasked=unmasked).rows == run_measure(store, name, unmasked=unmasked).rows
