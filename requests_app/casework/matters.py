"""Matters, and who is a member of which."""

from datetime import date

from django.db import transaction

from requests_app.access import Power, may
from requests_app.casework import journal, records
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import CLOSED_STATES, CaseState, Matter, Membership, Organisation, User


def open_matter(
    *, title: str, organisation: Organisation, lead: User, by: User | None, on: date, summary: str = ""
) -> Matter:
    """Begin a matter. Its lead and the person who opens it are members at once."""
    matter = Matter(title=title, organisation=organisation, lead=lead, summary=summary, opened_on=on)
    with transaction.atomic():
        records.add(matter, by=by, verb="open_matter", summary=f"Opened the matter “{title}”.")
        for user in {lead, by or lead}:
            _join(matter, user, by=by)
    return matter


def may_manage_members(user: User, matter: Matter) -> bool:
    """Administrators and the matter's lead say who sees it."""
    return may(user, Power.ADMINISTER) or (may(user, Power.CHANGE) and user.pk == matter.lead_id)


def add_member(*, matter: Matter, user: User, by: User | None) -> Membership:
    """Let this person see the matter. Safe to repeat.

    Raises: AccessError for anyone but administrators and the matter's lead.
    """
    _require_manager(by, matter)
    return Membership.objects.filter(matter=matter, user=user).first() or _join(matter, user, by=by)


def let_see_raw(*, membership: Membership, sees_raw: bool, by: User) -> Membership:
    """Let a member see the plates of this matter as they were handed over, or no longer. Each look is journalled.

    Raises: AccessError for anyone but administrators.
    """
    said = "may now see raw rows" if sees_raw else "may no longer see raw rows"
    return records.change(
        membership,
        by=by,
        verb="let_see_raw",
        summary=f"{membership.user} {said}.",
        power=Power.ADMINISTER,
        sees_raw=sees_raw,
    )


def remove_member(*, membership: Membership, by: User | None) -> None:
    """The person may no longer see the matter.

    Raises:
        AccessError: as `add_member`.
        CaseworkError: for the matter's lead, who is told its deadlines.
    """
    _require_manager(by, membership.matter)
    if membership.user_id == membership.matter.lead_id:
        raise CaseworkError("The lead of a matter is always a member; name another lead first.")
    handled = membership.matter.requests.filter(handled_by=membership.user).exclude(state__in=CLOSED_STATES).count()
    led = membership.matter.cases.filter(lead=membership.user, state=CaseState.PENDING).count()
    if handled or led:
        raise CaseworkError(
            f"{membership.user} has {handled} open requests and {led} pending cases here; hand them over first, "
            "so that somebody is told of their deadlines."
        )
    summary = f"{membership.user} may no longer see this matter."
    records.remove(membership, by=by, summary=summary, power=Power.CHANGE)


def _require_manager(by: User | None, matter: Matter) -> None:
    if by is not None and not may_manage_members(by, matter):
        raise AccessError("Administrators and the lead of a matter say who may see it.")


def _join(matter: Matter, user: User, *, by: User | None) -> Membership:
    with transaction.atomic():
        membership = Membership.objects.create(matter=matter, user=user)
        journal.write(membership, by=by, verb="add_member", summary=f"{user} may now see this matter.")
    return membership
