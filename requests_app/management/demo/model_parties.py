"""Who is in the model case, court by court: parties as the captions name them, counsel by office, the judges."""

from collections.abc import Callable, Mapping
from datetime import date

from requests_app.casework import parties
from requests_app.management.demo.people import Team
from requests_app.models import Agency, Confidence, CounselRole, CourtCase, Party, PartyRole, Precision

ACLU = "American Civil Liberties Union Foundation of Southern California"
EFF = "Electronic Frontier Foundation"
COUNTY, CITY = "County of Los Angeles", "City of Los Angeles"
POLICE, SHERIFF = "Los Angeles Police Department", "Los Angeles County Sheriff's Department"
PRESS = "EFF press release on the suit, 2013; captions of the filed briefs"
CAPTION = "Captions of the filed papers"
BY_OFFICE = "The office, as the papers on its side suggest; no appearance was read"


def _trial(case: CourtCase, team: Team) -> None:
    petitioners = [_party(case, name, PartyRole.PETITIONER, team, PRESS) for name in (ACLU, EFF)]
    for party in petitioners:
        _counsel([party], party.name, team)
    county = [_party(case, name, PartyRole.RESPONDENT, team, CAPTION) for name in (COUNTY, SHERIFF)]
    city = [_party(case, name, PartyRole.RESPONDENT, team, CAPTION) for name in (CITY, POLICE)]
    _counsel(county, "Office of the County Counsel", team)
    _counsel(city, "Office of the City Attorney", team)
    parties.assign_judge(
        case=case,
        judge="Judge O'Donnell",
        department="86",
        source="Filed-stamped brief of 7 March 2014; the police's opposition",
        confidence=Confidence.PRIMARY,
        by=team.counsel,
    )
    parties.assign_judge(
        case=case,
        judge="James C. Chalfant",
        from_on=date(2014, 3, 1),
        precision=Precision.MONTH,
        source="Westside Today, 31 March 2014; later captions",
        confidence=Confidence.SECONDARY,
        accounts_differ="Reassigned in March or April 2014; the day was not found.",
        by=team.counsel,
    )


def _appeal(case: CourtCase, team: Team) -> None:
    petitioners = [_party(case, name, PartyRole.PETITIONER, team, CAPTION) for name in (ACLU, EFF)]
    for party in petitioners:
        _counsel([party], party.name, team)
    _party(case, "Superior Court of Los Angeles County", PartyRole.RESPONDENT, team, CAPTION)
    for names, office in (
        ((COUNTY, SHERIFF), "Office of the County Counsel"),
        ((CITY, POLICE), "Office of the City Attorney"),
    ):
        _counsel([_party(case, name, PartyRole.REAL_PARTY, team, CAPTION) for name in names], office, team)


WHO: Mapping[str, Callable[[CourtCase, Team], None]] = {"BS143004": _trial, "B259392": _appeal, "S227106": _appeal}


def _party(case: CourtCase, name: str, role: str, team: Team, source: str) -> Party:
    return parties.add_party(
        case=case,
        name=name,
        role=role,
        agency=Agency.objects.filter(name=name).first(),
        source=source,
        confidence=Confidence.SECONDARY,
        by=team.counsel,
    )


def _counsel(of: list[Party], name: str, team: Team) -> None:
    parties.add_counsel(
        parties=of,
        name=name,
        role=CounselRole.LEAD,
        source=BY_OFFICE,
        confidence=Confidence.UNVERIFIED,
        by=team.counsel,
    )
