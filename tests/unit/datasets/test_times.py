"""Where the clock changes: from the Energy Policy Act of 2005 (second Sunday in March, first in November)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from requests_app.datasets.times import shifts

wall = datetime.fromisoformat
PACIFIC = ZoneInfo("America/Los_Angeles")


def test_a_week_in_october_has_one_offset_and_no_change():
    assert shifts(PACIFIC, wall("2021-10-01"), wall("2021-10-08")) == (-7 * 3600, ())


def test_a_year_has_two_changes_at_two_in_the_morning():
    offset, (spring, autumn) = shifts(PACIFIC, wall("2026-01-01"), wall("2026-12-31"))
    assert offset == -8 * 3600
    assert (spring.wall_start, spring.wall_end) == (wall("2026-03-08 02:00"), wall("2026-03-08 03:00"))
    assert spring.skips
    assert (autumn.wall_start, autumn.wall_end) == (wall("2026-11-01 01:00"), wall("2026-11-01 02:00"))
    assert not autumn.skips


def test_arizona_never_changes():
    assert shifts(ZoneInfo("America/Phoenix"), wall("2020-01-01"), wall("2026-01-01")) == (-7 * 3600, ())
