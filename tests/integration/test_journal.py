"""The journal keeps who, what, when, old and new; and nothing changes it."""

import pytest

from requests_app.casework import records, requests
from requests_app.models import JournalEntry, JournalIsAppendOnlyError, RecordsRequest
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def test_a_change_is_written_with_old_and_new_value() -> None:
    people = factories.team()
    request = factories.received_request(people)
    records.change(request, by=people.staff, verb="edit", summary="Edited.", subject="Renamed")
    entry = JournalEntry.objects.filter(verb="edit").get()
    assert entry.changes == {"subject": ["Plate-reader contracts", "Renamed"]}
    assert (entry.by, entry.request, entry.matter) == (people.staff, request, people.matter)


def test_a_change_to_the_same_value_writes_nothing() -> None:
    people = factories.team()
    request = factories.received_request(people)
    before = JournalEntry.objects.count()
    records.change(request, by=people.staff, verb="edit", summary="Edited.", subject=request.subject)
    assert JournalEntry.objects.count() == before


def test_entries_can_be_neither_changed_nor_removed() -> None:
    people = factories.team()
    factories.received_request(people)
    entry = JournalEntry.objects.first()
    assert entry is not None
    for attempt in (
        entry.save,
        entry.delete,
        JournalEntry.objects.all().delete,
        lambda: JournalEntry.objects.update(summary="x"),
    ):
        with pytest.raises(JournalIsAppendOnlyError):
            attempt()


def test_a_refused_change_leaves_no_trace() -> None:
    people = factories.team()
    request = factories.draft_request(people)
    before = JournalEntry.objects.count()
    with pytest.raises(Exception, match="future"):
        requests.record_receipt(request=request, received_on=TODAY.replace(year=2030), by=people.staff, on=TODAY)
    assert JournalEntry.objects.count() == before
    assert RecordsRequest.objects.get(pk=request.pk).received_on is None


def test_passwords_never_reach_the_journal() -> None:
    people = factories.team()
    records.change(people.reader, by=people.admin, verb="edit", summary="Edited.", password="secret", title="Dr")
    assert JournalEntry.objects.get(verb="edit").changes == {"title": ["", "Dr"]}
