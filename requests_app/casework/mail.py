"""Mail that comes in: archived first, read after, placed with its request or left in the tray for a person."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from requests_app import archive, clock, mailroom
from requests_app.access import Power, may_see, require
from requests_app.casework import mail_returns, records
from requests_app.casework.communications import Paper, record_communication
from requests_app.casework.documents import keep_document
from requests_app.casework.mail_candidates import candidates_for
from requests_app.casework.requests import open_request
from requests_app.errors import CaseworkError
from requests_app.mailroom import Attachment, MailKind, ParsedMail, Placement
from requests_app.models import (
    CommunicationKind,
    Direction,
    MailOutcome,
    ReceivedMail,
    RecordsRequest,
    User,
)

OUTCOME_OF = {MailKind.BOUNCE: MailOutcome.BOUNCE, MailKind.AUTO_REPLY: MailOutcome.AUTO_REPLY}
UNREAD = "The mail could not be read ({}); it is kept as it came."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What receiving one mail came to. `outcome` is "duplicate" where these bytes, or this mail, came before."""

    mail: ReceivedMail
    outcome: MailOutcome
    attachments: tuple[Attachment, ...]


def receive_mail(raw: bytes, *, by: User | None, on: date) -> Receipt:
    """Keep these bytes, read them, and place them. Whatever the bytes are, there is a row afterwards.

    The mail itself says where it belongs, so whoever hands it in need not be a member of that matter.
    Raises:
        AccessError: the person may not change records.
        ArchiveError: the bytes could not be kept; nothing was recorded.
    """
    require(by, Power.CHANGE, None)
    kept = archive.keep(raw)
    try:
        with transaction.atomic():
            return _again(kept, raw) or _receive(raw, kept, by=by, on=on)
    except IntegrityError:
        if again := _again(kept, raw):  # another process was quicker
            return again
        raise
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - one mail that breaks the reader must not stop the others
        said = UNREAD.format(f"{type(error).__name__}: {error}"[:300])
        with transaction.atomic():
            mail = _record(kept, ParsedMail(problems=(said,)), by=by)
        return Receipt(mail, MailOutcome.TRAY, ())


def place_mail(mail: ReceivedMail, *, request: RecordsRequest, by: User | None, on: date) -> ReceivedMail:
    """File the mail with a request: a communication with its words, and every attachment as a document.

    Raises:
        AccessError: the person may not see the mail, or the request's matter.
        CaseworkError: it is filed already, or repeats another one.
    """
    _require_seen(mail, by)
    if mail.outcome == MailOutcome.DUPLICATE:
        raise CaseworkError("This mail came before; look at the first one.")
    with transaction.atomic():
        mail = _held(mail)
        return file_mail(mail, mailroom.parse(raw_bytes(mail)), request, by=by, on=on)


def open_request_for(mail: ReceivedMail, *, by: User, on: date, **request: Any) -> RecordsRequest:
    """Open the request that this mail is about, because it is not on record yet, and place the mail with it.

    `request` is what `open_request` takes. Raises: as `place_mail`.
    """
    with transaction.atomic():
        made = open_request(**request, by=by, on=on)
        place_mail(mail, request=made, by=by, on=on)
    return made


def set_aside(mail: ReceivedMail, *, reason: str, by: User) -> ReceivedMail:
    """Say that a mail is not ours, or needs nothing. It stays, and can still be placed.

    Raises:
        AccessError: the person may not see it.
        CaseworkError: it is filed already, repeats another one, or is a machine's.
    """
    _require_seen(mail, by)
    with transaction.atomic():
        mail = _held(mail)
        if mail.outcome != MailOutcome.TRAY:
            raise CaseworkError("Only mail that waits in the tray is set aside.")
        return records.change(
            mail,
            by=by,
            verb="set_aside_mail",
            summary=f"Set aside the mail “{mail}”: {reason or 'not ours'}."[:500],
            outcome=MailOutcome.NOT_OURS,
            set_aside_because=(reason or "Not ours")[:300],
        )


def put_back(mail: ReceivedMail, *, by: User) -> ReceivedMail:
    """A mail that was set aside may be ours after all: it waits in the tray again.

    Raises: as `set_aside`; and CaseworkError when it was not set aside.
    """
    _require_seen(mail, by)
    with transaction.atomic():
        mail = _held(mail)
        if mail.outcome != MailOutcome.NOT_OURS:
            raise CaseworkError("This mail was not set aside.")
        return records.change(
            mail,
            by=by,
            verb="put_back_mail",
            summary=f"Put the mail “{mail}” back into the tray."[:500],
            outcome=MailOutcome.TRAY,
            set_aside_because="",
        )


def _held(mail: ReceivedMail) -> ReceivedMail:
    """The row as it is now, locked. Raises: CaseworkError when it is filed already."""
    mail = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.communication_id is not None:
        raise CaseworkError("This mail is filed already.")
    return mail


def raw_bytes(mail: ReceivedMail) -> bytes:
    """The mail as it came. Raises: ArchiveError when it is not kept any more."""
    with archive.open_kept(mail.sha256) as file:
        return bytes(file.read())


def _again(kept: archive.Kept, raw: bytes) -> Receipt | None:
    mail = ReceivedMail.objects.filter(sha256=kept.sha256).first()
    return Receipt(mail, MailOutcome.DUPLICATE, mailroom.parse(raw).attachments) if mail else None


