"""Costs: recorded with their receipts, corrected, removed."""

from datetime import date
from typing import IO, Any

from django.db import transaction

from requests_app.access import Power
from requests_app.casework import records
from requests_app.casework.documents import keep_document
from requests_app.errors import CaseworkError
from requests_app.models import Cost, CourtCase, Document, Matter, User

REVISED = ("incurred_on", "category", "description", "amount_cents", "not_claimed_reason", "case")


def dollars(cents: int) -> str:
    """Cents as an American bill writes them.

    >>> dollars(123_450), dollars(5)
    ('$1,234.50', '$0.05')
    """
    return f"${cents // 100:,}.{cents % 100:02d}"


@transaction.atomic
def record_cost(
    *,
    matter: Matter,
    incurred_on: date,
    category: str,
    description: str,
    amount_cents: int,
    by: User | None,
    on: date,
    case: CourtCase | None = None,
    not_claimed_reason: str = "",
    receipt: bytes | IO[bytes] | None = None,
    receipt_name: str = "",
) -> Cost:
    """Put money spent on record, with its receipt where there is one. Both are counsel's alone.

    Raises: CaseworkError when the day is in the future, or nothing was spent.
    """
    _refuse(incurred_on, amount_cents, on=on)
    document = None
    if receipt is not None:
        document = keep_receipt(receipt, name=receipt_name, description=description, matter=matter, by=by)
    return records.add(
        Cost(
            matter=matter,
            case=case,
            incurred_on=incurred_on,
            category=category,
            description=description,
            amount_cents=amount_cents,
            not_claimed_reason=not_claimed_reason,
            receipt=document,
            recorded_by=by,
        ),
        by=by,
        verb="record_cost",
        summary=f"{description}: {dollars(amount_cents)}.",
    )


def keep_receipt(
    receipt: bytes | IO[bytes], *, name: str, description: str, matter: Matter, by: User | None
) -> Document:
    """Keep a receipt byte for byte, for counsel and who brought it."""
    title = f"Receipt: {description}"
    return keep_document(receipt, file_name=name or "receipt", title=title, matter=matter, counsel_only=True, by=by)


def revise_cost(*, cost: Cost, by: User | None, on: date, receipt: Document | None = None, **values: Any) -> Cost:
    """Correct a cost; `values` are fields of REVISED. A receipt may be added where there was none.

    Raises: as `record_cost`; CaseworkError for a second receipt.
    """
    if unknown := set(values) - set(REVISED):
        raise CaseworkError(f"These are not corrected: {', '.join(sorted(unknown))}.")
    _refuse(values.get("incurred_on", cost.incurred_on), values.get("amount_cents", cost.amount_cents), on=on)
    if receipt is not None:
        if cost.receipt_id is not None:
            raise CaseworkError("This cost has its receipt; what was received is not replaced.")
        values["receipt"] = receipt
    return records.change(cost, by=by, verb="revise_cost", summary=f"Corrected the cost “{cost}”.", **values)


def remove_cost(*, cost: Cost, by: User | None) -> None:
    """Take a cost away; its receipt stays kept, and the journal keeps what it said."""
    records.remove(cost, by=by, summary=f"Removed the cost “{cost}”.", power=Power.CHANGE)


def _refuse(incurred_on: date, amount_cents: int, *, on: date) -> None:
    if incurred_on > on:
        raise CaseworkError(f"{incurred_on:%a %-d %b %Y} is in the future; record a cost when it is incurred.")
    if amount_cents <= 0:
        raise CaseworkError("Say how much was spent.")
