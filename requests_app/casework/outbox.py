"""Send mail that is a row: taken by one process, put off when it fails, recorded as soon as the server has it."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Generic, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet

from requests_app import clock
from requests_app.casework import journal, queue, records
from requests_app.errors import CaseworkError
from requests_app.models import MailState, OutgoingMail, User

M = TypeVar("M", bound=OutgoingMail)
Hold = Callable[[User, date | None, datetime], datetime | None]  # until when a mail to a person about a day waits

MAIL_DOMAIN = "daylight.example.org"  # right of the @ in every Message-ID; it need not exist, only never change
LONGEST_WAIT = timedelta(hours=1)  # between two tries of a mail that fails
FAILURES_IN_A_ROW = 3  # then the server is down, and the rest waits for the next tick untouched
PAUSES_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0)  # between tries to record a mail that the server already has
LONGEST_REASON = 200  # characters, as the row keeps them
DIED = "It may have gone out before: the process that was sending it died."
OF_THIS_MAIL = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)  # the server answered: others may do better


@dataclass(slots=True)
class Run:
    """What one run did, in numbers and in sentences."""

    planned: int = 0
    sent: int = 0
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "planned": self.planned,
            "sent": self.sent,
            "skipped": len(self.skipped),
            "failed": len(self.failed),
        }


@dataclass(frozen=True, slots=True)
class Post(Generic[M]):
    """One kind of mail: its rows that are due, and what is done with each.

    `why_not` says why a mail is not needed any more, or ""; `held_until` when it may go, or None for now. `sent` is
    the journal's sentence, and `after` is done in the same transaction; `unsent` in that of a mail not needed.
    """

    rows: QuerySet[M]
    verb: str
    write: Callable[[M], EmailMessage]
    why_not: Callable[[M], str]
    held_until: Callable[[M, datetime], datetime | None]
    sent: Callable[[M], str]
    after: Callable[[M], object] = lambda row: None
    unsent: Callable[[M], object] = lambda row: None


def mails(rows: QuerySet[M]) -> queue.Queue[M]:
    """Mail as work. No limit of attempts: nobody is told less because a process died."""
    return queue.Queue(
        rows=rows,
        waiting=MailState.WAITING,
        working=MailState.WAITING,
        work="sending this mail",
        lease=timedelta(seconds=settings.MAIL_LEASE_SECONDS),
    )


def claim(rows: QuerySet[M], *, at: datetime) -> M | None:
    """Take one mail that is due for this process alone, for as long as the lease runs; None when none is free."""
    return mails(rows).claim(at=at, among=Q(not_before__isnull=True) | Q(not_before__lte=at))


def sender_died(row: OutgoingMail, *, at: datetime) -> bool:
    """Whether a process that was sending it has said nothing for as long as the lease runs: it may have gone out."""
    return row.state == MailState.WAITING and row.claimed_at is not None and _lease_ends(row.claimed_at) < at


def _lease_ends(claimed_at: datetime) -> datetime:
    return claimed_at + timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def keep_back(row: OutgoingMail) -> bool:
    """Keep a mail from every sender until the transaction ends; whether one died on it, so that it may have gone out.

    Raises: CaseworkError when it waits no longer, or is being sent at this moment.
    """
    otherwise = "It is not waiting to be sent any more."
    records.hold(row, field="state", among={MailState.WAITING}, otherwise=otherwise)
    if row.claimed_at is None or sender_died(row, at=clock.now()):
        return bool(row.claim_token)
    over = _lease_ends(row.claimed_at).astimezone(clock.COURT_ZONE)
    raise CaseworkError(
        f"It is being sent at this moment. Look again in a minute; if its sender died, it is free at {over:%H:%M}."
    )


def deliver(post: Post[M], *, run: Run, until: datetime | None = None) -> None:
    """Send what is due, one after the other, until none is left, the server is down, or the moment `until` comes.

    Safe to repeat, and to run in several processes. Every failure is kept on its row.
    """
    server = get_connection()
    failures = 0
    while (until is None or clock.now() < until) and failures < FAILURES_IN_A_ROW:
        row = claim(post.rows, at=clock.now())
        if row is None:
            break
        if reason := post.why_not(row):
            with transaction.atomic():
                if skip(row, reason, verb=post.verb, run=run):
                    post.unsent(row)
        elif hold := post.held_until(row, clock.now()):
            mails(post.rows).finish(row, not_before=hold, attempt_count=F("attempt_count") - 1, **_unsure(row))
        else:
            try:
                server.open()
                server.send_messages([post.write(row)])
            except Exception as error:  # noqa: BLE001 - whatever goes wrong, the row keeps it and the others go on
                failures += isinstance(error, OSError) and not isinstance(error, OF_THIS_MAIL)
                _put_off(row, error, mails(post.rows), run=run)
                with suppress(OSError):
                    server.close()
                continue
            failures = 0
            _record(row, post)
            run.sent += 1
    with suppress(OSError):
        server.close()


def skip(row: OutgoingMail, reason: str, *, verb: str, run: Run) -> bool:
    """Write on a row that waits, or is this process's, why it is not sent; False where another was quicker."""
    with transaction.atomic():
        mine = _waiting(row).filter(claim_token=row.claim_token)
        because = why_unsent(row, reason)
        if not mine.update(state=MailState.SKIPPED, not_before=None, skipped_because=because, **queue.LET_GO):
            return False
        journal.write(row, by=None, verb=verb, summary=f"Not sent: {because}")
    run.skipped.append(f"{row}: {because}")
    return True


def why_unsent(row: OutgoingMail, reason: str) -> str:
    """The reason as it is kept; where a process died on the mail, with the word that it may have gone out."""
    died = f" {DIED}" if row.was_dropped else ""
    return f"{reason[: LONGEST_REASON - len(died)]}{died}"


def wait_after(attempts: int) -> timedelta:
    """How long a mail waits after it failed so many times: twice as long each time, an hour at most."""
    return min(LONGEST_WAIT, timedelta(seconds=settings.MAIL_RETRY_SECONDS * 2 ** min(attempts - 1, 12)))


def _put_off(row: M, error: Exception, mine: queue.Queue[M], *, run: Run) -> None:
    failure = f"{f'{DIED} ' if row.was_dropped else ''}{type(error).__name__}: {error}"
    again = clock.now() + wait_after(row.attempt_count)
    mine.finish(row, failure=failure[:1000], not_before=again, **_unsure(row))
    run.failed.append(f"{row}: {failure}")


def _unsure(row: OutgoingMail) -> dict[str, str]:
    """What is kept of a mail whose earlier sender died: let go with its mark, it is known for one that may have gone
    out until it is sent or taken back."""
    return {"claim_token": row.claim_token} if row.was_dropped else {}


def _record(row: M, post: Post[M]) -> None:
    """The server has it. A database that is away for a moment is asked again: not to know means sending twice."""
    twice = " It may have come twice: the process that was sending it before died." if row.was_dropped else ""
    for pause in PAUSES_SECONDS:
        time.sleep(pause)
        try:
            with transaction.atomic():
                now = clock.now()
                sent = {"state": MailState.SENT, "sent_at": now, "not_before": None, "failure": "", **queue.LET_GO}
                if _waiting(row).update(**sent):
                    journal.write(row, by=None, verb=post.verb, summary=post.sent(row) + twice)
                    post.after(row)
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or pause == PAUSES_SECONDS[-1]:
                raise
            connection.close()


def _waiting(row: M) -> QuerySet[M]:
    return type(row)._default_manager.filter(pk=row.pk, state=MailState.WAITING)
