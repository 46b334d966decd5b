"""What every page knows: today, who may change things, and which places this person may go."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from requests_app import clock
from requests_app.access import Power, is_signed_in, may, visible
from requests_app.models import Deadline, MailOutcome, Matter, ReceivedMail, TimeEntry

PLACES = (
    ("today", "Today"),
    ("requests", "Requests"),
    ("tray", "Mail tray"),
    ("campaigns", "Campaigns"),
    ("claims", "Claims"),
    ("productions", "Productions"),
    ("cases", "Cases"),
    ("deadlines", "Deadlines"),
    ("calendar", "Calendar"),
    ("letters", "Letters"),
    ("communications", "Correspondence"),
    ("documents", "Documents"),
    ("datasets", "Datasets"),
    ("releases", "Releases"),
    ("bundles", "Bundles"),
    ("agencies", "Agencies"),
    ("exemptions", "Exemptions"),
    ("matters", "Matters"),
    ("time", "Time"),
    ("notes", "Notes"),
    ("reminders", "Reminders"),
    ("law", "Law"),
    ("journal", "Journal"),
    ("mail", "Mail sent"),
)
# Places whose lists can be narrowed to one matter by their address.
NARROWED = frozenset(
    {
        "requests",
        "campaigns",
        "claims",
        "productions",
        "cases",
        "deadlines",
        "calendar",
        "letters",
        "time",
        "notes",
        "communications",
        "documents",
        "datasets",
        "releases",
        "journal",
    }
)
FIRST_SHOWN = {"deadlines": {"status": "open"}}
FOR_CHANGING = frozenset({"tray", "time"})  # places that others do not have
TIMED = frozenset({"today", "cases"})  # places where a running timer shows
SESSION_KEY = "matter"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main menu."""

    label: str
    url: str
    is_current: bool
    count: int = 0
    count_says: str = ""
    tone: str = ""


def page(request: HttpRequest) -> dict[str, object]:
    """Names every template can use. What needs the database is looked up only if a template asks."""
    return {
        "today": clock.today(),
        "section": section_of(request),
        "may_change": may(request.user, Power.CHANGE),
        "may_administer": may(request.user, Power.ADMINISTER),
        "matters": SimpleLazyObject(lambda: list(visible(request.user, Matter.objects.all()))),
        "current_matter": SimpleLazyObject(lambda: current_matter(request)),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "running_timer": SimpleLazyObject(lambda: running_timer(request)),
    }


def running_timer(request: HttpRequest) -> TimeEntry | None:
    """The person's own timer, if it runs and this is a place that shows it."""
    if section_of(request) not in TIMED or not may(request.user, Power.CHANGE):
        return None
    own = visible(request.user, TimeEntry.objects.running()).filter(person=request.user.pk)
    return own.select_related("matter", "case").first()


def _address(name: str, matter: Matter | None) -> str:
    """Where a place is: its list as it is first shown, narrowed to the matter."""
    query = dict(FIRST_SHOWN.get(name, {}))
    if matter is not None and name in NARROWED:
        query["matter"] = str(matter.pk)
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def section_of(request: HttpRequest) -> str:
    """The first part of the address: which place of the menu this page belongs to."""
    return request.path.strip("/").split("/")[0] or "today"


def current_matter(request: HttpRequest) -> Matter | None:
    """The matter the person chose to look at, if they still may."""
    chosen: Any = request.session.get(SESSION_KEY)
    return visible(request.user, Matter.objects.all()).filter(pk=chosen).first() if chosen else None


def navigation(request: HttpRequest) -> list[Place]:
    """The main menu; lists are narrowed to the current matter, in their address."""
    if not is_signed_in(request.user):
        return []
    matter = current_matter(request)
    late = visible(request.user, Deadline.objects.late(on=clock.today()))
    late_count = (late.filter(matter=matter) if matter else late).count()
    may_change = may(request.user, Power.CHANGE)
    in_tray = ReceivedMail.objects.filter(outcome=MailOutcome.TRAY)
    counts = {"today": late_count, "tray": visible(request.user, in_tray).count() if may_change else 0}
    section = section_of(request)
    return [
        Place(
            label=label,
            url=_address(name, matter),
            is_current=name == section,
            count=counts.get(name, 0),
            count_says="late" if name == "today" else "waiting",
            tone="late" if name == "today" else "",
        )
        for name, label in PLACES
        if may_change or name not in FOR_CHANGING
    ]
