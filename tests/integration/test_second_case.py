"""The second, invented case: every rule of the engine computes a date in it, and each date was worked by hand.

It is built as of Monday 23 November 2026; its days are fixed but those of the judgment, which is of nine days before.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from requests_app import law
from requests_app.casework.court_list import load_courts
from requests_app.casework.exemptions import load_catalogue
from requests_app.law.rulebook import CLOCKS
from requests_app.management.demo import second_case, second_courts
from requests_app.management.demo.people import Team
from requests_app.models import ClaimStatus, Deadline, DeadlineStatus, ExemptionClaim, Hearing, Milestone
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

# What cannot occur in one case with the rest, and the record beside it that has it.
APART = {
    "CPRA-IDR-OAK": "Temescal Parking",  # a request to a city whose ordinance has it
    "COA-FINAL-0": second_courts.APART_WRIT,  # the petition was denied without an order to show cause
    "SC-FINAL/denial": second_courts.APART_WRIT,  # and review was denied, which is granted in the other
    "COA-FINAL-CIV": second_courts.APART_FEES,  # an appeal from an order on fees is no writ
    "NOA-60C": second_courts.APART,  # the clerk served it; in the other a party did
}


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The case, built once; each test works on a savepoint inside it."""
    var = tmp_path_factory.mktemp("second")
    with (
        django_db_blocker.unblock(),
        override_settings(DATASETS_ROOT=var / "datasets", VAR=var),
        transaction.atomic(),
    ):
        load_catalogue(by=None)
        load_courts(by=None)
        people = factories.team()
        team = Team(people.admin, people.staff, people.counsel, people.reader, people.matter.organisation)
        second_case.build(team, on=TODAY)
        yield
        transaction.set_rollback(True)


def home_of(row: Deadline) -> str:
    if row.case is not None:
        return row.case.number
    assert row.request is not None
    return row.request.agency.short_name


def clocks_of(*homes: str) -> dict[str, list[date | None]]:
    """The dates of every clock of these records, by its name, in the order they began."""
    found: dict[str, list[date | None]] = {}
    for row in Deadline.objects.current().select_related("case", "request__agency").order_by("pk"):
        if home_of(row) in homes:
            found.setdefault(f"{row.rule_id}/{row.leg}" if row.leg else row.rule_id, []).append(row.due_on)
    return found


IN_THE_CASE = ("Cove Harbor PD", second_courts.TRIAL, second_courts.WRIT, second_courts.REVIEW)


def test_the_case_and_what_is_apart_of_it_compute_every_rule_and_every_leg(built: None) -> None:
    in_the_case = set(clocks_of(*IN_THE_CASE))
    every_clock = {rule.clock for rule in CLOCKS}
    assert every_clock - in_the_case == set(APART)
    for clock, home in APART.items():
        assert clock in clocks_of(home), clock
    assert {clock.partition("/")[0] for clock in every_clock} == set(law.RULES)


def test_the_dates_of_the_request_are_those_counted_by_hand(built: None) -> None:
    found = clocks_of("Cove Harbor PD")
    assert found["CPRA-DET"] == [date(2022, 1, 20)]  # Monday 10 January and ten days
    assert found["CPRA-EXT"] == [date(2022, 2, 3)]  # 20 January and fourteen
    assert found["PC-832.7"] == [date(2022, 2, 24)]  # 45 days: 21 of January, 24 of February
    assert found["CPRA-VIDEO-45"] == [date(2022, 2, 17)]  # from Monday 3 January: 28 and 17
    assert found["CPRA-VIDEO-1Y"] == [date(2023, 1, 3)]
    # Thirty days after the year, 2 February; after the reassessment of 31 January, 2 March.
    assert found["CPRA-VIDEO-30"] == [date(2023, 2, 2), date(2023, 3, 2)]
    assert found["CPRA-EST"] == [date(2022, 2, 25)]  # the day the agency named
    assert found["CPRA-SOL"] == [date(2025, 2, 3)]  # three years from the denial
    assert found["CPRA-NOTIFY"] == found["CPRA-DENY"] == found["CPRA-PROD"] == [None]  # the law gives no number
    assert clocks_of("Temescal Parking")["CPRA-IDR-OAK"] == [date(2022, 1, 13)]  # Tuesday, Wednesday, Thursday


