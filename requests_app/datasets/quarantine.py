"""The lines a reading set aside: to be looked at, and told to the agency, byte for byte."""

from dataclasses import dataclass

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.rules import reason_sentence
from requests_app.datasets.store import Store


@dataclass(frozen=True, slots=True)
class QuarantinedLine:
    """One line set aside: where it stood, why in a code and a sentence, its length and (first) bytes."""

    line: int
    reason: str
    sentence: str
    length: int
    raw: bytes

    @property
    def text(self) -> str:
        """The bytes as text to look at; what is no text shows as \\x.. escapes."""
        shown = self.raw.decode("utf-8", "backslashreplace")
        return "".join(mark if mark.isprintable() else f"\\x{ord(mark):02x}" for mark in shown)


def quarantine_rows(
    store: Store, *, reason: str | None = None, offset: int = 0, limit: int = 50
) -> list[QuarantinedLine]:
    """Lines set aside, in the order of the file, from `offset`, at most `limit`, of one reason or of all."""
    chosen = "WHERE reason = ?" if reason is not None else ""
    with Engine(store.folder) as engine:
        rows = engine.rows(
            f"SELECT line, reason, length, raw FROM read_parquet({literal(store.quarantine)}) {chosen} "
            "ORDER BY line LIMIT ? OFFSET ?",
            [*([reason] if reason is not None else []), limit, offset],
        )
    shape = store.mapping.known_shape
    return [
        QuarantinedLine(line, code, reason_sentence(code, shape), length, bytes(raw))
        for line, code, length, raw in rows
    ]
