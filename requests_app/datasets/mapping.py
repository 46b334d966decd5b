"""How a received table is to be read: a choice a person confirms, kept and used again next time."""

import json
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from requests_app.datasets.shapes import FREE_TABLE, SHAPES, Kind, Shape, free_table
from requests_app.errors import IngestError

ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "mixed")
FORMS = ("separated", "fixed", "json", "array", "table")
DOUBLED = ("first", "second", "set_aside")

SEPARATORS = (",", "\t", "|", ";")
BLANKS = ("", "NA", "N/A", "NULL", "null", "None", "\\N")
LATER = ("form", "cuts", "kinds", "tables", "doubled")
UNSAID: tuple[Any, ...] = ("separated", "first", (), {})
YES = ("1", "true", "t", "yes", "y", "hit")
NO = ("0", "false", "f", "no", "n", "no hit")


@dataclass(frozen=True, slots=True)
class Text:
    """How the bytes become fields. `header_lines` lines stand above the data, the last of them the names;
    0 means the file has no header and `columns` were named by us or by a person.

    The encoding "mixed" is UTF-8, and Windows-1252 in the lines that are none. `form` is "separated"; "fixed",
    columns of fixed width that begin at the characters `cuts`; "json", an object to a line; "array", the objects
    of one JSON array; or "table", the cells of a sheet or database."""

    encoding: str = "utf-8"
    separator: str = ","
    header_lines: int = 1
    form: str = "separated"
    cuts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One person-confirmable reading of a table.

    `columns` names every column of the file, in order, each name once. `fields` says which column feeds
    which field of the shape; two columns (a date and a time) are joined by a space. Columns that feed no
    field are kept as the text they are. `time_formats` are strptime formats, tried in order. `zone` is the
    zone of times written without an offset. Words in `blanks` mean "nothing given", exactly as written;
    words in `yes` and `no` are compared without case. `kinds` say what the values of a free table's fields
    are. `tables` names the sheets or members that are read; none named means all. A local time that came twice
    when the clock went back is taken as its `doubled` coming, "first" or "second", or "set_aside".

    Raises: IngestError, with a sentence about the first thing that cannot be.
    """

    shape: str
    columns: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    text: Text = field(default_factory=Text)
    time_formats: tuple[str, ...] = ()
    zone: str = "America/Los_Angeles"
    blanks: tuple[str, ...] = BLANKS
    yes: tuple[str, ...] = YES
    no: tuple[str, ...] = NO
    kinds: dict[str, str] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    doubled: str = "first"

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise IngestError(f"“{self.shape}” is not a kind of table this product knows.")
        self._check_text()
        self._check_fields()
        if self.zone not in available_timezones():
            raise IngestError(f"“{self.zone}” is not the name of a time zone.")
        if self.doubled not in DOUBLED:
            raise IngestError(f"A time that came twice is taken as one of {', '.join(DOUBLED)}.")

    def _check_text(self) -> None:
        if self.text.encoding not in ENCODINGS:
            raise IngestError(f"The encoding must be one of {', '.join(ENCODINGS)}.")
        if self.text.separator not in SEPARATORS:
            raise IngestError("The separator must be a comma, a tab, a bar or a semicolon.")
        if self.text.form not in FORMS:
            raise IngestError(f"The text must be one of {', '.join(FORMS)}.")
        if (self.text.form == "fixed") != bool(self.text.cuts):
            raise IngestError("Columns of fixed width need the places where they begin, and no others do.")
        if self.text.cuts and len(self.text.cuts) != len(self.columns):
            raise IngestError("There must be as many places where columns begin as there are columns.")
        if any(second <= first for first, second in pairwise((-1, *self.text.cuts))):
            raise IngestError("The places where columns begin must rise from 0.")
        if not 0 <= self.text.header_lines <= 100:
            raise IngestError("A header has between 0 and 100 lines.")
        if len(self.columns) < 2:
            raise IngestError("With that separator the table has fewer than two columns.")
        if len(set(self.columns)) != len(self.columns) or "" in self.columns:
            raise IngestError("Every column needs a name of its own.")

    def _check_fields(self) -> None:
        if self.kinds and self.shape != FREE_TABLE.name:
            raise IngestError("Only the values of a free table are given a kind.")
        if len(self.time_fields) > 1:
            raise IngestError("A free table has one column of times; choose “text” or “day” for the others.")
        shape = self.known_shape
        names = {known.name for known in shape.fields}
        for name, sources in self.fields.items():
            if name not in names:
                raise IngestError(f"{shape.title} have no field “{name}”.")
            for source in sources:
                if source not in self.columns:
                    raise IngestError(f"The file has no column “{source}”.")
            joinable = shape.field(name).kind is Kind.TIME
            if not 1 <= len(sources) <= (2 if joinable else 1):
                raise IngestError(f"“{shape.field(name).title}” takes one column, a time at most two.")
        missing = [known.title for known in shape.required if known.name not in self.fields]
        if missing:
            raise IngestError(f"No column is chosen for: {', '.join(missing)}.")
        if any(shape.field(name).kind is Kind.TIME for name in self.fields) and not self.clock_formats:
            raise IngestError("The file's way of writing dates is not chosen.")
        if any(shape.field(name).kind is Kind.DAY for name in self.fields) and not self.day_formats:
            raise IngestError("The file's way of writing days is not chosen.")
        if ("latitude" in self.fields) != ("longitude" in self.fields):
            raise IngestError("Latitude and longitude come together: one of them has no column.")

    @property
    def known_shape(self) -> Shape:
        """The shape this table is read as."""
        if self.shape == FREE_TABLE.name:
            return free_table({name: (sources[0], self.kinds.get(name, "")) for name, sources in self.fields.items()})
        return SHAPES[self.shape]

    @property
    def time_fields(self) -> tuple[str, ...]:
        """The mapped fields that are times."""
        return tuple(
            field.name for field in self.known_shape.fields if field.kind is Kind.TIME and field.name in self.fields
        )

    @property
    def day_formats(self) -> tuple[str, ...]:
        """The formats without a time of day."""
        return tuple(form for form in self.time_formats if not _says_clock(form))

    @property
    def clock_formats(self) -> tuple[str, ...]:
        """The formats of times; those of days too, where no days are read apart, as a person chose."""
        if any(field.kind is Kind.DAY for field in self.known_shape.fields):
            return tuple(form for form in self.time_formats if _says_clock(form))
        return self.time_formats

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone of times written without an offset."""
        return ZoneInfo(self.zone)

    @property
    def other_columns(self) -> tuple[str, ...]:
        """The columns that feed no field: kept as text, under their own names."""
        used = {source for sources in self.fields.values() for source in sources}
        return tuple(column for column in self.columns if column not in used)

    def to_json(self) -> dict[str, Any]:
        """As plain values for JSON; `from_json` gives the same mapping back."""
        value = asdict(self)
        # A reading is found again by this text: what older mappings do not know is said only where it says something.
        value["text"] = {key: item for key, item in value["text"].items() if key not in LATER or item not in UNSAID}
        value = {key: item for key, item in value.items() if key not in LATER or item not in UNSAID}
        return {key: list(item) if isinstance(item, tuple) else item for key, item in value.items()} | {
            "fields": {name: list(sources) for name, sources in self.fields.items()}
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Mapping":
        """Read a mapping that was kept or written by hand.

        Raises: IngestError, if a part is missing, unknown, or cannot be.
        """
        if not isinstance(value, dict):
            raise IngestError("A mapping is a JSON object.")
        try:
            return cls(
                shape=str(value["shape"]),
                columns=_words(value["columns"]),
                fields={str(name): _words(sources) for name, sources in value["fields"].items()},
                text=_text(value.get("text", {})),
                time_formats=_words(value.get("time_formats", ())),
                zone=str(value.get("zone", "America/Los_Angeles")),
                blanks=_words(value.get("blanks", BLANKS)),
                yes=_words(value.get("yes", YES)),
                no=_words(value.get("no", NO)),
                kinds={str(name): str(kind) for name, kind in value.get("kinds", {}).items()},
                tables=_words(value.get("tables", ())),
                doubled=str(value.get("doubled", "first")),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise IngestError(f"The mapping is not complete: {error}.") from error

    def dumps(self) -> str:
        """The mapping as one line of text, keys in a fixed order: equal mappings give equal text."""
        return json.dumps(self.to_json(), sort_keys=True)


def _text(value: dict[str, Any]) -> Text:
    text = Text(**{**value, "cuts": tuple(int(at) for at in value.get("cuts", ()))})
    return replace(text, header_lines=int(text.header_lines))


def _says_clock(form: str) -> bool:
    return "%H" in form or "%I" in form


def _words(value: Any) -> tuple[str, ...]:
    """A list of words from JSON; one word alone is a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in value)
