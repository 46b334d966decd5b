"""Recording what came: the paper is read, a person confirms, and every claim keeps its place and its steps."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from requests_app.casework import communications, exemptions
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.documents import keep_document
from requests_app.errors import CaseworkError
from requests_app.models import (
    ClaimStatus,
    ClaimStep,
    Communication,
    DeterminationOutcome,
    Document,
    ExemptionClaim,
    Extension,
    RecordsRequest,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db

DENIAL = (
    "The rosters may be had.\r\n\r\nEnclosed are the contracts. The Department withholds the deployment "
    "rosters under Government Code section 7923.600.\r\n"
)


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def record(people: Team) -> RecordsRequest:
    factories.exemption("Gov. Code § 7923.600", "§ 6254(f)")
    return factories.received_request(people)


@pytest.fixture
def browser(people: Team, client: Client) -> Client:
    client.force_login(people.staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled(page: Any) -> dict[str, Any]:
    """The form of the page as its button would send it."""
    form, claims = page.context["form"], page.context.get("claims")
    data = {field.name: field.value() for field in form} | {"method": "electronic"}  # the first of its choices
    for row in [claims.management_form, *claims] if claims else []:
        data |= {field.html_name: field.value() for field in row}
    return {name: value for name, value in data.items() if value not in (None, "", False)}


def test_the_paper_fills_the_rows_and_nothing_is_saved_by_reading(browser: Client, record: RecordsRequest) -> None:
    page = browser.post(reverse("request-came", args=[record.pk]), {"body": DENIAL})
    values = filled(page)
    assert page.context["act"].action == reverse("request-determination", args=[record.pk])
    assert values["outcome"] == "part"
    assert values["claims-0-cited_as"] == "Gov. Code, § 7923.600"
    assert values["claims-0-records_withheld"] == "deployment rosters"
    assert "<mark>Government Code section 7923.600" in page.content.decode()
    assert not Communication.objects.exists() and not Document.objects.exists()


def test_a_section_that_is_only_reserved_is_named_and_marked_but_fills_no_row(
    browser: Client, record: RecordsRequest
) -> None:
    words = f"{DENIAL}\n\nWe reserve our rights under Evidence Code section 1041."
    page = browser.post(reverse("request-came", args=[record.pk]), {"body": words})
    assert "Evid. Code, § 1041" not in filled(page).values()
    assert "<mark>Evid. Code, § 1041</mark>. Add a claim" in page.content.decode()
    assert "<mark>Evidence Code section 1041<" in page.content.decode()


def test_what_is_confirmed_keeps_its_place_in_the_text(browser: Client, record: RecordsRequest) -> None:
    page = browser.post(reverse("request-came", args=[record.pk]), {"body": DENIAL})
    values = {**filled(page), "body": DENIAL, "happened_on": "2026-10-15"}
    answer = browser.post(page.context["act"].action, values)
    assert answer.status_code == 302, answer.context["form"].errors
    claim = ExemptionClaim.objects.get()
    assert claim.communication.body[claim.text_start : claim.text_end] == "Government Code section 7923.600"
    assert b"<mark>Government Code section 7923.600</mark>" in browser.get(reverse("claim", args=[claim.pk])).content


def test_words_edited_after_reading_move_the_place_with_them(browser: Client, record: RecordsRequest) -> None:
    page = browser.post(reverse("request-came", args=[record.pk]), {"body": DENIAL})
    values = {**filled(page), "body": "A line more.\n" + DENIAL, "happened_on": "2026-10-15"}
    browser.post(page.context["act"].action, values)
    claim = ExemptionClaim.objects.get()
    assert claim.communication.body[claim.text_start : claim.text_end] == "Government Code section 7923.600"


def test_the_file_that_was_read_is_kept_with_the_paper(browser: Client, record: RecordsRequest) -> None:
    file = SimpleUploadedFile("denial.txt", DENIAL.encode())
    page = browser.post(reverse("request-came", args=[record.pk]), {"file": file})
    assert page.context["read"].file_name == "denial.txt"
    browser.post(page.context["act"].action, {**filled(page), "happened_on": "2026-10-15"})
    assert Document.objects.get().communication == Communication.objects.get()
    assert Document.objects.get().size_bytes == len(DENIAL.encode())


def test_a_file_somebody_else_read_is_not_taken(browser: Client, record: RecordsRequest, people: Team) -> None:
    page = browser.post(
        reverse("request-came", args=[record.pk]), {"file": SimpleUploadedFile("denial.txt", DENIAL.encode())}
    )
    values = {**filled(page), "happened_on": "2026-10-15"}
    other = Client()
    other.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    other.post(page.context["act"].action, values)
    assert Communication.objects.count() == 1
    assert not Document.objects.exists()


def test_a_notice_of_more_time_opens_the_page_of_an_extension(browser: Client, record: RecordsRequest) -> None:
    words = (
        "October 15, 2026\n\nUnder Government Code section 7922.535(b) the time to respond is extended to "
        "October 29, 2026, to consult with another agency."
    )
    page = browser.post(reverse("request-came", args=[record.pk]), {"body": words})
    values = filled(page)
    assert page.context["act"].action == reverse("request-extension", args=[record.pk])
    assert (values["extended_until"], values["ground"]) == (date(2026, 10, 29), "consultation")
    answer = browser.post(page.context["act"].action, {**values, "happened_on": "2026-10-15"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Extension.objects.get().extended_until == date(2026, 10, 29)


def test_nothing_to_read_is_said_and_nothing_is_lost(browser: Client, record: RecordsRequest) -> None:
    page = browser.post(
        reverse("request-determination", args=[record.pk]),
        {"read": "1", "signed_by_name": "J. Lopez", "claims-TOTAL_FORMS": "1", "claims-INITIAL_FORMS": "0"},
    )
    assert "there is nothing to read" in page.content.decode()
    assert page.context["form"]["signed_by_name"].value() == "J. Lopez"
    assert not Communication.objects.exists()


@pytest.fixture
def claim(record: RecordsRequest, people: Team) -> ExemptionClaim:
    made = communications.record_determination(
        request=record,
        paper=Paper(happened_on=MONDAY),
        outcome=DeterminationOutcome.NONE,
        claims=[Claim(exemption=factories.exemption("Gov. Code § 7923.600"), cited_as="§ 7923.600")],
        by=people.staff,
        on=TODAY,
    )
    return made.communication.claims.get()


def test_each_step_of_a_claim_stays_with_the_document_that_proves_it(claim: ExemptionClaim, people: Team) -> None:
    order = keep_document(b"Order", file_name="order.txt", title="Order", by=people.staff, request=claim.request)
    exemptions.answer_claim(claim=claim, answer="It does not apply.", by=people.staff, on=MONDAY)
    exemptions.record_claim_outcome(
        claim=claim,
        status=ClaimStatus.OVERRULED,
        proof="p. 4",
        document=order,
        by=people.staff,
        happened_on=TODAY,
    )
    steps = [(step.status, step.happened_on, step.document) for step in ClaimStep.objects.all()]
    assert steps == [("challenged", MONDAY, None), ("overruled", TODAY, order)]


def test_answering_again_is_no_new_step(claim: ExemptionClaim, people: Team) -> None:
    for words in ("One.", "Two."):
        exemptions.answer_claim(claim=claim, answer=words, by=people.staff, on=MONDAY)
    assert ClaimStep.objects.count() == 1


def test_a_paper_of_another_matter_proves_nothing(claim: ExemptionClaim, people: Team) -> None:
    other = type(people.matter).objects.create(
        title="Other", organisation=people.matter.organisation, lead=people.counsel, opened_on=TODAY
    )
    paper = keep_document(b"Order", file_name="order.txt", title="Order", by=people.admin, matter=other)
    with pytest.raises(CaseworkError, match="another matter"):
        exemptions.record_claim_outcome(
            claim=claim, status=ClaimStatus.MOOT, proof="", document=paper, by=people.admin, happened_on=TODAY
        )


def test_a_new_file_proves_the_outcome(browser: Client, claim: ExemptionClaim) -> None:
    order = SimpleUploadedFile("order.txt", b"The claim is withdrawn.")
    browser.post(
        reverse("claim-outcome", args=[claim.pk]),
        {"status": "withdrawn", "happened_on": "2026-10-20", "file": order},
    )
    step = ClaimStep.objects.get()
    assert step.document is not None and step.document.title == "order.txt"
    assert b"order.txt" in browser.get(reverse("claim", args=[claim.pk])).content


def test_what_the_index_says_is_kept_on_the_claim(browser: Client, claim: ExemptionClaim) -> None:
    browser.post(
        reverse("claim-describe", args=[claim.pk]),
        {"bates": "LMPD000012–18", "segregable": "nothing", "declarant": "Sgt. A. Reyes"},
    )
    claim.refresh_from_db()
    assert (claim.bates, claim.get_segregable_display()) == (
        "LMPD000012–18",
        "The agency says that nothing can be separated",
    )
