"""Read a mail that is kept as a file: who wrote it to whom, when and about what, and its words."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any, TypeAlias

from requests_app.documents.findings import Found, Limits, Page, Problem
from requests_app.documents.plain import decode, keepable, words_of_html

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_BYTES = 250 * 1024**2
_FAILS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)

Part: TypeAlias = "Message[Any, Any]"


def read(path: Path, limits: Limits) -> Iterator[Found]:
    """The words of a mail, its parts decoded; mails enclosed in it follow. What is attached is named only."""
    with path.open("rb") as file:
        data = file.read(_BYTES)
    try:
        text = keepable("\n".join(_words(message_from_bytes(data, policy=policy.compat32))))
    except _FAILS:
        yield Problem("The mail is broken and could not be taken apart; its bytes were read as text.")
        text = decode(data[: limits.text_characters])
    if len(text) > limits.text_characters:
        yield Problem(f"The mail is longer than {limits.text_characters:,} characters; only so much was read.")
        text = text[: limits.text_characters]
    yield Page(text, has_text=bool(text.strip()))


def _words(mail: Part) -> Iterator[str]:
    for name in _SHOWN:
        if value := mail.get(name):
            yield f"{name}: {_decoded(value)}"
    yield ""
    yield from _body(mail)


def _body(part: Part) -> Iterator[str]:
    kind = part.get_content_type()
    if part.is_multipart():
        children = list(part.get_payload())
        if kind == "multipart/alternative":
            children = [child for child in children if child.get_content_type() == "text/plain"] or children
        for child in children:
            yield from _words(child) if kind.startswith("message/") else _body(child)
        return
    name = part.get_filename()
    if kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
        text = _text(part)
        yield words_of_html(text)[0] if kind == "text/html" else text
    elif name:
        yield f"[{_decoded(name)}]"


def _text(part: Part) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        return decode(data)


def _decoded(value: Any) -> str:
    """A header in one line, its encoded words and raw bytes made characters."""
    try:
        text = str(make_header(decode_header(str(value))))
    except _FAILS:
        text = str(value)
    return " ".join(text.split())
