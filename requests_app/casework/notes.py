"""Notes on records: written, changed, opened to everyone, removed."""

from requests_app import clock
from requests_app.access import Power, require
from requests_app.casework import journal, records
from requests_app.errors import CaseworkError
from requests_app.models import CourtCase, Document, ExemptionClaim, Matter, Note, NoteKind, RecordsRequest, User

Notable = RecordsRequest | CourtCase | ExemptionClaim | Document | Matter
_FIELDS: dict[type, str] = {
    RecordsRequest: "request",
    CourtCase: "case",
    ExemptionClaim: "claim",
    Document: "document",
}


def write_note(*, about: Notable, words: str, kind: str, by: User | None) -> Note:
    """Keep a note on a record. Strategy is seen by counsel and by who wrote it; a note by everyone on the matter.

    Raises: CaseworkError without words, on a document filed nowhere, or for everyone on a paper of counsel's.
    """
    matter = journal.place_of(about).matter
    if matter is None:
        raise CaseworkError("A note belongs to a matter, and this is filed in none.")
    if kind == NoteKind.NOTE and journal.is_privileged(about):
        raise CaseworkError("This paper is counsel's alone, so a note on it is too: choose strategy.")
    place = {_FIELDS[type(about)]: about} if type(about) in _FIELDS else {}
    note = Note(matter=matter, kind=kind, words=words.strip(), written_by=by, written_at=clock.now(), **place)
    return records.add(note, by=by, verb="write_note", summary=_summary("Wrote", note))


def revise_note(*, note: Note, words: str, by: User | None) -> Note:
    """Change the words of a note; the journal keeps the old ones, behind the same wall."""
    return records.change(note, by=by, verb="revise_note", summary=_summary("Changed", note), words=words.strip())


def open_note(*, note: Note, by: User | None) -> Note:
    """Let everyone on the matter read a note that was counsel's. It is never closed again: it was read.

    Raises: AccessError for anyone but counsel; CaseworkError for a note on a paper that stays counsel's.
    """
    require(by, Power.CONFIDE, note.matter)
    if journal.is_privileged(note.about):
        raise CaseworkError("The paper it is on is counsel's alone, so the note is too.")
    summary = f"Opened a note on {note.about} to everyone on the matter."
    return records.change(note, by=by, verb="open_note", summary=summary, kind=NoteKind.NOTE)


def remove_note(*, note: Note, by: User | None) -> None:
    """Take a note away; the journal keeps what it said."""
    records.remove(note, by=by, summary=_summary("Removed", note), power=Power.CHANGE)


def _summary(done: str, note: Note) -> str:
    return f"{done} a {'strategy note' if note.is_strategy else 'note'} on {note.about}."
