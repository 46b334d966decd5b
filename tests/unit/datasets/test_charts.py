"""Charts that stand without script or style, say what they show, and hide what is too few."""

import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest

from requests_app.datasets import MEASURES, Chart, Result, draw
from requests_app.datasets.maps import class_breaks
from tests.measured import KEPT

SVG = "{http://www.w3.org/2000/svg}"
DAY = datetime.fromisoformat("2026-08-03")
CELLS = ("8829a1d757fffff", "8829a1d751fffff", "8829a1d753fffff")

ROWS = {
    "reads_per_hour": ((DAY, 5), (DAY + timedelta(hours=30), 2900)),
    "reads_per_day": ((date(2026, 8, 3), 5), (date(2026, 8, 6), 7)),
    "reads_by_hour_of_day": ((0, 3), (23, 12)),
    "reads_per_device": (('CAM <1> & "co" \x0b', 10, DAY, DAY), (None, 1, DAY, DAY)),
    "reads_per_agency": (("LAPD", 10, DAY, DAY),),
    "hit_rate_per_device": (("CAM1", 1000, 2, 0.002), ("CAM2", 10, 0, 0.0)),
    "hit_rate_per_agency": (("LAPD", 100_000, 2, 0.00002),),
    "map_cells": tuple((cell, count) for cell, count in zip(CELLS, (4000, 40, 1), strict=True)),
    "plates_per_cell": tuple((cell, count * 2, count) for cell, count in zip(CELLS, (4000, 5, 4), strict=True)),
    "plates_by_times_read": (("1", 80, 0.8, 80), ("100 or more", 20, 0.2, 3000)),
    "reads_by_age_in_days": ((30, 4, 0.25, 0), (32, 12, 0.75, 12)),
    "searches_per_day": ((date(2026, 8, 3), 5),),
    "searches_by_reason": (("inv", 3, 0.75, 1, 3, 1), (None, 1, 0.25, 0, 1, 1)),
    "searches_without_reason": (("Alder PD", 6, 1, 1 / 6),),
}
DRAWN = list(ROWS)


def drawn(name: str, rows=None, **options) -> ElementTree.Element:
    result = Result(MEASURES[name], "SELECT 1", ROWS[name] if rows is None else rows, retention=KEPT)
    return ElementTree.fromstring(draw(result, **options))  # noqa: S314 - our own output


def words(svg: ElementTree.Element) -> list[str]:
    texts = svg.iter(f"{SVG}text")
    return ["".join([element.text or "", *(child.tail or "" for child in element)]) for element in texts]


def tips(svg: ElementTree.Element) -> list[str]:
    return [element.text or "" for mark in svg.iter() if mark is not svg for element in mark.findall(f"{SVG}title")]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("empty", [False, True])
def test_a_chart_is_an_image_with_a_title_and_a_description(name: str, empty: bool):
    svg = drawn(name, () if empty else None)
    assert svg.get("role") == "img"
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == MEASURES[name].title
    assert description.text


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_passes_a_strict_content_policy(name: str):
    text = draw(Result(MEASURES[name], "SELECT 1", ROWS[name]))
    assert not re.search(r"<script|<style|style=|javascript:|\son\w+=|href=|url\(", text)


def test_reads_beyond_the_limit_are_told_in_words_and_darker():
    svg = drawn("reads_by_age_in_days")
    assert "dark: 12 reads (75.0%) older than the limit of 31 days" in svg.find(f"{SVG}desc").text
    assert tips(svg) == ["30 days: 4 reads", "32 days: 12 reads older than the limit"]
    long = drawn("reads_by_age_in_days", tuple((age, 1, 0.001, 0) for age in range(1000)))
    assert "one column is 3 days" in long.find(f"{SVG}desc").text
    assert tips(long)[-1] == "999 to 1,001 days: 1 reads"


def test_counts_of_searches_are_called_searches():
    assert tips(drawn("searches_per_day")) == ["Mon 3 Aug 2026: 5 searches"]
    assert "75.0% (3)" in words(drawn("searches_by_reason"))
    assert "16.7% (1 of 6)" in words(drawn("searches_without_reason"))


def test_every_way_of_drawing_is_looked_at_here():
    assert {MEASURES[name].chart for name in ROWS} == set(Chart) - {Chart.NONE}


def test_totals_are_not_drawn():
    assert draw(Result(MEASURES["totals"], "SELECT 1", ((0,) * 8,))) == ""


def test_an_hour_without_reads_is_a_gap_and_is_told():
    svg = drawn("reads_per_hour")
    assert "46 of 48 are empty" in svg.find(f"{SVG}desc").text
    assert tips(svg) == ["Mon 3 Aug 2026, 00:00: 5 reads", "Tue 4 Aug 2026, 06:00: 2,900 reads"]


def test_a_long_time_is_drawn_in_longer_steps_and_says_so():
    svg = drawn("reads_per_hour", tuple((DAY + timedelta(hours=hour), 1) for hour in range(24 * 365)))
    assert "one column is one day" in svg.find(f"{SVG}desc").text
    assert len(tips(svg)) == 365


def test_names_hostile_to_a_page_are_shown_as_words():
    svg = drawn("reads_per_device")
    assert 'CAM <1> & "co" �' in words(svg)
    assert "(not given)" in words(svg)


def test_a_share_is_told_with_the_counts_it_is_made_of():
    assert "0.2% (2 of 1,000)" in words(drawn("hit_rate_per_device"))
    assert "0.002% (2 of 100,000)" in words(drawn("hit_rate_per_agency"))
    assert "80.0% (80)" in words(drawn("plates_by_times_read"))


def test_more_bars_than_can_be_read_are_counted():
    svg = drawn("reads_per_agency", tuple((f"A{number}", 50 - number, DAY, DAY) for number in range(45)))
    assert "and 15 more in the table" in words(svg)


def test_cells_that_count_too_few_plates_are_left_out_and_their_number_is_told():
    svg = drawn("plates_per_cell", suppress_below=5)
    assert len(list(svg.iter(f"{SVG}polygon"))) == 2
    assert "1 hexagons with fewer than 5 left out" in words(svg)
    assert not any("8 reads; 4 different plates" in tip for tip in tips(svg))


def test_a_map_says_its_scale_and_the_degrees_it_shows():
    svg = drawn("map_cells")
    assert any(re.fullmatch(r"[\d.]+ km", word) for word in words(svg))
    assert any("° N" in word for word in words(svg))
    assert any("° W" in word for word in words(svg))


def test_one_cell_is_a_map_too():
    assert len(list(drawn("map_cells", ((CELLS[0], 1),)).iter(f"{SVG}polygon"))) == 1


def test_colours_begin_where_the_legend_says():
    assert class_breaks(1) == [1]
    assert class_breaks(2_000_000) == [1, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
