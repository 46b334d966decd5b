"""Walk the parts of a mail: what is to be read, what is attached, what a server reports."""

from dataclasses import dataclass, field

from requests_app.mailroom.attachments import attachment_of, disagreement, unwrapped
from requests_app.mailroom.cleaning import clean, words_of
from requests_app.mailroom.envelope import (
    Part,
    blocks_of_report,
    decoded,
    kind_of,
    open_envelope,
    parameter,
    written_out,
)
from requests_app.mailroom.headers import Headers, identifiers
from requests_app.mailroom.mail import Attachment
from requests_app.mailroom.words import decode, decode_words

# Where the plain part has fewer words than this share of the HTML, it only says that there is HTML to read.
STUB_SHARE = 0.25
_SEALED = "The mail is sealed (S/MIME); its words can be read only by who holds the key."
_SIGNED = (
    "The mail is wrapped in its signature (S/MIME); its words are in the file smime.p7m, which a mail program opens. "
    "Ask the sender to send it unwrapped."
)
# They prove who wrote the mail; they are no files that somebody sent.
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one mail is read. What lies beyond stays in the raw bytes, and a sentence says so."""

    part_count: int = 1_000
    depth: int = 20
    decoded_bytes: int = 250 * 1024**2
    text_characters: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of the letter: its words, and its HTML ("" where it came as plain text)."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class Body:
    """What walking the parts has gathered so far."""

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    enclosed: list[Headers] = field(default_factory=list)
    delivery_reports: list[Headers] = field(default_factory=list)
    has_read_receipt: bool = False
    problems: dict[str, None] = field(default_factory=dict)
    part_count: int = 0
    decoded_bytes: int = 0
    is_whole: bool = True

    def leave(self, problem: str | None) -> None:
        """Keep the sentence for something that was left in the raw mail alone; None where nothing was."""
        self.is_whole = self.is_whole and not problem
        self.note(problem)

    def note(self, problem: str | None) -> None:
        """Keep a problem sentence, once."""
        if problem:
            self.problems[problem] = None

    @property
    def enclosed_ids(self) -> tuple[str, ...]:
        """The identifiers in the mails enclosed, their own first."""
        names = ("message-id", "in-reply-to", "references")
        return identifiers(value for headers in self.enclosed for name in names for value in headers.all(name))

    def read(self, part: Part) -> None:
        """Walk the whole mail."""
        self.blocks = self._blocks(part, 0)

    def _blocks(self, part: Part, depth: int) -> list[Block]:
        self.part_count += 1
        if self.part_count > self.limits.part_count:
            self.leave(f"The mail has more than {self.limits.part_count:,} parts; the rest was left in the raw mail.")
            return []
        if depth > self.limits.depth:
            self.leave(
                f"The mail's parts are nested deeper than {self.limits.depth}; the rest was left in the raw mail."
            )
            return []
        kind = kind_of(part)
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            self.delivery_reports += [Headers(block) for block in blocks_of_report(part)]
            return []
        if kind.startswith("message/") and part.is_multipart():
            return self._enclose(part, kind, depth)
        if part.is_multipart():
            children = [child for child in part.get_payload() if not isinstance(child, str)]
            blocks = [block for child in children for block in self._blocks(child, depth + 1)]
            return _one_of(blocks) if kind == "multipart/alternative" else blocks
        return self._leaf(part, kind)

    def _enclose(self, part: Part, kind: str, depth: int) -> list[Block]:
        """A mail inside the mail is kept as a file, and what is attached to it too, unless it is ours come back.

        Its identifiers tell what it was about.
        """
        child = next(child for child in part.get_payload() if not isinstance(child, str))
        data = written_out(child)
        if Headers(part).words("content-transfer-encoding").lower() in ("base64", "quoted-printable"):
            child["Content-Transfer-Encoding"] = Headers(part).words("content-transfer-encoding")
            data = decoded(child)  # against the rules, but some servers do it
            child, _ = open_envelope(data)
        if not self._has_room(len(data)):
            return []
        headers = Headers(child)
        if kind == "message/disposition-notification":
            self.has_read_receipt = True
            return []
        if kind in ("message/rfc822", "message/global"):
            self.enclosed.append(headers)
        name = self._name(part) or f"{headers.words('subject')[:80].replace('/', '-') or 'message'}.eml"
        blocks = self._attach(data, part, name, "message/rfc822")
        if kind in ("message/rfc822", "message/global") and not self.delivery_reports:
            self._take_attached(child, depth)
        return blocks

    def _has_room(self, byte_count: int) -> bool:
        """Count these bytes in; whether all so far are within the limit, which is noted where they are not."""
        self.decoded_bytes += byte_count
        if self.decoded_bytes <= self.limits.decoded_bytes:
            return True
        self.leave(
            f"The mail holds more than {self.limits.decoded_bytes:,} bytes; the rest was left in the raw mail."
        )
        return False

    def _take_attached(self, child: Part, depth: int) -> None:
        """The files attached to an enclosed mail. Its pictures, and mails enclosed in it, stay in its own file."""
        inner = Body(self.limits, part_count=self.part_count, decoded_bytes=self.decoded_bytes)
        inner._blocks(child, depth + 1)
        self.part_count, self.decoded_bytes = inner.part_count, inner.decoded_bytes
        self.enclosed += inner.enclosed
        self.attachments += [
            file for file in inner.attachments if not file.is_inline and file.claimed_type != "message/rfc822"
        ]
        for problem in inner.problems:
            self.note(problem)

    def _leaf(self, part: Part, kind: str) -> list[Block]:
        data = decoded(part)
        if not self._has_room(len(data)):
            return []
        headers, name = Headers(part), self._name(part)
        if kind == "text/rfc822-headers":
            self.enclosed.append(Headers(open_envelope(data)[0]))
            return []
        if kind.startswith("multipart/"):
            self.leave(
                "The mail says that it has several parts, but they cannot be told apart; it is shown as it came."
            )
            kind = "text/plain"
        is_attached = headers.words("content-disposition").lower().startswith("attachment")
        if kind in ("text/plain", "text/html") and not is_attached and not name:
            return [self._block(data, kind, parameter(part, "charset"))]
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            self.note(_SIGNED if parameter(part, "smime-type").lower() == "signed-data" else _SEALED)
        elif kind == "application/pgp-encrypted":
            self.note("The mail is encrypted (PGP); its words can be read only by who holds the key.")
        return self._attach(data, part, name, kind)

    def _block(self, data: bytes, kind: str, charset: str) -> Block:
        text, problem = decode(data, charset)
        self.note(problem)
        if kind == "text/html":
            html, problem = clean(text)
            self.note(problem)
            return Block(words_of(html), html)
        if len(text) > self.limits.text_characters:
            text = text[: self.limits.text_characters]
            self.note(f"The mail's text was cut at {self.limits.text_characters:,} characters.")
        return Block(text.strip())

    def _attach(self, data: bytes, part: Part, name: str, claimed_type: str) -> list[Block]:
        """Keep a file, and the files and words that Outlook wrapped in it."""
        headers = Headers(part)
        content_id = headers.words("content-id").strip("<>")
        attachment = attachment_of(
            data,
            name=name,
            claimed_type=claimed_type,
            number=len(self.attachments) + 1,
            is_inline=claimed_type in _SIGNATURES
            or (bool(content_id) and not headers.words("content-disposition").lower().startswith("attachment")),
            content_id=content_id,
        )
        self.attachments.append(attachment)
        self.note(disagreement(attachment.name, attachment.claimed_type, attachment.media_type))
        text, files, problem = unwrapped(attachment, self.limits.decoded_bytes - self.decoded_bytes)
        self.decoded_bytes += sum(file.size_bytes for file in files)
        self.attachments += files
        self.leave(problem)
        return [Block(text.strip())] if text.strip() else []

    def _name(self, part: Part) -> str:
        """The name the part gives itself, decoded; "" where it gives none."""
        raw = parameter(part, "filename", "content-disposition") or parameter(part, "name")
        return decode_words(raw)


def _one_of(blocks: list[Block]) -> list[Block]:
    """Of several forms of the same words, the plain one to read and the HTML to show."""
    plain = "\n\n".join(block.text for block in blocks if not block.html)
    html = next((block for block in reversed(blocks) if block.html), Block())
    is_stub = len(plain.split()) < STUB_SHARE * len(html.text.split())
    return [Block(html.text if is_stub else plain, html.html)]
