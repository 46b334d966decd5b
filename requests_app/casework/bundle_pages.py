"""What the pages and text files of a bundle say, where a paper is not a file with pages of its own."""

from collections.abc import Iterator

from requests_app import archive, mailroom
from requests_app.casework.bundle_contents import Piece
from requests_app.exhibits.words import Words
from requests_app.models import Communication, Document, Hearing, ReceivedMail
from requests_app.reminders import short_date

LONGEST_MAIL_BYTES = 10_000_000  # of one mail that are read for its page, whatever it carries


def mail_page(piece: Piece, mail: ReceivedMail) -> Words:
    """A mail to be read, with what its head says. Raises: ArchiveError when it is not kept any more."""
    with archive.open_kept(mail.sha256) as file:
        parsed = mailroom.parse(file.read(LONGEST_MAIL_BYTES))
    is_cut = mail.size_bytes > LONGEST_MAIL_BYTES
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
        f"A mail in words{', read only as far as it is shown here' if is_cut else ''}; the ZIP has it as it came.",
    )


def record_page(piece: Piece) -> Words:
    """A call or letter of which only the record tells, with what it decided; a hearing; or a note."""
    if piece.hearing is not None:
        return _hearing_page(piece, piece.hearing)
    if piece.note is not None:
        heading = (("Date", piece.day), ("From", piece.sender), ("On", str(piece.note.about)))
        return Words(piece.title, heading, piece.note.words, "A note of ours from the record.")
    paper = piece.communication
    if paper is None:
        return Words(piece.title)
    facts = (
        ("Date", piece.day),
        ("What", f"{paper.get_kind_display()}, {paper.get_method_display().lower()}"),
        ("From", piece.sender),
        ("To", piece.recipient),
        ("Request", f"{piece.number} {piece.request}"),
        *_what_it_did(paper),
    )
    body = paper.body or "No words of it are on record."
    return Words(piece.title, facts, body, "From the record; no file of it is kept.")


def _hearing_page(piece: Piece, hearing: Hearing) -> Words:
    entry = hearing.milestone
    facts = (
        ("Set for", " ".join(filter(None, (piece.day, f"{hearing.starts_at:%H:%M}" if hearing.starts_at else "")))),
        ("Court", str(entry.case.court)),
        ("Case", str(entry.case)),
        ("Department", hearing.department),
        ("Place", hearing.place),
        *(
            ("Continued", f"from {short_date(one.from_on)} to {short_date(one.to_on)}: {one.why}")
            for one in hearing.continuances.all()
        ),
        ("Off calendar", entry.vacated_why),
    )
    return Words(piece.title, facts, entry.outcome or "No outcome is on record.", "From our docket.")


def _what_it_did(paper: Communication) -> Iterator[tuple[str, str]]:
    """The extension, the determination with its claims, and the records it brought."""
    extension, determination = getattr(paper, "extension", None), getattr(paper, "determination", None)
    if extension is not None:
        until = short_date(extension.extended_until) if extension.extended_until else "no date stated"
        yield "Takes until", ". ".join(filter(None, (until, extension.ground_words)))
    if determination is not None:
        yield "Determines", determination.get_outcome_display()
    for claim in paper.claims.all():
        yield "Claims", ": ".join(filter(None, (claim.cited_as, claim.records_withheld)))
    for production in paper.productions.all():
        pages = f"{production.page_count:,} pages" if production.page_count else ""
        yield "Brings", ", ".join(filter(None, (str(production), production.description, pages)))


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
        ("Date", piece.day),
        ("From", piece.sender),
        ("To", piece.recipient),
        ("Request", f"{piece.number} {piece.request}" if piece.request else ""),
        ("File", piece.document.file_name if piece.document else ""),
    )


def words_of(piece: Piece) -> str:
    """The words on record as the text file the ZIP holds."""
    page = record_page(piece)
    lines = [page.title, *(f"{label}: {value}" for label, value in page.facts if value), "", page.body, ""]
    return "\n".join(lines)
