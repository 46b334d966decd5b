"""Letters we write: draft, issued and frozen, sent."""

from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.urls import reverse

from requests_app.models.communications import Communication
from requests_app.models.documents import Document
from requests_app.models.letterheads import Letterhead
from requests_app.models.outbox import OutgoingMail
from requests_app.models.privilege import Privilege
from requests_app.models.queued import Queued
from requests_app.models.requests import RecordsRequest, SendingMethod
from requests_app.models.users import User


class LetterState(models.TextChoices):
    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    ISSUING = "issuing", "Being made"
    ISSUED = "issued", "Issued"
    SENT = "sent", "Sent"
    RECEIVED = "received", "Received"
    FAILED = "failed", "Could not be made"


# States in which nobody outside can have the letter yet.
NOT_OUT = (LetterState.DRAFT, LetterState.REVIEW, LetterState.ISSUING, LetterState.FAILED)


class Letter(Queued):
    """One letter. Once issued its words are frozen; the row is also the queue of letters waiting to be made."""

    privilege: ClassVar = Privilege(
        words=("subject", "body", "review_note", "failure"),
        when=models.Q(counsel_only=True, state__in=NOT_OUT),
        author="drafted_by",
    )

    request = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    body = models.TextField(help_text="Paragraphs are separated by a blank line.")
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT, db_index=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    dated_on = models.DateField(help_text="The date printed on it.")
    facts = models.JSONField(default=dict, blank=True, help_text="What its wording used, then what it printed.")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="letter")
    sent_on = models.DateField(null=True, blank=True)
    sent_by_method = models.CharField(max_length=20, choices=SendingMethod, blank=True)
    communication = models.OneToOneField(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="letter"
    )
    enclosures = models.ManyToManyField(
        Document, blank=True, related_name="+", help_text="Further papers it takes along; frozen with its words."
    )
    letterhead = models.ForeignKey(
        Letterhead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the first of the matter's organisation.",
    )
    second_letterhead = models.ForeignKey(
        Letterhead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the organisation that writes and signs together with ours.",
    )
    wording_version = models.CharField(max_length=80, blank=True, help_text="The wording it was proposed from.")
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        help_text="The letter it corrects.",
    )
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    word_document = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="letter_in_word"
    )
    tracking_number = models.CharField(max_length=80, blank=True)
    proof = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Of delivery by hand."
    )
    received_on = models.DateField(null=True, blank=True)
    receipt_proof = models.CharField(max_length=200, blank=True, help_text="How the receipt is known.")
    counsel_only = models.BooleanField(default=False, help_text="Until it is issued, only counsel sees it.")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Read by the schedule's tick that makes issued letters.
            models.Index(fields=["claimed_at"], condition=models.Q(state="issuing"), name="letters_to_make"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["issued", "sent", "received"]) | models.Q(document__isnull=False),
                name="an_issued_letter_has_its_document",
            ),
            models.CheckConstraint(
                condition=models.Q(second_letterhead__isnull=True)
                | models.Q(letterhead__isnull=True)
                | ~models.Q(second_letterhead=models.F("letterhead")),
                name="nobody_writes_together_with_themselves",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("letter", args=[self.pk])

    @property
    def fingerprint(self) -> str:
        """Of all that a person decides about the draft; any change gives another."""
        enclosed = sorted(self.enclosures.values_list("pk", flat=True))
        said = (self.subject, self.body, self.dated_on, self.letterhead_id, self.second_letterhead_id, enclosed)
        return sha256(repr(said).encode()).hexdigest()


class LetterMail(OutgoingMail):
    """A mail that takes an issued letter to the agency, with its PDF; another goes out after one that came back."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="mails")
    to = models.EmailField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            # Read by the schedule's tick that sends.
            models.Index(fields=["send_on"], condition=models.Q(state="waiting"), name="letters_to_mail"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"],
                condition=models.Q(state="waiting"),
                name="a_letter_is_on_its_way_once",
                violation_error_message="This letter is on its way already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} to {self.to}"

    @property
    def request(self) -> RecordsRequest:
        return self.letter.request
