"""What a received mail turns out to be, as plain frozen values."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailKind(StrEnum):
    """Who is speaking: a person or office, a machine on their behalf, or a mail server that could not deliver."""

    ANSWER = "answer"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Correspondent:
    """One person or office as a header names it; `address` is in lower case, `name` may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that came with a mail, whole.

    `name` is safe to save under: no path, no control or direction-changing characters, never empty.
    `claimed_type` is what the mail says it is, `media_type` what its bytes are.
    """

    name: str
    claimed_type: str
    media_type: str
    data: bytes
    is_inline: bool = False
    content_id: str = ""

    @property
    def size_bytes(self) -> int:
        """The size of the decoded file."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """The hash its bytes are kept under in the archive."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that was not delivered: to whom, which one, and what the server said."""

    recipient: str = ""
    message_id: str = ""
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, read. Whatever could not be read is a sentence in `problems`; the raw bytes remain the record.

    Identifiers ("a@b") stand without their angle brackets. `text` is the best plain text; `html_clean` is safe to
    put in a page and empty where the mail has no HTML. `sent_at` is what the Date header says, aware; None where it
    says nothing that can be believed. `received_at` is from the newest Received header. `enclosed_ids` are the
    identifiers found in mails enclosed in this one. `is_whole` says whether all its parts were taken apart: of other
    mails some lie in the raw bytes alone.
    """

    message_id: str = ""
    references: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    enclosed_ids: tuple[str, ...] = ()
    sender: Correspondent | None = None
    reply_to: tuple[Correspondent, ...] = ()
    to: tuple[Correspondent, ...] = ()
    cc: tuple[Correspondent, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    text: str = ""
    html_clean: str = ""
    attachments: tuple[Attachment, ...] = ()
    kind: MailKind = MailKind.ANSWER
    kind_reason: str = ""
    bounce: Bounce | None = None
    problems: tuple[str, ...] = ()
    is_whole: bool = True

    @property
    def addressed_to(self) -> tuple[str, ...]:
        """Every address this mail was for: the envelope's first, then To and Cc; each once."""
        return tuple(dict.fromkeys([*self.delivered_to, *(person.address for person in (*self.to, *self.cc))]))
