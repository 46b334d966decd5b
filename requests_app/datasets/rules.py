"""The rules that turn a line's text into typed values or into a reason, written as SQL from a mapping.

Everything is read as text first. A value is converted only by the format the mapping names, and a value that
does not fit sets its whole row aside: none is rounded, cut, or taken for something it does not say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from requests_app.datasets.engine import identifier, literal
from requests_app.datasets.framing import FRAMING_REASONS, INNER_LINE_END, PLACEHOLDER
from requests_app.datasets.mapping import Mapping
from requests_app.datasets.rows import ROW_REASONS
from requests_app.datasets.shapes import Field, Kind, Shape
from requests_app.datasets.times import Shift

LONGEST_PARSED_LINE = 2 << 20
EARLIEST = "TIMESTAMP '1990-01-01'"
LATEST = "TIMESTAMP '2100-01-01'"

TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.TIME: "TIMESTAMP",
    Kind.LATITUDE: "DOUBLE",
    Kind.LONGITUDE: "DOUBLE",
    Kind.YES_NO: "BOOLEAN",
    Kind.DAY: "DATE",
    Kind.WHOLE_NUMBER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
}
# What a number's text must be for its value to be exactly what it says: no zeros in front, no more digits than
# the type holds.
EXACT = {
    Kind.WHOLE_NUMBER: "regexp_full_match({0}, '[+-]?(0|[1-9][0-9]{{0,17}})')",
    Kind.NUMBER: "regexp_full_match({0}, '[+-]?(0|[1-9][0-9]*)([.][0-9]+)?') "
    "AND length(ltrim(regexp_replace({0}, '[^0-9]', '', 'g'), '0')) <= 15",
}
LIMITS = {Kind.LATITUDE: 90, Kind.LONGITUDE: 180}


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition in SQL that sets a row aside, and the reason code it is set aside with."""

    reason: str
    condition: str


def reason_sentence(reason: str, shape: Shape) -> str:
    """What a reason code means, in a sentence for the page that lists the lines set aside."""
    known = {
        **FRAMING_REASONS,
        **ROW_REASONS,
        "time_twice": "The clock went back over this time: it came twice, and which is meant is not known.",
        "no_such_time": "The clock went forward over this time: it never was, in the zone chosen.",
        "half_coordinate": "Only one of latitude and longitude is given.",
    }
    for field in shape.fields:
        known[f"missing_{field.name}"] = f"{field.title}: nothing is given, and a row needs it."
        known[f"unreadable_{field.name}"] = f"{field.title}: the text is not in the form the mapping names."
        known[f"out_of_range_{field.name}"] = f"{field.title}: no such value can be."
    return known.get(reason, reason)


def given_names(mapping: Mapping) -> dict[str, str]:
    """For each column that feeds no field, the name it is kept under: `given_` and its own, each once."""
    names: dict[str, str] = {}
    for column in mapping.other_columns:
        name = f"given_{column}".lower()
        names[column] = name if name not in names.values() else f"{name}_{len(names) + 1}"
    return names


def parse_statement(mapping: Mapping, framed: Path, table: str, *, has_inner: bool) -> str:
    """SQL that reads one framed text into a table, one row for each line, in order (rowid).

    Columns: refusal (NULL when the row stands), wall and instant (one of them NULL), the fields, the given
    columns. `has_inner` says that inner line ends must be put back.
    """
    columns = {f"c{index}": "VARCHAR" for index in range(len(mapping.columns))}
    source = (
        f"read_csv({literal(str(framed))}, header = false, auto_detect = false, all_varchar = true, "
        f"delim = {literal(mapping.text.separator)}, quote = '\"', escape = '\"', new_line = '\\n', "
        f"strict_mode = true, null_padding = false, max_line_size = {LONGEST_PARSED_LINE}, "
        f"columns = {columns})"
    )
    inner = ord(INNER_LINE_END)
    cells = ", ".join(f"replace({c}, chr({inner}), chr(10)) AS {c}" if has_inner else c for c in columns)
    values = "".join(f", {value} AS {_value(name)}" for name, value in _values(mapping).items())
    typed = "".join(
        f", {_typed(field, mapping)} AS {field.name}"
        for field in mapping.known_shape.fields
        if field.kind is not Kind.TIME
    )
    wall, instant = _moments(mapping)
    given = "".join(
        f", {_cell(mapping, column)} AS {identifier(name)}" for column, name in given_names(mapping).items()
    )
    reasons = " ".join(f"WHEN {rule.condition} THEN {literal(rule.reason)}" for rule in _rules(mapping))
    unwanted = ", ".join([*columns, *(_value(name) for name in mapping.fields)])
    return (
        f"CREATE TEMP TABLE {table} AS WITH "
        f"cells AS (SELECT {cells} FROM {source}), "
        f"blanked AS (SELECT *{values} FROM cells), "
        f"typed AS (SELECT *, {wall} AS wall, {instant} AS instant{typed}{given} FROM blanked) "
        f"SELECT CASE WHEN c0 = chr({ord(PLACEHOLDER)}) THEN '' {reasons} END AS refusal, "
        f"* EXCLUDE ({unwanted}) FROM typed"
    )


