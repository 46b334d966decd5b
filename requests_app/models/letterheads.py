"""Letterheads: whose name, address and picture stand above a letter, and what stands under its signature."""

from django.db import models
from django.urls import reverse

from requests_app.models.matters import Organisation


class Language(models.TextChoices):
    """The languages letters have their fixed words in."""

    ENGLISH = "en-US", "English"
    SPANISH = "es-US", "Spanish"


class Letterhead(models.Model):
    """One organisation's letterhead in one language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="letterheads")
    language = models.CharField(max_length=10, choices=Language, default=Language.ENGLISH)
    name = models.CharField(max_length=200, help_text="As it is printed.")
    address = models.TextField(blank=True, max_length=600, help_text="One line for each line of the address.")
    contact = models.TextField(blank=True, max_length=600, help_text="Telephone, e-mail, web: one on each line.")
    logo_sha256 = models.CharField("logo's SHA-256", max_length=64, blank=True, editable=False)
    logo_shows = models.CharField(
        "logo in words", max_length=200, blank=True, help_text="Read aloud in place of the picture."
    )
    signature_block = models.TextField(
        blank=True, max_length=600, help_text="Further lines under the signer's name, title and organisation."
    )
    signer_name = models.CharField(
        "co-signer", max_length=120, blank=True, help_text="Who signs when it writes together with another."
    )
    signer_title = models.CharField("co-signer's title", max_length=120, blank=True)

    class Meta:
        ordering = ["name", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language"], name="an_organisation_has_one_letterhead_in_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_language_display()})"

    def get_absolute_url(self) -> str:
        return reverse("letterhead", args=[self.pk])
