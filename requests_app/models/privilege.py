"""What is counsel's alone: declared on the model, enforced by the gate."""

from dataclasses import dataclass

from django.db.models import Q

ALWAYS = Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class Privilege:
    """Which rows of a model only counsel may see, who else wrote them, and which fields carry their words.

    A model with this as `privilege` is walled off in every list, search, export, mail, feed and journal. `author`
    is the field of the one person besides counsel who may see a row, because its words are theirs.
    """

    words: tuple[str, ...]
    when: Q = ALWAYS
    author: str = ""
