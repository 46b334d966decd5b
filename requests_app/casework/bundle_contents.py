"""What goes into a bundle: every paper its owner may see, in order of date, with where it comes from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from requests_app import clock
from requests_app.access import visible
from requests_app.casework.letter_paper import enclosures_of
from requests_app.casework.raw_rows import held_in, that_hold_originals
from requests_app.models import (
    Bundle,
    Communication,
    DataAgreement,
    Dataset,
    Direction,
    Document,
    Hearing,
    Letter,
    MailOutcome,
    Note,
    NoteKind,
    Precision,
    ReceivedMail,
    RecordsRequest,
    User,
)
from requests_app.reminders import short_date

ENCLOSURE = "enclosure"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper: a file, a mail as it came, or what is on record of a call, a letter, a hearing or in a note.

    `is_in_pdf` is False for what only repeats another paper in another form.
    """

    happened_on: date
    kind: str
    title: str
    sender: str = ""
    recipient: str = ""
    request: RecordsRequest | None = None
    document: Document | None = None
    mail: ReceivedMail | None = None
    communication: Communication | None = None
    letter: Letter | None = None
    hearing: Hearing | None = None
    note: Note | None = None
    precision: str = Precision.DAY
    is_in_pdf: bool = True

    @property
    def day(self) -> str:
        """Its day in words, as exactly as it is known."""
        if self.precision == Precision.MONTH:
            return f"{self.happened_on:%b %Y}"
        words = short_date(self.happened_on)
        return words if self.precision == Precision.DAY else f"about {words}"

    @property
    def number(self) -> str:
        """Our number of its request, or ""."""
        return self.request.number if self.request else ""


def gather(bundle: Bundle) -> list[Piece]:
    """Every paper of the bundle that its owner may see at this moment, oldest first; always in the same order."""
    by = bundle.asked_by
    requests = list(_requests(bundle).select_related("agency", "matter__organisation").order_by("pk"))
    found: list[Piece] = []
    for request in requests:
        found += _of_request(request, by)
    taken = {piece.document.pk for piece in found if piece.document and piece.kind != ENCLOSURE}
    found += [_received(document, None) for document in _documents_beside(bundle, by) if document.pk not in taken]
    found += [_hearing(hearing) for hearing in _hearings(bundle, by)]
    found += [_note(note) for note in _notes(bundle, requests, by)]
    return sorted(found, key=lambda piece: piece.happened_on)  # stable: what is of one day stays as it was gathered


def without_raw_rows(pieces: Iterable[Piece]) -> tuple[list[Piece], list[str]]:
    """Without originals of datasets, and with mails that carry one in words only; and sentences that say so."""
    pieces, kept = list(pieces), []
    raw = that_hold_originals([piece.document for piece in pieces if piece.document is not None])
    files = mails = 0
    for piece in pieces:
        if piece.document is not None and piece.document.pk in raw:
            files += 1
        elif piece.mail is not None and held_in(piece.mail).is_raw:
            mails += 1
            kept.append(replace(piece, mail=None))
        else:
            kept.append(piece)
    said = []
    if files:
        said.append(
            f"Without {files} file{'s' if files > 1 else ''} with raw rows of datasets, or that may hold some"
        )
    if mails:
        said.append(f"With {mails} mail{'s' if mails > 1 else ''} in words only: their files are, or may be, such")
    return kept, said


def holds_raw_rows(contents: dict[str, list[int]], *, asked_at: datetime) -> bool:
    """Whether a paper of a bundle, asked for then, has become the original of a dataset since, carries one, or may
    by now hold one."""
    came = Dataset.objects.filter(created_at__gte=asked_at).exists()
    if not came and not DataAgreement.objects.filter(recorded_at__gte=asked_at).exists():
        return False
    documents = Document.objects.filter(pk__in=contents.get("Document", []))
    mails = ReceivedMail.objects.filter(pk__in=contents.get("ReceivedMail", []))
    return bool(that_hold_originals(list(documents))) or any(held_in(mail).is_raw for mail in mails)


