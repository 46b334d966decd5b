"""Read kept mail again from its raw bytes, after the reader has learned more; nothing that people did is undone."""

from datetime import date

from django.db import transaction

from requests_app import clock, mailroom
from requests_app.access import Power, require
from requests_app.casework import mail_returns, records
from requests_app.casework.documents import keep_document
from requests_app.casework.mail import OUTCOME_OF, file_mail, guessed_from, raw_bytes, read_from
from requests_app.casework.mail_candidates import candidates_for
from requests_app.mailroom import ParsedMail
from requests_app.models import MailOutcome, ReceivedMail, RecordsRequest, User

VERB = "reread_mail"


def reread_mail(mail: ReceivedMail, *, by: User | None, on: date) -> ReceivedMail:
    """Read the mail again. What waits may find its place; a placed mail may gain words and files, and loses none.

    Safe to repeat. Raises:
        AccessError: the person may not administer.
        ArchiveError: its bytes are not kept any more.
    """
    require(by, Power.ADMINISTER, None)
    parsed = mailroom.parse(raw_bytes(mail))
    with transaction.atomic():
        mail = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
        values = read_from(parsed)
        values["problems"] = [*dict.fromkeys([*values["problems"], *_of_files(mail)])]
        placement = mailroom.choose(parsed, candidates_for(parsed))
        waits = mail.outcome == MailOutcome.TRAY
        if waits:
            values |= guessed_from(placement)
            values["outcome"] = OUTCOME_OF.get(parsed.kind, MailOutcome.TRAY)
            if values["outcome"] != MailOutcome.TRAY:
                values["request_id"] = placement.request_id
        mail = records.change(
            mail, by=by, verb=VERB, summary=f"Read “{mail}” again."[:500], reread_at=clock.now(), **values
        )
        if mail.outcome == MailOutcome.BOUNCE:
            mail_returns.record_return(mail, parsed)
        elif mail.outcome == MailOutcome.TRAY and placement.request_id is not None:
            mail = file_mail(mail, parsed, RecordsRequest.objects.get(pk=placement.request_id), by=by, on=on)
        elif mail.communication is not None:
            _complete(mail, parsed, by=by)
    return mail


def _complete(mail: ReceivedMail, parsed: ParsedMail, *, by: User | None) -> None:
    """Give a placed mail's communication the words it lacked and the files it has not."""
    paper = mail.communication
    assert paper is not None  # noqa: S101 - the caller has looked
    if not paper.body.strip() and parsed.text:
        records.change(paper, by=by, verb=VERB, summary="Its words can be read now.", body=parsed.text)
    here = paper.documents.all()
    for attachment in parsed.attachments:
        if attachment.data and not any(document.sha256 == attachment.sha256 for document in here):
            keep_document(
                attachment.data, file_name=attachment.name, title=attachment.name, by=by, communication=paper
            )


def _of_files(mail: ReceivedMail) -> list[str]:
    """Sentences that filing added, which reading alone would lose."""
    return [problem for problem in mail.problems if problem.endswith("there was nothing to keep.")]
