"""Which requests a mail may belong to: looked up by what it names, never by loading whole requests."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from requests_app import mailroom
from requests_app.mailroom import Candidate, ParsedMail
from requests_app.models import CLOSED_STATES, Agency, LetterMail, ReceivedMail, RecordsRequest

MOST_OF_SENDER = 50  # two already leave the choice to a person
KEYS_ASKED_FOR, MOST_KEYS = 500, 2_000  # in one question to the database, and in all
MOST_FOUND, MOST_NEAR = 20, 5  # requests shown for a search, and before one
_NUMBER = re.compile(r"(?:dl-?)?0*([1-9]\d{0,17})", re.IGNORECASE)


def candidates_for(parsed: ParsedMail) -> list[Candidate]:
    """What is known of every request that this mail names, answers, or is from the agency of."""
    people = [person.address for person in (parsed.sender, *parsed.reply_to) if person]
    domains = {address.rpartition("@")[2] for address in people} - mailroom.PUBLIC_DOMAINS
    claimed = [claim.request_id for claim in mailroom.claims_in((*parsed.addressed_to, parsed.subject))]
    identifiers = _known_identifiers(parsed)
    chosen = {*claimed, *identifiers, *_numbered(parsed), *_of_writers(people, domains)}
    writers: dict[int, set[str]] = {}
    placed = ReceivedMail.objects.filter(request__in=chosen, communication__isnull=False).order_by()
    for pk, address in placed.values_list("request", "sender_address").distinct():
        writers.setdefault(pk, set()).add(address)
    return [
        Candidate(
            request_id=request.pk,
            secret=request.mail_secret,
            message_ids=frozenset(identifiers.get(request.pk, ())),
            tracking_numbers=(request.agency_number,) if request.agency_number else (),
            correspondents=frozenset({*writers.get(request.pk, ()), *filter(None, [request.agency.email.lower()])}),
            is_open=request.is_open,
        )
        for request in RecordsRequest.objects.filter(pk__in=chosen).select_related("agency").order_by("pk")
    ]


def find_requests(
    rows: QuerySet[RecordsRequest], words: str, *, near: RecordsRequest | None = None
) -> list[RecordsRequest]:
    """The requests among these that have all the words, open ones first and the newest before.

    A word is looked for in our number, the agency's, the subject and the agency's name. Without words: those of the
    agency of `near`, then the newest.
    """
    rows = rows.select_related("agency")
    for word in words.split()[:8]:
        has = Q(subject__icontains=word) | Q(agency_number__icontains=word)
        has |= Q(agency__short_name__icontains=word) | Q(agency__name__icontains=word)
        if number := _NUMBER.fullmatch(word):
            has |= Q(pk=int(number[1]))
        rows = rows.filter(has)
    closed = When(state__in=CLOSED_STATES, then=Value(2))
    theirs = [] if words or near is None else [When(agency=near.agency_id, then=Value(0))]
    rank = Case(closed, *theirs, default=Value(1), output_field=IntegerField())
    return list(rows.order_by(rank, "-pk")[: MOST_FOUND if words.strip() else MOST_NEAR])


def _known_identifiers(parsed: ParsedMail) -> dict[int, set[str]]:
    """Which of the identifiers it names are of a request's mail, sent or received."""
    wanted = {*parsed.in_reply_to, *parsed.references, *parsed.enclosed_ids}
    if parsed.bounce and parsed.bounce.message_id:
        wanted.add(parsed.bounce.message_id)
    found: dict[int, set[str]] = {}
    sent = LetterMail.objects.filter(message_id__in=[f"<{one}>" for one in wanted])
    for pk, identifier in sent.values_list("letter__request", "message_id"):
        found.setdefault(pk, set()).add(identifier.strip("<>"))
    came = ReceivedMail.objects.filter(message_id__in=wanted, request__isnull=False)
    for pk, identifier in came.values_list("request", "message_id"):
        found.setdefault(pk, set()).add(identifier)
    return found


def _numbered(parsed: ParsedMail) -> Iterable[int]:
    """Requests whose tracking number may stand in it; where exactly is for `mailroom.choose` to see."""
    keys = mailroom.number_keys(f"{parsed.subject}\n\n\n\n{parsed.text[: mailroom.TEXT_CHARACTERS]}")
    wanted, known = sorted(keys), RecordsRequest.objects.order_by()
    if len(wanted) > MOST_KEYS:  # a table of numbers: every number we know, held against it, is the shorter way
        for pk, key in known.exclude(agency_number_key="").values_list("pk", "agency_number_key").iterator():
            if key in keys:
                yield pk
        return
    for first in range(0, len(wanted), KEYS_ASKED_FOR):
        some = wanted[first : first + KEYS_ASKED_FOR]
        yield from known.filter(agency_number_key__in=some).values_list("pk", flat=True)


def _of_writers(people: Sequence[str], domains: set[str]) -> Iterable[int]:
    """The newest open requests that these people write about, and those that others of their domain do."""
    same_agency, same_mail = Q(pk__in=()), Q(pk__in=())
    for domain in domains:
        same_agency |= Q(address__endswith=f"@{domain}")
        same_mail |= Q(sender_address__endswith=f"@{domain}")
    for of_agency, of_mail in ((Q(address__in=people), Q(sender_address__in=people)), (same_agency, same_mail)):
        agencies = Agency.objects.annotate(address=Lower("email")).filter(of_agency).values("pk")
        placed = ReceivedMail.objects.filter(of_mail, communication__isnull=False).order_by().values("request")
        of_them = RecordsRequest.objects.open().filter(Q(agency__in=agencies) | Q(pk__in=placed))
        yield from of_them.order_by("-pk").values_list("pk", flat=True)[:MOST_OF_SENDER]
