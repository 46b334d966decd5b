"""Number and name every paper of a bundle, as the ZIP and both manifests know it."""

import hashlib
import io
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from requests_app import archive, mailroom
from requests_app.casework.bundle_contents import Piece
from requests_app.casework.bundle_pages import words_of

LONGEST_NAME = 120  # characters, and with its folder well below what any file system or unpacker allows
LONGEST_NAME_BYTES = 180


@dataclass(frozen=True, slots=True)
class Filed:
    """One piece under its number and its name in the ZIP; `size_bytes` and `sha256` are of the file there."""

    number: int
    piece: Piece
    folder: str
    name: str
    size_bytes: int
    sha256: str


def file_pieces(pieces: Sequence[Piece]) -> list[Filed]:
    """Number and name every piece. The number makes a name unique, and the same pieces always get the same names."""
    return [_filed(number, piece) for number, piece in enumerate(pieces, 1)]


@contextmanager
def bytes_of(one: Filed) -> Iterator[IO[bytes]]:
    """The file as the ZIP holds it. Raises: ArchiveError when it is not kept any more."""
    if one.piece.document or one.piece.mail:
        with archive.open_kept(one.sha256) as file:
            yield file
    else:
        yield io.BytesIO(words_of(one.piece).encode())


def _filed(number: int, piece: Piece) -> Filed:
    folder = piece.number or "matter"
    if piece.document:
        return Filed(
            number, piece, folder, _name(number, piece, piece.document.file_name), piece.document.size_bytes,
            piece.document.sha256,
        )  # fmt: skip
    if piece.mail:
        return Filed(
            number,
            piece,
            folder,
            _name(number, piece, f"{piece.title}.eml"),
            piece.mail.size_bytes,
            piece.mail.sha256,
        )
    words = words_of(piece).encode()
    name = _name(number, piece, f"{piece.title}.txt")
    return Filed(number, piece, folder, name, len(words), hashlib.sha256(words).hexdigest())


def _name(number: int, piece: Piece, wanted: str) -> str:
    """A name that no other file of the ZIP has, that leads nowhere else and that every system can write."""
    start = f"{number:05d} {piece.happened_on} {piece.kind} "
    stem, dot, ending = mailroom.safe_name(wanted, "", number).rpartition(".")
    if not dot or len(ending) > 8 or not ending.isalnum():
        stem, ending = f"{stem}{dot}{ending}", ""
    ending = f".{ending}" if ending else ""
    stem = stem[: LONGEST_NAME - len(start) - len(ending)]
    while len(f"{start}{stem}{ending}".encode()) > LONGEST_NAME_BYTES:
        stem = stem[:-1]
    return unicodedata.normalize("NFC", f"{start}{stem.rstrip('. ')}{ending}").replace("/", "_")
