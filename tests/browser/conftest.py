"""The browser and the site it visits: Debian's Chromium, closed to the network, pictures kept where a test fails."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import services

PICTURES = Path(__file__).resolve().parents[2] / "var" / "test-artifacts"
MILLISECONDS = services.PATIENCE * 1000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; each page gets a profile of its own."""
    program = services.chromium_program()
    if program is None:
        pytest.skip("Chromium not found on this machine")
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync"]
    flags += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's own sandbox refuses root
    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def address(live_server: Any) -> str:
    """Where `page` is at home: the live server on this test's own rows."""
    return str(live_server.url)


@pytest.fixture
def browser_context(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile at `address`, in Los Angeles; pages that a failing test leaves open are pictured."""
    context = chromium.new_context(
        base_url=address,
        timezone_id="America/Los_Angeles",
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",  # what still moves or fades cannot be measured
        accept_downloads=True,
    )
    context.set_default_timeout(MILLISECONDS)
    yield context
    report = getattr(request.node, "report_call", None)
    if report is not None and report.failed:
        _picture(context, request.node.nodeid)
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page that nobody has signed in on. Scripts that fail or are refused by the content policy fail the test."""
    page = browser_context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    assert not complaints, f"the browser complained: {complaints}"


@pytest.fixture
def plain_page(chromium: Browser, browser_context: BrowserContext, address: str) -> Iterator[Page]:
    """Whoever has signed in before this is asked for, in a browser that runs no scripts."""
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    context.set_default_timeout(MILLISECONDS)
    context.add_cookies(browser_context.cookies())  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(browser_context: BrowserContext, address: str) -> Callable[[Any], None]:
    """Sign a user of the live server in without the form: `sign_in(user)`."""

    def with_cookie(user: Any) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": address}
        browser_context.add_cookies([cookie])  # type: ignore[list-item]

    return with_cookie


@pytest.fixture(scope="session")
def barriers() -> Callable[[Page], list[str]]:
    """What axe-core finds on a page against WCAG 2.2 A and AA, one sentence each: `assert barriers(page) == []`."""
    axe = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def find(page: Page) -> list[str]:
        page.wait_for_load_state()
        page.evaluate("scrollTo(0, 0)")  # a link half under the masthead counts as too small to press
        page.evaluate(axe + "; undefined")
        found = page.evaluate("rules => axe.run({runOnly: rules})", rules)
        return [
            f"{violation['help']} ({violation['id']}): {', '.join(node['html'][:80] for node in violation['nodes'])}"
            for violation in found["violations"]
        ]

    return find


def _picture(context: BrowserContext, test: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9]+", "-", test.removeprefix("tests/browser/")).strip("-")
    for number, page in enumerate(context.pages):
        page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
