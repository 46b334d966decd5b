"""Mail is fetched exactly once from a real IMAP server, whatever kills the fetch."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from requests_app.errors import CaseworkError, MailError
from requests_app.mailroom import FetchedMail, ImapAccount, ImapBox, Security, fetch_each
from tests.imap_server import PASSWORD, ImapServer, imap_server, program
from tests.services import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

MAILS = [
    f"From: a@lapd.example\r\nMessage-ID: <{number}@lapd.example>\r\n\r\nLetter {number}\r\n".encode()
    for number in range(4)
]

# Fetch everything into a database that commits each mail by its key; die where told to, on the second mail.
FETCHER = """
import imaplib, os, signal, sqlite3, sys
from requests_app.mailroom import ImapAccount, Security, fetch_each
port, user, password, database, when, what = sys.argv[1:]
seen = 0
def die_at(moment, data):
    global seen
    if moment == when and what in data:
        seen += 1
        if seen == (1 if what == "SELECT" else 2):
            os.kill(os.getpid(), signal.SIGKILL)
send = imaplib.IMAP4.send
def sent(self, data):
    die_at("before", data.decode("latin-1"))
    send(self, data)
    die_at("after", data.decode("latin-1"))
imaplib.IMAP4.send = sent
kept = sqlite3.connect(database)
kept.execute("CREATE TABLE IF NOT EXISTS mail (key TEXT PRIMARY KEY, raw BLOB, times INTEGER DEFAULT 1)")
kept.commit()
def keep(mail):
    known = kept.execute("SELECT 1 FROM mail WHERE key = ?", [mail.key]).fetchone()
    assert not known or mail.was_left_over
    if not known:
        kept.execute("INSERT INTO mail (key, raw) VALUES (?, ?)", [mail.key, mail.raw])
    die_at("before", "commit")
    kept.commit()
    die_at("after", "commit")
account = ImapAccount("127.0.0.1", user, password, port=int(port), security=Security.NONE)
print(fetch_each(account, keep))
"""

DEATHS = [
    ("before", "SELECT"),
    ("before", r"+FLAGS.SILENT (\Flagged)"),
    ("after", r"+FLAGS.SILENT (\Flagged)"),
    ("before", "RFC822.SIZE"),
    ("before", "BODY.PEEK"),
    ("after", "BODY.PEEK"),
    ("before", "commit"),
    ("after", "commit"),
    ("after", "+FLAGS.SILENT (DaylightKept)"),
    ("before", r"-FLAGS.SILENT (\Flagged)"),
    ("after", r"-FLAGS.SILENT (\Flagged)"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    if program() is None:
        pytest.skip("Dovecot is not installed here (Debian: dovecot-imapd)")
    with imap_server() as running:
        yield running


def account(server: ImapServer, user: str, **values: object) -> ImapAccount:
    given = {"port": server.port, "security": Security.NONE, "timeout_seconds": PATIENCE, **values}
    return ImapAccount("127.0.0.1", user, PASSWORD, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("death", DEATHS, ids=" ".join)
def test_a_fetch_that_is_killed_loses_nothing_and_repeats_nothing(
    server: ImapServer, death: tuple[str, str], tmp_path: Path
) -> None:
    user = f"killed{DEATHS.index(death)}"
    database = tmp_path / "kept.sqlite3"
    server.deliver(user, *MAILS)

    def fetch(*when: str) -> int:
        command = [sys.executable, "-c", FETCHER, str(server.port), user, PASSWORD, str(database), *when]
        return subprocess.run(command, cwd=ROOT, timeout=PATIENCE).returncode

    assert fetch(*death) == -signal.SIGKILL
    assert fetch("never", "") == 0
    assert fetch("never", "") == 0
    with sqlite3.connect(database) as kept:
        assert sorted(raw for (raw,) in kept.execute("SELECT raw FROM mail")) == MAILS
    assert server.count(user, "FLAGGED") == 0
    assert server.count(user, "UNKEYWORD DaylightKept") == 0


def test_a_mail_that_is_refused_stays_flagged_and_the_next_one_follows(server: ImapServer) -> None:
    server.deliver("refused", *MAILS)
    kept: list[FetchedMail] = []

    def keep(mail: FetchedMail) -> None:
        if b"Letter 1" in mail.raw:
            raise CaseworkError("The archive is full.")
        kept.append(mail)

    report = fetch_each(account(server, "refused"), keep)
    assert [mail.raw for mail in kept] == [MAILS[0], MAILS[2], MAILS[3]]
    assert report.kept_count == 3
    assert "The archive is full." in report.failures[0]
    assert "1 mails stay flagged" in report.failures[1]

    report = fetch_each(account(server, "refused"), kept.append)
    assert (report.kept_count, report.left_over_count, report.failures) == (1, 1, ())
    assert kept[-1].raw == MAILS[1]
    assert kept[-1].was_left_over


def test_a_mail_that_a_person_has_read_is_fetched_all_the_same(server: ImapServer) -> None:
    server.deliver("read", *MAILS[:1])
    with server.box("read") as box:
        box.uid("STORE", "1", "+FLAGS", r"(\Seen)")
    assert fetch_each(account(server, "read"), lambda mail: None).kept_count == 1
    assert fetch_each(account(server, "read"), lambda mail: None).kept_count == 0


def test_a_mail_that_is_too_large_is_left_flagged_and_reported(server: ImapServer) -> None:
    server.deliver("large", MAILS[0], MAILS[1] + b"x" * 10_000)
    report = fetch_each(account(server, "large", largest_bytes=5_000), lambda mail: None)
    assert report.kept_count == 1
    assert report.failures == ("1 mails stay flagged in the mailbox: 2.",)


def test_fifty_megabytes_are_fetched_to_the_byte(server: ImapServer) -> None:
    large = MAILS[0] + b"0123456789abcdef" * 64 * 1024 * 50
    server.deliver("huge", large)
    with ImapBox(account(server, "huge")) as box:
        (mail,) = box.fetch()
    assert mail.raw == large


def test_a_wrong_password_a_missing_mailbox_and_a_closed_door_are_sentences(server: ImapServer) -> None:
    wrong = ImapAccount("127.0.0.1", "a", "wrong", port=server.port, security=Security.NONE)
    missing = account(server, "a", mailbox="No such")
    closed = ImapAccount("127.0.0.1", "a", PASSWORD, port=1, security=Security.NONE)
    unprotected = account(server, "a", security=Security.STARTTLS)
    for refused in (wrong, missing, closed, unprotected):
        with pytest.raises(MailError, match=r"The mailbox cannot be opened \(a at 127.0.0.1:\d+, .*\): .") as told:
            fetch_each(refused, lambda mail: None)
        assert "wrong" not in str(told.value)
        assert PASSWORD not in str(told.value)
