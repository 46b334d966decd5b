"""Local sunshine ordinances that give less time than the Act."""

from requests_app.law.citation import cite
from requests_app.law.counting import Unit
from requests_app.law.due import Kind, Severity
from requests_app.law.rulebook.cpra import DETERMINED
from requests_app.law.rulebook.shapes import AGENCY, Forum, Roll, Rule, When

LOCAL: tuple[Rule, ...] = (
    Rule(
        id="CPRA-IDR-OAK",
        title="Immediate disclosure, Oakland",
        forum=Forum.LOCAL,
        trigger="the City of Oakland received an immediate disclosure request",
        authority=cite("Oakland Muni. Code § 2.20.230", "S"),
        kind=Kind.ACT,
        severity=Severity.AGENCY_DUTY,
        must_act=AGENCY,
        starts=(When("immediate_disclosure_request", {"place": ("oakland",)}),),
        count=3,
        unit=Unit.BUSINESS_DAYS,
        roll=Roll.NONE,
        office=True,
        ended_by=DETERMINED,
        notes=("Closed days are not counted at all, so the last day is always open.",),
    ),
)
