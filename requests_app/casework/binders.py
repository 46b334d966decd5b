"""Binders: asked for as rows, made by a worker, taken through the gate, kept as issued when a person says so."""

import hashlib
import json
import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from requests_app import archive, clock
from requests_app.access import may_see, visible
from requests_app.casework import journal, queue, records
from requests_app.casework.bates import free_numbers, give_numbers
from requests_app.casework.document_pages import FONTS, as_pdf, in_words
from requests_app.casework.documents import keep_document
from requests_app.casework.exhibits import box_of
from requests_app.casework.raw_rows import that_hold_originals
from requests_app.errors import AccessError, CaseworkError, TrackerError
from requests_app.exhibits.binder import bind, plan
from requests_app.exhibits.numbering import pages_chosen, read_page_ranges
from requests_app.exhibits.pdf import Source
from requests_app.exhibits.redaction import redact
from requests_app.exhibits.shapes import Binder as Bindery
from requests_app.exhibits.shapes import Exhibit as Bindable
from requests_app.exhibits.shapes import ExhibitError
from requests_app.models import Binder, BinderState, Document, Exhibit, ExhibitSet, User

BLACKING_OUT = 0.4  # of the work, where anything is blacked out
BINDERS = queue.Queue(
    rows=Binder.objects.select_related("exhibit_set__case__matter"),
    waiting=BinderState.WAITING,
    working=BinderState.WAITING,
    work="binding this set",
)


def ask_for_binder(*, exhibit_set: ExhibitSet, by: User | None) -> Binder:
    """Put the set in the queue to be bound as it then stands.

    Raises: CaseworkError when nothing is in it, or when it is being bound already; AccessError.
    """
    if by is not None and not may_see(by, exhibit_set):
        raise AccessError("These exhibits are not yours to see.")
    if not exhibit_set.exhibits.exists():
        raise CaseworkError("Choose documents first: there is nothing to bind.")
    binder = Binder(exhibit_set=exhibit_set, asked_by=by, asked_at=clock.now())
    said = f"Asked for the binder of “{exhibit_set}”."
    return records.add(binder, by=by, verb="ask_for_binder", summary=said)


def cancel_binder(*, binder: Binder, by: User | None) -> Binder:
    """Stop making it; its numbers are free again. Raises: CaseworkError when it is not being made."""
    with transaction.atomic():
        turned = _turn(binder, by, BinderState.CANCELLED, "Cancelled", among={BinderState.WAITING})
        free_numbers([binder])
    return turned


def retry_binder(*, binder: Binder, by: User | None) -> Binder:
    """Make it once more, as the set stands now. Raises: CaseworkError while it is made, or when it is ready."""
    again = {BinderState.FAILED, BinderState.CANCELLED}
    return _turn(binder, by, BinderState.WAITING, "Asked again for", among=again)


def remove_binder(*, binder: Binder, by: User | None) -> Binder:
    """Delete its file. The row stays with its hash, and its numbers are never given again."""
    if binder.document is not None:
        raise CaseworkError("This binder is kept as issued; it stays.")
    removed = _turn(binder, by, BinderState.REMOVED, "Removed the file of", among={BinderState.READY})
    shutil.rmtree(_folder(binder), ignore_errors=True)
    return removed


def issue_binder(*, binder: Binder, by: User) -> Document:
    """Keep the file in the archive for good, as a document that was issued.

    Raises: CaseworkError when there is no file, it is kept already, or the set is counsel's alone.
    """
    if binder.document is not None:
        raise CaseworkError("It is kept already.")
    if binder.exhibit_set.counsel_only:
        raise CaseworkError("These exhibits are counsel's alone. Open the set before its binder is issued.")
    with open_binder(binder, by=by) as file, transaction.atomic():
        document = keep_document(
            file,
            file_name=file_name(binder),
            title=str(binder.exhibit_set),
            matter=binder.exhibit_set.case.matter,
            by=by,
            is_issued=True,
        )
        said = f"Keeps {binder.first_bates} to {binder.last_bates} as issued."
        records.change(binder, by=by, verb="issue_binder", summary=said, document=document)
    return document


