"""Take issued letters to agencies by e-mail: asked for by a person, sent by a worker, recorded as sent.

One that came back can go out again, to another address.
"""

from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from requests_app import archive, law
from requests_app.access import Power, may, may_see, visible
from requests_app.casework import outbox, records
from requests_app.casework.addresses import mail_address
from requests_app.casework.communications import Paper, record_communication
from requests_app.casework.enclosures import refuse_enclosures, too_large_to_mail, why_not_enclosed
from requests_app.casework.letter_paper import enclosures_of
from requests_app.casework.letters import record_letter_sent
from requests_app.casework.mail_returns import settle_mail
from requests_app.errors import CaseworkError
from requests_app.models import (
    CommunicationKind,
    Direction,
    Document,
    Letter,
    LetterMail,
    LetterState,
    MailState,
    ReceivedMail,
    SendingMethod,
    User,
)

VERB = "mail_letter"
COVER = """Please find attached our letter of {dated_on}: {subject}{enclosed}.

{signed_by}
{organisation}
"""


def mail_letter(*, letter: Letter, to: str, by: User, on: date) -> LetterMail:
    """Let a worker send the issued letter, with its PDF, to this address; or once more, where it came back.

    Raises: CaseworkError unless it is issued or came back, when it is on its way already, or when no mailbox would
    take it with its enclosures.
    """
    if not may_be_mailed(letter):
        raise CaseworkError("Only an issued letter is sent, and again only one that came back.")
    refuse_enclosures(letter)
    if too_large := too_large_to_mail(letter):
        raise CaseworkError(too_large)
    return records.add(
        LetterMail(
            letter=letter, to=to, asked_by=by, send_on=on, message_id=f"<letter.{uuid4().hex}@{outbox.MAIL_DOMAIN}>"
        ),
        by=by,
        verb="ask_to_mail_letter",
        summary=f"Asked to send “{letter.subject}” to {to} by e-mail.",
    )


def may_be_mailed(letter: Letter) -> bool:
    """Whether it is issued and not sent, or sent and everything that took it came back."""
    return letter.state == LetterState.ISSUED or (letter.state == LetterState.SENT and came_back(letter))


def came_back(letter: Letter) -> bool:
    """Whether mails took it out, and a mail server returned every one of them."""
    sent = LetterMail.objects.filter(letter=letter, state=MailState.SENT)
    return sent.exists() and not sent.filter(returned_by__isnull=True).exists()


def stop_mail(*, letter: Letter, by: User) -> bool:
    """Take back a letter that has not gone out yet; whether it may have gone out, because its sender died on it.

    Raises: CaseworkError when it is not on its way, or is being sent at this moment.
    """
    with transaction.atomic():
        mail = LetterMail.objects.select_for_update().filter(letter=letter, state=MailState.WAITING).first()
        if mail is None:
            raise CaseworkError("This letter is not waiting to be sent.")
        is_unsure = outbox.keep_back(mail)
        unsure = " It may have gone out: the process that was sending it died." if is_unsure else ""
        said = f"Took back the mail of “{letter.subject}”.{unsure}"
        records.remove(mail, by=by, summary=said, power=Power.CHANGE)
    return is_unsure


def mail_waiting_letters(*, on: date, until: datetime | None = None) -> outbox.Run:
    """Send the letters that wait; safe to repeat, and to run in several processes."""
    run = outbox.Run()
    post = outbox.Post(
        rows=LetterMail.objects.filter(send_on__lte=on).select_related(
            "asked_by", "letter__document", "letter__signed_by", "letter__request__matter__organisation"
        ),
        verb=VERB,
        write=_mail,
        why_not=_reason_to_skip,
        held_until=lambda row, at: None,
        sent=lambda row: f"Sent “{row.letter.subject}” to {row.to} by e-mail.",
        after=lambda row: _record_sent(row, on=on),
    )
    outbox.deliver(post, run=run, until=until)
    return run


def _reason_to_skip(row: LetterMail) -> str:
    if not may_be_mailed(row.letter):
        return f"the letter is {row.letter.get_state_display().lower()} already."
    if not (may(row.asked_by, Power.CHANGE) and may_see(row.asked_by, row.letter)):
        return f"{row.asked_by} may no longer send letters in this matter."
    why_not = why_not_enclosed(row.letter, enclosures_of(row.letter))
    return " ".join(why_not.values())


def _mail(row: LetterMail) -> EmailMessage:
    letter, organisation = row.letter, row.letter.request.matter.organisation
    enclosed = list(enclosures_of(letter))
    words = COVER.format(
        enclosed=f", with {len(enclosed)} enclosure{'' if len(enclosed) == 1 else 's'}" if enclosed else "",
        dated_on=law.plain_date(letter.dated_on),
        subject=letter.subject,
        signed_by=letter.signed_by,
        organisation=organisation.name,
    )
    address = mail_address(letter.request) or organisation.email
    mail = EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=words,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.to],
        reply_to=[address] if address else [],
        headers={"Message-ID": row.message_id},
    )
    if letter.document:
        mail.attach(letter.document.file_name, _bytes(letter.document), letter.document.media_type)
    for number, document in enumerate(enclosed, 1):  # the number keeps two of one name apart
        mail.attach(f"Enclosure-{number}-{document.file_name}", _bytes(document), document.media_type)
    return mail


def _bytes(document: Document) -> bytes:
    with archive.open_kept(document.sha256) as file:
        return bytes(file.read())


def _record_sent(row: LetterMail, *, on: date) -> None:
    letter, by = row.letter, row.asked_by
    if letter.state == LetterState.ISSUED:
        record_letter_sent(letter=letter, method=SendingMethod.ELECTRONIC, sent_on=on, by=by, on=on)
        return
    record_communication(
        request=letter.request,
        kind=CommunicationKind.LETTER,
        direction=Direction.OUT,
        paper=Paper(
            happened_on=on,
            subject=f"Sent again to {row.to}: {letter.subject}",
            body=f"The mail of {letter.sent_on:%a %-d %b %Y} came back; the same letter went to {row.to}.",
            method=SendingMethod.ELECTRONIC,
        ),
        by=by,
        on=on,
    )
    for returned in visible(by, ReceivedMail.objects.returned().filter(returns__letter=letter)):
        settle_mail(returned, by=by)
