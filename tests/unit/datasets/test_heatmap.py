"""Devices by hours as a picture: what was read, what was not, and what chance does not explain; and its table."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree

from requests_app.datasets import Agreement, Coverage, Gap, draw_coverage, hours_table
from requests_app.datasets.coverage import DeviceHours

SVG = "{http://www.w3.org/2000/svg}"
MONDAY = datetime.fromisoformat("2026-08-03")
# CAM1 reads 4 in the first hour and 1 in the third; CAM2 reads 1 in each hour of the second day.
FOUND = Coverage(
    agreement=Agreement(MONDAY, MONDAY + timedelta(days=2), devices=("CAM1", "CAM2", "CAM9")),
    rows_inside=29,
    rows_outside=0,
    hours=48,
    empty_hours=22,
    missing_devices=("CAM9",),
    unexpected_devices=(),
    missing_agencies=(),
    missing_fields=(),
    gaps=(Gap("CAM2", MONDAY, 24, 24.0), Gap(None, MONDAY + timedelta(hours=3), 21, 30.0)),
    devices=(
        DeviceHours("CAM2", 24, 24, 24, dict.fromkeys(range(24, 48), 1)),
        DeviceHours("CAM1", 5, 2, 46, {0: 4, 2: 1}),
    ),
)


def drawn(found: Coverage = FOUND, **options: int) -> ElementTree.Element:
    return ElementTree.fromstring(draw_coverage(found, **options))  # noqa: S314 - our own output


def tips(svg: ElementTree.Element) -> list[str]:
    return [mark.find(f"{SVG}title").text for mark in svg.iter(f"{SVG}rect") if mark.find(f"{SVG}title") is not None]


def words(svg: ElementTree.Element) -> list[str]:
    return ["".join(element.itertext()) for element in svg.iter(f"{SVG}text")]


def test_stretches_are_told_and_hours_without_reads_are_seen_without_colour():
    svg = drawn()
    told = tips(svg)
    assert told[:2] == [
        "CAM2, Mon 3 Aug 2026, 00:00 to 23:59: no reads",
        "CAM2, Tue 4 Aug 2026, 00:00 to 23:59: 24 reads",
    ]
    assert told[2:6] == [
        "CAM1, Mon 3 Aug 2026, 00:00 to 00:59: 4 reads",
        "CAM1, Mon 3 Aug 2026, 01:00 to 01:59: no reads",
        "CAM1, Mon 3 Aug 2026, 02:00 to 02:59: 1 reads",
        "CAM1, Mon 3 Aug 2026, 03:00 to Tue 4 Aug 2026, 23:59: no reads",
    ]
    assert "CAM9, Mon 3 Aug 2026, 00:00 to Tue 4 Aug 2026, 23:59: no reads" in told


def test_a_gap_that_chance_does_not_explain_is_crossed_out():
    svg = drawn()
    assert tips(svg)[-2:] == [
        "CAM2, Mon 3 Aug 2026, 00:00 to 23:59: no reads, 24 expected",
        "All devices, Mon 3 Aug 2026, 03:00 to 23:59: no reads, 30 expected",
    ]
    crosses = [line for line in svg.iter(f"{SVG}line") if line.get("x1") != line.get("x2") != "0"]
    slanted = [line for line in crosses if line.get("y1") != line.get("y2")]
    assert len(slanted) == 2 * 3  # the two gaps, and the sign in the legend


def test_the_picture_is_an_image_that_says_what_it_shows():
    svg = drawn()
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "3 devices" in description.text
    assert "0 have reads in every hour; 2 gaps are improbable" in description.text
    assert not re.search(r"<script|<style|style=|javascript:|\son\w+=|href=|url\(", draw_coverage(FOUND))


def test_where_there_is_no_room_for_all_what_is_missing_goes_first():
    svg = drawn(most_devices=2)
    assert {"CAM9CAM9", "CAM2CAM2"} <= set(words(svg))  # the name, and its tip
    assert "and 1 more devices" in words(svg)
    assert not any("CAM1" in word for word in words(svg))


def test_the_table_counts_hours_with_reads_day_by_day():
    table = hours_table(FOUND)
    assert table.periods == ((MONDAY, 24), (MONDAY + timedelta(days=1), 24))
    assert [(row.device, counts) for row, counts in table.rows] == [
        ("CAM2", (0, 24)),
        ("CAM1", (2, 0)),
        ("CAM9", (0, 0)),
    ]


def test_days_of_the_table_begin_at_midnight_though_the_time_looked_at_does_not():
    six = MONDAY + timedelta(hours=6)
    late = replace(FOUND, agreement=Agreement(six, six + timedelta(days=1)), hours=24, missing_devices=(), gaps=())
    table = hours_table(replace(late, devices=(DeviceHours("CAM1", 2, 2, 22, {17: 1, 18: 1}),)))
    assert table.periods == ((MONDAY, 18), (MONDAY + timedelta(days=1), 6))
    assert table.rows[0][1] == (1, 1)


def test_a_long_time_is_counted_and_drawn_in_longer_steps():
    ninety = replace(FOUND, agreement=replace(FOUND.agreement, until=MONDAY + timedelta(days=90)), hours=90 * 24)
    table = hours_table(ninety)
    assert (table.days, len(table.periods), table.periods[-1][1]) == (7, 13, 6 * 24)
    assert "one column is 12 hours" in drawn(ninety).find(f"{SVG}desc").text


def test_an_empty_period_is_drawn_too():
    assert drawn(replace(FOUND, devices=(), missing_devices=(), gaps=())).get("role") == "img"
