"""The invented team of the demonstration; every address is at example.org."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from requests_app.access import Power
from requests_app.casework import records
from requests_app.models import Organisation, Role, User

TEAM = (
    ("admin", "Ines", "Calder", Role.ADMINISTRATOR, "Operations"),
    ("staff", "Mara", "Okafor", Role.STAFF, "Records advocate"),
    ("counsel", "Jonah", "Reyes", Role.COUNSEL, "Staff attorney"),
    ("reader", "Lin", "Abbott", Role.READ_ONLY, "Volunteer"),
)


@dataclass(frozen=True, slots=True)
class Team:
    """The people and their organisation."""

    admin: User
    staff: User
    counsel: User
    reader: User
    organisation: Organisation


def accounts_file() -> Path:
    """Where the passwords of the demonstration are kept, for this machine only."""
    return Path(settings.VAR) / "demo-accounts.txt"


def make_team() -> Team:
    """The four people, one for each role, with passwords of their own that are written to `accounts_file`."""
    people, lines = {}, []
    for name, first, last, role, title in TEAM:
        password = f"daylight-{secrets.token_hex(4)}"
        user = User(
            username=name,
            first_name=first,
            last_name=last,
            email=f"{name}@example.org",
            role=role,
            title=title,
        )
        user.set_password(password)
        records.add(user, by=None, verb="add", summary=f"Added {first} {last}.", power=Power.ADMINISTER)
        people[name] = user
        lines.append(f"{name:8} {password}   ({role.label}: {first} {last})")
    organisation = records.add(
        Organisation(
            name="Open Records Project",
            postal_address="100 Lantern Street, Suite 4\nLos Angeles, CA 90012",
            email="records@example.org",
            telephone="(213) 555-0142",
        ),
        by=None,
        verb="add",
        summary="Added the organisation.",
    )
    file = accounts_file()
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n")
    return Team(organisation=organisation, **people)
