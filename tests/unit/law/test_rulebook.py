"""The rulebook is whole, and says how far each rule is verified."""

import csv
from datetime import date
from pathlib import Path

import pytest

from requests_app.law import EXEMPTIONS, FACT_KINDS, PENDING_RULES, READINGS, RULES, ExemptionKind, Kind, Service
from requests_app.law.rulebook import CLOCKS, rulebook
from requests_app.law.rulebook.pending import COMES_WITH, TAKES_THE_PLACE_OF
from requests_app.law.rulebook.shapes import Rule
from requests_app.law.service import AFTER_SERVICE, MOVING_PAPERS, WRIT_UNDER_THE_ACT

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "design"
shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared design is not beside this repository")


def test_there_are_57_rules_and_38_exemptions() -> None:
    assert len(RULES) == 57
    assert len(EXEMPTIONS) == 38


@shared
def test_every_shared_rule_stands_here_with_its_count_and_how_far_it_is_verified() -> None:
    with (SHARED / "deadline_rules.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["rule_id"]: row for row in csv.DictReader(lines)}
    assert set(rows) == set(RULES)
    for rule_id, row in rows.items():
        rule = RULES[rule_id]
        assert rule.authority.verified == row["status"], rule_id
        if row["count"].isdigit():
            assert rule.count == int(row["count"]), rule_id
            assert row["unit"] in rule.unit.value, rule_id
            assert rule.direction.value.startswith(row["direction"][:3].replace("fwd", "for")), rule_id
        if row["old_citation"].startswith("62"):
            assert row["old_citation"] in rule.authority.former.replace("§§ ", "").replace("§ ", ""), rule_id


@shared
def test_every_shared_exemption_stands_here_with_its_former_section() -> None:
    with (SHARED / "exemptions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row, exemption in zip(rows, EXEMPTIONS.values(), strict=True):
        assert exemption.citation.verified == row["status"], exemption.id
        for number in row["citation"].replace("§", "").replace(",", "").split():
            if number.startswith("79"):
                assert number.split("-")[0] in exemption.citation.text, exemption.id
        if row["former_6254_etc"].startswith("62"):
            former = exemption.citation.former.replace("§§ ", "").replace("§ ", "")
            assert row["former_6254_etc"].split(",")[0] in former, exemption.id


@pytest.mark.parametrize("rule", CLOCKS, ids=lambda rule: rule.clock)
def test_every_clock_is_whole(rule: Rule) -> None:
    assert rule.starts or rule.follows
    assert {when.kind for when in (*rule.starts, *rule.ended_by, *rule.barred_by)} <= set(FACT_KINDS)
    for when in (*rule.starts, *rule.ended_by, *rule.barred_by):
        assert set(when.where) <= set(FACT_KINDS[when.kind].particulars)
    assert (rule.count is None) is bool(rule.limit or rule.stated_in)
    assert rule.title
    assert rule.trigger
    assert rule.authority.text
    for name in rule.restarts:
        assert all(name in FACT_KINDS[when.kind].particulars for when in rule.starts)


@pytest.mark.parametrize("rule", [rule for rule in CLOCKS if rule.follows], ids=lambda rule: rule.clock)
def test_a_chain_names_clocks_that_exist(rule: Rule) -> None:
    assert set(rule.follows) <= {other.clock for other in CLOCKS}


def test_clocks_that_replace_or_extend_exist_and_every_clock_has_its_own_name() -> None:
    names = [rule.clock for rule in CLOCKS]
    assert len(names) == len(set(names))
    assert {rule.replaced_by for rule in CLOCKS if rule.replaced_by} <= set(names)
    assert {rule.extends for rule in CLOCKS if rule.extends} <= set(names)


def test_what_rests_on_memory_or_is_unsettled_carries_a_note_and_no_verifier() -> None:
    for rule in CLOCKS:
        citation = rule.authority
        if citation.verified in ("K", "UNSETTLED", "S"):
            assert citation.unverified_note
        if citation.verified == "K":
            assert (citation.verified_by, citation.verified_on) == ("", None)
        else:
            assert citation.verified_by
            assert citation.verified_on == date(2026, 11, 22)
        if citation.verified == "P":
            assert citation.unverified_note == ""


def test_states_and_windows_stay_where_they_fall() -> None:
    for rule in CLOCKS:
        if rule.kind is not Kind.ACT:
            assert rule.roll.name == "NONE"


def test_pending_rules_are_none_of_the_57_and_know_what_they_replace() -> None:
    assert not set(PENDING_RULES) & set(RULES)
    assert set(TAKES_THE_PLACE_OF) == set(COMES_WITH) == set(PENDING_RULES)
    assert set(TAKES_THE_PLACE_OF.values()) <= set(RULES)
    assert all("enacted" in rule.notes[0] for rule in PENDING_RULES.values())


def test_the_rulebook_without_a_new_law_is_the_same_each_time() -> None:
    assert rulebook({}) is rulebook({})


def test_every_reading_has_two_sides_and_a_default() -> None:
    assert list(READINGS) == ["U1", "U2", "U3", "U4", "U5", "U6", "U7"]
    for reading in READINGS.values():
        first, second = reading.choices
        assert reading.default in reading.choices
        assert reading.other(first) == second
        assert reading.other(second) == first


def test_personal_service_adds_nothing_anywhere() -> None:
    for effect in (AFTER_SERVICE, MOVING_PAPERS, WRIT_UNDER_THE_ACT):
        assert Service.PERSONAL not in effect.adds
        assert set(effect.adds) == set(Service) - {Service.PERSONAL}


def test_every_manner_of_service_has_words_that_follow_served() -> None:
    assert [service.words for service in Service if not service.words] == []


def test_every_exemption_can_be_checked_element_by_element() -> None:
    for exemption in EXEMPTIONS.values():
        assert exemption.elements
        assert exemption.claim.endswith(".")
        assert exemption.answer.endswith(".")
        assert exemption.kind in ExemptionKind
    assert EXEMPTIONS["pending-litigation"].ends_when
    assert EXEMPTIONS["catch-all"].citation.former_text == "Gov. Code, former § 6255(a)"
