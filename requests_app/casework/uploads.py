"""Uploads: begun, grown piece by piece, gone on with after a cut, taken as a file, forgotten when abandoned."""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction

from requests_app import archive
from requests_app.access import Power, require
from requests_app.casework.documents import clean_name
from requests_app.errors import CaseworkError
from requests_app.models import Dataset, DatasetState, Upload, User

KEPT_FOR = timedelta(days=3)  # an upload nobody goes on with
AT_ONCE = 20  # of one person
SPARE_BYTES = 1 << 30  # left free on the disk
_HASH = re.compile(r"[0-9a-f]{64}")


class LostError(CaseworkError):
    """What had arrived whole is not on the disk any more."""


def begin_upload(*, file_name: str, size_bytes: int, fingerprint: str, by: User, at: datetime) -> Upload:
    """A new upload, or the one of the same file that was begun before, with as much as is safe on disk.

    Raises: CaseworkError when the file is empty or too large, or the person or the disk has no room for it.
    """
    require(by, Power.CHANGE, None)
    if not _HASH.fullmatch(fingerprint):
        raise CaseworkError("The file's fingerprint is 64 hexadecimal digits.")
    if size_bytes <= 0:
        raise CaseworkError("The file is empty: there is nothing to send.")
    if size_bytes > settings.UPLOAD_MAX_BYTES:
        raise CaseworkError(
            f"The file has {size_bytes:,} bytes; at most {settings.UPLOAD_MAX_BYTES:,} are taken here. "
            "Whoever runs Daylight can raise the limit or put the file in by the command line."
        )
    mine = Upload.objects.filter(person=by)
    if not mine.filter(fingerprint=fingerprint).exists():
        if mine.count() >= AT_ONCE:
            raise CaseworkError(f"You have {AT_ONCE} unfinished uploads. Discard some first.")
        _require_room(size_bytes)
    upload, _ = Upload.objects.get_or_create(
        person=by,
        fingerprint=fingerprint,
        defaults={
            "key": uuid4().hex,
            "file_name": clean_name(file_name),
            "size_bytes": size_bytes,
            "begun_at": at,
            "touched_at": at,
        },
    )
    if upload.size_bytes != size_bytes:
        raise CaseworkError("Another file has this fingerprint.")
    if Dataset.objects.filter(upload=upload).exists():
        raise CaseworkError("This file was received already; look at its dataset.")
    if (there := archive.bytes_on_disk(path_of(upload))) < upload.received_bytes:  # the disk was cleared meanwhile
        upload.received_bytes = there
        upload.save(update_fields=["received_bytes"])
    return upload


def _require_room(size_bytes: int) -> None:
    root = Path(settings.UPLOADS_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    # Once while it is sent and once in the archive.
    if shutil.disk_usage(root).free < 2 * size_bytes + SPARE_BYTES:
        raise CaseworkError("There is not enough room on the disk for this file. Tell whoever runs Daylight.")


def add_piece(
    upload: Upload, source: archive.Bytes, *, offset: int, size_bytes: int, sha256: str, at: datetime
) -> Upload:
    """Put the next piece behind what is there. Safe to repeat: a piece counts once, and only whole.

    Raises: CaseworkError when it is not the next piece; ArchiveError when it did not arrive whole and sound.
    """
    if offset != upload.received_bytes:
        raise CaseworkError(f"The next piece begins at byte {upload.received_bytes:,}.")
    if offset + size_bytes > upload.size_bytes:
        raise CaseworkError("The piece goes beyond the end of the file.")
    archive.add_piece(path_of(upload), source, offset=offset, size_bytes=size_bytes, sha256=sha256)
    won = Upload.objects.filter(pk=upload.pk, received_bytes=offset).update(
        received_bytes=offset + size_bytes, touched_at=at
    )
    upload.refresh_from_db()
    if not won:
        raise CaseworkError(f"The next piece begins at byte {upload.received_bytes:,}.")
    return upload


@contextmanager
def taken(upload: Upload) -> Iterator[IO[bytes]]:
    """The whole file to read; the upload ends when the block does, and stays where the block raises.

    Raises: as `whole_file`.
    """
    with whole_file(upload) as file:
        yield file
    discard_upload(upload=upload)


@contextmanager
def whole_file(upload: Upload) -> Iterator[IO[bytes]]:
    """The whole file to read.

    Raises: as `require_whole`; OSError where the disk does not give it.
    """
    require_whole(upload)
    with path_of(upload).open("r+b") as file:
        file.truncate(upload.size_bytes)  # what a damaged last piece left behind the end
        yield file


def require_whole(upload: Upload) -> None:
    """Raises: CaseworkError while something of the file is missing; LostError where it had been there."""
    if not upload.is_whole:
        raise CaseworkError(f"“{upload.file_name}” has not arrived whole yet. Choose it again to go on sending.")
    if archive.bytes_on_disk(path_of(upload)) < upload.size_bytes:
        raise LostError(f"“{upload.file_name}” had arrived, and is not on the disk any more. Send it again.")


def send_at_once(source: TemporaryUploadedFile, *, by: User, at: datetime) -> Upload:
    """An upload of a file that a form brought whole, moved and not copied where it lies on the same disk.

    Raises: as `begin_upload`.
    """
    name, size_bytes = source.name or "file", source.size or 0
    upload = begin_upload(file_name=name, size_bytes=size_bytes, fingerprint=secrets.token_hex(32), by=by, at=at)
    shutil.move(source.temporary_file_path(), path_of(upload))
    Upload.objects.filter(pk=upload.pk).update(received_bytes=size_bytes)
    upload.refresh_from_db()
    return upload


def discard_upload(*, upload: Upload) -> None:
    """Forget an upload and what arrived of it.

    Raises: CaseworkError while a worker keeps the file.
    """
    if Dataset.objects.filter(upload=upload, state=DatasetState.ARRIVING).exists():
        raise CaseworkError("A worker keeps this file just now. Cancel that first.")
    path = path_of(upload)
    upload.delete()
    transaction.on_commit(lambda: archive.forget_pieces(path))


def forget_uploads(*, at: datetime) -> int:
    """Forget uploads nobody went on with for three days, and files no upload knows; returns how many rows.

    Safe to repeat.
    """
    archive.forget_unfinished(before=at - KEPT_FOR)
    left = list(Upload.objects.filter(touched_at__lt=at - KEPT_FOR).exclude(dataset__state=DatasetState.ARRIVING))
    for upload in left:
        discard_upload(upload=upload)
    known = set(Upload.objects.values_list("key", flat=True))
    for path in Path(settings.UPLOADS_ROOT).glob("*.part"):
        is_old = path.stat().st_mtime < (at - KEPT_FOR).timestamp()
        if is_old and path.stem not in known:
            archive.forget_pieces(path)
    return len(left)


def path_of(upload: Upload) -> Path:
    """Where its bytes grow."""
    return Path(settings.UPLOADS_ROOT) / f"{upload.key}.part"
