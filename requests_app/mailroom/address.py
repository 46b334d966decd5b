"""The address that each request has for its own mail, and finding it again however a server rewrote it."""

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

MAILBOX = "request"
# Letters and digits that a person reading them aloud does not mix up; case does not matter.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
SECRET_CHARACTERS = 12  # 59 bits
_TAG = rf"([0-9]{{1,18}})-([{_ALPHABET}]{{{SECRET_CHARACTERS}}})(?![a-z0-9])"


@dataclass(frozen=True, slots=True)
class Claim:
    """A text names this request and gives this secret; whether it is the right one is for `matches` to say."""

    request_id: int
    secret: str


def new_secret() -> str:
    """A fresh secret for one request's address; keep it with the request."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(SECRET_CHARACTERS))


def make(request_id: int, secret: str, domain: str, mailbox: str = MAILBOX) -> str:
    """The request's own address: "request+12-k7…@domain"."""
    return f"{mailbox}+{request_id}-{secret}@{domain}"


def subject_tag(request_id: int, secret: str) -> str:
    """The same for a subject line, where an agency's system answers from and to addresses of its own."""
    return f"[{request_id}-{secret}]"


def claims_in(texts: Iterable[str], mailbox: str = MAILBOX) -> tuple[Claim, ...]:
    """Every request that these addresses or subjects name, each once, in order.

    The plus may have become "=", "-", "_", ".", a space or its code; the whole may be upper case, or wrapped into
    the address of a server that forwards.
    """
    pattern = re.compile(rf"(?:\b|_|=){re.escape(mailbox.lower())}(?:[+=_. -]|[=%]2b){_TAG}|\[{_TAG}\]")
    found: dict[Claim, None] = {}
    for text in texts:
        for match in pattern.finditer(text.lower()):
            found[Claim(int(match[1] or match[3]), match[2] or match[4])] = None
    return tuple(found)


def matches(secret: str, given: str) -> bool:
    """Whether the secret given is the one kept, compared in a time that does not tell how much of it was right."""
    return bool(secret) and hmac.compare_digest(secret.lower().encode(), given.lower().encode())
