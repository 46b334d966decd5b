"""Who is told of which sort of date, and how long before. Pure; people may put their own in place of these."""

from collections.abc import Iterable
from dataclasses import dataclass

from requests_app.reminders.plan import DEFAULT_OFFSETS


@dataclass(frozen=True, slots=True)
class Policy:
    """One rule of reminding. Blank `applies_to` ("request", "case"), `kind` and `severity` fit every date.

    `offsets`: days before the due date. `tells_two`: another member who may act is told with the person responsible.
    `escalates_after_days`: calendar days after the first mail, unless somebody acknowledged; None for never.
    """

    applies_to: str = ""
    kind: str = ""
    severity: str = ""
    offsets: tuple[int, ...] = DEFAULT_OFFSETS
    tells_two: bool = False
    escalates_after_days: int | None = None

    def closeness(self, *, applies_to: str, kind: str, severity: str) -> int:
        """How closely this rule fits a date; -1 where it does not. What missing it costs weighs most."""
        wanted = ((self.severity, severity, 4), (self.applies_to, applies_to, 2), (self.kind, kind, 1))
        if any(mine and mine != its for mine, its, _ in wanted):
            return -1
        return sum(weight for mine, _, weight in wanted if mine)


DEFAULT_POLICIES = (
    Policy(),
    Policy(applies_to="case", offsets=(14, 7, 3, 1, 0), tells_two=True, escalates_after_days=3),
    Policy(severity="jurisdictional", offsets=(30, 14, 7, 3, 2, 1, 0), tells_two=True, escalates_after_days=1),
)


def policy_for(policies: Iterable[Policy], *, applies_to: str, kind: str, severity: str) -> Policy:
    """The rule that fits this date most closely; the plain default where none fits.

    >>> policy_for(DEFAULT_POLICIES, applies_to="case", kind="act", severity="jurisdictional").offsets
    (30, 14, 7, 3, 2, 1, 0)
    >>> policy_for(DEFAULT_POLICIES, applies_to="request", kind="act", severity="agency duty").offsets
    (7, 3, 1, 0)
    """
    ranked = [(policy.closeness(applies_to=applies_to, kind=kind, severity=severity), policy) for policy in policies]
    fitting = [pair for pair in ranked if pair[0] >= 0]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else Policy()
