"""The two ways a row changes: added or changed, checked, permitted and journalled in one transaction.

Every other verb is made of these.
"""

import re
from collections.abc import Collection
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Model

from requests_app.access import Power, may_see, require
from requests_app.casework import journal
from requests_app.casework.search_index import forget_record, index_record
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Document, User

M = TypeVar("M", bound=Model)
_BREAK = re.compile(
    r"[\x00-\x1f\x7f\x85\u2028\u2029]"
)  # what would break a line of a list, a mail's head or a file name


def add(record: M, *, by: User | None, verb: str, summary: str, power: Power = Power.CHANGE) -> M:
    """Save a new row and journal it.

    Raises:
        AccessError: the person may not.
        CaseworkError: a value is missing or contradicts another; the message names the field.
    """
    matter = journal.place_of(record).matter
    require(by, power, None if matter is record else matter)
    _check(record)
    with transaction.atomic():
        record.save(force_insert=True)
        changes = {
            name: [None, value] for name, value in journal.values_of(record).items() if value not in (None, "")
        }
        journal.write(record, by=by, verb=verb, summary=summary, changes=changes)
        index_record(record)
    return record


def change(record: M, *, by: User | None, verb: str, summary: str, power: Power = Power.CHANGE, **values: Any) -> M:
    """Set these fields of a row and journal what really changed; nothing is written where nothing did.

    Raises: as `add`.
    """
    stored = type(record)._default_manager.get(pk=record.pk)
    _require_sight(record, by=by)
    for name, value in values.items():
        setattr(record, name, value)
    for matter in {journal.place_of(stored).matter, journal.place_of(record).matter}:
        require(by, power, matter)  # where it was and where it goes
    changes = journal.differences(journal.values_of(stored), journal.values_of(record))
    if not changes:
        return record
    _check(record)
    with transaction.atomic():
        record.save(update_fields=list(changes))
        journal.write(record, by=by, verb=verb, summary=summary, changes=changes)
        index_record(record)
    return record


def hold(record: Model, *, field: str, among: Collection[str], otherwise: str) -> None:
    """Read the row again, lock it until the transaction ends, and refuse unless it still is as the verb expects.

    What the caller has in memory may be old: two people may press the same button at once.
    Raises: CaseworkError with the sentence `otherwise`.
    """
    record.refresh_from_db(from_queryset=type(record)._default_manager.select_for_update())
    if getattr(record, field) not in among:
        raise CaseworkError(otherwise)


def remove(record: Model, *, by: User | None, summary: str, power: Power = Power.ADMINISTER) -> None:
    """Delete a row that nothing depends on, keeping all its values in the journal. Drafts need only `CHANGE`.

    Raises: as `add`.
    """
    require(by, power, journal.place_of(record).matter)
    _require_sight(record, by=by)
    with transaction.atomic():
        changes = {name: [value, None] for name, value in journal.values_of(record).items()}
        journal.write(record, by=by, verb="remove", summary=summary, changes=changes)
        forget_record(record)
        record.delete()


def _require_sight(record: Model, *, by: User | None) -> None:
    """Nobody changes what the wall hides from them."""
    if by is not None and hasattr(record, "privilege") and not may_see(by, record):
        raise AccessError("This is counsel's alone.")


def _check(record: Model) -> None:
    for field in record._meta.concrete_fields:
        paper = getattr(record, field.name) if field.related_model is Document else None
        if paper is not None and paper.counsel_only and not hasattr(record, "privilege"):
            raise CaseworkError("A paper of counsel's alone shows nothing to others; choose another.")
    for field in record._meta.concrete_fields:
        if field.generated:
            continue  # the database writes it
        value = getattr(record, field.attname)
        if isinstance(value, str) and "\x00" in value:
            raise CaseworkError(f"{_label(record, field.name)}: it holds a character no database keeps (NUL).")
        if isinstance(value, str) and type(field) is CharField and not value.isprintable() and _BREAK.search(value):
            raise CaseworkError(f"{_label(record, field.name)}: write it on one line.")
    try:
        record.full_clean()
    except ValidationError as error:
        raise CaseworkError(sentence_of(error, record)) from error


def sentence_of(error: ValidationError, record: Model) -> str:
    """One readable sentence of Django's validation errors, each with the field's label."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if name == "__all__" else f"{_label(record, name)}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    )


def _label(record: Model, name: str) -> str:
    return str(getattr(record._meta.get_field(name), "verbose_name", name)).capitalize()
