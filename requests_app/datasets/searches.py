"""How search-audit logs are asked: who searched, how often, for which reasons, again for whom."""

from typing import Any

import ibis
from ibis.expr.types import Table

from requests_app.datasets.questions import Tables, how_many, total

SCHEMAS = {
    "searches": {
        "line": "int64",
        "local_at": "timestamp",
        "agency": "string",
        "officer": "int64",
        "officer_given": "string",
        "plate": "int64",
        "plate_given": "string",
        "reason": "int64",
        "reason_words": "string",
        "reason_officers": "int64",
        "has_case_number": "boolean",
    },
    "rollup": {"agency": "string", "local_hour": "timestamp", "reads": "int64"},
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


def _shown(tables: Tables, rows: Table, key: str, word: str) -> Any:
    """An officer or plate under its number in the whole file: the same in every answer, and nothing in it to be
    turned back."""
    shown: Any = ibis.literal(f"{word} ") + rows[key].cast("string")
    return rows[f"{key}_given"] + " (" + shown + ")" if tables.unmasked else shown


def _given(tables: Tables, rows: Table, *keys: str) -> dict[str, Any]:
    """What the file calls officers or plates, for those alone who may see it: words are slow to gather."""
    return {f"{key}_given": rows[f"{key}_given"].max() for key in keys} if tables.unmasked else {}


def _reasons(tables: Tables) -> Table:
    """Each different reason of these days (`of`) in its words (`shown`), and whether it is vague; those that few
    officers of the whole file gave are one, unless they would fit any search or are mere signs."""
    searches = tables.searches.filter(tables.searches.reason.notnull())
    reasons = searches.group_by(of=searches.reason).agg(
        words=searches.reason_words.max(), officers=searches.reason_officers.max()
    )
    is_short = reasons.words.re_replace("[^a-z0-9]", "").length() < SHORTEST
    is_vague = reasons.words.isin(VAGUE) | is_short
    if tables.unmasked:
        return reasons.select("of", shown=reasons.words, is_vague=is_vague)
    common = (
        (reasons.officers >= FEWEST_OFFICERS) | reasons.words.isin(VAGUE) | reasons.words.re_search("^[ -/:-@]+$")
    )
    return reasons.select("of", shown=ibis.ifelse(common, reasons.words, WORDS_WITHHELD), is_vague=is_vague)


def in_all(tables: Tables) -> Table:
    searches = tables.searches
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
    rollup = tables.rollup
    return rollup.group_by(hour=rollup.local_hour).agg(searches=total(rollup.reads)).order_by("hour")


def per_day(tables: Tables) -> Table:
    rollup = tables.rollup
    return rollup.group_by(day=rollup.local_hour.date()).agg(searches=total(rollup.reads)).order_by("day")


def by_clock(tables: Tables) -> Table:
    rollup = tables.rollup
    hours = rollup.group_by(hour_of_day=rollup.local_hour.hour().cast("int64"))
    return hours.agg(searches=total(rollup.reads)).order_by("hour_of_day")


def per_agency(tables: Tables) -> Table:
    searches = tables.searches
    summed = searches.group_by("agency").agg(
        searches=searches.count(), officers=searches.officer.nunique(), plates=searches.plate.nunique()
    )
    return summed.order_by(ibis.desc("searches"), "agency")


def per_officer(tables: Tables) -> Table:
    searches = tables.searches
    summed = searches.group_by("officer").agg(
        searches=searches.count(),
        plates=searches.plate.nunique(),
        days=searches.local_at.date().nunique(),
        without_reason=how_many(searches.reason.isnull()),
        without_case_number=how_many(~searches.has_case_number),
        **_given(tables, searches, "officer"),
    )
    named = summed.mutate(shown=_shown(tables, summed, "officer", "Officer"))
    return (
        named.order_by(ibis.desc("searches"), "officer")
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
    searches = tables.searches
    per_officer = searches.group_by("officer").agg(times=searches.count())
    steps = ((1, 1), (2, 9), (10, 49), (50, 99), (100, 499), (500, 999))
    return _stepped(per_officer, steps, "officers").select("times", "officers", "share", "searches")


def plates_by_times(tables: Tables) -> Table:
    named = tables.searches.filter(tables.searches.plate.notnull())
    per_plate = named.group_by("plate").agg(times=named.count())
    steps = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 9), (10, 19), (20, 49))
    return _stepped(per_plate, steps, "plates").select("times", "plates", "share", "searches")


def by_reason(tables: Tables) -> Table:
    return _reasons_summed(tables, only_vague=False)


def vague(tables: Tables) -> Table:
    return _reasons_summed(tables, only_vague=True)


def _reasons_summed(tables: Tables, *, only_vague: bool) -> Table:
    """Searches by their reason, most first, with their share of all searches of these days."""
    searches, reasons = tables.searches, _reasons(tables)
    named = searches.left_join(reasons, searches.reason == reasons.of)
    if only_vague:
        named = named.filter(named.is_vague)
    summed = named.group_by("shown").agg(
        searches=named.count(),
        reasons=named.reason.nunique(),
        officers=named.officer.nunique(),
        without_case_number=how_many(~named.has_case_number),
        first=named.reason.min(),
    )
    both = summed.cross_join(searches.agg(all_searches=searches.count()))
    shared = both.mutate(share=both.searches / both.all_searches.nullif(0))
    return (
        shared.order_by(ibis.desc("searches"), "first")
        .limit(MOST_ROWS)
        .select("shown", "searches", "share", "reasons", "officers", "without_case_number")
    )


def without_reason(tables: Tables) -> Table:
    return _without(tables.searches, tables.searches.reason.isnull())


def without_case_number(tables: Tables) -> Table:
    return _without(tables.searches, ~tables.searches.has_case_number)


def _without(searches: Table, lacking: Any) -> Table:
    """Searches that do not say something, by agency, the highest share first."""
    summed = searches.group_by("agency").agg(searches=searches.count(), without=how_many(lacking))
    shared = summed.mutate(share=summed.without / summed.searches.nullif(0))
    return shared.order_by(ibis.desc("share"), ibis.desc("searches"), "agency")


def searched_again(tables: Tables) -> Table:
    named = tables.searches.filter(tables.searches.plate.notnull())
    summed = named.group_by("plate").agg(
        searches=named.count(),
        officers=named.officer.nunique(),
        agencies=named.agency.nunique(),
        first_searched_at=named.local_at.min(),
        last_searched_at=named.local_at.max(),
        **_given(tables, named, "plate"),
    )
    again = summed.filter(summed.searches > 1)
    shown = again.mutate(shown=_shown(tables, again, "plate", "Plate"))
    return (
        shown.order_by(ibis.desc("searches"), "plate")
        .limit(MOST_ROWS)
        .select("shown", "searches", "officers", "agencies", "first_searched_at", "last_searched_at")
    )


def same_officer(tables: Tables) -> Table:
    named = tables.searches.filter(tables.searches.plate.notnull())
    summed = named.group_by("officer", "plate").agg(
        searches=named.count(),
        days=named.local_at.date().nunique(),
        without_case_number=how_many(~named.has_case_number),
        first_searched_at=named.local_at.min(),
        last_searched_at=named.local_at.max(),
        **_given(tables, named, "officer", "plate"),
    )
    again = summed.filter(summed.searches > 1)
    shown = again.mutate(
        officer_shown=_shown(tables, again, "officer", "Officer"),
        shown=_shown(tables, again, "plate", "Plate"),
    )
    return (
        shown.order_by(ibis.desc("searches"), "officer", "plate")
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
