"""How search-audit logs are asked: who searched, how often, for which reasons, again for whom."""

from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr.types import StringValue, Table

from requests_app.datasets.questions import (
    LOWER,
    UPPER,
    Tables,
    folded,
    how_many,
    total,
)

SCHEMAS = {
    "searches": {
        "line": "int64",
        "searched_at": "timestamp",
        "local_at": "timestamp",
        "officer": "string",
        "agency": "string",
        "reason": "string",
        "case_number": "string",
        "plate": "string",
        "networks": "string",
    },
}

FEWEST_OFFICERS = 3  # a reason that fewer officers gave may name somebody
WORDS_WITHHELD = "(reasons that few gave, words withheld)"
MOST_ROWS = 1000  # of a measure with a row for each officer and plate
SHORTEST = 3  # letters and digits; fewer say nothing
# Reasons that would fit any search: they name no case, no crime and no call.
VAGUE = (
    "active investigation",
    "business",
    "case",
    "case investigation",
    "check",
    "crime",
    "criminal",
    "criminal investigation",
    "duty",
    "follow up",
    "follow-up",
    "followup",
    "for investigation",
    "info",
    "information",
    "intel",
    "intelligence",
    "inv",
    "inves",
    "invest",
    "investigate",
    "investigating",
    "investigation",
    "investigations",
    "investigative",
    "law enforcement",
    "law enforcement purposes",
    "le",
    "look up",
    "lookup",
    "misc",
    "na",
    "n/a",
    "none",
    "official",
    "official business",
    "official use",
    "ongoing investigation",
    "other",
    "police",
    "police business",
    "police investigation",
    "purpose",
    "query",
    "reason",
    "search",
    "test",
    "testing",
    "training",
    "unknown",
    "work",
)


def _plate(text: StringValue) -> StringValue:
    """A plate however it was typed: small letters as capitals, without spaces, points and hyphens."""
    return text.translate(LOWER, UPPER).re_replace("[ .-]", "").nullif("")


def _searches(table: Table) -> Table:
    """The searches with what is the same under one word: officers, reasons, case numbers and plates."""
    return table.select(
        "line",
        "local_at",
        "agency",
        given_officer=table.officer,
        given_plate=table.plate,
        officer=folded(table.officer),
        reason=folded(table.reason),
        case_number=folded(table.case_number),
        plate=_plate(table.plate),
    )


def _numbered(tables: Tables, key: str, word: str) -> Table:
    """Each different officer or plate of the whole file (`of`) under the number of its first line among those of
    the others (`shown`): the same in every answer, and nothing in it to be turned back."""
    searches = _searches(tables.whole["searches"])
    named = searches.filter(searches[key].notnull())
    firsts = named.group_by(of=named[key]).agg(first_line=named.line.min(), given=named[f"given_{key}"].min())
    numbered = firsts.mutate(number=ibis.row_number().over(order_by=firsts.first_line) + 1)
    shown: Any = ibis.literal(f"{word} ") + numbered.number.cast("string")
    if tables.unmasked:
        shown = numbered.given + " (" + shown + ")"
    return numbered.select("of", "first_line", shown=shown)


def _reasons(tables: Tables) -> Table:
    """Each different reason of the whole file (`of`) in its words (`shown`); those that few officers gave are one,
    unless they would fit any search or are mere signs."""
    searches = _searches(tables.whole["searches"])
    named = searches.filter(searches.reason.notnull())
    firsts = named.group_by(of=named.reason).agg(first_line=named.line.min(), officers=named.officer.nunique())
    if tables.unmasked:
        return firsts.select("of", "first_line", shown=firsts.of)
    common = (firsts.officers >= FEWEST_OFFICERS) | firsts.of.isin(VAGUE) | firsts.of.re_search("^[ -/:-@]+$")
    return firsts.select("of", "first_line", shown=ibis.ifelse(common, firsts.of, WORDS_WITHHELD))


def _under(rows: Table, key: str, names: Table) -> Table:
    """Rows with what is shown in place of their key, and its first line to tell rows that are else alike."""
    return rows.left_join(names, rows[key] == names.of).drop("of")


