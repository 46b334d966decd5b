"""People who sign in, and their roles."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What a person may do in the matters they are a member of."""

    ADMINISTRATOR = "administrator", "Administrator"
    STAFF = "staff", "Staff"
    COUNSEL = "counsel", "Counsel"
    READ_ONLY = "read_only", "Read-only"


class User(AbstractUser):
    """Someone on the team. Roles say what they may do; memberships say where."""

    email = models.EmailField("e-mail address", unique=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.READ_ONLY)
    title = models.CharField(max_length=100, blank=True, help_text="Printed under the signature of letters.")

    class Meta:
        ordering = ["last_name", "first_name", "username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
