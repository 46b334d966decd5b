"""What went between us and the agency, and what each paper does: extends, determines, produces."""

from django.core.exceptions import ValidationError
from django.db import models

from requests_app.models.requests import RecordsRequest, SendingMethod
from requests_app.models.sources import Precision, Sourced
from requests_app.models.users import User


class Direction(models.TextChoices):
    IN = "in", "From the agency"
    OUT = "out", "To the agency"


class CommunicationKind(models.TextChoices):
    REQUEST = "request", "Request"
    ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
    EXTENSION = "extension", "Extension"
    DETERMINATION = "determination", "Determination"
    DENIAL = "denial", "Denial"
    PRODUCTION = "production", "Production"
    LETTER = "letter", "Letter"
    OTHER = "other", "Other"


class Communication(Sourced):
    """One letter, mail or call, in one direction, on one day."""

    request = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, related_name="communications")
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField(max_length=20, choices=CommunicationKind)
    happened_on = models.DateField(help_text="The day it was sent, or came.")
    happened_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    method = models.CharField(max_length=20, choices=SendingMethod, default=SendingMethod.ELECTRONIC)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True, help_text="The words that matter, quoted.")
    signed_by_name = models.CharField(max_length=120, blank=True)
    signed_by_title = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_on}"

    def get_absolute_url(self) -> str:
        return f"{self.request.get_absolute_url()}#communication-{self.pk}"


class Extension(models.Model):
    """The agency's notice that it takes more time, with the ground it names."""

    communication = models.OneToOneField(Communication, on_delete=models.CASCADE, related_name="extension")
    extended_until = models.DateField(null=True, blank=True, help_text="The determination date the notice states.")
    ground = models.CharField(max_length=40, blank=True, help_text="Which unusual circumstance it names.")
    ground_words = models.TextField(blank=True, help_text="The agency's own words.")
    in_writing = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"Extension until {self.extended_until or 'an unstated day'}"


class DeterminationOutcome(models.TextChoices):
    ALL = "all", "Everything will be disclosed"
    PART = "part", "Part is withheld"
    NONE = "none", "Everything is withheld"
    NO_RECORDS = "no_records", "No such records"


class Determination(models.Model):
    """The agency's answer whether the records are disclosable."""

    communication = models.OneToOneField(Communication, on_delete=models.CASCADE, related_name="determination")
    outcome = models.CharField(max_length=12, choices=DeterminationOutcome)
    available_on = models.DateField(null=True, blank=True, help_text="The estimated date of availability it states.")
    in_writing = models.BooleanField(default=True)
    segregation_addressed = models.BooleanField(
        default=False, help_text="It says what was done to release the parts that are not exempt."
    )

    def __str__(self) -> str:
        return self.get_outcome_display()


class Production(Sourced):
    """One instalment of records: promised, received, or both."""

    request = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, related_name="productions")
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="productions"
    )
    instalment = models.PositiveSmallIntegerField(help_text="1 for the first.")
    description = models.CharField(max_length=200, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    promised_in = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="promises"
    )
    received_on = models.DateField(null=True, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    is_last = models.BooleanField(default=False, help_text="The agency says that nothing more will come.")

    class Meta:
        ordering = ["instalment"]
        constraints = [
            models.UniqueConstraint(fields=["request", "instalment"], name="an_instalment_has_one_row"),
        ]

    def __str__(self) -> str:
        return f"Instalment {self.instalment}"

    def clean(self) -> None:
        """The papers that promise it and bring it are papers of its own request."""
        for name in ("communication", "promised_in"):
            paper = getattr(self, name)
            if paper is not None and paper.request_id != self.request_id:
                raise ValidationError({name: "This paper belongs to another request."})
