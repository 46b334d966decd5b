"""Where a recorded fact comes from, and how far it can be trusted."""

from django.db import models


class Confidence(models.TextChoices):
    """How far a fact is verified."""

    PRIMARY = "P", "primary: the paper itself was read"
    SECONDARY = "S", "secondary: a report of it was read"
    UNVERIFIED = "K", "unverified: from memory or computed"


class Precision(models.TextChoices):
    """How exactly a date is known. The stored date is the earliest day it can mean."""

    DAY = "day", "to the day"
    MONTH = "month", "to the month"
    UNKNOWN = "unknown", "about"


class Sourced(models.Model):
    """A record whose facts may rest on a weak source; pages show this beside the fact."""

    source = models.TextField(blank=True, help_text="The paper or report this rests on.")
    confidence = models.CharField(max_length=1, choices=Confidence, blank=True)
    accounts_differ = models.TextField(blank=True, help_text="What other sources say, and why it is not followed.")

    class Meta:
        abstract = True
