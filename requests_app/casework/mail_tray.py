"""Many mails of the tray dealt with at once, each for itself: one that cannot be does not keep the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction

from requests_app.access import may_see
from requests_app.casework.mail import place_mail, put_back, set_aside
from requests_app.casework.mail_returns import settle_mail
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import ReceivedMail, User

MOST_MAILS = 200


class Dealing(StrEnum):
    """What is done with each of the mails."""

    PLACE = "place"
    SET_ASIDE = "set_aside"
    PUT_BACK = "put_back"
    SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class Dealt:
    """How many mails it was done with, and a sentence for each where it could not be."""

    count: int
    refused: tuple[str, ...]


def deal_with(mails: Sequence[ReceivedMail], how: Dealing, *, by: User, on: date, reason: str = "") -> Dealt:
    """Place each mail with the request it is guessed to belong to, or set it aside, put it back, or settle it.

    Raises: CaseworkError when there are none or too many, or when it could be done with none of them.
    """
    if not mails:
        raise CaseworkError("Choose at least one mail.")
    if len(mails) > MOST_MAILS:
        raise CaseworkError(f"At most {MOST_MAILS} mails are dealt with at once; narrow the list.")
    count, refused = 0, []
    for mail in mails:
        try:
            with transaction.atomic():
                _deal(mail, how, by=by, on=on, reason=reason)
            count += 1
        except TrackerError as error:
            refused.append(f"“{mail}”: {error}")
    if not count:
        raise CaseworkError(" ".join(refused[:5]))
    return Dealt(count, tuple(refused))


def _deal(mail: ReceivedMail, how: Dealing, *, by: User, on: date, reason: str) -> None:
    match how:
        case Dealing.PLACE:
            if mail.guess is None or not may_see(by, mail.guess):
                raise CaseworkError("Nothing says where it belongs; open it and choose.")
            place_mail(mail, request=mail.guess, by=by, on=on)
        case Dealing.SET_ASIDE:
            set_aside(mail, reason=reason, by=by)
        case Dealing.PUT_BACK:
            put_back(mail, by=by)
        case Dealing.SETTLE:
            settle_mail(mail, by=by)
