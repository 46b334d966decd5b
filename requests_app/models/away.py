"""Days on which a person of the team is away: calendars hold them against what falls on them."""

from django.db import models
from django.db.models import F, Q

from requests_app.models.users import User


class DaysAway(models.Model):
    """A person is away from the first day to the last, both included. Everyone on the team may read it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="days_away")
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    why = models.CharField(max_length=120, blank=True, help_text="Everyone on the team sees it.")

    class Meta:
        ordering = ["first_on", "pk"]
        verbose_name_plural = "days away"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="days_away_do_not_end_before_they_begin",
                violation_error_message="The last day is not before the first.",
            ),
        ]

    def __str__(self) -> str:
        first, last = self.first_on, self.last_on
        until = "" if first == last else f" to {last:%a} {last.day} {last:%b %Y}"
        return f"{self.person}, {first:%a} {first.day} {first:%b %Y}{until}"
