"""De-identified versions of datasets: prepared by one person, decided by another, handed out or kept inside."""

from decimal import Decimal
from hashlib import sha256

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse

from requests_app.models.datasets import Dataset
from requests_app.models.matters import Organisation
from requests_app.models.queued import Queued
from requests_app.models.users import User


class ReleaseState(models.TextChoices):
    WAITING = "waiting", "Waiting to be prepared"
    PREPARING = "preparing", "Being prepared"
    TO_DECIDE = "to_decide", "To be decided"
    RELEASED = "released", "Released"
    REFUSED = "refused", "Kept inside"
    WITHDRAWN = "withdrawn", "Withdrawn"
    FAILED = "failed", "Could not be prepared"
    CANCELLED = "cancelled", "Cancelled"


class ReleaseForm(models.TextChoices):
    COUNTS = "counts", "Counts, without small ones"
    NOISY = "noisy", "Counts with noise, for differential privacy"
    ROWS = "rows", "Rows, with pseudonyms"


class TimeStep(models.TextChoices):
    HOUR = "hour", "The hour"
    DAY = "day", "The day"
    MONTH = "month", "The month"


class ReleasePolicy(models.Model):
    """What an organisation asks of a release before anybody may decide for it."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="release_policy")
    least_plates = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(1000)],
        help_text="Different plates, or others that are named, that must share a cell; a cell with fewer is small.",
    )
    most_small_cells_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Of rows: the share of small cells at most.",
    )
    most_unique_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal("5.00"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Of rows: the share of traces that four points single out at most, by the interval's upper end.",
    )
    most_epsilon = models.DecimalField(
        "most epsilon",
        max_digits=5,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Of counts with noise: what all releases of the same rows may spend together.",
    )

    class Meta:
        verbose_name_plural = "release policies"

    def __str__(self) -> str:
        return f"What {self.organisation} asks of a release"


class ReleaseQuerySet(models.QuerySet["Release"]):
    def of_the_rows_of(self, dataset: Dataset) -> "ReleaseQuerySet":
        """The releases of this dataset and of every other that was made of the same original."""
        return self.filter(dataset__in=Dataset.objects.same_rows_as(dataset))

    def that_left(self) -> "ReleaseQuerySet":
        """Those that were handed out, withdrawn ones too, for copies were taken; the first to leave first."""
        return self.filter(state__in=(ReleaseState.RELEASED, ReleaseState.WITHDRAWN)).order_by("decided_at", "pk")

    def spent_on(self, dataset: Dataset) -> Decimal:
        """The epsilon that all releases of its rows spent, or are about to. What was drawn stays spent, whatever
        became of it; only what failed or was cancelled drew nothing."""
        drawn = self.of_the_rows_of(dataset).exclude(state__in=(ReleaseState.FAILED, ReleaseState.CANCELLED))
        total: Decimal | None = drawn.aggregate(total=Sum("epsilon"))["total"]
        return (total or Decimal(0)).quantize(Decimal("0.01"))  # SQLite forgets the places


class Release(Queued):
    """One de-identified version of a dataset. The row is the queue, the outcome and the decision."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="releases")
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, help_text="Who is to have it, and what for.")
    form = models.CharField(max_length=10, choices=ReleaseForm, default=ReleaseForm.COUNTS)
    time_step = models.CharField("time is told by", max_length=10, choices=TimeStep, default=TimeStep.HOUR)
    place_step = models.DecimalField(
        "side of a square in degrees",
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001")), MaxValueValidator(1)],
        help_text="0.01 is about 1 km. Blank: no place at all.",
    )
    kept_columns = models.JSONField(default=list, blank=True)
    renames_daily = models.BooleanField(default=False)
    columns = models.JSONField(
        default=list, blank=True, help_text="Of tables other than plate reads: what becomes of each column."
    )
    least_plates = models.PositiveSmallIntegerField(default=5)

    epsilon = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(20)],
        help_text="Of counts with noise: smaller hides more. Delta is 0.",
    )
    most_per_unit = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of counts with noise: how many rows of one plate are counted at most."
    )
    since_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    area = models.JSONField(null=True, blank=True, help_text="South, west, north and east, in degrees.")

    state = models.CharField(max_length=10, choices=ReleaseState, default=ReleaseState.WAITING, db_index=True)
    stage = models.CharField(max_length=80, blank=True)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)

    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    key_id = models.CharField(max_length=16, blank=True, help_text="A name for the key that says nothing about it.")
    key_destroyed_at = models.DateTimeField(null=True, blank=True)
    key_destroyed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    report = models.JSONField(default=dict, blank=True, help_text="What was found and made, in numbers.")
    thresholds = models.JSONField(default=dict, blank=True, help_text="What was asked of it when it was decided.")

    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    beside_reason = models.TextField(
        blank=True, help_text="Why it may stand beside what left of the same rows with other steps."
    )
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Read by the schedule's tick that prepares releases.
            models.Index(
                fields=["claimed_at"],
                condition=Q(state__in=["waiting", "preparing"]),
                name="releases_to_prepare",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("prepared_by")),
                name="nobody_decides_the_release_they_prepared",
                violation_error_message="Somebody else than the person who prepared it decides.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "withdrawn", "refused"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason=""),
                name="a_decided_release_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="a_withdrawn_release_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(key_destroyed_at__isnull=True, key_destroyed_by__isnull=True)
                | Q(key_destroyed_at__isnull=False, key_destroyed_by__isnull=False),
                name="a_destroyed_key_says_who_destroyed_it",
            ),
            models.CheckConstraint(
                condition=Q(form="noisy", epsilon__gt=0, most_per_unit__gt=0)
                & Q(epsilon__isnull=False, most_per_unit__isnull=False)  # a check that cannot tell lets pass
                & Q(since_on__isnull=False, until_on__isnull=False)
                | ~Q(form="noisy") & Q(epsilon__isnull=True),
                name="counts_with_noise_and_no_others_spend_epsilon_within_bounds",
                violation_error_message="Counts with noise need an epsilon, a bound and the days they are of.",
            ),
            models.CheckConstraint(
                condition=Q(since_on__isnull=True) | Q(since_on__lte=models.F("until_on")),
                name="a_release_is_of_days_in_order",
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("release", args=[self.pk])

    @property
    def version(self) -> str:
        """A name for what was prepared: other files, another name. "" before anything was."""
        files = "".join(row["sha256"] for row in self.report.get("files", ()))
        return sha256(files.encode()).hexdigest()[:16] if files else ""
