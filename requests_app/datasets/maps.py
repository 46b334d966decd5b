"""Draw map cells as SVG: hexagons on a local projection, with a scale, a grid of degrees and a legend."""

import math
from collections.abc import Iterator

from h3.api import basic_str

from requests_app.datasets.answers import Result
from requests_app.datasets.questions import Unit
from requests_app.datasets.svg import INK, PALE, QUIET, RULE, Drawing

WIDTH = 820
MARGIN = 16
LEGEND_HEIGHT = 62
LEAST_HEIGHT, MOST_HEIGHT = 260, 760
KM_PER_DEGREE = 111.195

RAMP = ("#d5f0e0", "#93d8b7", "#4bb9ad", "#3692a8", "#38689f", "#403f7e", "#2a1c3c")

Point = tuple[float, float]


class _Projection:
    """Equirectangular about the middle of what is shown: true to scale within a fraction of a per cent
    across a county. Points are (latitude, longitude) in degrees; pixels grow to the right and down."""

    def __init__(self, points: list[Point]) -> None:
        south, north = min(p[0] for p in points), max(p[0] for p in points)
        west, east = min(p[1] for p in points), max(p[1] for p in points)
        self.south, self.north, self.west, self.east = south, north, west, east
        self._squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = (east - west) * self._squeeze, north - south
        room = WIDTH - 2 * MARGIN
        self._scale = min(room / wide, (MOST_HEIGHT - 2 * MARGIN) / high)
        self.height = max(high * self._scale + 2 * MARGIN, LEAST_HEIGHT)
        self._left = (WIDTH - wide * self._scale) / 2
        self._top = (self.height - high * self._scale) / 2

    def __call__(self, point: Point) -> Point:
        latitude, longitude = point
        return (
            self._left + (longitude - self.west) * self._squeeze * self._scale,
            self._top + (self.north - latitude) * self._scale,
        )

    @property
    def pixels_per_km(self) -> float:
        """How long a kilometre is drawn."""
        return self._scale / KM_PER_DEGREE


def draw_map(result: Result, *, suppress_below: int = 0) -> str:
    """A map of a result whose first column is a cell; colour is by its last count.

    Cells whose last count is below `suppress_below` are left out and only their number is told.
    """
    titles = [column.title.lower() for column in result.columns]
    at = max(index for index, column in enumerate(result.columns) if column.unit is Unit.COUNT)
    shown = [row for row in result.rows if row[at] >= suppress_below]
    hidden = len(result.rows) - len(shown)
    if not shown:
        drawing = Drawing(result.measure.name, WIDTH, 60, result.measure.title, "There is no cell to draw.")
        drawing.text(WIDTH / 2, 34, "There is no cell to draw.", size=13, anchor="middle")
        return str(drawing)
    outlines = {row[0]: [(lat, lon) for lat, lon in basic_str.cell_to_boundary(row[0])] for row in shown}
    project = _Projection([point for outline in outlines.values() for point in outline])
    breaks = class_breaks(max(row[at] for row in shown))
    description = (
        f"{result.measure.sentence} {len(shown):,} hexagons are drawn, coloured by {titles[at]}, from "
        f"{min(row[at] for row in shown):,} to {max(row[at] for row in shown):,}; north is up."
    )
    if hidden:
        description += f" {hidden:,} hexagons with fewer than {suppress_below} are left out."
    height = round(project.height + LEGEND_HEIGHT)
    drawing = Drawing(result.measure.name, WIDTH, height, result.measure.title, description)
    drawing.rect(0, 0, WIDTH, project.height, fill=PALE, class_="ground")
    _graticule(drawing, project)
    for row in reversed(shown):
        counts = "; ".join(f"{row[index]:,} {titles[index]}" for index in range(1, len(row)))
        latitude, longitude = basic_str.cell_to_latlng(row[0])
        drawing.polygon(
            [project(point) for point in outlines[row[0]]],
            fill=RAMP[_class_of(row[at], breaks)],
            tip=f"{counts} (about {abs(latitude):.3f}° {'N' if latitude >= 0 else 'S'}, "
            f"{abs(longitude):.3f}° {'E' if longitude >= 0 else 'W'})",
            stroke="#ffffff",
            stroke_width="0.5",
            class_="mark",
        )
    _scale_bar(drawing, project)
    _legend(drawing, project.height, breaks, result.columns[at].title, hidden, suppress_below)
    return str(drawing)


