"""The front door: it opens for the right password, says why it does not, and has no barrier."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD, team


@pytest.fixture
def someone(transactional_db: None) -> Any:
    """A member of staff with a matter."""
    return team().staff


def fill_in(page: Page, name: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_stranger_is_led_to_the_door_and_it_has_no_barrier(
    page: Page, barriers: Callable[[Page], list[str]]
) -> None:
    page.goto("/")
    assert "/sign-in/" in page.url
    assert barriers(page) == []


def test_the_right_password_opens_the_desk(page: Page, address: str, someone: Any) -> None:
    fill_in(page, someone.username, PASSWORD)
    expect(page).to_have_url(f"{address}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_wrong_password_is_explained_and_the_name_is_kept(page: Page, someone: Any) -> None:
    fill_in(page, someone.username, "not it")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert "/sign-in/" in page.url
    expect(page.get_by_label("Username")).to_have_value(someone.username)


def test_signing_in_by_cookie_is_the_same_as_by_the_form(
    page: Page, address: str, someone: Any, sign_in: Callable[[Any], None], barriers: Callable[[Page], list[str]]
) -> None:
    sign_in(someone)
    page.goto("/")
    assert page.url == f"{address}/"
    assert barriers(page) == []
