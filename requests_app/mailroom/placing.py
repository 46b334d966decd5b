"""Say which request a mail belongs to, how sure that is, and why; an ambiguous mail stays unplaced with a guess."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from requests_app.mailroom import address
from requests_app.mailroom.mail import ParsedMail

TEXT_CHARACTERS = 50_000
# A shorter one, or one without digits, stands in too many letters by accident.
TRACKING_CHARACTERS = 5
# A number is written in so many pieces at most, with so many characters between two of them.
NUMBER_PIECES, NUMBER_GAP, NUMBER_CHARACTERS = 8, 3, 60
_PIECE = re.compile(r"[^\W_]+")
BY_ADDRESS, BY_IDENTIFIER, BY_TRACKING, BY_SENDER, BY_DOMAIN = 1.0, 0.95, 0.8, 0.6, 0.3
# Below this a person decides; and below the other where the mail also claims something that is not so.
PLACED_FROM, SURE_FROM = 0.6, 0.9
SAID = 5  # of many requests that fit, how many are named

PUBLIC_DOMAINS = frozenset(
    ["gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "aol.com", "icloud.com", "proton.me", "live.com"]
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What we know of a request that a mail may belong to.

    `message_ids` are those of its mails, sent and received, without brackets; `correspondents` the addresses that
    its agency has written from or is written to.
    """

    request_id: int
    secret: str = ""
    message_ids: frozenset[str] = frozenset()
    tracking_numbers: tuple[str, ...] = ()
    correspondents: frozenset[str] = frozenset()
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a mail belongs. `request_id` is None for the tray, where `guess_id` is the likeliest, if any is.

    `score` is between 0 and 1, for the request placed or guessed. `reasons` are whole sentences.
    """

    request_id: int | None
    guess_id: int | None
    score: float
    reasons: tuple[str, ...]


_Trial = Callable[[ParsedMail, Sequence[Candidate]], tuple[dict[int, str], list[str]]]


def choose(parsed: ParsedMail, candidates: Iterable[Candidate]) -> Placement:
    """Try the mail's own address, then identifiers, the agency's tracking number, and its sender, in that order.

    The first trial that points to one request places the mail there. One that points to several leaves it in the
    tray, unless a surer trial has already decided; so does a bare domain.
    """
    known = list(candidates)
    reasons: list[str] = []
    for trial, score in _TRIALS:
        found, remarks = trial(parsed, known)
        reasons += remarks
        if len(found) == 1:
            request_id, reason = found.popitem()
            is_placed = score >= (SURE_FROM if reasons else PLACED_FROM)
            return Placement(request_id if is_placed else None, request_id, score, (*reasons, reason))
        if found:
            named = ", ".join(str(request_id) for request_id in sorted(found)[:SAID])
            more = f" and {len(found) - SAID} more" if len(found) > SAID else ""
            ambiguous = f"More than one request fits (numbers {named}{more})."
            if len(found) > SAID:  # a guess among many is none
                return Placement(None, None, 0.0, (*reasons, ambiguous))
            return Placement(None, max(found), score / 2, (*reasons, *found.values(), ambiguous))
    return Placement(None, None, 0.0, (*reasons, "Nothing in it points to a request."))


def number_keys(text: str) -> set[str]:
    """Everything in a text that may be a tracking number, in small letters and without what stands between pieces.

    >>> sorted(number_keys("PRA 24-0117"))
    ['0117', '24', '240117', 'pra24', 'pra240117']
    """
    pieces = list(_PIECE.finditer(text.lower()))
    keys: set[str] = set()
    for first, piece in enumerate(pieces):
        key, end = "", piece.start()
        for following in pieces[first : first + NUMBER_PIECES]:
            key += following[0]
            if following.start() - end > NUMBER_GAP or len(key) > NUMBER_CHARACTERS:
                break
            end = following.end()
            if any(character.isdigit() for character in key):
                keys.add(key)
    return keys


def _by_address(parsed: ParsedMail, candidates: Sequence[Candidate]) -> tuple[dict[int, str], list[str]]:
    secrets = {candidate.request_id: candidate.secret for candidate in candidates}
    found: dict[int, str] = {}
    remarks = []
    for places, where in ((parsed.addressed_to, "address"), ((parsed.subject,), "subject")):
        for claim in address.claims_in(places):
            if address.matches(secrets.get(claim.request_id, ""), claim.secret):
                found.setdefault(claim.request_id, f"Its {where} is the one of request {claim.request_id}.")
            else:
                remarks.append(
                    f"Its {where} names request {claim.request_id}, but with a secret that is not its own."
                )
    return found, [] if found else remarks


def _by_identifier(parsed: ParsedMail, candidates: Sequence[Candidate]) -> tuple[dict[int, str], list[str]]:
    returned = (parsed.bounce.message_id,) if parsed.bounce else ()
    # In-Reply-To names the mail that is answered; the rest of a thread may have wandered between requests.
    for named, how in (
        ((*returned, *parsed.in_reply_to), "answers"),
        (tuple(reversed(parsed.references)), "is in one thread with"),
        (parsed.enclosed_ids, "encloses"),
    ):
        found = {
            candidate.request_id: f"It {how} a mail of request {candidate.request_id}."
            for candidate in candidates
            if not candidate.message_ids.isdisjoint(named)
        }
        if found:
            return found, []
    return {}, []


def _by_tracking(parsed: ParsedMail, candidates: Sequence[Candidate]) -> tuple[dict[int, str], list[str]]:
    for text, where in ((parsed.subject, "subject"), (parsed.text[:TEXT_CHARACTERS], "text")):
        found = {
            candidate.request_id: f"Its {where} has the agency's tracking number {number}."
            for candidate in candidates
            for number in candidate.tracking_numbers
            if _has_number(text, number)
        }
        if found:
            return _where_sender_fits(found, parsed, candidates), []
    return {}, []


def _by_sender(parsed: ParsedMail, candidates: Sequence[Candidate]) -> tuple[dict[int, str], list[str]]:
    writers = _writers(parsed)
    found = {
        candidate.request_id: f"{sorted(writers & candidate.correspondents)[0]} writes about request "
        f"{candidate.request_id} and no other open one."
        for candidate in candidates
        if candidate.is_open and writers & candidate.correspondents
    }
    if len(found) > 1:
        found = {request_id: f"Its sender also writes about request {request_id}." for request_id in found}
    return found, []


def _by_domain(parsed: ParsedMail, candidates: Sequence[Candidate]) -> tuple[dict[int, str], list[str]]:
    domains = {writer.rpartition("@")[2] for writer in _writers(parsed)} - PUBLIC_DOMAINS
    found = {
        candidate.request_id: f"Its sender's domain is one that writes about request {candidate.request_id}."
        for candidate in candidates
        if candidate.is_open and domains & {known.rpartition("@")[2] for known in candidate.correspondents}
    }
    return found, []


def _where_sender_fits(found: dict[int, str], parsed: ParsedMail, candidates: Sequence[Candidate]) -> dict[int, str]:
    """Two agencies may count alike: of several requests with one number, those whose agency writes, if any."""
    if len(found) < 2:
        return found
    by_sender = _by_sender(parsed, candidates)[0] or _by_domain(parsed, candidates)[0]
    return {request_id: reason for request_id, reason in found.items() if request_id in by_sender} or found


def _writers(parsed: ParsedMail) -> set[str]:
    people = [parsed.sender] if parsed.sender else []
    return {person.address for person in (*people, *parsed.reply_to)}


def _has_number(text: str, number: str) -> bool:
    """Whether the number stands in the text by itself; spaces and the kind of dash do not matter."""
    pieces = re.findall(r"\w+", number)
    if len(number.strip()) < TRACKING_CHARACTERS or not any(piece.isdigit() for piece in re.findall(r"\d+", number)):
        return False
    pattern = rf"[\W_]{{0,{NUMBER_GAP}}}".join(re.escape(piece) for piece in pieces)
    return re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", text, re.IGNORECASE) is not None


_TRIALS: tuple[tuple[_Trial, float], ...] = (
    (_by_address, BY_ADDRESS),
    (_by_identifier, BY_IDENTIFIER),
    (_by_tracking, BY_TRACKING),
    (_by_sender, BY_SENDER),
    (_by_domain, BY_DOMAIN),
)
