"""Words a team puts on requests to find them again."""

from django.db import models

from requests_app.models.requests import RecordsRequest


class RequestTag(models.Model):
    """One word on one request."""

    request = models.ForeignKey(RecordsRequest, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40, db_index=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["request", "name"], name="a_tag_is_once_on_a_request"),
        ]

    def __str__(self) -> str:
        return self.name
