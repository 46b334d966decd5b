"""A date is reckoned once and remembered, and no record's date is ever taken for another's."""

from datetime import date

import pytest

from requests_app.law import Fact, Service, due_dates, memory
from requests_app.law.memory import Kept, Memory, Reckoned, Trigger
from requests_app.law.record import Record
from requests_app.law.rulebook import RULES
from tests.unit.law.law_asking import fact, one

RULE = RULES["COST-TAX"]
EMPTY = Record(())
ANYTHING = Reckoned(None, None, ())


def keep(shelf: Memory, what: Fact) -> Kept:
    return shelf.keep(RULE, Trigger(what), Kept(ANYTHING, frozenset(), what, [], []))


def test_a_date_that_rests_on_its_day_is_shared_with_an_equal_day() -> None:
    one_record, other_record = Memory(EMPTY, ("test",)), Memory(EMPTY, ("test",))
    kept = keep(one_record, fact("cost_memorandum_served", date(2026, 3, 2), "a"))
    assert other_record.find(RULE, Trigger(fact("cost_memorandum_served", date(2026, 3, 2), "b"))) is kept
    for other in (
        fact("cost_memorandum_served", date(2026, 3, 3)),
        fact("cost_memorandum_served", date(2026, 3, 2), "", Service.MAIL),
    ):
        assert other_record.find(RULE, Trigger(other)) is None
    assert other_record.find(RULES["COST-MEMO"], Trigger(kept.fact)) is None


def test_what_rests_on_more_than_its_day_is_kept_to_its_record() -> None:
    with_particulars = fact("court_of_appeal_decision", date(2026, 3, 2), published=True)
    one_record, other_record = Memory(EMPTY, ("test",)), Memory(EMPTY, ("test",))
    kept = keep(one_record, with_particulars)
    assert one_record.find(RULE, Trigger(with_particulars)) is kept
    assert other_record.find(RULE, Trigger(with_particulars)) is None
    alone = Memory(EMPTY, None)
    plain = fact("cost_memorandum_served", date(2026, 3, 2))
    keep(alone, plain)
    assert Memory(EMPTY, None).find(RULE, Trigger(plain)) is None
    assert alone.find(RULE, Trigger(plain, RULES["SC-FINAL"])) is None


def test_a_shelf_that_has_grown_too_long_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_ENOUGH", 2)
    shelf = Memory(EMPTY, None)
    facts = [fact("cost_memorandum_served", date(2026, 3, day)) for day in (2, 3, 4)]
    for each in facts:
        keep(shelf, each)
    assert [shelf.find(RULE, Trigger(each)) is not None for each in facts] == [False, False, True]


def test_other_readings_calendars_and_orders_have_their_own_dates() -> None:
    request = [fact("request_received", date(2026, 10, 4))]
    plain = one("CPRA-DET", request).due_on
    assert one("CPRA-DET", request, readings={"U2": "as_received"}).due_on == date(2026, 10, 14)
    assert one("CPRA-DET", request, extra_holidays={date(2026, 10, 15): "Flood"}).due_on == date(2026, 10, 16)
    assert one("CPRA-DET", request).due_on == plain == date(2026, 10, 15)
    writ = fact("order_to_show_cause", date(2026, 3, 2))
    order = fact("date_set_by_order", date(2026, 3, 2), rule="COA-RETURN", due_on=date(2026, 3, 20))
    assert one("COA-RETURN", [writ]).due_on == date(2026, 4, 1)
    assert one("COA-RETURN", [writ, order]).due_on == date(2026, 3, 20)
    assert one("COA-RETURN", [writ]).due_on == date(2026, 4, 1)


def test_a_remembered_date_still_tells_its_open_questions() -> None:
    request = [fact("request_received", date(2026, 10, 4))]
    first, second = due_dates(request), due_dates(request)
    assert first == second
    assert second[0].readings == ("U2=next_business_day",)


def test_an_extension_is_shared_by_its_request_and_its_days_only() -> None:
    def due(received_on: date, days: int, **more: bool) -> date | None:
        request = fact("request_received", received_on, "", **more)
        notice = fact("extension_notice", date(2026, 10, 14), calendar_days=days)
        return one("CPRA-EXT", [request, notice]).due_on

    assert due(date(2026, 10, 5), 14) == date(2026, 10, 29)
    assert due(date(2026, 10, 5), 7) == date(2026, 10, 22)
    assert due(date(2026, 10, 6), 14) == date(2026, 10, 30)
    assert due(date(2026, 10, 5), 14, after_hours=True) == date(2026, 10, 30)
    assert due(date(2026, 10, 5), 14) == date(2026, 10, 29)
    promised = fact("extension_notice", date(2026, 10, 14), until=date(2026, 10, 27))
    assert one("CPRA-EXT", [fact("request_received", date(2026, 10, 5)), promised]).due_on == date(2026, 10, 27)
