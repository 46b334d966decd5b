"""Bundles: asked for as rows, made by a worker, handed out through the gate, and removed after some days."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

from django.conf import settings
from django.db import transaction

from requests_app import archive, clock
from requests_app.access import Power, may_see
from requests_app.casework import journal, queue, records
from requests_app.casework.bundle_contents import gather, holds_raw_rows, keys_of, may_see_all, without_raw_rows
from requests_app.casework.bundle_filing import file_pieces
from requests_app.casework.bundle_pdf import write_pdf
from requests_app.casework.bundle_zip import write_zip
from requests_app.errors import AccessError, CaseworkError, TrackerError
from requests_app.models import Bundle, BundleState, CourtCase, Matter, RecordsRequest, User
from requests_app.reminders import short_date

FileKind = Literal["pdf", "zip"]
KEPT_DAYS = 14
MOST_REQUESTS = 500  # chosen one by one
PDF_SHARE = 0.7  # of the work; the ZIP is the rest
BUNDLES = queue.Queue(
    rows=Bundle.objects.select_related("matter", "request", "case", "asked_by"),
    waiting=BundleState.WAITING,
    working=BundleState.WAITING,
    work="making this bundle",
)


def ask_for_bundle(
    *, of: RecordsRequest | CourtCase | Matter | Sequence[RecordsRequest], by: User, on: date
) -> Bundle:
    """Put an export in the queue: of one request, case or matter with all in it, or of chosen requests.

    Raises: AccessError for what one may not see; CaseworkError when nothing, or too much, is chosen.
    """
    chosen = list(of) if isinstance(of, Sequence) else []
    if isinstance(of, Sequence) and not 1 <= len(chosen) <= MOST_REQUESTS:
        raise CaseworkError(f"Choose between 1 and {MOST_REQUESTS} requests.")
    if not all(may_see(by, one) for one in (chosen if isinstance(of, Sequence) else [of])):
        raise AccessError("You are not a member of this matter.")
    matters = {one.matter for one in chosen}
    bundle = Bundle(
        title=_title(of)[:200],
        matter=of if isinstance(of, Matter) else of.matter if not isinstance(of, Sequence) else _only(matters),
        request=of if isinstance(of, RecordsRequest) else None,
        case=of if isinstance(of, CourtCase) else None,
        asked_by=by,
        asked_on=on,
        asked_at=clock.now(),
    )
    with transaction.atomic():
        said = f"Asked for a bundle: {bundle.title}."
        records.add(bundle, by=by, verb="ask_for_bundle", summary=said, power=Power.READ)
        bundle.chosen.set(chosen)
    return bundle


def cancel_bundle(*, bundle: Bundle, by: User) -> Bundle:
    """Stop making it. Raises: CaseworkError when it is not being made."""
    return _turn(bundle, by, BundleState.CANCELLED, "Cancelled", among={BundleState.WAITING})


def retry_bundle(*, bundle: Bundle, by: User) -> Bundle:
    """Make it once more, with what may be seen now. Raises: CaseworkError while it is made, or when it is ready."""
    again = {BundleState.FAILED, BundleState.CANCELLED, BundleState.EXPIRED}
    return _turn(bundle, by, BundleState.WAITING, "Asked again for", among=again)


def keep_bundle(*, bundle: Bundle, by: User) -> Bundle:
    """Keep its files until their owner removes them. Raises: CaseworkError when there are none."""
    _own(bundle, by)
    if bundle.state != BundleState.READY:
        raise CaseworkError("There are no files to keep.")
    said = f"Keeps the bundle {bundle.title}."
    return records.change(bundle, by=by, verb="keep_bundle", summary=said, power=Power.READ, expires_on=None)


def remove_bundle(*, bundle: Bundle, by: User) -> Bundle:
    """Delete its files; the row stays and says what they were. Raises: CaseworkError when there are none."""
    removed = _turn(bundle, by, BundleState.EXPIRED, "Removed the files of", among={BundleState.READY})
    shutil.rmtree(_folder(bundle), ignore_errors=True)
    return removed


def expire_bundles(*, on: date) -> int:
    """Delete the files of bundles whose days are over; returns how many."""
    over = list(Bundle.objects.filter(state=BundleState.READY, expires_on__lte=on))
    for bundle in over:
        if Bundle.objects.filter(pk=bundle.pk, state=BundleState.READY).update(state=BundleState.EXPIRED):
            journal.write(bundle, by=None, verb="expire_bundle", summary=f"Removed the files of {bundle.title}.")
        shutil.rmtree(_folder(bundle), ignore_errors=True)
    return len(over)


def may_take(person: User, bundle: Bundle) -> bool:
    """Whether the person may take its files away: they made it, and may still see every record in it."""
    return (
        bundle.asked_by_id == person.pk
        and may_see_all(person, bundle.contents)
        and not holds_raw_rows(bundle.contents, asked_at=bundle.asked_at)
    )


def open_file(bundle: Bundle, kind: FileKind, *, by: User) -> IO[bytes]:
    """The finished file to hand out; the caller closes it.

    Raises: CaseworkError while there is none; AccessError when something in it may not be seen any more.
    """
    if bundle.state != BundleState.READY:
        raise CaseworkError("There is no file to take away.")
    if not may_take(by, bundle):
        raise AccessError("Something in this bundle is no longer yours to see. Ask for a new one.")
    try:
        return path_of(bundle, kind).open("rb")
    except FileNotFoundError as error:
        raise CaseworkError("The file is gone. Ask for a new bundle.") from error


def path_of(bundle: Bundle, kind: FileKind) -> Path:
    """Where its PDF or ZIP lies."""
    return _folder(bundle) / f"bundle.{kind}"


def claim_bundle(*, at: datetime) -> Bundle | None:
    """Take one bundle that waits, or whose worker died, for this process alone; None when there is none."""
    return BUNDLES.claim(at=at)


def make_bundle(bundle: Bundle) -> Bundle:
    """Write both files of a claimed bundle, saying how far it is. Safe to repeat after a kill at any point.

    The outcome is on the row: ready with both hashes, or failed with the reason.
    """
    beat = queue.Heartbeat(BUNDLES, bundle)
    try:
        BUNDLES.refuse_worn_out(bundle)
        values = _write(bundle, beat.at)
    except queue.NotMineError:
        _clear_what_nobody_owns(bundle)
        return bundle
    except (TrackerError, OSError) as error:
        reason = str(error)
        return _finish(bundle, f"Could not make the bundle: {reason}", state=BundleState.FAILED, failure=reason)
    summary = f"Made the bundle {bundle.title}: {values['paper_count']} papers, {values['page_count']} pages."
    return _finish(bundle, summary, state=BundleState.READY, **values)


def _write(bundle: Bundle, said: Callable[[str, float], None]) -> dict[str, Any]:
    folder = _folder(bundle)
    folder.mkdir(parents=True, exist_ok=True)
    pieces, left_out = without_raw_rows(gather(bundle))
    if not pieces:
        raise CaseworkError("There is no paper in it that you may see.")
    filed = file_pieces(pieces)
    cover = (
        bundle.title,
        f"{sum(one.piece.is_in_pdf for one in filed)} papers, oldest first",
        f"From {pieces[0].day} to {pieces[-1].day}",
        f"Put together for {bundle.asked_by} on {short_date(bundle.asked_on)}",
        *left_out,
        "The ZIP that belongs to it has every file as it came, and a manifest of their SHA-256.",
    )
    pdf, packed = path_of(bundle, "pdf"), path_of(bundle, "zip")
    made = write_pdf(
        filed, pdf, title=bundle.title, cover=cover, said=lambda stage, part: said(stage, part * PDF_SHARE)
    )
    write_zip(filed, packed, said=lambda stage, part: said(stage, PDF_SHARE + part * (1 - PDF_SHARE)))
    return {
        "contents": keys_of(pieces),
        "paper_count": len(filed),
        "page_count": made.page_count,
        "slip_count": made.slip_count,
        "pdf_sha256": archive.hash_of(pdf),
        "pdf_bytes": pdf.stat().st_size,
        "zip_sha256": archive.hash_of(packed),
        "zip_bytes": packed.stat().st_size,
        "ready_at": clock.now(),
        "expires_on": clock.today() + timedelta(days=KEPT_DAYS),
    }


def _finish(bundle: Bundle, summary: str, *, state: BundleState, **values: Any) -> Bundle:
    with transaction.atomic():
        if BUNDLES.finish(bundle, state=state, stage="", **values):
            journal.write(bundle, by=None, verb="make_bundle", summary=summary)
    bundle.refresh_from_db()
    if bundle.state != state:
        _clear_what_nobody_owns(bundle)
    return bundle


def _clear_what_nobody_owns(bundle: Bundle) -> None:
    """The files of a bundle that was cancelled while they were written."""
    bundle.refresh_from_db()
    if bundle.state in (BundleState.CANCELLED, BundleState.EXPIRED):
        shutil.rmtree(_folder(bundle), ignore_errors=True)


def _turn(bundle: Bundle, by: User, state: BundleState, did: str, *, among: set[BundleState]) -> Bundle:
    """Give the row another state, where it still is in one of those."""
    _own(bundle, by)
    with transaction.atomic():
        otherwise = f"The bundle is {bundle.get_state_display().lower()} by now."
        records.hold(bundle, field="state", among=among, otherwise=otherwise)
        return records.change(
            bundle,
            by=by,
            verb="turn_bundle",
            summary=f"{did} the bundle {bundle.title}.",
            power=Power.READ,
            state=state,
            stage="",
            progress_percent=0,
            **queue.AFRESH,
        )


def _own(bundle: Bundle, by: User) -> None:
    if bundle.asked_by != by:
        raise AccessError("This bundle is somebody else's.")


def _title(of: RecordsRequest | CourtCase | Matter | Sequence[RecordsRequest]) -> str:
    if isinstance(of, Sequence):
        return f"{len(of)} requests: {', '.join(one.number for one in of)}" if len(of) > 1 else _title(of[0])
    return f"{of.number} {of}" if isinstance(of, RecordsRequest) else str(of)


def _only(matters: set[Matter]) -> Matter | None:
    return next(iter(matters)) if len(matters) == 1 else None


def _folder(bundle: Bundle) -> Path:
    return Path(settings.BUNDLES_ROOT) / str(bundle.pk)
