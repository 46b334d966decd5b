"""When a person's mails may come: outside quiet hours, and on weekends only where they are welcome. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """One person's zone (IANA name), quiet hours on its wall clock (both or neither), and whether weekends will do.

    Quiet hours that end before they begin run over midnight.
    """

    zone: str = "America/Los_Angeles"
    quiet_from: time | None = None
    quiet_until: time | None = None
    on_weekends: bool = True

    def allows(self, at: datetime) -> bool:
        """Whether a mail may come at this moment (aware)."""
        local = at.astimezone(ZoneInfo(self.zone))
        return not self._is_quiet(local.time()) and (self.on_weekends or local.weekday() < _SATURDAY)

    def _is_quiet(self, clock_time: time) -> bool:
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock_time < self.quiet_until
        return clock_time >= self.quiet_from or clock_time < self.quiet_until


def next_moment(hours: Hours, at: datetime) -> datetime:
    """The first moment from `at` (aware) on at which a mail may come, in UTC; `at` itself where it may come now.

    Quiet hours end by the wall clock, also on the days on which the clock is changed.
    """
    if hours.allows(at):
        return at.astimezone(UTC)
    zone = ZoneInfo(hours.zone)
    first = at.astimezone(zone).date()
    for day in (first + timedelta(days=ahead) for ahead in range(5)):
        for begins in sorted({time(0), hours.quiet_until or time(0)}):
            for fold in (0, 1):  # on the day the clock is set back an hour comes twice
                moment = datetime.combine(day, begins.replace(fold=fold), zone).astimezone(UTC)
                if moment > at and hours.allows(moment):
                    return moment
    return at.astimezone(UTC)  # quiet all day, every day: then never would be the only other answer
