"""A register of actions that was taken over into a docket, and the lines of it that could not be read."""

from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.documents import Document
from requests_app.models.users import User


class DocketImport(models.Model):
    """One register taken over at one time. The register itself is kept as a document."""

    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="docket_imports")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    taken_over_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_over_at = models.DateTimeField()
    added_count = models.PositiveIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0, help_text="On the docket already.")
    left_out_count = models.PositiveIntegerField(default=0, help_text="Left out by the person who took it over.")
    unread = models.JSONField(default=list, blank=True, help_text="Lines that could not be read, and why.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Register of {self.case.number}"

    def get_absolute_url(self) -> str:
        return reverse("docketimport", args=[self.pk])
