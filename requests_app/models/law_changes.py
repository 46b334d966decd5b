"""What a person adds to the law the engine ships: days the courts are closed besides the list, rules now in force."""

from django.db import models


class CourtClosure(models.Model):
    """A whole day on which the courts are closed, and which the list of judicial holidays does not name."""

    closed_on = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, help_text="The order or statute that closes the courts.")

    class Meta:
        ordering = ["closed_on"]

    def __str__(self) -> str:
        return f"{self.closed_on:%a %-d %b %Y}: {self.name}"


class RuleInForce(models.Model):
    """A rule that waited for its enactment, and the first day it governs."""

    rule_id = models.CharField(max_length=40, unique=True)
    in_force_from = models.DateField()
    source = models.CharField(max_length=200, help_text="Where the enactment was read.")

    class Meta:
        ordering = ["rule_id"]
        verbose_name_plural = "rules in force"

    def __str__(self) -> str:
        return f"{self.rule_id} from {self.in_force_from:%a %-d %b %Y}"
