"""The schedule fetches each mail exactly once, whatever kills it, and says what it could not keep."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from requests_app import clock
from requests_app.casework import mail, mail_fetch, watch
from requests_app.errors import ArchiveError, MailError
from requests_app.mailroom import Security
from requests_app.models import MailFetch, ReceivedMail
from tests import factories
from tests.imap_server import PASSWORD, ImapServer, imap_server, program
from tests.services import PATIENCE, environment

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
MAILS = [f"From: a@lapd.example\r\nSubject: Letter {number}\r\n\r\nWords\r\n".encode() for number in range(3)]

# The schedule's own tick; it dies where told to, on the second mail.
FETCHER = """
import imaplib, os, signal, sys
import django
django.setup()
from django.db import transaction
from requests_app import archive, clock
from requests_app.casework import mail, mail_fetch, watch
when, what = sys.argv[1:]
seen = 0
def die_at(moment, data):
    global seen
    if moment == when and what in data:
        seen += 1
        if seen == 2:
            os.kill(os.getpid(), signal.SIGKILL)
def around(module, name, words):
    plain = getattr(module, name)
    def watched(*args, **more):
        die_at("before", words)
        result = plain(*args, **more)
        die_at("after", words)
        return result
    setattr(module, name, watched)
send = imaplib.IMAP4.send
def sent(self, data):
    die_at("before", data.decode("latin-1"))
    send(self, data)
    die_at("after", data.decode("latin-1"))
imaplib.IMAP4.send = sent
around(archive, "keep", "archive")
around(mail, "_record", "row")
around(mail_fetch, "receive_mail", "commit")
print(mail_fetch.fetch_mail(at=clock.now()))
"""
DEATHS = [
    ("before", r"+FLAGS.SILENT (\Flagged)"),
    ("after", r"+FLAGS.SILENT (\Flagged)"),
    ("after", "BODY.PEEK"),
    ("before", "archive"),
    ("after", "archive"),
    ("before", "row"),
    ("after", "row"),
    ("after", "commit"),
    ("after", "+FLAGS.SILENT (DaylightKept)"),
    ("before", r"-FLAGS.SILENT (\Flagged)"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    if program() is None:
        pytest.skip("Dovecot is not installed here (Debian: dovecot-imapd)")
    with imap_server() as running:
        yield running


@pytest.fixture
def mailbox(server: ImapServer, settings: Any, request: pytest.FixtureRequest) -> str:
    """A mailbox of this test's own, set up as the one to fetch from; gives its user."""
    user = f"u{abs(hash(request.node.name)) % 10**9}"
    settings.IMAP_URL = f"imap://{user}:{PASSWORD}@127.0.0.1:{server.port}/INBOX"
    return user


def subjects() -> list[str]:
    return sorted(ReceivedMail.objects.values_list("subject", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("death", DEATHS, ids=" ".join)
def test_a_tick_that_is_killed_loses_nothing_and_repeats_nothing(
    server: ImapServer, mailbox: str, settings: Any, death: tuple[str, str]
) -> None:
    server.deliver(mailbox, *MAILS)

    def tick(*when: str) -> int:
        more = environment(IMAP_URL=settings.IMAP_URL, MAIL_LEASE_SECONDS="0")
        return subprocess.run([sys.executable, "-c", FETCHER, *when], cwd=ROOT, env=more, timeout=PATIENCE).returncode

    assert tick(*death) == -signal.SIGKILL
    assert tick("never", "") == 0
    assert subjects() == ["Letter 0", "Letter 1", "Letter 2"]
    assert server.count(mailbox, "FLAGGED") == 0
    assert server.count(mailbox, "UNKEYWORD DaylightKept") == 0


def test_two_processes_do_not_fetch_at_once_and_a_dead_one_gives_back_the_mailbox(
    server: ImapServer, mailbox: str
) -> None:
    server.deliver(mailbox, MAILS[0])
    at = clock.now()
    mail_fetch.fetch_mail(at=at)
    MailFetch.objects.update(claimed_at=at)
    assert mail_fetch.fetch_mail(at=at + timedelta(seconds=599)) is None
    assert mail_fetch.fetch_mail(at=at + timedelta(seconds=601)) is not None
    assert subjects() == ["Letter 0"]


def test_mail_that_stays_flagged_is_an_alert_on_today_until_it_is_kept(
    server: ImapServer, mailbox: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = factories.team()
    factories.draft_request(people)
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    server.deliver(mailbox, *MAILS)
    receive = mail.receive_mail

    def full(raw: bytes, **more: Any) -> mail.Receipt:
        if b"Letter 1" in raw:
            raise ArchiveError("The disk is full.")
        return receive(raw, **more)

    with monkeypatch.context() as patch:
        patch.setattr(mail_fetch, "receive_mail", full)
        report = mail_fetch.fetch_mail(at=clock.now())
    assert report is not None
    assert report.kept_count == 2
    watch.beat(watch.REMINDERS, at=clock.now())
    assert b"The disk is full." in client.get("/").content
    mail_fetch.fetch_mail(at=clock.now())
    assert subjects() == ["Letter 0", "Letter 1", "Letter 2"]
    assert b"could not be fetched" not in client.get("/").content


def test_a_mailbox_that_fails_or_falls_silent_is_shown_to_who_may_act(client: Client) -> None:
    people = factories.team()
    factories.draft_request(people)
    at = clock.now()
    watch.beat(watch.REMINDERS, at=at)
    row = MailFetch.objects.create(
        mailbox="me at imap.example.org", finished_at=at - timedelta(hours=2), kept_count=3
    )
    for person in (people.staff, people.admin):
        assert watch.look(person, at=at).alert.startswith(
            "No mail has been fetched from me at imap.example.org since"
        )
    assert watch.look(people.reader, at=at).alert == ""
    row.failures, row.finished_at = ["1 mails stay flagged in the mailbox: 7."], at
    row.save()
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/", "/reminders/health/"):
        assert "1 mails stay flagged in the mailbox: 7." in client.get(address).content.decode()
    client.force_login(people.reader, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/", "/reminders/health/"):
        assert "flagged" not in client.get(address).content.decode()


def test_a_server_that_is_away_is_told_without_the_password(settings: Any) -> None:
    settings.IMAP_URL = "imap://me:very%20secret@127.0.0.1:1/INBOX"
    mail_fetch.fetch_mail(at=clock.now())
    row = MailFetch.objects.get()
    assert "cannot be opened (me at 127.0.0.1:1, INBOX)" in row.failures[0]
    assert "secret" not in str(row.failures) + row.mailbox


def test_an_address_of_a_mailbox_is_read_or_refused_in_a_sentence() -> None:
    account = mail_fetch.account_of("imaps://records%40law.example:p%2Fw@mail.law.example/Public%20records")
    assert (account.user, account.password, account.host, account.port) == (
        "records@law.example",
        "p/w",
        "mail.law.example",
        993,
    )
    assert (account.mailbox, account.security) == ("Public records", Security.TLS)
    for wrong in ("", "imaps://host/INBOX", "pop3://a:b@host", "imaps://a:hidden@host:x/"):
        with pytest.raises(MailError, match="IMAP_URL is not of the form") as told:
            mail_fetch.account_of(wrong)
        assert "hidden" not in str(told.value)
