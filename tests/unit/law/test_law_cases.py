"""Every worked case comes out exactly, through the same door as the command."""

import csv
import json
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from requests_app.law import RULES
from requests_app.law.lines import answer

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "design"
CASES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "law_cases.toml").read_text(encoding="utf-8"))["case"]


def _asked(case: dict[str, Any]) -> str:
    return json.dumps({"facts": case["facts"], "readings": case.get("readings", {})}, default=date.isoformat)


def _name(case: dict[str, Any]) -> str:
    return f"{case['rule']} {case['facts'][-1]['on']}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_date_worked_by_hand_comes_out(case: dict[str, Any]) -> None:
    reply, good = answer(_asked(case))
    assert good, reply
    found = [
        due["due_on"]
        for due in reply["deadlines"]
        if due["rule"] == case["rule"] and due["leg"] == case.get("leg", "") and due["superseded_by"] != due["rule"]
    ]
    if case.get("absent"):
        assert found == []
    elif case.get("undated"):
        assert found == [None]
    else:
        assert found == [case["due_on"].isoformat()]


def test_every_rule_has_at_least_three_cases() -> None:
    counted = Counter(case["rule"] for case in CASES)
    assert {rule for rule in RULES if counted[rule] < 3} == set()
    assert set(counted) <= set(RULES)


def test_every_case_says_why() -> None:
    assert all(case["why"].endswith(".") for case in CASES)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared list of worked examples is not beside this repository")
def test_every_row_of_the_shared_list_is_among_the_cases() -> None:
    with (SHARED / "law_cases.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["case"]: row for row in csv.DictReader(lines)}
    numbered = {case["number"]: case for case in CASES if "number" in case}
    assert set(numbered) == set(rows)
    for number, row in rows.items():
        assert numbered[number]["rule"] == row["rule"], number
        assert numbered[number]["due_on"].isoformat() == row["expected"], number
