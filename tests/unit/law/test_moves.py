"""What a change of calendar, law or reading would move is told before it is applied."""

from datetime import date

from requests_app.law import due_dates, moves
from tests.unit.law.law_asking import fact

REQUEST = fact("request_received", date(2027, 1, 4), "request-7")
NOTICE = fact("notice_of_entry_served", date(2027, 1, 4), "notice-8")


def test_a_new_holiday_moves_only_the_dates_it_touches() -> None:
    facts = [REQUEST, NOTICE]
    before = due_dates(facts)
    [move] = moves(before, due_dates(facts, extra_holidays={date(2027, 1, 14): "Flood"}))
    assert move.sentence == "CPRA-DET of request-7: from 2027-01-14 to 2027-01-15."
    assert moves(before, before) == ()


def test_a_new_law_is_compared_with_the_one_it_replaces() -> None:
    [move] = moves(due_dates([REQUEST]), due_dates([REQUEST], in_force={"CPRA-DET-2027": date(2027, 1, 1)}))
    assert move.sentence == "CPRA-DET to CPRA-DET-2027 of request-7: from 2027-01-14 to 2027-01-19."


def test_a_date_that_is_done_or_replaced_does_not_move() -> None:
    done = [REQUEST, fact("determination", date(2027, 1, 8)), fact("determination_notified", date(2027, 1, 8))]
    assert moves(due_dates(done), due_dates(done, extra_holidays={date(2027, 1, 14): "Flood"})) == ()
    extended = [REQUEST, fact("extension_notice", date(2027, 1, 12), "x", calendar_days=14)]
    [move] = moves(due_dates(extended), due_dates(extended, extra_holidays={date(2027, 1, 28): "Flood"}))
    assert move.sentence == "CPRA-EXT of x: from 2027-01-28 to 2027-01-29."


def test_a_date_that_begins_or_ceases_is_told_too() -> None:
    denial = fact("denial", date(2027, 1, 8), "paper-9")
    begun = moves(due_dates([]), due_dates([denial]))
    assert [move.sentence for move in begun] == [
        "CPRA-NOTIFY of paper-9: from nothing to promptly.",
        "CPRA-DENY of paper-9: from nothing to with the determination.",
        "CPRA-SOL of paper-9: from nothing to 2030-01-08.",
    ]
    assert [move.new for move in moves(due_dates([denial]), due_dates([]))] == [None, None, None]


def test_each_leg_of_a_rule_is_compared_with_itself() -> None:
    trial = fact("writ_trial_set", date(2026, 10, 30), "trial")
    [move] = moves(due_dates([trial]), due_dates([trial], extra_holidays={date(2026, 9, 30): "Flood"}))
    assert (move.leg, move.sentence) == ("opposition", "LASC-3.231 of trial: from 2026-09-30 to 2026-09-29.")
