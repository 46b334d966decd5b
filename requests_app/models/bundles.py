"""Bundles: what a person takes to their lawyers, as one PDF and one ZIP. The row is the queue and the outcome."""

from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.matters import Matter
from requests_app.models.queued import Queued
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User


class BundleState(models.TextChoices):
    WAITING = "waiting", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Files removed"


class Bundle(Queued):
    """One export, of a request, a case, a matter or chosen requests. It belongs to the person who asked for it."""

    title = models.CharField(max_length=200)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    request = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chosen = models.ManyToManyField(RecordsRequest, blank=True, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(help_text="The day printed on the cover.")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BundleState, default=BundleState.WAITING, db_index=True)
    stage = models.CharField(max_length=60, blank=True)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    contents = models.JSONField(default=dict, blank=True, help_text="The records in it: {model: [keys]}.")
    paper_count = models.PositiveIntegerField(null=True, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    slip_count = models.PositiveIntegerField(
        null=True, blank=True, help_text="Files that could not be shown as pages."
    )
    pdf_sha256 = models.CharField("SHA-256 of the PDF", max_length=64, blank=True)
    pdf_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    zip_sha256 = models.CharField("SHA-256 of the ZIP", max_length=64, blank=True)
    zip_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text="Blank: kept until its owner removes it.")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Read by the schedule's tick that makes bundles.
            models.Index(fields=["claimed_at"], condition=models.Q(state="waiting"), name="bundles_to_make"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(request__isnull=True) | models.Q(case__isnull=True),
                name="a_bundle_is_of_a_request_or_of_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | ~models.Q(pdf_sha256="") & ~models.Q(zip_sha256=""),
                name="a_ready_bundle_has_both_its_files",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bundle", args=[self.pk])
