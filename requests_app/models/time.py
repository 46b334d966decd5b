"""Time worked, to the tenth of an hour, and what an hour of each person costs in each year."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.matters import Matter
from requests_app.models.privilege import Privilege
from requests_app.models.users import User

DAY_TENTHS = 240


class TaskCode(models.TextChoices):
    """The tasks of the litigation code set of the Uniform Task-Based Management System, as the ABA publishes it."""

    L110 = "L110", "L110 Fact investigation"
    L120 = "L120", "L120 Analysis and strategy"
    L130 = "L130", "L130 Experts and consultants"
    L140 = "L140", "L140 Document and file management"
    L150 = "L150", "L150 Budgeting"
    L160 = "L160", "L160 Settlement"
    L190 = "L190", "L190 Other case assessment"
    L210 = "L210", "L210 Pleadings"
    L220 = "L220", "L220 Provisional remedies"
    L230 = "L230", "L230 Conferences the court requires"
    L240 = "L240", "L240 Dispositive motions"
    L250 = "L250", "L250 Other motions and submissions"
    L260 = "L260", "L260 Class certification"
    L310 = "L310", "L310 Written discovery"
    L320 = "L320", "L320 Document production"
    L330 = "L330", "L330 Depositions"
    L340 = "L340", "L340 Expert discovery"
    L350 = "L350", "L350 Discovery motions"
    L390 = "L390", "L390 Other discovery"
    L410 = "L410", "L410 Fact witnesses"
    L420 = "L420", "L420 Expert witnesses"
    L430 = "L430", "L430 Trial motions and submissions"
    L440 = "L440", "L440 Other trial preparation"
    L450 = "L450", "L450 Trial and hearing attendance"
    L460 = "L460", "L460 Post-trial motions"
    L470 = "L470", "L470 Enforcement"
    L510 = "L510", "L510 Appellate motions"
    L520 = "L520", "L520 Appellate briefs"
    L530 = "L530", "L530 Oral argument"


class Phase(models.TextChoices):
    """Where in a records case the work was done."""

    REQUEST = "1 request", "Before suit"
    TRIAL = "2 trial", "Superior Court"
    WRIT = "3 writ", "Court of Appeal"
    REVIEW = "4 review", "Supreme Court"
    REMAND = "5 remand", "After remand"
    SETTLEMENT = "6 settlement", "Settlement and compliance"
    FEES = "7 fees", "Fees and costs"


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    def running(self) -> "TimeEntryQuerySet":
        return self.filter(started_at__isnull=False)


class TimeEntry(models.Model):
    """One person's work on one day. While `started_at` is set its timer runs, whatever happens to this process."""

    privilege: ClassVar = Privilege(words=("narrative", "issue", "written_off_reason"), author="person")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="time_entries")
    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, null=True, blank=True, related_name="time_entries")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="time_entries")
    worked_on = models.DateField()
    task_code = models.CharField(max_length=4, choices=TaskCode)
    phase = models.CharField(max_length=12, choices=Phase)
    issue = models.CharField(max_length=60, blank=True, help_text="What the work was about, to divide fees by issue.")
    tenths = models.PositiveSmallIntegerField(default=0, help_text="Tenths of an hour.")
    narrative = models.TextField(blank=True, help_text="[[Double brackets]] mark what is left out of what is filed.")
    written_off_tenths = models.PositiveSmallIntegerField(default=0, help_text="Not charged, of the tenths worked.")
    written_off_reason = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True, blank=True, help_text="Its timer runs since then.")
    timed_seconds = models.PositiveIntegerField(default=0)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-worked_on", "-pk"]
        verbose_name_plural = "time entries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(started_at__isnull=False) | models.Q(tenths__gte=1),
                name="an_entry_whose_timer_is_stopped_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(tenths__lte=DAY_TENTHS), name="an_entry_is_not_longer_than_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(written_off_tenths__lte=models.F("tenths")),
                name="no_more_is_written_off_than_was_worked",
            ),
            models.CheckConstraint(
                condition=models.Q(written_off_tenths=0) | ~models.Q(written_off_reason=""),
                name="what_is_written_off_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(started_at__isnull=False),
                name="a_person_has_one_timer_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.worked_on:%-d %b %Y}, {self.task_code}"

    def get_absolute_url(self) -> str:
        return reverse("entry", args=[self.pk])

    def clean(self) -> None:
        if self.case is not None and self.case.matter_id != self.matter_id:
            raise ValidationError({"case": "The case is of another matter."})

    @property
    def charged_tenths(self) -> int:
        return self.tenths - self.written_off_tenths

    @property
    def is_no_charge(self) -> bool:
        return bool(self.tenths) and self.charged_tenths == 0


class HourlyRate(models.Model):
    """What an hour of a person costs in a year, and what supports it."""

    privilege: ClassVar = Privilege(words=("position", "source"))

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hourly_rates")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    hour_cents = models.PositiveIntegerField("cents an hour", validators=[MaxValueValidator(1_000_000)])
    position = models.CharField(max_length=100, help_text="As printed: “Attorney, admitted 2009”, “Paralegal”.")
    source = models.CharField(max_length=250, help_text="What supports it: a declaration, a survey, an award.")

    class Meta:
        ordering = ["person", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["person", "year"], name="a_person_has_one_rate_a_year"),
            models.CheckConstraint(condition=models.Q(hour_cents__gt=0), name="an_hour_costs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.year}"

    def clean(self) -> None:
        """A tenth of an hour is then whole cents, and every total is exact."""
        if (self.hour_cents or 0) % 10:
            raise ValidationError(
                {"hour_cents": "Give a rate in steps of ten cents, so that a tenth is whole cents."}
            )
