"""Corrections of lines set aside: recorded one by one or many at once, withdrawn, and read in at the next reading."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from requests_app import clock, datasets
from requests_app.casework import records
from requests_app.casework.readings import store_of
from requests_app.errors import CaseworkError
from requests_app.models import Dataset, LineCorrection, User

AT_ONCE = 5_000  # lines of one list of corrections
NAMED = 5  # refused lines that a refusal names


def corrections_of(dataset: Dataset) -> tuple[datasets.Correction, ...]:
    """The corrections in force, as a reading takes them."""
    rows = LineCorrection.objects.in_force().filter(dataset=dataset).values_list("line", "raw_sha256", "cells")
    return tuple(datasets.Correction(line, sha256, tuple(cells)) for line, sha256, cells in rows)


def is_read_with(dataset: Dataset) -> bool:
    """Whether the present reading has all the corrections in force, and no others."""
    return store_of(dataset).corrected == datasets.fingerprint(corrections_of(dataset))


def correct_lines(
    *, dataset: Dataset, cells: Mapping[int, Sequence[str]], why: str, by: User | None
) -> list[LineCorrection]:
    """Record what these lines should have said, all of them or none. They count from the next reading on.

    A line corrected before is corrected anew, and its earlier correction withdrawn.
    Raises: CaseworkError naming the first lines that were not set aside, or that the rules would refuse again.
    """
    if not cells:
        raise CaseworkError("No line differs from what is in the file; nothing was recorded.")
    if len(cells) > AT_ONCE:
        raise CaseworkError(f"At most {AT_ONCE:,} lines can be corrected at once.")
    if not why.strip():
        raise CaseworkError("Say how the right values are known.")
    store = store_of(dataset)
    found = datasets.quarantine_rows(store, lines=cells, limit=AT_ONCE)
    aside = {row.line: (row.reason, datasets.raw_sha256(row.raw)) for row in found}
    earlier = {row.line: row for row in dataset.corrections.in_force().filter(line__in=list(cells))}
    for row in earlier.values():
        aside.setdefault(row.line, (row.reason, row.raw_sha256))
    if strange := sorted(cells.keys() - aside.keys()):
        raise CaseworkError(f"Not set aside, so not to be corrected: {_lines(strange)}.")
    wanted = [datasets.Correction(line, aside[line][1], tuple(row)) for line, row in sorted(cells.items())]
    if refused := datasets.refusals(wanted, store.mapping):
        raise CaseworkError(_refusal(refused, store.mapping))
    with transaction.atomic():
        for row in earlier.values():
            _withdraw(row, by=by)
        return [
            records.add(
                LineCorrection(
                    dataset=dataset,
                    line=row.line,
                    raw_sha256=row.raw_sha256,
                    reason=aside[row.line][0],
                    cells=list(row.cells),
                    why=why.strip(),
                    made_by=by,
                    made_at=clock.now(),
                ),
                by=by,
                verb="correct_lines",
                summary=f"Corrected line {row.line:,} of “{dataset.title}”.",
            )
            for row in wanted
        ]


def withdraw_correction(*, correction: LineCorrection, by: User | None) -> LineCorrection:
    """Take a correction back. The line is set aside again at the next reading.

    Raises: CaseworkError when it was withdrawn before.
    """
    if correction.withdrawn_at:
        raise CaseworkError("This correction was withdrawn before.")
    return _withdraw(correction, by=by)


def _withdraw(correction: LineCorrection, *, by: User | None) -> LineCorrection:
    return records.change(
        correction,
        by=by,
        verb="withdraw_correction",
        summary=f"Withdrew the correction of line {correction.line:,} of “{correction.dataset.title}”.",
        withdrawn_by=by,
        withdrawn_at=clock.now(),
    )


def _refusal(refused: Mapping[int, str], mapping: datasets.Mapping) -> str:
    named = [
        f"Line {line:,}: {datasets.reason_sentence(reason, mapping.known_shape)}"
        for line, reason in sorted(refused.items())[:NAMED]
    ]
    more = f" And {len(refused) - NAMED:,} more lines." if len(refused) > NAMED else ""
    return f"Nothing was recorded, because this would be set aside again. {' '.join(named)}{more}"


def _lines(lines: Sequence[int]) -> str:
    named = ", ".join(f"{line:,}" for line in lines[:NAMED])
    more = f" and {len(lines) - NAMED:,} more" if len(lines) > NAMED else ""
    return f"line {named}{more}" if len(lines) == 1 else f"lines {named}{more}"