def _value(name: str) -> str:
    """The column that holds a field's text, NULL where it is blank."""
    return f"{name}_text"


def _cell(mapping: Mapping, column: str) -> str:
    return f"c{mapping.columns.index(column)}"


def _values(mapping: Mapping) -> dict[str, str]:
    """For each mapped field, its text as SQL, NULL where the mapping's word for a blank stands."""
    blanks = [word for word in mapping.blanks if word]
    longest = max((len(word.encode()) for word in blanks), default=0)
    values = {}
    for name, sources in mapping.fields.items():
        cells = []
        for source in sources:
            cell = _cell(mapping, source)
            blank = f"strlen({cell}) <= {longest} AND {_is_one_of(cell, blanks)}"
            cells.append(f"CASE WHEN {blank} THEN NULL ELSE {cell} END" if blanks else cell)
        values[name] = cells[0] if len(cells) == 1 else " || ' ' || ".join(f"({cell})" for cell in cells)
    return values


def _is_one_of(value: str, words: Iterable[str]) -> str:
    """SQL for a value equal to one of the words, written out: of a longer IN the engine makes a join."""
    return f"({' OR '.join(f'{value} = {literal(word)}' for word in words) or 'false'})"


def _typed(field: Field, mapping: Mapping) -> str:
    if field.name not in mapping.fields:
        return f"NULL::{TYPES[field.kind]}"
    value = _value(field.name)
    if field.kind is Kind.YES_NO:
        yes = _is_one_of(f"lower({value})", map(str.lower, mapping.yes))
        no = _is_one_of(f"lower({value})", map(str.lower, mapping.no))
        return f"CASE WHEN {yes} THEN true WHEN {no} THEN false END"
    if field.kind is Kind.DAY:
        return f"CAST(try_strptime({value}, {_formats(list(mapping.day_formats))}) AS DATE)"
    if field.kind is Kind.TEXT:
        return value
    return f"TRY_CAST({value} AS {TYPES[field.kind]})"


def _moments(mapping: Mapping) -> tuple[str, str]:
    """SQL for the wall time (formats without an offset) and for the instant in UTC (formats with one)."""
    if not mapping.time_fields:
        return "NULL::TIMESTAMP", "NULL::TIMESTAMP"
    wall = [form for form in mapping.clock_formats if not _says_offset(form)]
    zulu = [form for form in mapping.clock_formats if form.endswith("Z")]
    offset = [form for form in mapping.clock_formats if "%z" in form]
    value = _value(mapping.time_fields[0])
    instants = [f"try_strptime({value}, {_formats(zulu)})"] if zulu else []
    if offset:
        instants.append(f"make_timestamp(epoch_us(try_strptime({value}, {_formats(offset)})))")
    return (
        f"try_strptime({value}, {_formats(wall)})" if wall else "NULL::TIMESTAMP",
        f"coalesce({', '.join(instants)})" if instants else "NULL::TIMESTAMP",
    )


def _says_offset(form: str) -> bool:
    return "%z" in form or form.endswith("Z")


