"""A chain of courts drawn as lanes over the years: one bar for each court, a mark for each thing that happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from requests_app.casework.chain import Chain, Link, Moment

WIDTH, LEFT, RIGHT = 960, 150, 20
TOP, LANE = 28, 44
MOST_YEARS_NAMED = 16

Across = Callable[[date], float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something is drawn, and what its title says. `shape`: happened, last-day."""

    x: float
    y: float
    shape: str
    says: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One court: its name and number, and the bar while it had the case."""

    court: str
    number: str
    y: float
    x: float
    width: float
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it in the units of the drawing. `today_x` is None where today lies outside."""

    width: int
    height: int
    years: list[tuple[float, int]]
    lanes: list[Lane]
    marks: list[Mark]
    today_x: float | None


def draw(chain: Chain, *, on: date) -> Drawing | None:
    """The drawing as of a day; None where nothing has a day yet."""
    days = [moment.on for moment in chain.moments]
    if not days:
        return None
    if chain.pending:
        days.append(on)
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    span = (last - first).days

    def across(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span, 1)

    rows = {link.case.pk: TOP + LANE * number + LANE / 2 for number, link in enumerate(chain.links)}
    step = -(-(last.year - first.year + 1) // MOST_YEARS_NAMED)
    years = [(across(date(year, 1, 1)), year) for year in range(first.year, last.year + 1, step)]
    lanes = [_lane(link, rows[link.case.pk], across, on) for link in chain.links]
    marks = list(_marks(chain.moments, rows, across))
    height = TOP + LANE * len(chain.links) + 8
    return Drawing(WIDTH, height, years, lanes, marks, across(on) if first <= on < last else None)


def _lane(link: Link, y: float, across: Across, on: date) -> Lane:
    start = end = float(LEFT)
    if link.from_on is not None:
        start, end = across(link.from_on), across(link.until_on or max(on, link.from_on))
    level = link.case.court.get_level_display()
    return Lane(level, link.case.number, y, start, max(end - start, 3), link.is_pending)


def _marks(moments: Sequence[Moment], rows: Mapping[int, float], across: Across) -> Iterator[Mark]:
    for moment in moments:
        shape = "last-day" if moment.is_last_day else "happened"
        says = f"{moment.on:%a} {moment.on.day} {moment.on:%b %Y}: {moment.what}"
        yield Mark(across(moment.on), rows[moment.case.pk], shape, says)
