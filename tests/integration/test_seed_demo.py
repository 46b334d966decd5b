"""The demonstration is the model case as the sources tell it, and a dozen requests around today."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from requests_app import clock
from requests_app.casework import datasets, letters
from requests_app.models import (
    Agency,
    CourtCase,
    Dataset,
    DatasetState,
    Deadline,
    Document,
    ExemptionClaim,
    Hearing,
    JournalEntry,
    MailOutcome,
    Matter,
    Milestone,
    Organisation,
    ReceivedMail,
    RecordsRequest,
    RequestState,
    SettlementTerm,
    User,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demonstration, built once; each test works on a savepoint inside it."""
    var = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(DATASETS_ROOT=var / "datasets", VAR=var),
        transaction.atomic(),
    ):
        call_command("seed_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def dates_of(number: str) -> dict[str, date | None]:
    return {row.rule_id: row.due_on for row in CourtCase.objects.get(number=number).deadlines.current()}


def test_the_model_case_comes_out_with_every_computed_date(demo: None) -> None:
    # Worked by hand in the design's timeline: decision of 6 May 2015, review granted 29 July 2015,
    # decision of 31 August 2017; twenty days from 27 August 2014 are 16 September.
    assert dates_of("BS143004")["CPRA-WRIT20"] == date(2014, 9, 16)
    appeal = dates_of("B259392")
    assert appeal["COA-REHEAR"] == date(2015, 5, 21)
    assert appeal["COA-FINAL-30"] == date(2015, 6, 5)
    assert appeal["SC-PFR"] == date(2015, 6, 15)
    supreme = dates_of("S227106")
    assert supreme["SC-OBM"] == date(2015, 8, 28)
    assert supreme["SC-REHEAR"] == date(2017, 9, 15)
    assert supreme["SC-FINAL"] == date(2017, 9, 30)  # a Saturday: finality does not roll


def test_the_model_case_has_its_courts_parties_and_a_hearing_that_was_put_off(demo: None) -> None:
    trial = CourtCase.objects.get(number="BS143004")
    reviewing = trial.court.above()
    assert reviewing is not None
    assert reviewing.name == "Court of Appeal, Second District"
    roles = [
        [party.role for party in CourtCase.objects.get(number=number).parties.all()]
        for number in ("BS143004", "B259392")
    ]
    assert roles[0] == ["petitioner"] * 2 + ["respondent"] * 4
    assert roles[1] == ["petitioner"] * 2 + ["respondent"] + ["real_party"] * 4
    assert [row.judge for row in trial.judges.all()] == ["Judge O'Donnell", "James C. Chalfant"]
    put_off = Hearing.objects.get(milestone__case=trial)
    assert (put_off.held_on, put_off.standing(on=clock.today())) == (date(2014, 3, 21), "off calendar")


def test_mails_have_come_in_with_every_outcome_and_none_is_from_a_real_place(demo: None) -> None:
    assert set(ReceivedMail.objects.values_list("outcome", flat=True)) == set(MailOutcome)
    for address in ReceivedMail.objects.values_list("sender_address", flat=True):
        assert address.endswith(("@example.org", ".example.org"))


def test_weak_facts_carry_their_source_and_what_others_say(demo: None) -> None:
    filed = Milestone.objects.get(fact_kind="petition_filed", case__number="BS143004")
    assert filed.happened_on == date(2013, 5, 6)
    assert "2015" in filed.accounts_differ
    assert filed.confidence == "S"
    assert not Milestone.objects.filter(case__matter=filed.case.matter, source="").exists()


def test_there_are_a_request_in_every_state_a_date_this_week_a_late_one_and_an_extended_one(demo: None) -> None:
    today = clock.today()
    states = set(RecordsRequest.objects.values_list("state", flat=True))
    assert states == set(RequestState)
    assert Deadline.objects.late(on=today).exists()
    assert Deadline.objects.due_between(today, today + timedelta(days=7)).exists()
    assert Deadline.objects.open().filter(rule_id="CPRA-EXT").exists()


def test_the_case_has_its_requests_claims_settlement_and_dataset(demo: None) -> None:
    matter = Matter.objects.get(title__startswith="Licence-plate scans")
    assert {agency.short_name for agency in Agency.objects.filter(requests__matter=matter)} == {"LAPD", "LASD"}
    claims = ExemptionClaim.objects.filter(request__matter=matter)
    assert {claim.cited_as for claim in claims} == {"former Gov. Code, § 6254, subd. (f)", "former Gov. Code, § 6255"}
    term = SettlementTerm.objects.get(case__matter=matter)
    assert term.datasets.exists()
    assert Dataset.objects.filter(matter=matter, state=DatasetState.WAITING).exists()


def test_a_worker_reads_the_stand_in_and_it_reconciles(demo: None) -> None:
    dataset = datasets.claim_dataset(at=clock.now())
    assert dataset is not None
    dataset = datasets.ingest_dataset(dataset)
    assert (dataset.state, dataset.failure) == (DatasetState.READY, "")
    assert dataset.quarantined_count
    assert letters.claim_letter(at=clock.now()) is None


def test_no_real_address_appears(demo: None) -> None:
    for model in (User, Agency, Organisation):
        for email in model.objects.exclude(email="").values_list("email", flat=True):
            assert email.endswith("@example.org")


def test_everything_was_done_through_verbs(demo: None) -> None:
    written = set(JournalEntry.objects.values_list("record_type", "record_id"))
    for model in (RecordsRequest, CourtCase, Milestone, ExemptionClaim, Deadline, Document, Dataset, Matter):
        for pk in model._default_manager.values_list("pk", flat=True):
            assert (model._meta.model_name, pk) in written


def test_it_is_built_on_an_empty_database_only(demo: None) -> None:
    before = RecordsRequest.objects.count()
    with pytest.raises(CommandError, match="empty"):
        call_command("seed_demo")
    call_command("seed_demo", if_empty=True, stdout=StringIO())
    assert RecordsRequest.objects.count() == before
