"""A mail's whole way in a browser: taken in, placed, read, recorded, moved; and a hostile one that reaches nobody."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app import clock
from requests_app.casework.mail import receive_mail
from requests_app.models import ExemptionClaim, RecordsRequest
from tests import factories
from tests.factories import Team

DENIAL = """From: Ana Ruiz <ana@alder.example>
Subject: Your request
Message-ID: <denial@alder.example>

Your request has been assigned request number AB-2026-31. Enclosed are the policies. The Department withholds the
deployment rosters under Government Code section 7923.600. The first installment of the other records will be produced
by {day}.

Sincerely,
Ana Ruiz
Custodian of Records
"""
HOSTILE = (
    b"From: x@elsewhere.example\nSubject: <img src=http://127.0.0.1:9/subject>\nMIME-Version: 1.0\n"
    b"Content-Type: text/html\n\n"
    b'<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/refresh">'
    b'<link rel="stylesheet" href="http://127.0.0.1:9/css"><style>@import url(http://127.0.0.1:9/import);</style>'
    b'<base href="http://127.0.0.1:9/"></head><body background="http://127.0.0.1:9/background" onload="fetch(1)">'
    b'<p style="background:url(http://127.0.0.1:9/style)">Words that matter</p><img src="http://127.0.0.1:9/pixel">'
    b'<iframe src="http://127.0.0.1:9/frame"></iframe><svg onload="top.hacked=1"><image href="http://127.0.0.1:9/s"/>'
    b'</svg><script>top.hacked = 1; fetch("http://127.0.0.1:9/script")</script>'
    b'<form action="http://127.0.0.1:9/form"><button>Win</button></form><video src="http://127.0.0.1:9/v" autoplay>'
    b"</video></body></html>\n"
)


@pytest.fixture
def people(transactional_db: None, sign_in: Callable[[Any], None]) -> Team:
    team = factories.team()
    sign_in(team.staff)
    return team


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    today = clock.today()
    return factories.received_request(people, received_on=today - timedelta(days=21), today=today)


def test_a_mail_is_taken_in_placed_read_recorded_and_moved(
    page: Page, people: Team, record: RecordsRequest, tmp_path: Path, barriers: Callable[[Page], list[str]]
) -> None:
    today = clock.today()
    factories.exemption("Gov. Code § 7923.600")
    other = factories.received_request(
        people,
        received_on=today - timedelta(days=21),
        today=today,
        agency=factories.agency("Sheriff"),
        subject="Drone flights",
    )
    saved = tmp_path / "denial.eml"
    promised = today + timedelta(days=30)
    saved.write_text(DENIAL.format(day=f"{promised:%B} {promised.day}, {promised.year}"))
    found = []

    def look() -> None:
        found.extend(f"{page.url}: {barrier}" for barrier in barriers(page))

    page.goto("/tray/")
    page.get_by_label("Mails (.eml)").set_input_files(saved)
    page.get_by_role("button", name="Take them in").click()
    expect(page.get_by_text("1 waiting in the tray")).to_be_visible()
    look()
    page.get_by_role("link", name="Your request").click()
    page.get_by_role("searchbox", name="Find the request").fill("drone")
    page.get_by_role("button", name="Find", exact=True).click()
    look()
    page.get_by_role("button", name=f"Place with {other.number}").click()
    expect(page.get_by_text(f"Placed with {other.number}.")).to_be_visible()

    page.get_by_role("link", name="Record what it says").click()
    expect(page.get_by_role("heading", name="Record the determination")).to_be_visible()
    expect(page.get_by_role("region", name="The words of the paper")).to_contain_text("claim 1")
    expect(page.get_by_label("Signed by")).to_have_value("Ana Ruiz")
    expect(page.get_by_role("group", name="Promise 1").get_by_label("Promised for")).to_have_value(f"{promised}")
    look()
    page.get_by_role("button", name="Show what it would move").click()
    expect(page.get_by_text("Nothing is recorded yet. It would do this:")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("Ends: Determination, due")
    assert not ExemptionClaim.objects.exists()
    page.get_by_role("button", name="Record the determination").click()
    expect(page.get_by_text("Recorded.", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Gov. Code, § 7923.600")).to_be_visible()

    page.get_by_role("link", name="The mail as it came").click()
    look()
    page.get_by_role("link", name="Move it to another request").click()
    look()
    page.get_by_role("link", name=f"Choose {record.number}").click()
    expect(page.get_by_text("1 claim of exemption.")).to_be_visible()
    page.get_by_role("button", name="Show what it would move").click()
    expect(page.locator("#preview")).to_contain_text(f"{other}: Determination")
    look()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text(f"Moved to {record.number}.")).to_be_visible()
    assert ExemptionClaim.objects.get().request == record
    assert not found, "\n".join(found)


def test_a_hostile_mail_runs_nothing_and_no_request_leaves(page: Page, people: Team) -> None:
    mail = receive_mail(HOSTILE, by=None, on=clock.today()).mail
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(mail.get_absolute_url())
    expect(page.frame_locator("iframe.sheet").get_by_text("Words that matter")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    page.goto(f"{mail.get_absolute_url()}html/")  # opened by itself, without the page around it
    expect(page.get_by_text("Words that matter")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if "127.0.0.1:9/" in url] == []
