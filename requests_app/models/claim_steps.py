"""Each step a claim of exemption took after it was made, with the document that proves it."""

from typing import Self

from django.db import models
from django.db.models import Q

from requests_app.models.courts import Milestone
from requests_app.models.documents import Document
from requests_app.models.exemptions import ClaimStatus, ExemptionClaim
from requests_app.models.users import User


class ClaimStepQuerySet(models.QuerySet["ClaimStep"]):
    def standing(self) -> Self:
        """Steps that count: not those of an order that was vacated."""
        return self.filter(Q(ruling__isnull=True) | Q(ruling__vacated_why=""))


class ClaimStep(models.Model):
    """The claim was answered, given up or ruled upon. The paper that made it proves the claim itself."""

    claim = models.ForeignKey(ExemptionClaim, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=12, choices=ClaimStatus)
    happened_on = models.DateField()
    proof = models.TextField(blank=True, help_text="What shows it, in words.")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="claim_steps"
    )
    ruling = models.ForeignKey(
        Milestone,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claim_steps",
        help_text="The entry of the docket that decides it.",
    )
    pages = models.CharField(max_length=80, blank=True, help_text="Where in the ruling: pages and lines.")
    words = models.TextField("words of the ruling", blank=True, help_text="In quotation marks, or their sense.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ClaimStepQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.happened_on}"
