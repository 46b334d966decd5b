"""Take raw bytes apart into headers and parts, at a cost that grows with their size and no faster."""

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from email import message_from_bytes, message_from_string
from email._policybase import Compat32
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesParser
from io import BytesIO
from typing import Any, TypeAlias

HEADER_CHARACTERS = 20_000
PARAMETER_CHARACTERS = 4_000
# Lines that may each begin a part. Beyond them the mail is read as one piece.
DASHED_LINES = 20_000
_FIRST_LINE = re.compile(r"\s*--([^\s\"]{1,70})[ \t]*\r?\n(?=(?:.{0,200}\r?\n){0,3}?content-)", re.IGNORECASE)

Part: TypeAlias = "Message[str, str]"
_READING_FAILS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


class AsWritten(Compat32):
    """Keep headers as they are written, cut where the standard library would take for ever, and write them so."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The name and value of one header; those with parameters are cut shorter."""
        name, value = super().header_source_parse(sourcelines)
        name_is = name.strip().lower()
        if name_is == "references" and len(value) > HEADER_CHARACTERS:  # the first began it, the last was answered
            half = HEADER_CHARACTERS // 2 - 1
            return name, f"{value[:half].rpartition('<')[0]}  {value[-half:].partition('>')[2]}".ljust(
                HEADER_CHARACTERS
            )
        return name, value[: PARAMETER_CHARACTERS if name_is.startswith("content-") else HEADER_CHARACTERS]

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header's bytes as they came, without folding it anew."""
        return f"{name}: {value}{self.linesep}".encode("ascii", "surrogateescape")


def open_envelope(raw: bytes) -> tuple[Part, str | None]:
    """The mail as a tree of parts; or its headers over one undivided piece, and a sentence that says why."""
    raw = raw.removeprefix(BOM_UTF8)  # some programs save a mail so
    policy = AsWritten(linesep="\r\n" if b"\r\n" in raw[:10_000] else "\n")
    if raw.count(b"\n--") <= DASHED_LINES:
        try:
            part = message_from_bytes(raw, _class=Message, policy=policy)
            return _with_boundary(part), None
        except _READING_FAILS:
            problem = "The mail's parts are nested too deep, or broken; it is shown undivided."
    else:
        problem = f"The mail has more than {DASHED_LINES:,} lines that may begin a part; it is shown undivided."
    return BytesParser(_class=Message, policy=policy).parsebytes(raw, headersonly=True), problem


def _with_boundary(part: Part) -> Part:
    """The mail; where it has several parts and does not name the line between them, by the first line that is one."""
    if not part.get_content_type().startswith("multipart/") or part.is_multipart() or parameter(part, "boundary"):
        return part
    found = _FIRST_LINE.match(_text_of(part))
    if not found:
        return part
    part.set_param("boundary", found[1])
    again: Part = message_from_bytes(written_out(part), _class=Message, policy=part.policy)
    return again


def blocks_of_report(part: Part) -> list[Part]:
    """The blocks of headers in a report on a delivery: one on the mail, then one for each recipient."""
    blocks = [block for block in part.get_payload() if not isinstance(block, str)]
    if part.get_content_type() == "message/delivery-status":
        return blocks
    # The standard library takes the blocks of RFC 6533 for one mail: the first as headers, the rest as its text.
    policy = part.policy
    texts = [text for block in blocks for text in _text_of(block).replace("\r\n", "\n").split("\n\n") if text.strip()]
    return [*blocks, *(message_from_string(text, _class=Message, policy=policy) for text in texts)]


def written_out(part: Part) -> bytes:
    """A part's bytes, as near to how they came as the parser remembers."""
    out = BytesIO()
    try:
        BytesGenerator(out, mangle_from_=False, policy=part.policy).flatten(part)
    except _READING_FAILS:
        return _text_of(part).encode("utf-8", "surrogateescape")
    return out.getvalue()


def decoded(part: Part) -> bytes:
    """A leaf's bytes with its transfer encoding undone; as they stand where that fails."""
    try:
        data = part.get_payload(decode=True)
    except _READING_FAILS:
        data = None
    return data if isinstance(data, bytes) else _text_of(part).encode("utf-8", "surrogateescape")


def parameter(part: Part, name: str, header: str = "content-type") -> str:
    """A parameter of a header, as it stands; "" where there is none."""
    try:
        value: Any = part.get_param(name, "", header)
    except _READING_FAILS:
        return ""
    if isinstance(value, tuple):  # RFC 2231: charset, language, bytes as Latin-1
        charset, _language, text = value
        try:
            return str(text).encode("latin-1").decode(charset or "ascii")
        except (LookupError, ValueError, TypeError):
            return str(text)
    return str(value)


def kind_of(part: Part) -> str:
    """A part's media type in lower case, as it claims; text/plain where it claims nothing."""
    return part.get_content_type()


def headers_of(part: Part) -> Mapping[str, list[str]]:
    """The values of each header by its name in lower case, in order; bytes beyond ASCII are surrogates."""
    values: dict[str, list[str]] = {}
    for name, value in part.raw_items():
        values.setdefault(name.strip().lower(), []).append(str(value))
    return values


def _text_of(part: Part) -> str:
    payload = part.get_payload()
    return payload if isinstance(payload, str) else ""
