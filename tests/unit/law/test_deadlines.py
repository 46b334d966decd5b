"""What a due date says of itself, and what ends it."""

from datetime import date

import pytest

from requests_app.law import Kind, Severity, due_dates
from tests.unit.law.law_asking import fact, one

RECEIVED = date(2026, 10, 5)

REQUEST = fact("request_received", RECEIVED, "request-1")


def test_a_date_says_what_it_is_and_what_it_rests_on() -> None:
    due = one("CPRA-DET", [REQUEST])
    assert due.due_on == date(2026, 10, 15)
    assert (due.kind, due.severity, due.must_act) == (Kind.ACT, Severity.AGENCY_DUTY, "agency")
    assert (due.trigger_key, due.trigger_on) == ("request-1", RECEIVED)
    assert due.authority == "Gov. Code § 7922.535(a)"
    assert due.former_citation == "Gov. Code, former § 6253(c)"
    assert due.verified == "P"
    assert due.unverified_note == ""
    assert due.slot == "request-1"
    assert due.list_version.startswith("judicial holidays 2012-2035, list ")


def test_a_request_of_the_old_law_cites_the_old_section() -> None:
    assert one("CPRA-DET", [fact("request_received", date(2022, 12, 30))]).authority == "Gov. Code, former § 6253(c)"
    assert one("CPRA-DET", [fact("request_received", date(2023, 1, 3))]).authority == "Gov. Code § 7922.535(a)"


def test_an_extension_is_governed_by_the_law_of_its_request() -> None:
    request = fact("request_received", date(2022, 12, 28))
    extended = one("CPRA-EXT", [request, fact("extension_notice", date(2023, 1, 4), calendar_days=14)])
    assert extended.authority == "Gov. Code, former § 6253(c)"


@pytest.mark.parametrize("kind", ["determination", "denial", "production"])
def test_a_determination_ends_the_time_for_one(kind: str) -> None:
    due = one("CPRA-DET", [REQUEST, fact(kind, date(2026, 10, 13), "paper-2")])
    assert (due.satisfied_by, due.satisfied_on) == ("paper-2", date(2026, 10, 13))


def test_a_part_of_the_records_is_no_determination_but_keeps_a_promise() -> None:
    promised = fact("estimated_availability", date(2026, 10, 13), available_on=date(2026, 11, 2))
    part = fact("production", date(2026, 11, 3), "box-1", complete=False)
    assert one("CPRA-DET", [REQUEST, promised, part]).satisfied_by is None
    assert one("CPRA-EST", [REQUEST, promised, part]).satisfied_by == "box-1"


def test_the_first_of_several_answers_ends_the_time() -> None:
    late, early = fact("denial", date(2026, 10, 20), "late"), fact("determination", date(2026, 10, 12), "early")
    assert one("CPRA-DET", [REQUEST, late, early]).satisfied_by == "early"


def test_an_answer_without_a_key_is_named_by_its_kind() -> None:
    assert one("CPRA-DET", [REQUEST, fact("determination", RECEIVED)]).satisfied_by == "determination"


def test_what_came_before_the_trigger_ends_nothing() -> None:
    petition = fact("writ_petition_filed", date(2026, 8, 3))
    assert one("CPRA-WRIT20", [petition, fact("notice_of_entry_served", date(2026, 9, 2))]).satisfied_by is None


def test_a_written_denial_is_its_own_fulfilment_and_a_spoken_one_is_not() -> None:
    assert one("CPRA-DENY", [fact("denial", RECEIVED, "d", written=True)]).satisfied_by == "d"
    assert one("CPRA-DENY", [fact("denial", RECEIVED, "d", written=False)]).satisfied_by is None
    assert one("CPRA-DENY", [fact("denial", RECEIVED, "d")]).satisfied_by is None


def test_a_reassessment_ends_the_one_before_it_and_not_itself() -> None:
    first = fact("reassessment_notice", date(2026, 8, 10), "first")
    second = fact("reassessment_notice", date(2026, 9, 8), "second")
    found = {due.trigger_key: due for due in due_dates([first, second])}
    assert found["first"].satisfied_by == "second"
    assert found["second"].satisfied_by is None


def test_an_act_that_was_done_ends_the_date_it_names() -> None:
    hearing = fact("hearing_set", date(2026, 12, 4), "hearing-1")
    other = fact("hearing_set", date(2026, 12, 18), "hearing-2")
    done = fact("act_done", date(2026, 11, 5), "filing-9", rule="MOT-MOVE", trigger="hearing-1")
    found = {(due.rule, due.trigger_key): due for due in due_dates([hearing, other, done])}
    assert found["MOT-MOVE", "hearing-1"].satisfied_by == "filing-9"
    assert found["MOT-MOVE", "hearing-2"].satisfied_by is None
    assert found["MOT-OPP", "hearing-1"].satisfied_by is None


def test_an_act_done_names_the_leg_it_did() -> None:
    trial = fact("writ_trial_set", date(2026, 10, 30))
    done = fact("act_done", date(2026, 8, 31), "brief", rule="LASC-3.231", leg="opening")
    found = {due.leg: due for due in due_dates([trial, done])}
    assert found["opening"].satisfied_by == "brief"
    assert found["reply"].satisfied_by is None
    assert found["reply"].slot == "writ_trial_set/reply"


def test_a_forward_act_done_before_its_trigger_does_not_count() -> None:
    done = fact("act_done", date(2026, 3, 2), rule="COST-TAX")
    assert one("COST-TAX", [done, fact("cost_memorandum_served", date(2026, 3, 3))]).satisfied_by is None
