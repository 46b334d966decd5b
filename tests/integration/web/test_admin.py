"""The admin: rows inside their parents, records that stay where they belong, and refusals that lose nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from requests_app.casework import communications, courts, matters
from requests_app.casework.refreshing import refresh_all
from requests_app.models import (
    AgencyClosure,
    Communication,
    CourtCase,
    JournalEntry,
    Matter,
    RecordsRequest,
    User,
)
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(people: Team, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.admin)


@pytest.fixture
def elsewhere(people: Team) -> RecordsRequest:
    """A request of a matter in which nobody of the team is."""
    boss = factories.user("orla", "administrator")
    matter = matters.open_matter(
        title="Harbour audit", organisation=people.matter.organisation, lead=boss, by=boss, on=TODAY
    )
    request = factories.draft_request(people, agency=factories.agency("Port"))
    RecordsRequest.objects.filter(pk=request.pk).update(matter=matter)
    return RecordsRequest.objects.get(pk=request.pk)


def address(row: Model) -> str:
    return reverse(f"admin:requests_app_{row._meta.model_name}_change", args=[row.pk])


def shown(client: Client, row: Model) -> dict[str, Any]:
    """Everything the page's form and its rows hold, as a browser would send it back."""
    context = client.get(address(row)).context
    forms = [context["adminform"].form]
    data: dict[str, Any] = {}
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            data[field.html_name] = "" if field.value() is None else field.value()
    return data


def due(request: RecordsRequest) -> date | None:
    return request.deadlines.current().get(rule_id="CPRA-DET").due_on


def test_a_closed_day_entered_beside_the_agency_reaches_its_open_deadlines(
    staff: Client, record: RecordsRequest
) -> None:
    data = shown(staff, record.agency)
    data |= {
        "closures-TOTAL_FORMS": 1,
        "closures-0-closed_on": "2026-10-15",
        "closures-0-name": "Founders' Day",
        "closures-0-agency": record.agency.pk,
    }
    assert staff.post(address(record.agency), data).status_code == 302
    assert AgencyClosure.objects.get().agency == record.agency
    deadline = record.deadlines.current().get(rule_id="CPRA-DET")
    assert deadline.due_on == date(2026, 10, 15)
    assert deadline.agency_practice_on == date(2026, 10, 16)


def test_the_day_of_an_extension_is_edited_with_its_paper(
    staff: Client, record: RecordsRequest, people: Team
) -> None:
    paper = communications.Paper(happened_on=date(2026, 10, 14))
    communications.record_extension(
        request=record, paper=paper, by=people.staff, on=TODAY, extended_until=date(2026, 10, 22)
    )
    row = Communication.objects.get()
    data = shown(staff, row) | {"extension-0-extended_until": "2026-10-21"}
    assert staff.post(address(row), data).status_code == 302
    assert record.deadlines.current().get(rule_id="CPRA-EXT").due_on == date(2026, 10, 21)


def test_what_has_not_happened_is_refused_on_a_record_and_in_its_rows(staff: Client, record: RecordsRequest) -> None:
    page = staff.post(address(record), shown(staff, record) | {"received_on": "2026-11-24"}).content.decode()
    assert "Received on: Tue 24 Nov 2026 is in the future; record it when it has happened." in page
    row = {"instalment": 1, "received_on": "2026-11-24", "request": record.pk}
    data = shown(staff, record) | {f"productions-0-{name}": value for name, value in row.items()}
    page = staff.post(address(record), data | {"productions-TOTAL_FORMS": 1}).content.decode()
    assert "Received on: Tue 24 Nov 2026 is in the future" in page
    assert not record.productions.exists()


def test_the_lists_filters_name_no_matter_of_others(staff: Client, record: RecordsRequest, elsewhere: Any) -> None:
    page = staff.get(reverse("admin:requests_app_recordsrequest_changelist")).content.decode()
    assert "Plate readers" in page
    assert "Harbour audit" not in page


def test_a_request_stays_in_its_matter(admin: Client, record: RecordsRequest, elsewhere: RecordsRequest) -> None:
    data = shown(admin, record) | {"matter": elsewhere.matter_id, "subject": "Renamed"}
    assert admin.post(address(record), data).status_code == 302
    record.refresh_from_db()
    assert (record.subject, record.matter.title) == ("Renamed", "Plate readers")


def test_only_administrators_say_who_leads_a_matter(staff: Client, admin: Client, people: Team) -> None:
    data = shown(staff, people.matter) | {"lead": people.staff.pk}
    staff.post(address(people.matter), data)
    people.matter.refresh_from_db()
    assert people.matter.lead == people.counsel
    admin.post(address(people.matter), shown(admin, people.matter) | {"lead": people.stranger.pk})
    people.matter.refresh_from_db()
    assert people.matter.lead == people.stranger
    assert people.matter.memberships.filter(user=people.stranger).exists()


