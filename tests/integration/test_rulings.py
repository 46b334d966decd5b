"""Rulings: an order decides claims one by one, a later court decides otherwise, and the history keeps both."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import communications, courts, docket, exemptions, rulings
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.documents import keep_document
from requests_app.casework.rulings import ClaimRuling
from requests_app.errors import CaseworkError
from requests_app.models import CourtCase, DeterminationOutcome, ExemptionClaim, Milestone
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db

ORDERED = date(2026, 11, 2)
REVERSED = date(2026, 11, 16)


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    """A case over one request, which was denied on two grounds."""
    request = factories.received_request(people)
    grounds = [factories.exemption(), factories.exemption("§ 7922.000", "6255")]
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=MONDAY),
        outcome=DeterminationOutcome.NONE,
        claims=[
            Claim(exemption=ground, cited_as=ground.citation, records_withheld="One week of reads")
            for ground in grounds
        ],
        by=people.staff,
        on=TODAY,
    )
    return factories.court_case(people, request)


def entry(people: Team, case: CourtCase, title: str = "Order", on: date = ORDERED) -> Milestone:
    return courts.record_milestone(
        case=case, title=title, happened_on=on, entry_kind="order", by=people.counsel, on=TODAY
    )


def claims_of(case: CourtCase) -> list[ExemptionClaim]:
    return list(rulings.claims_at_issue(case))


def test_an_order_decides_each_claim_with_its_paper_pages_and_words(people: Team, case: CourtCase) -> None:
    order = entry(people, case)
    paper = keep_document(b"order", file_name="order.txt", title="The order", milestone=order, by=people.counsel)
    records, catch_all = claims_of(case)
    rulings.rule_on_claims(
        entry=order,
        rulings=[
            ClaimRuling(records, "sustained", "3:4-9", "“They are records of investigations.”"),
            ClaimRuling(catch_all, "in_camera"),
        ],
        by=people.counsel,
    )
    records, catch_all = claims_of(case)
    assert (records.status, records.status_on) == ("sustained", ORDERED)
    assert records.status_reason == "Order (26CV00001), 3:4-9: “They are records of investigations.”"
    assert catch_all.status == "in_camera"
    step = records.steps.get()
    assert (step.document, step.ruling, step.pages) == (paper, order, "3:4-9")


def test_a_later_court_reverses_and_the_history_keeps_both(people: Team, case: CourtCase) -> None:
    claim, _ = claims_of(case)
    exemptions.answer_claim(claim=claim, answer="No investigation is in sight.", by=people.staff, on=TODAY)
    rulings.rule_on_claims(entry=entry(people, case), rulings=[ClaimRuling(claim, "sustained")], by=people.counsel)
    above = courts.open_case(
        matter=people.matter,
        court=case.court,
        number="S200000",
        caption="Project v. Court",
        requests=[],
        came_from=case,
        by=people.counsel,
        on=TODAY,
    )
    opinion = entry(people, above, "Opinion", REVERSED)
    rulings.rule_on_claims(entry=opinion, rulings=[ClaimRuling(claim, "overruled", "p. 12")], by=people.counsel)
    claim.refresh_from_db()
    assert (claim.status, claim.status_on) == ("overruled", REVERSED)
    assert [step.status for step in claim.steps.all()] == ["sustained", "overruled", "challenged"]  # by their days


def test_what_is_recorded_late_takes_its_place_by_its_day(people: Team, case: CourtCase) -> None:
    claim, _ = claims_of(case)
    later, earlier = entry(people, case, "Second order", REVERSED), entry(people, case)
    for order, status in ((later, "overruled"), (earlier, "sustained")):
        rulings.rule_on_claims(entry=order, rulings=[ClaimRuling(claim, status)], by=people.counsel)
    claim.refresh_from_db()
    assert (claim.status, claim.status_on) == ("overruled", REVERSED)
    assert [step.status for step in claim.steps.all()] == ["sustained", "overruled"]


def test_claims_go_back_when_the_order_is_vacated_and_follow_when_it_is_reinstated(
    people: Team, case: CourtCase
) -> None:
    claim, _ = claims_of(case)
    first, second = entry(people, case), entry(people, case, "Order on remand", REVERSED)
    for order, status in ((first, "remanded"), (second, "overruled")):
        rulings.rule_on_claims(entry=order, rulings=[ClaimRuling(claim, status)], by=people.counsel)
    docket.vacate_entry(milestone=second, why="Reconsidered", by=people.counsel, on=TODAY)
    claim.refresh_from_db()
    assert (claim.status, claim.status_on) == ("remanded", ORDERED)
    assert claim.steps.count() == 2
    docket.reinstate_entry(milestone=second, by=people.counsel, on=TODAY)
    claim.refresh_from_db()
    assert claim.status == "overruled"
    docket.vacate_entry(milestone=first, why="Reconsidered", by=people.counsel, on=TODAY)
    docket.vacate_entry(milestone=second, why="Reconsidered", by=people.counsel, on=TODAY)
    claim.refresh_from_db()
    assert (claim.status, claim.status_on, claim.status_reason) == ("claimed", None, "")


def test_a_corrected_day_of_the_order_is_the_day_of_the_ruling(people: Team, case: CourtCase) -> None:
    claim, _ = claims_of(case)
    order = entry(people, case)
    rulings.rule_on_claims(entry=order, rulings=[ClaimRuling(claim, "overruled")], by=people.counsel)
    docket.correct_entry(milestone=order, title="Minute order", happened_on=REVERSED, by=people.counsel, on=TODAY)
    claim.refresh_from_db()
    assert (claim.status_on, claim.status_reason) == (REVERSED, "Minute order (26CV00001).")


def test_refusals_say_why(people: Team, case: CourtCase) -> None:
    claim, _ = claims_of(case)
    order = entry(people, case)
    other = factories.received_request(people, agency=factories.agency("Cove PD"))
    elsewhere = factories.court_case(people, other, number="26CV00002")
    before = entry(people, case, "Old order", MONDAY - timedelta(days=1))
    for given, wanted in (
        ({"entry": order, "rulings": []}, "at least one claim"),
        ({"entry": entry(people, elsewhere), "rulings": [ClaimRuling(claim, "overruled")]}, "not over"),
        ({"entry": before, "rulings": [ClaimRuling(claim, "overruled")]}, "after this ruling"),
        ({"entry": order, "rulings": [ClaimRuling(claim, "moot")]}, "A ruling"),
    ):
        with pytest.raises(CaseworkError, match=wanted):
            rulings.rule_on_claims(**given, by=people.counsel)  # type: ignore[arg-type]
    assert claim.steps.count() == 0


def test_the_page_records_the_order_shows_what_it_starts_and_the_log_follows(
    people: Team, case: CourtCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    client = Client()
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    records, catch_all = claims_of(case)
    address = reverse("case-ruling", args=[case.pk]) + "?entry=new-judgment_entered"
    given = {
        "title": "Judgment granting the petition",
        "happened_on": ORDERED.isoformat(),
        "of_of": "judgment",
        f"claim-{records.pk}-status": "overruled",
        f"claim-{records.pk}-pages": "2:1-3",
        f"claim-{catch_all.pk}-words": "Not weighed.",
    }
    page = client.post(address, given)
    assert "Say what became of this claim." in page.content.decode()
    given[f"claim-{catch_all.pk}-words"] = ""
    looked = client.post(address, given | {"check": "1"}).content.decode()
    # 180 days from entry, Cal. Rules of Court, rule 8.104(a)(1)(C): Sat 1 May 2027, rolled to Mon 3 May 2027
    assert "Starts" in looked
    assert "Mon 3 May 2027" in looked
    assert not case.milestones.exists()
    client.post(address, given)
    records.refresh_from_db()
    assert records.status == "overruled"
    log = client.get(reverse("case-log", args=[case.pk]) + "?export=csv").getvalue().decode()  # type: ignore[attr-defined]
    assert "Overruled" in log
    assert "Judgment granting the petition (26CV00001), 2:1-3." in log
    assert "Judgment granting the petition" in client.get(reverse("claim", args=[records.pk])).content.decode()
    shown = client.get(case.get_absolute_url()).content.decode()
    assert "2:1-3" in shown
