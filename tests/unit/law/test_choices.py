"""Whose calendar counts, which side of an open question is taken, and what other days of a date are shown."""

from datetime import date

from requests_app.law import Closures, Severity
from tests.unit.law.law_asking import fact, one

RECEIVED = date(2026, 10, 5)

REQUEST = fact("request_received", RECEIVED, "request-1")


def test_the_two_calendars_are_both_shown() -> None:
    closures = Closures("City", {date(2026, 10, 15): "Founders' Day"}, date(2026, 1, 1), date(2026, 12, 31))
    due = one("CPRA-DET", [REQUEST], closures=closures)
    assert due.due_on == date(2026, 10, 15)
    assert due.agency_practice_on == date(2026, 10, 16)
    assert "By the agency's own list of closures it would be Friday, October 16, 2026." in due.reasons


def test_an_agency_open_on_a_judicial_holiday_has_an_earlier_practice_date() -> None:
    closures = Closures("Oakland", {date(2026, 9, 7): "Labor Day"}, date(2026, 1, 1), date(2026, 12, 31))
    due = one("CPRA-DET", [fact("request_received", date(2026, 9, 15))], closures=closures)
    assert (due.due_on, due.agency_practice_on) == (date(2026, 9, 28), date(2026, 9, 25))


def test_the_practice_date_is_not_guessed_beyond_the_agencys_list() -> None:
    closures = Closures("City", {date(2026, 1, 1): "New Year"}, date(2026, 1, 1), date(2026, 10, 14))
    due = one("CPRA-DET", [REQUEST], closures=closures)
    assert due.agency_practice_on is None


def test_the_practice_date_is_told_only_where_it_differs_and_only_for_agencies() -> None:
    closures = Closures("City", {date(2026, 1, 1): "New Year"}, date(2026, 1, 1), date(2026, 12, 31))
    due = one("CPRA-DET", [REQUEST], closures=closures)
    assert due.agency_practice_on == due.due_on
    assert not any("own list of closures" in reason for reason in due.reasons)
    notice = fact("notice_of_entry_served", date(2026, 9, 2))
    assert one("CPRA-WRIT20", [notice], closures=closures).agency_practice_on is None


def test_open_questions_name_both_sides_and_the_other_date() -> None:
    request = fact("request_received", date(2026, 8, 26))
    notice = fact("extension_notice", date(2026, 9, 4), calendar_days=14)
    due = one("CPRA-EXT", [request, notice])
    assert due.readings == ("U1=rolled",)
    assert [tuple(other) for other in due.alternatives] == [("U1=unrolled", date(2026, 9, 21))]
    [said] = [reason for reason in due.reasons if reason.startswith("Open question U1")]
    assert "takes it that the extension runs from the open day" in said
    assert said.endswith("it would be Monday, September 21, 2026.")


def test_a_question_that_changes_nothing_is_not_open() -> None:
    # Day 10 is Saturday 17 October; 14 days from it or from Monday 19 both lead to Monday 2 November.
    request = fact("request_received", date(2026, 10, 7))
    due = one("CPRA-EXT", [request, fact("extension_notice", date(2026, 10, 16), calendar_days=14)])
    assert due.due_on == date(2026, 11, 2)
    assert due.readings == ()
    assert due.alternatives == ()


def test_the_other_side_beyond_the_list_is_said_not_guessed() -> None:
    due = one("CPRA-SOL", [fact("denial", date(2032, 5, 3))])
    assert due.due_on == date(2035, 5, 3)
    assert [tuple(other) for other in due.alternatives] == [("U7=four_years", None)]
    assert any("lies beyond the holiday list" in reason for reason in due.reasons)


def test_two_open_questions_are_each_turned_alone() -> None:
    # Received Tuesday 23 June after hours: from Wednesday 24 day 10 is Saturday 4 July, so Monday 6. As received,
    # day 10 is Friday 3 July, which the courts observe, so Monday 6 again; only with both turned would it be the 3rd.
    request = fact("request_received", date(2026, 6, 23), after_hours=True)
    due = one("CPRA-DET", [request])
    assert due.due_on == date(2026, 7, 6)
    assert due.readings == ()
    turned = one("CPRA-DET", [request], readings={"U2": "as_received", "U6": "observed_does_not_bind"})
    assert turned.due_on == date(2026, 7, 3)
    assert turned.readings == ("U2=as_received", "U6=observed_does_not_bind")
    assert [other.due_on for other in turned.alternatives] == [date(2026, 7, 6), date(2026, 7, 6)]


def test_the_time_to_sue_warns_at_sixty_days_and_six_months() -> None:
    due = one("CPRA-SOL", [fact("denial", date(2026, 3, 2))])
    assert [checkpoint.on for checkpoint in due.checkpoints] == [date(2026, 5, 1), date(2026, 9, 2)]
    assert due.severity is Severity.WARNING
    assert due.unverified_note.startswith("The law is unsettled here")
    assert due.unverified_note in due.reasons


def test_the_courts_window_shows_how_far_it_may_be_extended() -> None:
    due = one("SC-GRANT", [fact("petition_for_review_filed", date(2026, 3, 2))])
    assert [checkpoint.on for checkpoint in due.checkpoints] == [date(2026, 5, 31)]
