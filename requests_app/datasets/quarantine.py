"""The lines a reading set aside: to be looked at, and told to the agency, byte for byte."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.rules import reason_sentence
from requests_app.datasets.store import Store

SHOWN_BYTES = 2048  # in hexadecimal
ORDERS = {"line": "line", "-line": "line DESC", "reason": "reason, line", "-reason": "reason DESC, line"}


@dataclass(frozen=True, slots=True)
class QuarantinedLine:
    """One line set aside: where it stood, why in a code and a sentence, its length and (first) bytes."""

    line: int
    reason: str
    sentence: str
    length: int
    raw: bytes

    @property
    def is_plain(self) -> bool:
        """Whether the text shows every byte as it is."""
        return self.raw.isascii() and self.raw.decode("ascii").isprintable()

    @property
    def hexadecimal(self) -> str:
        """The first bytes in hexadecimal, sixteen to a line."""
        shown = self.raw[:SHOWN_BYTES]
        return "\n".join(shown[at : at + 16].hex(" ") for at in range(0, len(shown), 16))

    @property
    def text(self) -> str:
        """The bytes as text to look at; what is no text shows as \\x.. escapes."""
        shown = self.raw.decode("utf-8", "backslashreplace")
        return "".join(mark if mark.isprintable() else f"\\x{ord(mark):02x}" for mark in shown)


def quarantine_rows(
    store: Store,
    *,
    reason: str | None = None,
    lines: Collection[int] | None = None,
    offset: int = 0,
    limit: int = 50,
    order: str = "line",
) -> list[QuarantinedLine]:
    """Lines set aside, from `offset`, at most `limit`, of one reason or of all; `lines` asks for these alone.

    `order` is a key of ORDERS; another is the order of the file.
    """
    asked: list[tuple[str, Any]] = []
    if reason is not None:
        asked.append(("reason = ?", reason))
    if lines is not None:
        asked.append(("list_contains(?::BIGINT[], line)", list(lines)))
    chosen = f"WHERE {' AND '.join(condition for condition, _ in asked)}" if asked else ""
    with Engine(store.folder) as engine:
        rows = engine.rows(
            f"SELECT line, reason, length, raw FROM read_parquet({literal(store.quarantine)}) {chosen} "
            f"ORDER BY {ORDERS.get(order, 'line')} LIMIT ? OFFSET ?",
            [*(value for _, value in asked), limit, offset],
        )
    shape = store.mapping.known_shape
    return [
        QuarantinedLine(line, code, reason_sentence(code, shape), length, bytes(raw))
        for line, code, length, raw in rows
    ]
