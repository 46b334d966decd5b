"""What the pages and text files of a bundle say, where a paper is not a file with pages of its own."""

from requests_app import archive, mailroom
from requests_app.casework.bundle_contents import Piece
from requests_app.exhibits.words import Words
from requests_app.models import Document, ReceivedMail
from requests_app.reminders import short_date


def mail_page(piece: Piece, mail: ReceivedMail) -> Words:
    """A mail to be read, with what its head says. Raises: ArchiveError when it is not kept any more."""
    with archive.open_kept(mail.sha256) as file:
        parsed = mailroom.parse(file.read())
    to, cc = (
        ", ".join(f"{person.name} <{person.address}>".strip() for person in people)
        for people in (parsed.to, parsed.cc)
    )
    sent = f"{parsed.sent_at:%a} {parsed.sent_at.day} {parsed.sent_at:%b %Y, %H:%M %z}" if parsed.sent_at else ""
    attached = "; ".join(f"{one.name} ({one.size_bytes:,} bytes)" for one in parsed.attachments)
    return Words(
        piece.title,
        (
            ("From", piece.sender),
            ("To", to),
            ("Copy to", cc),
            ("Sent", sent),
            ("Message-ID", parsed.message_id),
            ("Attached", attached),
            ("SHA-256", mail.sha256),
        ),
        parsed.text,
        "A mail in words; the ZIP has it as it came.",
    )


def communication_page(piece: Piece) -> Words:
    """A call or letter of which only the record tells."""
    paper = piece.communication
    how = f"{paper.get_kind_display()}, {paper.get_method_display().lower()}" if paper else ""
    facts = (
        ("Date", short_date(piece.happened_on)),
        ("What", how),
        ("From", piece.sender),
        ("To", piece.recipient),
        ("Request", f"{piece.number} {piece.request}"),
    )
    body = paper.body if paper and paper.body else "No words of it are on record."
    return Words(piece.title, facts, body, "From the record; no file of it is kept.")


def slip(piece: Piece, document: Document, *, place: str, why: str) -> Words:
    """The sheet in place of a file without pages; `place` is where the ZIP has it."""
    return Words(
        document.title,
        (
            *facts_of(piece),
            ("Kind", document.media_type),
            ("Size", f"{document.size_bytes:,} bytes"),
            ("SHA-256", document.sha256),
            ("In the ZIP", place),
            ("Why no pages", why),
        ),
        "This sheet stands in place of a file that cannot be shown as pages.",
    )


def facts_of(piece: Piece) -> tuple[tuple[str, str], ...]:
    """Its day, its ends, its request and its file."""
    return (
        ("Date", short_date(piece.happened_on)),
        ("From", piece.sender),
        ("To", piece.recipient),
        ("Request", f"{piece.number} {piece.request}" if piece.request else ""),
        ("File", piece.document.file_name if piece.document else ""),
    )


def words_of(piece: Piece) -> str:
    """The words on record as the text file the ZIP holds."""
    page = communication_page(piece)
    lines = [page.title, *(f"{label}: {value}" for label, value in page.facts if value), "", page.body, ""]
    return "\n".join(lines)