def test_the_dates_of_the_superior_court_are_those_counted_by_hand(built: None) -> None:
    found = clocks_of(second_courts.TRIAL)
    assert found["WRIT-ANS"] == [date(2022, 4, 13)]  # 14 March: 17 of March, 13 of April
    assert found["JUDGE-PEREMPT"] == [date(2022, 4, 1)]  # day 15 is 31 March, Cesar Chavez Day
    assert found["WRIT-OPP-1107"] == [date(2022, 4, 25)]  # day 5 is Saturday 23 April
    # The demurrer was continued to Friday 10 June. Court days back, Memorial Day on 30 May left out:
    # 9, 8, 7, 6, 3 June are five; 2, 1 June, 31, 27 May are nine; 26, 25, 24, 23, 20, 19, 18 May are sixteen.
    assert found["MOT-REPLY"] == [date(2022, 6, 3)]
    assert found["MOT-OPP"] == [date(2022, 5, 27)]
    assert found["MOT-MOVE"] == [date(2022, 5, 18)]
    # Trial on Friday 30 September: sixty days back are 1 August, thirty 31 August, fifteen 15 September.
    assert found["LASC-3.231/opening"] == [date(2022, 8, 1)]
    assert found["LASC-3.231/opposition"] == [date(2022, 8, 31)]
    assert found["LASC-3.231/reply"] == [date(2022, 9, 15)]
    assert found["WRIT-NOTICE-1088"] == [date(2022, 9, 20)]
    # Mailed on 17 October: 20 days and 5 for the mail are Friday 11 November, Veterans Day; then Monday.
    assert found["CPRA-WRIT20"] == [date(2022, 11, 14)]
    assert found["CPRA-WRIT20X"] == [date(2022, 11, 21)]  # 6 November, ten days more, and the five of the mail
    assert found["SETTLE-NOTICE/dismissal"] == [date(2024, 10, 18)]  # 27 of September, 18 of October


def test_an_order_set_the_day_of_the_answer_and_the_rule_stays_beside_it(built: None) -> None:
    answer = Deadline.objects.current().get(rule_id="WRIT-ANS", leg="record")
    assert answer.due_on == date(2022, 6, 24)
    assert answer.rule_gives_on == date(2022, 5, 4)  # the record came on 4 April: 26 of April, 4 of May
    demurrer = Hearing.objects.get(milestone__title="Hearing on the demurrer")
    assert [(row.from_on, row.to_on) for row in demurrer.continuances.all()] == [
        (date(2022, 5, 20), date(2022, 6, 10))
    ]


def test_the_dates_of_the_writ_and_of_the_remand_are_those_counted_by_hand(built: None) -> None:
    found = clocks_of(second_courts.WRIT)
    assert found["COA-PRELIM"] == [date(2022, 11, 28)]  # day 10 is Thanksgiving; Friday is closed, then the weekend
    assert found["COA-PRELIM-R"] == [date(2022, 11, 28)]  # 18 November and ten
    assert found["COA-RETURN"] == [date(2023, 1, 4)]  # 5 December: 26 and 4
    assert found["COA-REPLY"] == [date(2023, 1, 19)]
    assert found["COA-REHEAR"] == [date(2023, 4, 27)]  # 12 April and fifteen
    assert found["COA-PUBREQ"] == [date(2023, 5, 2)]
    assert found["COA-FINAL-30"] == [date(2023, 5, 12)]
    assert found["SC-PFR"] == [date(2023, 5, 22)]  # ten days after it is final
    assert found["SC-OWN"] == [date(2023, 6, 11)]  # thirty; a Sunday, and the court's own time does not roll
    # The Supreme Court's decision is final on 6 March 2024; fifteen days on are 21 March.
    assert found["COA-SUPP"] == [date(2024, 3, 21)]
    assert found["COA-SUPP/responding"] == [date(2024, 4, 4)]
    assert found["COST-APP"] == found["FEE-APP"] == [date(2024, 8, 26)]  # 17 July: 14 and 26