def class_breaks(most: int) -> list[int]:
    """Where each colour begins: 1 and then a 1-3-10 series, as few as reach `most`, seven at the most.

    >>> class_breaks(5590)
    [1, 10, 30, 100, 300, 1000, 3000]
    >>> class_breaks(4)
    [1, 3]
    """
    series = [1]
    while series[-1] < most:
        series.append(series[-1] * 3 if str(series[-1])[0] == "1" else series[-1] // 3 * 10)
    series = [value for value in series if value <= most]
    return [1, *series[1:][-(len(RAMP) - 1) :]]


def _class_of(count: int, breaks: list[int]) -> int:
    step = max(index for index, least in enumerate(breaks) if count >= least or index == 0)
    return step + (len(RAMP) - len(breaks)) // 2


def _graticule(drawing: Drawing, project: _Projection) -> None:
    """A faint grid of degrees, labelled at the edges, so that the place can be found on any other map."""
    span = max(project.north - project.south, project.east - project.west)
    step = next((size for size in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5) if span / size <= 6), 10)
    decimals = 2 if step < 0.1 else 1 if step < 1 else 0
    for latitude in _multiples(project.south, project.north, step):
        _, y = project((latitude, project.west))
        drawing.line(0, y, WIDTH, y, stroke=RULE)
        hemisphere = "N" if latitude >= 0 else "S"
        drawing.text(6, y - 4, f"{abs(latitude):.{decimals}f}° {hemisphere}", size=10)
    for longitude in _multiples(project.west, project.east, step):
        x, _ = project((project.south, longitude))
        drawing.line(x, 0, x, project.height, stroke=RULE)
        hemisphere = "E" if longitude >= 0 else "W"
        drawing.text(x + 4, 13, f"{abs(longitude):.{decimals}f}° {hemisphere}", size=10)


def _multiples(low: float, high: float, step: float) -> Iterator[float]:
    at = math.ceil(low / step)
    while at * step <= high:
        yield at * step
        at += 1


def _scale_bar(drawing: Drawing, project: _Projection) -> None:
    longest = 160 / project.pixels_per_km
    km = next((size for size in (500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2) if size <= longest), 0.1)
    length = km * project.pixels_per_km
    x, y = WIDTH - MARGIN - length, project.height - 14
    drawing.rect(x - 8, y - 20, length + 16, 28, fill=PALE, fill_opacity="0.85")
    drawing.line(x, y, x + length, y, stroke=INK, stroke_width="2")
    for end in (x, x + length):
        drawing.line(end, y - 4, end, y + 4, stroke=INK, stroke_width="2")
    drawing.text(x + length / 2, y - 6, f"{km:g} km", size=11, anchor="middle", fill=INK)


def _legend(drawing: Drawing, top: float, breaks: list[int], title: str, hidden: int, suppress_below: int) -> None:
    room = 92
    drawing.text(MARGIN, top + 20, f"{title} in a hexagon", size=12, fill=INK)
    for index, least in enumerate(breaks):
        x = MARGIN + index * room
        last = index + 1 == len(breaks)
        words = f"{least:,} and more" if last else f"{least:,}"
        if not last and breaks[index + 1] - 1 > least:
            words = f"{least:,}–{breaks[index + 1] - 1:,}"
        drawing.rect(x, top + 29, room - 2, 10, fill=RAMP[_class_of(least, breaks)])
        drawing.text(x, top + 53, words, size=11)
    if hidden:
        words = f"{hidden:,} hexagons with fewer than {suppress_below} left out"
        drawing.text(WIDTH - MARGIN, top + 20, words, size=11, anchor="end", fill=QUIET)
