"""Courts, cases and their chain, and the milestones that start the law's clocks."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from requests_app.law import too_early
from requests_app.models.agencies import Agency
from requests_app.models.matters import Matter
from requests_app.models.requests import DeliveryMethod, RecordsRequest
from requests_app.models.sources import Precision, Sourced
from requests_app.models.users import User


class CourtLevel(models.TextChoices):
    TRIAL = "trial", "Superior Court"
    APPEAL = "appeal", "Court of Appeal"
    SUPREME = "supreme", "Supreme Court"


class Court(models.Model):
    """One court. A superior court lies in the appellate district that hears its writs and appeals."""

    name = models.CharField(max_length=120, unique=True)
    level = models.CharField(max_length=10, choices=CourtLevel)
    county = models.CharField(max_length=60, blank=True)
    district = models.PositiveSmallIntegerField(
        "appellate district", null=True, blank=True, help_text="1 to 6; of a superior court the one it lies in."
    )
    division = models.CharField(
        max_length=20, blank=True, help_text="Of a superior court only where one division hears its whole county."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(district__isnull=True) | models.Q(district__range=(1, 6)),
                name="an_appellate_district_is_one_of_six",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def above(self) -> "Court | None":
        """Where its decisions are reviewed; None for the Supreme Court, and where no district is known."""
        if self.level == CourtLevel.APPEAL:
            return Court.objects.filter(level=CourtLevel.SUPREME).first()
        if self.level == CourtLevel.SUPREME or self.district is None:
            return None
        reviewing = Court.objects.filter(level=CourtLevel.APPEAL, district=self.district)
        return reviewing.filter(division=self.division).first()


class CaseState(models.TextChoices):
    PENDING = "pending", "Pending"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"


class CourtCase(Sourced):
    """One case number in one court. Where it came from makes the chain."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="cases")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=40)
    caption = models.CharField(max_length=250)
    judge = models.CharField(max_length=120, blank=True, help_text="Who has it now; its history is kept beside it.")
    department = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.PENDING)
    outcome = models.TextField(blank=True)
    came_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="went_to",
        help_text="The case below.",
    )
    requests = models.ManyToManyField(RecordsRequest, related_name="cases", blank=True)
    agencies = models.ManyToManyField(
        Agency,
        verbose_name="agencies at issue",
        related_name="cases",
        blank=True,
        help_text="Whose records it is over.",
    )
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="led_cases")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="a_number_is_one_case_in_its_court"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.caption}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    def clean(self) -> None:
        """A chain of courts stays in one matter, whose members see all of it, and does not come back to itself."""
        below = self.came_from
        if below is not None and below.matter_id != self.matter_id:
            raise ValidationError({"came_from": "The case below is of another matter."})
        while below is not None:
            if below.pk == self.pk:
                raise ValidationError({"came_from": "The case below came from this one."})
            below = below.came_from

    @property
    def responsible(self) -> User:
        """Who is told about this case's deadlines."""
        return self.lead or self.matter.lead


class EntryKind(models.TextChoices):
    """What sort of entry of the docket it is."""

    PETITION = "petition", "Petition or complaint"
    ANSWER = "answer", "Answer, return or opposition"
    BRIEF = "brief", "Brief"
    MOTION = "motion", "Motion or application"
    EVIDENCE = "evidence", "Declaration, exhibits or record"
    NOTICE = "notice", "Notice"
    SERVICE = "service", "Proof of service"
    HEARING = "hearing", "Hearing"
    STIPULATION = "stipulation", "Stipulation"
    ORDER = "order", "Order or minute order"
    DECISION = "decision", "Decision, opinion or judgment"
    LETTER = "letter", "Letter"
    OTHER = "other", "Other"


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def standing(self) -> Self:
        """Entries that count: not vacated, withdrawn, struck or taken off calendar."""
        return self.filter(vacated_why="")


class Milestone(Sourced):
    """One entry of a docket: what happened, or is set to happen. Its kind may be a fact the law counts from."""

    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="milestones")
    fact_kind = models.CharField(
        max_length=40,
        blank=True,
        help_text="The law engine's name for this fact; blank where no clock starts.",
    )
    title = models.CharField(max_length=200)
    happened_on = models.DateField()
    happened_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    entry_kind = models.CharField("kind of entry", max_length=12, choices=EntryKind, blank=True)
    filed_by = models.CharField(max_length=200, blank=True, help_text="The party, or the court.")
    service = models.CharField(max_length=20, choices=DeliveryMethod, blank=True)
    particulars = models.JSONField(default=dict, blank=True, help_text="What else the fact needs, by name.")
    outcome = models.TextField(blank=True, help_text="What became of it: granted, denied, heard and submitted.")
    note = models.TextField(blank=True)
    vacated_on = models.DateField(null=True, blank=True)
    vacated_why = models.TextField(blank=True, help_text="Vacated, withdrawn, struck or taken off calendar, and why.")

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(vacated_on__isnull=True) | ~models.Q(vacated_why=""),
                name="an_entry_that_is_vacated_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.happened_on}"

    @property
    def is_vacated(self) -> bool:
        """Whether it counts no more."""
        return bool(self.vacated_why)

    @property
    def no_clock_because(self) -> str:
        """Why nothing is counted from a fact the law counts from; "" where it is, and for what starts no clock."""
        if not self.fact_kind or self.happened_on is None:  # as a form that lacks its day comes back
            return ""
        if self.happened_precision != Precision.DAY:
            return "The day is not known to the day, so nothing is counted from it."
        return too_early(self.fact_kind, self.happened_on)

    def clean(self) -> None:
        if not isinstance(self.particulars, dict):
            example = '{"set_for": "2026-10-15"}'
            raise ValidationError({"particulars": f"Write each particular with its name, as in {example}."})

    def get_absolute_url(self) -> str:
        return f"{self.case.get_absolute_url()}#milestone-{self.pk}"


class TermState(models.TextChoices):
    OPEN = "open", "Open"
    MET = "met", "Met"
    WAIVED = "waived", "Waived"
    BREACHED = "breached", "Breached"


class TermQuerySet(models.QuerySet["SettlementTerm"]):
    def late(self, *, on: date) -> Self:
        """Open terms whose last day has passed."""
        return self.filter(state=TermState.OPEN, due_on__lt=on)


class SettlementTerm(Sourced):
    """One thing a settlement obliges somebody to do. Where it is data, its `data_agreement` says what of it."""

    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="settlement_terms")
    what = models.TextField()
    obliged = models.CharField(max_length=120, help_text="Who must do it.")
    due_on = models.DateField(null=True, blank=True, help_text="As the settlement says; blank where it does not.")
    state = models.CharField(max_length=10, choices=TermState, default=TermState.OPEN)
    fulfilled_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=TermState.MET, fulfilled_on__isnull=False)
                | (~models.Q(state=TermState.MET) & models.Q(fulfilled_on__isnull=True)),
                name="a_term_that_is_met_and_no_other_has_the_day_it_was",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("term", args=[self.pk])

    def is_late(self, *, on: date) -> bool:
        return self.state == TermState.OPEN and self.due_on is not None and self.due_on < on

    def standing(self, *, on: date) -> str:
        """How it stands on a day: open, late, met (late), waived, breached."""
        if self.is_late(on=on):
            return "late"
        is_kept_late = self.due_on and self.fulfilled_on and self.fulfilled_on > self.due_on
        return "met late" if is_kept_late else str(self.state)
