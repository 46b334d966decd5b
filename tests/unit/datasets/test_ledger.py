"""A ledger that does not add up cannot be made."""

from dataclasses import asdict

import pytest

from requests_app.datasets import Ledger, Member
from requests_app.errors import IngestError

GOOD = {
    "sha256": "0" * 64,
    "source_bytes": 10,
    "text_bytes": 10,
    "lines": 10,
    "header": 1,
    "blank": 1,
    "joined": 1,
    "framed": 6,
    "accepted": 5,
    "quarantined": 2,
    "reasons": {"stray_quote": 1, "missing_plate": 1},
    "duplicates": 1,
    "members": (Member("a.csv", 1, 10),),
}


def test_a_ledger_comes_back_from_json_as_it_went():
    ledger = Ledger(**GOOD)
    assert Ledger.from_json(ledger.to_json()) == ledger
    assert asdict(ledger)["lines"] == 10


@pytest.mark.parametrize(
    "change",
    [
        {"lines": 11},
        {"accepted": 6},
        {"blank": 0},
        {"reasons": {"stray_quote": 1}},
        {"framed": 4},
        {"framed": 8},
        {"duplicates": 6},
    ],
)
def test_a_ledger_that_does_not_reconcile_is_refused(change):
    with pytest.raises(IngestError, match="does not reconcile"):
        Ledger(**{**GOOD, **change})


def test_a_damaged_ledger_is_refused():
    with pytest.raises(IngestError, match="damaged"):
        Ledger.from_json({"lines": 3})
