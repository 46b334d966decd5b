"""Letterheads: written by administrators, each logo checked and kept under its hash."""

from typing import Any

from django.db import transaction

from requests_app import archive
from requests_app.access import Power
from requests_app.casework import records
from requests_app.letters.logos import check_logo
from requests_app.models import Letterhead, User


@transaction.atomic
def keep_letterhead(*, letterhead: Letterhead, by: User, logo: bytes | None = None, **values: Any) -> Letterhead:
    """Add a letterhead, or change these fields of one; letters issued before keep what they printed.

    `logo`: the bytes of a picture, b"" to take the present one away, None to leave it.
    Raises: LetterError for a logo that is not a picture within limits; AccessError for anyone but administrators.
    """
    if logo:
        check_logo(logo)
        values["logo_sha256"] = archive.keep(logo).sha256
    elif logo is not None:
        values["logo_sha256"] = ""
    if letterhead.pk:
        return records.change(
            letterhead,
            by=by,
            verb="keep_letterhead",
            summary=f"Changed the letterhead {letterhead}.",
            power=Power.ADMINISTER,
            **values,
        )
    for name, value in values.items():
        setattr(letterhead, name, value)
    return records.add(
        letterhead,
        by=by,
        verb="keep_letterhead",
        summary=f"Added the letterhead {letterhead}.",
        power=Power.ADMINISTER,
    )