def open_binder(binder: Binder, *, by: User) -> IO[bytes]:
    """The finished file to hand out; the caller closes it.

    Raises: CaseworkError while there is none; AccessError when a document in it is not the person's to see.
    """
    if binder.state != BinderState.READY:
        raise CaseworkError("There is no file to take away.")
    inside = {one["document"] for one in binder.contents}
    may_all = visible(by, Document.objects.filter(pk__in=inside)).count() == len(inside)
    if not may_see(by, binder) or not may_all:
        raise AccessError("A document in this binder is not yours to see.")
    if that_hold_originals(list(Document.objects.filter(pk__in=inside))):
        raise AccessError("A document in this binder holds raw rows of a dataset by now; leave it out.")
    try:
        return _path(binder).open("rb")
    except FileNotFoundError as error:
        raise CaseworkError("The file is gone. Make the binder again.") from error


def file_name(binder: Binder) -> str:
    """What the file is called where it is saved."""
    return f"{binder.exhibit_set.title[:80]} {binder.first_bates}-{binder.last_bates}.pdf"


def takes_new_numbers(exhibit_set: ExhibitSet) -> bool:
    """Whether the next binder is numbered anew: always the first, later when files, pages, order or boxes changed."""
    return _same_before(exhibit_set, _fingerprint(exhibit_set)) is None


def claim_binder(*, at: datetime) -> Binder | None:
    """Take one binder that waits, or whose worker died, for this process alone; None when there is none."""
    return BINDERS.claim(at=at)


def make_binder(binder: Binder) -> Binder:
    """Write the file of a claimed binder, saying how far it is. Safe to repeat after a kill at any point.

    The outcome is on the row: ready with its hash and numbers, or failed with the reason and the file's name.
    """
    beat = queue.Heartbeat(BINDERS, binder)
    try:
        BINDERS.refuse_worn_out(binder)
        values = _write(binder, beat)
    except queue.NotMineError:
        _clear_what_nobody_owns(binder)
        return binder
    except (TrackerError, OSError) as error:
        why = str(error)
        return _finish(binder, f"Could not make the binder: {why}", state=BinderState.FAILED, failure=why)
    summary = f"Made the binder {values['first_bates']} to {values['last_bates']}, {values['page_count']} pages."
    return _finish(binder, summary, state=BinderState.READY, **values)


def _write(binder: Binder, beat: queue.Heartbeat[Binder]) -> dict[str, Any]:
    chosen = binder.exhibit_set
    rows = list(chosen.exhibits.select_related("document").prefetch_related("boxes"))
    output = _path(binder)
    output.parent.mkdir(parents=True, exist_ok=True)
    share = BLACKING_OUT if any(row.boxes.all() for row in rows) else 0.0
    fingerprint = _fingerprint(chosen)
    with TemporaryDirectory(dir=output.parent, prefix="pages-") as name, ExitStack() as opened:
        paths = []
        for place, row in enumerate(rows):
            beat.at("Reading the exhibits", share * place / len(rows))
            try:
                paths.append(_pages_of(row, Path(name), opened, beat, share * place / len(rows)))
            except ExhibitError as error:
                raise CaseworkError(in_words(error, row.document)) from error
        bindery = _bindery(chosen, rows, paths)
        try:
            count = sum(entry.page_count for entry in plan(bindery, fonts=FONTS).entries)
            first = _same_before(chosen, fingerprint) or give_numbers(binder, count)
            bound = bind(
                replace(bindery, start=first),
                output,
                fonts=FONTS,
                progress=lambda done, total: beat.at("Binding the pages", share + (1 - share) * done / total),
            )
        except ExhibitError as error:
            raise CaseworkError(_named(error, rows)) from error
    silent = ", ".join(map(str, bound.pages_without_text))
    return {
        "fingerprint": fingerprint,
        "first_number": first,
        "first_bates": bound.first_bates,
        "last_bates": bound.last_bates,
        "contents": [
            {
                "document": row.document_id,
                "label": entry.label,
                "title": entry.title,
                "first_page": entry.first_page,
                "page_count": entry.page_count,
                "first_bates": entry.first_bates,
                "last_bates": entry.last_bates,
            }
            for row, entry in zip(rows, bound.entries, strict=True)
        ],
        "problems": [f"No words can be searched on these pages: {silent}."] if silent else [],
        "page_count": bound.pages,
        "sha256": archive.hash_of(output),
        "size_bytes": output.stat().st_size,
        "made_at": clock.now(),
    }


