"""Who served a paper of a case on whom, how and when, and what proves it."""

from django.db import models

from requests_app.models.courts import Milestone
from requests_app.models.documents import Document
from requests_app.models.requests import DeliveryMethod


class ServiceOfPaper(models.Model):
    """One service of one entry of the docket. The clock counts from the entry's own day and manner of service."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="services")
    served_by = models.CharField(max_length=200, help_text="The party, the clerk, or the server.")
    served_on_whom = models.CharField("served on", max_length=200)
    method = models.CharField(max_length=20, choices=DeliveryMethod)
    served_on = models.DateField("day of service")
    proof = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="proof of service"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["served_on", "pk"]
        verbose_name_plural = "services of papers"

    def __str__(self) -> str:
        return f"{self.served_by} on {self.served_on_whom}, {self.get_method_display().lower()}"

    @property
    def is_counted(self) -> bool:
        """Whether the clock counts from this service: its day and manner are those of the entry."""
        return (self.served_on, self.method) == (self.milestone.happened_on, self.milestone.service)
