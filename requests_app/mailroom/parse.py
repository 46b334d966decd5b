"""Read raw mail of any kind, broken and hostile kinds included, into one plain value."""

import html

from requests_app.mailroom.body import Body, Limits
from requests_app.mailroom.envelope import Part, open_envelope
from requests_app.mailroom.headers import Headers, addresses, correspondents, identifiers, received_at, sent_at
from requests_app.mailroom.kinds import tell
from requests_app.mailroom.mail import ParsedMail
from requests_app.mailroom.words import decode

LIMITS = Limits()
PROBLEMS = 50
SUBJECT_CHARACTERS = 1_000
# Servers write the address a mail came in by under several names; the first is the most exact.
_DELIVERED = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "apparently-to")
_READING_FAILS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def parse(raw: bytes, limits: Limits = LIMITS) -> ParsedMail:
    """Read one mail. Never raises and fetches nothing: any bytes give a value, with sentences for what is wrong."""
    try:
        envelope, problem = open_envelope(raw)
        return _read(envelope, problem, limits)
    except _READING_FAILS:  # a mail that breaks the reader is still a mail that came
        text, _ = decode(raw[: limits.text_characters], "")
        problem = "The mail is broken and could not be taken apart; it is shown raw."
        return ParsedMail(text=text, problems=(problem,), is_whole=False)


def _read(envelope: Part, problem: str | None, limits: Limits) -> ParsedMail:
    headers = Headers(envelope)
    body = Body(limits)
    body.leave(problem)
    received = received_at(headers)
    sent, undated = sent_at(headers, received)
    body.note(undated)
    body.read(envelope)
    _note_headers(headers, body)
    subject = headers.words("subject")[:SUBJECT_CHARACTERS]
    text = "\n\n".join(block.text for block in body.blocks if block.text)
    kind, reason, bounce = tell(headers, body, subject, text)
    senders = correspondents(headers.all("from")) or correspondents(headers.all("sender"))
    return ParsedMail(
        message_id=next(iter(identifiers(headers.all("message-id"))), ""),
        references=identifiers(headers.all("references")),
        in_reply_to=identifiers(headers.all("in-reply-to")),
        enclosed_ids=body.enclosed_ids,
        sender=senders[0] if senders else None,
        reply_to=correspondents(headers.all("reply-to")),
        to=correspondents(headers.all("to")),
        cc=correspondents(headers.all("cc")),
        delivered_to=addresses(value for name in _DELIVERED for value in headers.all(name)),
        subject=subject,
        sent_at=sent,
        received_at=received,
        text=text,
        html_clean=_html(body),
        attachments=tuple(body.attachments),
        kind=kind,
        kind_reason=reason,
        bounce=bounce,
        problems=_capped(body),
        is_whole=body.is_whole,
    )


def _note_headers(headers: Headers, body: Body) -> None:
    if headers.is_cut:
        body.note("A header of the mail is too long and was cut.")
    if len(headers.all("from")) > 1:
        body.note("The mail has more than one From header; the first was believed.")
    if not headers.all("from"):
        body.note("The mail does not say who sent it.")


def _html(body: Body) -> str:
    """All blocks as safe HTML; "" where every one came as plain text."""
    if not any(block.html for block in body.blocks):
        return ""
    return "\n".join(block.html or f"<pre>{html.escape(block.text)}</pre>" for block in body.blocks)


def _capped(body: Body) -> tuple[str, ...]:
    problems = tuple(body.problems)
    if len(problems) <= PROBLEMS:
        return problems
    return (*problems[:PROBLEMS], f"There are {len(problems) - PROBLEMS} more such problems.")
