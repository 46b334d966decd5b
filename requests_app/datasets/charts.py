"""Draw a measure's answer: a timeline, columns or bars, as SVG that stands alone and prints."""

from datetime import date, datetime, timedelta
from typing import Any

from requests_app.datasets.answers import Result
from requests_app.datasets.maps import draw_map
from requests_app.datasets.questions import Chart, Unit
from requests_app.datasets.svg import BLUE, INK, QUIET, RULE, Drawing, shortened

WIDTH = 820
LEFT = 58
RIGHT = 14
PLOT_HEIGHT = 220
TOP = 14
MOST_COLUMNS = 400
MOST_BARS = 30
LABEL_WIDTH = 250

HOUR = timedelta(hours=1)
STEPS = (
    (HOUR, "hour"),
    (6 * HOUR, "six hours"),
    (24 * HOUR, "day"),
    (7 * 24 * HOUR, "week"),
    (28 * 24 * HOUR, "four weeks"),
)


def draw(result: Result, *, suppress_below: int = 0) -> str:
    """The answer as SVG text, or "" for a measure that is not drawn.

    On a map, cells that count fewer than `suppress_below` plates (or reads, where plates are not counted)
    are left out.
    """
    match result.measure.chart:
        case Chart.TIMELINE:
            return _timeline(result)
        case Chart.COLUMNS:
            return _by_hour_of_day(result)
        case Chart.AGES:
            return _ages(result)
        case Chart.BARS:
            return _bars(result)
        case Chart.MAP:
            return draw_map(result, suppress_below=suppress_below)
        case Chart.NONE:
            return ""


