"""Reminders: one row for each deadline, person and day before it. The row is the queue and the proof of sending."""

from django.db import models

from requests_app.models.deadlines import Deadline
from requests_app.models.users import User


class ReminderState(models.TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    SKIPPED = "skipped", "Not needed any more"


class Reminder(models.Model):
    """One mail about one deadline to one person."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    offset_days = models.SmallIntegerField(help_text="Days before the due date; negative when late.")
    send_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReminderState, default=ReminderState.WAITING, db_index=True)
    message_id = models.CharField(max_length=200, help_text="The same however often it is tried.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)
    skipped_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-send_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "recipient", "offset_days"], name="a_person_is_reminded_once_for_a_day"
            ),
        ]
        indexes = [
            # Read by the schedule's tick that sends.
            models.Index(fields=["send_on"], condition=models.Q(state="waiting"), name="reminders_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} to {self.recipient}"
