"""What is found in invented letters that were labelled by hand before the finder ever read them.

What its first readings got wrong was mended afterwards; tests/data/citations/README.md tells what they were.
Each letter's .toml lists its citations in order; a citation counts as found when its normal form, whether it is
former law, and its place in the letter all agree.
"""

import sys

import pytest

from requests_app.law.citing import cited_besides, find, propose_claims
from tests.unit.law_citing.labels import Letter, Score, letters, score

TUNED, HELD_OUT = letters("tuned"), letters("held_out")


def found_in(some: list[Letter]) -> Score:
    total = Score(0, 0, 0)
    for letter in some:
        labelled = [(label.normal, label.former, label.start, label.end) for label in letter.citations]
        citations = find(letter.text, ours=letter.ours)
        total += score(labelled, [(item.normal, item.former, item.start, item.end) for item in citations])
    return total


def claimed_in(some: list[Letter]) -> Score:
    total = Score(0, 0, 0)
    for letter in some:
        total += score(letter.claims, [claim.cited for claim in propose_claims(letter.text, ours=letter.ours)])
    return total


def test_the_labelled_set_is_as_large_as_it_must_be() -> None:
    labels = [label for letter in (*TUNED, *HELD_OUT) for label in letter.citations]
    assert len(TUNED) + len(HELD_OUT) >= 60
    assert 3 * len(HELD_OUT) >= len(TUNED) + len(HELD_OUT)
    assert len(labels) >= 500


@pytest.mark.parametrize("part", ["tuned", "held_out"])
def test_citations_are_found_as_a_person_found_them(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    total = found_in(letters(part))
    with capsys.disabled():
        sys.stdout.write(f"\ncitations, {part}: {total}\n")
    assert total.precision >= 0.97
    assert total.recall >= 0.97


@pytest.mark.parametrize(("part", "least"), [("tuned", 0.95), ("held_out", 0.90)])
def test_most_claims_a_person_sees_are_proposed(part: str, least: float, capsys: pytest.CaptureFixture[str]) -> None:
    total = claimed_in(letters(part))
    with capsys.disabled():
        sys.stdout.write(f"\nclaims, {part}: {total}\n")
    assert total.precision >= least
    assert total.recall >= least


def test_a_claim_that_is_not_proposed_is_named_among_what_else_the_letter_cites() -> None:
    shown = labelled = 0
    for letter in (*TUNED, *HELD_OUT):
        claims = propose_claims(letter.text, ours=letter.ours)
        besides = {one.normal for one in cited_besides(letter.text, claims, ours=letter.ours)}
        assert besides.isdisjoint(claim.cited for claim in claims), letter.name
        labelled += len(letter.claims)
        shown += sum(claim in {one.cited for one in claims} | besides for claim in letter.claims)
    assert shown >= 0.97 * labelled