def test_a_case_is_over_requests_of_its_own_matter(
    admin: Client, people: Team, record: RecordsRequest, elsewhere: RecordsRequest
) -> None:
    case = factories.court_case(people)
    data = shown(admin, case) | {"requests": [elsewhere.pk], "caption": "Typed with care"}
    page = admin.post(address(case), data)
    assert "A case is over requests of its own matter." in page.content.decode()
    assert "Typed with care" in page.content.decode()
    assert not case.requests.exists()
    assert admin.post(address(case), shown(admin, case) | {"requests": [record.pk]}).status_code == 302
    record.refresh_from_db()
    assert record.state == "in_court"
    assert JournalEntry.objects.get(verb="set_requests").changes == {"requests": [[], [record.number]]}


def test_a_chain_of_courts_stays_in_its_matter_and_never_comes_back_to_itself(
    admin: Client, people: Team, elsewhere: RecordsRequest
) -> None:
    first, second = factories.court_case(people), factories.court_case(people, number="26CV00002")
    other = courts.open_case(
        matter=elsewhere.matter, court=first.court, number="26CV00003", caption="Port", requests=[], by=None, on=TODAY
    )
    page = admin.post(address(first), shown(admin, first) | {"came_from": other.pk})
    assert "The case below is of another matter." in page.content.decode()
    CourtCase.objects.filter(pk=second.pk).update(came_from=first)
    page = admin.post(address(first), shown(admin, first) | {"came_from": second.pk})
    assert "The case below came from this one." in page.content.decode()


@pytest.mark.parametrize(
    ("readings", "sentence"),
    [
        ('{"U99": "rolled"}', "There is no open question"),
        ('{"U1": "sideways"}', "Reading U1 is unrolled or rolled"),
        ('["U1"]', "Write each question with its reading"),
        ('{"U1": ["rolled"]}', "Write each question with its reading"),
    ],
)
def test_readings_the_law_does_not_know_are_refused(
    admin: Client, record: RecordsRequest, readings: str, sentence: str
) -> None:
    organisation = record.matter.organisation
    page = admin.post(address(organisation), shown(admin, organisation) | {"readings": readings})
    assert sentence in page.content.decode()
    organisation.refresh_from_db()
    assert organisation.readings == {}


def test_a_milestone_the_law_cannot_take_is_refused_and_nothing_typed_is_lost(admin: Client, people: Team) -> None:
    case = factories.court_case(people)
    made = courts.record_milestone(case=case, title="Filed", happened_on=TODAY, by=people.staff, on=TODAY)
    page = admin.post(address(made), shown(admin, made) | {"particulars": "[1]"}).content.decode()
    assert "Write each particular with its name" in page
    page = admin.post(address(made), shown(admin, made) | {"fact_kind": "moonrise", "note": "Seen."}).content.decode()
    assert "“moonrise” is not a fact that the law counts from." in page
    assert "Seen." in page
    made.refresh_from_db()
    assert made.fact_kind == ""


def test_one_request_that_cannot_be_counted_stops_no_other(
    people: Team, record: RecordsRequest, caplog: pytest.LogCaptureFixture
) -> None:
    broken = factories.received_request(people, agency=factories.agency("Port"))
    RecordsRequest.objects.filter(pk=broken.pk).update(received_on=date(2041, 1, 2), sent_on=None)
    RecordsRequest.objects.filter(pk=record.pk).update(received_on=date(2026, 10, 6))
    assert refresh_all(on=TODAY) == 1
    assert due(record) == date(2026, 10, 16)
    assert broken.number in caplog.text


def test_a_matter_is_opened_on_its_page(admin: Client) -> None:
    assert admin.get(reverse("admin:requests_app_matter_add")).status_code == 403
    assert Matter.objects.count() == 1


def test_the_way_to_the_desk_tells_nobody_whether_a_foreign_record_exists(
    people: Team, elsewhere: RecordsRequest, client_of: Callable[[User], Client]
) -> None:
    kind = ContentType.objects.get_for_model(RecordsRequest).pk
    staff = client_of(people.staff)
    foreign, absent = (staff.get(f"/admin/r/{kind}/{pk}/") for pk in (elsewhere.pk, 999_999))
    assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content)
    assert foreign.status_code == 404
    assert staff.get(f"/admin/r/999999/{elsewhere.pk}/").status_code == 404
    own = factories.draft_request(people, agency=elsewhere.agency)
    assert staff.get(f"/admin/r/{kind}/{own.pk}/")["Location"] == own.get_absolute_url()
    assert "/admin/r/" in staff.get(address(own)).content.decode()
