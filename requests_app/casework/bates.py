"""Bates numbers of a matter: which is next, and numbers given to a binder once and for all."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from requests_app.errors import CaseworkError
from requests_app.exhibits.numbering import bates
from requests_app.models import BatesNumber, Binder, ExhibitSet, Matter


def next_number(exhibit_set: ExhibitSet) -> int:
    """The number its next binder begins with: the one it asks for, or the next that is free in the matter."""
    taken = BatesNumber.objects.filter(matter=exhibit_set.case.matter_id, prefix=exhibit_set.bates_prefix)
    last: int = taken.aggregate(last=Max("number"))["last"] or 0
    return max(exhibit_set.first_number, last + 1)


@transaction.atomic
def give_numbers(binder: Binder, count: int) -> int:
    """Give the binder so many numbers in a row, and answer the first one. What it had from an earlier try is freed.

    Raises: CaseworkError when a page would be stamped as another page of the matter is, or a number does not fit.
    """
    chosen = binder.exhibit_set
    matter = Matter.objects.select_for_update().get(pk=chosen.case.matter_id)
    free_numbers([binder])
    first = next_number(chosen)
    rows = [
        BatesNumber(
            matter=matter,
            prefix=chosen.bates_prefix,
            number=number,
            printed=bates(chosen.bates_prefix, chosen.bates_digits, number),
            binder=binder,
        )
        for number in range(first, first + count)
    ]
    try:
        with transaction.atomic():
            BatesNumber.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise CaseworkError(
            f"A page of this matter is already stamped like one between {rows[0]} and {rows[-1]}. "
            "Choose another prefix or another width."
        ) from error
    return first


def free_numbers(binders: Sequence[Binder]) -> None:
    """Take back the numbers of binders that never came to be."""
    BatesNumber.objects.filter(binder__in=binders).delete()
