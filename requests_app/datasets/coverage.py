"""Is it what was agreed: the period, the devices, the rows; and where reads are missing that should be there."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.screening import WITHHELD, withhold
from requests_app.datasets.shapes import Field
from requests_app.datasets.store import Store
from requests_app.errors import IngestError

HOUR = timedelta(hours=1)
IMPROBABLE = 1e-6


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the agency owes. `since` and `until` are full hours on its clock, `until` the first hour left out;
    empty tuples and None mean that nothing was agreed about that.

    Raises: IngestError, if the period is empty or not of full hours.
    """

    since: datetime
    until: datetime
    devices: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    rows: int | None = None

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise IngestError("The agreed period ends before it begins.")
        if any(moment != moment.replace(minute=0, second=0, microsecond=0) for moment in (self.since, self.until)):
            raise IngestError("The agreed period begins and ends at a full hour.")


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours in a row without a read: of one device, or of all (None). `expected` is how many reads such hours
    have on average; `improbability` is the chance of none by accident, were reads independent."""

    device: str | None
    begins: datetime
    hours: int
    expected: float

    @property
    def improbability(self) -> float:
        """exp(-expected): the chance of no read at all in the gap (Poisson)."""
        return math.exp(-self.expected)


@dataclass(frozen=True, slots=True)
class DeviceHours:
    """One device in the agreed period: its reads, in how many hours it has any or none, and how many in each hour
    that has some, counted from 0. "" is no name given."""

    device: str
    reads: int
    hours: int
    empty_hours: int
    per_hour: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was received against what was agreed. Gaps are the improbable ones, most missing first; `empty_days` are
    the days of the period on which no hour has a read."""

    agreement: Agreement
    rows_inside: int
    rows_outside: int
    hours: int
    empty_hours: int
    missing_devices: tuple[str, ...]
    unexpected_devices: tuple[str, ...]
    missing_agencies: tuple[str, ...]
    missing_fields: tuple[Field, ...]
    gaps: tuple[Gap, ...]
    devices: tuple[DeviceHours, ...] = ()
    empty_days: int = 0

    @property
    def rows_short(self) -> int | None:
        """Rows agreed but not there; negative when more came; None if no number was agreed."""
        return None if self.agreement.rows is None else self.agreement.rows - self.rows_inside


def period_of(store: Store) -> tuple[datetime, datetime] | None:
    """The first full hour with a read on the agency's clock, and the end of the last; None without any read."""
    with TemporaryDirectory(prefix="period-") as spill, Engine(store.folder, spill=Path(spill)) as engine:
        first, last = engine.row(
            f"SELECT min(local_hour), max(local_hour) FROM read_parquet({literal(store.rollup)})", []
        )
    return (first, last + HOUR) if first else None


