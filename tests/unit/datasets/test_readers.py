"""Opening what arrived: told by its bytes, refused in a sentence, bounded."""

import bz2
import errno
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from requests_app.datasets import oldbook, readers
from requests_app.datasets.readers import Limits, Source, as_utf8_lines
from requests_app.errors import IngestError

SHEETS = Path(__file__).resolve().parents[2] / "data" / "sheets"
TABLE = b"a,b\n1,2\n"


def texts(path: Path, limits: Limits | None = None) -> list[tuple[str, bytes]]:
    with Source(path, limits or Limits()) as source:
        return [(part.name, b"".join(part.chunks)) for part in source.parts()]


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        TABLE,
        gzip.compress(TABLE),
        bz2.compress(TABLE),
        lzma.compress(TABLE),
        zipped(reads__csv=TABLE),
        zipped(reads__csv__gz=gzip.compress(TABLE)),
        gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n"),
    ],
    ids=["plain", "gzip", "bzip2", "xz", "zip", "gzip in zip", "two gzips"],
)
def test_packing_is_told_by_the_bytes_and_not_the_name(tmp_path: Path, data: bytes):
    path = tmp_path / "whatever.dat"
    path.write_bytes(data)
    assert [text for _, text in texts(path)] == [TABLE]


def test_the_members_of_an_archive_are_read_by_name_and_others_are_told_of(tmp_path: Path):
    path = tmp_path / "production.zip"
    path.write_bytes(zipped(part2__csv=b"2", part1__csv=b"1", letter__pdf=b"%PDF"))
    with Source(path, Limits()) as source:
        assert [(part.name, b"".join(part.chunks)) for part in source.parts()] == [
            ("part1.csv", b"1"),
            ("part2.csv", b"2"),
        ]
        assert source.ignored == ("letter.pdf",)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"PAR1....", "Parquet"),
        (b"SQLite format 3\x00....", "SQLite"),
        (b"%PDF-1.7", "PDF"),
        (zipped(**{"xl/workbook.xml": b"<x/>"}), "Excel"),
        (zipped(photo__jpg=b"\xff\xd8"), "no table"),
        (gzip.compress(TABLE * 50)[:-12], "cut short or damaged"),
        (bz2.compress(TABLE * 50)[:-5], "cut short or damaged"),
    ],
    ids=["empty", "parquet", "sqlite", "pdf", "xlsx", "no table", "cut gzip", "cut bzip2"],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, data: bytes, sentence: str):
    path = tmp_path / "received"
    path.write_bytes(data)
    with pytest.raises(IngestError, match=sentence):
        texts(path)


def test_a_locked_archive_is_refused(tmp_path: Path):
    data = bytearray(zipped(reads__csv=TABLE))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "locked.zip"
    path.write_bytes(bytes(data))
    with pytest.raises(IngestError, match="password"):
        texts(path)


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"\n" * 5_000_000))
    with pytest.raises(IngestError, match="decompression bomb"):
        texts(path, Limits(free_bytes=1_000_000))


def test_a_bomb_inside_a_bomb_is_refused(tmp_path: Path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped(a__csv__gz=gzip.compress(b"\n" * 5_000_000)))
    with pytest.raises(IngestError, match="decompression bomb"):
        texts(path, Limits(free_bytes=1_000_000))


def test_a_zip_behind_another_is_refused_since_only_the_last_lists_its_files(tmp_path: Path):
    path = tmp_path / "two.zip"
    path.write_bytes(zipped(first__csv=TABLE) + zipped(second__csv=TABLE))
    with pytest.raises(IngestError, match="other files in front"):
        texts(path)


@pytest.mark.only_where(Path("/dev/full").exists())
@pytest.mark.parametrize("name", ["book.xls.gz", "books.zip"])
def test_a_full_disk_while_unpacking_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    for full in ("unpacked", "records"):
        (tmp_path / full).symlink_to("/dev/full")

    @contextmanager
    def full_disk(prefix: str) -> Iterator[str]:
        yield str(tmp_path)

    monkeypatch.setattr(readers, "TemporaryDirectory", full_disk)
    monkeypatch.setattr(oldbook, "TemporaryDirectory", full_disk)
    book = (SHEETS / "week.xls").read_bytes()
    path = tmp_path / name
    path.write_bytes(gzip.compress(book) if name.endswith("gz") else zipped(book__xls=book))
    with pytest.raises(IngestError, match="The disk is full"):
        texts(path)


def test_an_old_workbook_on_a_full_disk_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path, records: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(oldbook, "_take_out", refuse)
    with pytest.raises(IngestError, match="The disk is full"):
        texts(SHEETS / "week.xls")


def test_more_text_than_the_caller_allows_is_refused(tmp_path: Path):
    path = tmp_path / "long.csv"
    path.write_bytes(TABLE * 1000)
    with pytest.raises(IngestError, match="more than the 1,000 bytes"):
        texts(path, Limits(text_bytes=1000))


def test_a_declared_size_beyond_the_limit_is_refused_before_unpacking(tmp_path: Path):
    data = bytearray(zipped(reads__csv=TABLE))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (4_000_000_000).to_bytes(4, "little")
    path = tmp_path / "declared.zip"
    path.write_bytes(bytes(data))
    with pytest.raises(IngestError, match="more than the"):
        texts(path, Limits(text_bytes=1 << 30))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("chunk", [1, 3, 4096])
def test_utf_16_of_either_order_becomes_utf_8(encoding: str, chunk: int):
    data = "plate,señal\n1,😀\n".encode(encoding)
    chunks = iter([data[:64], *[data[at : at + chunk] for at in range(64, len(data), chunk)]])
    assert b"".join(as_utf8_lines(chunks, "utf-16")).decode() == "plate,señal\n1,😀\n"


def test_half_a_character_pair_stays_visible_as_bytes_that_are_no_text():
    data = "a,b\n".encode("utf-16-le") + b"\x00\xd8" + ",c\n".encode("utf-16-le")
    lines = b"".join(as_utf8_lines(iter([data]), "utf-16")).split(b"\n")
    assert lines[0] == b"a,b"
    with pytest.raises(UnicodeDecodeError):
        lines[1].decode()


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    assert b"".join(as_utf8_lines(iter([b"\xef\xbb\xbfa,b\n"]), "utf-8")) == b"a,b\n"


def test_old_macintosh_line_ends_are_line_ends():
    assert b"".join(as_utf8_lines(iter([b"a,b\r1,2\r", b"3,4\r"]), "utf-8")) == b"a,b\n1,2\n3,4\n"
