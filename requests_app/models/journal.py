"""The journal: who did what, when, with old and new values. Entries are added, never changed."""

from typing import Any, ClassVar, Never

from django.db import models

from requests_app.models.courts import CourtCase
from requests_app.models.matters import Matter
from requests_app.models.privilege import Privilege
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User


class JournalIsAppendOnlyError(Exception):
    """Somebody tried to change history; a bug, never a person's mistake."""


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def update(self, **kwargs: Any) -> Never:
        raise JournalIsAppendOnlyError

    def delete(self) -> Never:
        raise JournalIsAppendOnlyError

    def bulk_update(self, *args: Any, **kwargs: Any) -> Never:
        raise JournalIsAppendOnlyError


class JournalEntry(models.Model):
    """One act on one record."""

    privilege: ClassVar = Privilege(words=("summary", "changes"), when=models.Q(is_privileged=True), author="by")

    written_at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Blank: the schedule.",
    )
    verb = models.CharField(max_length=60)
    summary = models.TextField()
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="journal")
    request = models.ForeignKey(
        RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="journal"
    )
    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, null=True, blank=True, related_name="journal")
    record_type = models.CharField(max_length=40)
    record_id = models.PositiveBigIntegerField(null=True)
    changes = models.JSONField(default=dict, help_text="Field: [old, new].")

    is_privileged = models.BooleanField(default=False, help_text="Of a record that was counsel's alone then.")

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name_plural = "journal"

    def __str__(self) -> str:
        return self.summary

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise JournalIsAppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise JournalIsAppendOnlyError
