"""Due dates as the law engine computed them, with their reasons. Nobody edits one: change a fact instead."""

from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.matters import Matter
from requests_app.models.requests import RecordsRequest
from requests_app.models.users import User

SETTLEMENT = "SETTLEMENT"  # in place of a rule: the day a settlement term sets


class DeadlineStatus(models.TextChoices):
    OPEN = "open", "Open"
    MET = "met", "Done"
    SUPERSEDED = "superseded", "Another date counts instead"
    MOVED = "moved", "Moved to another day"
    CANCELLED = "cancelled", "No longer runs"


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def current(self) -> Self:
        """What the engine says now; the others are dates that moved or whose fact is gone."""
        return self.filter(is_current=True)

    def of_rules(self) -> Self:
        """Without the days of settlement terms, which pages show as terms."""
        return self.exclude(rule_id=SETTLEMENT)

    def open(self) -> Self:
        """Deadlines still running that have a date."""
        return self.current().filter(status=DeadlineStatus.OPEN, due_on__isnull=False)

    def late(self, *, on: date) -> Self:
        """Acts whose last day has passed. A state or a court's window is never late."""
        return self.open().filter(kind="act", due_on__lt=on)

    def due_between(self, first: date, last: date) -> Self:
        """Open deadlines from the first to the last day, both included."""
        return self.open().filter(due_on__range=(first, last))


class Deadline(models.Model):
    """One date one rule gives from one fact, or one settlement term sets, for one request or one case."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="deadlines")
    request = models.ForeignKey(
        RecordsRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines")
    rule_id = models.CharField(max_length=40)
    leg = models.CharField(max_length=40, blank=True, help_text="Which date of the rule, where it has several.")
    title = models.CharField(max_length=200)
    trigger_key = models.CharField(max_length=100, help_text="Which recorded fact it counts from.")
    trigger_text = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="Blank where the law sets no number of days.")
    limit = models.CharField(max_length=200, blank=True, help_text="The law's words where it sets no number.")
    kind = models.CharField(max_length=20, help_text="act, state, court window or reminder")
    severity = models.CharField(max_length=40, blank=True)
    must_act = models.CharField(max_length=40, blank=True)
    authority = models.CharField(max_length=200)
    former_citation = models.CharField(max_length=200, blank=True)
    quoted = models.TextField(blank=True, help_text="The key words of the authority.")
    verified = models.CharField(max_length=20, blank=True)
    verification_note = models.TextField(blank=True)
    reasons = models.JSONField(default=list)
    trace = models.JSONField(default=list)
    readings = models.JSONField(default=list)
    alternatives = models.JSONField(default=list)
    checkpoints = models.JSONField(default=list)
    agency_practice_on = models.DateField(null=True, blank=True)
    list_version = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, choices=DeadlineStatus, default=DeadlineStatus.OPEN, db_index=True)
    status_reason = models.TextField(blank=True)
    met_on = models.DateField(null=True, blank=True)
    met_by = models.CharField(max_length=100, blank=True, help_text="Which recorded fact ended it.")
    set_by = models.CharField(max_length=100, blank=True, help_text="Which recorded order or stipulation set it.")
    set_words = models.CharField(max_length=80, blank=True, help_text="What set it: order of Tue 27 Oct 2026.")
    rule_gives_on = models.DateField(null=True, blank=True, help_text="The date without that order.")
    is_current = models.BooleanField(default=True, help_text="No for a date that moved or whose fact is gone.")
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    sequence = models.PositiveIntegerField(default=0, help_text="Rises each time the date of this clock moves.")
    computed_at = models.DateTimeField()

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes = [
            # Read by the board and by the planner of reminders.
            models.Index(
                fields=["due_on"], condition=models.Q(status="open", is_current=True), name="open_deadlines"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(request__isnull=True) ^ models.Q(case__isnull=True),
                name="a_deadline_belongs_to_a_request_or_to_a_case",
            ),
            models.UniqueConstraint(
                fields=["request", "rule_id", "leg", "trigger_key"],
                condition=models.Q(is_current=True, request__isnull=False),
                name="a_rule_runs_once_from_a_request_fact",
            ),
            models.UniqueConstraint(
                fields=["case", "rule_id", "leg", "trigger_key"],
                condition=models.Q(is_current=True, case__isnull=False),
                name="a_rule_runs_once_from_a_case_fact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.due_on or 'promptly'}"

    def get_absolute_url(self) -> str:
        if self.rule_id == SETTLEMENT:
            return reverse("term", args=[int(self.trigger_key.removeprefix("term-"))])
        return f"{self.subject.get_absolute_url()}#deadline-{self.pk}"

    @property
    def subject(self) -> RecordsRequest | CourtCase:
        """The request or the case whose clock this is."""
        subject = self.request or self.case
        assert subject is not None  # noqa: S101 - a database constraint says so
        return subject

    @property
    def override_sentence(self) -> str:
        """What set this date, and what the rule would give; blank where the rule gave it."""
        if not self.set_by:
            return ""
        day = self.rule_gives_on
        rule = f"the rule would give {day:%a} {day.day} {day:%b %Y}" if day else "the rule gives no number of days"
        return f"Set by {self.set_words}; {rule}."

    @property
    def responsible(self) -> User:
        return self.subject.responsible

    @property
    def is_open(self) -> bool:
        return self.is_current and self.status == DeadlineStatus.OPEN

    def is_late(self, *, on: date) -> bool:
        """An open act whose last day has passed."""
        return self.is_open and self.kind == "act" and self.due_on is not None and self.due_on < on
