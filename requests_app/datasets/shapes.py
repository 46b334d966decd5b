"""The shapes of table the product knows, field by field, with the names agencies give them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field's text must be for its row to be accepted."""

    TEXT = "text"
    TIME = "time"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    YES_NO = "yes or no"


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

SHAPES: dict[str, Shape] = {shape.name: shape for shape in (PLATE_READS,)}
