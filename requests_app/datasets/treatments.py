"""What becomes of each column when a table leaves: dropped, kept, made coarser, or named by a key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from requests_app.datasets.mapping import Mapping
from requests_app.datasets.rules import given_names
from requests_app.datasets.shapes import FREE_TABLE, PLATE_READS, SEARCH_AUDIT, Kind
from requests_app.errors import IngestError


class Treatment(StrEnum):
    """What becomes of a column's values."""

    DROP = "drop"
    KEEP = "keep"
    PSEUDONYM = "pseudonym"
    SCREEN = "screen"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    STEP = "step"


LARGEST_STEP = 1e15
TIMES = (Treatment.HOUR, Treatment.DAY, Treatment.MONTH, Treatment.YEAR)
ALLOWED = {
    Kind.TEXT: (Treatment.KEEP, Treatment.SCREEN, Treatment.PSEUDONYM),
    Kind.TIME: (*TIMES, Treatment.KEEP),
    Kind.DAY: (Treatment.MONTH, Treatment.YEAR, Treatment.KEEP),
    Kind.WHOLE_NUMBER: (Treatment.STEP, Treatment.KEEP, Treatment.PSEUDONYM),
    Kind.NUMBER: (Treatment.STEP, Treatment.KEEP),
    Kind.YES_NO: (Treatment.KEEP,),
}
# Fields of a search-audit log: what may become of them besides being dropped, the one proposed first.
AUDIT = {
    "searched_at": (Treatment.HOUR, Treatment.DAY, Treatment.MONTH),
    "officer": (Treatment.PSEUDONYM,),
    "agency": (Treatment.KEEP,),
    "reason": (Treatment.SCREEN,),
    "case_number": (Treatment.DROP, Treatment.PSEUDONYM),
    "plate": (Treatment.PSEUDONYM,),
    "networks": (Treatment.DROP, Treatment.KEEP, Treatment.SCREEN),
}
CROWDS = {"plate": "plates", "officer": "officers", "case_number": "case_numbers"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One column of a table with its `source` in the accepted rows, its name in a release and in words, and what may
    become of it; the first of `allowed` is proposed."""

    source: str
    name: str
    title: str
    kind: Kind
    allowed: tuple[Treatment, ...]


@dataclass(frozen=True, slots=True)
class Treated:
    """What becomes of one column: `step` is that of numbers and of degrees. A column that is `known` may be known
    of somebody from elsewhere, so it takes part in every measure of risk. Under `crowd` the different values of a
    pseudonym are counted.

    Raises: IngestError, for a step that cannot be.
    """

    source: str
    name: str
    treatment: Treatment
    step: float | None = None
    is_known: bool = True
    crowd: str = ""

    def __post_init__(self) -> None:
        step = 1.0 if self.step is None else self.step
        if (self.treatment is Treatment.STEP) != (self.step is not None) or not 0 < step < LARGEST_STEP:
            raise IngestError(f"“{self.name}”: a number made coarser needs a step above 0, and no other column does.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a version holds, column by column; what is not named is dropped. `has_daily_names` gives each pseudonym
    anew every day, so that no trace is longer than a day; the day must then be part of each cell, for in a cell of
    many days one plate would count as many. `row_word` is what a row counts as.

    Raises: IngestError, where nothing would be left, two columns would have one name, or daily names lack their day.
    """

    columns: tuple[Treated, ...]
    has_daily_names: bool = False
    row_word: str = "rows"

    def __post_init__(self) -> None:
        if not self.columns:
            raise IngestError("Nothing would be left of the table. Choose at least one column.")
        names = [name.casefold() for column in self.columns for name in (column.name, column.crowd) if name]
        if len({*names, self.row_word}) <= len(names):
            raise IngestError("Two columns of the version would have the same name.")
        if self.has_daily_names and not any(map(_tells_the_day, self.columns)):
            raise IngestError(
                "With a new pseudonym every day the time is told by the hour or the day, and may be known from "
                "elsewhere: else one plate of many days would be counted as many plates."
            )

    @property
    def identities(self) -> tuple[Treated, ...]:
        """The columns that name somebody by a pseudonym."""
        return tuple(column for column in self.columns if column.treatment is Treatment.PSEUDONYM)

    @property
    def values(self) -> tuple[Treated, ...]:
        """The columns that say something."""
        return tuple(column for column in self.columns if column.treatment is not Treatment.PSEUDONYM)

    @property
    def known(self) -> tuple[str, ...]:
        """The names of columns that may be known from elsewhere: together they are a cell, or a point of a trace."""
        return tuple(column.name for column in self.values if column.is_known)


def _tells_the_day(column: Treated) -> bool:
    told = (Treatment.HOUR, Treatment.DAY, Treatment.KEEP)
    return column.source == "local_at" and column.treatment in told and column.is_known


def plan_of_reads(
    *,
    time_step: Treatment = Treatment.HOUR,
    place_step: float | None = 0.01,
    keep: tuple[str, ...] = ("device", "agency", "hit"),
    has_daily_names: bool = False,
) -> Plan:
    """A plan for plate reads. `place_step` is the side of a square in degrees (0.01 is about 1 km), None for no
    place at all; columns of the version are pseudonym, local_from, latitude and longitude of the square's south-west
    corner, and what is kept.

    Raises: IngestError, if a column may not be kept or a step cannot be.
    """
    unknown = [name for name in keep if name not in ("device", "agency", "hit")]
    if unknown:
        raise IngestError(f"{', '.join(unknown)} may not be kept; only device, agency, hit may.")
    if place_step is not None and not 0.001 <= place_step <= 1:
        raise IngestError("The side of a square must be between 0.001 and 1 degree.")
    place = ("latitude", "longitude") if place_step is not None else ()
    columns = [
        Treated("plate", "pseudonym", Treatment.PSEUDONYM, crowd="plates"),
        Treated("local_at", "local_from", time_step),
        *(Treated(axis, axis, Treatment.STEP, place_step) for axis in place),
        # Who knows where a car was knows which camera was there; what it and a list then said is not known.
        *(Treated(name, name, Treatment.KEEP, is_known=name == "device") for name in keep),
    ]
    return Plan(tuple(columns), has_daily_names, "reads")


def plan_of_table(mapping: Mapping, chosen: Iterable[Treated], *, has_daily_names: bool = False) -> Plan:
    """A plan for any other table, of what was chosen for its columns.

    Raises: IngestError, if a column is none of the table's, or may not become that.
    """
    choices = {choice.name: choice for choice in choices_of(mapping)}
    columns = []
    for column in chosen:
        choice = choices.get(column.name)
        if choice is None or column.treatment not in (Treatment.DROP, *choice.allowed):
            raise IngestError(f"“{column.name}” may not be treated so.")
        if column.treatment is not Treatment.DROP:
            crowd = CROWDS.get(choice.source, f"different {choice.name}")
            is_named = column.treatment is Treatment.PSEUDONYM
            columns.append(
                Treated(
                    choice.source,
                    choice.name,
                    column.treatment,
                    column.step,
                    column.is_known,
                    crowd if is_named else "",
                )
            )
    word = "searches" if mapping.shape == SEARCH_AUDIT.name else "rows"
    return Plan(tuple(columns), has_daily_names, word)


def choices_of(mapping: Mapping) -> tuple[Choice, ...]:
    """Every column of a table with what may become of it, in the file's order; none for plate reads, which have a
    plan of their own. Where dropping is not proposed it may be chosen all the same."""
    if mapping.shape == PLATE_READS.name:
        return ()
    found = sorted(_choices(mapping), key=lambda pair: pair[0])
    names: set[str] = set()
    choices = []
    for _, choice in found:
        name, count = choice.name, 1
        while name.casefold() in names:  # to the engine a name is the same in small letters and large
            count += 1
            name = f"{choice.name} {count}"
        names.add(name.casefold())
        choices.append(replace(choice, name=name, title=name if choice.title == choice.name else choice.title))
    return tuple(choices)


def _choices(mapping: Mapping) -> Iterator[tuple[int, Choice]]:
    is_free = mapping.shape == FREE_TABLE.name
    for name, sources in mapping.fields.items():
        field = mapping.known_shape.field(name)
        source = "local_at" if field.kind is Kind.TIME else name
        allowed = (Treatment.DROP, *ALLOWED[field.kind]) if is_free else AUDIT[name]
        shown = sources[0] if is_free else "local_from" if field.kind is Kind.TIME else name
        yield mapping.columns.index(sources[0]), Choice(source, shown, field.title, field.kind, allowed)
    for column, source in given_names(mapping).items():
        # Whatever else a search log holds is free text; it leaves looked through or not at all.
        allowed = tuple(way for way in ALLOWED[Kind.TEXT] if is_free or way is not Treatment.KEEP)
        yield mapping.columns.index(column), Choice(source, column, column, Kind.TEXT, (Treatment.DROP, *allowed))
