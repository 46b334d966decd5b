"""Today. The only module that asks; everything else is passed the day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

COURT_ZONE = ZoneInfo("America/Los_Angeles")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now().astimezone(UTC)  # noqa: TID251


def today() -> date:
    """The day in Los Angeles, where the agencies and the courts are."""
    return now().astimezone(COURT_ZONE).date()
