"""Campaigns: one text asked of many agencies; each agency's row waits for its request to be made."""

from django.db import models
from django.urls import reverse

from requests_app.models.agencies import Agency
from requests_app.models.letters import Letter
from requests_app.models.matters import Matter
from requests_app.models.queued import Queued
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User


class Campaign(models.Model):
    """One request text to many agencies."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    records_sought = models.TextField()
    issues_letters = models.BooleanField(
        default=False, help_text="Each letter is issued at once, rather than left as a draft to revise."
    )
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaign", args=[self.pk])


class EntryState(models.TextChoices):
    WAITING = "waiting", "Waiting to be made"
    MADE = "made", "Made"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class CampaignEntry(Queued):
    """One agency of a campaign. The row is the queue: a worker takes it, and writes the outcome here."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="entries")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.WAITING, db_index=True)
    request = models.OneToOneField(
        RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="campaign_entry"
    )
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["agency__short_name", "pk"]
        verbose_name_plural = "campaign entries"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "agency"], name="an_agency_is_once_in_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.agency.short_name}"
