"""Settlement terms: steps with evidence, lateness, and whether the data that came is what was promised."""

from collections.abc import Set as AbstractSet
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
from requests_app.models import CourtCase, DataAgreement, Dataset, PersonalReminder, SettlementTerm
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
        case=case, what="A week of scans", obliged="Alder Bay", due_on=DUE, by=people.counsel, on=TODAY, **more
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
    with pytest.raises(CaseworkError, match="both the first and the last day"):
        owed(people, case, since_on=DUE)
    assert term.steps.count() == 1


def received(people: Team, term: SettlementTerm, hours: int, without: AbstractSet[int] = frozenset()) -> Dataset:
    """One read an hour from Mon 5 Jan 2026 on, but for some, read to the end."""
    lines = [f"P{hour},{FIRST + timedelta(hours=hour)}" for hour in range(hours) if hour not in without]
    made = datasets.receive_dataset(
        BytesIO("\n".join(["plate,read_at", *lines, ""]).encode()),
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


def found_in(term: SettlementTerm) -> list[tuple[bool, str]]:
    (found,) = verify(term)
    assert found.why_not == ""
    return [(row.is_kept, row.sentence) for row in found.findings]


def test_a_week_of_about_170_rows_does(people: Team, case: CourtCase) -> None:
    term = owed(
        people,
        case,
        day_count=7,
        row_count=170,
        rows_within_percent=5,  # at least 161.5, so 162
        fields=["plate", "read_at"],
    )
    received(people, term, 168)  # seven days of 24 hours
    assert found_in(term) == [
        (
            True,
            "7 days were agreed, whichever they are: the rows are of 7 days, Mon 5 Jan 2026 to Sun 11 Jan 2026.",
        ),
        (True, "168 of the 168 hours from the first to the last have reads."),
        (True, "170 rows were agreed, give or take 5 % (at least 162): there are 2 too few."),
        (True, "Every agreed field is in the data."),
    ]
    assert verify(term)[0].does is True


def test_six_days_with_too_few_rows_and_no_place_do_not(people: Team, case: CourtCase) -> None:
    term = owed(people, case, day_count=7, row_count=170, fields=["plate", "latitude"])
    received(people, term, 144)
    found = found_in(term)
    assert found[0] == (
        False,
        "7 days were agreed, whichever they are: the rows are of 6 days, Mon 5 Jan 2026 to Sat 10 Jan 2026.",
    )
    assert found[2:] == [
        (False, "170 rows were agreed: there are 26 too few."),
        (False, "Fields agreed and not in the data: Latitude."),
    ]
    assert verify(term)[0].does is False


def test_rows_outside_the_promised_period_do_not_count(people: Team, case: CourtCase) -> None:
    day = date(2026, 1, 6)
    term = owed(people, case, since_on=day, until_on=day, row_count=24)
    received(people, term, 72)
    assert found_in(term) == [
        (True, "24 of the 24 agreed hours have reads."),
        (False, "24 rows are of the agreed period; 48 are outside it."),
        (True, "24 rows were agreed: there are as many."),
    ]


def test_a_day_without_reads_breaks_the_promise_and_an_hour_of_chance_does_not(people: Team, case: CourtCase) -> None:
    term = owed(people, case, since_on=date(2026, 1, 5), until_on=date(2026, 1, 6))
    received(people, term, 48, without={7})
    assert found_in(term)[0] == (
        True,
        "47 of the 48 agreed hours have reads; 1 have none, which chance explains.",
    )
    terms.correct_term(term=term, until_on=date(2026, 1, 7), since_on=date(2026, 1, 5), by=people.counsel, on=TODAY)
    assert found_in(term)[0] == (False, "47 of the 72 agreed hours have reads; 25 have none.")
    (only,) = DataAgreement.objects.all()
    assert (only.settlement_term, only.until_on) == (term, date(2026, 1, 7))


def test_a_term_that_promises_nothing_of_data_says_so(people: Team, case: CourtCase) -> None:
    term = owed(people, case)
    received(people, term, 2)
    (found,) = verify(term)
    assert (found.does, found.findings) == (None, ())
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
        "day_count": "7",
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


def test_who_records_at_the_same_moment_what_was_agreed_is_told_so(
    people: Team, case: CourtCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    term = owed(people, case)
    other = {"matter": people.matter, "settlement_term": term, "recorded_at": clock.now(), "row_count": 7}
    checked = DataAgreement.full_clean

    def check_and_be_overtaken(agreement: DataAgreement) -> None:
        checked(agreement)
        DataAgreement.objects.create(**other)

    monkeypatch.setattr(DataAgreement, "full_clean", check_and_be_overtaken)
    with pytest.raises(CaseworkError, match="Somebody else recorded at this moment what was agreed"):
        terms.correct_term(term=term, row_count=9, by=people.staff, on=TODAY)
