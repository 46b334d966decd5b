"""Hearings, and their continuances with the days they were set for before."""

from datetime import date

from django.core.validators import URLValidator
from django.db import models

from requests_app.models.courts import Milestone
from requests_app.models.documents import Document


class Hearing(models.Model):
    """An entry of the docket with a time and a place. Its day is the entry's; times are the court's own."""

    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="hearing")
    starts_at = models.TimeField(null=True, blank=True, help_text="The court's local time.")
    department = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="Where it is attended by video.",
    )

    class Meta:
        ordering = ["milestone__happened_on", "starts_at", "pk"]

    def __str__(self) -> str:
        return str(self.milestone)

    def get_absolute_url(self) -> str:
        return self.milestone.get_absolute_url()

    @property
    def held_on(self) -> date:
        """The day it is set for now."""
        return self.milestone.happened_on

    def standing(self, *, on: date) -> str:
        """How it stands on a day, in words."""
        if self.milestone.is_vacated:
            return "off calendar"
        if self.milestone.outcome:
            return "held"
        return "set" if self.held_on >= on else "past, no outcome recorded"


class Continuance(models.Model):
    """A hearing was put to another day; the old one is kept."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="continuances")
    from_on = models.DateField()
    from_at = models.TimeField(null=True, blank=True)
    to_on = models.DateField()
    to_at = models.TimeField(null=True, blank=True)
    why = models.TextField(help_text="By whose order or stipulation, and why.")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_on=models.F("to_on"), from_at=models.F("to_at")),
                name="a_continuance_names_another_day_or_time",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.from_on} to {self.to_on}"