def _formats(forms: list[str]) -> str:
    if len(forms) == 1:
        return literal(forms[0])
    return "[" + ", ".join(literal(form) for form in forms) + "]"


def _rules(mapping: Mapping) -> list[Rule]:
    """The rules in the order they are asked; the first that holds gives the reason."""
    rules = []
    for field in mapping.known_shape.fields:
        if field.name not in mapping.fields:
            continue
        name, value = field.name, _value(field.name)
        if field.required:
            # Only what begins with a space is worth trimming: of all rules this one took longest.
            hollow = f"{value} IS NULL OR {value} = '' OR (starts_with({value}, ' ') AND trim({value}) = '')"
            rules.append(Rule(f"missing_{name}", hollow))
        if field.kind is Kind.TIME:
            rules.append(Rule(f"unreadable_{name}", f"{value} IS NOT NULL AND wall IS NULL AND instant IS NULL"))
            outside = f"coalesce(wall, instant) NOT BETWEEN {EARLIEST} AND {LATEST}"
            rules.append(Rule(f"out_of_range_{name}", outside))
        elif field.kind in LIMITS:
            no_number = f"{name} IS NULL OR contains({value}, '_') OR isnan({name}) OR isinf({name})"
            rules.append(Rule(f"unreadable_{name}", f"{value} IS NOT NULL AND ({no_number})"))
            limit = LIMITS[field.kind]
            rules.append(Rule(f"out_of_range_{name}", f"{name} NOT BETWEEN -{limit} AND {limit}"))
        elif field.kind in EXACT:
            inexact = f"{name} IS NULL OR NOT ({EXACT[field.kind].format(value)})"
            rules.append(Rule(f"unreadable_{name}", f"{value} IS NOT NULL AND ({inexact})"))
        elif field.kind in (Kind.YES_NO, Kind.DAY):
            rules.append(Rule(f"unreadable_{name}", f"{value} IS NOT NULL AND {name} IS NULL"))
    if "latitude" in mapping.fields:
        rules.append(Rule("half_coordinate", "(latitude IS NULL) <> (longitude IS NULL)"))
    return rules


def accepted_columns(mapping: Mapping, offset: int, changes: tuple[Shift, ...]) -> dict[str, str]:
    """The columns of the accepted rows, by name, each as SQL: the time field (naive UTC), local_at (the wall clock of
    the mapping's zone, as the agency wrote it), the fields in the shape's order, the given columns."""
    second = mapping.doubled == "second"
    east_by_wall = _offset_case(
        "wall", [(change.wall_start if second else change.wall_end, change) for change in changes], offset
    )
    east_by_utc = _offset_case("instant", [(change.at_utc, change) for change in changes], offset)
    time = next((field.name for field in mapping.known_shape.fields if field.kind is Kind.TIME), "read_at")
    fields = [field.name for field in mapping.known_shape.fields if field.kind is not Kind.TIME]
    return {
        time: f"coalesce(instant, wall - to_seconds({east_by_wall}))",
        "local_at": f"coalesce(wall, instant + to_seconds({east_by_utc}))",
        **{name: name for name in (*fields, *map(identifier, given_names(mapping).values()))},
    }


def _offset_case(column: str, thresholds: list[tuple[datetime, Shift]], offset: int) -> str:
    """Seconds east of UTC as a function of a column, by the thresholds from which each change counts."""
    if not thresholds:
        return str(offset)
    steps = " ".join(
        f"WHEN {column} >= TIMESTAMP {literal(str(threshold))} THEN {change.after}"
        for threshold, change in reversed(thresholds)
    )
    return f"CASE {steps} ELSE {offset} END"


def within_shift(changes: tuple[Shift, ...], *, skipped: bool) -> str | None:
    """SQL: the wall time is one the clock skipped (or, if not `skipped`, one that came twice); None if no
    such time lies in the range."""
    found = [
        f"(wall >= TIMESTAMP {literal(str(change.wall_start))} AND wall < TIMESTAMP {literal(str(change.wall_end))})"
        for change in changes
        if change.skips is skipped
    ]
    return f"({' OR '.join(found)})" if found else None
