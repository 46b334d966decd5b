"""The gate decides who sees which row and who may change it."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from requests_app.access import Power, may, may_see, require, visible
from requests_app.access.gate import OWN, PATH_TO_MATTER, SHARED
from requests_app.casework import matters, requests
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Deadline, Matter, RecordsRequest, Role
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_model_is_known_to_the_gate() -> None:
    assert set(apps.get_app_config("requests_app").get_models()) == set(PATH_TO_MATTER) | set(OWN) | SHARED


def test_a_member_sees_the_matter_and_what_hangs_from_it() -> None:
    people = factories.team()
    request = factories.received_request(people)
    for person in (people.staff, people.counsel, people.reader, people.admin):
        assert visible(person, RecordsRequest.objects.all()).get() == request
        assert visible(person, Deadline.objects.all()).filter(request=request).exists()


def test_a_stranger_sees_nothing_of_it() -> None:
    people = factories.team()
    request = factories.received_request(people)
    for model in PATH_TO_MATTER:
        assert not visible(people.stranger, model._default_manager.all()).exists()
    assert not may_see(people.stranger, request)
    assert not may_see(AnonymousUser(), request)


def test_someone_who_left_sees_nothing() -> None:
    people = factories.team()
    people.staff.is_active = False
    people.staff.save()
    assert not visible(people.staff, Matter.objects.all()).exists()


def test_a_removed_member_no_longer_sees_the_matter() -> None:
    people = factories.team()
    membership = people.matter.memberships.get(user=people.reader)
    matters.remove_member(membership=membership, by=people.admin)
    assert not may_see(people.reader, people.matter)


def test_only_administrators_and_the_lead_add_members() -> None:
    people = factories.team()
    with pytest.raises(AccessError):
        matters.add_member(matter=people.matter, user=people.stranger, by=people.staff)
    matters.add_member(matter=people.matter, user=people.stranger, by=people.counsel)
    assert may_see(people.stranger, people.matter)


@pytest.mark.parametrize(
    ("role", "powers"),
    [
        (Role.ADMINISTRATOR, {Power.READ, Power.CHANGE, Power.ADMINISTER}),
        (Role.STAFF, {Power.READ, Power.CHANGE}),
        (Role.COUNSEL, {Power.READ, Power.CHANGE, Power.CONFIDE}),
        (Role.READ_ONLY, {Power.READ}),
    ],
)
def test_each_role_has_its_powers(role: str, powers: set[Power]) -> None:
    person = factories.user("somebody", role)
    assert {power for power in Power if may(person, power)} == powers


def test_a_reader_cannot_change_and_is_told_so() -> None:
    people = factories.team()
    request = factories.received_request(people)
    with pytest.raises(AccessError, match="Read-only"):
        requests.withdraw_request(request=request, by=people.reader, on=factories.TODAY)


def test_a_stranger_cannot_change_even_with_the_right_role() -> None:
    people = factories.team()
    with pytest.raises(AccessError, match="not a member"):
        require(people.stranger, Power.CHANGE, people.matter)


def test_someone_who_handles_open_requests_is_not_removed_before_handing_them_over() -> None:
    people = factories.team()
    request = factories.received_request(people)
    membership = people.matter.memberships.get(user=people.staff)
    with pytest.raises(CaseworkError, match="hand them over"):
        matters.remove_member(membership=membership, by=people.admin)
    request.handled_by = people.counsel
    request.save()
    matters.remove_member(membership=membership, by=people.admin)
    assert not may_see(people.staff, people.matter)