def cover(store: Store, agreement: Agreement, *, improbable: float = IMPROBABLE) -> Coverage:
    """Hold a dataset against the agreement, from its roll-up.

    A device's reads are expected to follow the daily rhythm of all devices together. Cars that do not drive
    every day break that expectation: their gaps are questions to the agency, no findings.
    """
    with TemporaryDirectory(prefix="coverage-") as spill, Engine(store.folder, spill=Path(spill)) as engine:
        rollup = f"read_parquet({literal(store.rollup)})"
        period = [agreement.since, agreement.until]
        inside, outside = engine.row(
            "SELECT coalesce(sum(reads) FILTER (local_hour >= $1 AND local_hour < $2), 0)::BIGINT, "
            f"coalesce(sum(reads) FILTER (NOT (local_hour >= $1 AND local_hour < $2)), 0)::BIGINT FROM {rollup}",
            period,
        )
        counts = engine.rows(
            "SELECT device, local_hour, sum(reads)::BIGINT "
            f"FROM {rollup} WHERE local_hour >= $1 AND local_hour < $2 GROUP BY ALL ORDER BY ALL",
            period,
        )
        agencies = {name for (name,) in engine.rows(f"SELECT DISTINCT agency FROM {rollup}")}
    hours = (agreement.until - agreement.since) // HOUR
    seen = {device for device, _, _ in counts if device}
    told = _told(sorted(seen), agreement.devices)
    by_device: dict[str, dict[int, int]] = defaultdict(dict)
    for device, hour, reads in counts:
        by_device[told.get(device, "")][(hour - agreement.since) // HOUR] = reads
    full = {hour for per_hour in by_device.values() for hour in per_hour}
    shape = store.mapping.known_shape
    return Coverage(
        agreement=agreement,
        rows_inside=inside,
        rows_outside=outside,
        hours=hours,
        empty_hours=hours - len(full),
        missing_devices=tuple(name for name in agreement.devices if name not in seen),
        unexpected_devices=tuple(sorted(told[name] for name in seen - set(agreement.devices)))
        if agreement.devices
        else (),
        missing_agencies=tuple(name for name in agreement.agencies if name not in agencies),
        missing_fields=tuple(
            field
            for field in shape.fields
            if field.name in agreement.fields and field.name not in store.mapping.fields
        ),
        gaps=_gaps(agreement, by_device, hours, improbable),
        empty_days=len(
            {(agreement.since + hour * HOUR).date() for hour in range(hours)}
            - {(agreement.since + hour * HOUR).date() for hour in full}
        ),
        devices=tuple(
            DeviceHours(device, sum(per_hour.values()), len(per_hour), hours - len(per_hour), per_hour)
            for device, per_hour in sorted(by_device.items(), key=lambda item: (-sum(item[1].values()), item[0]))
        ),
    )


def _told(devices: Sequence[str], agreed: Sequence[str]) -> dict[str, str]:
    """Each device under the name it is shown by: a number where it gives somebody away, such as where plates were
    taken for devices; never one that was agreed."""
    shown = withhold(devices, typed=False)
    return {
        device: device if name == device or device in agreed else f"{WITHHELD} {number}"
        for number, (device, name) in enumerate(zip(devices, shown, strict=True), 1)
    }


def _gaps(
    agreement: Agreement, by_device: dict[str, dict[int, int]], hours: int, improbable: float
) -> tuple[Gap, ...]:
    """Improbable runs of empty hours, of all devices together and of each alone.

    A device's own gap is told only where it is more than its share of a gap of all.
    """
    together: dict[int, int] = defaultdict(int)
    for per_hour in by_device.values():
        for hour, reads in per_hour.items():
            together[hour] += reads
    profile = _profile(agreement, together, hours)
    whole = sum(together.values())
    dark = {hour for hour in range(hours) if hour not in together}
    found: list[tuple[str | None, int, int, float]] = [
        (None, *run) for run in _runs(together, set(), hours, profile, whole)
    ]
    for device, per_hour in by_device.items():
        found += [(device, *run) for run in _runs(per_hour, dark, hours, profile, sum(per_hour.values()))]
    gaps = [
        Gap(device, agreement.since + begin * HOUR, length, expected)
        for device, begin, length, expected in found
        if math.exp(-expected) < improbable
    ]
    return tuple(sorted(gaps, key=lambda gap: (gap.device is not None, -gap.expected, gap.begins, gap.device or "")))


def _profile(agreement: Agreement, together: dict[int, int], hours: int) -> list[float]:
    """For each hour of the period, the share of all reads it should have, by the hour of the day."""
    sums, times = [0.0] * 24, [0] * 24
    for hour in range(hours):
        clock = (agreement.since.hour + hour) % 24
        sums[clock] += together.get(hour, 0)
        times[clock] += 1
    means = [total / count if count else 0.0 for total, count in zip(sums, times, strict=True)]
    weights = [means[(agreement.since.hour + hour) % 24] for hour in range(hours)]
    whole = sum(weights)
    return [weight / whole if whole else 0.0 for weight in weights]


def _runs(
    per_hour: dict[int, int], dark: set[int], hours: int, profile: list[float], reads: int
) -> list[tuple[int, int, float]]:
    """Runs of empty hours: where each begins, how long it is, how many of the `reads` it should have had.
    Hours in `dark`, empty for all, neither break a run nor add to what it should have had."""
    runs = []
    begin, expected = None, 0.0
    for hour in range(hours + 1):
        if hour < hours and hour not in per_hour:
            begin = hour if begin is None else begin
            expected += 0.0 if hour in dark else profile[hour] * reads
        elif begin is not None:
            runs.append((begin, hour - begin, expected))
            begin, expected = None, 0.0
    return runs
