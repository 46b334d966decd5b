"""Keeping many requests in order: tags, follow-up dates, who has them; one by one or a selection at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from requests_app.access import Power
from requests_app.casework import records
from requests_app.errors import CaseworkError
from requests_app.models import RecordsRequest, RequestTag, SavedFilter, User

MOST_AT_ONCE = 1000
LONGEST_TAG = 40


@dataclass(frozen=True, slots=True)
class Sorting:
    """What is to change on each of the requests; what is None or empty stays as it is."""

    handled_by: User | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    follow_up_on: date | None = None
    follow_up_note: str = ""
    ends_follow_up: bool = False


def tags_of(words: str) -> tuple[str, ...]:
    """Tags typed with commas between them, evened out.

    >>> tags_of(" Plate readers,  urgent ,, plate readers")
    ('plate readers', 'urgent')
    """
    return tuple(dict.fromkeys(name for part in words.split(",") if (name := " ".join(part.lower().split()))))


def follow_up(
    *, request: RecordsRequest, follow_up_on: date | None, by: User | None, note: str = ""
) -> RecordsRequest:
    """Put the request on Today from this day on, whatever its state; None takes it off."""
    summary = f"Follow up on {follow_up_on:%a %-d %b %Y}." if follow_up_on else "No follow-up is waited for."
    return records.change(
        request, by=by, verb="follow_up", summary=summary, follow_up_on=follow_up_on, follow_up_note=note
    )


def set_tags(*, request: RecordsRequest, names: Iterable[str], by: User | None) -> None:
    """Make the tags of a request exactly these."""
    wanted = set(names)
    present = {tag.name for tag in request.tags.all()}
    with transaction.atomic():
        for name in sorted(wanted - present):
            _add_tag(request, name, by=by)
        for tag in request.tags.filter(name__in=present - wanted):
            _remove_tag(tag, by=by)


def sort_requests(requests: Sequence[RecordsRequest], sorting: Sorting, *, by: User) -> Counter[str]:
    """Change all of them, or none. Returns how many requests each change touched, in the words of `outlook`.

    Raises: CaseworkError when there are none or too many; AccessError when one may not be changed.
    """
    if not requests:
        raise CaseworkError("Choose at least one request.")
    if len(requests) > MOST_AT_ONCE:
        raise CaseworkError(f"At most {MOST_AT_ONCE:,} requests are changed at once; narrow the list.")
    done = outlook(requests, sorting)
    with transaction.atomic():
        for request in requests:
            _sort(request, sorting, by=by)
    return done


def outlook(requests: Sequence[RecordsRequest], sorting: Sorting) -> Counter[str]:
    """What would change, in words, with the count of requests. The requests come with their tags prefetched."""
    found: Counter[str] = Counter()
    for request in requests:
        present = {tag.name for tag in request.tags.all()}
        if sorting.handled_by and request.handled_by_id != sorting.handled_by.pk:
            found[f"handed from {request.handled_by or 'nobody'} to {sorting.handled_by}"] += 1
        for name in set(sorting.add_tags) - present:
            found[f"tagged “{name}”"] += 1
        for name in present & set(sorting.remove_tags):
            found[f"tag “{name}” taken off"] += 1
        if sorting.ends_follow_up and request.follow_up_on:
            found["follow-up ended"] += 1
        elif sorting.follow_up_on and request.follow_up_on != sorting.follow_up_on:
            found[f"to follow up on {sorting.follow_up_on:%a %-d %b %Y}"] += 1
    return found


def _sort(request: RecordsRequest, sorting: Sorting, *, by: User) -> None:
    present = {tag.name: tag for tag in request.tags.all()}
    values: dict[str, Any] = {}
    if sorting.handled_by and request.handled_by_id != sorting.handled_by.pk:
        values["handled_by"] = sorting.handled_by
    if sorting.ends_follow_up:
        values |= {"follow_up_on": None, "follow_up_note": ""}
    elif sorting.follow_up_on:
        values |= {"follow_up_on": sorting.follow_up_on, "follow_up_note": sorting.follow_up_note}
    if values:
        records.change(request, by=by, verb="sort_requests", summary="Changed with a selection.", **values)
    for name in sorted(set(sorting.add_tags) - present.keys()):
        _add_tag(request, name, by=by)
    for name in sorted(present.keys() & set(sorting.remove_tags)):
        _remove_tag(present[name], by=by)


def _add_tag(request: RecordsRequest, name: str, *, by: User | None) -> None:
    if len(name) > LONGEST_TAG:
        raise CaseworkError(f"A tag has at most {LONGEST_TAG} characters: “{name[:LONGEST_TAG]}…” is longer.")
    records.add(RequestTag(request=request, name=name), by=by, verb="tag", summary=f"Tagged “{name}”.")


def _remove_tag(tag: RequestTag, *, by: User | None) -> None:
    records.remove(tag, by=by, summary=f"Took the tag “{tag.name}” off.", power=Power.CHANGE)


def save_filter(*, person: User, place: str, name: str, query: str) -> SavedFilter:
    """Keep a list's filters under a name; the same name again replaces them."""
    if not name.strip():
        raise CaseworkError("Give the list a name.")
    existing = SavedFilter.objects.filter(person=person, place=place, name=name.strip()).first()
    summary = f"Kept a list of {place} as “{name.strip()}”."
    if existing:
        return records.change(existing, by=person, verb="save_filter", summary=summary, power=Power.READ, query=query)
    row = SavedFilter(person=person, place=place, name=name.strip(), query=query)
    return records.add(row, by=person, verb="save_filter", summary=summary, power=Power.READ)


def forget_filter(*, saved: SavedFilter, by: User) -> None:
    """Throw one's own saved list away."""
    records.remove(saved, by=by, summary=f"Forgot the list “{saved.name}”.", power=Power.READ)
