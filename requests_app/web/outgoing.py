"""Read the mail written to a folder instead of being sent, as somebody setting the desk up sees it."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

_RULE = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each message


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail: which file and which in it, and what it says."""

    name: str
    sent_at: datetime | None
    subject: str
    recipients: tuple[str, ...]
    text: str
    html: str
    attachments: tuple[str, ...]


def outgoing_mail(folder: Path) -> Iterator[OutgoingMail]:
    """Every mail in the folder, newest first."""
    files = (
        sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.is_dir() else []
    )
    for path in files:
        parts = [part for part in path.read_bytes().split(_RULE) if part.strip()]
        for index, raw in reversed(list(enumerate(parts))):
            yield _read(f"{path.stem}-{index}", raw)


def _read(name: str, raw: bytes) -> OutgoingMail:
    message = email.message_from_bytes(raw, policy=policy.default)
    sent = message.get("Date")
    headers = [str(value) for head in ("To", "Cc", "Bcc") for value in message.get_all(head, [])]
    return OutgoingMail(
        name=name,
        sent_at=parsedate_to_datetime(str(sent)) if sent else None,
        subject=str(message.get("Subject", "(no subject)")),
        recipients=tuple(address for _, address in getaddresses(headers)),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(part.get_filename() or "attachment" for part in message.iter_attachments()),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
