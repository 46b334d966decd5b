"""Mail that came in: each one a row for ever, placed with a request or waiting in the tray."""

from datetime import datetime
from typing import Self

from django.db import models
from django.urls import reverse

from requests_app.models.communications import Communication
from requests_app.models.letters import LetterMail
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User


class MailOutcome(models.TextChoices):
    """What became of a mail that came in."""

    PLACED = "placed", "Placed"
    TRAY = "tray", "Waiting in the tray"
    DUPLICATE = "duplicate", "Came before"
    BOUNCE = "bounce", "Could not be delivered"
    AUTO_REPLY = "auto_reply", "Automatic reply"
    NOT_OURS = "not_ours", "Not ours"


class ReceivedMailKind(models.TextChoices):
    """Who is speaking."""

    ANSWER = "answer", "Answer"
    AUTO_REPLY = "auto_reply", "Automatic reply"
    BOUNCE = "bounce", "Returned by a mail server"


MACHINES = (MailOutcome.BOUNCE, MailOutcome.AUTO_REPLY)  # mail of machines: nobody answers it, somebody acts on it


class ReceivedMailQuerySet(models.QuerySet["ReceivedMail"]):
    def machines(self) -> Self:
        """Mail that no person wrote."""
        return self.filter(outcome__in=MACHINES)

    def returned(self) -> Self:
        """Mails of ours that came back and that nobody has dealt with yet."""
        return self.filter(outcome=MailOutcome.BOUNCE, settled_at__isnull=True)

    def automatic(self, *, since: datetime) -> Self:
        """Automatic replies that came since then, and that nobody has dealt with yet."""
        return self.filter(outcome=MailOutcome.AUTO_REPLY, settled_at__isnull=True, received_at__gte=since)


class ReceivedMail(models.Model):
    """One mail as it came. The raw bytes are in the archive; everything else here was read from them."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True, help_text="Of the raw mail in the archive.")
    size_bytes = models.PositiveBigIntegerField()
    content_sha256 = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="Of what it says: equal where it came another way again."
    )
    message_id = models.CharField(max_length=500, blank=True, db_index=True)
    references = models.JSONField(default=list, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=500, blank=True, db_index=True)
    subject = models.CharField(max_length=1000, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="As it says, where that can be believed.")
    received_at = models.DateTimeField(help_text="When it came to us.")
    attachment_count = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=ReceivedMailKind, default=ReceivedMailKind.ANSWER)
    kind_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=MailOutcome, default=MailOutcome.TRAY, db_index=True)
    request = models.ForeignKey(
        RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="received_mail"
    )
    communication = models.OneToOneField(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="mail"
    )
    original = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies", help_text="What it repeats."
    )
    guess = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reasons = models.JSONField(default=list, blank=True, help_text="Why it was placed, or guessed, there.")
    problems = models.JSONField(default=list, blank=True, help_text="What could not be read.")
    set_aside_because = models.CharField(max_length=300, blank=True)
    returns = models.ForeignKey(
        LetterMail,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="returned_by",
        help_text="The letter of ours that it says was not delivered.",
    )
    server_says = models.TextField(
        blank=True, help_text="For a returned mail: to whom it went, and the server's words."
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="A returned or automatic mail dealt with.")
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reread_at = models.DateTimeField(null=True, blank=True, help_text="Read again from its raw bytes.")
    handed_in_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Blank: the schedule."
    )

    objects = ReceivedMailQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "received mail"
        verbose_name_plural = "received mail"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="placed") | models.Q(request__isnull=False, communication__isnull=False),
                name="placed_mail_has_its_request_and_communication",
            ),
            models.CheckConstraint(
                condition=models.Q(returns__isnull=True) | models.Q(outcome__in=["bounce", "duplicate"]),
                name="only_a_returned_mail_returns_a_letter",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or "Mail without a subject"

    def get_absolute_url(self) -> str:
        return reverse("tray-mail", args=[self.pk])

    @property
    def responsible(self) -> User | None:
        """Who must act on it: who has its request; None while it belongs to none."""
        return self.request.responsible if self.request else None


class MailFetch(models.Model):
    """One mailbox that is fetched from: who fetches now, and what the last fetch could not keep."""

    mailbox = models.CharField(max_length=300, unique=True, help_text="Without its password.")
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="A process fetches since then.")
    finished_at = models.DateTimeField(null=True, blank=True)
    kept_count = models.PositiveIntegerField(default=0, help_text="By the last fetch.")
    failures = models.JSONField(default=list, blank=True, help_text="Sentences; empty where all went well.")

    def __str__(self) -> str:
        return self.mailbox
