"""When a person's mails may come, as they say themselves."""

from datetime import time

from requests_app.access import Power
from requests_app.casework import records
from requests_app.models import ReminderPreference, User


def prefer(
    *,
    by: User,
    zone: str,
    quiet_from: time | None,
    quiet_until: time | None,
    on_weekends: bool,
    as_digest: bool = False,
    digest_at: time = time(8),
) -> ReminderPreference:
    """Keep what the person wants.

    Raises: CaseworkError for a zone nobody knows, or quiet hours with only one end.
    """
    said = ReminderPreference.objects.filter(person=by).first() or ReminderPreference(person=by)
    wanted = {
        "zone": zone,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "on_weekends": on_weekends,
        "as_digest": as_digest,
        "digest_at": digest_at,
    }
    summary = "Said when reminders may come."
    if said.pk:
        return records.change(said, by=by, verb="prefer", summary=summary, power=Power.READ, **wanted)
    for name, value in wanted.items():
        setattr(said, name, value)
    return records.add(said, by=by, verb="prefer", summary=summary, power=Power.READ)
