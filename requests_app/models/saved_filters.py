"""Filters a person keeps by name for a list."""

from django.db import models

from requests_app.models.users import User


class SavedFilter(models.Model):
    """What stands after the question mark in the address of one list, under a name of the person's own."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    place = models.CharField(max_length=40, help_text="The name of the list's address.")
    name = models.CharField(max_length=60)
    query = models.TextField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "place", "name"], name="a_name_is_one_filter_of_a_list"),
        ]

    def __str__(self) -> str:
        return self.name
