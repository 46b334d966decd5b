"""A letter's life around its issue: reviewed by counsel, corrected by another letter, received by the agency."""

from datetime import date

from django.db import transaction

from requests_app import clock
from requests_app.access import Power, require
from requests_app.casework import records
from requests_app.casework.enclosures import enclose
from requests_app.casework.letter_paper import enclosures_of
from requests_app.casework.requests import record_receipt
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import NOT_OUT, Letter, LetterState, Role, User

FROZEN_STATES = (LetterState.ISSUED, LetterState.SENT, LetterState.RECEIVED)


@transaction.atomic
def ask_for_review(*, letter: Letter, by: User) -> Letter:
    """Put a draft before counsel.

    Raises: CaseworkError unless it is a draft.
    """
    records.hold(letter, field="state", among=(LetterState.DRAFT,), otherwise="Only a draft is put before counsel.")
    return records.change(
        letter,
        by=by,
        verb="ask_for_review",
        summary=f"Put “{letter.subject}” before counsel.",
        state=LetterState.REVIEW,
    )


@transaction.atomic
def approve_letter(*, letter: Letter, by: User, seen: str | None = None) -> Letter:
    """Counsel approves these words; changing one of them asks for another approval.

    `seen`: the fingerprint of the words that were read, where they were read some time ago.
    Raises: CaseworkError unless it is in review and still says what was seen; AccessError for anyone but counsel.
    """
    _refuse_unless_counsel(letter, by)
    if seen is not None and seen != letter.fingerprint:
        raise CaseworkError("The letter was changed while you read it: read these words before you approve them.")
    return records.change(
        letter,
        by=by,
        verb="approve_letter",
        summary=f"Approved “{letter.subject}”.",
        reviewed_by=by,
        reviewed_at=clock.now(),
        review_note="",
    )


@transaction.atomic
def send_back(*, letter: Letter, note: str, by: User) -> Letter:
    """Counsel wants something changed, and says what.

    Raises: as `approve_letter`; CaseworkError without a note.
    """
    _refuse_unless_counsel(letter, by)
    if not note.strip():
        raise CaseworkError("Say what should change.")
    return records.change(
        letter,
        by=by,
        verb="send_back",
        summary=f"Sent “{letter.subject}” back: {note}",
        state=LetterState.DRAFT,
        reviewed_by=None,
        reviewed_at=None,
        review_note=note,
    )


@transaction.atomic
def keep_for_counsel(*, letter: Letter, by: User) -> Letter:
    """Until it is issued, only counsel and who drafted it see this letter, or what the journal says of it.

    Raises: CaseworkError once it is issued.
    """
    records.hold(letter, field="state", among=NOT_OUT, otherwise="An issued letter is no longer counsel's alone.")
    summary = f"Kept “{letter.subject}” for counsel."
    return records.change(letter, by=by, verb="keep_for_counsel", summary=summary, counsel_only=True)


@transaction.atomic
def open_draft(*, letter: Letter, by: User) -> Letter:
    """Everyone on the matter sees the draft again, and its journal.

    Raises: CaseworkError once it is issued; AccessError for anyone but counsel.
    """
    require(by, Power.CONFIDE, letter.request.matter)
    records.hold(letter, field="state", among=NOT_OUT, otherwise="An issued letter is open to everyone already.")
    summary = f"Opened the draft “{letter.subject}” to everyone on the matter."
    return records.change(letter, by=by, verb="open_draft", summary=summary, counsel_only=False)


def _refuse_unless_counsel(letter: Letter, by: User) -> None:
    if by.role != Role.COUNSEL:
        raise AccessError("Only counsel approves the words of a letter or sends them back.")
    records.hold(letter, field="state", among=(LetterState.REVIEW,), otherwise="This letter is not in review.")


@transaction.atomic
def correct_letter(*, letter: Letter, by: User, on: date) -> Letter:
    """A new draft with the same words, which will say on its face which letter it replaces.

    Raises: CaseworkError while the first can still be changed, or when it has a correction already.
    """
    records.hold(letter, field="state", among=FROZEN_STATES, otherwise="This letter can still be changed itself.")
    if letter.corrections.exists():
        raise CaseworkError("This letter has a correction already; correct that one.")
    correction = records.add(
        Letter(
            request=letter.request,
            kind=letter.kind,
            subject=letter.subject,
            body=letter.body,
            drafted_by=by,
            signed_by=by,
            dated_on=on,
            wording_version=letter.wording_version,
            facts={name: letter.facts[name] for name in ("used",) if name in letter.facts},
            letterhead=letter.letterhead,
            second_letterhead=letter.second_letterhead,
            replaces=letter,
        ),
        by=by,
        verb="correct_letter",
        summary=f"Drafted a correction of “{letter.subject}”.",
    )
    enclosed = list(enclosures_of(letter))
    if enclosed:
        enclose(letter=correction, documents=enclosed, by=by)
    return correction


@transaction.atomic
def record_letter_received(*, letter: Letter, received_on: date, proof: str, by: User, on: date) -> Letter:
    """The agency has it. The receipt of a request letter is the receipt of its request, and starts the clock.

    Raises: CaseworkError unless it was sent, or when the day is before the sending or in the future.
    """
    not_sent = "Only a letter that was sent is received."
    records.hold(letter, field="state", among=(LetterState.SENT,), otherwise=not_sent)
    if letter.sent_on is None:
        raise CaseworkError(not_sent)
    if not letter.sent_on <= received_on <= on:
        raise CaseworkError("The day of receipt lies between the day of sending and today.")
    with transaction.atomic():
        if letter.kind == "request" and letter.request.received_on is None:
            record_receipt(request=letter.request, received_on=received_on, proof=proof, by=by, on=on)
        return records.change(
            letter,
            by=by,
            verb="record_letter_received",
            summary=f"“{letter.subject}” was received on {received_on:%a %-d %b %Y}.",
            state=LetterState.RECEIVED,
            received_on=received_on,
            receipt_proof=proof,
        )
