"""The tags of dataset pages: the ledger as a bar, cells by their unit, reasons in words."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from requests_app import datasets
from requests_app.errors import IngestError
from requests_app.models import Dataset, MeasureAnswer
from requests_app.templatetags import words

register = template.Library()

SURE_PERCENT, SURE_SECONDS = 3, 1.5  # before that nobody can tell how long it takes
BAR_WIDTH = 1000  # units of the bar's own drawing
NUMBERS = frozenset({datasets.Unit.COUNT, datasets.Unit.SHARE, datasets.Unit.AGE})

PLACED = dict.fromkeys(NUMBERS, ' class="number"') | {datasets.Unit.NUMBERED: ' class="nowrap"'}


@register.filter
def counted(value: int | None) -> str:
    """A count with its thousands apart; blank for None."""
    return "" if value is None else f"{value:,}"


@register.simple_tag
def reading_words(dataset: Dataset) -> str:
    """How far keeping or reading a file is: how much so far, how fast, how much longer, and whether it was asked to
    stop."""
    if dataset.upload is not None:
        words = [f"{dataset.upload.size_bytes:,} bytes. You may leave this page."]
    else:
        words = [f"{dataset.rows_read_count:,} lines so far{_speed_of(dataset)}."]
    if dataset.cancel_asked:
        words.append("Stopping, as asked…")
    elif dataset.progress_percent >= SURE_PERCENT and dataset.worked_seconds >= SURE_SECONDS:
        left = dataset.worked_seconds * (100 / dataset.progress_percent - 1)
        words.append(f"About {_span_in_words(left)} left.")
    return " ".join(words)


def _speed_of(dataset: Dataset) -> str:
    """How fast lines come, while they come; the stages behind it count none."""
    if dataset.stage != datasets.Stage.READ.sentence or dataset.worked_seconds < SURE_SECONDS:
        return ""
    return f", {dataset.lines_a_second:,} a second"


def _span_in_words(seconds: float) -> str:
    """A span as people say it: to some seconds, minutes or hours."""
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds >= 1.5 * length:
            return f"{round(seconds / length)} {unit}s"
    return f"{max(1, round(seconds))} second{'' if round(seconds) <= 1 else 's'}"


@register.simple_tag
def took_words(dataset: Dataset) -> str:
    """What a reading took: rows, seconds and rows a second."""
    if dataset.rows_a_second is None:
        return ""
    return f"{dataset.row_count:,} rows in {dataset.read_seconds:.1f} s, {dataset.rows_a_second:,} a second"


@register.simple_tag
def asking_words(answer: MeasureAnswer, dataset: Dataset) -> str:
    """What a worker has to go through for a question, and whether it was asked to stop."""
    words = f"Going through up to {dataset.accepted_count or 0:,} rows. The answer is kept; you may leave this page."
    return f"{words} Stopping, as asked…" if answer.cancel_asked else words


@register.inclusion_tag("web/components/ledger_bar.html")
def ledger_bar(dataset: Dataset) -> dict[str, object]:
    """Lines = accepted + quarantined + blank + header (+ joined), as one bar and one sum."""
    joined, patched = dataset.ledger.get("joined", 0), dataset.ledger.get("patched", 0)
    counts = [
        ("accepted", "accepted as they came" if patched else "accepted", (dataset.accepted_count or 0) - patched),
        ("patched", "accepted as corrected", patched),
        ("quarantined", "quarantined", dataset.quarantined_count or 0),
        ("blank", "blank", dataset.blank_count or 0),
        ("header", "header", dataset.header_count or 0),
        ("joined", "continuing the line before", joined),
    ]
    total = max(1, sum(count for _, _, count in counts))
    parts, x = [], 0.0
    for name, says, count in counts:
        if count or name in ("accepted", "quarantined", "blank"):
            # What is there is seen: a part is never thinner than two units.
            width = max(2.0, BAR_WIDTH * count / total) if count else 0.0
            parts.append({"name": name, "says": says, "count": count, "x": f"{x:.2f}", "width": f"{width:.2f}"})
            x += width
    return {"dataset": dataset, "parts": parts}


@register.simple_tag
def is_number(column: datasets.Column) -> bool:
    """Whether the column's values stand at the right."""
    return column.unit in NUMBERS


@register.simple_tag
def measured_cells(row: Sequence[Any], columns: Sequence[datasets.Column]) -> SafeString:
    """The cells of one row of a measure, each by its column's unit."""
    cells = (
        (SafeString(PLACED.get(column.unit, "")), measured(value, column))
        for value, column in zip(row, columns, strict=True)
    )
    return format_html_join("", "<td{}>{}</td>", cells)


@register.simple_tag
def measured_tiles(row: Sequence[Any], columns: Sequence[datasets.Column]) -> SafeString:
    """A measure of one row as tiles: the value large, and what it counts below."""
    tiles = (
        ("" if column.unit in NUMBERS else "words", measured(value, column), column.title)
        for value, column in zip(row, columns, strict=True)
    )
    inner = format_html_join("", '<li><span class="cell"><strong class="{}">{}</strong>{}</span></li>', tiles)
    return format_html('<ul class="tally">{}</ul>', inner)


def measured(value: Any, column: datasets.Column) -> str:
    """One value as its unit is written."""
    if value is None:
        return "–"
    match column.unit:
        case datasets.Unit.COUNT | datasets.Unit.AGE:
            return f"{value:,}"
        case datasets.Unit.SHARE:
            return f"{100 * value:.2f}%"
        case datasets.Unit.HOUR_OF_DAY:
            return f"{value:02d}:00"
    if isinstance(value, datetime):
        return f"{words.day_in_words(value.date())}, {value:%H:%M}"
    return words.day_in_words(value) if isinstance(value, date) else str(value)


@register.filter
def chance(gap: datasets.Gap) -> str:
    """How improbable a gap is, as a person says it: 1 in 10 to the number of zeros."""
    zeros = int(gap.expected / math.log(10))
    return f"1 in {10**zeros:,}" if zeros < 10 else f"less than 1 in {10**9:,}"


@register.filter
def reason_words(reason: str, dataset: Dataset) -> str:
    """Why a line was set aside, in a sentence."""
    try:
        shape = datasets.Mapping.from_json(dataset.mapping).known_shape
    except IngestError:
        shape = datasets.PLATE_READS
    return datasets.reason_sentence(reason, shape)


@register.filter
def outline(raw: bytes) -> str:
    """The outline of bytes as text: no letter and no digit of it."""
    return datasets.outline(raw_text(raw))


@register.filter
def raw_text(raw: bytes) -> str:
    """Bytes as text, whatever they are."""
    return raw.decode("utf-8", "backslashreplace")
