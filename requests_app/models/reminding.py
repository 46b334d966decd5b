"""How people want to be reminded, what they said about a deadline, and whether the schedule is alive."""

from datetime import time
from functools import reduce
from operator import or_
from typing import ClassVar
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.datasets import Dataset
from requests_app.models.deadlines import Deadline
from requests_app.models.documents import Document
from requests_app.models.exemptions import ExemptionClaim
from requests_app.models.letters import Letter
from requests_app.models.matters import Matter
from requests_app.models.outbox import OutgoingMail
from requests_app.models.privilege import Privilege
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User

LONGEST_OFFSET = 90
SUBJECTS = ("request", "case", "claim", "letter", "document", "dataset")  # of a personal reminder, beside its matter


def check_offsets(text: str) -> None:
    """Refuse anything but whole numbers of days with commas between them.

    Raises: ValidationError.
    """
    days = [part.strip() for part in text.split(",")]
    if not all(day.isdigit() and int(day) <= LONGEST_OFFSET for day in days):
        raise ValidationError(f"Write whole numbers of days up to {LONGEST_OFFSET}, for example: 7, 3, 1, 0.")


def check_zone(name: str) -> None:
    """Refuse a time zone this machine does not know.

    Raises: ValidationError.
    """
    if name not in available_timezones():
        raise ValidationError("This is not a time zone; write one such as America/Los_Angeles or Europe/Berlin.")


class AppliesTo(models.TextChoices):
    ANY = "", "Requests and cases"
    REQUEST = "request", "Requests"
    CASE = "case", "Cases"


class ReminderPolicy(models.Model):
    """Who is told of which deadlines, and when. The row that fits most closely counts."""

    applies_to = models.CharField(max_length=10, choices=AppliesTo, blank=True, default=AppliesTo.ANY)
    kind = models.CharField(
        max_length=20,
        blank=True,
        choices=[("act", "Something someone must do"), ("state", "A state of the case"),
                 ("court window", "A court's own time"), ("reminder", "A reminder")],
        help_text="Blank: every kind.",
    )  # fmt: skip
    severity = models.CharField(
        max_length=40,
        blank=True,
        choices=[("jurisdictional", "Jurisdictional"), ("deadline", "Deadline"), ("agency duty", "Agency's duty"),
                 ("warning", "Warning"), ("notice", "Notice")],
        help_text="Blank: every severity.",
    )  # fmt: skip
    offsets = models.CharField(
        "days before", max_length=100, validators=[check_offsets], help_text="For example: 7, 3, 1, 0."
    )
    tells_two = models.BooleanField(
        "tells two people", default=False, help_text="The person responsible and another member who may act."
    )
    escalates_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Calendar days after the first mail; then the matter's lead is told too, unless somebody "
        "acknowledged. Blank: never.",
    )

    class Meta:
        verbose_name_plural = "reminder policies"
        ordering = ["applies_to", "severity", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["applies_to", "kind", "severity"], name="one_policy_for_each_sort_of_date"
            ),
        ]

    def __str__(self) -> str:
        parts = (self.get_applies_to_display(), self.get_severity_display(), self.get_kind_display())
        return ", ".join(part for part in parts if part)


class ReminderPreference(models.Model):
    """When a person's mails may come."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reminder_preference")
    zone = models.CharField("time zone", max_length=60, default="America/Los_Angeles", validators=[check_zone])
    quiet_from = models.TimeField("quiet from", null=True, blank=True)
    quiet_until = models.TimeField("quiet until", null=True, blank=True)
    on_weekends = models.BooleanField("mails on weekends", default=True)
    as_digest = models.BooleanField(
        "one mail a day", default=False, help_text="Dates up to the next court day come at once."
    )
    digest_at = models.TimeField("at", default=time(8))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_a_beginning_and_an_end",
                violation_error_message="Give both the beginning and the end of the quiet hours, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return f"Preferences of {self.person}"


class Attention(models.Model):
    """What one person said about one deadline: seen, not before a day, or somebody else's now."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="attention")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateField(null=True, blank=True)
    handed_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "attention"
        constraints = [
            models.UniqueConstraint(fields=["deadline", "person"], name="a_person_says_one_thing_of_a_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.deadline}"


def page_of(subject: models.Model) -> str:
    """Where the record of a personal reminder is looked at; a file's own address would download it."""
    if isinstance(subject, Document):
        return reverse("document-about", args=[subject.pk])
    return str(subject.get_absolute_url())  # type: ignore[attr-defined]  # each of them has a page


class PersonalReminder(OutgoingMail):
    """A mail somebody asked for on a day of their own, whatever happens to the deadlines."""

    # What it says is theirs; the journal keeps it between them and counsel.
    privilege: ClassVar = Privilege(words=("words", "failure", "skipped_because"), author="person")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(RecordsRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    case = models.ForeignKey(CourtCase, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    claim = models.ForeignKey(ExemptionClaim, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(
        Letter,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="A draft may be thrown away; the reminder still comes.",
    )
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="personal_reminders")
    words = models.CharField("what to remember", max_length=200)
    asked_on = models.DateField()

    class Meta:
        ordering = ["send_on", "pk"]
        indexes = [
            # Read by the schedule's tick that sends.
            models.Index(fields=["send_on"], condition=models.Q(state="waiting"), name="personal_reminders_to_send"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    or_, (models.Q(**{other: None for other in SUBJECTS if other != one}) for one in SUBJECTS)
                ),
                name="a_personal_reminder_is_about_one_record",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("reminders")

    @property
    def subject(self) -> models.Model:
        """What it is about; the matter where no other record is named."""
        return next((row for name in SUBJECTS if (row := getattr(self, name))), self.matter)

    @property
    def address(self) -> str:
        """The page of what it is about."""
        return page_of(self.subject)


class Heartbeat(models.Model):
    """When a tick of the schedule was last seen at work."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.beat_at}"
