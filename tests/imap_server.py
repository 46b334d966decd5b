"""A real IMAP server for tests: Dovecot on a free port of loopback, in a temporary folder."""

import contextlib
import getpass
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.services import PATIENCE, answers, free_port, running, wait_until

PASSWORD = "for-tests-only"

_SETTINGS = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
"""


class ImapServer:
    """Anyone may sign in with PASSWORD and has a mailbox of their own."""

    def __init__(self, port: int) -> None:
        self.port = port

    @contextlib.contextmanager
    def box(self, user: str) -> Iterator[imaplib.IMAP4]:
        """The user's INBOX, open."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE) as connection:
            connection.login(user, PASSWORD)
            connection.select()
            yield connection

    def deliver(self, user: str, *mails: bytes) -> None:
        """Put mails into the user's INBOX, as new ones."""
        with self.box(user) as box:
            for mail in mails:
                status, said = box.append("INBOX", "", "", mail)
                assert status == "OK", said

    def count(self, user: str, criterion: str) -> int:
        """How many mails of the user's INBOX fit this criterion of SEARCH."""
        with self.box(user) as box:
            return len(box.uid("SEARCH", criterion)[1][0].split())


def program() -> str | None:
    """Where Dovecot is; Debian puts it where only root looks."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def imap_server() -> Iterator[ImapServer]:
    """A running server with empty mailboxes. Raises: AssertionError with its log when it does not start."""
    dovecot = program()
    assert dovecot, "Dovecot is needed (Debian: dovecot-imapd)"
    with tempfile.TemporaryDirectory(prefix="daylight-imap-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        user, identity = _identity()
        group = subprocess.run(["id", "-gn", user.pw_name], capture_output=True, text=True, check=True).stdout.strip()
        os.chown(folder, user.pw_uid, user.pw_gid)
        settings = folder / "dovecot.conf"
        settings.write_text(
            _SETTINGS.format(
                folder=folder,
                user=user.pw_name,
                group=group,
                port=port,
                password=PASSWORD,
                uid=user.pw_uid,
                gid=user.pw_gid,
            )
        )
        with running([dovecot, "-F", "-c", str(settings)], folder / "output", cwd=folder, **identity) as server:
            wait_until(lambda: answers(port) or server.poll() is not None, "Dovecot starts")
            log = folder / "log"
            assert server.poll() is None, log.read_text() if log.exists() else (folder / "output").read_text()
            yield ImapServer(port)


def _identity() -> tuple[pwd.struct_passwd, dict[str, Any]]:
    """Whom to run it as: not as root, which Dovecot's sign-in process refuses."""
    if os.geteuid() != 0:
        return pwd.getpwnam(getpass.getuser()), {}
    user = pwd.getpwnam("nobody")
    return user, {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
