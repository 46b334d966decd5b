"""Rules that are written but not in force: they wait here until a person sets the day they begin."""

from dataclasses import replace

from requests_app.law.citation import cite
from requests_app.law.counting import Unit
from requests_app.law.rulebook.cpra import CPRA
from requests_app.law.rulebook.shapes import Basis, Roll, Rule

_BY_ID = {rule.id: rule for rule in CPRA}

_NOT_ENACTED = (
    "AB 1821 (2025-2026) was last read as amended in the Senate on 25 June 2026; whether it was enacted must be "
    "checked before a day is set."
)

PENDING: tuple[Rule, ...] = (
    replace(
        _BY_ID["CPRA-DET"],
        id="CPRA-DET-2027",
        authority=cite("Gov. Code § 7922.535(a), as AB 1821 would amend it", "S", "10 business days"),
        unit=Unit.BUSINESS_DAYS,
        basis=Basis.RECEIPT_IN_HOURS,
        roll=Roll.NONE,
        replaced_by="CPRA-EXT-2027",
        notes=(
            _NOT_ENACTED,
            "It would also have agencies designate how requests are submitted, and deem others not properly made.",
        ),
    ),
    replace(
        _BY_ID["CPRA-EXT"],
        id="CPRA-EXT-2027",
        authority=cite("Gov. Code § 7922.535(b), as AB 1821 would amend it", "S", "14 business days"),
        unit=Unit.BUSINESS_DAYS,
        roll=Roll.NONE,
        extends="CPRA-DET-2027",
        notes=(_NOT_ENACTED,),
    ),
)

TAKES_THE_PLACE_OF = {"CPRA-DET-2027": "CPRA-DET", "CPRA-EXT-2027": "CPRA-EXT"}
"""Which rule each pending one ends, for requests received from the day it begins."""

COMES_WITH = {"CPRA-DET-2027": ("CPRA-EXT-2027",), "CPRA-EXT-2027": ("CPRA-DET-2027",)}
"""The rules of the same bill, which begin on the same day."""
