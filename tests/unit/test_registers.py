"""Registers of actions as courts print them, read line by line."""

from datetime import date, time

import pytest

from requests_app.casework.registers import MOST_LINES, read_register
from requests_app.errors import CaseworkError
from requests_app.models import EntryKind

LOS_ANGELES = """Documents Filed (Filing dates listed in descending order)

08/27/2014 Minute Order
Filed by Clerk
03/21/2014 at 09:30 AM in Department 86, A. Judge, Presiding
Hearing on Petition for Writ of Mandate - Continued
03/07/2014\tReply Brief (Filed by The Project (Petitioner))
13/45/2014 Something
05/07/2013
Summons
05/06/2013
"""


def test_lines_that_begin_with_a_day_are_entries_and_the_others_say_why_not() -> None:
    heading, minute_order, hearing, reply, no_day, summons, bare = read_register(LOS_ANGELES)
    assert heading.problem == "No day begins this line, and no entry stands above it."
    assert (minute_order.happened_on, minute_order.title) == (date(2014, 8, 27), "Minute Order")
    assert (minute_order.filed_by, minute_order.kind) == ("Clerk", EntryKind.ORDER)
    assert (hearing.title, hearing.starts_at) == ("Hearing on Petition for Writ of Mandate - Continued", time(9, 30))
    assert (hearing.department, hearing.kind) == ("86", EntryKind.HEARING)
    assert (reply.title, reply.filed_by) == ("Reply Brief", "The Project (Petitioner)")
    assert no_day.problem == "“13/45/2014” is not a day of the calendar."
    assert (summons.title, summons.happened_on) == ("Summons", date(2013, 5, 7))
    assert bare.problem == "Nothing stands beside the day."
    assert [line.number for line in (minute_order, hearing, reply)] == [3, 5, 7]


@pytest.mark.parametrize(
    "day",
    ["05/06/2013", "5/6/2013", "5/6/13", "2013-05-06", "May 6, 2013", "05-06-2013", "05.06.2013", "#12 05/06/2013"],
)
def test_a_day_is_read_as_courts_write_it(day: str) -> None:
    (line,) = read_register(f"{day}: Petition")
    assert (line.happened_on, line.title, line.problem) == (date(2013, 5, 6), "Petition", "")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_known_by_its_head(separator: str) -> None:
    rows = (("Filed By", "Date", "Document", "No"), ("A", "05/06/2013", "Petition", "1"), ("B", "", "Answer", "2"))
    petition, answer = read_register("\n".join(separator.join(row) for row in rows))
    assert (petition.title, petition.filed_by, petition.kind) == ("Petition", "A", EntryKind.PETITION)
    assert (answer.problem, answer.number) == ("No day is given.", 3)


def test_quoted_cells_keep_their_commas_and_blank_or_short_rows_do_no_harm() -> None:
    petition, short = read_register('Date,Text,Result\n\n05/06/2013,"Petition, verified",\n05/07/2013\n')
    assert petition.title == "Petition, verified"
    assert short.problem == "Nothing stands beside the day."


def test_more_words_beneath_an_entry_go_with_it_and_a_long_title_is_cut() -> None:
    (line,) = read_register(f"05/06/2013 {'x' * 300}\nand more")
    assert len(line.title) == 200
    assert line.note.endswith("and more")
    assert "x" * 300 in line.note


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Proof of Personal Service", EntryKind.SERVICE),
        ("Stipulation and Order", EntryKind.STIPULATION),
        ("Notice of Entry of Judgment", EntryKind.DECISION),
        ("Notice of Related Case", EntryKind.NOTICE),
        ("Declaration of J. Doe in support of motion", EntryKind.EVIDENCE),
        ("Opposition to motion", EntryKind.ANSWER),
        ("Motion to compel", EntryKind.MOTION),
        ("Letter to court", EntryKind.LETTER),
        ("Receipt", EntryKind.OTHER),
    ],
)
def test_the_kind_is_guessed_from_the_words(title: str, kind: str) -> None:
    (line,) = read_register(f"05/06/2013 {title}")
    assert line.kind == kind


def test_a_day_of_another_age_is_a_slip_of_the_pen() -> None:
    (line,) = read_register("01/02/0203 Petition")
    assert line.problem == "“01/02/0203” is not a day of the calendar."


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(CaseworkError, match="nothing to read"):
        read_register(" \n\0\n")
    with pytest.raises(CaseworkError, match="at most 500"):
        read_register("05/06/2013 x\n" * (MOST_LINES + 1))


def test_a_cell_no_table_can_hold_is_refused_with_a_sentence() -> None:
    with pytest.raises(CaseworkError, match="quotation mark"):
        read_register('Date,Text\n05/06/2013,"' + "x" * 140_000)
