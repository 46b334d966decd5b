"""The desk in a browser: every page without a barrier, and the day's work done with and without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from requests_app import clock, tasks
from requests_app.casework import communications, courts, datasets, letters
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.documents import keep_document
from requests_app.models import Dataset, ExemptionClaim, Letter, RecordsRequest, Reminder
from tests import factories
from tests.factories import Team

SCANS = b"plate,read_at,device\n" + b"".join(
    b"P%d,2026-01-%02d %02d:00:00,CAR-%d\n" % (number % 40, 1 + number % 9, number % 24, number % 3)
    for number in range(500)
)
PAGES = (
    "/",
    "/requests/",
    "/requests/new/",
    "/requests/{request}/",
    "/requests/{request}/receipt/",
    "/requests/{request}/extension/",
    "/requests/{request}/determination/",
    "/requests/{request}/production/",
    "/requests/{request}/letter/",
    "/claims/",
    "/claims/{claim}/",
    "/claims/{claim}/answer/",
    "/cases/",
    "/cases/{case}/",
    "/cases/{case}/milestones/new/?kind=notice_of_entry_served",
    "/deadlines/",
    "/calendar/",
    "/letters/",
    "/letters/{letter}/",
    "/letters/issue/",
    "/reminders/",
    "/reminders/{reminder}/",
    "/reminders/new/?request={request}",
    "/reminders/preferences/",
    "/reminders/health/",
    "/reminders/feeds/",
    "/communications/",
    "/documents/",
    "/documents/{document}/about/",
    "/datasets/",
    "/datasets/new/",
    "/datasets/{dataset}/",
    "/datasets/{dataset}/confirm/",
    "/datasets/{dataset}/measures/reads_per_device/",
    "/datasets/{dataset}/quarantine/",
    "/agencies/",
    "/agencies/{agency}/",
    "/matters/",
    "/matters/{matter}/",
    "/journal/",
    "/mail/",
    "/search/?q=contracts",
    "/search/?q=zzz",
)


@pytest.fixture
def people(transactional_db: None, sign_in: Callable[[Any], None]) -> Team:
    """A team, with the staff member signed in."""
    team = factories.team()
    sign_in(team.staff)
    return team


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    """A request the agency received three weeks ago; it has not answered."""
    today = clock.today()
    return factories.received_request(people, received_on=today - timedelta(days=21), today=today)


@pytest.fixture
def addresses(people: Team, record: RecordsRequest) -> list[str]:
    """Every page, with something on it."""
    today = clock.today()
    determination = communications.record_determination(
        request=record,
        paper=Paper(
            happened_on=today - timedelta(days=9), body="The records are investigatory.", signed_by_name="R. Diaz"
        ),
        outcome="part",
        claims=[Claim(exemption=factories.exemption(), cited_as="Gov. Code, § 7923.600", justification="Files.")],
        by=people.staff,
        on=today,
    )
    document = keep_document(
        b"We deny.", file_name="d.txt", title="Denial", by=people.staff, communication=determination.communication
    )
    tasks.read_kept_documents()
    case = factories.court_case(people, record)
    courts.record_milestone(
        case=case,
        title="Petition filed",
        fact_kind="petition_filed",
        happened_on=today,
        by=people.staff,
        on=today,
        source="The stamped petition",
        confidence="P",
        accounts_differ="One report gives another day.",
    )
    letter = letters.propose_letter(request=record, kind="request", by=people.staff, on=today)
    keys = {
        "request": record.pk,
        "claim": determination.communication.claims.get().pk,
        "case": case.pk,
        "letter": letter.pk,
        "document": document.pk,
        "dataset": read_dataset(people, record).pk,
        "agency": record.agency.pk,
        "matter": people.matter.pk,
        "reminder": Reminder.objects.create(
            deadline=record.deadlines.all()[0],
            recipient=people.staff,
            offset_days=7,
            send_on=today,
            state="sent",
            sent_at=clock.now(),
            message_id="<1@example.org>",
        ).pk,
    }
    return [address.format(**keys) for address in PAGES]


def read_dataset(people: Team, record: RecordsRequest) -> Dataset:
    dataset = datasets.receive_dataset(
        BytesIO(SCANS + b"broken line\n"),
        file_name="scans.csv",
        title="Scans",
        request=record,
        by=people.staff,
        on=clock.today(),
    )
    mapping = datasets.propose_reading(dataset).mapping
    assert mapping is not None
    datasets.confirm_dataset(dataset=dataset, mapping=mapping, by=people.staff)
    return work_on_dataset()


def work_on_dataset() -> Dataset:
    """What a worker does, here and now."""
    claimed = datasets.claim_dataset(at=clock.now())
    assert claimed is not None
    return datasets.ingest_dataset(claimed)


@pytest.mark.parametrize("width", [1280, 360], ids=["desk", "phone"])
def test_no_page_has_a_barrier_or_scrolls_sideways(
    page: Page, addresses: list[str], width: int, barriers: Callable[[Page], list[str]]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for address in addresses:
        response = page.goto(address)
        assert response is not None and response.ok, address
        page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
        found += [f"{address}: {barrier}" for barrier in barriers(page)]
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if too_wide > 0:
            found.append(f"{address}: {too_wide} pixels wider than the screen")
    assert not found, "\n".join(found)


def test_no_page_has_a_barrier_in_the_dark(
    chromium: Browser, page: Page, addresses: list[str], barriers: Callable[[Page], list[str]]
) -> None:
    page.emulate_media(color_scheme="dark")
    found = []
    for address in addresses[:20]:
        page.goto(address)
        found += [f"{address}: {barrier}" for barrier in barriers(page)]
    assert not found, "\n".join(found)


def test_a_deadline_opens_its_reasons_in_place(page: Page, record: RecordsRequest) -> None:
    page.goto("/")
    row = page.get_by_role("listitem").filter(has_text=record.subject).first
    expect(row.get_by_text("+ 10 calendar days")).to_be_hidden()
    row.get_by_text("why").click()
    expect(row.get_by_text("+ 10 calendar days")).to_be_visible()
    expect(row.get_by_text("Gov. Code").first).to_be_visible()


def test_a_request_is_opened_drafted_issued_and_its_paper_appears_by_itself(page: Page, people: Team) -> None:
    agency = factories.agency()
    page.goto("/")
    page.get_by_role("link", name="Open a request").first.click()
    page.get_by_label("Matter", exact=True).select_option(label=people.matter.title)
    page.get_by_label("Agency").select_option(label=agency.name)
    page.get_by_label("Subject").fill("Drone flights")
    page.get_by_label("Records sought").fill("All flight logs of 2026.")
    page.get_by_role("button", name="Open the request").click()
    page.get_by_role("link", name="Propose a letter").click()
    page.get_by_role("button", name=re.compile("Draft it.*Request for records")).click()
    expect(page.frame_locator("iframe").get_by_text("All flight logs of 2026.")).to_be_visible()
    page.get_by_role("button", name="Issue").click()
    expect(page.get_by_role("progressbar", name="Making the PDF")).to_be_visible()
    waiting = letters.claim_letter(at=clock.now())
    assert waiting is not None
    letters.make_letter(waiting)
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()
    made = Letter.objects.select_related("document").get()
    assert made.document is not None
    expect(page.get_by_text(made.document.sha256, exact=True)).to_be_visible()


def test_a_denial_is_recorded_after_a_look_at_what_it_moves(
    page: Page, record: RecordsRequest, tmp_path: Path
) -> None:
    factories.exemption()
    factories.exemption("Gov. Code § 7922.000", "6255(a)")
    paper = tmp_path / "denial.txt"
    paper.write_text("We deny your request.")
    page.goto(record.get_absolute_url())
    page.get_by_role("link", name="A determination or denial").click()
    page.locator("input[type=file]").set_input_files(paper)
    page.get_by_label("Exemption").first.select_option(index=1)
    page.get_by_role("button", name="Add another claim").click()
    expect(page.get_by_role("group", name="Claim 2")).to_be_visible()
    page.get_by_role("group", name="Claim 2").get_by_label("Exemption").select_option(index=2)
    page.get_by_role("button", name="Show what it would move").click()
    expect(page.get_by_text("Nothing is recorded yet")).to_be_visible()
    expect(page.get_by_text("Determination, due")).to_be_visible()
    assert not ExemptionClaim.objects.exists()
    page.get_by_role("button", name="Record the determination").click()
    expect(page.get_by_text("Recorded.", exact=True)).to_be_visible()
    assert ExemptionClaim.objects.count() == 2
    expect(page.get_by_text("denial.txt").first).to_be_visible()


def test_a_dataset_is_received_confirmed_and_read_under_ones_eyes(
    page: Page, record: RecordsRequest, tmp_path: Path
) -> None:
    scans = tmp_path / "scans.csv"
    scans.write_bytes(SCANS)
    page.goto(f"/datasets/new/?request={record.pk}")
    page.locator("input[type=file]").set_input_files(scans)
    page.get_by_role("button", name="Receive it").click()
    expect(page.get_by_role("heading", name="Confirm how it is read")).to_be_visible()
    page.get_by_role("button", name="Read it this way").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work_on_dataset()
    expect(page.get_by_role("heading", name="The ledger: every line accounted for")).to_be_visible()
    expect(page.get_by_text("501 lines = 500 accepted")).to_be_visible()


def test_a_slash_goes_to_the_search_box_unless_somebody_types(page: Page, record: RecordsRequest) -> None:
    page.goto("/requests/")
    page.keyboard.press("/")
    expect(page.get_by_label("Search everything")).to_be_focused()
    page.keyboard.type("1/2")
    expect(page.get_by_label("Search everything")).to_have_value("1/2")


def test_the_whole_menu_is_behind_one_button_on_a_phone(page: Page, record: RecordsRequest) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()
    menu.get_by_role("link", name="Requests").click()
    expect(page.get_by_role("heading", name="Requests", level=1)).to_be_visible()


def test_a_printed_request_is_a_chronology_without_the_desk_around_it(page: Page, record: RecordsRequest) -> None:
    page.goto(record.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    for name in ("Main", "Quick"):
        expect(page.get_by_role("navigation", name=name)).to_be_hidden()
    expect(page.get_by_role("link", name="Propose a letter")).to_be_hidden()


def test_the_work_is_done_without_scripts(people: Team, record: RecordsRequest, plain_page: Page) -> None:
    factories.exemption()
    page = plain_page
    page.goto(f"/requests/{record.pk}/determination/")
    page.get_by_label("The words that matter").fill("We withhold it.")
    page.get_by_role("button", name="Add another claim").click()
    expect(page.get_by_role("group", name="Claim 2")).to_be_visible()
    expect(page.get_by_label("The words that matter")).to_have_value("We withhold it.")
    page.get_by_label("Exemption").first.select_option(index=1)
    page.get_by_role("button", name="Show what it would move").click()
    expect(page.get_by_text("Nothing is recorded yet")).to_be_visible()
    page.get_by_role("button", name="Record the determination").click()
    expect(page.get_by_text("Recorded.", exact=True)).to_be_visible()
    page.get_by_text("why").first.click()
    expect(page.locator(".why-body").first).to_be_visible()


def test_progress_comes_without_scripts_too(people: Team, record: RecordsRequest, plain_page: Page) -> None:
    letter = letters.propose_letter(request=record, kind="request", by=people.staff, on=clock.today())
    letters.issue_letter(letter=letter, by=people.staff)
    plain_page.goto(letter.get_absolute_url())
    expect(plain_page.get_by_role("progressbar")).to_be_visible()
    waiting = letters.claim_letter(at=clock.now())
    assert waiting is not None
    letters.make_letter(waiting)
    expect(plain_page.get_by_text("Download the PDF")).to_be_visible()  # the page fetches itself again
