"""Propose how to read a received file, and ask a person what its bytes do not settle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from requests_app.datasets.dialect import (
    column_names,
    foreign_lines,
    plain_words,
    propose_encoding,
    propose_header,
    propose_separator,
    split_line,
)
from requests_app.datasets.mapping import BLANKS, Mapping, Text
from requests_app.datasets.readers import Limits, Source, as_utf8_lines
from requests_app.datasets.shapes import PLATE_READS, Field, Kind, Shape
from requests_app.datasets.timeformats import candidates, describe
from requests_app.errors import IngestError

SAMPLE_BYTES = 4 << 20
SAMPLE_ROWS = 20_000
PREVIEW_ROWS = 20
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
    for; `preview` holds the first rows of data as text. `notes` are sentences about what was seen.
    """

    draft: dict[str, Any]
    columns: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    missing: tuple[Field, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]

    @property
    def mapping(self) -> Mapping | None:
        """The proposed mapping, or None while something required is missing."""
        try:
            return Mapping.from_json(self.draft)
        except IngestError:
            return None


def propose(path: Path, *, shape: Shape = PLATE_READS, limits: Limits | None = None) -> Proposal:
    """Look at the first megabytes of a file and propose how to read it.

    Raises: IngestError, if it is no table in text at all.
    """
    name, sample, ignored = _sample(path, limits or Limits())
    encoding = propose_encoding(sample)
    whole = b"".join(as_utf8_lines(iter([sample]), encoding))
    text_encoding = encoding if encoding == "cp1252" else "utf-8"
    lines = whole.decode(text_encoding, "replace").splitlines()[: SAMPLE_ROWS + 100]
    if len(whole) >= SAMPLE_BYTES and len(lines) > 1:
        lines = lines[:-1]
    separator = propose_separator(lines[:200])
    known = frozenset(word for field in shape.fields for word in field.names)
    header_lines = propose_header(lines[:50], separator, known)
    text = Text(encoding, separator, header_lines)
    rows = [split_line(line, separator) for line in lines[header_lines:] if line.strip()]
    columns = _columns(lines, rows, text)
    rows = [row for row in rows if len(row) == len(columns)]
    if len(columns) < 2 or not rows:
        raise IngestError(f"{name} does not look like a table: no separator cuts its lines into columns.")
    fields = _fields(shape, columns)
    questions = _encoding_questions(sample, encoding)
    formats = _time_formats(shape, fields, columns, rows, questions)
    blanks = _blanks(fields, columns, rows, questions)
    draft = {
        "shape": shape.name,
        "columns": list(columns),
        "fields": {field: list(sources) for field, sources in fields.items()},
        "text": {"encoding": encoding, "separator": separator, "header_lines": header_lines},
        "time_formats": list(formats),
        "zone": ZONES[0][0],
        "blanks": blanks,
    }
    return Proposal(
        draft=draft,
        columns=columns,
        preview=tuple(tuple(row) for row in rows[:PREVIEW_ROWS]),
        missing=tuple(field for field in shape.required if field.name not in fields),
        questions=tuple(questions),
        notes=_notes(header_lines, encoding, ignored, fields, shape),
    )


def _sample(path: Path, limits: Limits) -> tuple[str, bytes, tuple[str, ...]]:
    with Source(path, limits) as source:
        for part in source.parts():
            sample = b""
            for chunk in part.chunks:
                sample += chunk
                if len(sample) >= SAMPLE_BYTES:
                    break
            return part.name, sample[:SAMPLE_BYTES], source.ignored
    raise IngestError("The file holds no text.")


def _encoding_questions(sample: bytes, encoding: str) -> list[Question]:
    _, good, bad = foreign_lines(sample)
    if not bad or encoding == "utf-16":
        return []
    choices = (
        Choice("utf-8", "They are damaged: set them aside"),
        Choice("cp1252", "The whole file is in Windows-1252, the older Western encoding"),
    )
    sentence = f"{bad:,} of the lines looked at are no UTF-8; {good:,} hold foreign letters that are. What are they?"
    return [Question("encoding", sentence, choices, encoding)]


def _columns(lines: list[str], rows: list[list[str]], text: Text) -> tuple[str, ...]:
    if text.header_lines:
        return column_names(lines[text.header_lines - 1].encode(), Text("utf-8", text.separator))
    width = max((len(row) for row in rows[:200]), default=0)
    return tuple(f"column {number}" for number in range(1, width + 1))


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
    if name not in fields:
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
    header_lines: int,
    encoding: str,
    ignored: tuple[str, ...],
    fields: dict[str, tuple[str, ...]],
    shape: Shape,
) -> tuple[str, ...]:
    notes = []
    if header_lines == 0:
        notes.append("The first line looks like data, so the columns are numbered. Name what they hold.")
    if header_lines > 1:
        notes.append(f"The data begins at line {header_lines + 1}; the lines above it are kept as header.")
    if encoding != "utf-8":
        notes.append(f"The text is in {encoding}.")
    if ignored:
        notes.append(f"Not read, since they are no tables: {', '.join(ignored[:5])}.")
    absent = [field.title for field in shape.fields if not field.required and field.name not in fields]
    if absent:
        notes.append(f"No column was found for: {', '.join(absent)}.")
    return tuple(notes)