def keys_of(pieces: Iterable[Piece]) -> dict[str, list[int]]:
    """The records the pieces show, as the bundle's row keeps them."""
    keys: dict[str, set[int]] = {}
    for piece in pieces:
        shown = (piece.request, piece.document, piece.mail, piece.communication, piece.letter)
        for row in (*shown, piece.hearing, piece.note):
            if row is not None:
                keys.setdefault(type(row).__name__, set()).add(row.pk)
    return {name: sorted(rows) for name, rows in sorted(keys.items())}


def may_see_all(person: User, contents: dict[str, list[int]]) -> bool:
    """Whether the person may see every record of a bundle, as things stand now."""
    for model in (RecordsRequest, Document, ReceivedMail, Communication, Letter, Hearing, Note):
        keys = contents.get(model.__name__, [])
        if visible(person, model._default_manager.filter(pk__in=keys)).count() != len(keys):
            return False
    return True


def _requests(bundle: Bundle) -> QuerySet[RecordsRequest]:
    rows = visible(bundle.asked_by, RecordsRequest.objects.all())
    if bundle.request_id:
        return rows.filter(pk=bundle.request_id)
    if bundle.case_id:
        return rows.filter(cases=bundle.case_id)
    chosen = bundle.chosen.values("pk")
    return rows.filter(pk__in=chosen) if chosen.exists() else rows.filter(matter=bundle.matter_id)


def _documents_beside(bundle: Bundle, by: User) -> QuerySet[Document]:
    """The files of a case or matter that hang from none of its requests."""
    rows = visible(by, Document.objects.select_related("milestone")).order_by("pk")
    rows = rows.exclude(pk__in=_of_hidden_letters(Letter.objects.filter(request__matter=bundle.matter_id), by))
    if bundle.request_id or bundle.chosen.exists():
        return rows.none()
    return rows.filter(milestone__case=bundle.case_id) if bundle.case_id else rows.filter(matter=bundle.matter_id)


def _hearings(bundle: Bundle, by: User) -> QuerySet[Hearing]:
    """The hearings of a case, or of all cases of a matter."""
    rows = visible(by, Hearing.objects.select_related("milestone__case__court")).order_by("pk")
    if bundle.request_id or bundle.chosen.exists():
        return rows.none()
    return rows.filter(
        **({"milestone__case": bundle.case_id} if bundle.case_id else {"milestone__case__matter": bundle.matter_id})
    )


def _notes(bundle: Bundle, requests: list[RecordsRequest], by: User) -> QuerySet[Note]:
    """The notes on what is in it; strategy stays where it is, whoever takes the bundle."""
    rows = visible(by, Note.objects.filter(kind=NoteKind.NOTE)).order_by("pk")
    theirs = Q(request__in=requests) | Q(claim__request__in=requests) | Q(document__request__in=requests)
    if bundle.case_id:
        theirs |= Q(case=bundle.case_id) | Q(document__milestone__case=bundle.case_id)
    elif not bundle.request_id and not bundle.chosen.exists():
        theirs |= Q(matter=bundle.matter_id)
    return rows.filter(theirs).select_related("request__agency", "case", "claim__request", "document", "written_by")


def _of_hidden_letters(rows: QuerySet[Letter], by: User) -> set[int]:
    """The files of those letters that the person may not see, though they see the matter."""
    hidden = rows.exclude(pk__in=visible(by, Letter.objects.all()).values("pk"))
    return {key for pair in hidden.values_list("document", "word_document") for key in pair if key}


def _of_request(request: RecordsRequest, by: User) -> Iterator[Piece]:
    mails = {
        mail.communication_id: mail
        for mail in visible(by, ReceivedMail.objects.filter(request=request)).exclude(outcome=MailOutcome.DUPLICATE)
    }
    letters = visible(by, Letter.objects.filter(request=request, document__isnull=False)).select_related(
        "document", "word_document", "communication"
    )
    theirs = Q(request=request) | Q(communication__request=request)
    documents = list(
        visible(by, Document.objects.filter(theirs))
        .exclude(pk__in=_of_hidden_letters(Letter.objects.filter(request=request), by))
        .select_related("production", "milestone", "communication")
        .distinct()
        .order_by("pk")
    )
    may_be_shown = {document.pk for document in documents}
    written = set()
    by_paper: dict[int, Letter] = {}
    for letter in letters.order_by("pk"):
        written |= {letter.document_id, letter.word_document_id}
        if letter.communication_id:
            by_paper[letter.communication_id] = letter
        else:
            yield from _letter(letter, request, may_be_shown, by)
    papers = visible(by, Communication.objects.filter(request=request)).select_related("extension", "determination")
    for paper in papers.prefetch_related("claims", "productions").order_by("happened_on", "pk"):
        enclosed = [row for row in documents if row.communication_id == paper.pk and row.pk not in written]
        if paper.pk in by_paper:
            yield from _letter(by_paper[paper.pk], request, may_be_shown, by)
        elif paper.pk in mails:
            yield _mail(mails[paper.pk], request, paper)
        elif paper.body or not enclosed:
            yield _words(paper, request)
        for document in enclosed:
            written.add(document.pk)
            yield _received(document, request, paper)
    for mail in sorted((mail for mail in mails.values() if mail.communication_id is None), key=lambda row: row.pk):
        yield _mail(mail, request, None)
    yield from (_received(document, request) for document in documents if document.pk not in written)


