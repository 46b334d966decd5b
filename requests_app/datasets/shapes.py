"""The shapes of table the product knows, field by field, with the names agencies give them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from requests_app.errors import IngestError


class Kind(StrEnum):
    """What a field's text must be for its row to be accepted."""

    TEXT = "text"
    TIME = "time"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    YES_NO = "yes or no"
    DAY = "day"
    WHOLE_NUMBER = "whole number"
    NUMBER = "number"


FREE_KINDS = (Kind.TIME, Kind.DAY, Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.YES_NO)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a shape. `names` are lower-case header words, without punctuation, best first."""

    name: str
    title: str
    kind: Kind
    required: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of table, and the fields it may have."""

    name: str
    title: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the shape has none."""
        return {field.name: field for field in self.fields}[name]

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields without which a row means nothing."""
        return tuple(field for field in self.fields if field.required)


PLATE_READS = Shape(
    name="plate_reads",
    title="Licence-plate reads",
    fields=(
        Field(
            "plate",
            "Plate, or its hash",
            Kind.TEXT,
            True,
            (
                "plate hash",
                "hashed plate",
                "plate id",
                "plate",
                "plate number",
                "license plate",
                "licence plate",
                "license plate number",
                "plate text",
                "lp",
                "lpn",
                "tag",
                "vrm",
                "registration",
            ),
        ),
        Field(
            "read_at",
            "Time of the read",
            Kind.TIME,
            True,
            (
                "read at",
                "captured at",
                "capture time",
                "read time",
                "scan time",
                "detected at",
                "detection time",
                "timestamp",
                "time stamp",
                "datetime",
                "date time",
                "dt",
                "read date",
                "scan date",
                "capture date",
                "event time",
                "seen at",
                "seen",
                "time",
                "date",
            ),
        ),
        Field(
            "device",
            "Camera or device",
            Kind.TEXT,
            False,
            (
                "device",
                "device id",
                "device name",
                "camera",
                "camera id",
                "camera name",
                "reader",
                "reader id",
                "reader name",
                "unit",
                "unit id",
                "sensor",
                "system",
            ),
        ),
        Field("latitude", "Latitude", Kind.LATITUDE, False, ("latitude", "lat", "gps latitude", "y")),
        Field(
            "longitude",
            "Longitude",
            Kind.LONGITUDE,
            False,
            ("longitude", "lon", "lng", "long", "gps longitude", "x"),
        ),
        Field(
            "location",
            "Place in words",
            Kind.TEXT,
            False,
            ("address", "location text", "location", "place", "street", "intersection", "location name"),
        ),
        Field(
            "agency",
            "Agency",
            Kind.TEXT,
            False,
            ("agency", "agency name", "department", "source agency", "ori", "organization", "owner"),
        ),
        Field(
            "hit",
            "Hit on a hot list",
            Kind.YES_NO,
            False,
            ("hit", "is hit", "alarm", "alert", "hotlist hit", "hot list hit", "match", "is alarm"),
        ),
    ),
)

SEARCH_AUDIT = Shape(
    name="search_audit",
    title="Search-audit log",
    fields=(
        Field(
            "searched_at",
            "Time of the search",
            Kind.TIME,
            True,
            (
                "searched at",
                "search time",
                "search date",
                "search datetime",
                "search date time",
                "query time",
                "query date",
                "queried at",
                "timestamp",
                "time stamp",
                "date time",
                "datetime",
                "event time",
                "date",
                "time",
            ),
        ),
        Field(
            "officer",
            "Who searched",
            Kind.TEXT,
            True,
            (
                "officer",
                "user",
                "username",
                "user name",
                "user id",
                "officer name",
                "officer id",
                "searched by",
                "queried by",
                "operator",
                "badge",
                "badge number",
                "login",
                "name",
            ),
        ),
        Field(
            "agency",
            "Agency of who searched",
            Kind.TEXT,
            False,
            ("agency", "agency name", "org name", "organization", "organisation", "department", "user agency", "ori"),
        ),
        Field(
            "reason",
            "Reason given",
            Kind.TEXT,
            False,
            ("reason", "search reason", "reason for search", "purpose", "justification", "search purpose", "offense"),
        ),
        Field(
            "case_number",
            "Case number given",
            Kind.TEXT,
            False,
            ("case number", "case", "case no", "case id", "incident number", "incident", "report number"),
        ),
        Field(
            "plate",
            "Plate searched for",
            Kind.TEXT,
            False,
            (
                "plate",
                "license plate",
                "licence plate",
                "plate searched",
                "plate number",
                "license plate number",
                "search plate",
                "lp",
                "lpn",
                "tag",
            ),
        ),
        Field(
            "networks",
            "Networks or cameras searched",
            Kind.TEXT,
            False,
            ("networks", "total networks searched", "networks searched", "cameras searched", "devices", "sources"),
        ),
    ),
)

FREE_TABLE = Shape(name="free_table", title="Table of any kind", fields=())

SHAPES: dict[str, Shape] = {shape.name: shape for shape in (PLATE_READS, SEARCH_AUDIT, FREE_TABLE)}


def free_name(at: int) -> str:
    """The field name for the values of the column at a place (from 0) in a free table."""
    return f"value_{at + 1}"


def free_table(chosen: Mapping[str, tuple[str, str]]) -> Shape:
    """The shape of one free table: for each field name, its column and the kind a person chose for it.

    Raises: IngestError, for a kind no column can have.
    """
    for column, kind in chosen.values():
        if kind not in FREE_KINDS:
            raise IngestError(f"The column “{column}” cannot be read as “{kind}”.")
    fields = tuple(Field(name, column, Kind(kind), False, ()) for name, (column, kind) in chosen.items())
    return replace(FREE_TABLE, fields=fields)
