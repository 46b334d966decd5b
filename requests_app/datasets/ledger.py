"""The account of one reading: every line of the file, and where it went."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from requests_app.errors import IngestError

NOTES = {
    "corrections_without_a_line": "{} corrections were not applied: their line is not set aside as it was, or the "
    "rules refuse what they say.",
    "without_coordinates": "{} accepted rows have no coordinates.",
    "at_zero_coordinates": "{} accepted rows stand at 0° 0°, where a receiver without a fix puts them; "
    "no map shows them.",
    "in_a_doubled_hour": "{} accepted rows are of the hour that came twice when the clock went back.",
    "ending_where_a_spreadsheet_must": "{} of the tables end at the last row a spreadsheet can have (65,536 or "
    "1,048,576): rows may be missing. Ask the agency.",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One text or table inside the received file: the file itself, a member of an archive, a sheet.

    Lines, or the rows of a table, are numbered through all members in order, from 1; `first_line` is this
    member's first.
    """

    name: str
    first_line: int
    lines: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of one reading; refuses to exist unless both sums hold.

    `lines` are the physical lines of the text. `joined` are the continuation lines of records that span
    several lines inside quotes. `framed` are the records handed to the rules. `patched` are those of the accepted
    that stand as a person corrected them. `reasons` counts the
    quarantined by reason code. `duplicates` are accepted rows equal in every field to an earlier one: they
    stay accepted. `notes` count what was accepted but is worth knowing (blank coordinates, ambiguous hours,
    tables that end where a spreadsheet must). `left_out` names what in the file was not read.

    Raises: IngestError, if a line is not accounted for.
    """

    sha256: str
    source_bytes: int
    text_bytes: int
    lines: int
    header: int
    blank: int
    joined: int
    framed: int
    accepted: int
    quarantined: int
    reasons: dict[str, int]
    duplicates: int
    notes: dict[str, int] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    seconds: float = 0.0
    left_out: tuple[str, ...] = ()
    patched: int = 0

    def __post_init__(self) -> None:
        accounted = self.header + self.blank + self.joined + self.accepted + self.quarantined
        if accounted != self.lines:
            raise IngestError(
                f"The reading does not reconcile: the file has {self.lines:,} lines, "
                f"but {accounted:,} are accounted for. Nothing was kept."
            )
        if sum(self.reasons.values()) != self.quarantined:
            raise IngestError(
                f"The reading does not reconcile: {self.quarantined:,} lines were set aside, "
                f"but the reasons add up to {sum(self.reasons.values()):,}. Nothing was kept."
            )
        stopped_by_rules = self.framed - self.accepted
        if not 0 <= stopped_by_rules <= self.quarantined:
            raise IngestError(
                f"The reading does not reconcile: {self.framed:,} records were framed, "
                f"{self.accepted:,} accepted, {self.quarantined:,} set aside. Nothing was kept."
            )
        if self.duplicates > self.accepted or self.patched > self.accepted:
            raise IngestError(
                "The reading does not reconcile: more duplicates or corrections than rows. Nothing was kept."
            )

    def read_besides(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """The tables that were read though only others were chosen, as earlier versions of this program did with
        those behind the last one; none where all are read."""
        return tuple(member.name for member in self.members if member.name not in chosen) if chosen else ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth knowing about the reading, in sentences."""
        remarks = [NOTES[name].format(f"{count:,}") for name, count in self.notes.items() if name in NOTES]
        if self.left_out:
            remarks.append(f"Not read: {', '.join(self.left_out)}.")
        return tuple(remarks)

    def to_json(self) -> dict[str, Any]:
        """As plain values for JSON; `from_json` gives the same ledger back."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Ledger":
        """Read a ledger back, checking its sums again.

        Raises: IngestError, if it was damaged.
        """
        try:
            members = tuple(Member(**member) for member in value["members"])
            return cls(**{**value, "members": members, "left_out": tuple(value.get("left_out", ()))})
        except (KeyError, TypeError) as error:
            raise IngestError("The ledger kept with this dataset is damaged.") from error

    def dumps(self) -> str:
        """The ledger as the text of a file, keys in a fixed order."""
        return json.dumps(self.to_json(), indent=1, sort_keys=True) + "\n"
