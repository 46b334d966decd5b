"""Files as they were received or issued, known by their hash."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.urls import reverse

from requests_app.models.communications import Communication, Direction, Production
from requests_app.models.courts import Milestone
from requests_app.models.matters import Matter
from requests_app.models.privilege import Privilege
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User


class Document(models.Model):
    """One file. The bytes are in the archive under this hash and never change."""

    privilege: ClassVar = Privilege(words=("title", "file_name"), when=models.Q(counsel_only=True), author="kept_by")

    matter = models.ForeignKey(
        Matter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="Blank while it is not filed yet; then only administrators see it.",
    )
    request = models.ForeignKey(
        RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    production = models.ForeignKey(
        Production, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200, help_text="Cleaned; the name it came with, without any path.")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    claimed_type = models.CharField(
        max_length=100, blank=True, help_text="What the mail that brought it said it is; media_type is what it is."
    )
    page_count = models.PositiveIntegerField(null=True, blank=True)
    is_issued = models.BooleanField(default=False, help_text="Made and issued here, rather than received.")
    counsel_only = models.BooleanField(default=False, help_text="A paper of counsel's own, such as a receipt.")
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(counsel_only=False)
                | models.Q(communication=None, production=None, milestone=None, is_issued=False),
                name="what_others_sent_or_got_is_not_counsel_only",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document-about", args=[self.pk])

    @property
    def produced_on(self) -> date | None:
        """The day it was handed over to us: of its instalment, or of the paper it came with."""
        if self.production is not None and self.production.received_on:
            return self.production.received_on
        if self.communication is not None and self.communication.direction == Direction.IN:
            return self.communication.happened_on
        return None
