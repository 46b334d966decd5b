"""A team with one request, and a client for each of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from requests_app import clock
from requests_app.models import RecordsRequest, User
from tests import factories
from tests.factories import TODAY, Team


@pytest.fixture
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> date:
    """The pages think it is TODAY."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return TODAY


@pytest.fixture
def people(db: None, on_that_day: date) -> Team:
    return factories.team()


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    """Received on MONDAY, so that its determination was due on Thursday 15 October 2026."""
    return factories.received_request(people)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def staff(people: Team, client_of: Callable[[Any], Client]) -> Client:
    return client_of(people.staff)
