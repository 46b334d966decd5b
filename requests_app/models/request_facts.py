"""Facts of a request that no paper of it carries: what the law counts from besides the answers."""

from django.core.exceptions import ValidationError
from django.db import models

from requests_app.models.requests import RecordsRequest
from requests_app.models.sources import Sourced


class RequestFact(Sourced):
    """One fact of a request on its day: what it asks for, a fee paid, what the agency knew."""

    class Kind(models.TextChoices):
        """The law engine's names for them."""

        PEACE_OFFICER = "peace_officer_records_request", "It asks for peace-officer records"
        IMMEDIATE = "immediate_disclosure_request", "It is an immediate disclosure request under a local ordinance"
        INCIDENT = "critical_incident_known", "The agency knew of the critical incident on the video"
        REASSESSMENT = "reassessment_notice", "The agency reassessed withheld video and said so"
        FEES_PAID = "fees_paid", "The copying fee was paid, or none is owed"

    request = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, related_name="facts")
    fact_kind = models.CharField("what it is", max_length=40, choices=Kind)
    happened_on = models.DateField("day")
    particulars = models.JSONField(default=dict, blank=True, help_text="What else the fact needs, by name.")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "fact_kind", "happened_on"],
                name="a_request_has_a_fact_once_on_a_day",
                violation_error_message="This is on record for that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_kind_display()}, {self.happened_on}"

    def clean(self) -> None:
        if not isinstance(self.particulars, dict):
            raise ValidationError({"particulars": 'Write each particular with its name, as in {"place": "oakland"}.'})

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()
