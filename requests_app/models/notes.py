"""Notes on records: for everyone on the matter, or for counsel only."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.documents import Document
from requests_app.models.exemptions import ExemptionClaim
from requests_app.models.matters import Matter
from requests_app.models.privilege import Privilege
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User


class NoteKind(models.TextChoices):
    NOTE = "note", "For everyone on the matter"
    STRATEGY = "strategy", "Strategy: counsel only"


class Note(models.Model):
    """What somebody thinks about a record, rather than what happened to it."""

    privilege: ClassVar = Privilege(words=("words",), when=models.Q(kind=NoteKind.STRATEGY), author="written_by")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="notes")
    request = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    claim = models.ForeignKey(ExemptionClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    kind = models.CharField("who may read it", max_length=10, choices=NoteKind, default=NoteKind.NOTE)
    words = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(request=None, case=None, claim=None)
                    | models.Q(request=None, case=None, document=None)
                    | models.Q(request=None, claim=None, document=None)
                    | models.Q(case=None, claim=None, document=None)
                ),
                name="a_note_is_about_one_record",
            ),
        ]

    def __str__(self) -> str:
        return f"note on {self.about}"

    def get_absolute_url(self) -> str:
        return reverse("note", args=[self.pk])

    @property
    def about(self) -> models.Model:
        """The record it is on; the matter where no other is named."""
        return self.claim or self.request or self.case or self.document or self.matter

    @property
    def is_strategy(self) -> bool:
        return self.kind == NoteKind.STRATEGY
