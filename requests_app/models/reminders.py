"""Reminders: one row for each deadline, person, day before it and channel; the queue, and the proof of sending."""

from django.db import models
from django.urls import reverse

from requests_app.models.deadlines import Deadline
from requests_app.models.outbox import MailState as ReminderState
from requests_app.models.outbox import OutgoingMail
from requests_app.models.users import User

__all__ = ["Channel", "Reminder", "ReminderDigest", "ReminderState"]


class Channel(models.TextChoices):
    """How a reminder reaches its recipient."""

    MAIL = "mail", "E-mail"


class ReminderDigest(OutgoingMail):
    """One mail a day to one person, with all that can wait so long. What is in it is settled when it is made."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-send_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "send_on"], name="a_person_has_one_digest_a_day"),
        ]

    def __str__(self) -> str:
        return f"Digest to {self.person}"


class Reminder(OutgoingMail):
    """One mail about one deadline to one person."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    digest = models.ForeignKey(
        ReminderDigest, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    offset_days = models.SmallIntegerField(help_text="Days before the due date; negative when late.")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)

    class Meta:
        ordering = ["-send_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "recipient", "offset_days", "channel"],
                name="a_person_is_reminded_once_for_a_day_by_a_channel",
            ),
        ]
        indexes = [
            # Read by the schedule's tick that sends.
            models.Index(fields=["send_on"], condition=models.Q(state="waiting"), name="reminders_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} to {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("reminder", args=[self.pk])
