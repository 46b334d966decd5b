"""Public agencies, and the days they are closed."""

from django.db import models
from django.urls import reverse


class AgencyKind(models.TextChoices):
    POLICE = "police", "Police department"
    SHERIFF = "sheriff", "Sheriff"
    CITY = "city", "City"
    COUNTY = "county", "County"
    STATE = "state", "State agency"
    DISTRICT = "district", "Special district"
    UNIVERSITY = "university", "University"


class Agency(models.Model):
    """A body that holds public records."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=40, help_text="As the team calls it, for example LAPD.")
    kind = models.CharField(max_length=20, choices=AgencyKind)
    county = models.CharField(max_length=60, blank=True)
    records_officer = models.CharField(max_length=120, blank=True, help_text="Office or title letters go to.")
    email = models.EmailField(blank=True)
    postal_address = models.TextField(blank=True)
    place = models.CharField(
        max_length=40, blank=True, help_text="Name of a local sunshine law that applies, for example oakland."
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agency", args=[self.pk])


class AgencyClosure(models.Model):
    """A whole day on which the agency's office is closed by its own list."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="closures")
    closed_on = models.DateField()
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["closed_on"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "closed_on"], name="an_agency_closes_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_on}: {self.name}"
