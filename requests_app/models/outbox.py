"""Mail that is a row: what every kind of it knows. The row is the queue and the proof of sending."""

from django.db import models

from requests_app.models.queued import Queued


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    SKIPPED = "skipped", "Not needed any more"


class OutgoingMail(Queued):
    """One mail to one person. While a process has it, it may be on its way out at this very moment."""

    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING, db_index=True)
    send_on = models.DateField()
    message_id = models.CharField(max_length=200, help_text="The same however often it is tried.")
    not_before = models.DateTimeField(null=True, blank=True, help_text="Put off after a failure, or held until then.")
    sent_at = models.DateTimeField(null=True, blank=True)
    skipped_because = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
