"""Fetch mail from the mailbox of the settings: one process at a time, what failed kept on a row."""

from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q

from requests_app import clock, mailroom
from requests_app.casework.mail import receive_mail
from requests_app.errors import MailError
from requests_app.mailroom import FetchedMail, FetchReport, ImapAccount, Security
from requests_app.models import MailFetch

SCHEMES = {
    "imaps": (Security.TLS, 993),
    "imap+starttls": (Security.STARTTLS, 143),
    "imap": (Security.NONE, 143),
}
FAILURES = 20  # sentences kept


def account_of(url: str) -> ImapAccount:
    """The mailbox that `imaps://user:password@host:993/INBOX` names.

    Raises: MailError when it names none; the message does not repeat the password.
    """
    try:
        parts = urlsplit(url)
        security, usual_port = SCHEMES[parts.scheme]
        host, port = parts.hostname, parts.port or usual_port
    except (ValueError, KeyError):
        host = None
    if not (host and parts.username and parts.password):
        raise MailError("IMAP_URL is not of the form imaps://user:password@host/INBOX.")
    return ImapAccount(
        host=host,
        port=port,
        user=unquote(parts.username),
        password=unquote(parts.password),
        mailbox=unquote(parts.path.strip("/")) or "INBOX",
        security=security,
    )


def fetch_mail(*, at: datetime) -> FetchReport | None:
    """Fetch what lies in the mailbox; None where none is set up, or another process fetches now.

    What could not be kept is on the mailbox's row and stays flagged in the mailbox; the next fetch tries it again.
    """
    if not settings.IMAP_URL:
        return None
    try:
        account = account_of(settings.IMAP_URL)
    except MailError as error:
        MailFetch.objects.update_or_create(mailbox="IMAP_URL", defaults={"failures": [str(error)]})
        return None
    row = MailFetch.objects.get_or_create(mailbox=repr(account)[:300])[0]
    MailFetch.objects.exclude(pk=row.pk).delete()  # of mailboxes that are no longer fetched from
    if not _claim(row, at):
        return None
    try:
        report = mailroom.fetch_each(account, _keep)
    except MailError as error:
        report = FetchReport(0, 0, (str(error),))
    MailFetch.objects.filter(pk=row.pk, claimed_at=at).update(
        claimed_at=None,
        finished_at=clock.now(),
        kept_count=report.kept_count,
        failures=list(report.failures[:FAILURES]),
    )
    return report


def _claim(row: MailFetch, at: datetime) -> bool:
    """Take the mailbox for this process alone; one that died gives it back when its lease is over."""
    over = at - timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    free = MailFetch.objects.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=over), pk=row.pk)
    return free.update(claimed_at=at) == 1


def _keep(mail: FetchedMail) -> None:
    # One that a killed fetch left over is known by its bytes, and taken once.
    receive_mail(mail.raw, by=None, on=clock.today())
