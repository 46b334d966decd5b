"""Read XML of unknown origin in pieces: no document types, no entities of its own, no more depth than is sane."""

from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.parsers import expat

from requests_app.errors import IngestError

Item = TypeVar("Item")
DEEPEST = 200


class Reader:
    """Elements told by their local names. Set `start`, `end` and `text`, then `read`."""

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._names: dict[str, str] = {}
        self._depth = 0
        self._start, self._end = start, end
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        if text is not None:
            parser.CharacterDataHandler = text

    def read(self, chunks: Iterator[bytes], found: list[Item]) -> Iterator[Item]:
        """Feed chunks; give out what the handlers put into `found`.

        Raises: IngestError, if it is no XML, or XML that asks for more than a table needs.
        """
        try:
            for chunk in chunks:
                for at in range(0, len(chunk), 1 << 18):
                    self._parser.Parse(chunk[at : at + (1 << 18)], False)
                    yield from found
                    found.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise IngestError(f"A part of the file is damaged: {error}.") from error
        yield from found
        found.clear()

    def _local(self, name: str) -> str:
        local = self._names[name] = name.rpartition(":")[2]
        return local

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise IngestError("A part of the file is nested deeper than any table is, so it is not read.")
        self._start(self._names.get(name) or self._local(name), attributes)

    def _close(self, name: str) -> None:
        self._depth -= 1
        self._end(self._names.get(name) or self._local(name))

    def _refuse(self, *_: object) -> None:
        raise IngestError("A part of the file declares a document type of its own, so it is not read.")


def local(attributes: dict[str, str], name: str) -> str:
    """An attribute by its local name; "" if there is none."""
    found = attributes.get(name)
    if found is not None:
        return found
    ending = ":" + name
    return next((value for key, value in attributes.items() if key.endswith(ending)), "")
