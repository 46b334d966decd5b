"""The catalogue of exemptions, and each claim an agency makes of one, with its answer and its end."""

from django.db import models
from django.urls import reverse

from requests_app.models.communications import Communication
from requests_app.models.requests import RecordsRequest
from requests_app.models.sources import Sourced
from requests_app.models.users import User


class Exemption(models.Model):
    """One provision agencies withhold under, or must disclose under; editable, each row with its verification."""

    citation = models.CharField(max_length=80, unique=True)
    former_citation = models.CharField(max_length=80, blank=True, help_text="Numbering before 1 January 2023.")
    title = models.CharField(max_length=120)
    agency_argument = models.TextField(blank=True)
    answer = models.TextField("answer and cases", blank=True)
    verified = models.CharField(max_length=10, blank=True, help_text="P, V, S or K; K is from memory.")
    verified_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    verified_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["citation"]

    def __str__(self) -> str:
        return f"{self.citation} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("exemption", args=[self.pk])


class ClaimStatus(models.TextChoices):
    CLAIMED = "claimed", "Claimed"
    CHALLENGED = "challenged", "Challenged"
    WITHDRAWN = "withdrawn", "Withdrawn by the agency"
    SUSTAINED = "sustained", "Sustained"
    OVERRULED = "overruled", "Overruled"
    IN_CAMERA = "in_camera", "In camera"
    REMANDED = "remanded", "Remanded"
    MOOT = "moot", "Moot"


class Segregation(models.TextChoices):
    """What is said of separating the part that is not exempt: Gov. Code § 7922.525(b)."""

    NOTHING = "nothing", "The agency says that nothing can be separated"
    SOME = "some", "The agency released the rest"
    POSSIBLE = "possible", "We say that it can be separated"


class ExemptionClaim(Sourced):
    """One ground of one denial, for one set of records, from claim to ruling."""

    request = models.ForeignKey(RecordsRequest, on_delete=models.PROTECT, related_name="claims")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="claims")
    exemption = models.ForeignKey(Exemption, on_delete=models.PROTECT, related_name="claims")
    cited_as = models.CharField(max_length=120, help_text="The section as the agency's letter cites it.")
    records_withheld = models.TextField(blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    justification = models.TextField("agency's words", blank=True)
    text_start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Where the words of the paper cite it: characters from the start."
    )
    text_end = models.PositiveIntegerField(null=True, blank=True)
    bates = models.CharField("Bates range", max_length=80, blank=True)
    records_dated = models.CharField(max_length=80, blank=True, help_text="The date of the records, or their span.")
    author_and_recipient = models.CharField("author and recipient", max_length=200, blank=True)
    withheld_where = models.CharField(
        max_length=200, blank=True, help_text="Withheld whole, or redacted at which pages and lines."
    )
    segregable = models.CharField("separation", max_length=10, choices=Segregation, blank=True)
    segregation_words = models.TextField("words on separation", blank=True)
    declarant = models.CharField("agency's declarant", max_length=120, blank=True)
    our_answer = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=ClaimStatus, default=ClaimStatus.CLAIMED, db_index=True)
    status_on = models.DateField(null=True, blank=True, help_text="The day of the last change of status.")
    status_reason = models.TextField(blank=True, help_text="The paper or order that proves it.")

    class Meta:
        ordering = ["request", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text_start__isnull=True, text_end__isnull=True)
                | models.Q(text_start__lt=models.F("text_end")),
                name="a_place_in_the_text_has_a_start_before_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cited_as} ({self.get_status_display()})"

    def get_absolute_url(self) -> str:
        return f"{self.request.get_absolute_url()}#claim-{self.pk}"
