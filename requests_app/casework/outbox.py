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
from requests_app.casework import journal
from requests_app.models import MailState, OutgoingMail, User

M = TypeVar("M", bound=OutgoingMail)
Hold = Callable[[User, date | None, datetime], datetime | None]  # until when a mail to a person about a day waits

MAIL_DOMAIN = "daylight.example.org"  # right of the @ in every Message-ID; it need not exist, only never change
LONGEST_WAIT = timedelta(hours=1)  # between two tries of a mail that fails
LOOKED_AT = 50  # rows looked at for one that no other process has taken
FAILURES_IN_A_ROW = 3  # then the server is down, and the rest waits for the next tick untouched
PAUSES_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0)  # between tries to record a mail that the server already has
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
    the journal's sentence, and `after` is done in the same transaction.
    """

    rows: QuerySet[M]
    verb: str
    write: Callable[[M], EmailMessage]
    why_not: Callable[[M], str]
    held_until: Callable[[M, datetime], datetime | None]
    sent: Callable[[M], str]
    after: Callable[[M], object] = lambda row: None


def claim(rows: QuerySet[M], *, at: datetime) -> M | None:
    """Take one waiting row for this process alone, for as long as the lease runs; None when none is free."""
    lease = timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    free = rows.filter(Q(not_before__isnull=True) | Q(not_before__lte=at), state=MailState.WAITING).order_by("pk")
    model = rows.model._default_manager
    while looked_at := list(free.values_list("pk", "not_before")[:LOOKED_AT]):
        for pk, seen in looked_at:
            mine = model.filter(pk=pk, not_before=seen, state=MailState.WAITING)
            if mine.update(not_before=at + lease, attempt_count=F("attempt_count") + 1):
                return rows.get(pk=pk)
    return None


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
            skip(row, reason, verb=post.verb, run=run)
        elif hold := post.held_until(row, clock.now()):
            _waiting(row).update(not_before=hold, attempt_count=F("attempt_count") - 1)
        else:
            try:
                server.open()
                server.send_messages([post.write(row)])
            except Exception as error:  # noqa: BLE001 - whatever goes wrong, the row keeps it and the others go on
                failures += isinstance(error, OSError) and not isinstance(error, OF_THIS_MAIL)
                _put_off(row, error, run=run)
                with suppress(OSError):
                    server.close()
                continue
            failures = 0
            _record(row, post)
            run.sent += 1
    with suppress(OSError):
        server.close()


def skip(row: OutgoingMail, reason: str, *, verb: str, run: Run) -> None:
    """Write on a waiting row why it is not sent; nothing is written where another process was quicker."""
    with transaction.atomic():
        if _waiting(row).update(state=MailState.SKIPPED, not_before=None, skipped_because=reason):
            journal.write(row, by=None, verb=verb, summary=f"Not sent: {reason}")
            run.skipped.append(f"{row}: {reason}")


def wait_after(attempts: int) -> timedelta:
    """How long a mail waits after it failed so many times: twice as long each time, an hour at most."""
    return min(LONGEST_WAIT, timedelta(seconds=settings.MAIL_RETRY_SECONDS * 2 ** min(attempts - 1, 12)))


def _put_off(row: OutgoingMail, error: Exception, *, run: Run) -> None:
    failure = f"{type(error).__name__}: {error}"
    _waiting(row).update(failure=failure[:1000], not_before=clock.now() + wait_after(row.attempt_count))
    run.failed.append(f"{row}: {failure}")


def _record(row: M, post: Post[M]) -> None:
    """The server has it. A database that is away for a moment is asked again: not to know means sending twice."""
    for pause in PAUSES_SECONDS:
        time.sleep(pause)
        try:
            with transaction.atomic():
                now = clock.now()
                if _waiting(row).update(state=MailState.SENT, sent_at=now, not_before=None, failure=""):
                    journal.write(row, by=None, verb=post.verb, summary=post.sent(row))
                    post.after(row)
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or pause == PAUSES_SECONDS[-1]:
                raise
            connection.close()


def _waiting(row: M) -> QuerySet[M]:
    return type(row)._default_manager.filter(pk=row.pk, state=MailState.WAITING)
