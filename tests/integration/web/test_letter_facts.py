"""Every kind of letter, from a realistic request over its short form to the issued page."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from requests_app import archive, clock, letters
from requests_app.casework import communications, requests
from requests_app.casework import letters as verbs
from requests_app.casework.communications import Claim, Paper
from requests_app.letters import is_available
from requests_app.models import (
    Communication,
    DeterminationOutcome,
    ExemptionClaim,
    Letter,
    LetterState,
    Production,
    RecordsRequest,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db
needs_pango = pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing")

TUESDAY = date(2026, 10, 6)  # received
ANSWERED = date(2026, 10, 30)

# What a person types on the short form of each kind; the rest is on record.
TOLD: dict[str, dict[str, str]] = {
    "request": {},
    "electronic_format": {"electronic_format": "CSV with a header line"},
    "follow_up": {},
    "overdue_determination": {},
    "extension_objection": {},
    "fee_estimate_answer": {
        "fee_estimated_on": "2026-11-02",
        "fee_estimate_cents": "1842.50",
        "fee_basis": "24 hours of review",
    },
    "exemption_challenge": {},
    "segregation_demand": {"records_withheld": "One week of reads"},
    "names_and_titles": {},
    "missed_promise": {"promised_on": "2026-11-16", "promise_made_on": "2026-10-30", "promise_words": "By the 16th"},
    "preservation_demand": {},
    "notice_of_petition": {"legal_steps": "The reads of one week are withheld.\nNo search was described."},
    "meet_and_confer": {"met_on": "2026-11-19", "legal_steps": "The agency will search again."},
    "withdrawal": {},
    "thanks": {"received_description": "340 pages of contracts"},
}


def sent_and_received(people: Team) -> RecordsRequest:
    """Sent on Monday, received on Tuesday; the ten days end on Friday 16 October."""
    request = factories.draft_request(people)
    requests.record_sending(request=request, sent_on=MONDAY, method="mail", by=people.staff, on=TODAY)
    return requests.record_receipt(request=request, received_on=TUESDAY, by=people.staff, on=TODAY)


def extended(request: RecordsRequest, people: Team) -> None:
    communications.record_extension(
        request=request,
        paper=Paper(happened_on=date(2026, 10, 15)),
        extended_until=date(2026, 10, 30),
        ground_words="Staff workload",
        by=people.staff,
        on=TODAY,
    )


def denied(request: RecordsRequest, people: Team) -> ExemptionClaim:
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=ANSWERED),
        outcome=DeterminationOutcome.PART,
        claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600", justification="Investigations.")],
        by=people.staff,
        on=TODAY,
    )
    return request.claims.get()


def tell(staff: Client, kind: str, request: RecordsRequest) -> Any:
    """What a browser sends: the form as it was filled in, changed where a person types."""
    address = f"/requests/{request.pk}/letter/{kind}/"
    form = staff.get(address).context["form"]
    filled = {name: form[name].value() or "" for name in form.fields}
    answers = {name: "The reads are of nobody under investigation." for name in filled if name.startswith("answer_")}
    return staff.post(address, {**filled, **TOLD[kind], **answers}, follow=True)


@needs_pango
@pytest.mark.parametrize("kind", list(letters.KINDS))
def test_every_kind_goes_from_the_request_page_to_an_issued_page(kind: str, people: Team, staff: Client) -> None:
    request = sent_and_received(people)
    if kind == "extension_objection":
        extended(request, people)
    if kind not in ("overdue_determination", "follow_up"):
        denied(request, people)
    address = f"/requests/{request.pk}/letter/"
    if letters.kind_of(kind).asks:
        response = tell(staff, kind, request)
    else:
        response = staff.post(address, {"kind": kind}, follow=True)
    letter = Letter.objects.get()
    assert response.redirect_chain == [(letter.get_absolute_url(), 302)]
    assert "not known" not in letter.body
    assert "[" not in letter.body
    for words in ("CSV with a header line", "$1,842.50", "One week of reads", "The agency will search again."):
        assert (words in letter.body) == (words in str([*TOLD[kind].values(), "$1,842.50" * (kind[:3] == "fee")]))
    assert set(letter.facts["used"]) >= {"subject", "salutation"}
    verbs.issue_letter(letter=letter, by=people.staff)
    claimed = verbs.claim_letter(at=clock.now())
    assert claimed
    made = verbs.make_letter(claimed)
    assert (made.state, made.failure) == (LetterState.ISSUED, "")
    assert made.document
    with archive.open_kept(made.document.sha256) as file:
        assert file.read(5) == b"%PDF-"
    assert made.facts["used"] == letter.facts["used"]
    assert made.facts["subject"] == made.subject


def test_a_letter_that_lacks_what_only_its_form_asks_keeps_what_was_typed(
    people: Team, staff: Client, record: RecordsRequest
) -> None:
    response = staff.post(
        f"/requests/{record.pk}/letter/meet_and_confer/", {"met_on": "2026-11-19", "respond_by": "2026-12-03"}
    )
    page = response.content.decode()
    assert "This field is required" in page
    assert 'value="2026-11-19"' in page
    assert not Letter.objects.exists()
    assert not Communication.objects.exists()


def test_what_was_told_is_recorded_once_however_often_the_letter_is_drafted(people: Team, staff: Client) -> None:
    request = sent_and_received(people)
    for _ in range(2):
        for kind in ("missed_promise", "meet_and_confer", "fee_estimate_answer"):
            tell(staff, kind, request)
    assert Letter.objects.count() == 6
    promise = Production.objects.get()
    assert (promise.promised_on, promise.promised_in and promise.promised_in.happened_on) == (
        date(2026, 11, 16),
        ANSWERED,
    )
    said = {paper.subject: paper.body for paper in Communication.objects.all()}
    assert said == {
        "Promise of records": "By the 16th",
        "Conversation": "The agency will search again.",
        "Estimate of fees": "$1,842.50: 24 hours of review",
    }


def test_an_answer_written_for_the_challenge_is_the_claim_s_answer(people: Team, staff: Client) -> None:
    request = sent_and_received(people)
    claim = denied(request, people)
    tell(staff, "exemption_challenge", request)
    claim.refresh_from_db()
    assert (claim.our_answer, claim.status) == ("The reads are of nobody under investigation.", "challenged")


def test_nothing_is_recorded_when_the_letter_cannot_be_drafted(people: Team, staff: Client) -> None:
    request = factories.draft_request(people)  # not sent, which this letter needs
    staff.post(f"/requests/{request.pk}/letter/electronic_format/", {"electronic_format": "CSV"})
    response = staff.post(
        f"/requests/{request.pk}/letter/missed_promise/",
        {"promised_on": "2026-12-24", "promise_made_on": "2026-11-02", "respond_by": "2026-12-28"},
    )
    assert "has not passed" in response.content.decode()
    assert not Letter.objects.exists()
    assert not Communication.objects.exists()
    assert not Production.objects.exists()


def test_an_overdue_letter_is_not_offered_before_the_day_has_passed(
    people: Team, staff: Client, monkeypatch: Any
) -> None:
    request = sent_and_received(people)
    address = f"/requests/{request.pk}/letter/"
    monkeypatch.setattr(clock, "today", lambda: date(2026, 10, 16))
    page = staff.get(address).content.decode()
    assert "The determination is due on October 16, 2026; it is overdue from the next day." in page
    assert f"{address}overdue_determination/" not in page
    staff.post(address, {"kind": "overdue_determination"})
    assert not Letter.objects.exists()
    monkeypatch.setattr(clock, "today", lambda: date(2026, 10, 17))
    assert f"{address}overdue_determination/" in staff.get(address).content.decode()
