"""Answers kept of the questions asked of a dataset. The row is also the queue of questions waiting for a worker."""

from django.db import models

from requests_app.models.datasets import Dataset
from requests_app.models.queued import Queued
from requests_app.models.users import User


class AnswerState(models.TextChoices):
    WAITING = "waiting", "Waiting for a worker"
    ASKING = "asking", "Being answered"
    READY = "ready", "Answered"
    FAILED = "failed", "Could not be answered"
    CANCELLED = "cancelled", "Cancelled"


class MeasureAnswer(Queued):
    """One measure over some days of one reading of a dataset, asked of one engine. A reading never changes, so an
    answer never ages."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="answers")
    reading = models.CharField(max_length=12, help_text="Which reading of the file was asked.")
    measure = models.CharField(max_length=60)
    since_on = models.DateField(null=True, blank=True, help_text="The first day; blank from the beginning.")
    until_on = models.DateField(null=True, blank=True, help_text="The last day, included; blank to the end.")
    counted_on = models.DateField(null=True, blank=True, help_text="The day ages are counted from, where they are.")
    limit_days = models.PositiveIntegerField(null=True, blank=True, help_text="For how long reads may be kept.")
    question = models.CharField(
        max_length=64, help_text="SHA-256 of the reading, of the measure's SQL and of where it is asked."
    )
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.WAITING)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    sql = models.TextField("SQL", blank=True)
    engine = models.CharField(max_length=20, blank=True)
    rows = models.JSONField(default=list, blank=True, help_text="In the order of the measure's columns.")
    row_count = models.PositiveIntegerField(null=True, blank=True)
    answer_seconds = models.FloatField(null=True, blank=True)
    asked_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Blank for what is asked of every dataset once it is read.",
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            # Read by the schedule's tick that answers questions.
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(state__in=["waiting", "asking"]),
                name="measures_to_answer",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "question"], name="a_question_is_asked_once_of_a_reading"),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(answered_at__isnull=False) & ~models.Q(sql=""),
                name="an_answer_has_its_question_and_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.dataset}"

    def get_absolute_url(self) -> str:
        return self.dataset.get_absolute_url()