def _pages_of(row: Exhibit, folder: Path, opened: ExitStack, beat: queue.Heartbeat[Binder], part: float) -> Path:
    """The exhibit's file, or a copy with its boxes burnt in."""
    if row.document.counsel_only and not row.exhibit_set.counsel_only:
        raise CaseworkError(f"“{row.document}” is counsel's alone by now. Leave it out, or make the set counsel's.")
    path = opened.enter_context(as_pdf(row.document))
    boxes = [box_of(box) for box in row.boxes.all()]
    if not boxes:
        return path
    with Source(path) as source:
        taken = pages_chosen(read_page_ranges(row.page_ranges), source.page_count, row.document.file_name)
    boxes = [box for box in boxes if box.page - 1 in taken]
    if not boxes:
        return path
    copy = folder / f"{row.document.sha256}-{row.pk}.pdf"
    redact(
        path,
        boxes,
        copy,
        fonts=FONTS,
        title=row.title,
        progress=lambda done, total: beat.at("Blacking out", part),
    )
    return copy


def _bindery(chosen: ExhibitSet, rows: list[Exhibit], paths: list[Path]) -> Bindery:
    case = chosen.case
    return Bindery(
        exhibits=tuple(
            Bindable(
                path=path,
                title=row.title,
                description=row.description,
                page_ranges=read_page_ranges(row.page_ranges),
                label=row.label or None,
            )
            for row, path in zip(rows, paths, strict=True)
        ),
        prefix=chosen.bates_prefix,
        width=chosen.bates_digits,
        labels="letters" if chosen.labels == "letters" else "numbers",
        cover_sheets=chosen.has_covers,
        index=chosen.has_index,
        declaration=chosen.declaration,
        title=chosen.title,
        heading=f"{case.caption}, No. {case.number}",
        recognise_text=chosen.recognises_text,
    )


def _fingerprint(chosen: ExhibitSet) -> str:
    """Of all that decides which number stands on which page."""
    rows = chosen.exhibits.select_related("document").prefetch_related("boxes")
    pages = [
        [row.document.sha256, row.page_ranges, sorted(str(box_of(box)) for box in row.boxes.all())] for row in rows
    ]
    return hashlib.sha256(json.dumps([chosen.bates_prefix, chosen.bates_digits, pages]).encode()).hexdigest()


def _same_before(chosen: ExhibitSet, fingerprint: str) -> int | None:
    """The first number of an earlier binder of the set with the very same pages."""
    made = chosen.binders.filter(fingerprint=fingerprint, state__in=[BinderState.READY, BinderState.REMOVED])
    return made.values_list("first_number", flat=True).first()


def _named(error: ExhibitError, rows: list[Exhibit]) -> str:
    """The sentence with the files' own names."""
    said = str(error)
    for row in rows:
        said = said.replace(f"{row.document.sha256}-{row.pk}.pdf", row.document.file_name)
        said = in_words(ExhibitError(said), row.document)
    return said


def _finish(binder: Binder, summary: str, *, state: BinderState, **values: Any) -> Binder:
    with transaction.atomic():
        if BINDERS.finish(binder, state=state, stage="", **values):
            journal.write(binder, by=None, verb="make_binder", summary=summary)
            if state == BinderState.FAILED:
                free_numbers([binder])
    binder.refresh_from_db()
    if binder.state != state:
        _clear_what_nobody_owns(binder)
    return binder


def _clear_what_nobody_owns(binder: Binder) -> None:
    """The file of a binder that was cancelled while it was written."""
    binder.refresh_from_db()
    if binder.state in (BinderState.CANCELLED, BinderState.REMOVED):
        shutil.rmtree(_folder(binder), ignore_errors=True)


def _turn(binder: Binder, by: User | None, state: BinderState, did: str, *, among: set[BinderState]) -> Binder:
    """Give the row another state, where it still is in one of those."""
    with transaction.atomic():
        otherwise = f"The binder is {binder.get_state_display().lower()} by now."
        records.hold(binder, field="state", among=among, otherwise=otherwise)
        return records.change(
            binder,
            by=by,
            verb="turn_binder",
            summary=f"{did} the binder of “{binder.exhibit_set}”.",
            state=state,
            stage="",
            progress_percent=0,
            **queue.AFRESH,
        )


def _folder(binder: Binder) -> Path:
    return Path(settings.BINDERS_ROOT) / str(binder.pk)


def _path(binder: Binder) -> Path:
    return _folder(binder) / "binder.pdf"
