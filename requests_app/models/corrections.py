"""Corrections of lines that a reading of a dataset set aside."""

from django.db import models

from requests_app.models.datasets import Dataset
from requests_app.models.users import User


class LineCorrectionQuerySet(models.QuerySet["LineCorrection"]):
    """Questions about corrections."""

    def in_force(self) -> "LineCorrectionQuerySet":
        """Those nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class LineCorrection(models.Model):
    """What one line of a dataset should have said, as a person has it. The file itself stays as it came."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="corrections")
    line = models.PositiveBigIntegerField(help_text="Counted from 1, through the whole file.")
    raw_sha256 = models.CharField("SHA-256 of the line as it came", max_length=64)
    reason = models.CharField(max_length=80, help_text="The code it was set aside for.")
    cells = models.JSONField(help_text="One text for each column of the file.")
    why = models.TextField("How it is known", max_length=2000)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = LineCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "line"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="a_line_has_one_correction_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset}, line {self.line}"

    def get_absolute_url(self) -> str:
        return f"{self.dataset.get_absolute_url()}corrections/"
