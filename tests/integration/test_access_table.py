"""Every address, every role. A new address without an entry here fails; strangers get 404, never a hint."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from requests_app.admin.registry import site
from tests.addresses import ADDRESSES, EDITORS_ANYWHERE, TEAM
from tests.world import ROLES, World

pytestmark = pytest.mark.django_db

READ_ONLY_IN_ADMIN = {
    "binder", "bundle", "release", "continuance", "docketimport", "campaign", "courtclosure", "ruleinforce",
    "deadline", "document", "inspection", "dataset", "measureanswer", "upload", "dataagreement", "linecorrection",
    "reminder", "journalentry", "receivedmail", "lettermail", "mailfetch", "timeentry", "cost", "note",
}  # fmt: skip
OWN_IN_ADMIN = {"bundle", "upload", "savedfilter"}  # of staff, in the world of this test; nobody sees somebody else's
COUNSELS_IN_ADMIN = {"timeentry", "cost", "note", "hourlyrate"}  # the note of the world is strategy
ADMINISTRATORS_ONLY = {"daysaway", "letterhead", "user", "organisation", "releasepolicy", "reminderpolicy"}
SHARED_IN_ADMIN = {
    "daysaway", "mailfetch", "courtclosure", "ruleinforce", "user", "organisation", "agency", "court", "exemption",
    "letterhead", "letterwording", "releasepolicy", "reminderpolicy",
}  # fmt: skip
NOT_ADDED_IN_ADMIN = READ_ONLY_IN_ADMIN | {
    "exhibit", "exhibitset", "communication", "letter", "matter", "savedfilter",
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")
    return World(tmp_path / "mail")


def names_of(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None:
                yield from names_of(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield pattern.name


def test_every_address_has_its_entry() -> None:
    assert set(names_of(get_resolver().url_patterns)) == set(ADDRESSES)


def enters(client: Client, address: str) -> str:
    """What happens: "in", "asked to sign in", or "not found"."""
    response = client.get(address)
    if response.status_code == 302 and response["Location"].startswith(reverse("login")):
        return "asked to sign in"
    if response.status_code == 404:
        return "not found"
    if response.status_code == 405:
        return "only by post"
    assert response.status_code in (200, 302), (address, response.status_code)
    if response.streaming:
        response.getvalue()  # read to its end, so that the file behind it is closed
    return "in"


# Pages of a state the one record of the test is not in: who may enter finds nothing to do there.
OTHER_STATE = {
    "binder-file", "bundle-file", "release-file", "release-datasheet", "measure", "measure-chart",
    "measure-status", "dataset-quarantine", "dataset-line", "dataset-corrections",
    "dataset-corrections-new", "dataset-coverage",
}  # fmt: skip


def test_every_address_lets_in_exactly_its_roles(world: World) -> None:
    wrong = []
    for name, allowed in ADDRESSES.items():
        for role in ROLES:
            found = enters(world.clients[role], world.address(name))
            expected = "in" if role in allowed else "asked to sign in" if role == "signed_out" else "not found"
            if found == "only by post":
                continue  # the next test tries these
            if name in OTHER_STATE and found == "not found" and role != "signed_out":
                continue
            if found != expected:
                wrong.append(f"{name} for {role}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_changing_by_post_is_closed_to_those_who_may_not(world: World) -> None:
    wrong = []
    for name, allowed in ADDRESSES.items():
        if name in ("login", "logout", "health"):
            continue
        for role in set(ROLES) - allowed:
            response = world.clients[role].post(world.address(name), {})
            if response.status_code not in (302, 404) or (
                response.status_code == 302 and not response["Location"].startswith(reverse("login"))
            ):
                wrong.append(f"POST {name} for {role}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def admin_expected(model: str, page: str, role: str) -> str:
    if role in ("signed_out", "reader"):
        return "sent away"
    if model in ADMINISTRATORS_ONLY and page in ("add", "change-post") and role != "admin":
        return "refused"
    if model in COUNSELS_IN_ADMIN and page == "change" and role != "counsel":
        return "refused"
    if model == "hourlyrate" and page == "add" and role != "counsel":
        return "refused"
    if page == "add":
        return "refused" if model in NOT_ADDED_IN_ADMIN else "in"
    if page == "change" and model in OWN_IN_ADMIN and role != "staff":
        return "refused"
    if page == "change" and role == "stranger" and model not in SHARED_IN_ADMIN:
        return "refused"
    if page == "delete":
        return "refused"
    return "in"


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_lets_in_exactly_its_roles(world: World, role: str) -> None:
    wrong = []
    for model in (found._meta.model_name or "" for found in site._registry):
        base = f"admin:requests_app_{model}"
        pages = {
            "changelist": reverse(f"{base}_changelist"),
            "add": reverse(f"{base}_add"),
            "change": reverse(f"{base}_change", args=[world.keys[model]]),
            "delete": reverse(f"{base}_delete", args=[world.keys[model]]),
        }
        for page, address in pages.items():
            status = world.clients[role].get(address).status_code
            found = {200: "in", 302: "sent away", 403: "refused", 404: "refused"}[status]
            expected = admin_expected(model, page, role)
            if found != expected:
                wrong.append(f"{model} {page}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_admin_lists_only_what_the_person_may_see(world: World) -> None:
    page = world.clients["stranger"].get(reverse("admin:requests_app_recordsrequest_changelist"))
    assert b"Plate-reader contracts" not in page.content
    page = world.clients["staff"].get(reverse("admin:requests_app_recordsrequest_changelist"))
    assert b"Plate-reader contracts" in page.content


def test_no_list_search_or_export_shows_a_stranger_anything(world: World) -> None:
    client = world.clients["stranger"]
    for name in ADDRESSES:
        if ADDRESSES[name] in (TEAM, EDITORS_ANYWHERE):
            for more in ("", "?export=csv", "?q=plate"):
                content = client.get(world.address(name) + more).getvalue()
                for secret in (b"Plate-reader contracts", b"Plate readers", b"26CV00001", b"Scans"):
                    assert secret not in content, (name, more, secret)