def _letter(letter: Letter, request: RecordsRequest, may_be_shown: set[int], by: User) -> Iterator[Piece]:
    """The letter as it was issued: its PDF, in the ZIP its Word file, and what went with it."""
    whole = Piece(
        letter.communication.happened_on if letter.communication else letter.dated_on,
        "letter",
        letter.subject,
        sender=str(request.matter.organisation),
        recipient=str(request.agency),
        request=request,
        communication=letter.communication,
        letter=letter,
    )
    for document in (letter.document, letter.word_document):
        if document is not None and document.pk in may_be_shown:
            yield replace(whole, document=document, is_in_pdf=document == letter.document)
    for document in visible(by, enclosures_of(letter)):
        yield replace(whole, kind=ENCLOSURE, title=f"Enclosed: {document.title}", document=document)


def _mail(mail: ReceivedMail, request: RecordsRequest, paper: Communication | None) -> Piece:
    came_at = mail.sent_at or mail.received_at
    return Piece(
        paper.happened_on if paper else came_at.astimezone(clock.COURT_ZONE).date(),
        "mail",
        str(mail),
        sender=" ".join(filter(None, (mail.sender_name, f"<{mail.sender_address}>" if mail.sender_address else ""))),
        recipient=str(request.matter.organisation),
        request=request,
        mail=mail,
        communication=paper,
    )


def _words(paper: Communication, request: RecordsRequest) -> Piece:
    sender, recipient = _ends(paper, request)
    return Piece(
        paper.happened_on,
        paper.kind,
        paper.subject or paper.get_kind_display(),
        sender=sender,
        recipient=recipient,
        request=request,
        communication=paper,
        precision=paper.happened_precision,
    )


def _hearing(hearing: Hearing) -> Piece:
    entry = hearing.milestone
    return Piece(entry.happened_on, "hearing", entry.title, sender=str(entry.case.court), hearing=hearing)


def _note(note: Note) -> Piece:
    request = note.request or (note.claim.request if note.claim else None)
    return Piece(
        note.written_at.astimezone(clock.COURT_ZONE).date(),
        "note",
        f"Note on {note.about}",
        sender=str(note.written_by or ""),
        request=request,
        note=note,
    )


def _received(document: Document, request: RecordsRequest | None, paper: Communication | None = None) -> Piece:
    """A file as it came, on the day of what it came with."""
    day = document.kept_at.astimezone(clock.COURT_ZONE).date()
    if paper is not None:
        day = paper.happened_on
    elif document.production is not None and document.production.received_on:
        day = document.production.received_on
    elif document.milestone is not None:
        day = document.milestone.happened_on
    sender, recipient = _ends(paper, request) if paper and request else ("", "")
    return Piece(
        day,
        "issued file" if document.is_issued else "file",
        document.title,
        sender=sender,
        recipient=recipient,
        request=request,
        document=document,
        communication=paper,
        is_in_pdf=not (document.is_issued and document.media_type == WORD),  # its PDF beside it has the same words
    )


def _ends(paper: Communication, request: RecordsRequest) -> tuple[str, str]:
    """Who wrote, and to whom."""
    ours, theirs = str(request.matter.organisation), str(request.agency)
    if paper.direction == Direction.OUT:
        return ours, theirs
    return (f"{paper.signed_by_name}, {theirs}" if paper.signed_by_name else theirs), ours
