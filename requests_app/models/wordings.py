"""The wordings of letters as the team writes them: every version kept, none overwritten."""

from django.db import models
from django.urls import reverse

from requests_app.models.letterheads import Language
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
    language = models.CharField(
        max_length=10,
        choices=Language,
        default=Language.ENGLISH,
        help_text="Letters on a letterhead in this language are written from it.",
    )
    number = models.PositiveIntegerField(help_text="1 for the first text written in place of the shipped one.")
    subject = models.CharField("subject line", max_length=200)
    body = models.TextField("text", max_length=20_000)
    why = models.CharField(max_length=200, help_text="What was changed, and why.")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "organisation", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "language", "number"],
                condition=models.Q(organisation__isnull=False),
                name="an_organisation_numbers_a_wording_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "number"],
                condition=models.Q(organisation__isnull=True),
                name="a_wording_for_everyone_has_its_number_once",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="wordings_are_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.number} {self.whose}"

    def get_absolute_url(self) -> str:
        organisation = f"&organisation={self.organisation_id}" if self.organisation_id else ""
        return f"{reverse('wording', args=[self.kind])}?language={self.language}{organisation}"

    @property
    def whose(self) -> str:
        """For whom it is, and in which language where that is not English."""
        whose = f"of {self.organisation}" if self.organisation else "for everyone"
        return whose if self.language == Language.ENGLISH else f"{whose}, {self.get_language_display()}"
