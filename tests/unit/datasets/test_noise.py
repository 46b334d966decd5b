"""Counts with noise: the library is asked for the right scale, over cells nobody took from the data."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import opendp.prelude as library
import pytest
from opendp.mod import OpenDPException

from requests_app.datasets import Mapping, Store, Treated, Treatment, noise, plan_of_reads, plan_of_table
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.noise import Drawn, Noise, check_noise, draw_counts
from requests_app.errors import IngestError

wall = datetime.fromisoformat
DAY = date(2026, 8, 3)
LARGE = 20.0  # so little noise that counts are off by 1 with a chance of e^-20 at a bound of 1
BY_DAY = plan_of_reads(time_step=Treatment.DAY, place_step=None, keep=())

# A is read four times on one day and once on the next, B once without a plate of its own marks.
READS = (
    "A-1,2026-08-03 08:10:00,34.05,-118.25,CAM1,0,",
    "a 1,2026-08-03 08:20:00,34.05,-118.25,CAM1,0,",
    "A1,2026-08-03 08:30:00,34.05,-118.25,CAM1,0,",
    "A1,2026-08-03 09:30:00,34.15,-118.25,CAM1,0,",
    "A1,2026-08-05 09:30:00,34.05,-118.25,CAM1,0,",
    "B,2026-08-03 08:10:00,34.05,-118.25,CAM1,0,",
)


@pytest.fixture
def store(read: Any) -> Store:
    _, store = read(*READS)
    return store


def drawn(store: Store, folder: Path, plan: Any, chosen: Noise) -> tuple[Drawn, list[tuple[Any, ...]]]:
    folder.mkdir()
    with Engine(folder, reads_from=store.folder) as engine:
        found = draw_counts(engine, store, plan, chosen, str(folder / "noisy.parquet"))
        return found, engine.rows(f"SELECT * FROM read_parquet({literal(str(folder / 'noisy.parquet'))})")


@pytest.fixture
def without_noise(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[int], float]]:
    """What the library is asked to add noise to, and at what scale; it adds none."""
    asked: list[tuple[list[int], float]] = []
    make = library.m.make_laplace

    class Mechanism:
        def __init__(self, *space: Any, scale: float) -> None:
            self.inner, self.scale = make(*space, scale=scale), scale

        def map(self, distance: int) -> float:
            return float(self.inner.map(distance))

        def __call__(self, counts: list[int]) -> list[int]:
            asked.append((counts, self.scale))
            return counts

    monkeypatch.setattr(library, "binary_search_param", lambda make, d_in, d_out: d_in / d_out)
    monkeypatch.setattr(library.m, "make_laplace", Mechanism)
    return asked


def test_the_library_is_asked_for_the_bound_divided_by_epsilon(store: Store, tmp_path: Path) -> None:
    # Twenty rows of one plate move the counts by 20 together: 20 / 0.5 is 40.
    found, _ = drawn(store, tmp_path / "noisy", BY_DAY, Noise(0.5, 20, DAY, DAY))
    assert found.scale == pytest.approx(40)
    assert 0.4999 < found.epsilon <= 0.5
    assert (found.unit, found.cells) == ("plates", 1)
    # Nineteen in twenty of a Laplace of that scale lie within 40 * ln 20 = 119.8; of whole numbers, 120.
    assert 119 <= found.within <= 121
    assert found.mechanism.startswith("discrete Laplace, OpenDP 0.16")


def test_every_cell_of_the_days_is_given_whatever_the_data_say(
    store: Store, tmp_path: Path, without_noise: Any
) -> None:
    _, rows = drawn(store, tmp_path / "noisy", BY_DAY, Noise(1, 100, date(2026, 8, 2), date(2026, 8, 4)))
    assert rows == [(wall("2026-08-02"), 0), (wall("2026-08-03"), 5), (wall("2026-08-04"), 0)]


def test_of_each_plate_no_more_rows_count_than_the_bound(store: Store, tmp_path: Path, without_noise: Any) -> None:
    _, rows = drawn(store, tmp_path / "noisy", BY_DAY, Noise(1, 2, DAY, date(2026, 8, 5)))
    # Two of the five rows of A, which its marks do not make two plates, and the one of B.
    assert sum(count for *_, count in rows) == 3
    assert without_noise[0][1] == 2


def test_squares_are_laid_over_the_area_and_what_lies_outside_is_not_counted(
    store: Store, tmp_path: Path, without_noise: Any
) -> None:
    plan = plan_of_reads(place_step=0.1, keep=(), time_step=Treatment.DAY)
    _, rows = drawn(store, tmp_path / "noisy", plan, Noise(1, 100, DAY, DAY, (34.0, -118.4, 34.1, -118.2)))
    # One square high, two wide; the read at 34.15 lies north of it.
    assert rows == [(wall("2026-08-03"), 34.0, -118.4, 0), (wall("2026-08-03"), 34.0, -118.3, 4)]


def test_where_nobody_is_named_each_row_hides_by_itself_and_counts_once(
    store: Store, tmp_path: Path, without_noise: Any
) -> None:
    plan = plan_of_table(FREE, [Treated("", "when", Treatment.DAY)])
    drawn(store, tmp_path / "noisy", plan, Noise(0.5, 100, DAY, DAY))
    assert without_noise == [([5], 2.0)]


def test_counts_are_near_the_truth_at_a_large_epsilon(store: Store, tmp_path: Path) -> None:
    found, rows = drawn(store, tmp_path / "noisy", BY_DAY, Noise(LARGE, 5, DAY, date(2026, 8, 5)))
    # The scale is 5 / 20 = 0.25: a count is off by more than 5 with a chance of about e^-20.
    assert [abs(count - true) <= 5 for (_, count), true in zip(rows, (5, 0, 1), strict=True)] == [True] * 3
    assert found.scale == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"plan": plan_of_reads(place_step=None)}, "drop device, agency, hit"),
        ({"plan": plan_of_reads(keep=())}, "Squares need the area"),
        (
            {"until_on": date(2076, 8, 3), "plan": plan_of_reads(place_step=None, keep=())},
            "438,336 cells",
        ),  # 18,264 days of 24 hours
    ],
)
def test_cells_that_depend_on_the_data_are_refused(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(IngestError, match=sentence):
        check_noise(more.get("plan", BY_DAY), Noise(1, 1, DAY, more.get("until_on", DAY)))


@pytest.mark.parametrize("wrong", [{"epsilon": 0}, {"most_per_unit": 0}, {"until_on": date(2026, 8, 2)},
                                   {"area": (34.1, -118, 34.0, -117)}])  # fmt: skip
def test_what_promises_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(IngestError):
        Noise(**({"epsilon": 1, "most_per_unit": 1, "since_on": DAY, "until_on": DAY} | wrong))


def test_where_the_library_is_absent_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "library", None)
    with pytest.raises(IngestError, match="need OpenDP, which is not installed here: pip install"):
        check_noise(BY_DAY, Noise(1, 1, DAY, DAY))


def test_where_the_library_refuses_a_sentence_says_so_and_quotes_no_count(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*space: Any, scale: float) -> None:
        raise OpenDPException("FailedFunction", "5 is too large")

    monkeypatch.setattr(library, "binary_search_param", lambda make, d_in, d_out: make(1.0))
    monkeypatch.setattr(library.m, "make_laplace", refuse)
    with pytest.raises(IngestError) as refused:
        drawn(store, tmp_path / "noisy", BY_DAY, Noise(1, 1, DAY, DAY))
    assert str(refused.value) == (
        "OpenDP refused to draw the noise, so nothing was drawn. Choose another epsilon or bound."
    )


FREE = Mapping(
    shape="free_table",
    columns=("when", "amount"),
    fields={"value_1": ("when",)},
    kinds={"value_1": "time"},
    time_formats=("%Y-%m-%d %H:%M:%S",),
)
