"""Streams inside an Office file of before 2007: a small file system in a file ([MS-CFB])."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from requests_app.errors import IngestError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_SECTOR = 0xFFFFFFFA  # higher numbers are marks: the end of a chain, a free sector
ENTRY_BYTES = 128
_HEADER = struct.Struct("<HH6xIII4xIIIII")  # from byte 30 on
_PIECE = 64


class CompoundFile:
    """An open compound file. No chain in it is followed further than the file is long.

    Raises: IngestError, if it is damaged.
    """

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._file = file
        self._size = path.stat().st_size
        head = file.read(512)
        if len(head) < 512:
            raise _damaged()
        shift, _, _, table_count, directory, cutoff, small, _, more, _ = _HEADER.unpack_from(head, 30)
        if shift not in (9, 12):
            raise _damaged()
        self._sector_bytes, self._cutoff = 1 << shift, cutoff
        self._most = self._size // self._sector_bytes + 1
        self._table = self._read_table(struct.unpack_from("<109I", head, 76), more, table_count)
        self._small = _numbers(b"".join(self._chain(small))) if small < LAST_SECTOR else ()
        entries = b"".join(self._chain(directory))
        self._streams: dict[str, tuple[int, int]] = {}
        self._root = LAST_SECTOR
        for at in range(0, len(entries) - ENTRY_BYTES + 1, ENTRY_BYTES):
            name_bytes, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind == 5:
                self._root = start
            elif kind == 2:
                name = entries[at : at + max(min(name_bytes, 64) - 2, 0)].decode("utf-16-le", "replace")
                self._streams.setdefault(name.lower(), (start, size))

    def has(self, name: str) -> bool:
        """Whether there is a stream of that name, whatever its case."""
        return name.lower() in self._streams

    def stream(self, name: str) -> Iterator[bytes]:
        """The bytes of a stream, in pieces."""
        start, left = self._streams[name.lower()]
        if left > self._size:
            raise _damaged()
        for piece in self._pieces(start) if left < self._cutoff else self._chain(start):
            yield piece[:left]
            left -= min(len(piece), left)
            if not left:
                return
        if left:
            raise _damaged()

    def _read_table(self, first: tuple[int, ...], more: int, count: int) -> tuple[int, ...]:
        """For each sector the one that follows it."""
        listed = list(first)
        for _ in range(self._most):
            if more >= LAST_SECTOR:
                break
            *numbers, more = _numbers(self._sector(more))
            listed.extend(numbers)
        sectors = [number for number in listed if number < LAST_SECTOR][: min(count, self._most)]
        return _numbers(b"".join(map(self._sector, sectors)))

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._sector_bytes
        if begin >= self._size:
            raise _damaged()
        self._file.seek(begin)
        return self._file.read(self._sector_bytes)

    def _chain(self, start: int) -> Iterator[bytes]:
        for number in _followed(start, self._table, self._most):
            yield self._sector(number)

    def _pieces(self, start: int) -> Iterator[bytes]:
        """A small stream, whose pieces lie within the stream of the root."""
        room = b"".join(self._chain(self._root)) if self._root < LAST_SECTOR else b""
        for number in _followed(start, self._small, len(self._small)):
            yield room[number * _PIECE : (number + 1) * _PIECE]


def _followed(start: int, table: tuple[int, ...], most: int) -> Iterator[int]:
    number = start
    for _ in range(most):
        if number >= LAST_SECTOR:
            return
        if number >= len(table):
            raise _damaged()
        yield number
        number = table[number]
    if number < LAST_SECTOR:
        raise _damaged()


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _damaged() -> IngestError:
    return IngestError("The old Office file is cut short or damaged. Ask for it again, or for CSV.")
