"""Calendar feeds over secret addresses: made, revoked, and filled with what the owner may see when it is fetched."""

import hashlib
import secrets
from collections.abc import Iterator

from django.db.models import Q

from requests_app import clock
from requests_app.access import Power, may_see, visible
from requests_app.casework import records
from requests_app.casework.outbox import MAIL_DOMAIN
from requests_app.casework.reminders import calendar_deadline
from requests_app.errors import AccessError
from requests_app.models import CalendarFeed, CourtCase, Deadline, Matter, Openness, User
from requests_app.reminders import ical

SECRET_BYTES = 32


def make_feed(*, of: Matter | CourtCase | None, by: User) -> tuple[CalendarFeed, str]:
    """A new address for the person, a matter or a case; gives the secret, which is shown once and not kept.

    Raises: AccessError for what one may not see.
    """
    if of is not None and not may_see(by, of):
        raise AccessError("You are not a member of this matter.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed(
        owner=by,
        matter=of if isinstance(of, Matter) else None,
        case=of if isinstance(of, CourtCase) else None,
        secret_sha256=_hash(secret),
        made_at=clock.now(),
    )
    records.add(feed, by=by, verb="make_feed", summary=f"Made a calendar address: {feed}.", power=Power.READ)
    return feed, secret


def revoke_feed(*, feed: CalendarFeed, by: User) -> CalendarFeed:
    """The address answers no more.

    Raises: AccessError for somebody else's.
    """
    if feed.owner != by:
        raise AccessError("This address is somebody else's.")
    return records.change(
        feed,
        by=by,
        verb="revoke_feed",
        summary=f"Revoked a calendar address: {feed}.",
        power=Power.READ,
        revoked_at=clock.now(),
    )


def find_feed(secret: str) -> CalendarFeed | None:
    """The feed behind this secret while it is not revoked and its owner works here."""
    found = CalendarFeed.objects.select_related(
        "owner", "matter__organisation", "case__matter__organisation", "case__court"
    )
    living = found.filter(revoked_at__isnull=True, owner__is_active=True)
    return living.filter(secret_sha256=_hash(secret)).first()


def calendar_of(feed: CalendarFeed) -> bytes:
    """The feed as iCalendar, with the owner's rights of this moment. What moved has moved; what ended is gone."""
    CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=clock.now())
    return ical.feed(map(calendar_deadline, _deadlines(feed)), domain=MAIL_DOMAIN, name=_name(feed))


def _deadlines(feed: CalendarFeed) -> Iterator[Deadline]:
    rows = visible(feed.owner, Deadline.objects.open()).select_related(
        "request__agency", "case__court", "matter__organisation"
    )
    if feed.case_id:
        rows = rows.filter(case=feed.case_id)
    elif feed.matter_id:
        rows = rows.filter(matter=feed.matter_id)
    else:
        nobody = Q(request__handled_by__isnull=True, case__lead__isnull=True)
        mine = Q(request__handled_by=feed.owner) | Q(case__lead=feed.owner)
        rows = rows.filter(mine | (nobody & Q(matter__lead=feed.owner)))
    return rows.iterator(chunk_size=500)


def _name(feed: CalendarFeed) -> str:
    place = feed.case or feed.matter
    matter = feed.case.matter if feed.case else feed.matter
    if place is None or matter is None or not may_see(feed.owner, place):
        return "Daylight"
    return f"Daylight: {place}" if matter.organisation.reminders_say == Openness.FULL else "Daylight"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
