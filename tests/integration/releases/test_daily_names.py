"""One plate of five days is one plate, whether it is given a new pseudonym every day or not."""

import pytest

from requests_app.errors import IngestError
from requests_app.models import Dataset
from tests.factories import Team
from tests.integration.releases.conftest import made, read

pytestmark = pytest.mark.django_db

DAYS = "plate,read_at,device\n" + "".join(f"1ABC121,2026-01-0{day} 08:00:00,cam-1\n" for day in range(5, 10))
BY_MONTH = {"place_step": None, "time_step": "month", "renames_daily": True}


@pytest.fixture
def seen_daily(people: Team) -> Dataset:
    return read(DAYS, people, time_formats=["%Y-%m-%d %H:%M:%S"])


def test_new_names_every_day_do_not_make_a_small_cell_large(seen_daily: Dataset, people: Team) -> None:
    # Five names in five days would be enough for a cell of five; it is one car.
    assert made(seen_daily, people, form="counts", **BY_MONTH).report["suppressed"] == 1


def test_rows_with_new_names_every_day_tell_the_day(seen_daily: Dataset, people: Team) -> None:
    with pytest.raises(IngestError, match="counted as many plates"):
        made(seen_daily, people, form="rows", **BY_MONTH)
    (risk,) = made(seen_daily, people, form="rows", **BY_MONTH | {"time_step": "day"}).report["risks"]
    assert (risk["cells"]["cells"], risk["cells"]["smallest"]) == (5, 1)
