"""Each step a claim of exemption took after it was made, with the document that proves it."""

from django.db import models

from requests_app.models.documents import Document
from requests_app.models.exemptions import ClaimStatus, ExemptionClaim
from requests_app.models.users import User


class ClaimStep(models.Model):
    """The claim was answered, given up or ruled upon. The paper that made it proves the claim itself."""

    claim = models.ForeignKey(ExemptionClaim, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=12, choices=ClaimStatus)
    happened_on = models.DateField()
    proof = models.TextField(blank=True, help_text="What shows it, in words.")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="claim_steps"
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.happened_on}"