def _receive(raw: bytes, kept: archive.Kept, *, by: User | None, on: date) -> Receipt:
    parsed = mailroom.parse(raw)
    content = _content_sha256(parsed)
    original = ReceivedMail.objects.filter(content_sha256=content, original=None).first() if content else None
    if original is not None:
        mail = _record(kept, parsed, by=by, original=original)
        return Receipt(mail, MailOutcome.DUPLICATE, parsed.attachments)
    placement = mailroom.choose(parsed, candidates_for(parsed))
    mail = _record(kept, parsed, by=by, placement=placement)
    if mail.outcome == MailOutcome.TRAY and placement.request_id is not None:
        request = RecordsRequest.objects.get(pk=placement.request_id)
        carrier = by if by is None or may_see(by, request) else None
        mail = file_mail(mail, parsed, request, by=carrier, on=on)
    return Receipt(mail, MailOutcome(mail.outcome), parsed.attachments)


def _record(
    kept: archive.Kept,
    parsed: ParsedMail,
    *,
    by: User | None,
    placement: Placement | None = None,
    original: ReceivedMail | None = None,
) -> ReceivedMail:
    """The row of a mail that is not filed yet. Machines' mail is linked to its request at once."""
    outcome = MailOutcome.DUPLICATE if original else OUTCOME_OF.get(parsed.kind, MailOutcome.TRAY)
    linked = original.request_id if original else None
    if placement and outcome != MailOutcome.TRAY:
        linked = placement.request_id
    mail = ReceivedMail(
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        received_at=clock.now(),
        outcome=outcome,
        request_id=linked,
        original=original,
        handed_in_by=by,
        **read_from(parsed),
        **guessed_from(placement),
    )
    # The mail says where it belongs, not who brought it: membership is asked when a person files it.
    mail = records.add(mail, by=None, verb="receive_mail", summary=f"Mail came in: “{mail}”."[:500])
    if outcome == MailOutcome.BOUNCE:
        mail_returns.record_return(mail, parsed)
    return mail


def read_from(parsed: ParsedMail) -> dict[str, Any]:
    """What a row says of a mail because it was read from its bytes; reading it again may say more."""
    sender = parsed.sender
    return {
        "content_sha256": _content_sha256(parsed),
        "message_id": parsed.message_id[:500],
        "references": [*dict.fromkeys([*parsed.in_reply_to, *parsed.references])],
        "sender_name": sender.name[:200] if sender else "",
        "sender_address": sender.address[:500] if sender else "",
        "subject": parsed.subject[:1000],
        "sent_at": parsed.sent_at,
        "attachment_count": len(parsed.attachments),
        "kind": str(parsed.kind),
        "kind_reason": parsed.kind_reason,
        "server_says": mail_returns.words_of(parsed.bounce),
        "problems": list(parsed.problems),
    }


def guessed_from(placement: Placement | None) -> dict[str, Any]:
    """What a row says of where a mail may belong."""
    return {
        "guess_id": placement.guess_id if placement else None,
        "reasons": list(placement.reasons) if placement else [],
    }


def file_mail(
    mail: ReceivedMail, parsed: ParsedMail, request: RecordsRequest, *, by: User | None, on: date
) -> ReceivedMail:
    """The communication and the documents of a mail that is known to belong to this request."""
    sender = parsed.sender
    communication = record_communication(
        request=request,
        kind=CommunicationKind.OTHER,
        direction=Direction.IN,
        paper=Paper(
            happened_on=_day(parsed.sent_at or parsed.received_at, on),
            subject=parsed.subject,
            body=parsed.text,
            signed_by_name=(sender.name or sender.address)[:120] if sender else "",
        ),
        by=by,
        on=on,
    )
    problems = [*mail.problems]
    for attachment in parsed.attachments:
        if not attachment.data:
            problems.append(f"“{attachment.name}” is empty; there was nothing to keep.")
            continue
        keep_document(
            attachment.data,
            file_name=attachment.name,
            title=attachment.name,
            by=by,
            communication=communication,
            request=request,
            claimed_type=attachment.claimed_type,
        )
    for copy in mail.copies.filter(request=None):  # what is seen of the mail must hold for its copies
        records.change(
            copy, by=by, verb="place_mail", summary=f"Its first is with {request.number}.", request=request
        )
    return records.change(
        mail,
        by=by,
        verb="place_mail",
        summary=f"Placed the mail “{mail}” with {request.number}."[:500],
        outcome=MailOutcome.PLACED,
        request=request,
        communication=communication,
        problems=[*dict.fromkeys(problems)],
        set_aside_because="",
        returns=None,
    )


def _day(moment: datetime | None, on: date) -> date:
    """The day in California, where the mail says one that has come."""
    return min(moment.astimezone(clock.COURT_ZONE).date(), on) if moment else on


def _content_sha256(parsed: ParsedMail) -> str:
    """One hash of all it says and brings, however it travelled; "" for a mail that names itself nothing."""
    if not parsed.message_id:
        return ""
    said = [
        parsed.message_id,
        parsed.sender.address if parsed.sender else "",
        parsed.subject,
        parsed.sent_at.isoformat() if parsed.sent_at else "",
        parsed.text,
        parsed.html_clean,
        *(one.sha256 for one in parsed.attachments),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _require_seen(mail: ReceivedMail, by: User | None) -> None:
    require(by, Power.CHANGE, None)
    if by is not None and not may_see(by, mail):
        raise CaseworkError("This mail is of a matter you are not a member of.")
