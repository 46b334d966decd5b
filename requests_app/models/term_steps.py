"""Each step a settlement term took: put off, met, waived, breached, open again; with what proves it."""

from django.db import models

from requests_app.models.courts import SettlementTerm, TermState
from requests_app.models.documents import Document
from requests_app.models.users import User


class TermStep(models.Model):
    """How a term moved on, on one day."""

    term = models.ForeignKey(SettlementTerm, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=TermState)
    happened_on = models.DateField()
    words = models.TextField("in words", help_text="The evidence, or by whose agreement or order.")
    due_on = models.DateField("due by then", null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="term_steps")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.happened_on}"
