"""Look for the originals of datasets in what a mail or an archive carries, and say what cannot be looked into."""

import hashlib
from collections.abc import Collection
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from requests_app import archive, mailroom
from requests_app.documents import HEAD_BYTES, SIZE_MODULUS, Packed, UnseenError, packed_in, packs, readable

MAIL = "message/rfc822"
CARRIERS = frozenset(
    {MAIL, "application/zip", "application/gzip", "application/octet-stream"}
)  # the last: bzip2, xz, tar, and all that only other programs open
DEEPEST = 3  # a mail in a mail, with an archive in an archive
CHUNK_BYTES = 1024 * 1024
FIRST_BYTES = 8192  # of a packed file, which tell what it is
MOST_UNPACKED_BYTES = 2 * 1024**3  # of one file, in search of originals
IN_MEMORY_BYTES = 16 * 1024 * 1024


class Search:
    """Looks for files of these hashes and sizes, unpacking only what has such a size or packs more.

    `found` are the hashes it met; `unseen` names what it could not look into, "" where it saw everything.
    """

    def __init__(self, hashes: Collection[str], sizes: Collection[int]) -> None:
        self._hashes = hashes
        self._sizes = {size % SIZE_MODULUS for size in sizes}
        self._left = MOST_UNPACKED_BYTES
        self.found: set[str] = set()
        self.unseen = ""

    def look(self, stream: IO[bytes], kind: str, depth: int = DEEPEST) -> None:
        """Look through a file of this media type, and through what is packed in it, so many archives deep."""
        try:
            if kind == MAIL:
                self._look_through_mail(stream, depth)
                return
            for packed in packed_in(stream):
                try:
                    with readable():
                        self._look_at(packed, depth)
                except UnseenError as error:
                    self._miss(str(error))
        except UnseenError as error:
            self._miss(str(error))

    def _look_through_mail(self, stream: IO[bytes], depth: int) -> None:
        mail = mailroom.parse(stream.read())
        if not mail.is_whole:
            self._miss("a mail that could not be taken apart whole")
        for one in mail.attachments:
            if one.sha256 in self._hashes:
                self.found.add(one.sha256)
            elif one.media_type in CARRIERS:
                self._go_into(BytesIO(one.data), one.media_type, depth)

    def _look_at(self, packed: Packed, depth: int) -> None:
        with packed.open() as inner, SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as copy:
            chunk = inner.read(FIRST_BYTES)
            kind = archive.media_type_of(BytesIO(chunk))
            is_carrier = kind in CARRIERS and (kind == MAIL or packs(chunk[:HEAD_BYTES]))
            if not is_carrier and packed.size is not None and packed.size not in self._sizes:
                return
            digest = hashlib.sha256()
            while chunk and self._left >= 0:
                self._left -= len(chunk)
                digest.update(chunk)
                if is_carrier:
                    copy.write(chunk)
                chunk = inner.read(CHUNK_BYTES)
            if self._left < 0:
                raise UnseenError(f"files of more than {MOST_UNPACKED_BYTES // 1024**3} GiB in an archive")
            if digest.hexdigest() in self._hashes:
                self.found.add(digest.hexdigest())
            elif is_carrier:
                self._go_into(copy, kind, depth)

    def _go_into(self, stream: IO[bytes], kind: str, depth: int) -> None:
        if depth:
            self.look(stream, kind, depth - 1)
        elif kind == MAIL or packs(_head_of(stream)):
            self._miss(f"archives in archives, more than {DEEPEST} deep")

    def _miss(self, what: str) -> None:
        self.unseen = self.unseen or what


def _head_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(HEAD_BYTES)
