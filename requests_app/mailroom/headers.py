"""Read headers that may be missing, repeated, endless or absurd."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses, parsedate_to_datetime

from requests_app.mailroom.envelope import HEADER_CHARACTERS, Part, headers_of
from requests_app.mailroom.mail import Correspondent
from requests_app.mailroom.words import ENCODED_WORD, decode_words, keepable

IDENTIFIERS = 500
# No mail is older than this, and none that we handle is dated in the next century.
EARLIEST, LATEST = datetime(1982, 8, 13, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
CLOCKS_DISAGREE = timedelta(days=2)

_BRACKETED = re.compile(r"<\s*([^<>\s]{1,998})\s*>")
_BARE = re.compile(r"[^<>\s,;]{1,998}@[^<>\s,;]{1,998}")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]{1,250}@[^\s<>,;:\"'()\[\]@]{1,250}")


class Headers:
    """The headers of one part by name, in lower case."""

    def __init__(self, part: Part) -> None:
        self._values = headers_of(part)

    @property
    def is_cut(self) -> bool:
        """Whether one of them was too long to be kept whole."""
        return any(len(value) >= HEADER_CHARACTERS for values in self._values.values() for value in values)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def all(self, name: str) -> list[str]:
        """Every value of this header as it stands; bytes beyond ASCII are surrogates. `name` is in lower case."""
        return self._values.get(name, [])

    def words(self, name: str) -> str:
        """The first value, decoded, in one line; "" where there is none."""
        return decode_words(self.all(name)[0]) if name in self else ""


def identifiers(values: Iterable[str]) -> tuple[str, ...]:
    """The message identifiers in these header values, without brackets, in order, each once.

    Of very many, those at both ends: the first began the thread, the last was answered.
    """
    found: dict[str, None] = {}
    for value in values:
        for identifier in _BRACKETED.findall(value) or _BARE.findall(value):
            found[keepable(identifier)] = None
    every = tuple(found)
    return every if len(every) <= IDENTIFIERS else (*every[: IDENTIFIERS // 2], *every[-IDENTIFIERS // 2 :])


def correspondents(values: Iterable[str]) -> tuple[Correspondent, ...]:
    """The people in these header values. One who is named but has no address in the header is left out."""
    people: dict[str, Correspondent] = {}
    for value in values:
        # Some programs encode the whole header: the address is then inside the encoded words.
        plain = value if "@" in ENCODED_WORD.sub("", value) else decode_words(value)
        for name, address in _addresses(plain):
            if found := _ADDRESS.search(address):
                address = keepable(found[0]).lower()
                people.setdefault(address, Correspondent(decode_words(name), address))
    return tuple(people.values())


def _addresses(value: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([value])
    except (RecursionError, ValueError, IndexError, AttributeError):  # comments in comments in comments
        return [("", address) for address in _ADDRESS.findall(value)]


def addresses(values: Iterable[str]) -> tuple[str, ...]:
    """Every address in these header values, in lower case, each once."""
    return tuple(person.address for person in correspondents(values))


def sent_at(headers: Headers, received: datetime | None) -> tuple[datetime | None, str | None]:
    """When the Date header says it was sent, or None and a sentence that says why it cannot be believed."""
    values = headers.all("date")
    if not values:
        return None, "The mail does not say when it was sent."
    moments = {_moment(value) for value in values}
    if len(moments) > 1:
        return None, f"The mail has {len(values)} Date headers that differ; none of them was believed."
    moment = moments.pop()
    if moment is None:
        return None, f"The date of the mail cannot be read: “{decode_words(values[0])[:60]}”."
    if not EARLIEST <= moment < LATEST:
        return None, f"The date of the mail cannot be right: {moment.isoformat()}."
    if received and moment - received > CLOCKS_DISAGREE:
        return None, f"The mail says it was sent at {moment.isoformat()}, after it was received."
    return moment, None


def received_at(headers: Headers) -> datetime | None:
    """When the last server on the way, whose Received header stands first, says that it took the mail."""
    for value in headers.all("received")[:1]:
        moment = _moment(value.rpartition(";")[2])
        if moment and EARLIEST <= moment < LATEST:
            return moment
    return None


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        # "-0000" means that the time is in UTC and the sender's zone is not known.
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
