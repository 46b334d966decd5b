"""Letters: proposed from the facts, revised by a person, issued and frozen, made by a worker, sent."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from requests_app import clock, letters
from requests_app.access import Power
from requests_app.casework import queue, records
from requests_app.casework.communications import Paper, record_communication
from requests_app.casework.documents import keep_document
from requests_app.casework.enclosures import enclosed_facts, refuse_enclosures
from requests_app.casework.letter_facts import facts_of_letter, with_told
from requests_app.casework.letter_paper import UNFROZEN_STATES, paper_of, printed, refuse_letterheads
from requests_app.casework.requests import record_sending
from requests_app.casework.wordings import wording_in_force
from requests_app.errors import CaseworkError, TrackerError
from requests_app.letters.docx import render_docx
from requests_app.models import (
    CommunicationKind,
    Direction,
    Document,
    Language,
    Letter,
    Letterhead,
    LetterState,
    MailState,
    RecordsRequest,
    User,
)

LETTERS = queue.Queue(
    rows=Letter.objects.select_related(
        "request__agency", "request__matter__organisation", "letterhead", "second_letterhead"
    ),
    waiting=LetterState.ISSUING,
    working=LetterState.ISSUING,
    work="making this letter",
    lease=timedelta(seconds=settings.LETTER_LEASE_SECONDS),
    most_attempts=queue.MOST_OF_THE_QUICK,
)


def draft_letter(
    *,
    request: RecordsRequest,
    kind: str,
    by: User,
    on: date,
    told: Mapping[str, Any] | None = None,
    letterhead: Letterhead | None = None,
) -> Letter:
    """The draft as it would be proposed, not recorded, in the language of its letterhead. `told`: as `with_told`.

    Raises: as `propose_letter`.
    """
    organisation = request.matter.organisation
    head = letterhead or organisation.letterheads.first()
    text = wording_in_force(kind, organisation, head.language if head else Language.ENGLISH)
    draft = letters.propose(kind, with_told(facts_of_letter(request, on=on), kind, told or {}), text)
    return Letter(
        request=request,
        kind=kind,
        subject=draft.subject,
        body=draft.body,
        drafted_by=by,
        signed_by=by,
        dated_on=on,
        wording_version=text.version,
        letterhead=letterhead,
        facts={"used": dict(draft.used)},
    )


def propose_letter(
    *,
    request: RecordsRequest,
    kind: str,
    by: User,
    on: date,
    told: Mapping[str, Any] | None = None,
    letterhead: Letterhead | None = None,
) -> Letter:
    """A complete draft from the facts on record and those `told`, for a person to change.

    Raises: LetterError when a fact the letter needs is not on record; the message names all. CaseworkError for a
    letterhead of another organisation.
    """
    letter = draft_letter(request=request, kind=kind, by=by, on=on, told=told, letterhead=letterhead)
    refuse_letterheads(letter, letterhead, None)
    return records.add(
        letter,
        by=by,
        verb="propose_letter",
        summary=f"Drafted a letter: {letters.kind_of(kind).title.lower()}.",
    )


@transaction.atomic
def revise_letter(
    *,
    letter: Letter,
    subject: str,
    body: str,
    dated_on: date,
    by: User,
    letterhead: Letterhead | None = None,
    second_letterhead: Letterhead | None = None,
) -> Letter:
    """Change the words of a draft, and who writes it. What counsel approved was other words: the approval is gone.

    Raises: CaseworkError once it is issued, or for letterheads that cannot stand together.
    """
    refuse_letterheads(letter, letterhead, second_letterhead)
    frozen = "An issued letter is frozen; write a new one that replaces it."
    records.hold(letter, field="state", among=UNFROZEN_STATES, otherwise=frozen)
    return records.change(
        letter,
        by=by,
        verb="revise_letter",
        summary=f"Revised the draft “{subject}”.",
        subject=subject,
        body=body,
        dated_on=dated_on,
        letterhead=letterhead,
        second_letterhead=second_letterhead,
        reviewed_by=None,
        reviewed_at=None,
    )


@transaction.atomic
def discard_letter(*, letter: Letter, by: User) -> None:
    """Throw a draft away; its words stay in the journal.

    Raises: CaseworkError once it is issued.
    """
    _refuse_unless(letter, LetterState.DRAFT, "An issued letter cannot be thrown away.")
    records.remove(letter, by=by, summary=f"Discarded the draft “{letter.subject}”.", power=Power.CHANGE)


@transaction.atomic
def issue_letter(*, letter: Letter, by: User, at: datetime | None = None) -> Letter:
    """Freeze the words and let a worker make the PDF. Letters issued together share the moment `at`.

    Raises: CaseworkError unless it is a draft with words in it, approved where the organisation wants counsel to,
    or when what it encloses may no longer leave.
    """
    records.hold(letter, field="state", among=UNFROZEN_STATES, otherwise="Only a draft can be issued.")
    refuse_enclosures(letter)
    if letter.request.matter.organisation.letters_need_counsel and letter.reviewed_by is None:
        raise CaseworkError("Counsel must approve this letter before it is issued.")
    return records.change(
        letter,
        by=by,
        verb="issue_letter",
        summary=f"Issued “{letter.subject}”; the PDF is being made.",
        state=LetterState.ISSUING,
        issued_by=by,
        issued_at=at or clock.now(),
        failure="",
    )


@transaction.atomic
def retry_letter(*, letter: Letter, by: User) -> Letter:
    """Try again to make a letter that could not be made."""
    _refuse_unless(letter, LetterState.FAILED, "Only a letter that could not be made is tried again.")
    return records.change(
        letter,
        by=by,
        verb="retry_letter",
        summary="Asked for the PDF again.",
        state=LetterState.ISSUING,
        **queue.AFRESH,
    )


def claim_letter(*, at: datetime) -> Letter | None:
    """Take one issued letter that waits to be made, or whose worker died; None when there is none."""
    return LETTERS.claim(at=at)


def make_letter(letter: Letter) -> Letter:
    """Render a claimed letter, keep the bytes under their hash, and freeze it. Safe to repeat after a kill.

    The outcome is on the row: issued, or failed with the reason.
    """
    try:
        LETTERS.refuse_worn_out(letter)
        paper = paper_of(letter)
        files = {"pdf": letters.render(paper), "docx": render_docx(paper)}
        with transaction.atomic():
            mine = LETTERS.lock(letter)
            if mine is None:
                return letter  # another worker was quicker
            document, in_word = (_keep(mine, ending, data) for ending, data in files.items())
            return records.change(
                mine,
                by=None,
                verb="make_letter",
                summary=f"The PDF is made and frozen (SHA-256 {document.sha256[:12]}…).",
                state=LetterState.ISSUED,
                document=document,
                word_document=in_word,
                facts={**mine.facts, **printed(paper), "enclosed": enclosed_facts(mine)},
                failure="",
                **queue.LET_GO,
            )
    except TrackerError as error:
        with transaction.atomic():
            mine = LETTERS.lock(letter)
            if mine is None:
                return letter
            return records.change(
                mine,
                by=None,
                verb="make_letter",
                summary=f"The PDF could not be made: {error}",
                state=LetterState.FAILED,
                failure=str(error),
                **queue.LET_GO,
            )


def _keep(letter: Letter, ending: str, data: bytes) -> Document:
    return keep_document(
        data,
        file_name=f"{letter.request.number}-{letter.kind}-{letter.pk}.{ending}",
        title=letter.subject,
        by=None,
        request=letter.request,
        is_issued=True,
    )


@transaction.atomic
def record_letter_sent(
    *,
    letter: Letter,
    method: str,
    sent_on: date,
    by: User,
    on: date,
    tracking_number: str = "",
    proof: IO[bytes] | None = None,
    proof_name: str = "",
) -> Letter:
    """The issued letter went out. A request letter sends its request; the clock waits for the receipt.

    `proof`: a paper that shows it, such as a receipt signed at the counter.

    Raises: CaseworkError unless it is issued, while it is on its way by e-mail, or when the day is in the future.
    """
    _refuse_unless(letter, LetterState.ISSUED, "Only an issued letter can be recorded as sent.")
    if letter.mails.filter(state=MailState.WAITING).exists():
        raise CaseworkError("It is on its way by e-mail, and recorded once it has gone out. Take it back first.")
    is_request = letter.kind == "request"
    with transaction.atomic():
        if is_request and letter.request.sent_on is None:
            record_sending(request=letter.request, sent_on=sent_on, method=method, by=by, on=on)
        communication = record_communication(
            request=letter.request,
            kind=CommunicationKind.REQUEST if is_request else CommunicationKind.LETTER,
            direction=Direction.OUT,
            paper=Paper(happened_on=sent_on, subject=letter.subject, method=method),
            by=by,
            on=on,
        )
        if letter.document:
            records.change(
                letter.document,
                by=by,
                verb="file_document",
                summary="Filed with the letter as sent.",
                communication=communication,
            )
        kept = None
        if proof is not None:
            kept = keep_document(
                proof, file_name=proof_name, title="Proof of delivery", by=by, communication=communication
            )
        return records.change(
            letter,
            by=by,
            verb="record_letter_sent",
            summary=f"Sent “{letter.subject}” on {sent_on:%a %-d %b %Y}.",
            state=LetterState.SENT,
            sent_on=sent_on,
            sent_by_method=method,
            tracking_number=tracking_number,
            proof=kept,
            communication=communication,
        )


def _refuse_unless(letter: Letter, state: LetterState, sentence: str) -> None:
    records.hold(letter, field="state", among=(state,), otherwise=sentence)
