"""Rows for tests, made through the verbs, with days that are worked out by hand in the tests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_app.casework import courts, matters, requests
from requests_app.models import (
    Agency,
    AgencyKind,
    Court,
    CourtCase,
    CourtLevel,
    Exemption,
    Matter,
    Organisation,
    RecordsRequest,
    Role,
    User,
)

MONDAY = date(2026, 10, 5)  # an ordinary Monday; ten days later is Thursday 15 October
TODAY = date(2026, 11, 23)
PASSWORD = "correct horse battery"


def user(name: str, role: str = Role.STAFF, **more: Any) -> User:
    """A person who can sign in with PASSWORD."""
    person = User(username=name, email=f"{name}@example.org", role=role, first_name=name.title(), **more)
    person.set_password(PASSWORD)
    person.save()
    return person


@dataclass
class Team:
    """One person of each role, all but the stranger members of the matter."""

    admin: User
    staff: User
    counsel: User
    reader: User
    stranger: User
    matter: Matter


def team() -> Team:
    """A matter with its people, and a staff member who is not one of them."""
    staff, counsel = user("mara"), user("jonah", Role.COUNSEL)
    admin, reader = user("ines", Role.ADMINISTRATOR), user("lin", Role.READ_ONLY)
    organisation = Organisation.objects.create(name="Open Records Project", email="records@example.org")
    matter = matters.open_matter(
        title="Plate readers", organisation=organisation, lead=counsel, by=staff, on=date(2026, 9, 1)
    )
    matters.add_member(matter=matter, user=reader, by=admin)
    return Team(admin, staff, counsel, reader, user("eve"), matter)


def agency(short_name: str = "Alder Bay PD") -> Agency:
    """An agency without closures of its own."""
    return Agency.objects.create(
        name=f"{short_name} of Alder Bay",
        short_name=short_name,
        kind=AgencyKind.POLICE,
        email="records@example.org",
        postal_address="1 Civic Plaza\nAlder Bay, CA 90000",
    )


def exemption(citation: str = "§ 7923.600", former: str = "6254(f)") -> Exemption:
    """A row of the catalogue."""
    return Exemption.objects.get_or_create(
        citation=citation, defaults={"former_citation": former, "title": "Investigations", "verified": "V"}
    )[0]


def draft_request(people: Team, on: date = MONDAY, **more: Any) -> RecordsRequest:
    """A request nobody has sent yet."""
    return requests.open_request(
        matter=people.matter,
        agency=more.pop("agency", None) or agency(),
        subject=more.pop("subject", "Plate-reader contracts"),
        records_sought="All contracts since 2020.",
        by=people.staff,
        on=on,
        **more,
    )


def received_request(people: Team, received_on: date = MONDAY, today: date = TODAY, **more: Any) -> RecordsRequest:
    """A request whose statutory clock runs from `received_on`."""
    request = draft_request(people, on=received_on, **more)
    return requests.record_receipt(request=request, received_on=received_on, by=people.staff, on=today)


def court_case(people: Team, *made: RecordsRequest, number: str = "26CV00001") -> CourtCase:
    """A case in a superior court over these requests."""
    court = Court.objects.get_or_create(name="Superior Court of Marlow County", level=CourtLevel.TRIAL)[0]
    return courts.open_case(
        matter=people.matter,
        court=court,
        number=number,
        caption="Open Records Project v. Alder Bay",
        requests=made,
        by=people.counsel,
        on=TODAY,
    )
