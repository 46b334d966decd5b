"""Releases: asked for as rows, prepared by a worker from a dataset, cancelled, tried again, their keys destroyed."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from requests_app import clock, datasets
from requests_app.casework import journal, queue, records
from requests_app.casework.readings import reading_of, store_of
from requests_app.casework.release_beside import counts_that_left
from requests_app.casework.release_plans import (
    check_budget,
    check_plan,
    check_reasons,
    hold_rows,
    noise_of,
    plan_of,
    policy_of,
)
from requests_app.errors import CaseworkError, IngestError, TrackerError
from requests_app.models import Dataset, DatasetState, Release, ReleaseForm, ReleaseState, User

RUNNING = (ReleaseState.WAITING, ReleaseState.PREPARING)
RELEASES = queue.Queue(
    rows=Release.objects.select_related("dataset__document", "dataset__matter"),
    waiting=ReleaseState.WAITING,
    working=ReleaseState.PREPARING,
    work="preparing this release",
)


def prepare_release(
    *,
    dataset: Dataset,
    title: str,
    form: str,
    by: User,
    purpose: str = "",
    time_step: str = "hour",
    place_step: Decimal | None = None,
    kept_columns: tuple[str, ...] = (),
    columns: tuple[dict[str, Any], ...] = (),
    renames_daily: bool = False,
    noise: datasets.Noise | None = None,
) -> Release:
    """Put a de-identified version in the queue. A worker makes it; nothing leaves before somebody decides.

    Of plate reads `time_step`, `place_step` and `kept_columns` say what is kept; of any other table `columns` does:
    name, treatment, step, is_known, and the reason for keeping one that names people.
    Raises: CaseworkError where the dataset is not read, the plan cannot be, a column that names people is kept
    without a reason, or the budget for noise is spent.
    """
    release = Release(
        dataset=dataset,
        title=title,
        purpose=purpose,
        form=form,
        time_step=time_step,
        place_step=place_step,
        kept_columns=list(kept_columns),
        columns=list(columns),
        renames_daily=renames_daily,
        least_plates=policy_of(dataset).least_plates,
        prepared_by=by,
        asked_at=clock.now(),
    )
    if noise is not None and form == ReleaseForm.NOISY:
        release.epsilon, release.most_per_unit = Decimal(str(noise.epsilon)), noise.most_per_unit
        release.since_on, release.until_on = noise.since_on, noise.until_on
        release.area = None if noise.area is None else list(noise.area)
    check_reasons(release)  # before anything is locked, for it looks at rows
    with transaction.atomic():
        hold_rows(dataset)  # so that two people cannot both spend what is left of their budget
        ready, otherwise = (DatasetState.READY,), "This dataset has not been read and reconciled yet."
        records.hold(dataset, field="state", among=ready, otherwise=otherwise)
        check_plan(release)
        check_budget(release)
        summary = f"Asked for the release “{title}” of “{dataset}”."
        return records.add(release, by=by, verb="prepare_release", summary=summary)


def cancel_release(*, release: Release, by: User) -> Release:
    """Stop preparing it; nothing of it is kept. Raises: CaseworkError when it is not being prepared."""
    with transaction.atomic():
        records.hold(release, field="state", among=RUNNING, otherwise="This release is not being prepared.")
        if release.state == ReleaseState.PREPARING:
            return records.change(
                release, by=by, verb="cancel_release", summary="Asked the preparation to stop.", cancel_asked=True
            )
        said = "Cancelled before it was prepared."
        return records.change(release, by=by, verb="cancel_release", summary=said, state=ReleaseState.CANCELLED)


def retry_release(*, release: Release, by: User) -> Release:
    """Prepare it again, under a new key. Raises: CaseworkError unless it failed or was cancelled."""
    again = (ReleaseState.FAILED, ReleaseState.CANCELLED)
    with transaction.atomic():
        hold_rows(release.dataset)
        ready, otherwise = (DatasetState.READY,), "This dataset has not been read and reconciled yet."
        records.hold(release.dataset, field="state", among=ready, otherwise=otherwise)
        records.hold(
            release, field="state", among=again, otherwise="Only what failed or was cancelled is tried again."
        )
        check_budget(release)
        return records.change(
            release,
            by=by,
            verb="retry_release",
            summary=f"Asked again for the release “{release.title}”.",
            state=ReleaseState.WAITING,
            stage="",
            progress_percent=0,
            cancel_asked=False,
            **queue.AFRESH,
        )


def destroy_release_key(*, release: Release, by: User) -> Release:
    """Destroy the key: from now on nobody can tell again which plate a pseudonym was. It cannot be undone.

    Raises: CaseworkError while it is prepared, where there is no key, or when it was destroyed before.
    """
    with transaction.atomic():
        done = tuple(state for state in ReleaseState if state not in RUNNING)
        records.hold(release, field="state", among=done, otherwise="It is being prepared; wait, or cancel first.")
        if not release.key_id or release.key_destroyed_at:
            raise CaseworkError("There is no key to destroy.")
        records.change(
            release,
            by=by,
            verb="destroy_release_key",
            summary=f"Destroyed the key {release.key_id} of the release “{release.title}”.",
            key_destroyed_at=clock.now(),
            key_destroyed_by=by,
        )
        datasets.destroy_key(key_path(release))  # last: a key is never gone without its entry in the journal
    return release


def claim_release(*, at: datetime) -> Release | None:
    """Take one release that waits, or whose worker died, for this process alone; None when there is none."""
    return RELEASES.claim(at=at, stage="", progress_percent=0)


def make_release(release: Release) -> Release:
    """Prepare a claimed release to the end, saying how far it is. Safe to repeat after a kill at any point.

    The outcome is on the row: to be decided, cancelled, or failed with the reason.
    """
    folder = folder_of(release)
    try:
        RELEASES.refuse_worn_out(release)
        reading = reading_of(release.dataset)
        prepared = _worked(release, folder)
    except queue.NotMineError:
        shutil.rmtree(folder, ignore_errors=True)
        datasets.destroy_key(key_path(release))
        return release
    except _CancelledError:
        shutil.rmtree(folder, ignore_errors=True)
        return _finish(release, ReleaseState.CANCELLED, "Stopped, as asked.")
    except (TrackerError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        reason = str(error)
        return _finish(release, ReleaseState.FAILED, f"Could not be prepared: {reason}", failure=reason)
    finally:
        _remove_stale_keys(release)
    named = f", key {prepared.key_id}" if prepared.key_id else ""
    summary = f"Prepared the release “{release.title}” of {prepared.rows:,} rows{named}."
    report = prepared.to_json() | {"reading": reading}
    return _finish(
        release, ReleaseState.TO_DECIDE, summary, report=report, key_id=prepared.key_id, ready_at=clock.now()
    )


def folder_of(release: Release) -> Path:
    """Where its files lie: one folder for each attempt, so that a dead worker never meets a living one."""
    return Path(settings.RELEASES_ROOT) / str(release.pk) / f"attempt-{release.attempt_count}"


def key_path(release: Release) -> Path:
    """Where its key lies: apart from the data, one for each attempt."""
    return Path(settings.RELEASE_KEYS) / f"release-{release.pk}-{release.attempt_count}.key"


def _worked(release: Release, folder: Path) -> datasets.Prepared:
    """The work in a thread that touches no database, while this one keeps the lease and hears of a cancel."""
    store = store_of(release.dataset)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    plan, noise, steps, left = plan_of(release), noise_of(release), _Steps(), counts_that_left(release)
    key = b"" if noise else _new_key(release)
    heart = queue.Heartbeat(RELEASES, release)

    def beat() -> None:
        heart.say(stage=steps.stage, progress_percent=steps.percent)
        steps.is_stopped = heart.is_cancelled()

    def work() -> datasets.Prepared:
        form, least = datasets.Form(release.form), release.least_plates
        return datasets.prepare(store, folder, plan, form, key, least=least, noise=noise, before=left, said=steps.say)

    beat()
    return queue.attend(work, beat, stop=steps.stop)


def _new_key(release: Release) -> bytes:
    path = key_path(release)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    datasets.destroy_key(path)  # of the same attempt, by a worker that died
    datasets.new_key(path)
    return datasets.read_key(path)


def _remove_stale_keys(release: Release) -> None:
    """Keys of attempts that came to nothing name nobody; they go at once."""
    for attempt in range(1, release.attempt_count):
        datasets.destroy_key(key_path(release).with_name(f"release-{release.pk}-{attempt}.key"))


class _CancelledError(IngestError):
    """A person stopped it."""


@dataclass
class _Steps:
    """What the worker's thread says of itself, and is told."""

    stage: str = ""
    percent: int = 0
    is_stopped: bool = False

    def say(self, stage: str, percent: int) -> None:
        if self.is_stopped:
            raise _CancelledError
        self.stage, self.percent = stage, percent

    def stop(self) -> None:
        self.is_stopped = True


def _finish(release: Release, state: ReleaseState, summary: str, **values: Any) -> Release:
    """Write the outcome, unless another worker has the row by now."""
    if state != ReleaseState.TO_DECIDE:
        datasets.destroy_key(key_path(release))
    with transaction.atomic():
        if RELEASES.finish(release, state=state, stage="", cancel_asked=False, **values):
            journal.write(release, by=None, verb="make_release", summary=summary)
    return release