def _timeline(result: Result) -> str:
    """Counts over time, every empty hour or day shown as empty."""
    noun = result.columns[1].title.lower()
    counts = {_moment(moment): int(count) for moment, count in result.rows}
    daily = result.columns[0].unit is Unit.DAY
    if not counts:
        return _nothing(result)
    first, last = min(counts), max(counts)
    begin = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - the agency's clock
    end = datetime(last.year, last.month, last.day) + timedelta(days=1)  # noqa: DTZ001 - the agency's clock
    step, step_words = next(
        (pair for pair in STEPS[2 if daily else 0 :] if (end - begin) / pair[0] <= MOST_COLUMNS), STEPS[-1]
    )
    slots = -(-(end - begin) // step)
    columns = [0] * slots
    for moment, count in counts.items():
        columns[(moment - begin) // step] += count
    empty = columns.count(0)
    description = (
        f"{result.measure.sentence} From {_day(begin)} to {_day(end - timedelta(days=1))}; "
        f"one column is one {step_words}; the most is {max(columns):,}; {empty:,} of {slots:,} are empty."
    )
    drawing, scale = _frame(result, description, max(columns), PLOT_HEIGHT + TOP + 44)
    width = (WIDTH - LEFT - RIGHT) / slots
    gap = width * 0.3 if slots <= 16 else 1.0 if width > 4 else 0.25 if width > 2 else 0.0
    _day_marks(drawing, begin, end)
    for at, count in enumerate(columns):
        if count:
            moment = begin + at * step
            height = scale(count)
            when = _day(moment) if step >= 24 * HOUR else f"{_day(moment)}, {moment:%H:%M}"
            drawing.rect(
                LEFT + at * width + gap / 2,
                TOP + PLOT_HEIGHT - height,
                max(width - gap, 0.4),
                height,
                fill=BLUE,
                tip=f"{when}: {count:,} {noun}",
                class_="mark",
            )
            if slots <= 16:
                centre = LEFT + (at + 0.5) * width
                drawing.text(centre, TOP + PLOT_HEIGHT - height - 5, f"{count:,}", size=11, anchor="middle", fill=INK)
    _baseline(drawing)
    return str(drawing)


def _by_hour_of_day(result: Result) -> str:
    noun = result.columns[1].title.lower()
    counts = {int(hour): int(count) for hour, count in result.rows}
    if not counts:
        return _nothing(result)
    busiest = max(counts, key=lambda hour: (counts[hour], -hour))
    description = (
        f"{result.measure.sentence} The busiest hour begins at {busiest:02d}:00 with {counts[busiest]:,} {noun}."
    )
    drawing, scale = _frame(result, description, max(counts.values()), PLOT_HEIGHT + TOP + 44)
    width = (WIDTH - LEFT - RIGHT) / 24
    for hour in range(24):
        count = counts.get(hour, 0)
        height = scale(count)
        drawing.rect(
            LEFT + hour * width + 2,
            TOP + PLOT_HEIGHT - height,
            width - 4,
            height,
            fill=BLUE,
            tip=f"{hour:02d}:00 to {hour:02d}:59: {count:,} {noun}",
            class_="mark",
        )
        if hour % 3 == 0:
            drawing.text(LEFT + hour * width, TOP + PLOT_HEIGHT + 18, f"{hour:02d}:00", size=11, anchor="middle")
    drawing.text(WIDTH - RIGHT, TOP + PLOT_HEIGHT + 18, "24:00", size=11, anchor="end")
    drawing.text(LEFT, TOP + PLOT_HEIGHT + 38, "hour on the agency's clock", size=11)
    _baseline(drawing)
    return str(drawing)


def _ages(result: Result) -> str:
    """Reads by age, every age without any shown as empty; those older than the limit are darker and told in words."""
    unit = result.columns[0].title.removeprefix("Age in ")
    counts = {int(row[0]): (int(row[1]), int(row[3] or 0)) for row in result.rows}
    if not counts:
        return _nothing(result)
    each = -(-(max(counts) + 1) // MOST_COLUMNS)
    slots = [(0, 0)] * (max(counts) // each + 1)
    for age, (reads, older) in counts.items():
        before = slots[age // each]
        slots[age // each] = (before[0] + reads, before[1] + older)
    whole, beyond = (sum(values) for values in zip(*slots, strict=True))
    limit = result.retention.limit_days if result.retention else None
    step = f"{each} {unit}" if each > 1 else f"one {unit[:-1]}"
    told = f"ages from 0 to {max(counts):,} {unit}; one column is {step}"
    if limit is not None:
        told += f"; dark: {beyond:,} reads ({beyond / whole:.1%}) older than the limit of {limit:,} days"
    most = max(reads for reads, _ in slots)
    drawing, scale = _frame(result, f"{result.measure.sentence} {told}.", most, PLOT_HEIGHT + TOP + 44)
    width = (WIDTH - LEFT - RIGHT) / len(slots)
    gap = width * 0.3 if len(slots) <= 16 else 1.0 if width > 4 else 0.25 if width > 2 else 0.0
    for at, (reads, older) in enumerate(slots):
        x, wide = LEFT + at * width + gap / 2, max(width - gap, 0.4)
        ages = f"{at * each:,}" if each == 1 else f"{at * each:,} to {at * each + each - 1:,}"
        bottom = TOP + PLOT_HEIGHT
        for count, low, fill, says in (
            (reads - older, 0, BLUE, "reads"),
            (older, reads - older, INK, "reads older than the limit"),
        ):
            if count:
                tip = f"{ages} {unit}: {count:,} {says}"
                drawing.rect(x, bottom - scale(low + count), wide, scale(count), fill=fill, tip=tip, class_="mark")
    every = nice_step(len(slots) * each * 5 // 10)
    for age in range(0, len(slots) * each, every):
        drawing.text(LEFT + age / each * width, TOP + PLOT_HEIGHT + 18, f"{age:,}", size=11, anchor="middle")
    drawing.text(LEFT, TOP + PLOT_HEIGHT + 38, told, size=11)
    _baseline(drawing)
    return str(drawing)


def _bars(result: Result) -> str:
    """One bar for each row, on its share where there is one, else on its first count."""
    units = [column.unit for column in result.columns]
    shares = [at for at, unit in enumerate(units) if unit is Unit.SHARE]
    counts = [at for at, unit in enumerate(units) if unit is Unit.COUNT]
    at = shares[0] if shares else counts[0]
    rows = result.rows[:MOST_BARS]
    if not rows:
        return _nothing(result)
    values = [float(row[at] or 0) for row in rows]
    most = max(values) or 1.0
    left_out = len(result.rows) - len(rows)
    pitch = 26
    height = TOP + pitch * len(rows) + (26 if left_out else 6)
    description = (
        f"{result.measure.sentence} Bars show {result.columns[at].title.lower()}; "
        f"the longest is {_name(rows[values.index(max(values))][0])}."
    )
    drawing = Drawing(result.measure.name, WIDTH, height, result.measure.title, description)
    room = WIDTH - LABEL_WIDTH - (190 if shares else 90)
    for index, (row, value) in enumerate(zip(rows, values, strict=True)):
        y = TOP + index * pitch
        label = _name(row[0])
        figure = _figure(row, at, counts, shares)
        drawing.text(LABEL_WIDTH - 10, y + 14, shortened(label, 32), size=12, anchor="end", fill=INK, tip=label)
        drawing.rect(
            LABEL_WIDTH, y + 2, max(value / most * room, 1), 16, fill=BLUE, tip=f"{label}: {figure}", class_="mark"
        )
        drawing.text(LABEL_WIDTH + max(value / most * room, 1) + 7, y + 14, figure, size=12)
    drawing.line(LABEL_WIDTH, TOP - 4, LABEL_WIDTH, TOP + pitch * len(rows) - 2, stroke=QUIET)
    if left_out:
        drawing.text(LABEL_WIDTH, height - 8, f"and {left_out:,} more in the table", size=11)
    return str(drawing)


def _figure(row: tuple[Any, ...], at: int, counts: list[int], shares: list[int]) -> str:
    """The figure beside a bar: a count, or a share with the counts it is made of."""
    if not shares:
        return f"{row[at]:,}"
    share = float(row[at] or 0)
    percent = f"{share:.1%}" if share >= 0.001 or share == 0 else f"{share:.3%}"
    if len(counts) == 2 and counts[1] < at:
        return f"{percent} ({row[counts[1]]:,} of {row[counts[0]]:,})"
    return f"{percent} ({row[counts[0]]:,})"


def _frame(result: Result, description: str, most: int, height: int) -> tuple[Drawing, Any]:
    """A drawing with its ruled scale; and the function from a count to a height."""
    drawing = Drawing(result.measure.name, WIDTH, height, result.measure.title, description)
    step = nice_step(most)
    top = -(-most // step) * step

    def scale(count: int) -> float:
        return count / top * PLOT_HEIGHT

    for value in range(0, top + 1, step):
        y = TOP + PLOT_HEIGHT - scale(value)
        if value:
            drawing.line(LEFT, y, WIDTH - RIGHT, y)
        drawing.text(LEFT - 8, y + 4, f"{value:,}", size=11, anchor="end")
    return drawing, scale


def nice_step(most: int) -> int:
    """A step of 1, 2 or 5 times a power of ten that rules about five lines up to `most`.

    >>> nice_step(2900), nice_step(7), nice_step(0)
    (1000, 2, 1)
    """
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= step * factor * 5:
                return step * factor
        step *= 10


def _day_marks(drawing: Drawing, begin: datetime, end: datetime) -> None:
    """Day, month or year marks under a timeline, as many as there is room for."""
    days = (end - begin).days
    room = WIDTH - LEFT - RIGHT
    every = next((size for size in (1, 2, 7, 14, 28, 91, 182, 364, 728) if days / size <= 10), 3650)
    for day in range(0, days, every):
        x = LEFT + day / days * room
        moment = begin + timedelta(days=day)
        if day:
            drawing.line(x, TOP, x, TOP + PLOT_HEIGHT, stroke=RULE, stroke_dasharray="2 3")
        middle = x + room / days / 2 if every == 1 else x + 2
        anchor = "middle" if every == 1 else "start"
        drawing.text(middle, TOP + PLOT_HEIGHT + 18, f"{moment:%a} {moment.day} {moment:%b}", size=11, anchor=anchor)
        if day == 0 or moment.year != (moment - timedelta(days=every)).year:
            drawing.text(middle, TOP + PLOT_HEIGHT + 34, str(moment.year), size=11, anchor=anchor)


def _baseline(drawing: Drawing) -> None:
    drawing.line(LEFT, TOP + PLOT_HEIGHT, WIDTH - RIGHT, TOP + PLOT_HEIGHT, stroke=QUIET)


def _nothing(result: Result) -> str:
    drawing = Drawing(result.measure.name, WIDTH, 60, result.measure.title, "There are no rows to draw.")
    drawing.text(WIDTH / 2, 34, "There are no rows to draw.", size=13, anchor="middle")
    return str(drawing)


def _moment(value: date) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day on the agency's clock


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def _name(value: Any) -> str:
    return "(not given)" if value is None or not str(value).strip() else str(value)
