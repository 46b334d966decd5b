"""Who is in a case: its parties and their counsel, and the judges who have had it."""

from django.db import models
from django.db.models import F, Q

from requests_app.models.agencies import Agency
from requests_app.models.courts import CourtCase
from requests_app.models.sources import Precision, Sourced
from requests_app.models.users import User


class PartyRole(models.TextChoices):
    PETITIONER = "petitioner", "Petitioner"
    RESPONDENT = "respondent", "Respondent"
    REAL_PARTY = "real_party", "Real party in interest"
    INTERVENOR = "intervenor", "Intervener"
    AMICUS = "amicus", "Amicus curiae"


class Party(Sourced):
    """One party of one case, in its role there; the same body has another role, or none, in the court above."""

    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="parties")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=PartyRole)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="If it is on record.",
    )
    joined_on = models.DateField(null=True, blank=True, help_text="Blank where it was there from the start.")
    left_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name", "role"],
                name="a_party_has_a_role_once_in_a_case",
                violation_error_message="A party has a role once in a case.",
            ),
            models.CheckConstraint(
                condition=Q(joined_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="a_party_does_not_leave_before_it_joins",
                violation_error_message="A party does not leave before it joins.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()


class CounselRole(models.TextChoices):
    LEAD = "lead", "Lead counsel"
    CO_COUNSEL = "co_counsel", "Co-counsel"
    OF_COUNSEL = "of_counsel", "Of counsel"
    SELF = "self", "Represents itself"


class Counsel(Sourced):
    """Who appears for a party, as a lawyer or an office, and since when."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="counsel")
    name = models.CharField(max_length=120, help_text="The lawyer, or the office where no lawyer is named.")
    office = models.CharField(max_length=160, blank=True)
    role = models.CharField(max_length=12, choices=CounselRole, default=CounselRole.LEAD)
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        help_text="If of the team.",
    )
    appeared_on = models.DateField(null=True, blank=True)
    withdrew_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "counsel"
        constraints = [
            models.CheckConstraint(
                condition=Q(appeared_on__isnull=True)
                | Q(withdrew_on__isnull=True)
                | Q(withdrew_on__gte=F("appeared_on")),
                name="counsel_does_not_withdraw_before_appearing",
                violation_error_message="Counsel does not withdraw before appearing.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}" if self.office else self.name


class JudgeAssignment(Sourced):
    """A judge has had the case, in a department, from one day until another."""

    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="judges")
    judge = models.CharField(max_length=120)
    department = models.CharField(max_length=40, blank=True)
    from_on = models.DateField(null=True, blank=True, help_text="Blank where it is not known.")
    until_on = models.DateField(null=True, blank=True)
    precision = models.CharField("days known", max_length=10, choices=Precision, default=Precision.DAY)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="a_judge_does_not_leave_a_case_before_having_it",
                violation_error_message="A judge does not leave a case before having it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge}, Department {self.department}" if self.department else self.judge
