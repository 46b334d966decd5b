"""A search for originals in archives: what it finds, what it leaves packed, and what it says it cannot see."""

import gzip
import io
import lzma
import tarfile
import zipfile
from hashlib import sha256

import pytest

from requests_app.casework import raw_search
from requests_app.documents import packed

ROWS = b"plate,read_at\n" + b"8ABC123,2026-01-05 08:00:00\n" * 2000
ZIP, GZIP, OTHER, MAIL = "application/zip", "application/gzip", "application/octet-stream", "message/rfc822"


def zipped(data: bytes, name: str = "a.csv") -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return box.getvalue()


def tarred(data: bytes) -> bytes:
    box = io.BytesIO()
    with tarfile.open(fileobj=box, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return box.getvalue()


def locked(data: bytes) -> bytes:
    """A zip whose one file is marked as encrypted, in both its heads."""
    box = bytearray(zipped(data))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        box[box.index(mark) + at] |= 1
    return bytes(box)


def deep(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zipped(data, "a.zip")
    return data


def mailed(*parts: bytes, boundary: bytes = b"cut") -> bytes:
    """A mail of these parts and the rows at its end."""
    each = [*parts, b"Content-Type: text/csv; name=a.csv\n\n" + ROWS]
    body = b"".join(b"--cut\n" + part + b"\n" for part in each)
    return b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n\n" + body + b"--cut--\n"


def seen(data: bytes, kind: str) -> tuple[bool, str]:
    """Whether the rows were found, and what could not be looked into."""
    search = raw_search.Search({sha256(ROWS).hexdigest()}, {len(ROWS)})
    search.look(io.BytesIO(data), kind)
    return bool(search.found), search.unseen


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped(ROWS), ZIP),
        (tarred(ROWS), OTHER),
        (gzip.compress(ROWS), GZIP),
        (gzip.compress(ROWS[:500]) + gzip.compress(ROWS[500:]), GZIP),  # which tells the size of the last stretch
        (lzma.compress(ROWS), OTHER),
        (deep(gzip.compress(ROWS), 3), ZIP),
        (mailed(), MAIL),
    ],
)
def test_rows_are_found_however_they_are_packed(data: bytes, kind: str) -> None:
    assert seen(data, kind) == (True, "")


DAMAGED = "an archive that is damaged or locked with a password"
IN_PARTS = "a mail that could not be taken apart whole"


@pytest.mark.parametrize(
    ("data", "kind", "unseen"),
    [
        (b"7z\xbc\xaf\x27\x1c\0\4", OTHER, "a 7-Zip archive"),
        (b"Rar!\x1a\x07\x01\0", OTHER, "a RAR archive"),
        (zipped(b"Rar!\x1a\x07\x01\0"), ZIP, "a RAR archive"),
        (b"\0\1\0\0Standard ACE DB\0", OTHER, "an Access database"),
        (locked(ROWS), ZIP, DAMAGED),
        (zipped(ROWS)[:-30], ZIP, DAMAGED),
        (gzip.compress(ROWS)[:-30], GZIP, DAMAGED),
        (tarred(ROWS)[:1200], OTHER, DAMAGED),
        (zipped(ROWS) + zipped(b"a page"), ZIP, "an archive with other files in front of those it lists"),
        (deep(zipped(ROWS), 4), ZIP, "archives in archives, more than 3 deep"),
        (mailed(*[b"\nword"] * 1000), MAIL, IN_PARTS),  # more than are taken apart
        (mailed(boundary=b"torn"), MAIL, IN_PARTS),
    ],
)
def test_what_cannot_be_looked_into_is_named(data: bytes, kind: str, unseen: str) -> None:
    assert seen(data, kind) == (False, unseen)


def test_too_many_files_and_too_much_in_them_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_MEMBERS", 0)
    assert seen(zipped(b"a page"), ZIP) == (False, "an archive of more than 0 files")
    monkeypatch.undo()
    monkeypatch.setattr(raw_search, "MOST_UNPACKED_BYTES", 100)
    assert seen(gzip.compress(ROWS), GZIP) == (False, "files of more than 0 GiB in an archive")


@pytest.mark.parametrize("data", [zipped(b"\0\0\0 ftypisom" * 9, "film.mp4"), zipped(b"MZ is a title", "a.txt")])
def test_a_packed_film_or_text_is_nothing_to_hide(data: bytes) -> None:
    assert seen(data, ZIP) == (False, "")
