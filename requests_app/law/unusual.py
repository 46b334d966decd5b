"""The unusual circumstances that allow an extension: the closed list, as it stood on each day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from requests_app.law.citation import RECODIFIED_ON


@dataclass(frozen=True, slots=True)
class UnusualCircumstance:
    """One ground of Gov. Code § 7922.535(c).

    `signs`: pieces of words by which a notice's own words are recognised as this ground.
    """

    id: str
    number: int
    title: str
    words: str
    signs: tuple[str, ...]
    in_force_from: date | None = None
    in_force_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the ground stood in the list that day."""
        return (self.in_force_from is None or on >= self.in_force_from) and (
            self.in_force_to is None or on < self.in_force_to
        )

    def citation(self, on: date) -> str:
        """The paragraph; the former section before 2023.

        >>> unusual_circumstances(date(2019, 5, 1))[1].citation(date(2019, 5, 1))
        'Gov. Code, former § 6253(c)(2)'
        """
        section = "Gov. Code, former § 6253(c)" if on < RECODIFIED_ON else "Gov. Code § 7922.535(c)"
        return f"{section}({self.number})"


_SB_1034 = date(2025, 1, 1)
_AB_370 = date(2026, 1, 1)

UNUSUAL_CIRCUMSTANCES: tuple[UnusualCircumstance, ...] = (
    UnusualCircumstance(
        "field_facilities",
        1,
        "Records kept elsewhere",
        "searching for and collecting records from field facilities or other places separate from the office "
        "that handles the request",
        ("field", "off-site", "offsite", "separate from the office"),
    ),
    UnusualCircumstance(
        "voluminous",
        2,
        "Voluminous records",
        "searching for, collecting and examining a voluminous amount of separate and distinct records asked for "
        "in a single request",
        ("volum", "separate and distinct"),
    ),
    UnusualCircumstance(
        "consultation",
        3,
        "Consultation",
        "consulting, with all practicable speed, another agency with a substantial interest in the "
        "determination, or other components of the agency that have one",
        ("consult",),
    ),
    UnusualCircumstance(
        "programming",
        4,
        "Compiling data",
        "compiling data, writing programming language or a computer program, or constructing a computer report "
        "to extract data",
        ("compil", "program", "computer report", "extract"),
    ),
    UnusualCircumstance(
        "emergency",
        5,
        "State of emergency",
        "a state of emergency proclaimed by the Governor that currently affects the agency's ability to answer in "
        "time through staffing shortages or closed facilities",
        ("emergenc",),
        _SB_1034,
        _AB_370,
    ),
    UnusualCircumstance(
        "emergency",
        5,
        "State of emergency",
        "a state of emergency proclaimed by the Governor that currently and directly affects the agency's ability "
        "to answer in time through staffing shortages or closed facilities, but not for records created during "
        "the emergency and related to it",
        ("emergenc",),
        _AB_370,
    ),
    UnusualCircumstance(
        "cyberattack",
        6,
        "Cyberattack",
        "inability, because of a cyberattack, to reach the electronic servers or systems that alone hold the "
        "record, and only until access is regained",
        ("cyber", "ransomware"),
        _AB_370,
    ),
)
"""Law: Gov. Code § 7922.535(c), former § 6253(c). SB 1034 (2024) added (5); AB 370 (2025) narrowed it, added (6)."""


@lru_cache(maxsize=8192)
def unusual_circumstances(on: date) -> tuple[UnusualCircumstance, ...]:
    """The grounds in force that day: four, five since 2025, six since 2026.

    >>> [len(unusual_circumstances(date(year, 6, 1))) for year in (2024, 2025, 2026)]
    [4, 5, 6]
    """
    return tuple(ground for ground in UNUSUAL_CIRCUMSTANCES if ground.in_force(on))


def recognise(words: str, on: date) -> tuple[UnusualCircumstance, ...]:
    """The grounds in force on `on` that a notice's words name: by id, by paragraph number, or by what they say.

    >>> [ground.id for ground in recognise("a voluminous amount of records", date(2026, 5, 1))]
    ['voluminous']
    >>> recognise("staff workload and vacations", date(2026, 5, 1))
    ()
    """
    return tuple(ground for ground in _named(words) if ground.in_force(on))


@lru_cache(maxsize=1024)
def _named(words: str) -> tuple[UnusualCircumstance, ...]:
    said = words.casefold().replace("_", " ").strip()
    return tuple(ground for ground in UNUSUAL_CIRCUMSTANCES if _names(said, ground))


def _names(said: str, ground: UnusualCircumstance) -> bool:
    number = ground.number
    numbered = {str(number), f"({number})", f"(c)({number})"}
    if said in numbered or any(sign in said for sign in (*ground.signs, f"53(c)({number})", f"535(c)({number})")):
        return True
    # Closed facilities belong to an emergency; any other mention of facilities means records kept there.
    return ground.id == "field_facilities" and "facilit" in said and "emergenc" not in said
