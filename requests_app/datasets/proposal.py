"""Propose how to read a received file, and ask a person what its bytes do not settle."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from requests_app.datasets.dialect import foreign_lines, plain_words
from requests_app.datasets.kinds import propose_kind
from requests_app.datasets.mapping import BLANKS, Mapping
from requests_app.datasets.readers import Limits
from requests_app.datasets.sampling import Hints, Sample, glance, look
from requests_app.datasets.shapes import (
    FREE_TABLE,
    PLATE_READS,
    SEARCH_AUDIT,
    SHAPES,
    Field,
    Kind,
    Shape,
    free_name,
    free_table,
)
from requests_app.datasets.timeformats import candidates, describe
from requests_app.errors import IngestError

PREVIEW_ROWS = 20
NO_HINTS = Hints()
ZONES = (
    ("America/Los_Angeles", "Pacific time (Los Angeles)"),
    ("America/Denver", "Mountain time (Denver)"),
    ("America/Phoenix", "Arizona time (no daylight saving)"),
    ("America/Chicago", "Central time (Chicago)"),
    ("America/New_York", "Eastern time (New York)"),
    ("UTC", "Coordinated universal time (UTC)"),
)
BLANK_LIKE = ("", "NA", "N/A", "n/a", "na", "NULL", "null", "Null", "None", "none", "\\N", "-", "--", "nan", "NaN")
SURE_BLANKS = frozenset(BLANKS)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: the value the mapping would take, and what it means in words."""

    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something the bytes do not settle. `about` names the part of the mapping that `answered` changes.

    `proposed` is one of the choices' values, or "" when nothing may be proposed.
    """

    about: str
    sentence: str
    choices: tuple[Choice, ...]
    proposed: str

    def answer_in(self, draft: dict[str, Any]) -> str:
        """The answer a mapping as JSON already gives, "" for none of the choices."""
        if self.about == "blanks":
            given = set(draft["blanks"])
            return next(
                (choice.value for choice in self.choices if set(choice.value.split("\n")) <= given - {""}), ""
            )
        said = {
            "time_formats": next(iter(draft["time_formats"]), ""),
            "encoding": draft["text"]["encoding"],
            "zone": draft["zone"],
        }[self.about]
        return said if said in {choice.value for choice in self.choices} else ""

    def answered(self, mapping: Mapping, value: str) -> Mapping:
        """The mapping with a person's answer in it.

        Raises: IngestError, if the value is none of the choices.
        """
        if value not in {choice.value for choice in self.choices}:
            raise IngestError("That is none of the choices.")
        if self.about == "time_formats":
            return replace(mapping, time_formats=(value, *mapping.time_formats[1:]))
        if self.about == "encoding":
            return replace(mapping, text=replace(mapping.text, encoding=value))
        if self.about == "zone":
            return replace(mapping, zone=value)
        words = (*mapping.blanks, *value.split("\n")) if value else mapping.blanks
        return replace(mapping, blanks=words)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the product makes of a file, for a person to confirm.

    `draft` is a mapping as JSON, complete or not; `missing` names the required fields no column was found
    for; `preview` holds the first rows of data as text. `notes` are sentences about what was seen. `tables` are
    all tables in the file with their columns, and whether the draft reads them.
    """

    draft: dict[str, Any]
    columns: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    missing: tuple[Field, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    tables: tuple[tuple[str, tuple[str, ...], bool], ...] = ()

    @property
    def mapping(self) -> Mapping | None:
        """The proposed mapping, or None while something required is missing."""
        try:
            return Mapping.from_json(self.draft)
        except IngestError:
            return None


def propose(
    path: Path, *, shape: Shape | None = None, hints: Hints = NO_HINTS, limits: Limits | None = None
) -> Proposal:
    """Look at the beginning of a file and propose how to read it, as a shape or as the one that fits it best.

    Raises: IngestError, if it is no table at all.
    """
    limits = limits or Limits()
    glances, ignored = glance(path, hints, limits)
    chosen = _main(glances, hints, path.name)
    sample = look(path, chosen.name, hints, limits)
    if not sample.is_table:
        raise IngestError(
            "The file does not look like a table: no separator cuts its lines into columns, "
            "or nothing stands below its head."
        )
    shape = shape or _shape_of(sample)
    rows = [list(row) for row in sample.rows]
    fields = _fields(shape, sample.columns)
    notes: list[str] = []
    kinds: dict[str, Kind] = {}
    free_formats: list[str] = []
    if shape.name == FREE_TABLE.name:
        fields, kinds, free_formats = _free_fields(sample.columns, rows, notes)
        shape = free_table({name: (sources[0], kinds[name]) for name, sources in fields.items()})
    questions = _encoding_questions(sample)
    formats = _time_formats(shape, fields, sample.columns, rows, questions)
    blanks = _blanks(fields, sample.columns, rows, questions)
    tables = [(seen.name, seen.columns, seen.goes_with(sample)) for seen in glances if seen.is_table]
    left_out = [name for name, _, goes in tables if not goes]
    draft = {
        "shape": shape.name,
        "columns": list(sample.columns),
        "fields": {field: list(sources) for field, sources in fields.items()},
        "text": asdict(sample.text),
        "time_formats": list(dict.fromkeys((*formats, *free_formats))),
        "zone": ZONES[0][0],
        "blanks": blanks,
        "kinds": dict(kinds),
        "tables": [name for name, _, goes in tables if goes] if len(tables) < len(glances) or left_out else [],
    }
    names = [*ignored, *(seen.name for seen in glances if not seen.is_table)]
    return Proposal(
        draft=draft,
        columns=sample.columns,
        preview=sample.rows[:PREVIEW_ROWS],
        missing=tuple(field for field in shape.required if field.name not in fields),
        questions=tuple(questions),
        notes=(*_notes(sample, names, left_out, fields, shape), *notes),
        tables=tuple(tables),
    )


def _main(glances: list[Sample], hints: Hints, file_name: str) -> Sample:
    """The table a mapping is proposed for: the one a person named, or the first that some shape fits, or the
    longest."""
    if hints.table:
        return next((seen for seen in glances if seen.name == hints.table), glances[0])
    tables = [seen for seen in glances if seen.is_table]
    if not tables:
        if glances:
            return glances[0]
        raise IngestError(f"{file_name} holds no table.")
    fitting = [seen for seen in tables if any(_fits(shape, seen) for shape in SHAPES.values() if shape.required)]
    return fitting[0] if fitting else max(tables, key=lambda seen: len(seen.rows))


def _fits(shape: Shape, sample: Sample) -> bool:
    fields = _fields(shape, sample.columns)
    return all(field.name in fields for field in shape.required)


def _shape_of(sample: Sample) -> Shape:
    """The shape with all its required fields among the columns, and most of the others; else plate reads where a
    plate, or no name at all, is there; else a table of any kind."""
    fitting = [shape for shape in (PLATE_READS, SEARCH_AUDIT) if _fits(shape, sample)]
    if fitting:
        return max(fitting, key=lambda shape: len(_fields(shape, sample.columns)))
    nameless = sample.text.form in ("separated", "fixed") and not sample.text.header_lines
    return PLATE_READS if nameless or "plate" in _fields(PLATE_READS, sample.columns) else FREE_TABLE


def _free_fields(
    columns: Sequence[str], rows: list[list[str]], notes: list[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, Kind], list[str]]:
    """The columns of a free table whose values are surely no mere text, with their kinds and their formats."""
    fields: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, Kind] = {}
    formats: list[str] = []
    for at, column in enumerate(columns):
        kind, forms = propose_kind((row[at] for row in rows), BLANKS)
        if len(forms) > 1:
            notes.append(f"“{column}” holds dates that can be read in {len(forms)} ways; it is kept as text.")
        elif kind is Kind.TIME and Kind.TIME in kinds.values():
            notes.append(f"“{column}” holds times too; only one column of times is converted, it is kept as text.")
        elif kind is not Kind.TEXT:
            name = free_name(at)
            fields[name], kinds[name] = (column,), kind
            formats.extend(forms)
    return fields, kinds, formats


