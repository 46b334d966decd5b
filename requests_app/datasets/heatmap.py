"""Coverage as a picture: devices by hours, darker where more was read, with every gap to be seen and told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from requests_app.datasets.coverage import HOUR, Coverage, DeviceHours, Gap
from requests_app.datasets.svg import BLUE, INK, PALE, QUIET, RULE, Drawing, shortened

WIDTH = 820
LEFT = 150
RIGHT = 12
TOP = 30
ROW = 16
LEGEND = 58
MOST_SLOTS = 336  # columns of the picture; one is two units wide then
MOST_DEVICES = 40
MOST_PERIODS = 31  # columns of the table
SLOTS = (1, 2, 3, 6, 12, 24, 48, 168, 672)  # hours in one column
DAYS = (1, 7, 28, 364)  # in one column of the table
RAMP = ("#cfe0f2", "#93b8de", "#5589c1", BLUE)  # up to a quarter of the device's own busiest column, a half, ...


@dataclass(frozen=True, slots=True)
class HoursTable:
    """The table behind the picture: in how many hours of each period each device has reads. A period is its first
    day and how many of its hours are looked at."""

    periods: tuple[tuple[datetime, int], ...]
    days: int
    rows: tuple[tuple[DeviceHours, tuple[int, ...]], ...]


def hours_table(found: Coverage) -> HoursTable:
    """Hours with reads by device and day, or by more days where the agreed period is long."""
    late, hours = found.agreement.since.hour, found.hours
    midnight = found.agreement.since - late * HOUR
    days = next((size for size in DAYS if hours / (24 * size) <= MOST_PERIODS), DAYS[-1])
    firsts = range(0, late + hours, 24 * days)
    ends = [min(first + 24 * days, late + hours) for first in firsts]
    periods = tuple(
        (midnight + first * HOUR, end - max(first, late)) for first, end in zip(firsts, ends, strict=True)
    )
    rows = []
    for device in _with_missing(found):
        counts = [0] * len(periods)
        for hour in device.per_hour:
            counts[(late + hour) // (24 * days)] += 1
        rows.append((device, tuple(counts)))
    return HoursTable(periods, days, tuple(rows))


def draw_coverage(found: Coverage, *, most_devices: int = MOST_DEVICES) -> str:
    """The picture as SVG text. Where there are more devices than it shows, those that were agreed and have no reads
    go first, then those with improbable gaps, then those with most reads."""
    devices, left_out = _chosen(found, most_devices)
    slot = next((size for size in SLOTS if found.hours / size <= MOST_SLOTS), SLOTS[-1])
    height = TOP + ROW * max(1, len(devices)) + LEGEND + (16 if left_out else 0)
    gaps = [gap for gap in found.gaps if gap.device is None or gap.device in {row.device for row in devices}]
    drawing = Drawing("coverage", WIDTH, height, "Hours with reads, by device", _described(found, devices, slot))
    _days(drawing, found, TOP + ROW * len(devices))
    for at, device in enumerate(devices):
        y = TOP + at * ROW
        name = device.device or "(not given)"
        drawing.text(LEFT - 8, y + 12, shortened(name, 22), size=11, anchor="end", fill=INK, tip=name)
        _row(drawing, found, device, slot, y)
    for gap in gaps:
        _gap(drawing, found, gap, [row.device for row in devices])
    below = TOP + ROW * len(devices)
    if left_out:
        drawing.text(LEFT, below + 14, f"and {left_out:,} more devices", size=11)
        below += 16
    _legend(drawing, below + 14, slot)
    return str(drawing)


def _with_missing(found: Coverage) -> list[DeviceHours]:
    """Every device with reads, and those agreed that have none."""
    none = [DeviceHours(name, 0, 0, found.hours, {}) for name in found.missing_devices]
    return [*found.devices, *none]


def _chosen(found: Coverage, most: int) -> tuple[list[DeviceHours], int]:
    everything = _with_missing(found)
    gappy = {gap.device for gap in found.gaps}
    first = sorted(everything, key=lambda row: (row.reads > 0, row.device not in gappy, -row.reads))[:most]
    shown = [row for row in everything if row in first]
    return shown, len(everything) - len(shown)


def _x(found: Coverage, hour: float) -> float:
    return LEFT + hour / found.hours * (WIDTH - LEFT - RIGHT)


def _row(drawing: Drawing, found: Coverage, device: DeviceHours, slot: int, y: float) -> None:
    """One device: stretches of one shade, or of no read at all, each with its tip."""
    counts = [0] * -(-found.hours // slot)
    for hour, reads in device.per_hour.items():
        counts[hour // slot] += reads
    for begin, end, shade, reads in _stretches(counts):
        first, last = begin * slot, min(end * slot, found.hours)
        x, width = _x(found, first), _x(found, last) - _x(found, first)
        told = f"{reads:,} reads" if reads else "no reads"
        tip = f"{device.device or '(not given)'}, {_span(found, first, last)}: {told}"
        if shade < 0:
            drawing.rect(x, y + 2, width, ROW - 4, fill=PALE, tip=tip)
            drawing.line(x, y + ROW / 2, x + width, y + ROW / 2, stroke=QUIET)
        else:
            drawing.rect(x, y + 2, width, ROW - 4, fill=RAMP[shade], tip=tip)


def _stretches(counts: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """Columns in a row with one shade: the first, the one after the last, the shade (-1 for none), the reads."""
    most = max(counts, default=0)
    begin, reads = 0, 0
    for at, count in enumerate(counts):
        shade = _shade(count, most)
        reads += count
        if at + 1 == len(counts) or _shade(counts[at + 1], most) != shade:
            yield begin, at + 1, shade, reads
            begin, reads = at + 1, 0


def _shade(count: int, most: int) -> int:
    return -1 if not count else min(len(RAMP) - 1, (count * len(RAMP) - 1) // most)


def _gap(drawing: Drawing, found: Coverage, gap: Gap, devices: list[str]) -> None:
    """A box with a cross over the hours of an improbable gap; of all devices, over all rows."""
    first = (gap.begins - found.agreement.since) // HOUR
    x, width = _x(found, first), max(_x(found, first + gap.hours) - _x(found, first), 2)
    y = TOP + (0 if gap.device is None else devices.index(gap.device)) * ROW + 1
    height = ROW * (len(devices) if gap.device is None else 1) - 2
    who = "All devices" if gap.device is None else gap.device or "(not given)"
    tip = f"{who}, {_span(found, first, first + gap.hours)}: no reads, {gap.expected:,.0f} expected"
    drawing.rect(x, y, width, height, fill="#ffffff", tip=tip, stroke=INK, stroke_width="1.4")
    drawing.line(x, y, x + width, y + height, stroke=INK)
    drawing.line(x, y + height, x + width, y, stroke=INK)


def _days(drawing: Drawing, found: Coverage, bottom: float) -> None:
    late = found.agreement.since.hour
    days = (late + found.hours) / 24
    every = next((size for size in (1, 2, 7, 14, 28, 91, 182, 364, 728) if days / size <= 8), 3650)
    for day in range(0, int(days) + (days % 1 > 0), every):
        x = _x(found, max(0, day * 24 - late))
        moment = found.agreement.since + timedelta(days=day)
        drawing.line(x, TOP - 6, x, bottom, stroke=RULE)
        drawing.text(x + 2, TOP - 12, f"{moment:%a} {moment.day} {moment:%b}", size=11)
    drawing.text(LEFT - 8, TOP - 12, str(found.agreement.since.year), size=11, anchor="end")


def _legend(drawing: Drawing, y: float, slot: int) -> None:
    column = f"column of {slot} hours" if slot > 1 else "hour"
    x = float(LEFT)
    for fill in RAMP:
        drawing.rect(x, y, 18, 10, fill=fill)
        x += 20
    drawing.text(x + 4, y + 9, f"fewer to more reads, by the device's own busiest {column}", size=11)
    y += 18
    drawing.rect(LEFT, y, 18, 10, fill=PALE)
    drawing.line(LEFT, y + 5, LEFT + 18, y + 5, stroke=QUIET)
    drawing.text(LEFT + 26, y + 9, "no reads", size=11)
    x = LEFT + 110
    drawing.rect(x, y, 18, 10, fill="#ffffff", stroke=INK, stroke_width="1.4")
    drawing.line(x, y, x + 18, y + 10, stroke=INK)
    drawing.line(x, y + 10, x + 18, y, stroke=INK)
    drawing.text(x + 26, y + 9, "no reads, and chance does not explain it", size=11)


def _described(found: Coverage, devices: list[DeviceHours], slot: int) -> str:
    whole = [row for row in devices if not row.empty_hours]
    column = "one hour" if slot == 1 else f"{slot} hours"
    return (
        f"{len(devices):,} devices from {_span(found, 0, found.hours)}; one column is {column}. {len(whole):,} have "
        f"reads in every hour; {len(found.gaps):,} gaps are improbable. The same numbers are in the table."
    )


def _span(found: Coverage, first: int, end: int) -> str:
    """From one hour until before another, in words."""
    begins, ends = found.agreement.since + first * HOUR, found.agreement.since + end * HOUR - timedelta(minutes=1)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%a} {ends.day} {ends:%b %Y}, {ends:%H:%M}"
    return f"{begins:%a} {begins.day} {begins:%b %Y}, {begins:%H:%M} to {until}"
