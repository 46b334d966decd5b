"""What holds for every date the law engine gives, 2012 to 2035."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from requests_app.errors import RuleError
from requests_app.law import FACT_KINDS, READINGS, DueDate, Fact, Kind, Service, due_dates, is_court_day
from requests_app.law.calendar import HOLIDAYS
from requests_app.law.counting import Direction, Unit
from requests_app.law.kinds import Home, Particular, Value, ValueType
from requests_app.law.rulebook import CLOCKS
from requests_app.law.rulebook.shapes import Roll, Rule

DAYS = st.dates(date(2012, 1, 1), date(2031, 6, 30))
"""The longest rule runs four years, so every trigger here has its date inside the list."""

CLOCK = {rule.clock: rule for rule in CLOCKS}
SERVICES = st.sampled_from([None, *Service])
CHOICES = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(list(reading.choices)) for key, reading in READINGS.items()}
)
STARTS = sorted({when.kind for rule in CLOCKS for when in rule.starts})
ALONE = [kind for kind in STARTS if not FACT_KINDS[kind].needs]


def _value(particular: Particular, on: date) -> st.SearchStrategy[Value]:
    match particular.type:
        case ValueType.DATE:
            return st.integers(0, 60).map(lambda days: on + timedelta(days=days))
        case ValueType.COUNT:
            return st.integers(1, 20)
        case ValueType.YES_NO:
            return st.booleans()
        case ValueType.TEXT:
            return st.sampled_from(["voluminous", "staff workload", ""])
        case ValueType.CHOICE:
            return st.sampled_from(list(particular.choices))


@st.composite
def facts(draw: st.DrawFn, kind: str | None = None, on: date | None = None) -> Fact:
    """One fact that may start a clock, with any manner of service and any particulars."""
    name = draw(st.sampled_from(ALONE)) if kind is None else kind
    day = draw(DAYS) if on is None else on
    given_particulars = {
        particular.name: draw(_value(particular, day))
        for particular in FACT_KINDS[name].particulars.values()
        if particular.required or draw(st.booleans())
    }
    return Fact(name, day, service=draw(SERVICES), particulars=given_particulars)


def _dates(these: Sequence[Fact], **options: object) -> tuple[DueDate, ...]:
    """The due dates; a contradiction that the strategy happened to draw is no example."""
    try:
        return due_dates(these, **options)  # type: ignore[arg-type]
    except RuleError:
        assume(False)
        raise


def _rule(due: DueDate) -> Rule:
    return CLOCK[f"{due.rule}/{due.leg}" if due.leg else due.rule]


@given(facts(), CHOICES)
def test_an_act_is_never_due_on_a_closed_day(fact: Fact, choices: dict[str, str]) -> None:
    choices["U6"] = "observed_binds"
    for due in _dates([fact], readings=choices):
        if due.kind is Kind.ACT and due.due_on is not None:
            assert is_court_day(due.due_on)


@given(facts(), CHOICES)
def test_an_agencys_act_is_due_on_a_court_day_or_on_an_observed_one_that_does_not_bind_it(
    fact: Fact, choices: dict[str, str]
) -> None:
    choices["U6"] = "observed_does_not_bind"
    for due in _dates([fact], readings=choices):
        if due.kind is Kind.ACT and due.due_on is not None and not is_court_day(due.due_on):
            assert _rule(due).office
            assert not HOLIDAYS[due.due_on].by_statute


@given(facts(), CHOICES)
def test_a_forward_date_is_never_earlier_than_its_count_and_a_backward_one_never_later(
    fact: Fact, choices: dict[str, str]
) -> None:
    for due in _dates([fact], readings=choices):
        rule = _rule(due)
        if due.due_on is None or rule.count is None or rule.unit is Unit.YEARS:
            continue
        counted = timedelta(days=rule.count)
        if rule.direction is Direction.FORWARD:
            assert due.due_on >= fact.on + counted
        else:
            assert due.due_on <= fact.on - counted


@given(st.sampled_from(ALONE), DAYS, st.data(), st.sampled_from(list(Service)), CHOICES)
def test_service_never_moves_a_forward_date_earlier_nor_a_backward_one_later(
    kind: str, on: date, data: st.DataObject, service: Service, choices: dict[str, str]
) -> None:
    fact = data.draw(facts(kind, on))
    by_hand = {_key(due): due for due in _dates([_served(fact, Service.PERSONAL)], readings=choices)}
    for due in _dates([_served(fact, service)], readings=choices):
        plain = by_hand[_key(due)]
        if due.due_on is None or plain.due_on is None:
            assert due.due_on is plain.due_on
        elif _rule(due).direction is Direction.FORWARD:
            assert due.due_on >= plain.due_on
        else:
            assert due.due_on <= plain.due_on


@given(facts(), CHOICES)
def test_reckoning_twice_changes_nothing(fact: Fact, choices: dict[str, str]) -> None:
    assert _dates([fact], readings=choices) == _dates([fact], readings=choices)


@given(facts(), CHOICES)
def test_everything_a_date_says_survives_the_journey_through_json(fact: Fact, choices: dict[str, str]) -> None:
    for due in _dates([fact], readings=choices):
        assert json.loads(json.dumps(due.to_json())) == due.to_json()
        assert all(reason.endswith((".", "”.")) and "{" not in reason for reason in due.reasons)


@given(st.lists(facts(), min_size=2, max_size=2), DAYS)
def test_a_changed_fact_moves_its_own_dates_and_no_siblings(two: list[Fact], moved_on: date) -> None:
    first, second = two
    assume(first.kind != second.kind)
    linked = {first.kind, second.kind} & {
        "judgment_entered",
        "notice_of_entry_served",
        "court_of_appeal_decision",
        "supreme_court_decision",
        "remand",
        "supplemental_brief_filed",
        "answer_brief_filed",
        "reply_brief_filed",
        "administrative_record_received",
        "petition_served",
        "date_set_by_order",
        "act_done",
    }
    assume(len(linked) < 2)
    before = _of(second, _dates(two))
    after = _of(second, _dates([Fact(first.kind, moved_on, first.key, first.service, first.particulars), second]))
    assert {key: due.due_on for key, due in before.items()} == {key: due.due_on for key, due in after.items()}


@given(DAYS, DAYS)
def test_a_changed_trigger_derives_every_descendant_anew(filed_on: date, moved_on: date) -> None:
    for on in (filed_on, moved_on):
        found = {due.rule: due for due in _dates([Fact("court_of_appeal_decision", on)])}
        final_on = on + timedelta(days=30)
        assert found["COA-FINAL-30"].due_on == final_on
        assert found["SC-OWN"].due_on == final_on + timedelta(days=30)
        petition = found["SC-PFR"].due_on
        assert petition is not None
        assert final_on + timedelta(days=10) <= petition <= final_on + timedelta(days=16)


@given(facts(), st.data(), CHOICES)
def test_another_holiday_moves_only_dates_whose_days_touch_it(
    fact: Fact, data: st.DataObject, choices: dict[str, str]
) -> None:
    before = _dates([fact], readings=choices)
    new = data.draw(st.dates(fact.on - timedelta(days=90), fact.on + timedelta(days=250)).filter(_listed))
    after = _dates([fact], readings=choices, extra_holidays={new: "Closure"})
    for old, fresh in zip(before, after, strict=True):
        if old.due_on != fresh.due_on:
            assert old.due_on is not None
            assert fresh.due_on is not None
            touched = sorted((fact.on, old.due_on, fresh.due_on))
            assert touched[0] <= new <= touched[-1]


@given(facts(), st.lists(DAYS, max_size=20), CHOICES)
def test_finality_and_a_courts_own_time_ignore_the_calendar(
    fact: Fact, closed: list[date], choices: dict[str, str]
) -> None:
    before = _dates([fact], readings=choices)
    after = _dates([fact], readings=choices, extra_holidays=dict.fromkeys(closed, "Closure"))
    for old, fresh in zip(before, after, strict=True):
        if old.kind in (Kind.STATE, Kind.COURT_WINDOW, Kind.REMINDER):
            assert _rule(old).roll is Roll.NONE
            assert old.due_on == fresh.due_on


@given(DAYS, st.integers(1, 14), st.integers(0, 12), CHOICES)
def test_an_extension_never_shortens_a_deadline(
    received_on: date, days: int, waited: int, choices: dict[str, str]
) -> None:
    request = Fact("request_received", received_on)
    notice = Fact("extension_notice", received_on + timedelta(days=waited), particulars={"calendar_days": days})
    found = {due.rule: due for due in _dates([request, notice], readings=choices)}
    determination = found["CPRA-DET"]
    if "CPRA-EXT" in found:
        assert determination.superseded_by == "CPRA-EXT"
        assert _known(found["CPRA-EXT"].due_on) >= _known(determination.due_on)
    else:
        assert determination.superseded_by is None
        assert notice.on > _known(determination.due_on)
        assert any("does not move this date" in reason for reason in determination.reasons)


@given(facts(), CHOICES)
def test_the_other_side_of_an_open_question_is_what_choosing_it_gives(fact: Fact, choices: dict[str, str]) -> None:
    for due in _dates([fact], readings=choices):
        for taken, alternative in zip(due.readings, due.alternatives, strict=True):
            question, side = alternative.reading.split("=")
            assert taken.split("=")[0] == question
            assert alternative.due_on != due.due_on
            chosen = {_key(other): other for other in due_dates([fact], readings={**choices, question: side})}
            assert chosen[_key(due)].due_on == alternative.due_on


@given(DAYS)
def test_the_cautious_side_is_late_for_the_agency_and_early_for_us(on: date) -> None:
    notice = Fact("extension_notice", on, particulars={"calendar_days": 14})
    for due in _dates([Fact("request_received", on), notice]):
        assert all(_known(other.due_on) < _known(due.due_on) for other in due.alternatives)
    for service in Service:
        for due in _dates([Fact("notice_of_entry_served", on, service=service)]):
            assert all(_known(other.due_on) > _known(due.due_on) for other in due.alternatives)


@pytest.mark.parametrize("kind", STARTS)
def test_every_kind_that_starts_a_clock_says_where_it_belongs(kind: str) -> None:
    assert FACT_KINDS[kind].home in (Home.REQUEST, Home.COURT_CASE)


def _known(day: date | None) -> date:
    assert day is not None
    return day


def _key(due: DueDate) -> tuple[str, str]:
    return due.rule, due.leg


def _of(fact: Fact, found: Sequence[DueDate]) -> dict[tuple[str, str], DueDate]:
    return {_key(due): due for due in found if due.trigger_key == fact.id}


def _served(fact: Fact, service: Service) -> Fact:
    return Fact(fact.kind, fact.on, fact.key, service, fact.particulars)


def _listed(day: date) -> bool:
    return date(2012, 1, 1) <= day <= date(2035, 12, 31)
