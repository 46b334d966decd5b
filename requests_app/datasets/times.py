"""Local wall-clock time and UTC: where a zone's clock changes, as plain numbers that SQL can compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """One change of the clock: at `at_utc` the offset goes from `before` to `after` (seconds east of UTC)."""

    at_utc: datetime
    before: int
    after: int

    @property
    def wall_start(self) -> datetime:
        """The first wall time that is skipped (clock goes forward) or comes twice (clock goes back)."""
        return self.at_utc + timedelta(seconds=min(self.before, self.after))

    @property
    def wall_end(self) -> datetime:
        """The first wall time after the skipped or doubled ones."""
        return self.at_utc + timedelta(seconds=max(self.before, self.after))

    @property
    def skips(self) -> bool:
        """True when the clock goes forward: the wall times between do not exist."""
        return self.after > self.before


def shifts(zone: ZoneInfo, first: datetime, last: datetime) -> tuple[int, tuple[Shift, ...]]:
    """The offset (seconds east of UTC) before `first`, and the changes from then until after `last`.

    `first` and `last` are naive, wall time or UTC: a margin of two days covers the difference.
    """
    begin = first - timedelta(days=2)
    return _offset(zone, begin), tuple(_changes(zone, begin, last + timedelta(days=2)))


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Shift]:
    at = begin
    while at < end:
        then = min(at + timedelta(days=7), end)
        before, after = _offset(zone, at), _offset(zone, then)
        if before != after:
            yield Shift(_boundary(zone, at, then), before, after)
        at = then


def _boundary(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The first second in UTC that has the later offset."""
    before = _offset(zone, early)
    while late - early > SECOND:
        middle = early + timedelta(seconds=(late - early).total_seconds() // 2)
        if _offset(zone, middle) == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def _offset(zone: ZoneInfo, at_utc: datetime) -> int:
    offset = at_utc.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
