"""The wordings of letters as the team writes them: every version kept, none overwritten."""

from django.db import models
from django.urls import reverse

from requests_app.models.matters import Organisation
from requests_app.models.users import User


class LetterWording(models.Model):
    """One version of the text of one kind of letter. The one with the highest number is in force."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wordings",
        help_text="Empty: for every organisation that has no text of its own.",
    )
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField(help_text="1 for the first text written in place of the shipped one.")
    subject = models.CharField("subject line", max_length=200)
    body = models.TextField("text", max_length=20_000)
    why = models.CharField(max_length=200, help_text="What was changed, and why.")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "organisation", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "number"],
                condition=models.Q(organisation__isnull=False),
                name="an_organisation_numbers_a_wording_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=models.Q(organisation__isnull=True),
                name="a_wording_for_everyone_has_its_number_once",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="wordings_are_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.number} {self.whose}"

    def get_absolute_url(self) -> str:
        query = f"?organisation={self.organisation_id}" if self.organisation_id else ""
        return reverse("wording", args=[self.kind]) + query

    @property
    def whose(self) -> str:
        return f"of {self.organisation}" if self.organisation else "for everyone"
