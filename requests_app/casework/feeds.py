"""Calendar feeds over secret addresses: made, revoked, and filled with what the owner may see when it is fetched."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, time

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery

from requests_app import clock
from requests_app.access import Power, may_see, visible
from requests_app.casework import records
from requests_app.casework.naming import name_hearing
from requests_app.casework.outbox import MAIL_DOMAIN
from requests_app.casework.reminders import calendar_deadline
from requests_app.errors import AccessError
from requests_app.models import (
    CalendarFeed,
    Counsel,
    CourtCase,
    Deadline,
    Hearing,
    JournalEntry,
    Matter,
    Openness,
    User,
)
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
    return ical.feed(
        map(calendar_deadline, _deadlines(feed)),
        hearings=map(_calendar_hearing, _hearings(feed)),
        domain=MAIL_DOMAIN,
        name=_name(feed),
    )


def _hearings(feed: CalendarFeed) -> Iterator[Hearing]:
    """Those on calendar, of the same cases; a person's own feed has those where they appear as counsel too."""
    rows = visible(feed.owner, Hearing.objects.filter(milestone__vacated_why=""))
    if feed.case_id:
        rows = rows.filter(milestone__case=feed.case_id)
    elif feed.matter_id:
        rows = rows.filter(milestone__case__matter=feed.matter_id)
    else:
        leads = Q(milestone__case__lead=feed.owner)
        leads |= Q(milestone__case__lead__isnull=True, milestone__case__matter__lead=feed.owner)
        appears = Counsel.objects.filter(user=feed.owner, withdrew_on__isnull=True).values("party__case")
        rows = rows.filter(leads | Q(milestone__case__in=appears))
    written = JournalEntry.objects.filter(record_type="hearing", record_id=OuterRef("pk")).order_by("-pk")
    rows = rows.annotate(times_put_off=Count("continuances"), stamped_at=Subquery(written.values("written_at")[:1]))
    return rows.select_related("milestone__case__court", "milestone__case__matter__organisation").iterator(500)


def _calendar_hearing(hearing: Hearing) -> ical.CalendarHearing:
    """The hearing as calendars show it; where it is held only where names may be said."""
    named = name_hearing(hearing)
    day, at = hearing.held_on, hearing.starts_at
    department = f"Department {hearing.department}" if hearing.department else ""
    said = named.reasons and (*named.reasons, department, hearing.place, hearing.link)
    return ical.CalendarHearing(
        key=f"hearing-{hearing.pk}",
        title=f"{named.title} – {named.about}",
        held_on=day,
        starts_at=datetime.combine(day, at, clock.COURT_ZONE) if at else None,
        sequence=hearing.times_put_off,  # type: ignore[attr-defined]  # annotated above
        stamped_at=hearing.stamped_at or datetime.combine(day, time.min, UTC),  # type: ignore[attr-defined]
        place=", ".join(filter(None, said)),
        link=f"{settings.SITE_URL}{hearing.get_absolute_url()}",
    )


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
