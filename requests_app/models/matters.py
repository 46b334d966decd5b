"""Organisations, their matters, and who is a member of which."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from requests_app.errors import RuleError
from requests_app.law.readings import chosen
from requests_app.models.users import User


class Openness(models.TextChoices):
    """How much a mail or a calendar tells somebody who looks over a shoulder."""

    FULL = "full", "Names the request or case"
    NUMBER = "number", "Gives our number only"
    CLOSED = "closed", "Says only that there is a date"


class Organisation(models.Model):
    """Whose letterhead the letters carry, and whose choice of readings the dates follow."""

    name = models.CharField(max_length=200, unique=True)
    postal_address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    letters_need_counsel = models.BooleanField(
        default=False, help_text="A letter is issued only after counsel has approved its words."
    )
    reminders_say = models.CharField(
        max_length=10, choices=Openness, default=Openness.FULL, help_text="In reminder mails and calendar feeds."
    )
    readings = models.JSONField(
        default=dict,
        blank=True,
        help_text='Chosen readings of open questions of law, for example {"U1": "rolled"}.',
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse readings the law engine does not know: every date of every matter would fail on them."""
        if not isinstance(self.readings, dict) or not all(isinstance(side, str) for side in self.readings.values()):
            raise ValidationError({"readings": 'Write each question with its reading, as in {"U1": "rolled"}.'})
        try:
            chosen(self.readings)
        except RuleError as error:
            raise ValidationError({"readings": str(error)}) from error


class Matter(models.Model):
    """The thing the team works on: requests, cases and everything in them."""

    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="matters")
    lead = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="led_matters", help_text="Told when nobody else is."
    )
    summary = models.TextField(blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="matter_is_not_closed_before_it_is_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matter", args=[self.pk])


class Membership(models.Model):
    """A person may see this matter."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    sees_raw = models.BooleanField(
        "sees raw rows", default=False, help_text="Plates as an agency handed them over; each look is journalled."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "user"], name="a_person_is_a_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.matter}"
