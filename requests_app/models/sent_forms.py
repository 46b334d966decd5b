"""Forms that were acted on, so that a double press is one act."""

from django.db import models

from requests_app.models.users import User


class SentForm(models.Model):
    """One form as it was shown to one person: its key, and where the person went when it had been acted on."""

    key = models.CharField(max_length=32)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(db_index=True)
    went_to = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="a_form_is_acted_on_once"),
        ]

    def __str__(self) -> str:
        return self.key
