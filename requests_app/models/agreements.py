"""What was agreed about data: its period, devices, agencies, fields and rows."""

from django.core.exceptions import ValidationError
from django.db import models

from requests_app.models.communications import Production
from requests_app.models.courts import SettlementTerm
from requests_app.models.datasets import Dataset
from requests_app.models.matters import Matter
from requests_app.models.users import User


class DataAgreement(models.Model):
    """What an agency owes: under a settlement term, in a production, or in one dataset."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    dataset = models.OneToOneField(Dataset, on_delete=models.PROTECT, null=True, blank=True, related_name="agreement")
    settlement_term = models.OneToOneField(
        SettlementTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="data_agreement"
    )
    production = models.OneToOneField(
        Production, on_delete=models.PROTECT, null=True, blank=True, related_name="data_agreement"
    )
    since_on = models.DateField("First day", null=True, blank=True, help_text="On the agency's clock.")
    until_on = models.DateField("Last day", null=True, blank=True, help_text="Included.")
    day_count = models.PositiveSmallIntegerField(
        "Days, whichever they are", null=True, blank=True, help_text="Where no period is agreed, only its length."
    )
    devices = models.TextField(blank=True, help_text="One to a line; blank where nothing was agreed about them.")
    agencies = models.TextField(blank=True, help_text="One to a line; blank where nothing was agreed about them.")
    fields = models.JSONField(default=list, blank=True, help_text="The names of the fields that were agreed.")
    row_count = models.PositiveBigIntegerField("Rows agreed", null=True, blank=True)
    rows_within_percent = models.PositiveSmallIntegerField(
        "Rows may fall short by percent", default=0, help_text="For a number that is only about right."
    )
    claimed_row_count = models.PositiveBigIntegerField(
        "Rows the agency says it gave", null=True, blank=True, help_text="In its letter or on its form."
    )
    retention_days = models.PositiveIntegerField(
        "Days the agency says it keeps reads", null=True, blank=True, help_text="By its policy or in its answer."
    )
    source = models.CharField("Where it was agreed", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since_on__lte=models.F("until_on")),
                name="an_agreed_period_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(since_on__isnull=True, until_on__isnull=True)
                | models.Q(since_on__isnull=False, until_on__isnull=False),
                name="an_agreed_period_has_both_its_ends",
                violation_error_message="Give both the first and the last day, or neither.",
            ),
            models.CheckConstraint(
                condition=models.Q(day_count__isnull=True) | models.Q(since_on__isnull=True, day_count__gt=0),
                name="days_are_counted_only_where_no_period_is_agreed",
                violation_error_message="Give either the period or the number of its days.",
            ),
            models.CheckConstraint(
                condition=models.Q(rows_within_percent__lte=50), name="about_so_many_rows_are_more_than_half"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(dataset__isnull=False, settlement_term__isnull=True, production__isnull=True)
                    | models.Q(dataset__isnull=True, settlement_term__isnull=False, production__isnull=True)
                    | models.Q(dataset__isnull=True, settlement_term__isnull=True, production__isnull=False)
                ),
                name="an_agreement_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"What was agreed: {self.subject}"

    @property
    def subject(self) -> Dataset | SettlementTerm | Production | None:
        """What it is about."""
        return self.dataset or self.settlement_term or self.production

    @property
    def where(self) -> str:
        """Where it was agreed: its own source, or the one of its settlement term."""
        return self.source or (self.settlement_term.source if self.settlement_term else "")

    @property
    def promises_anything(self) -> bool:
        """Whether it says anything a dataset can be held against."""
        said = (self.since_on, self.day_count, self.row_count, self.devices, self.agencies, self.fields)
        return any(said) or self.claimed_row_count is not None or self.retention_days is not None

    @property
    def least_row_count(self) -> int:
        """The fewest rows that are still what was agreed, rounded up."""
        return -(-(self.row_count or 0) * (100 - self.rows_within_percent) // 100)

    def clean(self) -> None:
        """It is about something of its own matter."""
        term, production = self.settlement_term, self.production
        matters = {
            self.dataset.matter_id if self.dataset else self.matter_id,
            term.case.matter_id if term else self.matter_id,
            production.request.matter_id if production else self.matter_id,
        }
        if matters != {self.matter_id}:
            raise ValidationError("What was agreed is of another matter.")
