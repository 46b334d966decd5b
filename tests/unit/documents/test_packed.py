"""Packed files are found by their declared size, and what is damaged says that it cannot be looked into."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from requests_app.documents import packed_in
from requests_app.documents.packed import UnseenError

WORDS = b"plate,read_at\n7QZX101,2026-01-05\n"


def zipped(**members: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return box.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    box = io.BytesIO()
    with tarfile.open(fileobj=box, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return box.getvalue()


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (zipped(week=WORDS), len(WORDS)),
        (tarred("week", WORDS), len(WORDS)),
        (gzip.compress(WORDS), None),  # it declares the size of its last stretch alone
        (bz2.compress(WORDS), None),
        (lzma.compress(WORDS), None),
    ],
    ids=["zip", "tar", "gzip", "bzip2", "xz"],
)
def test_each_kind_of_archive_gives_what_it_packs(data: bytes, size: int | None) -> None:
    for packed in packed_in(io.BytesIO(data)):
        assert packed.size == size
        with packed.open() as file:
            assert file.read() == WORDS
        return
    pytest.fail("It packs nothing.")


@pytest.mark.parametrize("data", [b"", b"PK", b"PK,plate\n1,7QZX101\n", WORDS])
def test_what_is_no_archive_packs_nothing(data: bytes) -> None:
    assert list(packed_in(io.BytesIO(data))) == []


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut short", zipped(week=WORDS)[:-30]])
def test_a_damaged_archive_cannot_be_looked_into(data: bytes) -> None:
    with pytest.raises(UnseenError, match="damaged"):
        list(packed_in(io.BytesIO(data)))
