"""Invent licence-plate reads with known truth: no real plate, place or person, the same for the same seed."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HEADER = "plate,state,captured_at,latitude,longitude,device_id,agency,hit,confidence"
MONDAY = datetime.fromisoformat("2026-08-03")
HOURS = 7 * 24
DEVICES, MOBILE = 180, 40
DARK_FOR_ALL = 6 * 24 + 3
DARK_DEVICE = "CAM017"
DARK_HOURS = range(2 * 24 + 9, 2 * 24 + 18)
BY_HOUR = (2, 1, 1, 1, 2, 4, 8, 12, 11, 9, 9, 10, 10, 10, 11, 13, 14, 13, 10, 8, 6, 5, 4, 3)
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

Row = list[str]


def _cells(change: Callable[[Row], Row]) -> Callable[[Row], bytes]:
    return lambda row: ",".join(change(row)).encode()


def _with(at: int, value: str) -> Callable[[Row], bytes]:
    return _cells(lambda row: [*row[:at], value, *row[at + 1 :]])


# Each damage: the reason it is set aside for, and what it does to a sound row.
DAMAGE: tuple[tuple[str, Callable[[Row], bytes]], ...] = (
    ("too_few_fields", _cells(lambda row: row[:5])),
    ("too_many_fields", _cells(lambda row: [*row, "", "extra"])),
    ("stray_quote", _cells(lambda row: [*row[:5], '"' + row[5], *row[6:]])),
    ("stray_quote", _cells(lambda row: [row[0] + '"', *row[1:]])),
    ("stray_quote", _cells(lambda row: [*row[:6], f'"{row[6]}" dept', *row[7:]])),
    ("not_text", lambda row: ",".join(row).encode() + b"\xe9"),
    ("control_character", lambda row: ",".join(row).encode() + b"\x00"),
    ("stray_return", lambda row: ",".join(row).encode().replace(b",CA,", b",C\rA,", 1)),
    ("missing_plate", _with(0, "")),
    ("missing_read_at", _with(2, "")),
    ("unreadable_read_at", _cells(lambda row: [*row[:2], row[2][:10], *row[3:]])),
    ("unreadable_read_at", _cells(lambda row: [*row[:2], row[2] + "+02", *row[3:]])),
    ("unreadable_read_at", _with(2, "2026-02-30 10:00:00")),
    ("unreadable_latitude", _with(3, "nan")),
    ("out_of_range_latitude", _with(3, "94.6")),
    ("unreadable_longitude", _with(4, "W118")),
    ("half_coordinate", _cells(lambda row: [*row[:4], "" if row[4] else "-118.250000", *row[5:]])),
    ("unreadable_hit", _with(7, "maybe")),
)


@dataclass(slots=True)
class Truth:
    """What the file holds, kept while it is written."""

    lines: int = 1
    accepted: int = 0
    blank: int = 0
    header: int = 1
    joined: int = 0
    duplicates: int = 0
    without_coordinates: int = 0
    hits: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    plates: Counter[str] = field(default_factory=Counter)
    devices: Counter[str] = field(default_factory=Counter)
    hours: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""

    def take(self, row: Row) -> None:
        """Count a row that will be accepted."""
        self.accepted += 1
        self.lines += 1
        self.plates[row[0]] += 1
        self.devices[row[5]] += 1
        self.hours[row[2][:13]] += 1
        self.hits += row[7] == "1"
        self.without_coordinates += not row[3]
        self.first = self.first or row[2]
        self.last = row[2]

    def to_json(self, rows: int, seed: int, dirty: bool) -> dict[str, Any]:
        """The truth as plain values; keys as in a ledger where they mean the same."""
        return {
            "rows": rows,
            "seed": seed,
            "dirty": dirty,
            "lines": self.lines,
            "header": self.header,
            "blank": self.blank,
            "joined": self.joined,
            "accepted": self.accepted,
            "quarantined": self.reasons.total(),
            "reasons": dict(sorted(self.reasons.items())),
            "duplicates": self.duplicates,
            "plates": len(self.plates),
            "plates_read_once": sum(count == 1 for count in self.plates.values()),
            "devices": len(self.devices),
            "hits": self.hits,
            "without_coordinates": self.without_coordinates,
            "first_read_at": self.first,
            "last_read_at": self.last,
            "reads_per_device": dict(sorted(self.devices.items())),
            "reads_per_hour": dict(sorted(self.hours.items())),
            "gaps": [
                {"device": None, "from": _hour(DARK_FOR_ALL), "hours": 1},
                {"device": DARK_DEVICE, "from": _hour(DARK_HOURS.start), "hours": len(DARK_HOURS)},
            ],
        }


def write_scans(target: Path, *, rows: int, seed: int, dirty: bool) -> Path:
    """Write `rows` sound reads of one week to `target`, and with `dirty` damaged, blank, doubled and quoted
    lines among them; returns the path of the truth, written beside it as .truth.json."""
    chance = random.Random(seed)  # noqa: S311 - inventing data, not secrets
    truth = Truth()
    every = max(1, rows // (rows // 800 + 20)) if dirty else 0
    with target.open("wb") as out:
        out.write(HEADER.encode() + b"\n")
        spoiled = 0
        for number, row in enumerate(_rows(rows, chance), start=1):
            out.write(",".join(row).encode() + b"\n")
            truth.take(row)
            if every and number % every == 0:
                out.write(_spoil(row, spoiled, truth))
                spoiled += 1
    told = target.with_suffix(".truth.json")
    told.write_text(json.dumps(truth.to_json(rows, seed, dirty), indent=1) + "\n", encoding="utf-8")
    return told


def _rows(rows: int, chance: random.Random) -> Iterator[Row]:
    """Sound rows in the order of time, no two equal."""
    plates = _plates(max(10, rows // 4), chance)
    places = [(33.75 + chance.random() * 0.45, -118.55 + chance.random() * 0.45) for _ in range(DEVICES)]
    weights = [0 if hour == DARK_FOR_ALL else BY_HOUR[hour % 24] for hour in range(HOURS)]
    done, passed, total = 0, 0, sum(weights)
    for hour, weight in enumerate(weights):
        passed += weight
        until = rows * passed // total
        yield from _hour_rows(hour, until - done, plates, places, chance)
        done = until


def _hour_rows(
    hour: int, count: int, plates: list[str], places: list[tuple[float, float]], chance: random.Random
) -> Iterator[Row]:
    begin = MONDAY + timedelta(hours=hour)
    seen: set[tuple[str, ...]] = set()
    second = -1
    number = 0
    while number < count:
        at = number * 3600 // count
        if at != second:
            second, moment = at, str(begin + timedelta(seconds=at))
            seen.clear()
        device = int(chance.random() * DEVICES)
        name = f"CAM{device:03d}"
        if name == DARK_DEVICE and hour in DARK_HOURS:
            continue
        row = [_plate(plates, chance), "CA", moment, *_place(device, places, chance), name]
        row += ["LAPD" if device % 3 else "LASD", "1" if chance.random() < 0.0017 else "0"]
        row.append(f"{0.8 + chance.random() * 0.2:.2f}")
        if tuple(row) not in seen:
            seen.add(tuple(row))
            number += 1
            yield row


def _plates(count: int, chance: random.Random) -> list[str]:
    """Invented plates in the manner of California: a digit, three letters, three digits."""
    return [
        f"{chance.randint(1, 9)}{''.join(chance.choices(LETTERS, k=3))}{chance.randint(0, 999):03d}"
        for _ in range(count)
    ]


def _plate(plates: list[str], chance: random.Random) -> str:
    """One of the plates: half the reads are of a few seen often, as on any road."""
    draw = chance.random()
    share = draw * 2 if draw < 0.5 else (draw - 0.5) * 2
    return plates[int(share**4 * len(plates)) if draw < 0.5 else int(share * len(plates))]


def _place(device: int, places: list[tuple[float, float]], chance: random.Random) -> tuple[str, str]:
    """Where a device is: fixed, or on a car, or on a car without a fix once in fifty reads."""
    latitude, longitude = places[device]
    if device < DEVICES - MOBILE:
        return f"{latitude:.6f}", f"{longitude:.6f}"
    if chance.random() < 0.02:
        return "", ""
    return f"{latitude + chance.gauss(0, 0.02):.6f}", f"{longitude + chance.gauss(0, 0.02):.6f}"


def _spoil(row: Row, number: int, truth: Truth) -> bytes:
    """One line that is not a plain sound row, each kind in its turn, counted in the truth."""
    kind = number % (len(DAMAGE) + 5)
    if kind < len(DAMAGE):
        reason, damage = DAMAGE[kind]
        truth.reasons[reason] += 1
        truth.lines += 1
        return damage(row) + b"\n"
    extra = kind - len(DAMAGE)
    if extra == 0:
        truth.blank += 1
        truth.lines += 1
        return b"\n"
    if extra == 1:
        truth.header += 1
        truth.lines += 1
        return HEADER.encode() + b"\n"
    if extra == 2:
        truth.duplicates += 1
        truth.take(row)
        return ",".join(row).encode() + b"\n"
    if extra == 3:
        truth.take(row)
        return ",".join([row[0], '"CA, ""temporary"""', *row[2:]]).encode() + b"\n"
    truth.take(row)
    truth.joined += 1
    truth.lines += 1
    return ",".join([row[0], '"CA\nformerly NV"', *row[2:]]).encode() + b"\n"


def _hour(number: int) -> str:
    return str(MONDAY + timedelta(hours=number))
