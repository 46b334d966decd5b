"""Uploads: files on their way here, piece by piece."""

from django.db import models

from requests_app.models.users import User


class Upload(models.Model):
    """One file that one person is sending. `received_bytes` are safe on disk, whatever happens next."""

    key = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    received_bytes = models.PositiveBigIntegerField(default=0)
    fingerprint = models.CharField(
        max_length=64, help_text="Of its name, size, day and ends: the same file chosen again goes on."
    )
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-touched_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "fingerprint"], name="a_person_sends_a_file_once_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(received_bytes__lte=models.F("size_bytes")),
                name="an_upload_receives_no_more_than_its_size",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_whole(self) -> bool:
        """Whether every byte has arrived."""
        return self.received_bytes == self.size_bytes

    @property
    def percent(self) -> int:
        """How much has arrived; 100 only where all has."""
        return 100 * self.received_bytes // self.size_bytes if self.size_bytes else 100
