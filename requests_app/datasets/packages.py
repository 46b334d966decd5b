"""The parts of an Excel workbook: an archive in which parts name each other (ECMA-376 part 2)."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO

from requests_app.datasets.markup import Reader
from requests_app.errors import IngestError

MOST_ROWS = 1 << 20
MOST_COLUMNS = 16_384
SHARED_TEXT = 256 << 20  # characters of shared strings held in memory

Chunks = Callable[[IO[bytes]], Iterator[bytes]]


class Package:
    """An archive's parts by name, whatever their case; `chunks` reads one within the limits of the whole file."""

    def __init__(self, archive: zipfile.ZipFile, chunks: Chunks) -> None:
        self._archive, self._chunks = archive, chunks
        self._names = {info.filename.lower(): info.filename for info in archive.infolist()}

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self._names

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part.

        Raises: IngestError, if there is none.
        """
        name = self._names.get(part.lower())
        if name is None:
            raise IngestError(f"The Excel workbook is damaged: it has no part {part}.")
        with self._archive.open(name) as stream:
            yield from self._chunks(stream)

    def read(self, part: str, reader: Reader) -> None:
        """Have a part of XML read from front to back."""
        for _ in reader.read(self.chunks(part), []):
            pass

    def worksheets(self, book: str, listed: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The sheets of cells among those a book lists as name and key: name and part.

        Raises: IngestError, if there is none.
        """
        targets: dict[str, str] = {}

        def relation(name: str, has: dict[str, str]) -> None:
            if name == "Relationship" and has.get("Type", "").endswith("/worksheet"):
                targets[has.get("Id", "")] = has.get("Target", "")

        self.read(f"xl/_rels/{book}.rels", Reader(relation, lambda _: None))
        found = [(name, _within("xl", targets[key])) for name, key in listed if key in targets]
        if not found:
            raise IngestError("The Excel workbook has no sheet of cells.")
        return found


def _within(folder: str, target: str) -> str:
    """A part's name inside the archive, from the name another part gives it."""
    path = PurePosixPath(target) if target.startswith("/") else PurePosixPath(folder) / target
    steps: list[str] = []
    for step in path.parts:
        if step == "..":
            steps = steps[:-1]
        elif step not in ("/", "."):
            steps.append(step)
    return "/".join(steps)