def _encoding_questions(sample: Sample) -> list[Question]:
    encoding = sample.text.encoding
    _, good, bad = foreign_lines(sample.raw)
    if not bad or encoding == "utf-16":
        return []
    choices = (
        Choice("utf-8", "They are damaged: set them aside"),
        Choice("mixed", "These lines alone are in Windows-1252, the older Western encoding; the others in UTF-8"),
        Choice("cp1252", "The whole file is in Windows-1252"),
    )
    if encoding not in ("utf-8", "mixed", "cp1252"):
        return []
    sentence = f"{bad:,} of the lines looked at are no UTF-8; {good:,} hold foreign letters that are. What are they?"
    return [Question("encoding", sentence, choices, encoding)]


def _fields(shape: Shape, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The column for each field whose name a shape knows; the best-known name wins, each column serves once."""
    words = {plain_words(column): column for column in reversed(columns)}
    fields: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for field in shape.fields:
        column = next((words[name] for name in field.names if name in words and words[name] not in taken), None)
        if column is None:
            continue
        sources = _with_its_pair(column, words) if field.kind is Kind.TIME else (column,)
        fields[field.name] = sources
        taken.update(sources)
    if ("latitude" in fields) != ("longitude" in fields):
        fields.pop("latitude", None)
        fields.pop("longitude", None)
    return fields


def _with_its_pair(column: str, words: dict[str, str]) -> tuple[str, ...]:
    """A date column and the time column of the same name beside it, or the column alone."""
    stem, _, last = plain_words(column).rpartition(" ")
    if last not in ("date", "time"):
        return (column,)
    date, clock = (words.get(f"{stem} {word}".strip()) for word in ("date", "time"))
    return (date, clock) if date and clock else (column,)


def _time_formats(
    shape: Shape,
    fields: dict[str, tuple[str, ...]],
    columns: Sequence[str],
    rows: list[list[str]],
    questions: list[Question],
) -> tuple[str, ...]:
    name = next((field.name for field in shape.fields if field.kind is Kind.TIME), "")
    if name not in fields or not rows:
        return ()
    values: list[str] = []
    found: list[str] = []
    for sources in dict.fromkeys((fields[name], fields[name][-1:], fields[name][:1])):
        at = [columns.index(source) for source in sources]
        texts = dict.fromkeys(" ".join(row[index] for index in at) for row in rows)
        values = [text for text in texts if text.strip() and text not in BLANK_LIKE]
        if found := candidates(values):
            fields[name] = sources
            break
    else:
        return ()
    if len(found) > 1:
        choices = tuple(Choice(form, _reading_of(values, form)) for form in found)
        sentence = f"Dates such as “{values[0]}” can be read in {len(found)} ways. Which is meant?"
        questions.append(Question("time_formats", sentence, choices, found[0]))
    if "%z" not in found[0] and not found[0].endswith("Z"):
        questions.append(
            Question(
                "zone",
                "The times carry no time zone. Which clock did the agency use?",
                tuple(Choice(zone, words) for zone, words in ZONES),
                ZONES[0][0],
            )
        )
    return (found[0],)


def _reading_of(values: list[str], form: str) -> str:
    """What a date format would make of the sample: how long it lasts, and on how many days it has reads."""
    times = [moment for value in values if (moment := _moment(value, form))]
    days = {moment.date() for moment in times}
    span: timedelta = max(days) - min(days)
    return (
        f"{describe(form)}: “{values[0]}” is {times[0].strftime('%d %B %Y, %H:%M')}; "
        f"the rows looked at fall on {len(days):,} of {span.days + 1:,} days."
    )


def _moment(value: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(value, form)  # noqa: DTZ007 - a wall time, its zone is asked apart
    except ValueError:
        return None


def _blanks(
    fields: dict[str, tuple[str, ...]],
    columns: Sequence[str],
    rows: list[list[str]],
    questions: list[Question],
) -> list[str]:
    """The words taken for blank. A doubtful one, "nan" or "-", is asked about and not taken."""
    used = [columns.index(source) for sources in fields.values() for source in sources]
    seen = {row[index] for row in rows for index in used}
    doubtful = [word for word in BLANK_LIKE if word in seen and word not in SURE_BLANKS]
    if doubtful:
        shown = ", ".join(f"“{word}”" for word in doubtful)
        choices = (
            Choice("", "No: such rows are set aside where a number or time is expected"),
            Choice("\n".join(doubtful), "Yes: nothing was given there"),
        )
        questions.append(Question("blanks", f"Does {shown} mean that nothing was given?", choices, ""))
    return list(BLANKS)


def _notes(
    sample: Sample,
    ignored: list[str],
    left_out: list[str],
    fields: dict[str, tuple[str, ...]],
    shape: Shape,
) -> tuple[str, ...]:
    notes = []
    text = sample.text
    if text.header_lines == 0 and text.form in ("separated", "fixed"):
        notes.append("The first line looks like data, so the columns are numbered. Name what they hold.")
    if text.header_lines > 1:
        notes.append(f"The data begins at line {text.header_lines + 1}; the lines above it are kept as header.")
    if text.encoding != "utf-8":
        notes.append(f"The text is in {text.encoding}.")
    if text.form == "fixed":
        notes.append("The columns have fixed widths; each begins where the lines above each other have a space.")
    if text.form == "json":
        notes.append("Each line is a JSON object. A line with a name that is none of these columns is set aside.")
    if text.form == "array":
        notes.append("The file is one JSON array. An object with a name that is none of these columns is set aside.")
    if left_out:
        notes.append(f"Not read, since its columns are others: {', '.join(left_out[:5])}. Choose it instead above.")
    if ignored:
        notes.append(f"Not read, since they are no tables: {', '.join(ignored[:5])}.")
    absent = [field.title for field in shape.fields if not field.required and field.name not in fields]
    if absent:
        notes.append(f"No column was found for: {', '.join(absent)}.")
    return tuple(notes)
