"""What left of the same rows before: which releases those are, and what two tell together that neither tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from requests_app import clock, datasets
from requests_app.casework.readings import reading_of
from requests_app.casework.release_plans import plan_of
from requests_app.models import Dataset, Release, ReleaseForm, ReleaseState
from requests_app.reminders import short_date

TREATMENTS = {
    "drop": "dropped",
    "keep": "kept as it is",
    "pseudonym": "named by a pseudonym",
    "screen": "texts that look like a plate, a name or a number, or that few gave, are withheld",
    "hour": "told by the hour",
    "day": "told by the day",
    "month": "told by the month",
    "year": "told by the year",
    "step": "told in steps of {step:g}",
}
SUBTRACTED = "counts the same rows by other steps: what each leaves out as too small may be told by subtraction."
LAID_BESIDE = "tells the same rows in another way: laid side by side, rows that are alike tell what both say of them."
GIVEN_AWAY = "counts the same rows by other steps: subtracting one from the other gives away"
READ_OTHERWISE = "was made of another reading of these rows: where the two differ, the rows read otherwise are told."
LATER = "It left after this one was prepared, so nothing was worked out; a release asked for anew is held against it."


@dataclass(frozen=True, slots=True)
class Beside:
    """A release that left of the same rows, in words: what it is, what a person has to answer before another leaves,
    and why none may; "" for either where there is nothing."""

    release: Release
    words: str
    question: str = ""
    refusal: str = ""


def left_of(dataset: Dataset) -> list[Release]:
    """The releases of its rows that left, the first first, withdrawn ones too."""
    return list(Release.objects.of_the_rows_of(dataset).that_left().select_related("dataset__document"))


def left_in_words(dataset: Dataset) -> list[str]:
    """What left of its rows, a sentence each, for who prepares another."""
    return [in_words(other, dataset.matter_id) for other in left_of(dataset)]


def beside(release: Release) -> list[Beside]:
    """What left of its rows, held against this release as it was prepared."""
    matter = release.dataset.matter_id
    return [
        Beside(other, in_words(other, matter), *_held_against(release, other, _called(other, matter)))
        for other in left_of(release.dataset)
        if other.pk != release.pk
    ]


def in_words(other: Release, matter_id: int | None) -> str:
    """One release that left, for members of this matter; of another matter no more than that there is one."""
    left = f", which left {_day(other)}" if other.decided_at else ""
    again = "; withdrawn since, but copies were taken" if other.state == ReleaseState.WITHDRAWN else ""
    told = f": {'; '.join(_steps_in_words(other))}" if other.dataset.matter_id == matter_id else ""
    return f"{_called(other, matter_id)}{left}{again}{told}."


def counts_that_left(release: Release) -> list[datasets.Left]:
    """Of counts: those of the same reading that left and were made by other steps, for the worker to subtract."""
    if not is_counted(release):
        return []
    reading = reading_of(release.dataset)
    return [
        datasets.Left(
            str(other.pk), plan_of(other, dataset=release.dataset), other.least_plates, other.report["suppressed"]
        )
        for other in left_of(release.dataset)
        if is_counted(other) and other.report.get("reading") == reading and not is_made_alike(release, other)
    ]


def is_made_alike(one: Release, other: Release) -> bool:
    """Whether both were made by the same steps, so that neither tells what the other does not."""
    return _steps(one) == _steps(other)


def is_counted(release: Release) -> bool:
    """Whether it holds counts of cells that are all told: by no texts of which some are withheld."""
    return release.form == ReleaseForm.COUNTS and all(row["treatment"] != "screen" for row in release.columns)


def _held_against(release: Release, other: Release, called: str) -> tuple[str, str]:
    """What has to be answered, and what cannot be."""
    if ReleaseForm.NOISY in (release.form, other.form):
        return "", ""  # noise is drawn for whatever else is known; what both spend is counted together
    if release.report.get("reading") != other.report.get("reading"):
        return f"{called} {READ_OTHERWISE}", ""
    if is_made_alike(release, other):
        return "", ""
    if release.form != ReleaseForm.COUNTS or other.form != ReleaseForm.COUNTS:
        return f"{called} {LAID_BESIDE}", ""
    found = release.report.get("subtracted") or {"told": {}, "is_chain": False}
    told = found["told"].get(str(other.pk))
    if told:
        return "", f"{called} {GIVEN_AWAY} {told:,} small cell{'' if told == 1 else 's'}."
    if told == 0 and found["is_chain"]:
        return "", ""
    is_later = is_counted(release) and other.decided_at and release.ready_at and other.decided_at > release.ready_at
    return f"{called} {SUBTRACTED}{' ' + LATER if is_later else ''}", ""


def _steps(release: Release) -> tuple[Any, ...]:
    columns = [{name: value for name, value in row.items() if name != "reason"} for row in release.columns]
    renames = release.form == ReleaseForm.ROWS and release.renames_daily
    place = None if release.place_step is None else float(release.place_step)
    return release.form, release.time_step, place, sorted(release.kept_columns), renames, columns


def _steps_in_words(release: Release) -> Iterator[str]:
    yield release.get_form_display()
    if release.columns:
        for row in release.columns:
            if row["treatment"] != "drop":
                yield f"“{row['name']}” {TREATMENTS[row['treatment']].format(step=row.get('step') or 0)}"
        return
    yield f"time told by {release.get_time_step_display().lower()}"
    place = release.place_step
    yield "no place" if place is None else f"squares of {place.normalize()} degrees"
    if release.kept_columns:
        yield f"{', '.join(release.kept_columns)} kept"


def _called(other: Release, matter_id: int | None) -> str:
    if other.dataset.matter_id == matter_id:
        return f"“{other.title}” (release {other.pk})"
    return f"Release {other.pk}, of another matter,"


def _day(release: Release) -> str:
    assert release.decided_at is not None  # noqa: S101 - a constraint says so of whatever left
    return short_date(release.decided_at.astimezone(clock.COURT_ZONE).date())
