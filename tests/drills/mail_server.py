"""A mail server with bad days: it refuses, hangs, hangs up after the mail is in, and says 451."""

import asyncio
import random
import time
from collections import Counter
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import services

HANGS_SECONDS = 8


class FaultyMailServer:
    """Keeps how often each Message-ID was taken in, and how often the answer to that got lost."""

    def __init__(self, seed: int, *, moods: float = 1) -> None:
        """`moods`: how often it has a bad moment; 1 is 17 in a thousand mails."""
        self.taken: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.port = services.free_port()
        self._chance = random.Random(seed)  # noqa: S311 - a drill that can be repeated
        self._controller: Controller | None = None
        self._moods = moods

    @property
    def url(self) -> str:
        """What to put in EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        assert isinstance(envelope.content, bytes)
        name = str(message_from_bytes(envelope.content)["Message-ID"])
        luck = self._chance.random() / self._moods
        if luck < 0.01:
            self.faults["451"] += 1
            return "451 try again later"
        if luck < 0.012:
            self.faults["hang"] += 1
            await asyncio.sleep(HANGS_SECONDS)
            return "421 too late"
        self.taken[name] += 1
        if luck < 0.017:
            self.faults["dropped after DATA"] += 1
            self.unanswered[name] += 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 kept"

    def refuse(self, seconds: float) -> None:
        """Nobody listens for so long."""
        self.faults["refused"] += 1
        self.stop()
        time.sleep(seconds)
        self.start()

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=services.PATIENCE)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> "FaultyMailServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
