"""What a paper says is proposed from its own words, never from what it repeats of ours."""

from datetime import date

from requests_app.casework.paper_words import days_in, read_paper, tidy
from requests_app.casework.proposals import marked
from requests_app.models import CommunicationKind, DeterminationOutcome

ON = date(2026, 11, 20)
DENIAL = """LOS MADRES POLICE DEPARTMENT

September 18, 2026

Re: Request DL-00012

We received your request of August 26, 2026 for body-camera policies. Enclosed are the policies.
The Department withholds the deployment rosters under Government Code section 7923.600.
Responsive, non-exempt portions will be produced on a rolling basis by October 2, 2026.

Sincerely,
J. Lopez"""
EXTENSION = """Sept. 4, 2026

We acknowledge receipt of your request. Pursuant to Gov. Code section 7922.535(b), the time to respond is extended
by 14 days, to September 22, 2026, because of the need to examine a voluminous amount of separate and distinct
records."""


def test_a_partial_denial_gives_its_day_its_outcome_and_the_day_records_come() -> None:
    reading = read_paper(DENIAL, ours=[], on=ON)
    assert reading.kind == CommunicationKind.DENIAL
    assert reading.dated_on is not None and reading.dated_on.value == date(2026, 9, 18)
    assert reading.outcome is not None and reading.outcome.value == DeterminationOutcome.PART
    assert reading.available_on is not None and reading.available_on.value == date(2026, 10, 2)
    assert [(claim.cited, claim.records) for claim in reading.claims] == [
        ("Gov. Code, § 7923.600", "deployment rosters")
    ]
    assert reading.separates is not None


def test_every_place_is_where_the_words_stand() -> None:
    reading = read_paper(DENIAL, ours=[], on=ON)
    assert reading.dated_on is not None and reading.available_on is not None
    assert reading.text[reading.dated_on.start : reading.dated_on.end] == "September 18, 2026"
    assert reading.text[reading.available_on.start : reading.available_on.end] == "October 2, 2026"
    claim = reading.claims[0]
    assert reading.text[claim.start : claim.end] == "Government Code section 7923.600"


def test_an_extension_gives_its_last_day_and_its_ground() -> None:
    reading = read_paper(EXTENSION, ours=[], on=ON)
    assert reading.kind == CommunicationKind.EXTENSION
    assert reading.extended_until is not None and reading.extended_until.value == date(2026, 9, 22)
    assert reading.ground is not None and reading.ground.value == "voluminous"
    assert reading.outcome is None


def test_a_denial_of_everything_is_no_partial_one() -> None:
    reading = read_paper("The reports are exempt under former section 6254(f).", ours=[], on=ON)
    assert reading.outcome is not None and reading.outcome.value == DeterminationOutcome.NONE


def test_no_records_is_its_own_outcome() -> None:
    reading = read_paper("The City has no responsive records. This completes our response.", ours=[], on=ON)
    assert reading.kind == CommunicationKind.DETERMINATION
    assert reading.outcome is not None and reading.outcome.value == DeterminationOutcome.NO_RECORDS


def test_a_receipt_is_only_an_acknowledgement() -> None:
    reading = read_paper("This confirms receipt of your request on August 26, 2026.", ours=[], on=ON)
    assert reading.kind == CommunicationKind.ACKNOWLEDGEMENT
    assert reading.extended_until is None and not reading.claims


def test_our_own_sentences_make_no_claim() -> None:
    ours = "You must not withhold any of the deployment rosters under Government Code section 7923.600, please."
    reading = read_paper(f"You wrote:\n> {ours}\n\nWe received your letter.", ours=[ours], on=ON)
    assert not reading.claims
    assert reading.outcome is None


def test_a_day_that_does_not_exist_is_not_proposed() -> None:
    assert not list(days_in("by June 31, 2026"))


def test_a_letter_of_the_future_gives_no_day() -> None:
    assert read_paper("December 1, 2026\n\nWe received your request.", ours=[], on=ON).dated_on is None


def test_line_ends_of_a_browser_move_no_place() -> None:
    assert tidy("one\r\ntwo\rthree \x00 ") == "one\ntwo\nthree"


def test_of_two_marks_the_shorter_shows_and_no_character_is_lost() -> None:
    text = "extended to 22 September because of volume"
    pieces = marked(text, [(0, 42, "ground"), (12, 24, "until")])
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.says for piece in pieces] == ["ground", "until", "ground"]
