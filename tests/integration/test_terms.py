"""Settlement terms: steps with evidence, lateness, and whether the data that came is what was promised."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app import datasets as tool
from requests_app.casework import datasets, terms
from requests_app.casework.agenda import agenda
from requests_app.casework.board import today_board
from requests_app.casework.compliance import verify
from requests_app.errors import CaseworkError
from requests_app.models import CourtCase, Dataset, PersonalReminder, SettlementTerm
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db

DUE = date(2026, 11, 20)
FIRST = datetime.fromisoformat("2026-01-05 00:00:00")  # a Monday, on the agency's clock


@pytest.fixture
def people(tmp_path: Path, settings: Any) -> Team:
    settings.DATASETS_ROOT = tmp_path / "datasets"
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people)


def owed(people: Team, case: CourtCase, **more: Any) -> SettlementTerm:
    return terms.record_settlement_term(
        case=case, what="A week of scans", obliged="Alder Bay", due_on=DUE, by=people.counsel, **more
    )


def end(people: Team, term: SettlementTerm, state: str, on: date = TODAY, words: str = "By letter") -> SettlementTerm:
    return terms.record_term_outcome(term=term, state=state, happened_on=on, words=words, by=people.counsel, on=TODAY)


def test_a_term_is_late_after_its_day_and_met_late_once_it_is_met(people: Team, case: CourtCase) -> None:
    term = owed(people, case)
    assert (term.standing(on=DUE), term.standing(on=DUE + timedelta(days=1))) == ("open", "late")
    assert list(SettlementTerm.objects.late(on=TODAY)) == [term]
    end(people, term, "met")
    assert (term.standing(on=TODAY), term.fulfilled_on, term.evidence) == ("met late", TODAY, "By letter")
    assert not SettlementTerm.objects.late(on=TODAY)


def test_every_step_stays_with_its_words_when_a_term_is_put_off_breached_and_met(
    people: Team, case: CourtCase
) -> None:
    term = owed(people, case)
    later = date(2026, 12, 18)
    terms.put_off_term(term=term, due_on=later, words="Stipulated", happened_on=DUE, by=people.counsel, on=TODAY)
    assert (term.due_on, term.standing(on=TODAY)) == (later, "open")
    end(people, term, "breached", words="They refuse")
    end(people, term, "met", words="Drive received")
    assert [(step.state, step.words) for step in term.steps.all()] == [
        ("open", "Put off from Fri 20 Nov 2026 to Fri 18 Dec 2026: Stipulated"),
        ("breached", "They refuse"),
        ("met", "Drive received"),
    ]
    end(people, term, "open", words="The drive was empty")
    assert (term.fulfilled_on, term.evidence) == (None, "")


def test_refusals_say_why(people: Team, case: CourtCase) -> None:
    term = owed(people, case)
    for state, on, words, wanted in (
        ("met", TODAY + timedelta(days=1), "x", "in the future"),
        ("met", TODAY, " ", "evidence"),
        ("open", TODAY, "x", "open already"),
    ):
        with pytest.raises(CaseworkError, match=wanted):
            end(people, term, state, on, words)
    end(people, term, "waived")
    with pytest.raises(CaseworkError, match="waived"):
        terms.put_off_term(term=term, due_on=TODAY, words="x", happened_on=TODAY, by=people.counsel, on=TODAY)
    with pytest.raises(CaseworkError, match="how many days"):
        owed(people, case, data_from_on=DUE)
    assert term.steps.count() == 1


def received(people: Team, term: SettlementTerm, hours: int, header: str = "plate,read_at") -> Dataset:
    """One read an hour from Mon 5 Jan 2026 on, read to the end."""
    lines = [f"P{hour},{FIRST + timedelta(hours=hour)}" for hour in range(hours)]
    made = datasets.receive_dataset(
        BytesIO("\n".join([header, *lines, ""]).encode()),
        file_name="scans.csv",
        title="Scans",
        matter=term.case.matter,
        by=people.staff,
        on=TODAY,
    )
    draft = datasets.propose_reading(made).draft
    mapping = tool.Mapping.from_json({**draft, "time_formats": ["%Y-%m-%d %H:%M:%S"]})
    datasets.confirm_dataset(dataset=made, mapping=mapping, by=people.staff)
    claimed = datasets.claim_dataset(at=clock.now())
    assert claimed is not None
    made = datasets.ingest_dataset(claimed)
    return terms.tie_dataset(term=term, dataset=made, by=people.staff)


def answers(term: SettlementTerm) -> dict[str, tuple[str, str, bool | None]]:
    (found,) = verify(term)
    assert found.why_not == ""
    return {row.question: (row.asked, row.got, row.does) for row in found.answers}


def test_a_week_of_about_170_rows_does(people: Team, case: CourtCase) -> None:
    term = owed(
        people,
        case,
        data_day_count=7,
        data_row_count=170,
        data_rows_within_percent=5,  # at least 161.5, so 162
        data_fields=["plate", "read_at"],
    )
    received(people, term, 168)  # seven days of 24 hours
    found = answers(term)
    assert found["Period"] == (
        "7 days",
        "7 days, Mon 5 Jan 2026 to Sun 11 Jan 2026; 0 of 168 hours empty",
        True,
    )
    assert found["Rows"] == ("170 (give or take 5 %: at least 162)", "168 in the period", True)
    assert found["Fields"][2] is True
    assert verify(term)[0].does is True


def test_six_days_with_too_few_rows_and_no_place_do_not(people: Team, case: CourtCase) -> None:
    term = owed(people, case, data_day_count=7, data_row_count=170, data_fields=["plate", "latitude"])
    received(people, term, 144)
    found = answers(term)
    assert [row[2] for row in found.values()] == [False, False, False]
    assert found["Rows"][:2] == ("170 at least", "144 in the period")
    assert found["Fields"][1].startswith("without ")
    assert verify(term)[0].does is False


def test_rows_outside_the_promised_period_do_not_count(people: Team, case: CourtCase) -> None:
    term = owed(people, case, data_from_on=date(2026, 1, 6), data_day_count=1, data_row_count=24)
    received(people, term, 72)
    assert answers(term)["Rows"] == ("24 at least", "24 in the period; 48 outside it", True)


def test_a_term_that_promises_nothing_of_data_says_so(people: Team, case: CourtCase) -> None:
    term = owed(people, case)
    received(people, term, 2)
    (found,) = verify(term)
    assert (found.does, found.answers) == (None, ())
    assert "says nothing" in found.why_not


def test_the_pages_add_a_term_with_a_reminder_show_it_late_and_keep_its_paper(
    people: Team, case: CourtCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    client = Client()
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    given = {
        "obliged": "Alder Bay",
        "what": "A week of scans",
        "due_on": DUE.isoformat(),
        "remind_on": "2026-12-01",
        "data_day_count": "7",
    }
    client.post(reverse("term-new", args=[case.pk]), given)
    term = SettlementTerm.objects.get()
    assert PersonalReminder.objects.get().send_on == date(2026, 12, 1)
    assert "Late" in client.get(term.get_absolute_url()).content.decode()
    assert "A week of scans" in client.get(reverse("terms") + "?standing=late").content.decode()
    paper = BytesIO(b"receipt")
    paper.name = "receipt.txt"
    said = {"state": "met", "happened_on": TODAY.isoformat(), "words": "Receipt", "file": paper}
    client.post(reverse("term-outcome", args=[term.pk]), said)
    page = client.get(term.get_absolute_url()).content.decode()
    assert "Met late" in page
    assert "Settlement: A week of scans" in page
    (item,) = [row for row in agenda(people.counsel, DUE, DUE, on=TODAY).items if row.kind == "term"]
    assert (item.state, item.title) == ("Met", "Settlement, Alder Bay: A week of scans")


def test_what_a_settlement_owes_is_on_today_until_it_is_met(people: Team, case: CourtCase) -> None:
    term = owed(people, case)
    assert today_board(people.staff, on=DUE - timedelta(days=8)).terms == []
    assert today_board(people.staff, on=DUE - timedelta(days=7)).terms == [term]
    assert today_board(people.staff, on=DUE + timedelta(days=30)).terms == [term]
    assert today_board(people.stranger, on=DUE).terms == []
    end(people, term, "met")
    assert today_board(people.staff, on=DUE).terms == []


def test_today_says_how_late_a_term_is(people: Team, case: CourtCase, client: Client) -> None:
    factories.draft_request(people)
    owed(people, case)
    client.force_login(people.staff)
    page = client.get("/").content.decode()
    assert "By the settlement due Fri 20 Nov 2026" in page
