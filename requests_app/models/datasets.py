"""Datasets received, and the ledger of every row in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from requests_app.models.communications import Production
from requests_app.models.courts import SettlementTerm
from requests_app.models.documents import Document
from requests_app.models.matters import Matter
from requests_app.models.queued import Queued
from requests_app.models.requests import RecordsRequest
from requests_app.models.uploads import Upload
from requests_app.models.users import User


class DatasetState(models.TextChoices):
    ARRIVING = "arriving", "Being kept"
    TO_CONFIRM = "to_confirm", "To be confirmed"
    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    READY = "ready", "Reconciled"
    FAILED = "failed", "Could not be read"
    CANCELLED = "cancelled", "Cancelled"
    RECEIPT = "receipt", "Receipt only"


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def same_rows_as(self, dataset: "Dataset") -> "DatasetQuerySet":
        """This one, and every other whose original has the same bytes, in whatever matter it was received or read."""
        same = models.Q(pk=dataset.pk)
        if dataset.document is not None:
            same |= models.Q(document__sha256=dataset.document.sha256)
        return self.filter(same)


class Dataset(Queued):
    """One file of data an agency handed over. The row is also the queue of files waiting to be read."""

    matter = models.ForeignKey(
        Matter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="datasets",
        help_text="Blank while it is not filed yet; then only administrators see it.",
    )
    request = models.ForeignKey(
        RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="datasets"
    )
    production = models.ForeignKey(
        Production, on_delete=models.PROTECT, null=True, blank=True, related_name="datasets"
    )
    settlement_term = models.ForeignKey(
        SettlementTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="datasets"
    )
    document = models.OneToOneField(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dataset",
        help_text="The original, byte for byte; blank where only its receipt is on record.",
    )
    upload = models.OneToOneField(
        Upload,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="dataset",
        help_text="What a browser sent, until a worker has put it into the archive.",
    )
    expected_sha256 = models.CharField(max_length=64, blank=True, help_text="The SHA-256 the agency gave.")
    title = models.CharField(max_length=200)
    received_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    mapping = models.JSONField(default=dict, blank=True, help_text="How columns are read, as a person confirmed it.")
    state = models.CharField(max_length=12, choices=DatasetState, default=DatasetState.TO_CONFIRM, db_index=True)
    stage = models.CharField(max_length=40, blank=True)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True, help_text="When the worker that has it began.")
    rows_read_count = models.PositiveBigIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    line_count = models.PositiveBigIntegerField(null=True, blank=True)
    header_count = models.PositiveBigIntegerField(null=True, blank=True)
    blank_count = models.PositiveBigIntegerField(null=True, blank=True)
    accepted_count = models.PositiveBigIntegerField(null=True, blank=True)
    quarantined_count = models.PositiveBigIntegerField(null=True, blank=True)
    duplicate_count = models.PositiveBigIntegerField(null=True, blank=True)
    quarantine_reasons = models.JSONField(default=dict, blank=True)
    ledger = models.JSONField(default=dict, blank=True)
    read_seconds = models.FloatField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    corrected = models.CharField(
        max_length=64, blank=True, help_text="The fingerprint of the corrections it was read with."
    )
    published_to = models.CharField(
        "Measured on", max_length=200, blank=True, help_text="The engine it was published to; blank for DuckDB here."
    )
    published_reading = models.CharField(max_length=12, blank=True, help_text="Which reading was published there.")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            # Read by the schedule's tick that reads received files.
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(state__in=["waiting", "reading"]),
                name="datasets_to_read",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="arriving") | models.Q(document__isnull=True, upload__isnull=False),
                name="a_dataset_being_kept_has_an_upload_and_no_document_yet",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dataset", args=[self.pk])

    def clean(self) -> None:
        """Everything it was received under is of its own matter, whose members see it named."""
        term, production = self.settlement_term, self.production
        if self.request is not None and self.request.matter_id != self.matter_id:
            raise ValidationError({"request": "This request is of another matter."})
        if term is not None and term.case.matter_id != self.matter_id:
            raise ValidationError({"settlement_term": "This term is of another matter."})
        if production is not None and production.request.matter_id != self.matter_id:
            raise ValidationError({"production": "This production is of another matter."})

    @property
    def row_count(self) -> int | None:
        """Data rows in the file: accepted and quarantined."""
        if self.accepted_count is None or self.quarantined_count is None:
            return None
        return self.accepted_count + self.quarantined_count

    @property
    def worked_seconds(self) -> float:
        """How long the worker that has it has been at it, as it last said."""
        if self.begun_at is None or self.claimed_at is None:
            return 0.0
        return (self.claimed_at - self.begun_at).total_seconds()

    @property
    def lines_a_second(self) -> int:
        """How fast the worker that has it reads lines."""
        return _three_digits(self.rows_read_count / max(self.worked_seconds, 0.001))

    @property
    def rows_a_second(self) -> int | None:
        """How fast the data rows were read, over the whole reading; None before it is over."""
        if self.row_count is None or not self.read_seconds:
            return None
        return _three_digits(self.row_count / self.read_seconds)


def _three_digits(value: float) -> int:
    """A speed without the digits that say nothing."""
    return int(round(value, min(0, 3 - len(str(int(value))))))
