"""Plates as agencies handed them over: which files hold them, who may look, and the journal of each look."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from requests_app import archive, mailroom
from requests_app.access import may_see_raw
from requests_app.casework import journal
from requests_app.documents import HEAD_BYTES, SIZE_MODULUS, UNREADABLE, Packed, TooManyError, packed_in, packs
from requests_app.errors import AccessError
from requests_app.mailroom import Attachment
from requests_app.models import Binder, Dataset, Document, DocumentFinding, DocumentPage, ReceivedMail, User

Holder = Document | ReceivedMail | Attachment
MAIL = "message/rfc822"
CARRIERS = frozenset(
    {MAIL, "application/zip", "application/gzip", "application/octet-stream"}
)  # the last: bzip2, xz, tar
DEEPEST = 3  # a mail in a mail, with an archive in an archive
CHUNK_BYTES = 1024 * 1024
FIRST_BYTES = 8192  # of a packed file, which tell what it is
MOST_UNPACKED_BYTES = 2 * 1024**3  # of one file, in search of originals
IN_MEMORY_BYTES = 16 * 1024 * 1024


def look_at_raw(*, dataset: Dataset, what: str, by: User) -> None:
    """Write that this person looks at raw rows now; call it before they are shown.

    Raises: AccessError for everyone whom no administrator let see them.
    """
    if not may_see_raw(by, dataset.matter):
        raise AccessError("Only people whom an administrator let see raw rows may look at them.")
    journal.write(dataset, by=by, verb="look_at_raw", summary=f"Looked at {what} of “{dataset.title}”, unmasked.")


def look_into(holder: Holder, *, what: str, by: User) -> None:
    """Call it before a file or mail is handed out: a look at each original in it is journalled.

    Raises: AccessError where it holds one that the person may not see.
    """
    for same in originals_in(holder):
        look_at_raw(dataset=next((row for row in same if may_see_raw(by, row.matter)), same[0]), what=what, by=by)


def is_walled(holder: Holder, by: User) -> bool:
    """Whether the file or mail holds raw rows that the person may not see."""
    return any(not any(may_see_raw(by, row.matter) for row in same) for same in originals_in(holder))


def originals_in(holder: Holder) -> list[list[Dataset]]:
    """For each original that this file or mail is, repeats, binds or carries: the datasets it was recorded as.

    A file that holds more than is unpacked in search of them counts as if it held them all.

    Raises: ArchiveError when the file is not kept any more.
    """
    found: dict[str, list[Dataset]] = {}
    rows = Dataset.objects.filter(document__sha256__in=_hashes_in(holder)).select_related("matter", "document")
    for row in rows.order_by("pk"):
        assert row.document is not None  # noqa: S101 - found by it
        found.setdefault(row.document.sha256, []).append(row)
    return list(found.values())


def that_hold_originals(documents: Collection[Document]) -> set[int]:
    """The keys of those among these files that hold the original of a dataset; asked in two questions, and one more
    for each archive, mail or binder."""
    rows = Dataset.objects.filter(document__sha256__in={row.sha256 for row in documents})
    raw = set(rows.values_list("document__sha256", flat=True))
    bound = set(Binder.objects.filter(document__in=documents).values_list("document", flat=True))
    return {
        row.pk
        for row in documents
        if row.sha256 in raw or ((row.pk in bound or row.media_type in CARRIERS) and originals_in(row))
    }


def dataset_of_bytes(document: Document) -> Dataset | None:
    """The dataset whose original this file is, or has the same bytes as; None for every other file."""
    return Dataset.objects.filter(document__sha256=document.sha256).select_related("matter").first()


def forget_words(original: Document) -> list[Document]:
    """Take back the words and findings kept of these bytes before they were the original of a dataset, and of the
    binders that show them; gives the documents whose entry in the index of words has to follow."""
    known = list(Document.objects.filter(sha256=original.sha256))
    issued = list(Binder.objects.filter(document__isnull=False).select_related("document"))
    for document in known:  # which grows: a binder may be bound in another
        known += [
            row.document
            for row in issued
            if row.document and row.document not in known and document.pk in _keys(row.contents)
        ]
    DocumentPage.objects.filter(document__in=known).delete()
    DocumentFinding.objects.filter(document__in=known).delete()
    return known


def _hashes_in(holder: Holder) -> set[str]:
    """The SHA-256 of the file, of the documents bound in it, and of the originals packed in it."""
    found = {holder.sha256}
    if isinstance(holder, Document) and (binder := Binder.objects.filter(document=holder).first()):
        for bound in Document.objects.filter(pk__in=_keys(binder.contents)):
            found |= _hashes_in(bound)
    kind = MAIL if isinstance(holder, ReceivedMail) else holder.media_type
    if kind in CARRIERS and (search := _Search()).sizes and holder.sha256 not in search.hashes:
        with BytesIO(holder.data) if isinstance(holder, Attachment) else archive.open_kept(holder.sha256) as stream:
            try:
                found |= set(search.within(stream, kind, DEEPEST))
            except TooManyError:  # what could not be looked through may hold any of them
                return search.hashes
    return found


def _keys(contents: Iterable[dict[str, int]]) -> set[int]:
    return {one["document"] for one in contents}


class _Search:
    """Looks for the originals of all datasets in one file, unpacking only what has the size of one or packs more.

    Raises, while it looks: TooManyError, where there is more than it unpacks.
    """

    def __init__(self) -> None:
        originals = Document.objects.filter(dataset__isnull=False).values_list("size_bytes", "sha256")
        self.hashes = {sha256 for _, sha256 in originals}
        self.sizes = {size % SIZE_MODULUS for size, _ in originals}
        self.left = MOST_UNPACKED_BYTES

    def within(self, stream: IO[bytes], kind: str, depth: int) -> Iterator[str]:
        """The SHA-256 of each original in it."""
        if kind == MAIL:
            for one in mailroom.parse(stream.read()).attachments:
                if one.sha256 in self.hashes:
                    yield one.sha256
                elif depth and one.media_type in CARRIERS:
                    yield from self.within(BytesIO(one.data), one.media_type, depth - 1)
            return
        for packed in packed_in(stream):
            try:
                yield from self._member(packed, depth)
            except UNREADABLE:
                continue

    def _member(self, packed: Packed, depth: int) -> Iterator[str]:
        with packed.open() as inner, SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as copy:
            chunk = inner.read(FIRST_BYTES)
            kind = archive.media_type_of(BytesIO(chunk))
            is_carrier = depth > 0 and kind in CARRIERS and (kind == MAIL or packs(chunk[:HEAD_BYTES]))
            if not is_carrier and packed.size is not None and packed.size not in self.sizes:
                return
            digest = hashlib.sha256()
            while chunk:
                self.left -= len(chunk)
                if self.left < 0:
                    raise TooManyError
                digest.update(chunk)
                if is_carrier:
                    copy.write(chunk)
                chunk = inner.read(CHUNK_BYTES)
            if digest.hexdigest() in self.hashes:
                yield digest.hexdigest()
            elif is_carrier:
                yield from self.within(copy, kind, depth - 1)