def in_all(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    return searches.agg(
        searches=searches.count(),
        officers=searches.officer.nunique(),
        agencies=searches.agency.nunique(),
        plates=searches.plate.nunique(),
        reasons=searches.reason.nunique(),
        first_searched_at=searches.local_at.min(),
        last_searched_at=searches.local_at.max(),
    )


def per_hour(tables: Tables) -> Table:
    searches = tables.searches
    hours = searches.group_by(hour=searches.local_at.truncate("h"))
    return hours.agg(searches=searches.count()).order_by("hour")


def per_day(tables: Tables) -> Table:
    searches = tables.searches
    return searches.group_by(day=searches.local_at.date()).agg(searches=searches.count()).order_by("day")


def by_clock(tables: Tables) -> Table:
    searches = tables.searches
    hours = searches.group_by(hour_of_day=searches.local_at.hour().cast("int64"))
    return hours.agg(searches=searches.count()).order_by("hour_of_day")


def per_agency(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    summed = searches.group_by("agency").agg(
        searches=searches.count(), officers=searches.officer.nunique(), plates=searches.plate.nunique()
    )
    return summed.order_by(ibis.desc("searches"), "agency")


def per_officer(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    summed = searches.group_by("officer").agg(
        searches=searches.count(),
        plates=searches.plate.nunique(),
        days=searches.local_at.date().nunique(),
        without_reason=how_many(searches.reason.isnull()),
        without_case_number=how_many(searches.case_number.isnull()),
    )
    named = _under(summed, "officer", _numbered(tables, "officer", "Officer"))
    return (
        named.order_by(ibis.desc("searches"), "first_line")
        .limit(MOST_ROWS)
        .select("shown", "searches", "plates", "days", "without_reason", "without_case_number")
    )


def _stepped(per_one: Table, steps: tuple[tuple[int, int], ...], counted: str) -> Table:
    """How many of something were searched, or searched, so many times, their share, and the searches they make."""
    last = steps[-1][1] + 1
    low = ibis.cases(*[(per_one.times.between(first, end), first) for first, end in steps], else_=last)
    step = per_one.mutate(at_least=low.cast("int64"))
    summed = step.group_by("at_least").agg(counted=step.count(), searches=total(step.times))
    shared = summed.mutate(share=summed.counted / summed.counted.sum().over())
    labels = [(first, str(first) if first == end else f"{first:,} to {end:,}") for first, end in steps]
    named = shared.mutate(
        times=ibis.cases(*[(shared.at_least == first, label) for first, label in labels], else_=f"{last:,} or more")
    )
    return named.order_by("at_least").select("times", "share", "searches", **{counted: named.counted})


def officers_by_times(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    per_officer = searches.group_by("officer").agg(times=searches.count())
    steps = ((1, 1), (2, 9), (10, 49), (50, 99), (100, 499), (500, 999))
    return _stepped(per_officer, steps, "officers").select("times", "officers", "share", "searches")


def plates_by_times(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    named = searches.filter(searches.plate.notnull())
    per_plate = named.group_by("plate").agg(times=named.count())
    steps = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 9), (10, 19), (20, 49))
    return _stepped(per_plate, steps, "plates").select("times", "plates", "share", "searches")


def by_reason(tables: Tables) -> Table:
    return _reasons_summed(tables, _searches(tables.searches))


def vague(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    short = searches.reason.re_replace("[^a-z0-9]", "").length() < SHORTEST
    return _reasons_summed(tables, searches.filter(searches.reason.isin(VAGUE) | short))


def _reasons_summed(tables: Tables, searches: Table) -> Table:
    """Searches by their reason, most first, with their share of all searches of these days."""
    named = _under(searches, "reason", _reasons(tables))
    summed = named.group_by("shown").agg(
        searches=named.count(),
        reasons=named.reason.nunique(),
        officers=named.officer.nunique(),
        without_case_number=how_many(named.case_number.isnull()),
        first_line=named.first_line.min(),
    )
    everything = tables.searches.agg(all_searches=tables.searches.count())
    both = summed.cross_join(everything)
    shared = both.mutate(share=both.searches / both.all_searches.nullif(0))
    return (
        shared.order_by(ibis.desc("searches"), "first_line")
        .limit(MOST_ROWS)
        .select("shown", "searches", "share", "reasons", "officers", "without_case_number")
    )


def without(field: str) -> Callable[[Tables], Table]:
    """Searches that do not say something, by agency, the highest share first."""

    def ask(tables: Tables) -> Table:
        searches = _searches(tables.searches)
        summed = searches.group_by("agency").agg(
            searches=searches.count(), without=how_many(searches[field].isnull())
        )
        shared = summed.mutate(share=summed.without / summed.searches.nullif(0))
        return shared.order_by(ibis.desc("share"), ibis.desc("searches"), "agency")

    return ask


def searched_again(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    named = searches.filter(searches.plate.notnull())
    summed = named.group_by("plate").agg(
        searches=named.count(),
        officers=named.officer.nunique(),
        agencies=named.agency.nunique(),
        first_searched_at=named.local_at.min(),
        last_searched_at=named.local_at.max(),
    )
    again = summed.filter(summed.searches > 1)
    shown = _under(again, "plate", _numbered(tables, "plate", "Plate"))
    return (
        shown.order_by(ibis.desc("searches"), "first_line")
        .limit(MOST_ROWS)
        .select("shown", "searches", "officers", "agencies", "first_searched_at", "last_searched_at")
    )


def same_officer(tables: Tables) -> Table:
    searches = _searches(tables.searches)
    named = searches.filter(searches.plate.notnull())
    summed = named.group_by("officer", "plate").agg(
        searches=named.count(),
        days=named.local_at.date().nunique(),
        without_case_number=how_many(named.case_number.isnull()),
        first_searched_at=named.local_at.min(),
        last_searched_at=named.local_at.max(),
    )
    again = summed.filter(summed.searches > 1)
    officers = _numbered(tables, "officer", "Officer")
    by_officer = _under(again, "officer", officers.rename(officer_line="first_line", officer_shown="shown"))
    both = _under(by_officer, "plate", _numbered(tables, "plate", "Plate"))
    return (
        both.order_by(ibis.desc("searches"), "officer_line", "first_line")
        .limit(MOST_ROWS)
        .select(
            "officer_shown",
            "shown",
            "searches",
            "days",
            "without_case_number",
            "first_searched_at",
            "last_searched_at",
        )
    )