def test_the_dates_of_the_supreme_court_are_those_counted_by_hand(built: None) -> None:
    found = clocks_of(second_courts.REVIEW)
    assert found["SC-PFR-ANS"] == [date(2023, 6, 8)]  # 19 May: 12 and 8
    assert found["SC-PFR-REP"] == [date(2023, 6, 20)]  # day 10 is Sunday 18 June; Monday is Juneteenth
    assert found["SC-GRANT"] == [date(2023, 7, 18)]  # sixty days: 12, 30 and 18
    assert found["SC-OBM"] == [date(2023, 8, 11)]  # 12 July: 19 and 11
    assert found["SC-ABM"] == [date(2023, 9, 11)]  # day 30 is Sunday 10 September
    assert found["SC-RBM"] == [date(2023, 10, 2)]  # day 20 is Sunday 1 October
    assert found["SC-AMICUS"] == [date(2023, 11, 1)]
    assert found["SC-REHEAR"] == [date(2024, 2, 20)]  # 5 February and fifteen
    assert found["SC-FINAL"] == found["SC-REMIT"] == [date(2024, 3, 6)]  # 24 of a leap year's February, 6 of March


def test_costs_and_fees_run_from_the_judgment_of_last_week(built: None) -> None:
    # Nine days before Monday 23 November is Saturday 14: entered on Friday 13; notice on the 17th, costs on the 20th.
    found = clocks_of(second_courts.TRIAL)
    assert found["COST-MEMO"] == [date(2026, 12, 2)]  # 17 November and fifteen
    assert found["COST-MEMO-180"] == found["NOA-180"] == [date(2027, 5, 12)]
    assert found["COST-TAX"] == [date(2026, 12, 7)]  # day 15 is Saturday 5 December
    # Sixty days from 17 November are Saturday 16 January; Monday is the day of Dr. King.
    assert found["NOA-60P"] == found["FEE-TRIAL"] == [date(2027, 1, 19)]
    running = Deadline.objects.open().filter(matter__title__startswith="Video of the Pier Street stop")
    assert {row.rule_id for row in running} == {"COST-TAX", "FEE-TRIAL", "NOA-60P"}


def test_the_dates_of_what_is_apart_are_those_counted_by_hand(built: None) -> None:
    writ = clocks_of(second_courts.APART_WRIT)
    assert writ["COA-FINAL-0"] == [date(2022, 7, 6)]  # denied summarily: final at once
    assert writ["SC-PFR"] == [date(2022, 7, 18)]  # day 10 is Saturday 16 July
    assert writ["SC-FINAL/denial"] == [date(2022, 8, 31)]  # the day review was denied
    below = clocks_of(second_courts.APART)
    assert below["CPRA-WRIT20"] == [date(2022, 6, 21)]  # 1 June and twenty
    assert below["NOA-180"] == [date(2023, 7, 10)]  # day 180 from 9 January is Saturday 8 July
    assert below["NOA-60C"] == [date(2023, 3, 13)]  # day 60 from 11 January is Sunday 12 March
    assert clocks_of(second_courts.APART_FEES)["COA-FINAL-CIV"] == [date(2023, 12, 20)]  # a state: thirty days


def test_the_claims_went_through_the_courts_one_by_one(built: None) -> None:
    claims = ExemptionClaim.objects.filter(request__agency__short_name="Cove Harbor PD").order_by("pk")
    assert [claim.status for claim in claims] == [
        ClaimStatus.OVERRULED,
        ClaimStatus.OVERRULED,
        ClaimStatus.WITHDRAWN,
    ]
    first = claims[0]
    assert [step.status for step in first.steps.order_by("pk")] == [
        ClaimStatus.IN_CAMERA,
        ClaimStatus.SUSTAINED,
        ClaimStatus.OVERRULED,
    ]
    assert not Milestone.objects.filter(case__matter=first.request.matter, source="").exists()
    late = Deadline.objects.late(on=TODAY).filter(matter=first.request.matter)
    assert not late.exclude(status=DeadlineStatus.OPEN).exists()
    assert not late.exists()
