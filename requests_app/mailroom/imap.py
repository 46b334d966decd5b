"""Fetch mail by IMAP, each exactly once whatever dies on the way. The only module that knows imaplib."""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from requests_app.errors import MailError, TrackerError

# One answer to SEARCH is one line; the default would end a mailbox of a hundred thousand mails.
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]

TIMEOUT_SECONDS = 60.0
LARGEST_BYTES = 200 * 1024**2
IN_HAND = r"(\Flagged)"
KEPT = "DaylightKept"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where the mail is, and who may fetch it."""

    host: str
    user: str
    password: str
    port: int = 993
    mailbox: str = "INBOX"
    security: Security = Security.TLS
    timeout_seconds: float = TIMEOUT_SECONDS
    largest_bytes: int = LARGEST_BYTES

    def __repr__(self) -> str:
        return f"{self.user} at {self.host}:{self.port}, {self.mailbox}"


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One mail as the server holds it. `key` names it for good in this mailbox: its validity and its number.

    `was_left_over` says that an earlier fetch took it in hand and did not come to the end: it may be known already.
    """

    uid: int
    key: str
    raw: bytes
    was_left_over: bool


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What one fetch did: how many mails were kept, how many of them were left over, and what is still in hand."""

    kept_count: int
    left_over_count: int
    failures: tuple[str, ...]


class ImapBox:
    """A mailbox in which each mail is new, in hand (flagged) or kept (marked so).

    Take it in hand, commit what it says, and only then call `finish`. A mail whose fetch died in between stays
    flagged, and the next `fetch` yields it first: the caller knows it by its `key` or its bytes.
    """

    def __init__(self, account: ImapAccount) -> None:
        self.account = account

    def __enter__(self) -> Self:
        """Raises: MailError when the server cannot be reached, or refuses."""
        with ExitStack() as on_failure:
            try:
                self._connection = self._connected()
                on_failure.callback(self._connection.shutdown)
                if self.account.security is Security.STARTTLS:
                    self._connection.starttls(ssl.create_default_context())
                self._connection.login(self.account.user, self.account.password)
                self._ask("SELECT", *self._connection.select(_quoted(self.account.mailbox)))
            except (imaplib.IMAP4.error, OSError) as error:
                raise MailError(f"The mailbox cannot be opened ({self.account}): {_said(error)}") from error
            on_failure.pop_all()
        self._validity = self._response("UIDVALIDITY") or "0"
        # A server that keeps no keywords of ours is left to remember by \Seen.
        keeps_keywords = r"\*" in self._response("PERMANENTFLAGS") or KEPT in self._response("PERMANENTFLAGS")
        self._kept, self._not_kept = (KEPT, f"UNKEYWORD {KEPT}") if keeps_keywords else (r"\Seen", "UNSEEN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._connection.logout()
        except (imaplib.IMAP4.error, OSError):
            self._connection.shutdown()  # the connection is gone: nothing is left to end

    def left_over(self) -> list[int]:
        """The numbers of the mails that are in hand: before a fetch, those that an earlier one did not finish."""
        return self._search("FLAGGED")

    def fetch(self) -> Iterator[FetchedMail]:
        """Take each mail in hand and yield it, those left over first.

        Raises: MailError when the server fails; what is in hand then stays so. A mail above the account's
        `largest_bytes` is taken in hand and left there.
        """
        left_over = self.left_over()
        for uid in [*left_over, *self._search(f"UNFLAGGED {self._not_kept}")]:
            if uid not in left_over:
                self._store(uid, "+FLAGS", IN_HAND)
            raw = self._raw(uid)
            if raw is not None:
                yield FetchedMail(uid, f"{self._validity}.{uid}", raw, uid in left_over)

    def finish(self, mail: FetchedMail) -> None:
        """Mark the mail as kept and let it go. Only after what it says is committed. Safe to repeat."""
        self._store(mail.uid, "+FLAGS", f"({self._kept})")
        self._store(mail.uid, "-FLAGS", IN_HAND)

    def _raw(self, uid: int) -> bytes | None:
        """The mail's bytes; None when it is gone, or too large to be taken."""
        for item in self._uid("FETCH", str(uid), "(RFC822.SIZE)"):
            size = _SIZE.search(item) if isinstance(item, bytes) else None
            if size and int(size[1]) > self.account.largest_bytes:
                return None
        for item in self._uid("FETCH", str(uid), "(BODY.PEEK[])"):
            if isinstance(item, tuple):
                return bytes(item[1])
        return None

    def _search(self, criterion: str) -> list[int]:
        found = self._uid("SEARCH", criterion)
        return [int(number) for line in found if isinstance(line, bytes) for number in line.split()]

    def _store(self, uid: int, change: str, flags: str) -> None:
        self._uid("STORE", str(uid), f"{change}.SILENT", flags)

    def _uid(self, command: str, *arguments: str) -> Sequence[object]:
        try:
            return self._ask(command, *self._connection.uid(command, *arguments))
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailError(f"The mail server broke off ({self.account}): {_said(error)}") from error

    def _ask(self, command: str, status: str, data: Sequence[object]) -> Sequence[object]:
        if status != "OK":
            raise imaplib.IMAP4.error(f"{command} was refused: {data}")
        return data

    def _response(self, code: str) -> str:
        _, data = self._connection.response(code)
        return " ".join(item.decode("ascii", "replace") for item in data if isinstance(item, bytes))

    def _connected(self) -> imaplib.IMAP4:
        account = self.account
        if account.security is Security.TLS:
            return imaplib.IMAP4_SSL(
                account.host,
                account.port,
                ssl_context=ssl.create_default_context(),
                timeout=account.timeout_seconds,
            )
        return imaplib.IMAP4(account.host, account.port, timeout=account.timeout_seconds)


def fetch_each(account: ImapAccount, keep: Callable[[FetchedMail], object]) -> FetchReport:
    """Hand each mail to `keep`, which commits it, and then let it go.

    A mail that `keep` refuses with a TrackerError stays in hand, its sentence is reported, and the next one follows.
    Raises: MailError when the server cannot be reached or breaks off.
    """
    kept_count = left_over_count = 0
    failures = []
    with ImapBox(account) as box:
        for mail in box.fetch():
            try:
                keep(mail)
            except TrackerError as error:
                failures.append(f"Mail {mail.key} was not kept: {error}")
                continue
            box.finish(mail)
            kept_count += 1
            left_over_count += mail.was_left_over
        if stuck := box.left_over():
            failures.append(f"{len(stuck)} mails stay flagged in the mailbox: {', '.join(map(str, stuck[:20]))}.")
    return FetchReport(kept_count, left_over_count, tuple(failures))


def _quoted(mailbox: str) -> str:
    return '"' + mailbox.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(error: Exception) -> str:
    said = error.args[-1] if error.args else error
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
