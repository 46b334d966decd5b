"""Costs of a matter, with their receipts."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.documents import Document
from requests_app.models.matters import Matter
from requests_app.models.privilege import Privilege
from requests_app.models.users import User


class CostCategory(models.TextChoices):
    FILING = "filing", "Filing and motion fees"
    SERVICE = "service", "Service of process"
    TRANSCRIPTS = "transcripts", "Transcripts and reporters"
    COPIES = "copies", "Copies and exhibits"
    DEPOSITIONS = "depositions", "Depositions"
    DELIVERY = "delivery", "Electronic filing, post and messengers"
    RECORDS = "records", "Copies of public records"
    TRAVEL = "travel", "Travel"
    EXPERTS = "experts", "Experts and consultants"
    OTHER = "other", "Other"


class Cost(models.Model):
    """Money spent on a matter on one day."""

    privilege: ClassVar = Privilege(words=("description", "not_claimed_reason"), author="recorded_by")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="costs")
    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, null=True, blank=True, related_name="costs")
    incurred_on = models.DateField()
    category = models.CharField(max_length=12, choices=CostCategory)
    description = models.CharField(max_length=250)
    amount_cents = models.PositiveIntegerField("amount in cents", validators=[MaxValueValidator(1_000_000_000)])
    not_claimed_reason = models.CharField(
        max_length=200, blank=True, help_text="Where it is not asked for: why. Blank: it is."
    )
    receipt = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="cost")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-incurred_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="a_cost_costs_something"),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("cost", args=[self.pk])

    def clean(self) -> None:
        if self.case is not None and self.case.matter_id != self.matter_id:
            raise ValidationError({"case": "The case is of another matter."})
        if self.receipt is not None and self.receipt.matter_id != self.matter_id:
            raise ValidationError({"receipt": "The receipt is of another matter."})
