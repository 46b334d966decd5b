"""The named questions asked of search-audit logs."""

from collections.abc import Callable

from ibis.expr.types import Table

from requests_app.datasets.questions import Chart, Column, Measure, Tables, Unit
from requests_app.datasets.searches import (
    FEWEST_OFFICERS,
    MOST_ROWS,
    SHORTEST,
    by_clock,
    by_reason,
    in_all,
    officers_by_times,
    per_agency,
    per_day,
    per_hour,
    per_officer,
    plates_by_times,
    same_officer,
    searched_again,
    vague,
    without_case_number,
    without_reason,
)
from requests_app.datasets.shapes import SEARCH_AUDIT

AGENCY = Column("agency", "Agency", Unit.NAME)
OFFICER = Column("officer", "Officer", Unit.NUMBERED)
PLATE = Column("plate", "Plate", Unit.NUMBERED)
REASON = Column("reason", "Reason", Unit.WORDS)
REASONS_COUNT = Column("reasons", "Different reasons", Unit.COUNT)
SEARCHES = Column("searches", "Searches", Unit.COUNT)
OFFICERS = Column("officers", "Different officers", Unit.COUNT)
PLATES = Column("plates", "Different plates", Unit.COUNT)
DAYS = Column("days", "Days", Unit.COUNT)
WITHOUT_REASON = Column("without_reason", "Without a reason", Unit.COUNT)
WITHOUT_CASE_NUMBER = Column("without_case_number", "Without a case number", Unit.COUNT)
FIRST = Column("first_searched_at", "First search", Unit.TIME)
LAST = Column("last_searched_at", "Last search", Unit.TIME)
SHARE_OF_SEARCHES = Column("share_of_searches", "Share of all searches", Unit.SHARE)

NUMBERED = "Officers and plates are numbered in the order in which the file first has them."
REASONS = (
    "Reasons that differ only in capitals and spaces are one; those that fewer than "
    f"{FEWEST_OFFICERS} officers gave are counted together, without their words."
)


def _measure(
    name: str,
    title: str,
    sentence: str,
    needs: tuple[str, ...],
    chart: Chart,
    columns: tuple[Column, ...],
    ask: Callable[[Tables], Table],
) -> Measure:
    return Measure(name, title, sentence, needs, chart, columns, ask, shape=SEARCH_AUDIT.name)


SEARCH_MEASURES = (
    _measure(
        "searches_in_all",
        "In all",
        "All accepted searches: how many, by how many different officers of how many agencies, for how many "
        "different plates and reasons, and the first and last time on the agency's clock.",
        (),
        Chart.NONE,
        (
            SEARCHES,
            OFFICERS,
            Column("agencies", "Different agencies", Unit.COUNT),
            PLATES,
            REASONS_COUNT,
            FIRST,
            LAST,
        ),
        in_all,
    ),
    _measure(
        "searches_per_hour",
        "Searches per hour",
        "Accepted searches in each hour of the agency's clock that has any.",
        (),
        Chart.TIMELINE,
        (Column("hour", "Hour beginning", Unit.TIME), SEARCHES),
        per_hour,
    ),
    _measure(
        "searches_per_day",
        "Searches per day",
        "Accepted searches on each day, midnight to midnight on the agency's clock, that has any.",
        (),
        Chart.TIMELINE,
        (Column("day", "Day", Unit.DAY), SEARCHES),
        per_day,
    ),
    _measure(
        "searches_by_hour_of_day",
        "Searches by hour of the day",
        "Accepted searches of all days together, by the hour on the agency's clock.",
        (),
        Chart.COLUMNS,
        (Column("hour_of_day", "Hour", Unit.HOUR_OF_DAY), SEARCHES),
        by_clock,
    ),
    _measure(
        "searches_by_reason",
        "Searches by reason",
        f"Accepted searches by the reason given, most first, with how many officers gave it. {REASONS}",
        ("reason",),
        Chart.BARS,
        (REASON, SEARCHES, SHARE_OF_SEARCHES, REASONS_COUNT, OFFICERS, WITHOUT_CASE_NUMBER),
        by_reason,
    ),
    _measure(
        "vague_reasons",
        "Reasons that would fit any search",
        "Accepted searches whose reason is a word such as “investigation” or “official use”, or has fewer than "
        f"{SHORTEST} letters and digits; the SQL has the list. {REASONS}",
        ("reason",),
        Chart.BARS,
        (REASON, SEARCHES, SHARE_OF_SEARCHES, REASONS_COUNT, OFFICERS, WITHOUT_CASE_NUMBER),
        vague,
    ),
    _measure(
        "searches_without_reason",
        "Searches without a reason",
        "Accepted searches that give no reason, and their share of all searches of each agency.",
        ("reason",),
        Chart.BARS,
        (AGENCY, SEARCHES, WITHOUT_REASON, Column("share_without", "Share without a reason", Unit.SHARE)),
        without_reason,
    ),
    _measure(
        "searches_without_case_number",
        "Searches without a case number",
        "Accepted searches that give no case number, and their share of all searches of each agency.",
        ("case_number",),
        Chart.BARS,
        (AGENCY, SEARCHES, WITHOUT_CASE_NUMBER, Column("share_without", "Share without one", Unit.SHARE)),
        without_case_number,
    ),
    _measure(
        "searches_per_agency",
        "Searches per agency",
        "Accepted searches by the agency of who searched, with its officers and the plates they searched for.",
        ("agency",),
        Chart.BARS,
        (AGENCY, SEARCHES, OFFICERS, PLATES),
        per_agency,
    ),
    _measure(
        "searches_per_officer",
        "Searches per officer",
        f"Accepted searches by each officer, the {MOST_ROWS:,} with most. {NUMBERED}",
        (),
        Chart.BARS,
        (OFFICER, SEARCHES, PLATES, DAYS, WITHOUT_REASON, WITHOUT_CASE_NUMBER),
        per_officer,
    ),
    _measure(
        "officers_by_times_searched",
        "How often officers searched",
        "Different officers by how many times each searched, and the share of all officers they are.",
        (),
        Chart.BARS,
        (
            Column("times_searched", "Searches by one officer", Unit.TEXT),
            Column("officers", "Officers", Unit.COUNT),
            Column("share_of_officers", "Share of officers", Unit.SHARE),
            SEARCHES,
        ),
        officers_by_times,
    ),
    _measure(
        "plates_by_times_searched",
        "How often the same plate was searched for",
        "Different plates by how many times each was searched for, and the share of all plates they are.",
        ("plate",),
        Chart.BARS,
        (
            Column("times_searched", "Searches for one plate", Unit.TEXT),
            Column("plates", "Plates", Unit.COUNT),
            Column("share_of_plates", "Share of plates", Unit.SHARE),
            SEARCHES,
        ),
        plates_by_times,
    ),
    _measure(
        "plates_searched_again",
        "Plates searched for more than once",
        f"Accepted searches for each plate that has several, the {MOST_ROWS:,} with most. {NUMBERED}",
        ("plate",),
        Chart.BARS,
        (PLATE, SEARCHES, OFFICERS, Column("agencies", "Different agencies", Unit.COUNT), FIRST, LAST),
        searched_again,
    ),
    _measure(
        "same_officer_same_plate",
        "One officer, one plate, again and again",
        f"Accepted searches of one officer for the same plate, where there are several, the {MOST_ROWS:,} with most. "
        f"{NUMBERED}",
        ("plate",),
        Chart.NONE,
        (OFFICER, PLATE, SEARCHES, DAYS, WITHOUT_CASE_NUMBER, FIRST, LAST),
        same_officer,
    ),
)
