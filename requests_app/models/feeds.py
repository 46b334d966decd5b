"""Calendar feeds: a person's secret addresses. Only the hash of the secret is kept."""

from django.db import models

from requests_app.models.courts import CourtCase
from requests_app.models.matters import Matter
from requests_app.models.users import User


class CalendarFeed(models.Model):
    """One address a calendar subscribes to: what its owner may see at the time of fetching, and no more."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    case = models.ForeignKey(CourtCase, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(matter__isnull=True) | models.Q(case__isnull=True),
                name="a_feed_is_of_a_person_a_matter_or_a_case",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case or self.matter or f"What {self.owner} is responsible for")
