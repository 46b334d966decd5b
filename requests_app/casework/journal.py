"""Write the journal: every verb leaves one entry for each record it touched."""

from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.db.models.fields.related_descriptors import ReverseOneToOneDescriptor

from requests_app import clock
from requests_app.models import CourtCase, JournalEntry, Matter, Privilege, RecordsRequest, User

_PLAIN = DjangoJSONEncoder()
# The fields by which a record hangs from another, nearest first.
PARENTS = (
    "exhibit_set", "exhibit", "deadline", "communication", "milestone", "claim", "term", "campaign", "party",
    "request", "case", "matter", "hearing", "document", "dataset",
)  # fmt: skip
SECRETS = frozenset({"password", "mail_secret", "cells"})  # cells: rows of datasets, with plates in them
HELD_BY = frozenset(
    {"claimed_at", "claim_token", "begun_at"}
)  # which worker had a row for a moment is nobody's history


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record belongs: its matter, and the request or case it hangs from."""

    matter: Matter | None = None
    request: RecordsRequest | None = None
    case: CourtCase | None = None


def place_of(record: Model) -> Place:
    """Find the matter, request and case of any record, by following its own fields."""
    if isinstance(record, Matter):
        return Place(matter=record)
    if isinstance(record, RecordsRequest):
        return Place(matter=record.matter, request=record)
    if isinstance(record, CourtCase):
        return Place(matter=record.matter, case=record)
    for name in PARENTS:
        if isinstance(getattr(type(record), name, None), ReverseOneToOneDescriptor):
            continue  # that one hangs from this one
        parent = getattr(record, name, None)
        if isinstance(parent, Model):
            return place_of(parent)
    return Place()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return _PLAIN.default(value)


def values_of(record: Model) -> dict[str, Any]:
    """The record's own columns as plain JSON values; not those the database derives from others."""
    return {
        field.name: _plain(field.value_from_object(record))
        for field in record._meta.concrete_fields
        if not field.primary_key and not field.generated
    }


def differences(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    """{"field": [old, new]} for what changed."""
    return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def is_privileged(record: Model) -> bool:
    """Whether the record, as it is on file, is counsel's alone."""
    privilege: Privilege | None = getattr(record, "privilege", None)
    if privilege is None:
        return False
    return type(record)._default_manager.filter(privilege.when, pk=record.pk).exists()


def write(
    record: Model, *, by: User | None, verb: str, summary: str, changes: dict[str, list[Any]] | None = None
) -> JournalEntry:
    """Add one entry. `by` is None where the schedule acted. The values of secrets are never written."""
    place = place_of(record)
    kept = {name: values for name, values in (changes or {}).items() if name not in SECRETS | HELD_BY}
    return JournalEntry.objects.create(
        written_at=clock.now(),
        by=by,
        verb=verb,
        summary=summary,
        matter=place.matter,
        request=place.request,
        case=place.case,
        record_type=record._meta.model_name or "",
        record_id=record.pk,
        changes=kept,
        is_privileged=is_privileged(record),
    )
